/** What a lesson's notebook says of its exercises. Pure: cells in, exercises out. */

/** What is read of a cell. */
export interface ICell {
  type: string;
  source: string;
  metadata: Record<string, unknown>;
}

export interface IExercise {
  /** The grade_id of the cell that carries the points: the test cell, or the written answer itself. */
  id: string;
  title: string;
  points: number;
  /** A person reads a written answer; a check and the grader look at the others. */
  written: boolean;
  /** Places in the notebook: of the text that asks, of the answer, of the test cell. */
  prompt: number;
  answer: number;
  test: number;
  /** Markdown, in the order in which they are shown. */
  hints: string[];
}

interface INbgrader {
  grade_id?: string;
  grade?: boolean;
  solution?: boolean;
  points?: number;
}

/** The exercises of a notebook, in its order; none where it is no lesson. */
export function exercisesOf(cells: readonly ICell[]): IExercise[] {
  const found: IExercise[] = [];
  const answers = new Map<string, number>();
  let after = 0; // the first cell behind the exercise before
  cells.forEach((cell, index) => {
    const { grade_id: id = '', grade, solution, points = 0 } = nbgrader(cell);
    if (solution && !grade) {
      answers.set(id, index);
    }
    if (!grade || !id) {
      return;
    }
    const answer = solution ? index : (answers.get(id.replace(/^test-/, '')) ?? [...answers.values()].pop());
    if (answer === undefined) {
      return;
    }
    const prompt = promptOf(cells, answer, after);
    const asked = cells[prompt].source;
    const title = headingOf(asked, 2) ?? id.replace(/^(test|written)-/, '');
    const hints = stagedHints(cell) ?? foldedHints(asked);
    found.push({ id, title, points, written: !!solution, prompt, answer, test: index, hints });
    after = index + 1;
  });
  return found;
}

/** The exercise that this cell belongs to, from the text that asks to the check. */
export function exerciseAt(exercises: readonly IExercise[], index: number): IExercise | undefined {
  return exercises.find(({ prompt, test }) => prompt <= index && index <= test);
}

/** The notebook's title: its first heading. */
export function titleOf(cells: readonly ICell[]): string {
  for (const cell of cells) {
    const heading = cell.type === 'markdown' ? headingOf(cell.source, 1) : undefined;
    if (heading) {
      return heading;
    }
  }
  return '';
}

/** Whether a written answer has been begun: nbgrader's placeholder is gone, and something stands there. */
export function isWritten(source: string): boolean {
  return source.trim() !== '' && !source.includes('YOUR ANSWER HERE');
}

function nbgrader(cell: ICell): INbgrader {
  return (cell.metadata['nbgrader'] ?? {}) as INbgrader;
}

/** The nearest text above the answer that has a heading of its own; else the cell above, else the answer itself. */
function promptOf(cells: readonly ICell[], answer: number, after: number): number {
  for (let index = answer - 1; index >= after; index--) {
    if (cells[index].type === 'markdown' && headingOf(cells[index].source, 2)) {
      return index;
    }
  }
  return Math.max(answer - 1, Math.min(after, answer));
}

/** The last heading of a Markdown text from this level down (1 is the lesson's own), without its signs. */
function headingOf(source: string, level: number): string | undefined {
  const headings = [...source.replace(/^```[^]*?^```/gm, '').matchAll(/^(#{1,6}) +(.+?)[ #]*$/gm)];
  return headings
    .filter(([, signs]) => signs.length >= level)
    .pop()?.[2]
    .replace(/[*`]/g, '');
}

function stagedHints(cell: ICell): string[] | undefined {
  const own = cell.metadata['training_lab'] as { hints?: unknown } | undefined;
  const hints = own?.hints;
  return Array.isArray(hints) && hints.every(hint => typeof hint === 'string') ? hints : undefined;
}

/** What a text holds folded, for a lesson without staged hints. */
function foldedHints(source: string): string[] {
  return [...source.matchAll(/<details>\s*(?:<summary>[^]*?<\/summary>)?([^]*?)<\/details>/g)].map(found =>
    found[1].trim()
  );
}
