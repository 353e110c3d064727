import { REVIEWED } from '../../files/review-files.ts';
import { type EngineCall, numberOf, plainSql, type Sql, sql } from '../sql/sql.ts';
import { contentsSql, repeatedSql } from '../sql/sum-review.ts';
import type { DuckdbEngine } from './duckdb-engine.ts';

/*
 * Which files of a report are copies. Of every file the table `names` has eight bytes of hash of its name and of each of
 * its checksums; from those come the sums. The contents that waste most are then read again, in full.
 */

/** The columns of a file that is no empty one by which contents are compared, made with the size; NULL without the checksum. */
export const CHECKSUM_HASHES: Sql = sql`CASE WHEN kind = 'file' AND bytes > 0 THEN content_hash(md5Hash, bytes) END AS md5,
  CASE WHEN kind = 'file' AND bytes > 0 THEN content_hash(crc32c, bytes) END AS crc`;

/** A function of DuckDB, as `CREATE MACRO` takes it. */
export const CONTENT_HASH =
  'content_hash(checksum, bytes) AS CASE WHEN checksum IS NOT NULL THEN hash(checksum, bytes) END';

/** A content by one number. Two different ones are the same with a chance of 3 in a million, of ten million. */
const CONTENT: Sql = sql`COALESCE(md5, crc)`;

/** Reads a shard that was read before again: what it has of these sizes at least. */
export type KeptShard = (sizes: readonly number[]) => Sql;

/** More are not worth a list. */
const MOST_SIZES = 1_000;

/**
 * Makes the table `contents` of the files in `names` whose content may be there more than once, and the table `copies` of
 * the whole rows of those that waste most, which the shards are read for a second time.
 */
export async function findCopies(engine: DuckdbEngine, shards: readonly KeptShard[], call: EngineCall): Promise<void> {
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
  const [limit = {}] = await engine.query(LEAST_WASTE, call);
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
    sql`SELECT DISTINCT bytes FROM wanted LIMIT ${plainSql(String(MOST_SIZES + 1))}`,
    call,
  );
  const listed = sizes.length > MOST_SIZES ? [] : sizes.map((row) => numberOf(row, 'bytes'));
  for (const shard of shards) await run(readAgain(shard(listed)));
}

/** Gives the least that one of the contents wastes that a review names. */
const LEAST_WASTE: Sql = sql`SELECT MIN(wasted) AS least FROM (
  SELECT wasted FROM (${repeatedSql(sql`contents`)}) AS repeated ORDER BY wasted DESC LIMIT ${plainSql(String(REVIEWED.duplicates))})`;

function readAgain(source: Sql): Sql {
  return sql`INSERT INTO copies SELECT name, bytes, md5Hash, crc32c
    FROM (SELECT *, hash(name) AS name_hash, COALESCE(content_hash(md5Hash, bytes), content_hash(crc32c, bytes)) AS content
      FROM (${source}) AS source WHERE left_out IS NULL AND bytes > 0) AS rows
    SEMI JOIN wanted USING (name_hash, content)`;
}

/** The table `copies`, each file once, however often its row came. */
export const COPIES: Sql = sql`(SELECT name, bytes, MIN(md5) AS md5, MIN(crc) AS crc FROM copies GROUP BY name, bytes)`;
