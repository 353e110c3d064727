/** Six hours each, from midnight. */
export type Daypart = 'night' | 'morning' | 'afternoon' | 'evening';

/** A weekday (1 is Monday) and a part of the day, in local time. */
export interface Slot {
  readonly weekday: number;
  readonly daypart: Daypart;
}

/** From midnight on. */
export const DAYPARTS: readonly Daypart[] = ['night', 'morning', 'afternoon', 'evening'];
const WEEKDAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const FIRST_DAY_OF_WEEKEND = 6;

/**
 * Gives a reader of local slots for one time zone, daylight saving included. Throws a `RangeError` for an unknown zone.
 *
 * @example
 * slotReader('Europe/Berlin')(Date.UTC(2026, 6, 6, 16)); //=> { weekday: 1, daypart: 'evening' }
 */
export function slotReader(timezone: string): (time: number) => Slot {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return (time) => {
    let weekday = 0;
    let hour = 0;
    for (const { type, value } of format.formatToParts(time)) {
      if (type === 'weekday') weekday = WEEKDAYS.indexOf(value) + 1;
      if (type === 'hour') hour = Number(value);
    }
    return { weekday, daypart: DAYPARTS[Math.floor(hour / 6)] ?? 'night' };
  };
}

/** Every slot of the week, from Monday night to Sunday evening. */
export const SLOTS: readonly Slot[] = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
  DAYPARTS.map((daypart) => ({ weekday, daypart })),
);

/** Orders slots through the week. */
export function compareSlots(a: Slot, b: Slot): number {
  return a.weekday - b.weekday || DAYPARTS.indexOf(a.daypart) - DAYPARTS.indexOf(b.daypart);
}

/** The name of a slot as a trait value: `2/evening`. */
export function slotName({ weekday, daypart }: Slot): string {
  return `${String(weekday)}/${daypart}`;
}

/** Whether a weekday is Saturday or Sunday. */
export function isWeekend(weekday: number): boolean {
  return weekday >= FIRST_DAY_OF_WEEKEND;
}
