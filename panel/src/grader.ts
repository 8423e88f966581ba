/** The grading server, over HTTP. Knows nothing of JupyterLab. */

export interface IVerdict {
  exercise: string;
  points: number;
  max_points: number;
  passed: boolean;
  message: string;
  receipt: string;
  /** ISO 8601, UTC */
  time: string;
  tries_left: number | null;
}

/** Where one exercise stands at the server. */
export interface IStanding {
  id: string;
  max_points: number;
  tries_left: number | null;
  verdict: IVerdict | null;
}

export interface IAddress {
  server: string;
  token: string;
}

/** How far a check has come, before its verdict. */
export type Progress = { state: 'waiting'; before: number } | { state: 'running' };

/** What the server, or the way to it, has against a request; and what to do about it. */
export class GraderError extends Error {
  constructor(
    message: string,
    readonly remedy: string
  ) {
    super(message);
  }
}

/** Between two questions about a check whose stream of events was lost, in ms. */
const PAUSE = 2000;
/** So many of them without an answer, and the server is gone. */
const PATIENCE = 15;

const UNREACHABLE = new GraderError(
  'The grader does not answer.',
  'See that its address is right and that you are online. Your work and your checks need no grader.'
);

export class Grader {
  constructor(readonly address: IAddress) {}

  /** Where each exercise of a lesson stands, by id. */
  async standings(lesson: string): Promise<Map<string, IStanding>> {
    const query = new URLSearchParams({ lesson });
    const { exercises } = (await this.json(`exercises?${query}`)) as { exercises: IStanding[] };
    return new Map(exercises.map(standing => [standing.id, standing]));
  }

  /** Have one exercise of a notebook graded. `report` is told how far it has come. */
  async check(
    lesson: string,
    exercise: string,
    notebook: unknown,
    report: (progress: Progress) => void
  ): Promise<IVerdict> {
    const body = JSON.stringify({ lesson, exercise, notebook });
    const asked = (await this.json('checks', { method: 'POST', body })) as { check: string; before: number };
    report({ state: 'waiting', before: asked.before });
    const path = `checks/${encodeURIComponent(asked.check)}`;
    return (await this.followed(path, report)) ?? (await this.polled(path, report));
  }

  /** The verdict at the end of the stream of events; null where that breaks off. */
  private async followed(path: string, report: (progress: Progress) => void): Promise<IVerdict | null> {
    try {
      const response = await this.request(`${path}/events`, { headers: { Accept: 'text/event-stream' } });
      for await (const { event, data } of events(response.body!)) {
        if (event === 'done') {
          return JSON.parse(data) as IVerdict;
        }
        if (event === 'running') {
          report({ state: 'running' });
        }
        if (event === 'waiting') {
          report({ state: 'waiting', before: (JSON.parse(data) as { before: number }).before });
        }
      }
    } catch {
      // The check goes on without us: ask for it.
    }
    return null;
  }

  private async polled(path: string, report: (progress: Progress) => void): Promise<IVerdict> {
    for (let missed = 0; missed < PATIENCE; ) {
      try {
        const check = (await this.json(path)) as {
          state: 'waiting' | 'running' | 'done';
          before: number;
          verdict: IVerdict | null;
        };
        missed = 0;
        if (check.verdict) {
          return check.verdict;
        }
        if (check.state === 'done') {
          throw new GraderError('The grader has no verdict on this.', 'Ask once more.');
        }
        report(check.state === 'running' ? { state: 'running' } : { state: 'waiting', before: check.before });
      } catch (error) {
        if (error !== UNREACHABLE) {
          throw error;
        }
        missed++;
      }
      await new Promise(resolve => setTimeout(resolve, PAUSE));
    }
    throw UNREACHABLE;
  }

  private async json(path: string, init: RequestInit = {}): Promise<unknown> {
    return (await this.request(path, init)).json();
  }

  /** Raises GraderError for every answer but a good one. */
  private async request(path: string, init: RequestInit): Promise<Response> {
    const headers: Record<string, string> = {
      ...(init.headers as Record<string, string>),
      Authorization: `Bearer ${this.address.token}`
    };
    if (init.body) {
      headers['Content-Type'] = 'application/json';
    }
    let response: Response;
    try {
      const base = new URL(this.address.server.replace(/\/*$/, '/'), window.location.href);
      response = await fetch(new URL(`api/${path}`, base), { ...init, headers, credentials: 'omit' });
    } catch {
      throw UNREACHABLE;
    }
    if (!response.ok) {
      throw await refusal(response);
    }
    return response;
  }
}

async function refusal(response: Response): Promise<GraderError> {
  try {
    const { error, remedy } = (await response.json()) as { error: string; remedy?: string };
    return new GraderError(String(error), remedy ?? '');
  } catch {
    return new GraderError(
      `The grader answers ${response.status}.`,
      'See that the address is that of the grader, or ask your instructor.'
    );
  }
}

/** The events of a stream of server-sent events. */
export async function* events(
  body: ReadableStream<Uint8Array>
): AsyncGenerator<{ event: string; data: string }> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      text = (text + decoder.decode(value, { stream: true })).replace(/\r\n/g, '\n');
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const of = (name: string) =>
          lines.filter(line => line.startsWith(`${name}:`)).map(line => line.slice(name.length + 1).trim());
        if (of('event').length) {
          yield { event: of('event')[0], data: of('data').join('\n') };
        }
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
