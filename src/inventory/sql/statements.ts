import { REVIEWED, type StaleRule } from '../../files/review-files.ts';
import { HIGHLIGHTS, MAX_SUBFOLDERS } from '../bucket-figures.ts';
import { NAMES_SHOWN } from '../listing-issues.ts';
import { MAX_FOLDER_ENTRIES } from '../scan-folders.ts';
import { OBJECT_COLUMNS } from './object-sql.ts';
import { isStale, type ReviewFolds, unfoldedReview } from './sum-review.ts';
import { joinSql, plainSql, type Sql, sql } from './sql.ts';

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

/** All of them as the statement itself makes them. */
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

/** The names of the first files of an order. */
function first(count: number, condition: Sql, order: Sql): Sql {
  const limit = plainSql(String(count));
  return sql`SELECT name FROM (SELECT name FROM objects WHERE ${condition} ORDER BY ${order} LIMIT ${limit}) AS top`;
}

/**
 * Is true of every file that is a highlight, of the oldest one, and of the largest stale ones.
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
export const ODD_NAMES: Sql = sql`SELECT name FROM objects WHERE kind = 'odd' ORDER BY name LIMIT ${plainSql(String(NAMES_SHOWN))}`;
