import { setTimeout as wait } from 'node:timers/promises';

import { checkInput } from '../../base/check-input.ts';
import { ConfigError } from '../../base/errors.ts';
import { text } from '../../base/inputs.ts';
import { type DuckdbModule, requireDuckdb } from '../duckdb.ts';
import {
  columnsSql,
  type HistoryDatabase,
  type HistoryLine,
  type HistoryTransaction,
  type HistoryValue,
  useDatabase,
} from './history-database.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { createSqlSnapshotStore } from './sql-snapshot-store.ts';

/** Waits so long for another process: one that writes in SQLite, one that has the file open in DuckDB. */
const BUSY_MS = 60_000;
/** Tries about so often to open a file of DuckDB. */
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
            const result = await work(duckdbTransaction(connection));
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

function duckdbTransaction(connection: Connection): HistoryTransaction {
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

/** Appends a value. Whole numbers are converted by the database. */
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

/** What `node:sqlite` and `better-sqlite3` have in common. */
interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): {
    run(...values: HistoryValue[]): unknown;
    all(...values: HistoryValue[]): unknown[];
  };
  close(): unknown;
}

type OpenSqlite = (path: string) => SqliteDatabase;

/**
 * Creates a history in a SQLite file, as rows of figures: a year of 300 posts takes a few megabytes, and `read` needs no
 * document. Uses `node:sqlite` (Node 22.5 or later), else the package `better-sqlite3`. Several processes may append.
 *
 * @throws {ArgumentError} from `append` for what could not be read again; {@link ConfigError} from every method when there
 * is no SQLite; an error of kind `io`, code `io:history`, when the file cannot be read or written
 */
export function createSqliteSnapshotStore(file: string): SnapshotStore {
  const path = checkInput('createSqliteSnapshotStore', 'path', file, text('Give a path.'));
  return createSqlSnapshotStore(sqliteDatabase(path));
}

function sqliteDatabase(path: string): HistoryDatabase {
  return {
    path,
    transact: async (purpose, work) => {
      const open = await loadSqlite();
      return useDatabase(path, async () => {
        const database = open(path);
        try {
          database.exec(`PRAGMA busy_timeout = ${String(BUSY_MS)}`);
          // A reader waits for no writer but at its very commit, and keeps none from writing.
          database.exec(purpose === 'append' ? 'BEGIN IMMEDIATE' : 'BEGIN');
          const result = await work(sqliteTransaction(database));
          database.exec('COMMIT');
          return result;
        } finally {
          // Without its commit a transaction is undone.
          database.close();
        }
      });
    },
  };
}

function sqliteTransaction(database: SqliteDatabase): HistoryTransaction {
  const all = (statement: string, values: readonly (string | number)[] = []): HistoryLine[] =>
    database.prepare(statement).all(...values) as HistoryLine[];
  return {
    run: async (statement) => {
      await Promise.resolve();
      database.exec(statement);
    },
    all: async (statement, values) => {
      await Promise.resolve();
      return all(statement, values);
    },
    groups: async ({ columns, from, values, key, order }) => {
      await Promise.resolve();
      const groups = new Map<HistoryValue, HistoryValue[][]>();
      for (const line of all(
        `SELECT ${columnsSql([key, ...columns])} FROM ${from} ORDER BY ${key}, ${order}`,
        values,
      )) {
        const group = groups.get(line[key] ?? null) ?? columns.map(() => []);
        groups.set(line[key] ?? null, group);
        for (const [place, name] of columns.entries()) group[place]?.push(line[name] ?? null);
      }
      return groups;
    },
    insert: async (table, columns, lines) => {
      await Promise.resolve();
      const marks = columns.map(() => '?').join(', ');
      const statement = database.prepare(`INSERT INTO ${table} (${columnsSql(columns)}) VALUES (${marks})`);
      for (const line of lines) statement.run(...line);
    },
  };
}

/** Not a literal: bundlers of those who do not use it need not find it. */
const PACKAGE = 'better-sqlite3';

/** Gives what opens a SQLite file. @throws {ConfigError} when there is neither `node:sqlite` nor the package */
export async function loadSqlite(): Promise<OpenSqlite> {
  const builtin = process.getBuiltinModule('node:sqlite') as
    | { DatabaseSync: new (path: string) => SqliteDatabase }
    | undefined;
  if (builtin !== undefined) return (path) => new builtin.DatabaseSync(path);
  try {
    const { default: Database } = (await import(PACKAGE)) as { default: new (path: string) => SqliteDatabase };
    return (path) => new Database(path);
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be loaded';
    throw new ConfigError([
      {
        key: PACKAGE,
        found: `no SQLite: Node ${process.versions.node} has no node:sqlite, and the package fails (${cause})`,
        remedy: 'Use Node 22.5 or later, or npm install better-sqlite3.',
      },
    ]);
  }
}
