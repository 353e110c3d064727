import type { FileSelection } from '../../documents/inventory.ts';
import { MAX_INVENTORY_ROWS } from '../options.ts';
import type { EngineCall, SqlRow } from '../sql/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { datedSql } from '../sql/review-statements.ts';
import { COUNTED, type Folds, FOUND, isHighlight, newestFilesStatement, ODD_NAMES } from '../sql/statements.ts';
import type { SumOptions } from '../sql/sum-objects.ts';
import { COPIES, findCopies, type KeptShard } from './copies.ts';
import type { DuckdbEngine } from './duckdb-engine.ts';
import { HighlightGate } from './highlight-gate.ts';
import { NAME, SHARD_COLUMNS, shardRows, WHOLE_COLUMNS, WHOLE_ROW } from './shard-rows.ts';

const HAS_HASH: Sql = sql`md5 IS NOT NULL OR crc IS NOT NULL`;

/** Rows that are objects of the bucket as it is now. */
const LIVE: Sql = sql`kind NOT IN ('deleted', 'other_bucket', 'unnamed', 'repeated')`;

/** How many rows `objects` has, and which. */
const ROW_COUNTS: Sql = sql`SELECT COUNT(*) AS rows, COUNT(*) FILTER (kind = 'file') AS files,
  COUNT(*) FILTER (${LIVE} AND undated) AS undated FROM objects`;

/**
 * Sums a report up shard by shard. The table `objects` has the rows of one shard at a time; of them remain their sums, the
 * rows that a document may show, and a hash of every name.
 */
export class ShardFold {
  readonly gate: HighlightGate;
  /** The sums of the shards so far. */
  readonly folds: Folds;
  readonly #engine: DuckdbEngine;
  readonly #selection: FileSelection;
  readonly #call: EngineCall;
  #rows = 0;
  #files = 0;
  #undated = 0;

  private constructor(engine: DuckdbEngine, { files = 'all', review }: SumOptions, call: EngineCall) {
    this.#engine = engine;
    this.#selection = files;
    this.#call = call;
    this.gate = new HighlightGate(review?.rule ?? null);
    const folded = { dated: sql`dated`, contents: sql`contents`, copies: COPIES };
    this.folds = { counted: sql`counted`, found: sql`found`, review: review === null ? null : folded };
  }

  /** @param options - what the document is to have */
  static async create(engine: DuckdbEngine, options: SumOptions, call: EngineCall): Promise<ShardFold> {
    const fold = new ShardFold(engine, options, call);
    const { rule } = fold.gate;
    for (const table of [
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

  /** Adds rows to the table `objects`. */
  async load(objects: (source: Sql) => Sql, source: Sql): Promise<void> {
    const { gate } = this;
    // Before the first ones are loaded it is found out what a row must have to be shown.
    if (this.#rows === 0 && !this.#showsFiles()) gate.raise(await this.#one(gate.limitsOf(objects, source)));
    await this.#run(sql`INSERT INTO objects ${shardRows(objects(source), gate)}`);
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
      WITH objects AS MATERIALIZED (${chosen}) SELECT place FROM objects WHERE ${this.#mayBeShown()})`);
    // A file row shows what the gate leaves out.
    if (!this.#showsFiles()) this.gate.raise(await this.#one(this.gate.limits));
    await this.#run(sql`CREATE OR REPLACE TEMP TABLE objects (${SHARD_COLUMNS})`);
  }

  /** Puts the rows that a document may show into `objects`, and compares the contents of all files. */
  async finish(shards: readonly KeptShard[]): Promise<void> {
    if (this.gate.rule !== null) await findCopies(this.#engine, shards, this.#call);
    await this.#run(sql`CREATE OR REPLACE TEMP TABLE objects AS SELECT * FROM shown`);
  }

  /** Gives every row of a name that came before a kind of its own. Names are the same when 64 bits of their hashes are. */
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

  #mayBeShown(): Sql {
    const shown = sql`(${isHighlight(this.gate.rule)}) OR (kind = 'odd' AND name IN (${ODD_NAMES}))`;
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
