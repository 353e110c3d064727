import { messageOf } from '../../base/errors.ts';
import { itemAt } from '../../base/lists.ts';

/** A statement that BigQuery would not run, with its word and sentence. */
export class RefusedSql extends Error {
  override readonly name = 'RefusedSql';
  readonly reason: 'invalidQuery' | 'notFound';

  constructor(reason: 'invalidQuery' | 'notFound', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A statement as DuckDB runs it. */
interface Translated {
  readonly text: string;
  /** The tables it reads, by their whole names. */
  readonly tables: ReadonlySet<string>;
  /** Every name that may be a column. */
  readonly names: ReadonlySet<string>;
  readonly parameters: number;
}

/**
 * Functions that this stand-in knows BigQuery to have, and DuckDB to have with the same meaning or by a macro below.
 * Source: BigQuery, function reference, 2026-11-28.
 */
const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'CAST COALESCE COUNT DENSE_RANK ENDS_WITH FLOOR IN INSTR LENGTH LOWER LTRIM MAX MIN NORMALIZE NULLIF OVER ' +
    'REGEXP_CONTAINS REGEXP_REPLACE REPLACE ROW_NUMBER RTRIM SAFE_CAST STARTS_WITH STRPOS SUBSTR SUM TO_JSON_STRING TRIM ' +
    'UNIX_SECONDS'
  ).split(' '),
);

/** Words before a parenthesis that call nothing. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'ALL AND AS BY CASE DISTINCT ELSE FROM IN NOT OR OVER SELECT THEN WHEN WHERE WITH UNION'.split(' '),
);

/** Types of GoogleSQL by their names in DuckDB. */
const DUCKDB_TYPES: Readonly<Record<string, string>> = { INT64: 'BIGINT', STRING: 'VARCHAR', TIMESTAMP: 'TIMESTAMPTZ' };

/** The functions DuckDB has by another name. `INSTR` is known from the end alone. */
const MACROS: readonly string[] = [
  "instr(text, part, place) AS CASE place WHEN -1 THEN length(text) - length(split_part(text, part, -1)) ELSE error('INSTR') END",
  'normalize(text) AS nfc_normalize(text)',
  'regexp_contains(text, expression) AS regexp_matches(text, expression)',
  'unix_seconds(moment) AS CAST(floor(epoch(moment)) AS BIGINT)',
  'to_json_string(value) AS CAST(to_json(value) AS VARCHAR)',
];

const TOKEN =
  /\s+|--[^\n]*|`(?<table>[^`]*)`|(?<string>[rR]?'(?:[^'\\]|\\.)*')|"|(?<word>[A-Za-z_]\w*)|\d+(?:\.\d+)?|::|\|\||<=|>=|<>|!=|./gsu;

/**
 * Reads a statement as BigQuery would and writes it for DuckDB: tables in backquotes, texts in single quotes. Refuses
 * what GoogleSQL does not have or means otherwise: text in double quotes, `::`, functions that are not known here.
 *
 * @throws {RefusedSql}
 */
function translate(sql: string): Translated {
  const tables = new Set<string>();
  const names = new Set<string>();
  let parameters = 0;
  let text = '';
  for (const match of sql.matchAll(TOKEN)) {
    const [token, table, string, word] = match;
    if (table !== undefined) {
      tables.add(table);
      text += `"${table}"`;
    } else if (string !== undefined) text += duckText(string);
    else if (word !== undefined) {
      const upper = word.toUpperCase();
      const isCall = /^\s*\(/.test(sql.slice(match.index + token.length));
      if (isCall && !FUNCTIONS.has(upper) && !KEYWORDS.has(upper))
        throw new RefusedSql('invalidQuery', `Function not found: ${word} at [1:${String(match.index + 1)}]`);
      names.add(word);
      text += upper === 'SAFE_CAST' ? 'TRY_CAST' : (DUCKDB_TYPES[upper] ?? word);
    } else if (token === '"' || token === '::' || token === '$' || token === '@')
      throw new RefusedSql('invalidQuery', `Syntax error: Unexpected "${token}" at [1:${String(match.index + 1)}]`);
    else {
      if (token === '?') parameters += 1;
      text += token;
    }
  }
  return { text, tables, names, parameters };
}

/** Gives a text of GoogleSQL, where a backslash escapes, as one of DuckDB, where it does not. */
function duckText(literal: string): string {
  const isRaw = /^[rR]/.test(literal);
  const inner = literal.slice(isRaw ? 2 : 1, -1);
  const value = isRaw ? inner : inner.replaceAll(/\\(.)/gs, (_, sign: string) => ESCAPES[sign] ?? refuseEscape(sign));
  return `'${value.replaceAll("'", "''")}'`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

function refuseEscape(sign: string): never {
  throw new RefusedSql('invalidQuery', `Syntax error: Illegal escape sequence: \\${sign}`);
}

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
interface DatasetTables {
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
  const known = new Map(Object.entries(tables));
  return {
    check: (sql) => {
      const translated = translate(sql);
      let bytes = 0;
      for (const name of translated.tables) {
        const table = known.get(name);
        if (table === undefined) throw tableMissing(name);
        for (const [column, kind] of Object.entries(table.columns))
          if (translated.names.has(column)) bytes += table.rows.length * TYPES[kind].bytes;
      }
      return { translated, bytes };
    },
    run: async ({ text }, values) => {
      try {
        const reader = await connection.runAndReadAll(text, [...values]);
        const types = reader.columnTypes().map(String);
        const fields = reader.columnNames().map((name, place) => ({ name, type: typeOf(itemAt(types, place)) }));
        return { fields, rows: reader.getRowsJson().map((row) => row.map(textOf)) };
      } catch (error) {
        throw new RefusedSql('invalidQuery', messageOf(error));
      }
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function tableMissing(name: string): RefusedSql {
  const [project = '', ...rest] = name.split('.');
  return new RefusedSql('notFound', `Not found: Table ${project}:${rest.join('.')} was not found in location US`);
}

function typeOf(type: string): 'STRING' | 'INTEGER' {
  return /^(?:BIGINT|INTEGER|HUGEINT)$/.test(type) ? 'INTEGER' : 'STRING';
}

/** Writes a value: 64-bit numbers come as text, smaller ones as numbers. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : null;
}
