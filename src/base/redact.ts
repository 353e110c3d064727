import { Secret } from './secret.ts';

const HIDDEN = '[redacted]';
const MAX_DEPTH = 8;

/** Keys whose value is hidden whatever it is. */
const SECRET_KEY =
  /^(?:.*_)?(?:access_?token|refresh_?token|input_?token|fb_?exchange_?token|id_?token|token|app_?secret|client_?secret|appsecret_?proof|secret|authorization|proxy-authorization|cookie|set-cookie|private_?key|password|api_?key|x-goog-signature)$/i;

/** Texts that are secret by their look, wherever they stand. Each is linear: no nested repetition. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  [
    /((?:access_token|input_token|fb_exchange_token|client_secret|appsecret_proof|refresh_token|id_token|app_secret)["']?\s*(?:=|:|%3D)\s*["']?)[^\s"'&,;}\])]+/gi,
    `$1${HIDDEN}`,
  ],
  [/\b(Bearer|OAuth)\s+[\w.~+/=|-]{8,}/g, `$1 ${HIDDEN}`],
  [/\b(?:EAA|IGAA|IGQ)[A-Za-z0-9_-]{16,}/g, HIDDEN],
  [/\bya29\.[\w-]{10,}/g, HIDDEN],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, HIDDEN],
  // A signed address works for whoever holds it: its whole query goes.
  [
    /(https?:\/\/[^\s"'<>?#]+\?)[^\s"'<>]*(?:signature|x-goog-|x-amz-|_nc_|[?&]oh=|[?&]oe=|[?&]sig=)[^\s"'<>]*/gi,
    `$1${HIDDEN}`,
  ],
];

/**
 * Takes secrets out of texts and values on their way to a log line, an error or a file: the values it was told of, and
 * whatever looks like a token, a key or a signed address.
 */
export class Redactor {
  readonly #known = new Set<string>();

  /** Remembers a secret; texts of fewer than 6 characters are ignored, they would blot out ordinary words. */
  add(secret: Secret | string | undefined): this {
    const value = secret instanceof Secret ? secret.reveal() : secret;
    if (value === undefined || value.length < 6) return this;
    this.#known.add(value);
    const encoded = encodeURIComponent(value);
    if (encoded !== value) this.#known.add(encoded);
    const escaped = JSON.stringify(value).slice(1, -1);
    if (escaped !== value) this.#known.add(escaped);
    return this;
  }

  /** The text without its secrets. */
  text(text: string): string {
    let clean = text;
    for (const value of this.#known) clean = clean.replaceAll(value, HIDDEN);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  }

  /** A plain copy of any value without its secrets: errors, URLs, maps and class instances become plain data. */
  value(value: unknown): unknown {
    return this.#copy(value, 0, new Set());
  }

  #copy(value: unknown, depth: number, seen: Set<object>): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Secret) return HIDDEN;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (value instanceof URL) return this.text(value.href);
    if (seen.has(value)) return '[circular]';
    if (depth >= MAX_DEPTH) return '[deep]';
    seen.add(value);
    try {
      return this.#copyObject(value, depth, seen);
    } finally {
      seen.delete(value);
    }
  }

  #copyObject(value: object, depth: number, seen: Set<object>): unknown {
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${String(value.byteLength)} bytes]`;
    if (Array.isArray(value) || value instanceof Set)
      return Array.from(value, (item) => this.#copy(item, depth + 1, seen));
    const entries: [string, unknown][] = [];
    if (value instanceof Error) {
      entries.push(['name', value.name], ['message', value.message], ['stack', value.stack]);
      if (value.cause !== undefined) entries.push(['cause', value.cause]);
    }
    const own = isPairs(value) ? Array.from(value) : Object.entries(value);
    for (const [key, item] of own) entries.push([String(key), item]);
    const copy: Record<string, unknown> = {};
    for (const [key, item] of entries) {
      if (item === undefined) continue;
      copy[this.text(key)] = SECRET_KEY.test(key) && item !== null ? HIDDEN : this.#copy(item, depth + 1, seen);
    }
    return copy;
  }
}

/** Maps, and Headers, URLSearchParams and FormData, whose entries are not own properties. */
function isPairs(value: object): value is Iterable<[unknown, unknown]> {
  return value instanceof Map || (Symbol.iterator in value && 'append' in value && 'get' in value);
}
