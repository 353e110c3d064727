import { parseGraphJson } from '../../base/graph-json.ts';
import { Redactor } from '../../base/redact.ts';
import type { RecordedExchange, Recording } from './recording.ts';

/** Texts of answers that are words of the platform, by their key. Every other text is of a person. */
const PLATFORM_TEXTS: ReadonlySet<string> = new Set([
  ...['media_type', 'media_product_type', 'media_audio_type', 'account_type', 'type', 'period', 'timeframe'],
  ...['timestamp', 'end_time', 'dimension_keys', 'dimension_values', 'scope', 'scopes', 'permission', 'status'],
]);
/** Texts of a row of insights that the platform wrote. */
const INSIGHT_TEXTS: ReadonlySet<string> = new Set(['name', 'title', 'description']);
/** Sentences of the platform, which may name an id or a person. */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'error_user_title', 'error_user_msg', 'www-authenticate']);
const CURSORS: ReadonlySet<string> = new Set(['before', 'after', 'fbtrace_id']);
const TOKENS = /token|secret|proof|password|authorization|cookie/i;
/** Parameters that are ours or the platform's words. */
const PLATFORM_PARAMS: ReadonlySet<string> = new Set([
  ...['metric', 'metric_type', 'period', 'breakdown', 'timeframe', 'limit', 'since', 'until', 'locale', 'grant_type'],
]);
const LONG_DIGITS = /\d{5,}/g;

/**
 * Takes a person out of Graph requests and answers: tokens go; ids, usernames and cursors are replaced, the same one by the
 * same each time and in the same form; of captions, comments and names every letter becomes `x` and every digit `0`;
 * addresses lead nowhere. Counts, times and the platform's own words stay.
 */
export class RecordingRedactor {
  readonly #secrets = new Redactor();
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #opaque = new Map<string, string>();

  /** Gives the id that stands for a real one: as long, and of an account where that was. */
  id(real: string): string {
    // A nine behind the prefix: ids of made-up accounts begin with zeros, and no stand-in may be one of them.
    const prefix = /^17841\d{12}$/.test(real) ? '178419' : `${real.slice(0, 2)}9`;
    return mapped(this.#ids, real, (index) => {
      return `${prefix}${String(index).padStart(Math.max(real.length, 10) - prefix.length, '0')}`;
    });
  }

  /** Remembers the secrets a request is sent with: an answer may repeat them anywhere, and they may look like nothing. */
  learn(headers: Headers, ...params: readonly URLSearchParams[]): void {
    this.#secrets.add(headers.get('authorization')?.replace(/^\w+ +/, ''));
    for (const [name, value] of params.flatMap((some) => [...some])) if (TOKENS.test(name)) this.#secrets.add(value);
  }

  path(path: string): string {
    return this.#withIds(this.#secrets.text(path));
  }

  /** Gives parameters without token and proof. */
  params(params: URLSearchParams): Record<string, string> {
    const kept = [...params].filter(([name]) => !TOKENS.test(name));
    return Object.fromEntries(kept.map(([name, value]) => [name, this.#param(name, value)]));
  }

  #param(name: string, given: string): string {
    const value = this.#secrets.text(given);
    if (PLATFORM_PARAMS.has(name)) return value;
    if (name === 'fields') {
      const named = value.replaceAll(/username\(([^)]*)\)/g, (_, who: string) => `username(${this.#name(who)})`);
      const paged = named.replaceAll(/\b(after|before)\(([^)]*)\)/g, (_, way: string, at: string) => {
        return `${way}(${this.#cursor(at)})`;
      });
      return this.#withIds(paged);
    }
    if (CURSORS.has(name)) return this.#cursor(value);
    return /(?:^|_)id$/.test(name) ? this.#withIds(value) : shapeOf(value);
  }

  /** Gives a header's value, where it says something of the platform; `null` for one that is left out. */
  header(name: string, value: string): string | null {
    if (name === 'x-app-usage' || name === 'x-business-use-case-usage') {
      return JSON.stringify(this.value(parseGraphJson(value) ?? null));
    }
    if (name === 'www-authenticate') return this.#sentence(this.#secrets.text(value));
    return ['content-type', 'facebook-api-version', 'retry-after'].includes(name) ? this.#secrets.text(value) : null;
  }

  /** Gives a body, parsed. */
  value(value: unknown): unknown {
    return this.#copy(value, '', false);
  }

  #copy(value: unknown, key: string, isInsight: boolean): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.#copy(item, key, isInsight));
    if (typeof value === 'object' && value !== null) {
      const isRow = 'period' in value || ('values' in value && 'name' in value);
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [
          this.#withIds(this.#secrets.text(name)),
          this.#copy(item, name, isRow),
        ]),
      );
    }
    const isId = /(?:^|_)ids?$/.test(key);
    if (typeof value === 'number') return isId ? Number(this.id(String(value))) : value;
    return typeof value === 'string' ? this.#text(this.#secrets.text(value), key, isId, isInsight) : value;
  }

  #text(text: string, key: string, isId: boolean, isInsight: boolean): string {
    if (TOKENS.test(key)) return '[redacted]';
    if (/^https?:\/\//.test(text)) return this.#address(text);
    if (isId) return this.#withIds(text);
    if (key === 'username') return this.#name(text);
    if (CURSORS.has(key)) return this.#cursor(text);
    if (SENTENCES.has(key)) return this.#sentence(text);
    if (PLATFORM_TEXTS.has(key) || (isInsight && INSIGHT_TEXTS.has(key))) return text;
    return /^-?\d+(?:\.\d+)?$/.test(text) && text.length < 16 ? text : shapeOf(text);
  }

  #sentence(text: string): string {
    let clean = this.#withIds(text);
    for (const [real, name] of this.#names) clean = clean.replaceAll(real, name);
    return clean;
  }

  /**
   * Redacts an address. A link of the API keeps its path; every other one leads nowhere, on the kind of host it was.
   */
  #address(text: string): string {
    if (!URL.canParse(text)) return 'https://example.invalid/';
    const { hostname, pathname, searchParams } = new URL(text);
    if (hostname.startsWith('graph.') || hostname === '127.0.0.1') {
      const query = new URLSearchParams(this.params(searchParams)).toString();
      return `https://${hostname}${this.#withIds(pathname)}${query === '' ? '' : `?${query}`}`;
    }
    const host = /\.(?:cdninstagram\.com|fbcdn\.net)$/.exec(hostname)?.[0];
    const extension = /\.\w{2,5}$/.exec(pathname)?.[0] ?? '';
    const number = mapped(this.#opaque, `address ${text}`, (index) => String(index));
    if (host !== undefined) return `https://redacted${host}/${number}${extension}`;
    return hostname === 'www.instagram.com'
      ? `https://www.instagram.com/p/${number}/`
      : `https://example.invalid/${number}`;
  }

  #name(real: string): string {
    return mapped(this.#names, real, (index) => `account_${String(index)}`);
  }

  #cursor(real: string): string {
    return mapped(this.#opaque, `cursor ${real}`, (index) => `opaque_${String(index)}`);
  }

  #withIds(text: string): string {
    return text.replaceAll(LONG_DIGITS, (digits) => this.id(digits));
  }
}

