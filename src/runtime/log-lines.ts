/** One record of the log, already redacted. */
export interface LogRecord {
  readonly time: Date;
  readonly level: string;
  /** Who logs; `null` when nobody said. */
  readonly logger: string | null;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const OWN_KEYS: ReadonlySet<string> = new Set(['time', 'level', 'logger', 'message']);

/**
 * A record as one line of JSON: time, level, logger, message, then the fields in their order. A field that bears the name
 * of one of these four gets a `_` after it.
 */
export function toJsonLine({ time, level, logger, message, fields }: LogRecord): string {
  const own = { time: time.toISOString(), level, ...(logger === null ? {} : { logger }), message };
  const rest = Object.entries(fields).map(([key, value]) => [OWN_KEYS.has(key) ? `${key}_` : key, value] as const);
  return JSON.stringify({ ...own, ...Object.fromEntries(rest) });
}

/**
 * A record for people: time in UTC, level, logger, message, `key=value`. Further lines of a message are indented, so that
 * no text can pass for a record of its own; stacks are left to the JSON form.
 */
export function toPrettyLine({ time, level, logger, message, fields }: LogRecord): string {
  const head = [
    time.toISOString().replace('T', ' '),
    level.toUpperCase().padEnd(5),
    ...(logger === null ? [] : [logger]),
  ];
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${toPrettyValue(value)}`);
  return [...head, message.replaceAll(/\r?\n|\r/g, '\n    '), ...pairs].join(' ');
}

function toPrettyValue(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/@+-]+$/.test(value)) return value;
  const text = JSON.stringify(value, (key, item: unknown) => (key === 'stack' ? undefined : item)) as
    string | undefined;
  return text ?? 'null';
}
