import type { FileSelection } from '../../documents/inventory.ts';
import { MAX_INVENTORY_ROWS } from '../options.ts';
import type { EngineCall, SqlRow } from '../sql/engine.ts';
import { OBJECT_COLUMNS } from '../sql/object-sql.ts';
import { plainSql, sql, type Sql } from '../sql/sql.ts';
import { COUNTED, type Folds, FOUND, IS_HIGHLIGHT, newestFilesStatement, ODD_NAMES } from '../sql/statements.ts';
import type { DuckdbEngine } from './duckdb-engine.ts';
import { HighlightGate, LIMITS } from './highlight-gate.ts';

const NUMBERS: ReadonlySet<string> = new Set(['bytes', 'created', 'updated']);

/** The columns of `objects`, in the order of `objectsSql`, and a hash of the name. */
const COLUMNS: Sql = plainSql(
  [...OBJECT_COLUMNS, 'kind', 'entry', 'subfolder', 'category']
    .map((name) => `${name} ${NUMBERS.has(name) ? 'BIGINT' : 'VARCHAR'}`)
    .concat('name_hash UBIGINT')
    .join(', '),
);

/** Rows that are objects of the bucket as it is now. */
const LIVE: Sql = sql`kind NOT IN ('deleted', 'other_bucket', 'unnamed', 'repeated')`;

/** How many rows `objects` has, and which. */
const ROW_COUNTS: Sql = sql`SELECT COUNT(*) AS rows, COUNT(*) FILTER (kind = 'file') AS files,
  COUNT(*) FILTER (${LIVE} AND (created_text IS NOT NULL OR updated_text IS NOT NULL)) AS undated FROM objects`;

/**
 * Sums a report up shard by shard. The table `objects` has the rows of one shard at a time; of them remain their sums, the
 * rows that a document may show, and a hash of every name.
 */
export class ShardFold {
  /** What is kept of the rows of the next shard. */
  readonly gate: HighlightGate = new HighlightGate();
  /** The sums of the shards so far. */
  readonly folds: Folds = { counted: sql`counted`, found: sql`found` };
  readonly #engine: DuckdbEngine;
  readonly #selection: FileSelection;
  readonly #call: EngineCall;
  #rows = 0;
  #files = 0;
  #undated = 0;

  private constructor(engine: DuckdbEngine, selection: FileSelection, call: EngineCall) {
    this.#engine = engine;
    this.#selection = selection;
    this.#call = call;
  }

  /** @param selection - which file rows the document is to have */
  static async create(engine: DuckdbEngine, selection: FileSelection, call: EngineCall): Promise<ShardFold> {
    const fold = new ShardFold(engine, selection, call);
    for (const table of [
      sql`objects (${COLUMNS})`,
      sql`shown (${COLUMNS})`,
      sql`counted AS ${COUNTED}`,
      sql`found AS ${FOUND}`,
      sql`names (name_hash UBIGINT)`,
    ])
      await fold.#run(sql`CREATE TEMP TABLE ${table}`);
    return fold;
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
    await this.#run(sql`INSERT INTO names SELECT name_hash FROM objects WHERE ${LIVE}`);
    const counts = await this.#one(ROW_COUNTS);
    this.#rows += Number(counts['rows']);
    this.#files += Number(counts['files']);
    this.#undated += Number(counts['undated']);
    await this.#run(sql`INSERT INTO counted ${COUNTED}`);
    await this.#run(sql`INSERT INTO found ${FOUND}`);
    // Chosen of the rows that the gate keeps whole, which are few once there were some shards.
    const whole = sql`SELECT rowid AS place, name, kind, entry, category, created, bytes FROM temp.objects
      WHERE ${this.gate.isWhole} OR kind = 'odd'`;
    await this.#run(sql`INSERT INTO shown SELECT * FROM objects WHERE rowid IN (
      WITH objects AS MATERIALIZED (${whole}) SELECT place FROM objects WHERE ${this.#mayBeShown()})`);
    // A file row shows what the gate leaves out.
    if (!this.#showsFiles()) this.gate.raise(await this.#one(LIMITS));
    await this.#run(sql`CREATE OR REPLACE TEMP TABLE objects (${COLUMNS})`);
  }

  /** Puts the rows that a document may show into `objects`. */
  async finish(): Promise<void> {
    await this.#run(sql`INSERT INTO objects SELECT * FROM shown`);
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
    const shown = sql`(${IS_HIGHLIGHT}) OR (kind = 'odd' AND name IN (${ODD_NAMES}))`;
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
