import { toMegabytes } from '../../base/sums.ts';
import { DAY_MS, SECOND_MS, toTimestamp } from '../../base/time.ts';
import type { FileCategory } from '../../documents/file.ts';
import type { CopiedFile, DuplicateSummary } from '../../documents/inventory.ts';
import { MONTH_LENGTH, REVIEWED, type ReviewSums, type StaleRule } from '../../files/review-files.ts';
import { groupOf } from '../../files/summarize-files.ts';
import { joinSql, numberOf, plainSql, type Sql, sql, sqlList, type SqlRow, textOf } from './sql.ts';

/*
 * The statements of a review, in the SQL that DuckDB and BigQuery share. Those of contents read a relation of `md5`, `crc`
 * and `bytes`, of files that are not empty; a checksum may be a text or any number that is made of it and of the size.
 */

/** Is true of a stale file. */
export function isStale({ beforeMs }: StaleRule): Sql {
  return sql`COALESCE(updated, created) < ${beforeMs / SECOND_MS}`;
}

/**
 * Counts the files of `objects` by category, by the UTC day of their creation, counted from 1970, and by whether they are
 * stale; of them those that cannot be compared.
 *
 * @param hasHash - is true of a file with a checksum
 */
export function datedSql(rule: StaleRule, hasHash: Sql): Sql {
  return sql`SELECT category, CAST(FLOOR(created / ${plainSql(String(DAY_MS / SECOND_MS))}) AS INT64) AS day,
  ${isStale(rule)} AS stale, COUNT(*) AS files, SUM(bytes) AS bytes,
  SUM(CASE WHEN ${hasHash} OR bytes = 0 THEN 0 ELSE 1 END) AS not_compared
FROM objects WHERE kind = 'file' GROUP BY 1, 2, 3`;
}

/** Adds up rows of {@link datedSql}. */
function datedStatement(dated: Sql): Sql {
  const sum = (column: string, of = column): Sql => plainSql(`CAST(SUM(${of}) AS INT64) AS ${column}`);
  const sums = [
    ...['files', 'bytes', 'not_compared'].map((column) => sum(column)),
    ...['files', 'bytes'].map((column) => sum(`stale_${column}`, `CASE WHEN stale THEN ${column} ELSE 0 END`)),
  ];
  return sql`SELECT category, day, ${joinSql(sums, ', ')} FROM ${dated} AS dated GROUP BY 1, 2`;
}

/**
 * Adds what says which files are the same, as `createContentKeys` does: `same`, the MD5 of the content, and `lone`, the
 * CRC32C of a file whose MD5 is not known. The MD5 of a file without one is that of all others with its CRC32C and size.
 */
export function contentsSql(contents: Sql): Sql {
  const others = sql`OVER (PARTITION BY crc, bytes)`;
  return sql`SELECT *, CASE WHEN same IS NULL THEN crc END AS lone FROM (
    SELECT *, COALESCE(md5, CASE WHEN MIN(md5) ${others} = MAX(md5) ${others} THEN MIN(md5) ${others} END) AS same
    FROM ${contents} AS contents WHERE md5 IS NOT NULL OR crc IS NOT NULL
  ) AS known`;
}

const GROUP_COLUMNS: Sql = sql`same, lone, bytes, COUNT(*) AS copies, COUNT(md5) AS hashed, bytes * (COUNT(*) - 1) AS wasted`;

/** Lists the contents that are there more than once. */
export function repeatedSql(contents: Sql): Sql {
  return sql`SELECT ${GROUP_COLUMNS} FROM (${contentsSql(contents)}) AS keyed GROUP BY same, lone, bytes HAVING COUNT(*) > 1`;
}

/** Sums the contents up that are there more than once. */
function wasteStatement(contents: Sql): Sql {
  return sql`SELECT COUNT(*) AS contents, CAST(COALESCE(SUM(copies - 1), 0) AS INT64) AS redundant,
  CAST(COALESCE(SUM(wasted), 0) AS INT64) AS wasted FROM (${repeatedSql(contents)}) AS repeated`;
}

/** Lists the contents that waste most, then by the first name. */
function largestCopiesStatement(contents: Sql): Sql {
  return sql`SELECT same, lone, bytes, copies, hashed FROM (
  SELECT ${GROUP_COLUMNS}, MIN(name) AS first_name FROM (${contentsSql(contents)}) AS keyed
  GROUP BY same, lone, bytes HAVING COUNT(*) > 1
) AS repeated
ORDER BY wasted DESC, first_name LIMIT ${plainSql(String(REVIEWED.duplicates))}`;
}

/** A content as {@link largestCopiesStatement} lists it. */
interface ListedContent {
  readonly same: string | null;
  readonly lone: string | null;
  readonly bytes: number;
}

