import type { Categorizer } from '../../files/categorize-file.ts';
import { type EngineCall, plainSql, type Sql, sql, textOf } from '../sql/sql.ts';
import type { DuckdbEngine } from './duckdb-engine.ts';

/*
 * The categories of the rows of a report. A category is told by few things, of which millions of rows have some hundred
 * sets: each set is a number here, `signs`, and the library's own function says once what it stands for. Two different sets
 * are the same with a chance far below that of two names.
 */

/** Writes the definition of the table of the categories that are known. */
export const KNOWN: Sql = sql`known (signs UBIGINT, known_category VARCHAR)`;

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
