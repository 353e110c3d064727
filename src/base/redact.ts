const SHOWN = '[secret]';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that must not be seen: a token, an app secret, a private key. It prints as `[secret]` wherever a value can
 * print; only the code that puts it on the wire calls {@link Secret.reveal}.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    // Not a method: a declaration file has no stable spelling for this name.
    Object.defineProperty(this, INSPECT, { value: () => SHOWN });
  }

  /** Gives the value itself, for the wire. */
  reveal(): string {
    return this.#value;
  }

  /** Gives `[secret]`, never the value. */
  toString(): string {
    return SHOWN;
  }

  /** Gives `[secret]`, never the value. */
  toJSON(): string {
    return SHOWN;
  }
}

const HIDDEN = '[redacted]';
const MAX_DEPTH = 8;
const MIN_ECHO = 16;

/** Keys whose value is hidden whatever it is. */
const SECRET_KEY =
  /^(?:.*(?:access_?token|app_?secret|client_?secret|private_?key)|(?:.*_)?(?:refresh_?token|input_?token|fb_?exchange_?token|id_?token|token|appsecret_?proof|secret|authorization|proxy-authorization|cookie|set-cookie|password|api_?key|x-goog-signature))$/i;

const SECRET_NAME =
  '(?:access_?token|input_?token|fb_?exchange_?token|refresh_?token|id_?token|client_?secret|app_?secret|appsecret_?proof)';
/** What is hidden already stays as it is, so that redacting twice changes nothing. */
const NOT_HIDDEN = '(?!\\[(?:redacted|secret)\\])';

/** What a text has in it that one of the patterns takes a secret from; tokens by their length. Addresses are apart. */
const MARKS = /token|secret|private key|bearer|oauth|ya29\.|eyJ|[\w-]{19}/i;

/** Texts that are secret by their form, wherever they are. Each is linear: no place is looked at from two starts. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  // In a query; then between quotes, as in JSON (also quoted inside a string) and in what inspect prints; then bare,
  // as in a settings file, where a sentence about the setting may be in its place: six characters at least.
  [new RegExp(`(${SECRET_NAME}(?:=|%3D))${NOT_HIDDEN}[^\\s"'&,;}\\])]+`, 'gi'), `$1${HIDDEN}`],
  [new RegExp(`(${SECRET_NAME}\\\\?["']?\\s*[:=]\\s*\\\\?["'])${NOT_HIDDEN}[^\\s"'\\\\]+`, 'gi'), `$1${HIDDEN}`],
  [new RegExp(`(${SECRET_NAME}\\s*[:=]\\s*)${NOT_HIDDEN}[^\\s"'&,;}\\])]{6,}`, 'gi'), `$1${HIDDEN}`],
  [/\b(Bearer|OAuth)\s+[\w.~+/=|-]{8,}/g, `$1 ${HIDDEN}`],
  [/\b(?:EAA|IGAA|IGQ)[A-Za-z0-9_-]{16,}/g, HIDDEN],
  [/\bya29\.[\w-]{10,}/g, HIDDEN],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, HIDDEN],
];

/** Most texts have none of it, and one look is enough for them. */
const MAY_HIDE = new RegExp(`${MARKS.source}|https?:`, 'i');

/**
 * Tells whether a text may hold anything of what {@link Redactor.text} takes out by its look. Coarser and in one
 * pattern: for errors that show a wrong argument, which every public function carries into a bundle.
 */
export function mayBeSecret(text: string): boolean {
  return MARKS.test(text) || (/https?:/i.test(text) && /[?@]/.test(text));
}

