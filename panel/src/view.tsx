/** The panel on the page. */

import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { LabIcon, ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { GraderError, IVerdict } from './grader';
import { Check, IRow, LessonModel, WORDS, progressWords } from './model';

export const exercisesIcon = new LabIcon({
  name: 'training-lab:exercises',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M3.6 6.2 5 7.6l3-3L9.400 6 5 10.400 2.200 7.600zM12 6h9v2h-9zM3.600 15.200l1.400 1.400 3-3L9.400 15 5 19.400l-2.800-2.800zM12 15h9v2h-9z"/>
</svg>`
});

/** A sign for each state, beside its words: neither depends on colour. */
const MARKS: Record<Check, string> = {
  untried: '○',
  running: '…',
  passes: '✓',
  fails: '✗',
  changed: '↻',
  empty: '○',
  written: '✎'
};

export class ExercisesPanel extends ReactWidget {
  constructor(
    private readonly model: LessonModel,
    private readonly rendermime: IRenderMimeRegistry
  ) {
    super();
    this.id = 'training-lab-exercises';
    this.addClass('tl-Panel');
    this.title.icon = exercisesIcon;
    this.title.caption = 'Exercises of the open lesson (Alt+Shift+E)';
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'Exercises');
  }

  /** Put the focus where the student is. */
  focusCurrent(): void {
    const row = '.tl-Row-title[aria-expanded="true"], .tl-Row-title, button';
    (this.node.querySelector(row) as HTMLElement | null)?.focus();
  }

  render(): JSX.Element {
    return (
      <UseSignal signal={this.model.stateChanged}>
        {() => <Exercises model={this.model} rendermime={this.rendermime} />}
      </UseSignal>
    );
  }
}

interface IPanel {
  model: LessonModel;
  rendermime: IRenderMimeRegistry;
}

function Exercises({ model, rendermime }: IPanel): JSX.Element {
  const rows = model.rows;
  return (
    <>
      {rows.length ? (
        <>
          <Standing model={model} rows={rows} />
          <ol className="tl-Rows" aria-label="Exercises in order">
            {rows.map(row => (
              <Row key={row.exercise.id} row={row} model={model} rendermime={rendermime} />
            ))}
          </ol>
        </>
      ) : (
        <p className="tl-Empty">
          Open a lesson: its exercises are listed here, and where you stand with each.
        </p>
      )}
      <Connection model={model} />
      <div className="tl-Hidden" role="status" aria-live="polite">
        {model.said}
      </div>
    </>
  );
}

// -------------------------------------------------------------------- where the lesson stands

function Standing({ model, rows }: { model: LessonModel; rows: IRow[] }): JSX.Element {
  const checked = rows.filter(({ exercise }) => !exercise.written);
  const passing = checked.filter(({ check }) => check === 'passes').length;
  const graded = rows.filter(({ verdict }) => verdict);
  const sum = (numbers: number[]) => Math.round(numbers.reduce((a, b) => a + b, 0) * 100) / 100;
  return (
    <header className="tl-Standing">
      <h2>{model.title}</h2>
      <Bar label="Checks that pass" value={passing} of={checked.length} />
      {graded.length > 0 && (
        <Bar
          label="Points from the grader"
          value={sum(graded.map(({ verdict }) => verdict!.points))}
          of={sum(checked.map(({ exercise }) => exercise.points))}
        />
      )}
    </header>
  );
}

function Bar({ label, value, of }: { label: string; value: number; of: number }): JSX.Element {
  const words = `${value} of ${of}`;
  return (
    <div className="tl-Bar">
      <div className="tl-Bar-words" aria-hidden="true">
        <span>{label}</span>
        <span>{words}</span>
      </div>
      <div
        className="tl-Bar-track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={value}
        aria-valuetext={words}
      >
        <div className="tl-Bar-done" style={{ width: `${of ? (100 * value) / of : 0}%` }} />
      </div>
    </div>
  );
}

// -------------------------------------------------------------------- an exercise

function Row({ row, model, rendermime }: IPanel & { row: IRow }): JSX.Element {
  const { exercise, check, verdict } = row;
  const open = model.current === exercise.id;
  const body = `tl-body-${exercise.id}`;
  // The grader knows better than the check, as long as the answer is the one that it saw.
  const holds = verdict && !row.verdictIsOld && check !== 'changed' && check !== 'running';
  const state = holds ? (verdict.passed ? 'passes' : 'fails') : check;
  return (
    <li className={`tl-Row tl-mod-${state}${open ? ' tl-mod-current' : ''}`}>
      <button
        type="button"
        className="tl-Row-title"
        aria-expanded={open}
        aria-controls={body}
        // A mouse goes on in the cell; a keyboard stays here, and goes on with Tab.
        onClick={event => void model.goTo(exercise, event.detail > 0)}
      >
        <span className="tl-Mark" aria-hidden="true">
          {MARKS[state]}
        </span>
        <span className="tl-Name">
          {exercise.title}
          <span className="tl-State">{WORDS[check]}</span>
          {holds && <span className="tl-State">Grader: {verdict.passed ? 'right' : 'not yet right'}</span>}
        </span>
        <span className="tl-Points">
          {verdict ? `${verdict.points} / ${verdict.max_points}` : exercise.points}
          <span className="tl-Hidden"> points</span>
        </span>
      </button>
      <div id={body} className="tl-Row-body" hidden={!open}>
        {open && <Body row={row} model={model} rendermime={rendermime} />}
      </div>
    </li>
  );
}

function Body({ row, model, rendermime }: IPanel & { row: IRow }): JSX.Element {
  const { exercise, check, says, hintsOpen, asked } = row;
  const { hints, written } = exercise;
  const busy = asked?.state === 'waiting' || asked?.state === 'running';
  const spent = row.triesLeft === 0;
  return (
    <>
      {says && <p className="tl-Says">{says}</p>}
      {written && <p className="tl-Note">A person reads this answer; it counts on top of the 100 points.</p>}
      <div className="tl-Buttons">
        {!written && (
          <Button off={check === 'running'} onPress={() => void model.runCheck(exercise)}>
            Run check
          </Button>
        )}
        {hints.length > 0 && (
          <Button off={hintsOpen === hints.length} onPress={() => model.hint(exercise)}>
            {hints.length === 1 ? 'Hint' : `Hint ${Math.min(hintsOpen + 1, hints.length)} of ${hints.length}`}
          </Button>
        )}
        {!written && model.connected && (
          <Button off={busy || spent} onPress={() => void model.ask(exercise)}>
            Ask the grader
          </Button>
        )}
        <Button onPress={() => void model.goTo(exercise, true)}>Go to cell</Button>
      </div>
      {row.triesLeft !== null && model.connected && (
        <p className="tl-Note">
          {spent ? 'No tries left today.' : `${row.triesLeft} ${row.triesLeft === 1 ? 'try' : 'tries'} left today`}
        </p>
      )}
      {busy && <p className="tl-Asked">{progressWords(asked)}</p>}
      {asked?.state === 'failed' && <Trouble error={asked.error} remedy={asked.remedy} />}
      {row.verdict && <Verdict verdict={row.verdict} old={row.verdictIsOld} />}
      {hints.slice(0, hintsOpen).map((hint, index) => (
        <section key={index} className="tl-Hint" aria-label={`Hint ${index + 1}`}>
          <Markdown text={hint} rendermime={rendermime} />
        </section>
      ))}
    </>
  );
}

/** A button that keeps its focus while it is off. */
function Button(props: { onPress: () => void; off?: boolean; children: React.ReactNode }): JSX.Element {
  const { onPress, off = false, children } = props;
  return (
    <button type="button" className="tl-Button" aria-disabled={off} onClick={() => off || onPress()}>
      {children}
    </button>
  );
}

function Verdict({ verdict, old }: { verdict: IVerdict; old: boolean }): JSX.Element {
  return (
    <section className={`tl-Verdict${verdict.passed ? ' tl-mod-passed' : ''}`} aria-label="The grader's verdict">
      <h3>
        <span aria-hidden="true">{verdict.passed ? '✓ ' : '✗ '}</span>
        The grader: {verdict.points} of {verdict.max_points} points
      </h3>
      {old && <p className="tl-Note">This was said of an earlier answer.</p>}
      <p className="tl-Message">{verdict.message}</p>
      <p className="tl-Receipt">
        Receipt <code>{verdict.receipt}</code>
        <br />
        <time dateTime={verdict.time}>{new Date(verdict.time).toLocaleString()}</time>
      </p>
    </section>
  );
}

function Trouble({ error, remedy }: { error: string; remedy: string }): JSX.Element {
  return (
    <p className="tl-Trouble">
      <strong>{error}</strong> {remedy}
    </p>
  );
}

function Markdown({ text, rendermime }: { text: string; rendermime: IRenderMimeRegistry }): JSX.Element {
  const place = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const renderer = rendermime.createRenderer('text/markdown');
    const model = rendermime.createModel({ data: { 'text/markdown': text } });
    void renderer.renderModel(model).then(() => place.current?.replaceChildren(renderer.node));
    return () => renderer.dispose();
  }, [text, rendermime]);
  return <div ref={place} />;
}

// -------------------------------------------------------------------- the grader's address

function Connection({ model }: { model: LessonModel }): JSX.Element {
  const [trouble, setTrouble] = React.useState<GraderError | null>(null);
  const [busy, setBusy] = React.useState(false);
  const connect = async (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const said = (name: string) => String(data.get(name)).trim();
    setBusy(true);
    try {
      await model.connect({ server: said('server'), token: said('token') });
      setTrouble(null);
    } catch (error) {
      setTrouble(error as GraderError);
    } finally {
      setBusy(false);
    }
  };
  if (model.connected) {
    return (
      <footer className="tl-Connection">
        <p className="tl-Note">
          Connected to the grader at <span className="tl-Address">{model.address.server}</span>
        </p>
        {model.trouble && (
          <div role="alert">
            <Trouble error={model.trouble.message} remedy={model.trouble.remedy} />
          </div>
        )}
        <div className="tl-Buttons">
          {model.trouble && <Button onPress={() => void model.refresh()}>Try again</Button>}
          <Button onPress={() => void model.disconnect()}>Disconnect</Button>
        </div>
      </footer>
    );
  }
  return (
    <footer className="tl-Connection">
      <details>
        <summary>Connect to a grader</summary>
        <p className="tl-Note">
          Only if your course has one: your instructor gives you its address and a token of your own.
        </p>
        <form onSubmit={event => void connect(event)} key={model.address.server}>
          <label>
            Address
            <input name="server" type="text" required spellCheck={false} defaultValue={model.address.server} />
          </label>
          <label>
            Token
            <input name="token" type="password" required autoComplete="off" />
          </label>
          {trouble && (
            <div role="alert">
              <Trouble error={trouble.message} remedy={trouble.remedy} />
            </div>
          )}
          <button type="submit" className="tl-Button" aria-disabled={busy}>
            Connect
          </button>
        </form>
      </details>
    </footer>
  );
}
