import { HIGHLIGHTS } from '../bucket-figures.ts';
import type { SqlRow } from '../sql/engine.ts';
import { OBJECT_COLUMNS } from '../sql/object-sql.ts';
import { joinSql, plainSql, sql, type Sql } from '../sql/sql.ts';

/** Columns that only rows which are shown need. */
const SHOWN_ALONE: ReadonlySet<string> = new Set([
  'contentType',
  'generation',
  'md5Hash',
  'crc32c',
  'metadata',
  'updated',
]);

/** The least of as many files as a highlight has; NULL where they are fewer. */
function last(column: 'created' | 'bytes', count: number, condition: Sql): Sql {
  return sql`(SELECT CASE WHEN COUNT(*) = ${plainSql(String(count))} THEN MIN(${plainSql(column)}) END FROM (
    SELECT ${plainSql(column)} FROM shown WHERE kind = 'file' AND ${plainSql(column)} IS NOT NULL AND ${condition}
    ORDER BY ${plainSql(column)} DESC LIMIT ${plainSql(String(count))}))`;
}

/** Gives what a file beyond those of `shown` must have to be a highlight. */
export const LIMITS: Sql = sql`SELECT ${last('created', HIGHLIGHTS.newest, sql`TRUE`)} AS newest,
  ${last('created', HIGHLIGHTS.newestVideos, sql`category = 'video'`)} AS videos,
  ${last('bytes', HIGHLIGHTS.largest, sql`TRUE`)} AS largest,
  (SELECT MIN(created) FROM shown WHERE kind = 'file') AS oldest`;

/**
 * Decides, from the rows before it, what a row must have to be a highlight yet. The others are kept without what only a
 * shown row needs: most of a large report, which then takes less memory.
 */
export class HighlightGate {
  #newest: number | null = null;
  #videos: number | null = null;
  #largest: number | null = null;
  #oldest: number | null = null;

  /** Takes in the {@link LIMITS} of more rows. */
  raise(row: SqlRow): void {
    this.#newest = higher(this.#newest, row['newest']);
    this.#videos = higher(this.#videos, row['videos']);
    this.#largest = higher(this.#largest, row['largest']);
    const { oldest } = row;
    if (typeof oldest === 'number') this.#oldest = Math.min(oldest, this.#oldest ?? oldest);
  }

  /** Is true of a row that may be a highlight. */
  get isWhole(): Sql {
    const [newest, videos, largest, oldest] = [this.#newest, this.#videos, this.#largest, this.#oldest];
    if (newest === null || videos === null || largest === null || oldest === null) return plainSql('TRUE');
    return plainSql(`(COALESCE(created >= ${String(newest)} OR created <= ${String(oldest)}, FALSE)
      OR (category = 'video' AND COALESCE(created >= ${String(videos)}, FALSE)) OR COALESCE(bytes >= ${String(largest)}, FALSE))`);
  }

  /** The columns of a described row as the table has them. */
  columns(): Sql {
    const columns = OBJECT_COLUMNS.map((name) =>
      SHOWN_ALONE.has(name)
        ? sql`CASE WHEN ${this.isWhole} THEN ${plainSql(name)} END AS ${plainSql(name)}`
        : plainSql(name),
    );
    return joinSql([...columns, plainSql('kind, entry, subfolder, category')], ', ');
  }
}

function higher(limit: number | null, found: string | number | null | undefined): number | null {
  return typeof found === 'number' ? Math.max(found, limit ?? found) : limit;
}
