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

/** What an exchange is found by: method, path and parameters in any order. */
export function exchangeKey(method: string, path: string, params: Readonly<Record<string, string>>): string {
  return JSON.stringify([method, path, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
