import { parseGraphJson } from '../../base/graph-json.ts';
import { RecordingRedactor } from './recording-redactor.ts';
import type { RecordedExchange, Recording } from './recording.ts';

/** A function like the global `fetch` that is called with a `Request`. */
export type RecordedFetch = (input: Request, init?: RequestInit) => Promise<Response>;

/** What a recorder is made with. */
export interface RecorderOptions {
  /** Sends the requests. @default globalThis.fetch */
  readonly fetch?: RecordedFetch | undefined;
  /** Id of the account that is read; the recording has the one that stands for it. */
  readonly userId?: string | undefined;
  /** Milliseconds since the epoch. @default the real clock */
  readonly now?: (() => number) | undefined;
}

/** Listens to a manager's requests. */
export interface Recorder {
  /** Pass it as `fetch` to the manager. It sends each request as it is and returns the answer as it came. */
  readonly fetch: RecordedFetch;
  /** Everything so far, redacted. */
  recording(): Recording;
}

/**
 * Creates a recorder of what Graph answers: every exchange through its `fetch` is kept redacted (see
 * docs/testing.md for what stays), reads of media files are not kept at all. What it gives is plain JSON that
 * {@link startReplay} serves again. Costs no call.
 *
 * @example
 * const recorder = createRecorder({ userId });
 * const manager = new InstagramAnalyticsManager(config, { fetch: recorder.fetch });
 * await manager.collect();
 * await writeFile('recording.json', JSON.stringify(recorder.recording(), null, 2));
 */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  const send: RecordedFetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const startedAt = (options.now ?? Date.now)();
  const redactor = new RecordingRedactor();
  const accountId = options.userId === undefined ? null : redactor.id(options.userId);
  const exchanges: RecordedExchange[] = [];
  let host: string | null = null;
  let version: string | null = null;
  return {
    fetch: async (input, init) => {
      const url = new URL(input.url);
      const isRead =
        input.method === 'GET' && /\.(?:cdninstagram\.com|fbcdn\.net)$|^\/cdn\//.test(url.hostname + url.pathname);
      const asked = input.method === 'POST' ? await input.clone().text() : '';
      const response = await send(input, init);
      if (isRead) return response;
      host ??= url.host;
      version ??= /^\/(v\d+\.\d+)(?:\/|$)/.exec(url.pathname)?.[1] ?? null;
      const answer = { status: response.status, headers: [...response.headers], text: await response.clone().text() };
      const form = new URLSearchParams(asked);
      redactor.learn(input.headers, url.searchParams, form);
      exchanges.push(...readExchanges(redactor, { method: input.method, url, form }, answer));
      return response;
    },
    recording: () => ({
      recording_version: '1.0',
      recorded_at: new Date(startedAt).toISOString(),
      host,
      api_version: version,
      account_id: accountId,
      exchanges: [...exchanges],
    }),
  };
}

interface AskedRequest {
  readonly method: string;
  readonly url: URL;
  readonly form: URLSearchParams;
}

interface GivenAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

function readExchanges(redactor: RecordingRedactor, asked: AskedRequest, answer: GivenAnswer): RecordedExchange[] {
  const items = itemsOf(asked.form.get('batch'));
  const answers = parseGraphJson(answer.text);
  if (items.length === 0 || !Array.isArray(answers) || answers.length !== items.length) {
    const params = redactor.params(
      items.length === 0 ? new URLSearchParams([...asked.url.searchParams, ...asked.form]) : new URLSearchParams(),
    );
    return [toExchange(redactor, { ...asked, path: asked.url.pathname, params, inBatch: false }, answer)];
  }
  return items.flatMap(({ method, relative_url: address }, index) => {
    const item: unknown = answers[index];
    if (typeof item !== 'object' || item === null) return [];
    const { code, headers, body } = item as { code?: unknown; headers?: unknown; body?: unknown };
    const url = new URL(address, 'https://batch.invalid/');
    const given = { status: Number(code), headers: headersOf(headers), text: typeof body === 'string' ? body : '' };
    const params = redactor.params(url.searchParams);
    return [toExchange(redactor, { method, path: url.pathname, params, inBatch: true }, given)];
  });
}

function toExchange(
  redactor: RecordingRedactor,
  asked: {
    readonly method: string;
    readonly path: string;
    readonly params: Record<string, string>;
    readonly inBatch: boolean;
  },
  answer: GivenAnswer,
): RecordedExchange {
  const body = parseGraphJson(answer.text);
  const headers = answer.headers.flatMap(([name, value]) => {
    const kept = redactor.header(name.toLowerCase(), value);
    return kept === null ? [] : [[name.toLowerCase(), kept] as const];
  });
  return {
    method: asked.method === 'POST' ? 'POST' : 'GET',
    path: redactor.path(asked.path.replace(/^\/(?:v\d+\.\d+(?:\/|$))?/, '').replace(/\/$/, '')),
    params: asked.params,
    in_batch: asked.inBatch,
    status: answer.status,
    headers: Object.fromEntries(headers),
    body: body === undefined ? `${String(answer.text.length)} characters that are no JSON` : redactor.value(body),
  };
}

function itemsOf(batch: string | null): readonly { readonly method: string; readonly relative_url: string }[] {
  const parsed = batch === null ? [] : parseGraphJson(batch);
  return Array.isArray(parsed) ? (parsed as { method: string; relative_url: string }[]) : [];
}

/** Headers of a batch item: a list of `{ name, value }`. */
function headersOf(headers: unknown): [string, string][] {
  if (!Array.isArray(headers)) return [];
  return (headers as { name?: unknown; value?: unknown }[]).flatMap(({ name, value }) =>
    typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [],
  );
}
