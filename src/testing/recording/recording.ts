import { jsonReply, type Reply } from '../shared/reply.ts';
import type { LoggedRequest } from '../shared/request-log.ts';
import { startSimulatorHost } from '../shared/simulator-host.ts';

/** One Graph call and its answer, redacted. A batch is recorded as its items. */
export interface RecordedExchange {
  readonly method: 'GET' | 'POST';
  /** Below the version, without a slash at the start; `''` is a batch that failed as a whole. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Whether it was an item of a batch. */
  readonly in_batch: boolean;
  readonly status: number;
  /** Those that say something of the platform: usage, version, content type. Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed; a text says what came in place of JSON. */
  readonly body: unknown;
}

/** What a platform answered to one run, redacted, as a fixture that {@link startReplay} serves again. */
export interface Recording {
  readonly recording_version: '1.0';
  /** When the recorder was made, ISO 8601: the clock to replay at. */
  readonly recorded_at: string;
  readonly host: string | null;
  readonly api_version: string | null;
  /** The account of the recording: not its real id. */
  readonly account_id: string | null;
  readonly exchanges: readonly RecordedExchange[];
}

/**
 * Reads the text of a recording.
 *
 * @throws TypeError naming the first part that is not of a recording
 */
export function parseRecording(text: string): Recording {
  const value: unknown = JSON.parse(text);
  const fail = (what: string): never => {
    throw new TypeError(`This is no recording: ${what}.`);
  };
  if (typeof value !== 'object' || value === null) fail('it is no object');
  const { recording_version, recorded_at, exchanges } = value as Partial<Record<keyof Recording, unknown>>;
  if (recording_version !== '1.0') fail('recording_version is not "1.0"');
  if (typeof recorded_at !== 'string' || Number.isNaN(Date.parse(recorded_at))) fail('recorded_at is no time');
  if (!Array.isArray(exchanges)) fail('exchanges is no list');
  const isExchange = (one: unknown): boolean =>
    typeof one === 'object' &&
    one !== null &&
    ['path', 'params', 'status', 'headers', 'body'].every((key) => key in one);
  const bad = (exchanges as unknown[]).findIndex((one) => !isExchange(one));
  if (bad >= 0) fail(`exchanges[${String(bad)}] lacks a key`);
  return value as Recording;
}

/** Makes the key an exchange is found by: method, path and parameters in any order. */
function exchangeKey(method: string, path: string, params: Readonly<Record<string, string>>): string {
  return JSON.stringify([method, path, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** A running replay. */
export interface Replay {
  /** The manager's `baseUrl`. */
  readonly url: string;
  /** The manager's `userId`; `''` when the recording has none. */
  readonly accountId: string;
  /** The manager's `accessToken`: any will do. */
  readonly token: string;
  /** The clock of the recording, milliseconds since the epoch: requests that name days are found at it alone. */
  readonly now: number;
  readonly requests: readonly LoggedRequest[];
  /** Requests the recording has no answer to, as `GET path?params`. */
  readonly unmatched: readonly string[];
  /** Ends the server. */
  close(): Promise<void>;
}

/**
 * Serves a recording on 127.0.0.1 as Graph answered, over real HTTP: each request by its method, path and parameters, the
 * answers to the same one in order, the last of them from then on. A batch is answered item by item. What was not recorded
 * is refused with code 100 and listed in `unmatched`. Close it, or the process stays alive.
 */
export async function startReplay(recording: Recording): Promise<Replay> {
  const answers = new Map<string, RecordedExchange[]>();
  for (const exchange of recording.exchanges) {
    const key = exchangeKey(exchange.method, exchange.path, exchange.params);
    answers.set(key, [...(answers.get(key) ?? []), exchange]);
  }
  const unmatched: string[] = [];
  const find = (method: string, path: string, params: URLSearchParams): RecordedExchange | null => {
    const kept = Object.fromEntries(
      [...params].filter(([name]) => !/access_token|appsecret_proof|input_token/.test(name)),
    );
    const queue = answers.get(exchangeKey(method, path, kept));
    const found = queue !== undefined && queue.length > 1 ? queue.shift() : queue?.[0];
    if (found === undefined) unmatched.push(`${method} ${path}?${new URLSearchParams(kept).toString()}`);
    return found ?? null;
  };
  const host = await startSimulatorHost({
    endpointOf: (_, path) => below(path),
    errorReply: (status) => jsonReply(status, MISSING),
    answer: ({ method, path, query, body }) => {
      const items = new URLSearchParams(body).get('batch');
      const whole = items === null ? undefined : answers.get(exchangeKey('POST', '', {}))?.shift();
      if (whole !== undefined) return toReply(whole);
      if (items === null) return toReply(find(method, below(path), query));
      const asked = JSON.parse(items) as { method: string; relative_url: string }[];
      return jsonReply(
        200,
        asked.map((item) => {
          const url = new URL(item.relative_url, 'http://batch.invalid/');
          return toItem(find(item.method, below(url.pathname), url.searchParams));
        }),
      );
    },
  });
  return {
    url: host.url,
    accountId: recording.account_id ?? '',
    token: 'replayed-token-of-no-account',
    now: Date.parse(recording.recorded_at),
    requests: host.requests,
    unmatched,
    close: () => host.close(),
  };
}

const MISSING = {
  error: { message: '(#100) The recording has no answer to this.', type: 'OAuthException', code: 100 },
};

/** Gives the path below the version. */
function below(path: string): string {
  return path.replace(/^\/(?:v\d+\.\d+(?:\/|$))?/, '').replace(/\/$/, '');
}

function toReply(exchange: RecordedExchange | null): Reply {
  if (exchange === null) return jsonReply(400, MISSING, { errorCode: '100' });
  const { status, headers, body } = exchange;
  if (typeof body === 'string') return { status, headers, body: '<html></html>', errorCode: null, misuse: [] };
  return jsonReply(status, body, { headers });
}

function toItem(exchange: RecordedExchange | null): object {
  const { status, headers, body } = exchange ?? { status: 400, headers: {}, body: MISSING };
  const list = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return { code: status, headers: list, body: JSON.stringify(body) };
}
