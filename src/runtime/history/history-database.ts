import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { ExportError } from '../../base/errors.ts';
import { toExportError } from '../io-error.ts';

/** A value of a table. */
export type HistoryValue = string | number | Uint8Array | null;
/** A line of an answer, by column. */
export type HistoryLine = Readonly<Record<string, HistoryValue>>;

/** Runs statements inside one transaction; `?` for each value. */
export interface HistoryTransaction {
  readonly run: (statement: string, values?: readonly HistoryValue[]) => Promise<void>;
  readonly all: (statement: string, values?: readonly HistoryValue[]) => Promise<readonly HistoryLine[]>;
}

/** A database in a file, opened for one transaction at a time: processes that use the same file wait for each other. */
export interface HistoryDatabase {
  readonly path: string;
  /** Runs what reads and writes alone, whole or not at all. */
  transact<T>(work: (transaction: HistoryTransaction) => Promise<T>): Promise<T>;
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
    const [says = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw new ExportError(`The history ${path} cannot be read or written: ${says.slice(0, 200)}`, {
      kind: 'io',
      code: 'io:history',
      remedy: 'Name a history of this kind, or a new file in a folder that can be written.',
    });
  }
}
