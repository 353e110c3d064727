import { setTimeout as wait } from 'node:timers/promises';

import { checkInput } from '../../base/check-input.ts';
import { text } from '../../base/inputs.ts';
import { type DuckdbModule, requireDuckdb } from '../duckdb.ts';
import {
  type HistoryDatabase,
  type HistoryLine,
  type HistoryTransaction,
  type HistoryValue,
  useDatabase,
} from './history-database.ts';
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
    transact: async (_purpose, work) => {
      const duckdb = await requireDuckdb();
      return useDatabase(path, async () => {
        const instance = await openInstance(duckdb, path);
        try {
          const connection = await instance.connect();
          try {
            await connection.run('BEGIN');
            const result = await work(transactionOf(connection));
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

type Instance = Awaited<ReturnType<DuckdbModule['DuckDBInstance']['create']>>;
type Connection = Awaited<ReturnType<Instance['connect']>>;
type Appender = Awaited<ReturnType<Connection['createAppender']>>;

function transactionOf(connection: Connection): HistoryTransaction {
  const all = async (statement: string, values: readonly (string | number)[] = []): Promise<HistoryLine[]> => {
    const reader = await connection.runAndReadAll(statement, [...values]);
    return linesOf(reader.deduplicatedColumnNames(), reader.getColumnsJS());
  };
  return {
    run: async (statement) => {
      await connection.run(statement);
    },
    all,
    // A value of a result costs a call, a list as JSON no more than one: a fifth of the time.
    groups: async ({ columns, from, values, key, order }) => {
      const lists = columns.map((name) => `CAST(to_json(list("${name}" ORDER BY ${order})) AS VARCHAR) AS "${name}"`);
      const groups = await all(`SELECT ${[key, ...lists].join(', ')} FROM ${from} GROUP BY ${key}`, values);
      return new Map(
        groups.map((group) => [
          group[key] ?? null,
          columns.map((name) => JSON.parse(String(group[name])) as HistoryValue[]),
        ]),
      );
    },
    insert: async (table, columns, lines) => {
      const present = await all(`SELECT name FROM pragma_table_info('${table}')`);
      const places = present.map(({ name }) => columns.indexOf(String(name)));
      const appender = await connection.createAppender(table);
      try {
        for (const line of lines) {
          for (const place of places) appendValue(appender, line[place] ?? null);
          appender.endRow();
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    },
  };
}

/** Whole numbers are converted by the database. */
function appendValue(appender: Appender, value: HistoryValue): void {
  if (value === null) appender.appendNull();
  else if (typeof value === 'string') appender.appendVarchar(value);
  else if (typeof value === 'number') appender.appendDouble(value);
  else appender.appendBlob(value);
}

async function openInstance(duckdb: DuckdbModule, path: string): Promise<Instance> {
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
