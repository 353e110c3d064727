import { REVIEWED, type StaleRule } from '../../files/review-files.ts';
import { HIGHLIGHTS } from '../bucket-figures.ts';
import { plainSql, type Sql, sql, type SqlRow } from '../sql/sql.ts';
import { isStale } from '../sql/sum-review.ts';

/** Writes SQL for the least of as many files as a highlight has; NULL where they are fewer. */
function last(column: 'created' | 'bytes', count: number, condition: Sql): Sql {
  return sql`(SELECT CASE WHEN COUNT(*) = ${plainSql(String(count))} THEN MIN(${plainSql(column)}) END FROM (
    SELECT ${plainSql(column)} FROM shown WHERE kind = 'file' AND ${plainSql(column)} IS NOT NULL AND ${condition}
    ORDER BY ${plainSql(column)} DESC LIMIT ${plainSql(String(count))}))`;
}

/**
 * Decides, from the rows before it, what a row must have to be a highlight yet. The others are kept without what only a
 * shown row needs: most of a large report, which then takes less memory.
 */
export class HighlightGate {
  /** `null` when no review was asked for. */
  readonly rule: StaleRule | null;
  #newest: number | null = null;
  #videos: number | null = null;
  #largest: number | null = null;
  #oldest: number | null = null;
  #stale: number | null = null;

  constructor(rule: StaleRule | null) {
    this.rule = rule;
  }

  /** Gives what a file beyond those of `shown` must have to be a highlight. */
  get limits(): Sql {
    const stale = this.rule === null ? sql`NULL` : last('bytes', REVIEWED.staleFiles, isStale(this.rule));
    return sql`SELECT ${last('created', HIGHLIGHTS.newest, sql`TRUE`)} AS newest,
  ${last('created', HIGHLIGHTS.newestVideos, sql`category = 'video'`)} AS videos,
  ${last('bytes', HIGHLIGHTS.largest, sql`TRUE`)} AS largest, ${stale} AS stale,
  (SELECT MIN(created) FROM shown WHERE kind = 'file') AS oldest`;
  }

  /** Gives the same of the rows of `objects`, without names that come twice: the first row of a name may be elsewhere. */
  get limitsOfSample(): Sql {
    return sql`WITH shown AS MATERIALIZED (
    SELECT MIN(kind) AS kind, MIN(category) AS category, MIN(created) AS created, MIN(updated) AS updated, MIN(bytes) AS bytes
    FROM objects GROUP BY name_hash HAVING COUNT(*) = 1
  ) ${this.limits}`;
  }

  /** Takes in the {@link HighlightGate.limits} of more rows. */
  raise(row: SqlRow): void {
    this.#newest = higher(this.#newest, row['newest']);
    this.#videos = higher(this.#videos, row['videos']);
    this.#largest = higher(this.#largest, row['largest']);
    this.#stale = higher(this.#stale, row['stale']);
    const { oldest } = row;
    if (typeof oldest === 'number') this.#oldest = Math.min(oldest, this.#oldest ?? oldest);
  }

  /** Is true of a row that may be a highlight. */
  get isWhole(): Sql {
    const [newest, videos, largest, oldest] = [this.#newest, this.#videos, this.#largest, this.#oldest];
    if (newest === null || videos === null || largest === null || oldest === null) return plainSql('TRUE');
    return sql`(${plainSql(`COALESCE(created >= ${String(newest)} OR created <= ${String(oldest)}, FALSE)
      OR (category = 'video' AND COALESCE(created >= ${String(videos)}, FALSE)) OR COALESCE(bytes >= ${String(largest)}, FALSE)`)}${this.#mayBeStale})`;
  }

  get #mayBeStale(): Sql {
    if (this.rule === null) return sql``;
    const isLarge = this.#stale === null ? sql`TRUE` : sql`bytes >= ${this.#stale}`;
    return sql` OR COALESCE(${isStale(this.rule)} AND ${isLarge}, FALSE)`;
  }
}

function higher(limit: number | null, found: string | number | null | undefined): number | null {
  return typeof found === 'number' ? Math.max(found, limit ?? found) : limit;
}
