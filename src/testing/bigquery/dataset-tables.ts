import { MACROS, RefusedSql, translate, type Translated } from './google-sql.ts';

/** One row of the view `object_attributes_latest_snapshot_view`, or of another table with such columns. */
export type DatasetRow = Readonly<Record<string, unknown>>;

/** A column and its type in GoogleSQL. */
export type TableColumns = Readonly<Record<string, 'STRING' | 'INTEGER' | 'TIMESTAMP' | 'METADATA'>>;

/** The columns of the view, as far as they are simulated. Source: Storage Insights datasets, tables and schemas, 2026-11-27. */
export const OBJECT_ATTRIBUTES: TableColumns = {
  snapshotTime: 'TIMESTAMP',
  bucket: 'STRING',
  name: 'STRING',
  size: 'INTEGER',
  storageClass: 'STRING',
  generation: 'INTEGER',
  metageneration: 'INTEGER',
  contentType: 'STRING',
  contentEncoding: 'STRING',
  timeCreated: 'TIMESTAMP',
  updated: 'TIMESTAMP',
  timeDeleted: 'TIMESTAMP',
  softDeleteTime: 'TIMESTAMP',
  crc32c: 'STRING',
  md5Hash: 'STRING',
  etag: 'STRING',
  metadata: 'METADATA',
};

/** The types in DuckDB, and the bytes BigQuery counts a value as; of texts two more than they have. */
const TYPES = {
  STRING: { type: 'VARCHAR', bytes: 40 },
  INTEGER: { type: 'BIGINT', bytes: 8 },
  TIMESTAMP: { type: 'TIMESTAMPTZ', bytes: 8 },
  METADATA: { type: 'STRUCT("key" VARCHAR, "value" VARCHAR)[]', bytes: 40 },
} as const;

/** What a statement gave. */
export interface QueryRows {
  readonly fields: readonly { readonly name: string; readonly type: 'STRING' | 'INTEGER' }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Tables that DuckDB answers statements about. */
export interface DatasetTables {
  /** @throws {RefusedSql} when the statement cannot be run */
  check(sql: string): { readonly translated: Translated; readonly bytes: number };
  /** @throws {RefusedSql} with what the database says */
  run(translated: Translated, values: readonly (string | number)[]): Promise<QueryRows>;
  close(): void;
}

/** Puts rows into tables. Needs `@duckdb/node-api`. */
export async function createTables(
  tables: Readonly<Record<string, { readonly columns: TableColumns; readonly rows: readonly DatasetRow[] }>>,
): Promise<DatasetTables> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '1GB' });
  const connection = await instance.connect();
  for (const macro of MACROS) await connection.run(`CREATE MACRO ${macro}`);
  await connection.run("SET TimeZone = 'UTC'");
  for (const [name, { columns, rows }] of Object.entries(tables)) {
    const shape = Object.entries(columns).map(([column, kind]) => [column, TYPES[kind].type] as const);
    await connection.run(`CREATE TABLE "${name}" (${shape.map(([column, type]) => `${column} ${type}`).join(', ')})`);
    const structure = JSON.stringify([Object.fromEntries(shape)]);
    await connection.run(`INSERT INTO "${name}" SELECT row.* FROM (SELECT unnest(from_json(?, ?)) AS row)`, [
      JSON.stringify(rows),
      structure,
    ]);
  }
  const sizeOf = ({ tables: read, names }: Translated): number => {
    let bytes = 0;
    for (const name of read) {
      const table = tables[name];
      for (const [column, kind] of Object.entries(table?.columns ?? {}))
        if (names.has(column)) bytes += (table?.rows.length ?? 0) * TYPES[kind].bytes;
    }
    return bytes;
  };
  return {
    check: (sql) => {
      const translated = translate(sql);
      for (const name of translated.tables) {
        if (Object.hasOwn(tables, name)) continue;
        const [project = '', ...rest] = name.split('.');
        throw new RefusedSql('notFound', `Not found: Table ${project}:${rest.join('.')} was not found in location US`);
      }
      return { translated, bytes: sizeOf(translated) };
    },
    run: async ({ text }, values) => {
      try {
        const reader = await connection.runAndReadAll(text, [...values]);
        const types = reader.columnTypes().map(String);
        const fields = reader.columnNames().map((name, place) => ({ name, type: typeOf(types[place] ?? '') }));
        return { fields, rows: reader.getRowsJson().map((row) => row.map(textOf)) };
      } catch (error) {
        throw new RefusedSql('invalidQuery', error instanceof Error ? error.message : 'The statement failed.');
      }
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function typeOf(type: string): 'STRING' | 'INTEGER' {
  return /^(?:BIGINT|INTEGER|HUGEINT)$/.test(type) ? 'INTEGER' : 'STRING';
}

/** 64-bit numbers come as text, smaller ones as numbers. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : null;
}
