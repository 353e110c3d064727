import type { StaleRule } from '../../files/review-files.ts';
import type { Header } from '../insights/csv-shard.ts';
import { REPORT_COLUMNS, type ReportColumn } from '../insights/report-row.ts';
import { OBJECT_COLUMNS, OBJECT_KINDS } from '../sql/object-sql.ts';
import { joinSql, plainSql, sql, type Sql, sqlWords } from '../sql/sql.ts';
import { CATEGORY_TYPE, CHECKSUM_HASHES } from './duckdb-engine.ts';

/*
 * How a row of a report becomes a row of a source for `objectsSql`: what `reportRow`, `rowSize` and `rowTimestamp` do, in
 * the SQL of DuckDB.
 */

/** The largest whole number that is exact, which is more bytes than an object has. */
const MAX_BYTES = String(Number.MAX_SAFE_INTEGER);

const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?';
const ZONE = ' ?([zZ]|[uU][tT][cC]|[gG][mM][tT]|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)';

/** A moment as Cloud Storage writes it. */
const LISTED = '[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?Z';

/** Functions that reading a report needs, as `CREATE MACRO` takes them. */
export const REPORT_FUNCTIONS: readonly string[] = [
  `whole_bytes(number) AS CASE WHEN number BETWEEN 0 AND ${MAX_BYTES} THEN CAST(number AS BIGINT) END`,
  `text_bytes(text) AS CASE WHEN regexp_full_match(text, '[0-9]+([.]0+)?')
     THEN whole_bytes(TRY_CAST(split_part(text, '.', 1) AS BIGINT)) END`,
  `clock_seconds(date, clock) AS epoch_ms(TRY_CAST(date || ' ' || clock AS TIMESTAMP)) // 1000`,
  // Of a moment written in any other way: the date, hour and minute, maybe seconds, and how far its zone is ahead.
  `written_seconds(text) AS clock_seconds(substr(text, 1, 10), CASE WHEN length(text) = 10 THEN '00:00:00'
       WHEN substr(text, 17, 1) = ':' THEN substr(text, 12, 8) ELSE substr(text, 12, 5) || ':00' END)
     - CASE WHEN length(text) > 10 AND regexp_matches(text, '[+-][0-9]{2}(:?[0-9]{2})?$')
       THEN CAST(regexp_extract(text, '([+-])[0-9:]+$', 1) || '1' AS BIGINT)
         * (3600 * CAST(regexp_extract(text, '[+-]([0-9]{2})[0-9:]*$', 1) AS BIGINT)
           + 60 * CAST('0' || regexp_extract(text, '[+-][0-9]{2}:?([0-9]{2})$', 1) AS BIGINT))
       ELSE 0 END`,
  `text_seconds(text) AS CASE
     WHEN regexp_full_match(text, '${LISTED}') THEN clock_seconds(substr(text, 1, 10), substr(text, 12, 8))
     WHEN regexp_full_match(text, '[0-9]{10,19}') THEN
       CASE length(text) WHEN 10 THEN CAST(text AS HUGEINT) WHEN 13 THEN CAST(text AS HUGEINT) // 1000
         WHEN 16 THEN CAST(text AS HUGEINT) // 1000000 WHEN 19 THEN CAST(text AS HUGEINT) // 1000000000 END
     WHEN regexp_full_match(trim(text), '(?i)[0-9]{4}-[0-9]{2}-[0-9]{2}([tT ]${CLOCK}(${ZONE})?)?')
       THEN written_seconds(trim(text)) END`,
];

/** What follows the last dot of a name, in the way that costs DuckDB least. */
export const TAIL: Sql = sql`split_part(name, '.', -1)`;

