import type * as DuckDb from '@duckdb/node-api';

import { InsightInventoryError, isInsightInventoryError } from '../../base/errors.ts';
import { FILE_CATEGORIES } from '../../documents/file.ts';
import type { Categorizer } from '../../files/categorize-file.ts';
import { REVIEWED } from '../../files/review-files.ts';
import type { DuckdbModule } from '../../runtime/duckdb.ts';
import {
  type EngineCall,
  type InventoryEngine,
  numberOf,
  plainSql,
  type Sql,
  sql,
  type SqlRow,
  sqlWords,
  textOf,
} from '../sql/sql.ts';
import { contentsSql, repeatedSql } from '../sql/sum-review.ts';

/** How much of the machine a database may take. */
interface DuckdbOptions {
  /** A folder of its own: what does not fit into the memory is spilled there, and nothing outside it can be read. */
  readonly folder: string;
  /** Mebibytes of its buffers; the process takes about 200 more. */
  readonly memoryMb: number;
  readonly threads: number;
}

/** Functions of BigQuery that DuckDB has by another name. `NORMALIZE` is asked for composed characters. */
const FUNCTIONS = [
  'NORMALIZE(text) AS nfc_normalize(text)',
  'REGEXP_CONTAINS(text, expression) AS regexp_matches(text, expression)',
];

const LOCKED = ['enable_external_access = false', 'lock_configuration = true'];

/** Runs statements on a DuckDB of its own, in memory and in a folder that holds what does not fit there. */
export class DuckdbEngine implements InventoryEngine {
  readonly name = 'duckdb';
  readonly #instance: DuckDb.DuckDBInstance;
  readonly #connection: DuckDb.DuckDBConnection;

  private constructor(instance: DuckDb.DuckDBInstance, connection: DuckDb.DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(duckdb: DuckdbModule, { folder, memoryMb, threads }: DuckdbOptions): Promise<DuckdbEngine> {
    const instance = await duckdb.DuckDBInstance.create(':memory:', {
      temp_directory: folder,
      memory_limit: `${String(memoryMb)}MiB`,
      threads: String(threads),
      // Nothing is fetched from elsewhere.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    for (const definition of FUNCTIONS) await connection.run(`CREATE TEMP MACRO ${definition}`);
    // No file but those of the folder is read from now on, whatever a statement says.
    await connection.run(`SET allowed_directories = ['${folder.replaceAll("'", "''")}']`);
    for (const setting of LOCKED) await connection.run(`SET ${setting}`);
    return new DuckdbEngine(instance, connection);
  }

  async query(statement: Sql, { signal }: EngineCall): Promise<readonly SqlRow[]> {
    return this.#interruptible(signal, async () => {
      const reader = await this.#connection.runAndReadAll(statement.text, [...statement.values]);
      return reader.getRowObjectsJS().map(plainRow);
    });
  }

  /** Runs a statement whose rows do not matter. */
  async run(statement: Sql, { signal }: EngineCall): Promise<void> {
    await this.#interruptible(signal, () => this.#connection.run(statement.text, [...statement.values]));
  }

  /** Gives two columns of whole numbers below 2^32 row by row, without keeping any. */
  async eachPair(statement: Sql, { signal }: EngineCall, take: (first: number, second: number) => void): Promise<void> {
    await this.#interruptible(signal, async () => {
      const rows = await this.#connection.stream(statement.text, [...statement.values]);
      for await (const chunk of rows) {
        const [first, second] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
        const { rowCount } = chunk;
        for (let row = 0; row < rowCount; row += 1) take(Number(first.getItem(row)), Number(second.getItem(row)));
      }
    });
  }

  close(): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
    return Promise.resolve();
  }

  async #interruptible<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const stop = (): void => {
      this.#connection.interrupt();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw failed(error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

/** Tells whether a statement failed for want of memory or disk, which says nothing of what it read. */
export function isExhausted(error: unknown): boolean {
  return isInsightInventoryError(error) && error.code === EXHAUSTED;
}

const EXHAUSTED = 'engine:duckdb_exhausted';

