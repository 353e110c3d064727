const DECIMAL: readonly string[] = Array.from({ length: 1_000 }, (_, value) => String(value).padStart(3, '0'));
const HEX: readonly string[] = Array.from({ length: 4_096 }, (_, value) => value.toString(16).padStart(3, '0'));
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SIXTY_FOUR: readonly string[] = Array.from(
  { length: 4_096 },
  (_, value) => `${BASE64[value >>> 6] ?? ''}${BASE64[value & 63] ?? ''}`,
);
const DAY_SECONDS = 86_400;

/** Three decimal digits of 0 to 999. Tables make rows about ten times cheaper than padding each number anew. */
export function decimal3(value: number): string {
  return DECIMAL[value] ?? '';
}

/** Nine decimal digits of 0 to 999,999,999. */
export function decimal9(value: number): string {
  return (
    decimal3(Math.floor(value / 1_000_000)) + decimal3(Math.floor(value / 1_000) % 1_000) + decimal3(value % 1_000)
  );
}

/** Two decimal digits of 0 to 99. */
export function decimal2(value: number): string {
  return decimal3(value).slice(1);
}

/** Three hexadecimal digits of 12 bits. */
export function hex3(value: number): string {
  return HEX[value & 0xfff] ?? '';
}

/** Two base64 digits of 12 bits. */
export function base64Pair(value: number): string {
  return SIXTY_FOUR[value & 0xfff] ?? '';
}

const MINUTES: readonly string[] = Array.from(
  { length: 1_440 },
  (_, minute) => `T${decimal2(Math.floor(minute / 60))}:${decimal2(minute % 60)}:`,
);
const SECONDS: readonly string[] = Array.from({ length: 60 }, (_, second) => `${decimal2(second)}.`);

/** Writes times as RFC 3339 with milliseconds, keeping the text of each day it has met. */
export class TimeWriter {
  readonly #days = new Map<number, string>();

  /** `2025-04-30T13:47:05.123Z` for whole seconds since 1970 and 0 to 999 milliseconds. */
  iso(seconds: number, milliseconds: number): string {
    const days = Math.floor(seconds / DAY_SECONDS);
    const rest = seconds - days * DAY_SECONDS;
    const minute = Math.floor(rest / 60);
    return `${this.#day(days)}${MINUTES[minute] ?? ''}${SECONDS[rest - minute * 60] ?? ''}${decimal3(milliseconds)}Z`;
  }

  #day(days: number): string {
    let text = this.#days.get(days);
    if (text === undefined) {
      text = new Date(days * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
      this.#days.set(days, text);
    }
    return text;
  }
}
