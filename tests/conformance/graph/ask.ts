import { BAKERY, NOW } from './bakery.ts';
import type { GraphSimulatorOptions } from '../../../src/testing/graph/graph-state.ts';
import { type GraphSimulator, startGraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';

/** One answer, taken apart. */
export interface Answer {
  readonly status: number;
  /** `100/33`; `null` when it went well. */
  readonly code: string | null;
  readonly message: string | null;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly headers: Headers;
  /** Rules this request broke. */
  readonly misuse: readonly string[];
}

/** How a request is made. */
export interface AskOptions {
  readonly token?: string | undefined;
  readonly version?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
  readonly method?: string | undefined;
}

/** Starts the bakery's simulator at the usual moment. */
export function startBakery(options: Partial<GraphSimulatorOptions> = {}): Promise<GraphSimulator> {
  return startGraphSimulator({ dataset: BAKERY, now: NOW, ...options });
}

/** Sends one request with the token in the header. */
export async function ask(simulator: GraphSimulator, path: string, options: AskOptions = {}): Promise<Answer> {
  const { version = 'v26.0', form } = options;
  const before = simulator.stats().misuse.length;
  const token = options.token ?? simulator.token;
  const response = await fetch(`${simulator.url}${version === '' ? '' : `/${version}`}${path}`, {
    method: options.method ?? (form === undefined ? 'GET' : 'POST'),
    headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
    redirect: 'manual',
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  const body = readJson(text);
  const error = body['error'] as { code?: number; error_subcode?: number; message?: string } | undefined;
  const subcode = error?.error_subcode === undefined ? '' : `/${String(error.error_subcode)}`;
  return {
    status: response.status,
    code: error === undefined ? null : `${String(error.code)}${subcode}`,
    message: error?.message ?? null,
    body,
    text,
    headers: response.headers,
    misuse: simulator
      .stats()
      .misuse.slice(before)
      .map(({ rule }) => rule),
  };
}

/** Gives the rows of a list, by one key. */
export function column(answer: Answer, key: string): readonly unknown[] {
  return rowsOf(answer).map((row) => row[key]);
}

export function rowsOf(answer: Answer): readonly Record<string, unknown>[] {
  return answer.body['data'] as Record<string, unknown>[];
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
