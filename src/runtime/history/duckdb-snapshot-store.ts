import { setTimeout as wait } from 'node:timers/promises';

import { checkInput } from '../../base/check-input.ts';
import { text } from '../../base/inputs.ts';
import { type DuckdbModule, requireDuckdb } from '../duckdb.ts';
import { type HistoryDatabase, type HistoryLine, type HistoryValue, useDatabase } from './history-database.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { createSqlSnapshotStore } from './sql-snapshot-store.ts';

/** DuckDB lets one process open a file: the others try again for so long. */
const BUSY_MS = 60_000;
const RETRY_MS = 20;

/**
 * Creates a history in a DuckDB file, as rows of figures, for those who ask it questions in SQL. Needs the package
 * `@duckdb/node-api`. Several processes may append: the file is open only while one of them reads or writes.
 *
 * @throws {ArgumentError} from `append` for what could not be read again; {@link ConfigError} from every method when the
 * package is not installed; an error of kind `io`, code `io:history`, when the file cannot be read or written
 */
export function createDuckDbSnapshotStore(file: string): SnapshotStore {
  const path = checkInput('createDuckDbSnapshotStore', 'path', file, text('Give a path.'));
  return createSqlSnapshotStore(duckdbDatabase(path));
}

function duckdbDatabase(path: string): HistoryDatabase {
  return {
    path,
    transact: async (work) => {
      const duckdb = await requireDuckdb();
      return useDatabase(path, async () => {
        const instance = await openInstance(duckdb, path);
        try {
          const connection = await instance.connect();
          const bound = (values: readonly HistoryValue[]) =>
            values.map((value) => (value instanceof Uint8Array ? duckdb.blobValue(value) : value));
          try {
            await connection.run('BEGIN');
            const result = await work({
              run: async (statement, values = []) => {
                await connection.run(statement, bound(values));
              },
              all: async (statement, values = []) => {
                const reader = await connection.runAndReadAll(statement, bound(values));
                return linesOf(reader.deduplicatedColumnNames(), reader.getColumnsJS());
              },
            });
            await connection.run('COMMIT');
            return result;
          } finally {
            connection.closeSync();
          }
        } finally {
          instance.closeSync();
        }
      });
    },
  };
}

async function openInstance(
  duckdb: DuckdbModule,
  path: string,
): Promise<Awaited<ReturnType<DuckdbModule['DuckDBInstance']['create']>>> {
  const end = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return await duckdb.DuckDBInstance.create(path, {
        threads: '1',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      });
    } catch (error) {
      if (!(error instanceof Error && /lock/i.test(error.message)) || performance.now() > end) throw error;
      // Not all at the same moments.
      await wait(RETRY_MS * (0.5 + Math.random()));
    }
  }
}

/**
 * Makes lines of columns, which come in half the time of rows. Whole numbers of 64 bits come as `bigint`; those of a
 * history are exact as numbers.
 */
function linesOf(names: readonly string[], columns: readonly (readonly unknown[])[]): HistoryLine[] {
  const lines = Array.from({ length: columns[0]?.length ?? 0 }, (): Record<string, HistoryValue> => ({}));
  for (const [index, name] of names.entries())
    for (const [place, line] of lines.entries()) {
      const value = columns[index]?.[place];
      line[name] = typeof value === 'bigint' ? Number(value) : (value as HistoryValue);
    }
  return lines;
}