/** Writes what DuckDB says, without the statement it quotes. */
function failed(error: unknown): InsightInventoryError {
  const [explanation = ''] = error instanceof Error ? error.message.split('\n') : [];
  return new InsightInventoryError(`DuckDB failed: ${explanation.slice(0, 200)}`, {
    kind: 'io',
    code: /^(?:Out of Memory|INTERNAL|FATAL) Error|No space left|Could not write/i.test(explanation)
      ? EXHAUSTED
      : 'engine:duckdb_failed',
    remedy: 'Make room on the disk of the temporary folder (TMPDIR), or read the report with the engine "builtin".',
  });
}

/** Sums and counts come as `bigint`: those of a bucket are exact as numbers up to 2^53. */
function plainRow(row: Readonly<Record<string, unknown>>): SqlRow {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainValue(value)]));
}

function plainValue(value: unknown): string | number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/*
 * Which files of a report are copies. Of every file the table `names` has eight bytes of hash of its name and of each of
 * its checksums; from those come the sums. The contents that waste most are then read again, in full.
 */

/**
 * The columns of a file that is no empty one by which contents are compared, made with the size; NULL without the
 * checksum.
 */
export const CHECKSUM_HASHES: Sql = sql`CASE WHEN kind = 'file' AND bytes > 0 THEN content_hash(md5Hash, bytes) END AS md5,
  CASE WHEN kind = 'file' AND bytes > 0 THEN content_hash(crc32c, bytes) END AS crc`;

/** A function of DuckDB, as `CREATE MACRO` takes it. */
export const CONTENT_HASH =
  'content_hash(checksum, bytes) AS CASE WHEN checksum IS NOT NULL THEN hash(checksum, bytes) END';

/** A content by one number. Two different ones are the same with a chance of 3 in a million, of ten million. */
const CONTENT: Sql = sql`COALESCE(md5, crc)`;

/** Reads a shard that was read before again: what it has of these sizes at least. */
export type ReadableShard = (sizes: readonly number[]) => Sql;

/** More are not worth a list. */
const MAX_SIZES = 1_000;

/**
 * Makes the table `contents` of the files in `names` whose content may be there more than once, and the table `copies`
 * of the whole rows of those that waste most, which the shards are read for a second time.
 */
export async function findCopies(
  engine: DuckdbEngine,
  shards: readonly ReadableShard[],
  call: EngineCall,
): Promise<void> {
  const run = (statement: Sql): Promise<void> => engine.run(statement, call);
  // One column at a time: grouped by both, ten million files would not fit.
  await run(sql`CREATE TEMP TABLE repeated AS SELECT ${CONTENT} AS content FROM names
    WHERE ${CONTENT} IS NOT NULL GROUP BY 1 HAVING COUNT(*) > 1`);
  // A file without an MD5 may have that of another with its CRC32C.
  await run(sql`CREATE TEMP TABLE composed AS SELECT crc FROM names
    WHERE crc IN (SELECT crc FROM names WHERE md5 IS NULL AND crc IS NOT NULL) GROUP BY 1 HAVING COUNT(*) > 1`);
  await run(sql`CREATE TEMP TABLE contents AS SELECT name_hash, md5, crc, bytes FROM names
    WHERE ${CONTENT} IN (SELECT content FROM repeated) OR crc IN (SELECT crc FROM composed)`);
  await run(sql`CREATE TEMP TABLE copies (name VARCHAR, bytes BIGINT, md5 VARCHAR, crc VARCHAR)`);
  const [limit = {}] = await engine.query(LOWEST_WASTE, call);
  const least = numberOf(limit, 'least');
  if (least === 0) return;
  const large = sql`SELECT same, crc FROM (${contentsSql(sql`contents`)}) AS keyed
    SEMI JOIN (SELECT * FROM (${repeatedSql(sql`contents`)}) AS repeated WHERE wasted >= ${least}) AS large
    ON keyed.bytes = large.bytes AND COALESCE(keyed.same, keyed.lone) = COALESCE(large.same, large.lone)`;
  // With the others of their CRC32C, by which the rows in full are told apart as these were.
  await run(sql`CREATE TEMP TABLE wanted AS WITH large AS MATERIALIZED (${large})
    SELECT name_hash, ${CONTENT} AS content, bytes FROM contents
    WHERE md5 IN (SELECT same FROM large WHERE same IS NOT NULL) OR crc IN (SELECT crc FROM large WHERE crc IS NOT NULL)`);
  const sizes = await engine.query(
    sql`SELECT DISTINCT bytes FROM wanted LIMIT ${plainSql(String(MAX_SIZES + 1))}`,
    call,
  );
  const listed = sizes.length > MAX_SIZES ? [] : sizes.map((row) => numberOf(row, 'bytes'));
  for (const shard of shards) await run(readAgain(shard(listed)));
}

