import { toMegabytes } from '../../base/sums.ts';
import { DAY_MS, SECOND_MS, toTimestamp } from '../../base/time.ts';
import type { FileCategory } from '../../documents/file.ts';
import type { CopiedFile, DuplicateSummary } from '../../documents/inventory.ts';
import { MONTH_LENGTH, REVIEWED, type ReviewSums, type StaleRule } from '../../files/review-files.ts';
import { groupOf } from '../../files/summarize-files.ts';
import { HIGHLIGHTS, MAX_SUBFOLDERS } from '../bucket-figures.ts';
import { NAMES_SHOWN } from '../rows-and-review.ts';
import { MAX_FOLDER_ENTRIES } from '../scan-folders.ts';
import { OBJECT_COLUMNS } from './object-sql.ts';
import { joinSql, nameOf, numberOf, plainSql, type Sql, sql, sqlList, type SqlRow, textOf } from './sql.ts';

/*
 * The statements of a review, in the SQL that DuckDB and BigQuery share. Those of contents read a relation of `md5`, `crc`
 * and `bytes`, of files that are not empty; a checksum may be a text or any number that is made of it and of the size.
 */

/** Writes SQL that is true of a stale file. */
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
interface ReviewFolds {
  /** Rows of `datedSql`; several of the same cell add up. */
  readonly dated: Sql;
  /** `md5`, `crc` and `bytes` of files; those of a content that is there once may be left out. */
  readonly contents: Sql;
  /** The same with `name`, of the contents that waste most at least, all of their files. */
  readonly copies: Sql;
}

/** Gives the relations as a statement itself makes them of `objects`. */
function unfoldedReview(rule: StaleRule): ReviewFolds {
  const contents = sql`(SELECT name, bytes, md5Hash AS md5, crc32c AS crc FROM objects WHERE kind = 'file' AND bytes > 0)`;
  return {
    dated: sql`(${datedSql(rule, sql`md5Hash IS NOT NULL OR crc32c IS NOT NULL`)})`,
    contents,
    copies: contents,
  };
}

/** Lists the statements that every review asks. */
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
    named.get(keyOf(row))?.push(nameOf(row, 'name'));
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

/*
 * The statements of an inventory, in the SQL that DuckDB and BigQuery share. Each reads the relation of `objectsSql` by
 * the name `objects`: a table in one, and in the other what {@link withObjects} puts before the statement.
 */

/** Defines the relation for one statement. */
export function withObjects(relation: Sql, statement: Sql): Sql {
  return sql`WITH objects AS (${relation}) ${statement}`;
}

const ROW_COLUMNS: Sql = plainSql(OBJECT_COLUMNS.join(', '));

/** Kinds of objects by which a folder is there. */
const PRESENT: Sql = sql`kind IN ('file', 'odd', 'marker')`;

const NEWEST_FIRST: Sql = sql`created DESC NULLS LAST, name`;

/** A relation that a statement reads in place of `objects`, which sums up or lists parts of it and may come in pieces. */
export interface Folds {
  /** Rows of {@link COUNTED}; several of the same cell add up. */
  readonly counted: Sql;
  /** Rows of {@link FOUND}. */
  readonly found: Sql;
  /** `null` when no review was asked for. */
  readonly review: ReviewFolds | null;
}

/** Counts objects and bytes by `kind`, `entry`, `category` and `storageClass`. */
export const COUNTED: Sql = sql`SELECT kind, entry, category, storageClass, COUNT(*) AS files, SUM(bytes) AS bytes
FROM objects GROUP BY kind, entry, category, storageClass`;

/** Lists the folders directly inside each entry. */
export const FOUND: Sql = sql`SELECT DISTINCT entry, subfolder FROM objects WHERE ${PRESENT} AND subfolder IS NOT NULL`;

/** Gives all of them as the statement itself makes them. */
export function unfolded(rule: StaleRule | null): Folds {
  const review = rule === null ? null : unfoldedReview(rule);
  return { counted: sql`(${COUNTED})`, found: sql`(${FOUND})`, review };
}

/**
 * Adds up what was counted. Of the entries that are there the first by name are kept apart, one more than a document has; the
 * others are one, NULL.
 */
export function cellsStatement({ counted }: Folds): Sql {
  return sql`SELECT kind, CASE WHEN place <= ${MAX_FOLDER_ENTRIES + 1} THEN entry END AS entry, category, storageClass,
  CAST(SUM(files) AS INT64) AS files, CAST(SUM(bytes) AS INT64) AS bytes
FROM (
  SELECT *, DENSE_RANK() OVER (PARTITION BY ${PRESENT} ORDER BY entry) AS place FROM ${counted} AS counted
) AS ranked
GROUP BY 1, 2, 3, 4`;
}

/**
 * Lists the folders directly inside each entry, the first by name, one more than a document has.
 *
 * @param last - entries behind it are left out
 */
export function subfoldersStatement({ found }: Folds, last: string): Sql {
  return sql`SELECT entry, subfolder
FROM (
  SELECT entry, subfolder, ROW_NUMBER() OVER (PARTITION BY entry ORDER BY subfolder) AS place
  FROM (SELECT DISTINCT entry, subfolder FROM ${found} AS found WHERE entry <= ${last}) AS listed
) AS ranked
WHERE place <= ${MAX_SUBFOLDERS + 1}`;
}

const LARGEST_FIRST: Sql = sql`bytes DESC, name`;

const FILES: Sql = sql`kind = 'file'`;

/** Writes SQL for the names of the first files of an order. */
function first(count: number, condition: Sql, order: Sql): Sql {
  const limit = plainSql(String(count));
  return sql`SELECT name FROM (SELECT name FROM objects WHERE ${condition} ORDER BY ${order} LIMIT ${limit}) AS top`;
}

/**
 * Writes SQL that is true of every file that is a highlight, of the oldest one, and of the largest stale ones.
 *
 * @param rule - `null` when no review was asked for
 */
export function isHighlight(rule: StaleRule | null): Sql {
  const lists = [
    first(HIGHLIGHTS.newest, FILES, NEWEST_FIRST),
    first(HIGHLIGHTS.newestVideos, sql`${FILES} AND category = 'video'`, NEWEST_FIRST),
    first(HIGHLIGHTS.largest, FILES, LARGEST_FIRST),
    first(1, FILES, sql`created NULLS LAST, name`),
    ...(rule === null ? [] : [first(REVIEWED.staleFiles, sql`${FILES} AND ${isStale(rule)}`, LARGEST_FIRST)]),
  ];
  return sql`${FILES} AND name IN (${joinSql(lists, ' UNION ALL ')})`;
}

/** Gives the rows of those files. */
export function highlightedStatement(rule: StaleRule | null): Sql {
  return sql`SELECT ${ROW_COLUMNS} FROM objects WHERE ${isHighlight(rule)}`;
}

/** Gives the row of every file. */
export const ALL_FILES: Sql = sql`SELECT ${ROW_COLUMNS} FROM objects WHERE ${FILES}`;

/** Gives the rows of the newest files of each category in each entry. */
export function newestFilesStatement(limit: number, columns: Sql = ROW_COLUMNS): Sql {
  return sql`SELECT ${columns}
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY entry, category ORDER BY ${NEWEST_FIRST}) AS place
  FROM objects WHERE kind = 'file'
) AS ranked
WHERE place <= ${limit}`;
}

/** Gives the names of the first objects without a size. */
export const UNUSABLE_NAMES: Sql = sql`SELECT name FROM objects WHERE kind = 'odd' ORDER BY name LIMIT ${plainSql(String(NAMES_SHOWN))}`;