/** Lists the first names of each of these contents, in order. */
function copyNamesStatement(contents: Sql, listed: readonly ListedContent[]): Sql {
  const conditions = listed.map(({ same, lone, bytes }) =>
    same === null ? sql`(lone = ${lone ?? ''} AND bytes = ${bytes})` : sql`(same = ${same} AND bytes = ${bytes})`,
  );
  const sizes = [...new Set(listed.map(({ bytes }) => bytes))];
  const alike = sql`(SELECT * FROM ${contents} AS contents WHERE bytes IN ${sqlList(sizes)})`;
  return sql`SELECT same, lone, bytes, name FROM (
  SELECT same, lone, bytes, name, ROW_NUMBER() OVER (PARTITION BY same, lone, bytes ORDER BY name) AS place
  FROM (${contentsSql(alike)}) AS keyed WHERE ${joinSql(conditions, ' OR ')}
) AS ranked
WHERE place <= ${plainSql(String(REVIEWED.names))} ORDER BY name`;
}

/** The relations that a review is summed up from. */
export interface ReviewFolds {
  /** Rows of `datedSql`; several of the same cell add up. */
  readonly dated: Sql;
  /** `md5`, `crc` and `bytes` of files; those of a content that is there once may be left out. */
  readonly contents: Sql;
  /** The same with `name`, of the contents that waste most at least, all of their files. */
  readonly copies: Sql;
}

/** The relations as a statement itself makes them of `objects`. */
export function unfoldedReview(rule: StaleRule): ReviewFolds {
  const contents = sql`(SELECT name, bytes, md5Hash AS md5, crc32c AS crc FROM objects WHERE kind = 'file' AND bytes > 0)`;
  return {
    dated: sql`(${datedSql(rule, sql`md5Hash IS NOT NULL OR crc32c IS NOT NULL`)})`,
    contents,
    copies: contents,
  };
}

/** The statements that every review asks. */
export function reviewStatements({ dated, contents, copies }: ReviewFolds): Sql[] {
  return [datedStatement(dated), wasteStatement(contents), largestCopiesStatement(copies)];
}

/**
 * Sums a review up. Two statements, and two more where something is there more than once.
 *
 * @param ask - gives the rows of a statement
 */
export async function sumReview(
  { dated, contents, copies }: ReviewFolds,
  sums: ReviewSums,
  ask: (statement: Sql) => Promise<readonly SqlRow[]>,
): Promise<DuplicateSummary> {
  let notCompared = 0;
  for (const row of await ask(datedStatement(dated))) {
    const day = row['day'];
    const month = typeof day === 'number' ? toTimestamp(day * DAY_MS).slice(0, MONTH_LENGTH) : null;
    sums.count(month, groupOf(textOf(row, 'category') as FileCategory), numberOf(row, 'bytes'), numberOf(row, 'files'));
    sums.countStale(numberOf(row, 'stale_bytes'), numberOf(row, 'stale_files'));
    notCompared += numberOf(row, 'not_compared');
  }
  const [waste = {}] = await ask(wasteStatement(contents));
  const wasted = numberOf(waste, 'wasted');
  return {
    groups: numberOf(waste, 'contents'),
    redundant_files: numberOf(waste, 'redundant'),
    wasted_bytes: wasted,
    wasted_mb: toMegabytes(wasted),
    not_compared: notCompared,
    largest: wasted === 0 ? [] : await largestOf(copies, ask),
  };
}

async function largestOf(copies: Sql, ask: (statement: Sql) => Promise<readonly SqlRow[]>): Promise<CopiedFile[]> {
  const rows = await ask(largestCopiesStatement(copies));
  const named = new Map<string, string[]>(rows.map((row) => [keyOf(row), []]));
  for (const row of await ask(copyNamesStatement(copies, rows.map(contentOf))))
    named.get(keyOf(row))?.push(textOf(row, 'name') ?? '');
  return rows.map((row) => {
    const [count, bytes] = [numberOf(row, 'copies'), numberOf(row, 'bytes')];
    return {
      basis: numberOf(row, 'hashed') === count ? 'md5' : 'crc32c_size',
      copies: count,
      size_bytes: bytes,
      wasted_bytes: bytes * (count - 1),
      names: named.get(keyOf(row)) ?? [],
    };
  });
}

function contentOf(row: SqlRow): ListedContent {
  return { same: textOf(row, 'same'), lone: textOf(row, 'lone'), bytes: numberOf(row, 'bytes') };
}

function keyOf(row: SqlRow): string {
  const { same, lone, bytes } = contentOf(row);
  return JSON.stringify([same, lone, bytes]);
}