/** Writes a source from the columns of a report: how each is read, NULL for one it does not have. */
function sourceSql(from: Sql, column: (name: ReportColumn) => ColumnSql, bucket: string): Sql {
  const values = REPORT_COLUMNS.map((name) => sql`${column(name).value} AS ${plainSql(`${name}_read`)}`);
  const text = (name: ReportColumn): Sql => column(name).text(plainSql(`${name}_read`));
  const seconds = (name: 'timeCreated' | 'updated'): Sql => column(name).seconds;
  return sql`SELECT ${text('name')} AS name, bytes, ${text('contentType')} AS contentType, ${text('storageClass')} AS storageClass,
    created, CASE WHEN created IS NULL THEN ${text('timeCreated')} END AS created_text,
    updated, CASE WHEN updated IS NULL THEN ${text('updated')} END AS updated_text,
    generation_read AS generation, ${text('md5Hash')} AS md5Hash, ${text('crc32c')} AS crc32c, CAST(NULL AS VARCHAR) AS metadata,
    CASE WHEN ${text('name')} IS NULL THEN 'unnamed' WHEN ${text('timeDeleted')} IS NOT NULL THEN 'deleted'
      WHEN ${text('bucket')} <> ${bucket} THEN 'other_bucket' END AS left_out
  FROM (
    SELECT ${joinSql(values, ', ')}, ${column('size').bytes} AS bytes,
      CAST(${seconds('timeCreated')} AS BIGINT) AS created, CAST(${seconds('updated')} AS BIGINT) AS updated
    FROM ${from}
  ) AS report`;
}

/** How a column is read, by what it is asked for. */
interface ColumnSql {
  /** As it is stored, but NULL for a text without a character. */
  readonly value: Sql;
  /** Makes the text of such a value, where one is shown: few are. */
  readonly text: (value: Sql) => Sql;
  readonly bytes: Sql;
  readonly seconds: Sql;
}

const ABSENT: ColumnSql = {
  value: sql`CAST(NULL AS VARCHAR)`,
  text: (value) => value,
  bytes: sql`CAST(NULL AS BIGINT)`,
  seconds: sql`CAST(NULL AS BIGINT)`,
};

function textColumn(stored: Sql): ColumnSql {
  const value = sql`NULLIF(${stored}, '')`;
  return { value, text: (text) => text, bytes: sql`text_bytes(${stored})`, seconds: sql`text_seconds(${value})` };
}

/** Writes a source from a CSV file; its lines have the header's number of fields, or it fails. */
export function csvSource(path: string, { columns, fields, delimiter }: CsvShape, bucket: string): Sql {
  const types = Array.from({ length: fields }, (_, place) => `'c${String(place)}': 'VARCHAR'`).join(', ');
  const quote = plainSql("quote = '\"', escape = '\"'");
  const from = sql`read_csv(${path}, auto_detect = false, header = false, skip = 1, delim = ${delimiter}, ${quote},
      strict_mode = true, null_padding = false, columns = {${plainSql(types)}})`;
  const column = (name: ReportColumn): ColumnSql => {
    const place = columns.get(name);
    return place === undefined ? ABSENT : textColumn(plainSql(`c${String(place)}`));
  };
  return sourceSql(from, column, bucket);
}

export interface CsvShape extends Header {
  readonly delimiter: string;
}

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  /** As DuckDB names it. */
  readonly type: string;
}

/**
 * Writes a source from a Parquet file.
 *
 * @param sizes - rows of other sizes may be left out
 */
export function parquetSource(
  path: string,
  present: readonly ParquetColumn[],
  bucket: string,
  sizes: readonly number[] = [],
): Sql {
  const byName = new Map(present.map((column) => [column.name.toLowerCase(), column]));
  const column = (name: ReportColumn): ColumnSql => {
    const found = byName.get(name.toLowerCase());
    return found === undefined ? ABSENT : parquetColumn(found);
  };
  const size = byName.get('size');
  // In the form by which the reader leaves out other rows before it decodes the rest of them.
  const alike =
    sizes.length > 0 && size !== undefined && isWholeNumber(size)
      ? sql` WHERE ${quotedName(size)} IN ${plainSql(`(${sizes.map(String).join(', ')})`)}`
      : sql``;
  return sourceSql(sql`${parquetTable(path)}${alike}`, column, bucket);
}

/** Writes SQL for the table of a Parquet file. A writer may leave out that its texts are texts. */
export function parquetTable(path: string): Sql {
  return sql`read_parquet(${path}, binary_as_string = true)`;
}

function quotedName({ name }: ParquetColumn): Sql {
  return plainSql(`"${name.replaceAll('"', '""')}"`);
}

function isWholeNumber({ type }: ParquetColumn): boolean {
  return /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?)$/.test(type);
}

