import type { FileSelection } from '../../documents/inventory.ts';
import { type Categorizer, createListingCategorizer } from '../../files/categorize-file.ts';
import { MAX_INVENTORY_ROWS } from '../options.ts';
import { type ObjectRules, placedSql } from '../sql/object-sql.ts';
import { type EngineCall, plainSql, type Sql, sql, type SqlRow } from '../sql/sql.ts';
import {
  COUNTED,
  datedSql,
  type Folds,
  FOUND,
  isHighlight,
  newestFilesStatement,
  UNUSABLE_NAMES,
} from '../sql/sum-review.ts';
import type { SumOptions } from '../sql/sum-objects.ts';
import { HighlightGate } from './highlight-gate.ts';
import { NameFilter } from './name-filter.ts';
import {
  categorizedSql,
  COPIES,
  type DuckdbEngine,
  findCopies,
  type ReadableShard,
  KNOWN,
  learnCategories,
} from './duckdb-engine.ts';
import {
  NAME,
  SET_CATEGORIES,
  shardColumns,
  shardRows,
  TAIL,
  UNKNOWN,
  WHOLE_COLUMNS,
  WHOLE_ROW,
} from './report-source.ts';

/** Rows whose highlights say what those of the first shard must have. */
const SAMPLE_ROWS = 100_000;

const HAS_HASH: Sql = sql`md5 IS NOT NULL OR crc IS NOT NULL`;

/** Rows that are objects of the bucket as it is now. */
const LIVE: Sql = sql`kind NOT IN ('deleted', 'other_bucket', 'unnamed', 'repeated')`;

/** The hash of each name, in two halves. */
const HASHES: Sql = sql`SELECT CAST(name_hash & 4294967295 AS UINTEGER) AS low, CAST(name_hash >> 32 AS UINTEGER) AS high
  FROM objects WHERE ${LIVE}`;

/** Hashes that are told to the database one by one; where more may have been seen before, all are compared. */
const MAX_LISTED = 10_000;

/** Gives the hashes of names that come twice in the shard, and of those that came before it, among those that may. */
function suspectsOf(maybe: readonly bigint[]): Sql {
  const hashes = sql`SELECT name_hash FROM objects WHERE ${LIVE}`;
  const listed = sql`SELECT DISTINCT CAST(UNNEST(string_split(${maybe.join(' ')}, ' ')) AS UBIGINT) AS name_hash`;
  const [inShard, all] =
    maybe.length > MAX_LISTED ? [sql`${hashes} GROUP BY 1 HAVING COUNT(*) > 1`, hashes] : [listed, listed];
  return sql`SELECT name_hash, FALSE AS was_before FROM (${inShard}) AS in_shard
    UNION ALL SELECT name_hash, TRUE FROM names WHERE name_hash IN (${all})`;
}

/** How many rows `objects` has, and which. */
const ROW_COUNTS: Sql = sql`SELECT COUNT(*) AS rows, COUNT(*) FILTER (kind = 'file') AS files,
  COUNT(*) FILTER (${LIVE} AND undated) AS undated FROM objects`;

/** What the document is to have, and of how many rows; `null` when nobody says. */
export interface FoldOptions extends SumOptions {
  readonly rows: number | null;
}

/** Where nobody says. */
const EXPECTED_ROWS = 10_000_000;

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
  readonly #seen: NameFilter;
  #rows = 0;
  #files = 0;
  #undated = 0;

  private constructor(engine: DuckdbEngine, rules: ObjectRules, options: FoldOptions, call: EngineCall) {
    const { files = 'all', review, rows } = options;
    this.#engine = engine;
    this.#rules = rules;
    this.#categorize = createListingCategorizer(rules.categories);
    this.#selection = files;
    this.#call = call;
    this.#seen = new NameFilter(rows ?? EXPECTED_ROWS);
    this.gate = new HighlightGate(review?.rule ?? null);
    const folded = { dated: sql`dated`, contents: sql`contents`, copies: COPIES };
    this.folds = { counted: sql`counted`, found: sql`found`, review: review === null ? null : folded };
  }

  /** @param options - what the document is to have */
  static async create(
    engine: DuckdbEngine,
    rules: ObjectRules,
    options: FoldOptions,
    call: EngineCall,
  ): Promise<ShardFold> {
    const fold = new ShardFold(engine, rules, options, call);
    const { rule } = fold.gate;
    for (const table of [
      KNOWN,
      sql`objects (${shardColumns(rule)})`,
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
    const objects = categorizedSql(placedSql(source, this.#rules, TAIL));
    await this.#run(sql`INSERT INTO objects ${shardRows(objects, this.gate)}`);
    while (await learnCategories(this.#engine, UNKNOWN, this.#categorize, this.#call)) await this.#run(SET_CATEGORIES);
  }

  async #empty(): Promise<void> {
    await this.#run(sql`CREATE OR REPLACE TEMP TABLE objects (${shardColumns(this.gate.rule)})`);
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
    await this.#engine.eachPair(HASHES, this.#call, (low, high) => {
      this.#seen.add(low, high);
    });
    const maybe = this.#seen.takeSeen();
    if (maybe.length === 0) return;
    await this.#run(sql`CREATE OR REPLACE TEMP TABLE suspects AS ${suspectsOf(maybe)}`);
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
