import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { ExportError, messageOf } from '../../base/errors.ts';
import { itemAt } from '../../base/lists.ts';
import { toExportError } from '../file-io.ts';

/** A value of a table. */
export type HistoryValue = string | number | Uint8Array | null;
/** A line of an answer, by column. */
export type HistoryLine = Readonly<Record<string, HistoryValue>>;

/** What many lines are asked for by. */
export interface GroupsQuery {
  /** None is a BLOB. */
  readonly columns: readonly string[];
  /** A table, and which lines of it; `?` for each value. */
  readonly from: string;
  readonly values: readonly (string | number)[];
  /** The column whose values make the groups, and the one that orders each. */
  readonly key: string;
  readonly order: string;
}

/** Lists of one group, one a column of the query. */
export type HistoryGroup = readonly (readonly HistoryValue[])[];

/** Runs statements inside one transaction; `?` for each value. */
export interface HistoryTransaction {
  readonly run: (statement: string) => Promise<void>;
  readonly all: (statement: string, values?: readonly (string | number)[]) => Promise<readonly HistoryLine[]>;
  /** Gives columns of many lines, by the key of their group. */
  readonly groups: (query: GroupsQuery) => Promise<ReadonlyMap<HistoryValue, HistoryGroup>>;
  /** Adds lines, each of one value a column; the other columns are NULL. */
  readonly insert: (
    table: string,
    columns: readonly string[],
    lines: readonly (readonly HistoryValue[])[],
  ) => Promise<void>;
}

/** Writes columns as SQL. */
export function columnsSql(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** A database in a file, opened for one transaction at a time: processes that use the same file wait for each other. */
export interface HistoryDatabase {
  readonly path: string;
  /**
   * Runs statements whole or not at all: those of `append` alone, those of `read` beside a process that writes, where the
   * database can.
   */
  transact<T>(purpose: 'read' | 'append', work: (transaction: HistoryTransaction) => Promise<T>): Promise<T>;
}

/**
 * Opens a database for one piece of work, in a folder that is made when missing.
 *
 * @throws an error of kind `io`, code `io:history` for what the database says
 */
export async function useDatabase<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw toExportError(path, error);
  }
  try {
    return await work();
  } catch (error) {
    const firstLine = itemAt(messageOf(error).split('\n', 1), 0);
    throw new ExportError(`The history ${path} cannot be read or written: ${firstLine.slice(0, 200)}`, {
      kind: 'io',
      code: 'io:history',
      remedy: 'Name a history of this kind, or a new file in a folder that can be written.',
    });
  }
}
