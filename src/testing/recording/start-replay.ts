import { jsonReply, type Reply } from '../shared/reply.ts';
import type { LoggedRequest } from '../shared/request-log.ts';
import { startSimulatorHost } from '../shared/simulator-host.ts';
import { exchangeKey, type RecordedExchange, type Recording } from './recording.ts';

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

/** The path below the version. */
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