function mapped(known: Map<string, string>, real: string, make: (index: number) => string): string {
  const before = known.get(real);
  if (before !== undefined) return before;
  const made = make(known.size + 1);
  known.set(real, made);
  return made;
}

/** Describes what a text looks like: its length, words, signs and emoji. */
function shapeOf(text: string): string {
  return text.replaceAll(/\p{L}\p{M}*/gu, 'x').replaceAll(/\p{N}/gu, '0');
}

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
  /** Gives everything so far, redacted. */
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
        input.method === 'GET' &&
        (/\.(?:cdninstagram\.com|fbcdn\.net)$/.test(url.hostname) || url.pathname.startsWith('/cdn/'));
      const sent = input.method === 'POST' ? await input.clone().text() : '';
      const response = await send(input, init);
      if (isRead) return response;
      host ??= url.host;
      version ??= /^\/(v\d+\.\d+)(?:\/|$)/.exec(url.pathname)?.[1] ?? null;
      const answer = { status: response.status, headers: [...response.headers], text: await response.clone().text() };
      const form = new URLSearchParams(sent);
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

interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly form: URLSearchParams;
}

interface GivenAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

function readExchanges(redactor: RecordingRedactor, sent: SentRequest, answer: GivenAnswer): RecordedExchange[] {
  const items = itemsOf(sent.form.get('batch'));
  const answers = parseGraphJson(answer.text);
  if (items.length === 0 || !Array.isArray(answers) || answers.length !== items.length) {
    const params = redactor.params(
      items.length === 0 ? new URLSearchParams([...sent.url.searchParams, ...sent.form]) : new URLSearchParams(),
    );
    return [toExchange(redactor, { ...sent, path: sent.url.pathname, params, inBatch: false }, answer)];
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
  sent: {
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
    method: sent.method === 'POST' ? 'POST' : 'GET',
    path: redactor.path(sent.path.replace(/^\/(?:v\d+\.\d+(?:\/|$))?/, '').replace(/\/$/, '')),
    params: sent.params,
    in_batch: sent.inBatch,
    status: answer.status,
    headers: Object.fromEntries(headers),
    body: body === undefined ? `${String(answer.text.length)} characters that are no JSON` : redactor.value(body),
  };
}

function itemsOf(batch: string | null): readonly { readonly method: string; readonly relative_url: string }[] {
  const parsed = batch === null ? [] : parseGraphJson(batch);
  return Array.isArray(parsed) ? (parsed as { method: string; relative_url: string }[]) : [];
}

/** Reads the headers of a batch item: a list of `{ name, value }`. */
function headersOf(headers: unknown): [string, string][] {
  if (!Array.isArray(headers)) return [];
  return (headers as { name?: unknown; value?: unknown }[]).flatMap(({ name, value }) =>
    typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [],
  );
}
