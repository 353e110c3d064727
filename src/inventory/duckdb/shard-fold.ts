import type { FileSelection } from '../../documents/inventory.ts';
import { type Categorizer, createListingCategorizer } from '../../files/categorize-file.ts';
import { REVIEWED, type StaleRule } from '../../files/review-files.ts';
import { HIGHLIGHTS } from '../bucket-figures.ts';
import { MAX_INVENTORY_ROWS } from '../options.ts';
import { type ObjectRules, placedSql } from '../sql/object-sql.ts';
import { type EngineCall, plainSql, type Sql, sql, type SqlRow } from '../sql/sql.ts';
import {
  COUNTED,
  datedSql,
  type Folds,
  FOUND,
  isHighlight,
  isStale,
  newestFilesStatement,
  UNUSABLE_NAMES,
} from '../sql/sum-review.ts';
import type { SumOptions } from '../sql/sum-objects.ts';
import {
  categorizedSql,
  COPIES,
  type DuckdbEngine,
  findCopies,
  type ReadableShard,
  KNOWN,
  learnCategories,
} from './duckdb-engine.ts';
import { NAME, SET_CATEGORIES, SHARD_COLUMNS, shardRows, UNKNOWN, WHOLE_COLUMNS, WHOLE_ROW } from './report-source.ts';

/** Writes SQL for the least of as many files as a highlight has; NULL where they are fewer. */
function last(column: 'created' | 'bytes', count: number, condition: Sql): Sql {
  return sql`(SELECT CASE WHEN COUNT(*) = ${plainSql(String(count))} THEN MIN(${plainSql(column)}) END FROM (
    SELECT ${plainSql(column)} FROM shown WHERE kind = 'file' AND ${plainSql(column)} IS NOT NULL AND ${condition}
    ORDER BY ${plainSql(column)} DESC LIMIT ${plainSql(String(count))}))`;
}

/** Rows whose highlights say what those of the first shard must have. */
const SAMPLE_ROWS = 100_000;

/**
 * Decides, from the rows before it, what a row must have to be a highlight yet. The others are kept without what only a
 * shown row needs: most of a large report, which then takes less memory.
 */
class HighlightGate {
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

  /**
   * Gives the same of the rows of `objects`, without names that come twice: the first row of a name may be elsewhere.
   */
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

const HAS_HASH: Sql = sql`md5 IS NOT NULL OR crc IS NOT NULL`;

/** Rows that are objects of the bucket as it is now. */
const LIVE: Sql = sql`kind NOT IN ('deleted', 'other_bucket', 'unnamed', 'repeated')`;

/** How many rows `objects` has, and which. */
const ROW_COUNTS: Sql = sql`SELECT COUNT(*) AS rows, COUNT(*) FILTER (kind = 'file') AS files,
  COUNT(*) FILTER (${LIVE} AND undated) AS undated FROM objects`;

/**
 * Sums a report up shard by shard. The table `objects` has the rows of one shard at a time; of them remain their sums,
 * the rows that a document may show, and a hash of every name.
 */
export class ShardFold {
  readonly gate: HighlightGate;
  /** The sums of the shards so far. */
  readonly folds: Folds;
  readonly #engine: DuckdbEngine;
  readonly #rules: ObjectRules;
  readonly #categorize: Categorizer;
  readonly #selection: FileSelection;
  readonly #call: EngineCall;
  #rows = 0;
  #files = 0;
  #undated = 0;

  private constructor(engine: DuckdbEngine, rules: ObjectRules, options: SumOptions, call: EngineCall) {
    const { files = 'all', review } = options;
    this.#engine = engine;
    this.#rules = rules;
    this.#categorize = createListingCategorizer(rules.categories);
    this.#selection = files;
    this.#call = call;
    this.gate = new HighlightGate(review?.rule ?? null);
    const folded = { dated: sql`dated`, contents: sql`contents`, copies: COPIES };
    this.folds = { counted: sql`counted`, found: sql`found`, review: review === null ? null : folded };
  }

  /** @param options - what the document is to have */
  static async create(
    engine: DuckdbEngine,
    rules: ObjectRules,
    options: SumOptions,
    call: EngineCall,
  ): Promise<ShardFold> {
    const fold = new ShardFold(engine, rules, options, call);
    const { rule } = fold.gate;
    for (const table of [
      KNOWN,
      sql`objects (${SHARD_COLUMNS})`,
      sql`shown (${WHOLE_COLUMNS})`,
      sql`counted AS ${COUNTED}`,
      sql`found AS ${FOUND}`,
      ...(rule === null
        ? [sql`names (name_hash UBIGINT)`]
        : [
            sql`names (name_hash UBIGINT, md5 UBIGINT, crc UBIGINT, bytes BIGINT)`,
            sql`dated AS ${datedSql(rule, HAS_HASH)}`,
          ]),
    ])
      await fold.#run(sql`CREATE TEMP TABLE ${table}`);
    return fold;
  }

