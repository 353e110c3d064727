import { REVIEWED, type StaleRule } from '../../files/review-files.ts';
import { DAY_MS, SECOND_MS } from '../../base/time.ts';
import { joinSql, plainSql, type Sql, sql, sqlList } from './sql.ts';

/*
 * The statements of a review, in the SQL that DuckDB and BigQuery share. Those of contents read a relation of `md5`, `crc`
 * and `bytes`, of files that are not empty; a checksum may be a text or any number that is made of it and of the size.
 */

/** Is true of a stale file. */
export function isStale({ beforeMs }: StaleRule): Sql {
  return sql`COALESCE(updated, created) < ${beforeMs / SECOND_MS}`;
}

/**
 * Counts the files of `objects` by category and by the UTC day of their creation, counted from 1970; of them those that
 * are stale, and those that cannot be compared.
 *
 * @param hasHash - is true of a file with a checksum
 */
export function datedSql(rule: StaleRule, hasHash: Sql): Sql {
  const stale = isStale(rule);
  return sql`SELECT category, CAST(FLOOR(created / ${plainSql(String(DAY_MS / SECOND_MS))}) AS INT64) AS day,
  COUNT(*) AS files, SUM(bytes) AS bytes, SUM(CASE WHEN ${stale} THEN 1 ELSE 0 END) AS stale_files,
  SUM(CASE WHEN ${stale} THEN bytes ELSE 0 END) AS stale_bytes,
  SUM(CASE WHEN ${hasHash} OR bytes = 0 THEN 0 ELSE 1 END) AS not_compared
FROM objects WHERE kind = 'file' GROUP BY 1, 2`;
}

/** Adds up rows of {@link datedSql}. */
export function datedStatement(dated: Sql): Sql {
  const sum = (column: string): Sql => plainSql(`CAST(SUM(${column}) AS INT64) AS ${column}`);
  const sums = ['files', 'bytes', 'stale_files', 'stale_bytes', 'not_compared'].map(sum);
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
export function wasteStatement(contents: Sql): Sql {
  return sql`SELECT COUNT(*) AS contents, CAST(COALESCE(SUM(copies - 1), 0) AS INT64) AS redundant,
  CAST(COALESCE(SUM(wasted), 0) AS INT64) AS wasted FROM (${repeatedSql(contents)}) AS repeated`;
}

/** Lists the contents that waste most, then by the first name. */
export function largestCopiesStatement(contents: Sql): Sql {
  return sql`SELECT same, lone, bytes, copies, hashed FROM (
  SELECT ${GROUP_COLUMNS}, MIN(name) AS first_name FROM (${contentsSql(contents)}) AS keyed
  GROUP BY same, lone, bytes HAVING COUNT(*) > 1
) AS repeated
ORDER BY wasted DESC, first_name LIMIT ${plainSql(String(REVIEWED.duplicates))}`;
}

/** A content as {@link largestCopiesStatement} lists it. */
export interface ListedContent {
  readonly same: string | null;
  readonly lone: string | null;
  readonly bytes: number;
}

/** Lists the first names of each of these contents, in order. */
export function copyNamesStatement(contents: Sql, listed: readonly ListedContent[]): Sql {
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
