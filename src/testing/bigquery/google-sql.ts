/** A statement that BigQuery would not run, with its word and sentence. */
export class RefusedSql extends Error {
  override readonly name = 'RefusedSql';
  readonly reason: 'invalidQuery' | 'notFound';

  constructor(reason: 'invalidQuery' | 'notFound', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A statement as DuckDB runs it. */
export interface Translated {
  readonly text: string;
  /** The tables it reads, by their whole names. */
  readonly tables: ReadonlySet<string>;
  /** Every name that may be a column. */
  readonly names: ReadonlySet<string>;
  readonly parameters: number;
}

/**
 * Functions that this stand-in knows BigQuery to have, and DuckDB to have with the same meaning or by a macro below.
 * Source: BigQuery, function reference, 2026-11-28.
 */
const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'CAST COALESCE COUNT DENSE_RANK ENDS_WITH IN INSTR LENGTH LOWER LTRIM MAX MIN NORMALIZE NULLIF OVER ' +
    'REGEXP_CONTAINS REGEXP_REPLACE REPLACE ROW_NUMBER RTRIM SAFE_CAST STARTS_WITH STRPOS SUBSTR SUM TO_JSON_STRING TRIM ' +
    'UNIX_SECONDS'
  ).split(' '),
);

/** Words before a parenthesis that call nothing. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'ALL AND AS BY CASE DISTINCT ELSE FROM IN NOT OR OVER SELECT THEN WHEN WHERE WITH UNION'.split(' '),
);

/** Types of GoogleSQL by their names in DuckDB. */
const TYPES: Readonly<Record<string, string>> = { INT64: 'BIGINT', STRING: 'VARCHAR', TIMESTAMP: 'TIMESTAMPTZ' };

/** The functions DuckDB has by another name. `INSTR` is known from the end alone. */
export const MACROS: readonly string[] = [
  "instr(text, part, place) AS CASE place WHEN -1 THEN length(text) - length(split_part(text, part, -1)) ELSE error('INSTR') END",
  'normalize(text) AS nfc_normalize(text)',
  'regexp_contains(text, expression) AS regexp_matches(text, expression)',
  'unix_seconds(moment) AS CAST(floor(epoch(moment)) AS BIGINT)',
  'to_json_string(value) AS CAST(to_json(value) AS VARCHAR)',
];

const TOKEN =
  /\s+|--[^\n]*|`(?<table>[^`]*)`|(?<string>[rR]?'(?:[^'\\]|\\.)*')|"|(?<word>[A-Za-z_]\w*)|\d+(?:\.\d+)?|::|\|\||<=|>=|<>|!=|./gsu;

/**
 * Reads a statement as BigQuery would and writes it for DuckDB: tables in backquotes, texts in single quotes. Refuses
 * what GoogleSQL does not have or means otherwise: text in double quotes, `::`, functions that are not known here.
 *
 * @throws {RefusedSql}
 */
export function translate(sql: string): Translated {
  const tables = new Set<string>();
  const names = new Set<string>();
  let parameters = 0;
  let text = '';
  for (const match of sql.matchAll(TOKEN)) {
    const [token] = match;
    const { table, string, word } = match.groups ?? {};
    if (table !== undefined) {
      tables.add(table);
      text += `"${table}"`;
    } else if (string !== undefined) text += duckText(string);
    else if (word !== undefined) {
      const upper = word.toUpperCase();
      const isCall = /^\s*\(/.test(sql.slice(match.index + token.length));
      if (isCall && !FUNCTIONS.has(upper) && !KEYWORDS.has(upper))
        throw new RefusedSql('invalidQuery', `Function not found: ${word} at [1:${String(match.index + 1)}]`);
      names.add(word);
      text += upper === 'SAFE_CAST' ? 'TRY_CAST' : (TYPES[upper] ?? word);
    } else if (token === '"' || token === '::' || token === '$' || token === '@')
      throw new RefusedSql('invalidQuery', `Syntax error: Unexpected "${token}" at [1:${String(match.index + 1)}]`);
    else {
      if (token === '?') parameters += 1;
      text += token;
    }
  }
  return { text, tables, names, parameters };
}

/** A text of GoogleSQL, where a backslash escapes, as one of DuckDB, where it does not. */
function duckText(literal: string): string {
  const isRaw = /^[rR]/.test(literal);
  const inner = literal.slice(isRaw ? 2 : 1, -1);
  const value = isRaw ? inner : inner.replaceAll(/\\(.)/gs, (_, sign: string) => ESCAPES[sign] ?? refuseEscape(sign));
  return `'${value.replaceAll("'", "''")}'`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

function refuseEscape(sign: string): never {
  throw new RefusedSql('invalidQuery', `Syntax error: Illegal escape sequence: \\${sign}`);
}
