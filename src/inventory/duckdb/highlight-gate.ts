import { HIGHLIGHTS } from '../bucket-figures.ts';
import { OBJECT_COLUMNS } from '../sql/object-sql.ts';
import { type Sql, sql } from '../sql/sql.ts';

/** Columns that only rows which are shown need. */
const SHOWN_ALONE: ReadonlySet<string> = new Set([
  'contentType',
  'generation',
  'md5Hash',
  'crc32c',
  'metadata',
  'updated',
]);

/** Asks which limits the rows behind a place set: as many files as a highlight has are beyond each; NULL where they are fewer. */
export function limitsStatement(place: number): Sql {
  const files = sql`FROM objects WHERE kind = 'file' AND rowid >= ${plain(String(place))}`;
  const last = (column: string, count: number, condition: Sql): Sql => sql`(
    SELECT CASE WHEN COUNT(*) = ${plain(String(count))} THEN MIN(${plain(column)}) END FROM (
      SELECT ${plain(column)} ${files} AND ${plain(column)} IS NOT NULL AND ${condition}
      ORDER BY ${plain(column)} DESC LIMIT ${plain(String(count))}))`;
  return sql`SELECT ${last('created', HIGHLIGHTS.newest, sql`TRUE`)} AS newest,
    ${last('created', HIGHLIGHTS.newestVideos, sql`category = 'video'`)} AS videos,
    ${last('bytes', HIGHLIGHTS.largest, sql`TRUE`)} AS largest, (SELECT MIN(created) ${files}) AS oldest`;
}

/**
 * Knows what a row must have to be a highlight yet, from the rows before it. The others are kept without what only a shown
 * row needs: most of a large report, which then fits into less memory. `cut` says of a row that it was.
 */
export class HighlightGate {
  #newest: number | null = null;
  #videos: number | null = null;
  #largest: number | null = null;
  #oldest: number | null = null;

  /** Takes in the limits of more rows. */
  raise(row: Readonly<Record<string, string | number | null>>): void {
    this.#newest = higher(this.#newest, row['newest']);
    this.#videos = higher(this.#videos, row['videos']);
    this.#largest = higher(this.#largest, row['largest']);
    const { oldest } = row;
    if (typeof oldest === 'number') this.#oldest = Math.min(oldest, this.#oldest ?? oldest);
  }

  /** The columns of a described row as the table has them, `cut` behind them. */
  columns(): Sql {
    const [newest, videos, largest, oldest] = [this.#newest, this.#videos, this.#largest, this.#oldest];
    const all = plain([...OBJECT_COLUMNS, 'kind', 'entry', 'subfolder', 'category', 'FALSE AS cut'].join(', '));
    if (newest === null || videos === null || largest === null || oldest === null) return all;
    const shown = `(COALESCE(created >= ${String(newest)} OR created <= ${String(oldest)}, FALSE)
      OR (category = 'video' AND COALESCE(created >= ${String(videos)}, FALSE)) OR COALESCE(bytes >= ${String(largest)}, FALSE))`;
    const columns = OBJECT_COLUMNS.map((name) =>
      SHOWN_ALONE.has(name) ? `CASE WHEN ${shown} THEN ${name} END AS ${name}` : name,
    );
    return plain([...columns, 'kind', 'entry', 'subfolder', 'category', `NOT ${shown} AS cut`].join(', '));
  }
}

function higher(limit: number | null, found: string | number | null | undefined): number | null {
  return typeof found === 'number' ? Math.max(found, limit ?? found) : limit;
}

function plain(text: string): Sql {
  return { text, values: [] };
}
