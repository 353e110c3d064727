import { DAY_MS, HOUR_MS, SECOND_MS } from '../base/time.ts';

/** A range in unix seconds, half-open: `[since, until)`. */
export interface UnixRange {
  readonly since: number;
  readonly until: number;
}

/** The zone in which Graph cuts account insights into days. Source: account insights reference; checked 2026-11-22. */
const GRAPH_ZONE = 'America/Los_Angeles';

let clockFace: Intl.DateTimeFormat | undefined;

/** A format takes milliseconds to make: it is made when first asked for. */
function formatClock(time: number): Intl.DateTimeFormatPart[] {
  clockFace ??= new Intl.DateTimeFormat('en-US', {
    timeZone: GRAPH_ZONE,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return clockFace.formatToParts(time);
}

/**
 * Finds the last full Pacific day before a moment, of the right length on the two days a year that have 23 or 25 hours.
 *
 * @param now - milliseconds since the epoch
 */
export function lastPacificDay(now: number): UnixRange {
  const until = pacificMidnight(now);
  // Half a day back lies in the day before, however long that day is.
  const since = pacificMidnight(until - DAY_MS / 2);
  return { since: since / SECOND_MS, until: until / SECOND_MS };
}

/** Finds the Pacific midnight at or before a moment, in milliseconds. */
export function pacificMidnight(time: number): number {
  const rough = time - sinceMidnight(time);
  // The clocks changed since midnight when the face shows an hour: 23 means one too far back, 1 one too little.
  const shown = sinceMidnight(rough);
  if (shown === 0) return rough;
  return shown > DAY_MS / 2 ? rough + (DAY_MS - shown) : rough - shown;
}

function sinceMidnight(time: number): number {
  const part = (type: string): number => Number(formatClock(time).find((piece) => piece.type === type)?.value ?? '0');
  return part('hour') * HOUR_MS + part('minute') * 60_000 + part('second') * SECOND_MS + (time % SECOND_MS);
}