  /** Adds the rows of a source to the table `objects`. */
  async load(source: Sql): Promise<void> {
    if (this.#rows === 0 && !this.#showsFiles()) await this.#sample(source);
    await this.#add(source);
  }

  /** Finds out by the first rows what a row must have to be shown. */
  async #sample(source: Sql): Promise<void> {
    try {
      await this.#add(sql`SELECT * FROM (${source}) AS source LIMIT ${plainSql(String(SAMPLE_ROWS))}`);
      this.gate.raise(await this.#one(this.gate.limitsOfSample));
    } finally {
      await this.#empty();
    }
  }

  async #add(source: Sql): Promise<void> {
    const objects = categorizedSql(placedSql(source, this.#rules));
    await this.#run(sql`INSERT INTO objects ${shardRows(objects, this.gate)}`);
    while (await learnCategories(this.#engine, UNKNOWN, this.#categorize, this.#call)) await this.#run(SET_CATEGORIES);
  }

  async #empty(): Promise<void> {
    await this.#run(sql`CREATE OR REPLACE TEMP TABLE objects (${SHARD_COLUMNS})`);
  }

  /** Rows of the shards so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Live rows among them with a time that cannot be read. */
  get undated(): number {
    return this.#undated;
  }

  /** Takes the rows of `objects` in, and empties it. */
  async take(): Promise<void> {
    await this.#markRepeated();
    const { rule } = this.gate;
    const known = rule === null ? sql`name_hash` : sql`name_hash, md5, crc, bytes`;
    await this.#run(sql`INSERT INTO names SELECT ${known} FROM objects WHERE ${LIVE}`);
    const counts = await this.#one(ROW_COUNTS);
    this.#rows += Number(counts['rows']);
    this.#files += Number(counts['files']);
    this.#undated += Number(counts['undated']);
    await this.#run(sql`INSERT INTO counted ${COUNTED}`);
    await this.#run(sql`INSERT INTO found ${FOUND}`);
    if (rule !== null) await this.#run(sql`INSERT INTO dated ${datedSql(rule, HAS_HASH)}`);
    // Chosen of the rows that have their texts, which are few.
    const chosen = sql`SELECT rowid AS place, ${NAME} AS name, kind, entry, category, created, updated, bytes
      FROM temp.objects WHERE texts IS NOT NULL`;
    await this.#run(sql`INSERT INTO shown SELECT ${WHOLE_ROW} FROM objects WHERE texts IS NOT NULL AND rowid IN (
      WITH objects AS MATERIALIZED (${chosen}) SELECT place FROM objects WHERE ${this.#mayBeHighlight()})`);
    // A file row shows what the gate leaves out.
    if (!this.#showsFiles()) this.gate.raise(await this.#one(this.gate.limits));
    await this.#empty();
  }

  /** Puts the rows that a document may show into `objects`, and compares the contents of all files. */
  async finish(shards: readonly ReadableShard[]): Promise<void> {
    if (this.gate.rule !== null) await findCopies(this.#engine, shards, this.#call);
    await this.#run(sql`CREATE OR REPLACE TEMP TABLE objects AS SELECT * FROM shown`);
  }

  /**
   * Gives every row of a name that came before a kind of its own. Names are the same when 64 bits of their hashes are.
   */
  async #markRepeated(): Promise<void> {
    const inShard = sql`SELECT name_hash FROM objects WHERE ${LIVE} GROUP BY 1 HAVING COUNT(*) > 1`;
    const before = sql`SELECT name_hash FROM names WHERE name_hash IN (SELECT name_hash FROM objects WHERE ${LIVE})`;
    await this.#run(sql`CREATE OR REPLACE TEMP TABLE suspects AS SELECT name_hash, FALSE AS was_before FROM (${inShard})
      UNION ALL SELECT name_hash, TRUE FROM (${before})`);
    const { number } = await this.#one(sql`SELECT COUNT(*) AS number FROM suspects`);
    if (number === 0) return;
    const repeated = sql`SELECT place FROM (
        SELECT rowid AS place, ROW_NUMBER() OVER (PARTITION BY name_hash ORDER BY rowid) AS times,
          name_hash IN (SELECT name_hash FROM suspects WHERE was_before) AS was_before
        FROM objects WHERE ${LIVE} AND name_hash IN (SELECT name_hash FROM suspects)
      ) WHERE times > 1 OR was_before`;
    await this.#run(sql`UPDATE objects SET kind = 'repeated' WHERE rowid IN (${repeated})`);
  }

  #showsFiles(): boolean {
    return this.#selection === 'all' ? this.#files <= MAX_INVENTORY_ROWS : this.#selection !== 'none';
  }

  #mayBeHighlight(): Sql {
    const shown = sql`(${isHighlight(this.gate.rule)}) OR (kind = 'odd' AND name IN (${UNUSABLE_NAMES}))`;
    if (!this.#showsFiles()) return shown;
    if (typeof this.#selection !== 'object') return sql`kind IN ('file', 'odd')`;
    return sql`${shown} OR (kind = 'file' AND name IN (${newestFilesStatement(this.#selection.perCategory, sql`name`)}))`;
  }

  async #run(statement: Sql): Promise<void> {
    await this.#engine.run(statement, this.#call);
  }

  async #one(statement: Sql): Promise<SqlRow> {
    const [row = {}] = await this.#engine.query(statement, this.#call);
    return row;
  }
}
