import { OBJECT_COLUMNS } from '../sql/object-sql.ts';
import { joinSql, plainSql, sql, type Sql } from '../sql/sql.ts';
import { CHECKSUM_HASHES } from './copies.ts';
import type { HighlightGate } from './highlight-gate.ts';

/*
 * The table of the rows of one shard. It has in columns what sums are made of; the texts that only a shown row needs are in
 * one list, NULL for the others: a column of NULLs takes as much memory as one of texts.
 */

const DESCRIBED = ['kind', 'entry', 'subfolder', 'category'] as const;
const NUMBERS: ReadonlySet<string> = new Set(['bytes', 'created', 'updated']);
const SUMMED: ReadonlySet<string> = new Set([...NUMBERS, 'storageClass']);
const TEXTS = OBJECT_COLUMNS.filter((name) => !SUMMED.has(name));
const COLUMNS = [...OBJECT_COLUMNS.filter((name) => SUMMED.has(name)), ...DESCRIBED];

function typed(names: readonly string[]): string[] {
  return names.map((name) => `${name} ${NUMBERS.has(name) ? 'BIGINT' : 'VARCHAR'}`);
}

/** Columns of the table of a shard. */
export const SHARD_COLUMNS: Sql = plainSql(
  [...typed(COLUMNS), 'undated BOOLEAN', 'name_hash UBIGINT', 'md5 UBIGINT', 'crc UBIGINT', 'texts VARCHAR[]'].join(
    ', ',
  ),
);

/** Columns of a table of whole rows. */
export const WHOLE_COLUMNS: Sql = plainSql(typed([...OBJECT_COLUMNS, ...DESCRIBED]).join(', '));

/** The name of a row that has its texts. */
export const NAME: Sql = plainSql(`texts[${String(TEXTS.indexOf('name') + 1)}]`);

/** Writes the rows of a shard's table from the relation of `objectsSql`. */
export function shardRows(objects: Sql, gate: HighlightGate): Sql {
  const texts = plainSql(TEXTS.map((name) => `CAST(${name} AS VARCHAR)`).join(', '));
  const checksums = gate.rule === null ? sql`NULL, NULL` : CHECKSUM_HASHES;
  return sql`SELECT ${plainSql(COLUMNS.join(', '))}, created_text IS NOT NULL OR updated_text IS NOT NULL, hash(name),
    ${checksums}, CASE WHEN ${gate.isWhole} OR kind = 'odd' THEN [${texts}] END FROM (${objects}) AS described`;
}

/** The columns of {@link WHOLE_COLUMNS} of a row that has its texts. */
export const WHOLE_ROW: Sql = joinSql(
  [...OBJECT_COLUMNS, ...DESCRIBED].map((name) => {
    const place = TEXTS.findIndex((text) => text === name);
    return plainSql(place === -1 ? name : `texts[${String(place + 1)}]`);
  }),
  ', ',
);
