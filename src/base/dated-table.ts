import { DAY_MS } from './time.ts';

/** Where an entry of a platform table was read and when. Sources are named as in docs/sources.md. */
export interface Sourced {
  readonly source: string;
  readonly checkedOn: string;
}

/** One entry of a platform table, by the name a person finds it under. */
export interface DatedEntry extends Sourced {
  readonly name: string;
}

/** A table of what a platform does, each entry with the day it was last checked. */
export interface DatedTable {
  readonly name: string;
  readonly entries: readonly DatedEntry[];
}

/** Days after which an entry is to be checked again: Graph brings a version about every quarter. */
export const MAX_TABLE_AGE_DAYS = 90;

/** Names the entries of a table. */
export function datedTable<E extends Sourced>(
  name: string,
  entries: readonly E[],
  nameOf: (entry: E) => string,
): DatedTable {
  return {
    name,
    entries: entries.map((entry) => ({ name: nameOf(entry), source: entry.source, checkedOn: entry.checkedOn })),
  };
}

/**
 * Gives whole days since an entry was checked, at `now` in milliseconds since the epoch; negative on a clock before
 * that day.
 */
export function ageInDays({ checkedOn }: Sourced, now: number): number {
  return Math.floor((now - Date.parse(checkedOn)) / DAY_MS);
}

/** A table with entries older than {@link MAX_TABLE_AGE_DAYS}. */
export interface AgedTable {
  readonly name: string;
  /** Its oldest entry. */
  readonly oldest: DatedEntry;
  readonly days: number;
}

/** Lists the tables with an entry older than {@link MAX_TABLE_AGE_DAYS} at `now`, oldest first. */
export function agedTables(tables: readonly DatedTable[], now: number): AgedTable[] {
  return tables
    .flatMap(({ name, entries }) => {
      const [oldest] = [...entries].sort((a, b) => (a.checkedOn < b.checkedOn ? -1 : 1));
      return oldest === undefined ? [] : [{ name, oldest, days: ageInDays(oldest, now) }];
    })
    .filter(({ days }) => days > MAX_TABLE_AGE_DAYS)
    .sort((a, b) => b.days - a.days);
}

/** What to know of the platform tables before they are relied on. */
export interface TablesNotice {
  readonly message: string;
  readonly remedy: string;
}

/** Says which tables are older than {@link MAX_TABLE_AGE_DAYS}; `null` when none is. */
export function tablesNotice(tables: readonly DatedTable[], now: number): TablesNotice | null {
  const aged = agedTables(tables, now);
  if (aged.length === 0) return null;
  const named = aged.map(({ name, oldest, days }) => `${name} (${oldest.checkedOn}, ${String(days)} days ago)`);
  return {
    message: `Checked more than ${String(MAX_TABLE_AGE_DAYS)} days ago: ${named.join(', ')}.`,
    remedy: 'Update the library; validate --live shows which entries the platform still accepts.',
  };
}
