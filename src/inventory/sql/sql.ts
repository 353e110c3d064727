import { itemAt } from '../../base/lists.ts';

/** A value of a parameter. */
type SqlValue = string | number;

/** SQL with `?` in place of its values, which travel beside it: no text of a user is ever part of a statement. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * Writes SQL. What is put in is a parameter, unless it is SQL itself.
 *
 * @example
 * sql`SELECT name FROM objects WHERE STARTS_WITH(name, ${'video/'})`.values; //=> ['video/']
 */
export function sql(pieces: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  let text = itemAt(pieces, 0);
  const values: SqlValue[] = [];
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'object') {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += itemAt(pieces, index + 1);
  }
  return { text, values };
}

/** Makes SQL of a text as it is: one of this library, or one whose form was checked before. */
export function plainSql(text: string): Sql {
  return { text, values: [] };
}

/** Puts SQL together, with this text between its parts. */
export function joinSql(parts: readonly Sql[], between: string): Sql {
  return { text: parts.map(({ text }) => text).join(between), values: parts.flatMap(({ values }) => values) };
}

/** Writes values in parentheses, for `IN`. */
export function sqlList(values: readonly SqlValue[]): Sql {
  return sql`(${joinSql(
    values.map((value) => sql`${value}`),
    ', ',
  )})`;
}

/** What words of our own tables are made of. */
const WORD = /^[\w+./-]*$/;

/**
 * Writes a word of our own tables as a literal: there are thousands of them, more than a database takes parameters.
 *
 * @throws {TypeError} for a word with anything in it that SQL could read
 */
export function sqlWord(word: string): Sql {
  if (!WORD.test(word)) throw new TypeError(`${JSON.stringify(word)} is no word of a table.`);
  return plainSql(`'${word}'`);
}

/** Writes words in parentheses, for `IN`. */
export function sqlWords(words: readonly string[]): Sql {
  return sql`(${joinSql(words.map(sqlWord), ', ')})`;
}

/** Words in one literal, a space before and behind each. @throws as {@link sqlWord} does */
export function sqlWordList(words: readonly string[]): Sql {
  return plainSql(`' ${words.map((word) => sqlWord(word).text.slice(1, -1)).join(' ')} '`);
}

/** A value of a row: whole numbers as numbers, everything else as text. */
export type SqlRow = Readonly<Record<string, string | number | null>>;

export function textOf(row: SqlRow, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}

/** Gives the text of a column that is never null. */
export function nameOf(row: SqlRow, column: string): string {
  return String(row[column]);
}

export function numberOf(row: SqlRow, column: string): number {
  return Number(row[column] ?? 0);
}

/** What every question to an engine takes. */
export interface EngineCall {
  /** The query is stopped when it fires, as far as the engine can, and rejects with its reason. */
  readonly signal: AbortSignal;
}

/**
 * A database that answers the statements an inventory is made of. It is given SQL and gives rows; what they mean is none
 * of its business.
 */
export interface InventoryEngine {
  /** As documents say it: `duckdb`, `bigquery`. */
  readonly name: string;
  /** Reads all rows of a statement. */
  query(statement: Sql, call: EngineCall): Promise<readonly SqlRow[]>;
  /** Lets go of what the engine keeps open. Never rejects. */
  close(): Promise<void>;
}
