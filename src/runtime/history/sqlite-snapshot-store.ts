import { checkInput } from '../../base/check-input.ts';
import { ConfigError } from '../../base/errors.ts';
import { text } from '../../base/inputs.ts';
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

/** Waits so long for another process that writes. */
const BUSY_MS = 60_000;

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
          const result = await work(transactionOf(database));
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

function transactionOf(database: SqliteDatabase): HistoryTransaction {
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
    { DatabaseSync: new (path: string) => SqliteDatabase } | undefined;
  if (builtin !== undefined) return (path) => new builtin.DatabaseSync(path);
  try {
    const { default: Database } = (await import(PACKAGE)) as { default: new (path: string) => SqliteDatabase };
    return (path) => new Database(path);
  } catch (error) {
    const says = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be loaded';
    throw new ConfigError([
      {
        key: PACKAGE,
        found: `no SQLite: Node ${process.versions.node} has no node:sqlite, and the package fails (${says})`,
        remedy: 'Use Node 22.5 or later, or npm install better-sqlite3.',
      },
    ]);
  }
}