/** Some JSON writes `\/` for a slash and `\u0026` for an ampersand. */
const ADDRESS = /https?:(?:\\?\/){2}[^\s"'<>]+/gi;
const USER_OF_ADDRESS = /^(https?:\/\/)[^/?#@]+@/i;
const SIGNED_QUERY = /signature|x-goog-|x-amz-|_nc_|(?:[?&]|u0026)(?:oh|oe|sig)=/i;

/**
 * Redacts an address. A signed address works for whoever holds it: its whole query goes. So does a user name and
 * password.
 */
function redactAddress(address: string): string {
  const clean = address.replace(USER_OF_ADDRESS, `$1${HIDDEN}@`);
  return clean.replace(/\?.*/, (query) => (SIGNED_QUERY.test(query) ? `?${HIDDEN}` : query));
}

/**
 * Takes secrets out of texts and values on their way to a log line, an error or a file: the values it was given, and
 * whatever looks like a token, a key or a signed address.
 */
export class Redactor {
  /** Longest first: a secret that begins with another one would leave its end. */
  #known: readonly string[] = [];

  /** Remembers a secret; texts of fewer than 6 characters are ignored, they would blot out ordinary words. */
  add(secret: Secret | string | undefined): this {
    const value = secret instanceof Secret ? secret.reveal() : secret;
    if (value === undefined || value.length < 6) return this;
    const spellings = [value, ...encodings(value)];
    this.#known = Array.from(new Set([...this.#known, ...spellings])).sort((a, b) => b.length - a.length);
    return this;
  }

  /**
   * Gives an answer without the secrets that were sent with its request, all else as it came. Secrets of fewer than
   * `MIN_ECHO` characters stay: they may be part of an id.
   */
  answer(text: string): string {
    let clean = text;
    for (const value of this.#known) if (value.length >= MIN_ECHO) clean = clean.replaceAll(value, HIDDEN);
    return clean;
  }

  /** Gives the text without its secrets. */
  text(text: string): string {
    let clean = text;
    for (const value of this.#known) clean = clean.replaceAll(value, HIDDEN);
    if (!MAY_HIDE.test(clean)) return clean;
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean.replace(ADDRESS, redactAddress);
  }

  /** Gives a plain copy of any value without its secrets: errors, URLs, maps and class instances become plain data. */
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
      const { name, message, stack, cause } = value;
      entries.push(['name', name], ['message', message], ['stack', stack], ['cause', cause]);
    }
    const own = isPairs(value) ? Array.from(value) : Object.entries(value);
    for (const [key, item] of own) entries.push([keyText(key), item]);
    const copies = entries
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [
        this.text(key),
        SECRET_KEY.test(key) && item !== null ? HIDDEN : this.#copy(item, depth + 1, seen),
      ]);
    // Not by assignment, which a key named __proto__ would turn into something else.
    return Object.fromEntries(copies);
  }
}

/** Lists the ways a secret is written in an address, in a form, in JSON, in JSON inside JSON, and in Base64. */
function encodings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const twice = JSON.stringify(json).slice(1, -1);
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  // A text with half a surrogate pair cannot be written in an address.
  const inAddress = /\p{Surrogate}/u.test(value) ? [] : [encodeURIComponent(value)];
  const escaped = [...inAddress, form].map((text) => text.replace(/%../g, (code) => code.toLowerCase()));
  const slashed = [json, twice].map((text) => text.replaceAll('/', String.raw`\/`));
  return [...inAddress, form, ...escaped, json, twice, ...slashed, ...inBase64(value)];
}

/** Shorter pieces of Base64 may be part of an ordinary word. */
const MIN_BASE64 = 10;

/**
 * Gives what a text in Base64 has of a secret, wherever in it the secret begins: three ways, in each of two alphabets.
 */
function inBase64(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  const pieces = [0, 1, 2].map((before) => {
    const whole = btoa('\0'.repeat(before) + Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    // The signs that what is before or behind has a part of are left out: six bits each.
    const bits = 8 * (before + bytes.length);
    return whole.slice(Math.ceil((8 * before) / 6), Math.floor(bits / 6));
  });
  const urlSafe = pieces.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...pieces, ...urlSafe].filter((text) => text.length >= MIN_BASE64);
}

/** Writes a key as text. The keys of a map may be anything. */
function keyText(key: unknown): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : `[${typeof key}]`;
}

/**
 * Tells whether a value has entries: maps, and Headers, URLSearchParams and FormData, whose entries are not own
 * properties.
 */
function isPairs(value: object): value is Iterable<[unknown, unknown]> {
  return value instanceof Map || (Symbol.iterator in value && 'append' in value && 'get' in value);
}
