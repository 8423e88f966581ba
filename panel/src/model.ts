/** The open lesson with its exercises, and what the panel's buttons do. */

import { Cell, ICodeCellModel } from '@jupyterlab/cells';
import { PathExt } from '@jupyterlab/coreutils';
import { IError, INotebookContent, isCode, isError } from '@jupyterlab/nbformat';
import { Notebook, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { VDomModel } from '@jupyterlab/ui-components';
import { Debouncer } from '@lumino/polling';

import { Grader, GraderError, IAddress, IStanding, IVerdict, Progress } from './grader';
import { ICell, IExercise, exerciseAt, exercisesOf, isWritten, titleOf } from './lesson';

/** Where an exercise stands by its own check, or, of a written answer, by what is written. */
export type Check = 'untried' | 'running' | 'passes' | 'fails' | 'changed' | 'empty' | 'written';

/** What became of asking the grader: how far it has come, or what went wrong. */
export type Asked = Progress | { state: 'failed'; error: string; remedy: string };

export interface IRow {
  exercise: IExercise;
  check: Check;
  /** What the check, or the answer's own cell, says where it fails. */
  says: string;
  /** So many of its hints are open. */
  hintsOpen: number;
  asked: Asked | undefined;
  verdict: IVerdict | null;
  /** The answer is another one than the grader saw. */
  verdictIsOld: boolean;
  triesLeft: number | null;
}

/** What is remembered of one notebook while it is open. */
class Work {
  current = '';
  standings = new Map<string, IStanding>();
  /** Why the grader does not say where the exercises stand. */
  trouble: GraderError | null = null;
  readonly hintsOpen = new Map<string, number>();
  readonly running = new Set<string>();
  readonly asked = new Map<string, Asked>();
  /** The answer's text when its check ran, and when the grader was asked. */
  readonly checkedText = new Map<string, string>();
  readonly gradedText = new Map<string, string>();
}

export class LessonModel extends VDomModel {
  /** What a screen reader says next. */
  said = '';
  exercises: IExercise[] = [];
  title = '';

  constructor(private readonly keep: (address: IAddress) => Promise<void>) {
    super();
    NotebookActions.executed.connect(this.onExecuted, this);
  }

  // ---------------------------------------------------------------- what is open

  get notebook(): NotebookPanel | null {
    return this.panel;
  }

  /** Look at another notebook, or at none. */
  open(panel: NotebookPanel | null): void {
    if (panel === this.panel) {
      return;
    }
    if (this.panel && !this.panel.isDisposed) {
      this.panel.content.modelContentChanged.disconnect(this.onChanged, this);
      this.panel.content.activeCellChanged.disconnect(this.onMoved, this);
    }
    this.panel = panel;
    panel?.content.modelContentChanged.connect(this.onChanged, this);
    panel?.content.activeCellChanged.connect(this.onMoved, this);
    this.read();
    void panel?.context.ready.then(() => {
      if (this.panel === panel) {
        this.read();
        void this.refresh();
      }
    });
  }

  get rows(): IRow[] {
    const cells = this.panel?.content.widgets ?? [];
    return this.exercises
      .filter(({ test }) => test < cells.length)
      .map(exercise => this.row(exercise, cells));
  }

  get current(): string {
    return this.work.current || (this.exercises[0]?.id ?? '');
  }

  // ---------------------------------------------------------------- what the buttons do

  /** Bring an exercise's answer into view; with `focus`, go on typing there. */
  async goTo(exercise: IExercise, focus: boolean): Promise<void> {
    this.work.current = exercise.id;
    this.stateChanged.emit();
    const notebook = this.panel!.content;
    notebook.deselectAll();
    notebook.activeCellIndex = exercise.answer;
    await notebook.scrollToItem(exercise.answer, 'center');
    if (focus) {
      notebook.activate();
      notebook.mode = exercise.written ? 'command' : 'edit';
    }
  }

  /** Run the answer and the check below it, as Shift+Enter would; the focus stays where it is. */
  async runCheck(exercise: IExercise): Promise<void> {
    const { content, sessionContext } = this.panel!;
    const { work } = this;
    work.running.add(exercise.id);
    this.stateChanged.emit();
    try {
      const cells = [content.widgets[exercise.answer], content.widgets[exercise.test]];
      await NotebookActions.runCells(content, cells, sessionContext);
    } finally {
      work.running.delete(exercise.id);
      this.read();
    }
    const row = this.rows.find(({ exercise: { id } }) => id === exercise.id);
    if (row) {
      this.say(`${exercise.title}: ${WORDS[row.check]}. ${row.says}`);
    }
  }

  /** Open one more hint. */
  hint(exercise: IExercise): void {
    const open = Math.min((this.work.hintsOpen.get(exercise.id) ?? 0) + 1, exercise.hints.length);
    this.work.hintsOpen.set(exercise.id, open);
    this.say(`Hint ${open} of ${exercise.hints.length} is open.`);
  }

  /** Have the grader look at the notebook as it is now, saved or not. */
  async ask(exercise: IExercise): Promise<void> {
    const { grader, work } = this;
    const panel = this.panel!;
    if (!grader) {
      return;
    }
    const tell = (asked: Asked, words: string) => {
      work.asked.set(exercise.id, asked);
      this.say(`${exercise.title}: ${words}`);
    };
    const text = source(panel.content.widgets[exercise.answer]);
    tell({ state: 'waiting', before: 0 }, 'sent to the grader.');
    try {
      const notebook = withoutOutputs(panel.content.model!.toJSON() as INotebookContent);
      const verdict = await grader.check(this.lesson(panel), exercise.id, notebook, progress =>
        tell(progress, progressWords(progress))
      );
      work.asked.delete(exercise.id);
      work.gradedText.set(exercise.id, text);
      work.standings.set(exercise.id, {
        id: exercise.id,
        max_points: verdict.max_points,
        tries_left: verdict.tries_left,
        verdict
      });
      this.say(`${exercise.title}: ${verdict.points} of ${verdict.max_points} points. ${verdict.message}`);
    } catch (error) {
      const { message, remedy = '' } = error as GraderError;
      tell({ state: 'failed', error: message, remedy }, `${message} ${remedy}`);
    }
  }

  // ---------------------------------------------------------------- the grader

  get address(): IAddress {
    return this.kept;
  }

  get connected(): boolean {
    return this.grader !== null;
  }

  /** Why the grader does not say where this lesson stands; null where it does. */
  get trouble(): GraderError | null {
    return this.work.trouble;
  }

  /** The settings say which server to ask. */
  use(address: IAddress): void {
    if (address.server === this.kept.server && address.token === this.kept.token) {
      return;
    }
    this.kept = address;
    this.grader = address.server && address.token ? new Grader(address) : null;
    this.works = new WeakMap();
    void this.refresh();
  }

  /** Try a server with the open lesson, and keep it where it answers. Raises GraderError. */
  async connect(address: IAddress): Promise<void> {
    if (this.panel && this.exercises.length) {
      await new Grader(address).standings(this.lesson(this.panel));
    }
    this.use(address);
    await this.keep(address);
    this.say('Connected to the grader.');
  }

  async disconnect(): Promise<void> {
    const address = { server: this.kept.server, token: '' };
    this.use(address);
    await this.keep(address);
    this.say('The grader is no longer asked.');
  }

  /** Ask the server where the open lesson's exercises stand. */
  async refresh(): Promise<void> {
    const { grader, panel, work } = this;
    if (grader && panel && this.exercises.length) {
      try {
        work.standings = await grader.standings(this.lesson(panel));
        work.trouble = null;
      } catch (error) {
        work.trouble = error as GraderError;
      }
    }
    this.stateChanged.emit();
  }

  dispose(): void {
    NotebookActions.executed.disconnect(this.onExecuted, this);
    this.open(null);
    this.changed.dispose();
    super.dispose();
  }

  // ----------------------------------------------------------------

  private get work(): Work {
    if (!this.panel) {
      return NOTHING;
    }
    let work = this.works.get(this.panel);
    if (!work) {
      this.works.set(this.panel, (work = new Work()));
    }
    return work;
  }

  /** Read the exercises anew: cells may have come, gone or moved. */
  private read(): void {
    const cells = (this.panel?.content.widgets ?? []).map(read);
    this.exercises = exercisesOf(cells);
    this.title = titleOf(cells);
    this.stateChanged.emit();
  }

  private row(exercise: IExercise, cells: readonly Cell[]): IRow {
    const { work } = this;
    const standing = work.standings.get(exercise.id);
    const text = source(cells[exercise.answer]);
    const graded = work.gradedText.get(exercise.id);
    return {
      exercise,
      ...checkOf(exercise, cells, work),
      hintsOpen: work.hintsOpen.get(exercise.id) ?? 0,
      asked: work.asked.get(exercise.id),
      verdict: standing?.verdict ?? null,
      verdictIsOld: graded !== undefined && graded !== text,
      triesLeft: standing?.tries_left ?? null
    };
  }

  private lesson(panel: NotebookPanel): string {
    return PathExt.basename(panel.context.path, '.ipynb');
  }

  private say(words: string): void {
    // The same words twice are read out twice only if something about them changes.
    this.said = this.said === words ? `${words} ` : words;
    this.stateChanged.emit();
  }

  private onExecuted(_: unknown, { notebook, cell }: { notebook: Notebook; cell: Cell }): void {
    if (notebook !== this.panel?.content) {
      return;
    }
    const ran = notebook.widgets.indexOf(cell);
    const exercise = this.exercises.find(({ test, written }) => test === ran && !written);
    if (exercise) {
      this.work.checkedText.set(exercise.id, source(notebook.widgets[exercise.answer]));
    }
    this.onChanged();
  }

  private onChanged(): void {
    void this.changed.invoke();
  }

  private onMoved(): void {
    const exercise = exerciseAt(this.exercises, this.panel!.content.activeCellIndex);
    if (exercise && exercise.id !== this.work.current) {
      this.work.current = exercise.id;
      this.stateChanged.emit();
    }
  }

  private panel: NotebookPanel | null = null;
  private works = new WeakMap<NotebookPanel, Work>();
  private kept: IAddress = { server: '', token: '' };
  private grader: Grader | null = null;
  /** Each key pressed changes the notebook. */
  private readonly changed = new Debouncer(() => this.read(), 150);
}

/** Stands for the work on no notebook: nothing is ever put into it. */
const NOTHING = new Work();

/** The states in words. */
export const WORDS: Record<Check, string> = {
  untried: 'Not tried',
  running: 'Running its check…',
  passes: 'Check passes',
  fails: 'Check fails',
  changed: 'Changed since its check',
  empty: 'Not written yet',
  written: 'Written'
};

export function progressWords(progress: Progress): string {
  if (progress.state === 'running') {
    return 'The grader is at work…';
  }
  return progress.before ? `Waiting: ${progress.before} before you…` : 'Waiting: you are next…';
}

function source(cell: Cell): string {
  return cell.model.sharedModel.getSource();
}

function read(cell: Cell): ICell {
  return { type: cell.model.type, source: source(cell), metadata: cell.model.metadata };
}

/** The grader runs the cells itself, and figures are large. */
function withoutOutputs(notebook: INotebookContent): INotebookContent {
  const cells = notebook.cells.map(cell => (isCode(cell) ? { ...cell, outputs: [], execution_count: null } : cell));
  return { ...notebook, cells };
}

/** The first error that a code cell shows. */
function errorOf(cell: Cell): IError | undefined {
  const { outputs } = cell.model as ICodeCellModel;
  for (let index = 0; index < (outputs?.length ?? 0); index++) {
    const output = outputs.get(index).toJSON();
    if (isError(output)) {
      return output;
    }
  }
  return undefined;
}

function checkOf(exercise: IExercise, cells: readonly Cell[], work: Work): { check: Check; says: string } {
  const [answer, test] = [cells[exercise.answer], cells[exercise.test]];
  if (exercise.written) {
    return { check: isWritten(source(answer)) ? 'written' : 'empty', says: '' };
  }
  if (work.running.has(exercise.id)) {
    return { check: 'running', says: '' };
  }
  const [stopped, failed] = [errorOf(answer), errorOf(test)];
  if ((stopped ?? failed)?.ename === 'NotImplementedError') {
    return { check: 'untried', says: 'There is no answer yet.' };
  }
  if (stopped) {
    return { check: 'fails', says: `Your cell stops. ${stopped.ename}: ${stopped.evalue}` };
  }
  if ((test.model as ICodeCellModel).executionCount === null) {
    return { check: 'untried', says: '' };
  }
  const checked = work.checkedText.get(exercise.id);
  if (checked !== undefined && checked !== source(answer)) {
    return { check: 'changed', says: '' };
  }
  if (!failed) {
    return { check: 'passes', says: '' };
  }
  const named = failed.ename === 'AssertionError' ? '' : `${failed.ename}: `;
  return { check: 'fails', says: named + failed.evalue };
}