/** Gives the least that one of the contents wastes that a review names. */
const LOWEST_WASTE: Sql = sql`SELECT MIN(wasted) AS least FROM (
  SELECT wasted FROM (${repeatedSql(sql`contents`)}) AS repeated ORDER BY wasted DESC LIMIT ${plainSql(String(REVIEWED.duplicates))})`;

function readAgain(source: Sql): Sql {
  return sql`INSERT INTO copies SELECT name, bytes, md5Hash, crc32c
    FROM (SELECT *, hash(name) AS name_hash, COALESCE(content_hash(md5Hash, bytes), content_hash(crc32c, bytes)) AS content
      FROM (${source}) AS source WHERE left_out IS NULL AND bytes > 0) AS rows
    SEMI JOIN wanted USING (name_hash, content)`;
}

/** The table `copies`, each file once, however often its row came. */
export const COPIES: Sql = sql`(SELECT name, bytes, MIN(md5) AS md5, MIN(crc) AS crc FROM copies GROUP BY name, bytes)`;

/*
 * The categories of the rows of a report. A category is told by few things, of which millions of rows have some hundred
 * sets: each set is a number here, `signs`, and the library's own function says once what it stands for. Two different sets
 * are the same with a chance far below that of two names.
 */

/** The type of a category in a table of millions of rows: a byte in place of a text. */
export const CATEGORY_TYPE: Sql = sql`ENUM ${sqlWords(FILE_CATEGORIES)}`;

/** Writes the definition of the table of the categories that are known. */
export const KNOWN: Sql = sql`known (signs UBIGINT, known_category ${CATEGORY_TYPE})`;

/** Adds `signs` and `category` to the relation of `placedSql`: NULL while it is not known. */
export function categorizedSql(placed: Sql): Sql {
  return sql`SELECT *, known_category AS category
    FROM (SELECT *, hash(last_part, two_parts, contentType) AS signs FROM (${placed}) AS placed) AS signed
    LEFT JOIN known USING (signs)`;
}

/** Sets of signs that are asked about at a time. */
const ASKED_AT_ONCE = 20_000;

/**
 * Looks up what some signs stand for, and adds it to the table of the categories that are known.
 *
 * @param unknown - lists `signs`, `name` and `contentType` of rows whose category is not known
 * @returns false when there are none
 */
export async function learnCategories(
  engine: DuckdbEngine,
  unknown: Sql,
  categorize: Categorizer,
  call: EngineCall,
): Promise<boolean> {
  // Of the same signs any name has the same category.
  const examples = await engine.query(
    sql`SELECT CAST(signs AS VARCHAR) AS signs, ANY_VALUE(name) AS name, ANY_VALUE(contentType) AS contentType
      FROM (${unknown}) AS unknown GROUP BY 1 LIMIT ${plainSql(String(ASKED_AT_ONCE))}`,
    call,
  );
  if (examples.length === 0) return false;
  const signs = examples.map((row) => textOf(row, 'signs') ?? '');
  const categories = examples.map((row) => categorize(textOf(row, 'name') ?? '', textOf(row, 'contentType')));
  await engine.run(
    sql`INSERT INTO known SELECT CAST(UNNEST(string_split(${signs.join(' ')}, ' ')) AS UBIGINT),
      UNNEST(string_split(${categories.join(' ')}, ' '))`,
    call,
  );
  return true;
}