function parquetColumn(found: ParquetColumn): ColumnSql {
  const { type } = found;
  const value = quotedName(found);
  if (type === 'VARCHAR') return textColumn(value);
  const text = (read: Sql): Sql => sql`CAST(${read} AS VARCHAR)`;
  if (isWholeNumber(found))
    return { value, text, bytes: sql`whole_bytes(${value})`, seconds: sql`text_seconds(${text(value)})` };
  if (/^(?:DOUBLE|FLOAT|DECIMAL.*)$/.test(type)) {
    const bytes = sql`CASE WHEN ${value} = floor(${value}) THEN whole_bytes(${value}) END`;
    return { value, text, bytes, seconds: sql`text_seconds(${text(value)})` };
  }
  if (/^(?:TIMESTAMP.*|DATE)$/.test(type)) {
    const milliseconds = sql`epoch_ms(${value})`;
    return { value: milliseconds, text, bytes: ABSENT.bytes, seconds: sql`${milliseconds} // 1000` };
  }
  return ABSENT;
}

/*
 * The table of the rows of one shard. It has in columns what sums are made of; the texts that only a shown row needs are in
 * one list, NULL for the others: a column of NULLs takes as much memory as one of texts.
 */

const DESCRIBED = ['kind', 'entry', 'subfolder', 'category'] as const;
const NUMBERS: ReadonlySet<string> = new Set(['bytes', 'created', 'updated']);
const SUMMED: ReadonlySet<string> = new Set([...NUMBERS, 'storageClass']);
const TEXTS = OBJECT_COLUMNS.filter((name) => !SUMMED.has(name));
const COLUMNS = [...OBJECT_COLUMNS.filter((name) => SUMMED.has(name)), ...DESCRIBED];

function typed(names: readonly string[], words: ReadonlyMap<string, Sql> = new Map()): string[] {
  return names.map((name) => `${name} ${words.get(name)?.text ?? (NUMBERS.has(name) ? 'BIGINT' : 'VARCHAR')}`);
}

/** Columns of few words, of which each takes a byte. */
const WORDS: ReadonlyMap<string, Sql> = new Map([
  ['kind', sql`ENUM ${sqlWords(OBJECT_KINDS)}`],
  ['category', CATEGORY_TYPE],
]);

/** Columns of the table of a shard. @param rule - `null` when no review was asked for: no contents are compared */
export function shardColumns(rule: StaleRule | null): Sql {
  const checksums = rule === null ? [] : ['md5 UBIGINT', 'crc UBIGINT'];
  const others = ['undated BOOLEAN', 'name_hash UBIGINT', ...checksums, 'texts VARCHAR[]'];
  return plainSql([...typed(COLUMNS, WORDS), ...others].join(', '));
}

/** Columns of a table of whole rows. */
export const WHOLE_COLUMNS: Sql = plainSql(typed([...OBJECT_COLUMNS, ...DESCRIBED]).join(', '));

/** The name of a row that has its texts. */
export const NAME: Sql = textAt(TEXTS.indexOf('name'));

function textAt(place: number): Sql {
  return plainSql(`texts[${String(place + 1)}]`);
}

/** What tells the category of a row: the last of its texts. */
const SIGNS = textAt(TEXTS.length);

export const UNKNOWN: Sql = sql`SELECT ${SIGNS} AS signs, ${NAME} AS name, ${textAt(TEXTS.indexOf('contentType'))} AS contentType
  FROM objects WHERE category IS NULL`;

export const SET_CATEGORIES: Sql = sql`UPDATE objects SET category = known_category FROM known
  WHERE category IS NULL AND signs = CAST(${SIGNS} AS UBIGINT)`;

/** Writes the rows of a shard's table from the relation of `categorizedSql`. */
export function shardRows(objects: Sql, gate: { readonly rule: StaleRule | null; readonly isWhole: Sql }): Sql {
  const texts = plainSql([...TEXTS, 'signs'].map((name) => `CAST(${name} AS VARCHAR)`).join(', '));
  const checksums = gate.rule === null ? sql`` : sql`${CHECKSUM_HASHES},`;
  return sql`SELECT ${plainSql(COLUMNS.join(', '))}, created_text IS NOT NULL OR updated_text IS NOT NULL, hash(name),
    ${checksums} CASE WHEN ${gate.isWhole} OR kind = 'odd' OR category IS NULL THEN [${texts}] END
    FROM (${objects}) AS described`;
}

/** The columns of {@link WHOLE_COLUMNS} of a row that has its texts. */
export const WHOLE_ROW: Sql = joinSql(
  [...OBJECT_COLUMNS, ...DESCRIBED].map((name) => {
    const place = TEXTS.findIndex((text) => text === name);
    return place === -1 ? plainSql(name) : textAt(place);
  }),
  ', ',
);
