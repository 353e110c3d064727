import type { FileCategory } from '../../documents/file.ts';
import {
  type CategoryRules,
  type EffectiveCategoryTable,
  effectiveCategoryTable,
} from '../../files/categorize-file.ts';
import { globExpression } from '../../files/glob.ts';
import { systemFileExpression } from '../../files/ignore.ts';
import { composed } from '../../files/path.ts';
import { joinSql, plainSql, type Sql, sql, sqlList, sqlWord, sqlWordList, sqlWords } from './sql.ts';

/** Names the type that says nothing, among those that say something. */
const UNINFORMATIVE = '';

/** Writes SQL for what a column's word stands for, NULL where it is not listed. */
function meaningSql(words: Readonly<Record<string, string>>, column: Sql): Sql {
  const branches = byMeaning(words).map(
    ([meaning, alike]) => sql`WHEN ${column} IN ${sqlWords(alike)} THEN ${sqlWord(meaning)}`,
  );
  return sql`CASE ${joinSql(branches, ' ')} END`;
}

/**
 * Writes the category that the name of a file decides, as `categorizeFile` does but for system files, because it is
 * made of the same table; NULL where the content type has a say. Reads `extension`, `last_part` of it and `two_parts`
 * of the file name, all lower case, `''` for what a name does not have.
 */
function ownCategorySql({ rules, extensions }: EffectiveCategoryTable): Sql {
  const branches = [
    ...rulesOf(sql`two_parts`, withoutEmpty(rules)),
    ...rulesOf(sql`extension`, rules),
    ...rulesOf(sql`last_part`, rules),
  ];
  const listed = meaningSql(extensions, sql`extension`);
  return branches.length === 0 ? listed : sql`CASE ${joinSql(branches, ' ')} ELSE ${listed} END`;
}

/** Writes the category of the others, by `unlisted`, their extension, and `content_type`, bare and in lower case. */
function otherCategorySql(table: EffectiveCategoryTable): Sql {
  const ambiguous = Object.entries(table.ambiguous);
  const texts = Object.fromEntries(ambiguous.map(([extension, { text }]) => [extension, text]));
  const otherwise = Object.fromEntries(ambiguous.map(([extension, meaning]) => [extension, meaning.otherwise]));
  const others = { ...table.fallback, ...otherwise };
  const unlisted = sql`unlisted`;
  return sql`COALESCE(CASE WHEN STARTS_WITH(content_type, 'text/') THEN ${meaningSql(texts, unlisted)} END,
    ${typeSql(table)}, ${meaningSql(others, unlisted)}, 'other')`;
}

/** Writes SQL for the category a content type stands for, NULL for none. */
function typeSql({ types, uninformative, families, suffixes, prefixes }: EffectiveCategoryTable): Sql {
  const family = (name: string): Sql => sql`STARTS_WITH(content_type, ${sqlWord(`${name}/`)})`;
  const branches = [
    ...Object.entries(families).map(
      ([name, category]) => sql`WHEN content_type = ${sqlWord(name)} OR ${family(name)} THEN ${sqlWord(category)}`,
    ),
    ...Object.entries(suffixes).map(
      ([suffix, category]) => sql`WHEN ENDS_WITH(content_type, ${sqlWord(suffix)}) THEN ${sqlWord(category)}`,
    ),
    ...Object.entries(prefixes).map(
      ([prefix, category]) => sql`WHEN STARTS_WITH(content_type, ${sqlWord(prefix)}) THEN ${sqlWord(category)}`,
    ),
  ];
  const known = { ...types, ...Object.fromEntries(uninformative.map((type) => [type, UNINFORMATIVE])) };
  const listed = meaningSql(known, sql`content_type`);
  return sql`NULLIF(COALESCE(${listed}, CASE ${joinSql(branches, ' ')} END), ${sqlWord(UNINFORMATIVE)})`;
}

/** Writes the rules: a branch a category, for words of the caller, as parameters. */
function rulesOf(column: Sql, entries: Readonly<Record<string, FileCategory>>): Sql[] {
  return byMeaning(entries).map(
    ([category, words]) => sql`WHEN ${column} IN ${sqlList(words)} THEN ${sqlWord(category)}`,
  );
}

function byMeaning(entries: Readonly<Record<string, string>>): [string, string[]][] {
  const words = new Map<string, string[]>();
  for (const [word, meaning] of Object.entries(entries)) {
    const known = words.get(meaning);
    if (known === undefined) words.set(meaning, [word]);
    else known.push(word);
  }
  return [...words];
}

/**
 * Leaves out the rule of the empty text. A file name without two parts matches no rule, not even the one for names
 * without an extension.
 */
function withoutEmpty(rules: Readonly<Record<string, FileCategory>>): Record<string, FileCategory> {
  return Object.fromEntries(Object.entries(rules).filter(([word]) => word !== ''));
}

/**
 * What a source gives of an object, whatever it is read from: `''` never but NULL, times in seconds since 1970, and as
 * the source wrote them where they cannot be read. `bytes` is NULL where there is no whole number of bytes; `metadata`
 * is a JSON list of `key` and `value`.
 */
export const OBJECT_COLUMNS = [
  'name',
  'bytes',
  'contentType',
  'storageClass',
  'created',
  'created_text',
  'updated',
  'updated_text',
  'generation',
  'md5Hash',
  'crc32c',
  'metadata',
] as const;

/** What the row of an object may be, `repeated` for one whose name came before. */
export const OBJECT_KINDS = [
  'file',
  'odd',
  'ignored',
  'marker',
  'outside',
  'unnamed',
  'deleted',
  'other_bucket',
  'repeated',
] as const;

/** What an inventory looks at, and how. */
export interface ObjectRules {
  /** Normalised, each once; `null` for the whole bucket. */
  readonly folders: readonly string[] | null;
  readonly ignore: readonly string[];
  readonly categories: CategoryRules | undefined;
}

const COLUMNS: Sql = plainSql(OBJECT_COLUMNS.join(', '));

/**
 * Writes the relation all statements read, one row an object, from a source that has {@link OBJECT_COLUMNS} and
 * `left_out`: why a row is no object of the bucket, and then counts as nothing else; NULL for an object. In its place
 * the relation has
 *
 * - `kind`: `file`, `odd` (without a size), `ignored`, `marker` (of a folder), `outside` (of every configured folder), or
 * what `left_out` says;
 * - `entry`: the innermost configured folder the object lies in, by its place in the configuration; without configured
 * folders the top-level folder itself;
 * - `subfolder`: the folder directly inside that entry, NULL for an object that lies in the entry itself;
 * - `category`.
 *
 * Functions are those that BigQuery documents and DuckDB has, or is given by its engine. Both count code points and
 * compare texts by them.
 */
export function objectsSql(source: Sql, rules: ObjectRules): Sql {
  const table = effectiveCategoryTable(rules.categories);
  return sql`
SELECT ${COLUMNS}, kind, entry, subfolder, COALESCE(own, ${otherCategorySql(table)}) AS category
FROM (
  SELECT *, CASE WHEN own IS NULL THEN extension ELSE '' END AS unlisted,
    CASE WHEN own IS NULL THEN ${CONTENT_TYPE} ELSE '' END AS content_type
  FROM (
    SELECT *, ${ownCategorySql(table)} AS own
    FROM (
      SELECT *, CASE WHEN two_parts IN ${sqlWords(doublesOf(table))} THEN two_parts ELSE last_part END AS extension
      FROM (${placedSql(source, rules)}) AS placed
    ) AS extended
  ) AS listed
) AS described`;
}

/**
 * Writes that relation with all that decides a category in place of it: `contentType`, `last_part` (of the extension)
 * and `two_parts` (the last two of the file name, where they matter).
 *
 * @param tail - gives what follows the last dot of `name`, and the whole name where it has none
 */
export function placedSql(source: Sql, rules: ObjectRules, tail: Sql = TAIL): Sql {
  return sql`
SELECT ${COLUMNS}, kind, entry, ${SUBFOLDER} AS subfolder, last_part, ${twoPartsSql(rules)} AS two_parts
FROM (
  SELECT *, ${LAST_PART} AS last_part, ${restSql(rules.folders)} AS rest,
    CASE
      WHEN left_out IS NOT NULL THEN left_out
      WHEN entry IS NULL THEN 'outside'
      WHEN ENDS_WITH(name, '/') AND COALESCE(bytes, 0) = 0 THEN 'marker'
      WHEN ${ignoredSql(rules.ignore)} THEN 'ignored'
      WHEN bytes IS NULL THEN 'odd'
      ELSE 'file'
    END AS kind
  FROM (
    SELECT *, LENGTH(name) - LENGTH(tail) AS dot
    FROM (SELECT *, ${tail} AS tail, ${entrySql(rules.folders)} AS entry FROM (${source}) AS source) AS found
  ) AS cut
) AS ended`;
}

const TAIL: Sql = sql`SUBSTR(name, INSTR(name, '.', -1) + 1)`;

/** Lists the extensions of two parts that a table lists. */
function doublesOf({ extensions }: EffectiveCategoryTable): string[] {
  return Object.keys(extensions).filter((extension) => extension.includes('.'));
}

/**
 * The file name without the dots it begins with, and the dots and spaces it ends with: no extension begins or ends
 * there.
 */
const BASE: Sql = sql`LTRIM(RTRIM(REGEXP_REPLACE(name, '(?s)^.*/', ''), '. '), '.')`;

/**
 * What follows the last dot, as `extensionOf` cuts it but for double extensions; `''` for none. Of most names it is
 * what follows their last dot of all.
 */
const LAST_PART: Sql = sql`CASE
    WHEN dot > 0 AND tail <> '' AND STRPOS(tail, '/') = 0 AND STRPOS(tail, ' ') = 0 AND STRPOS(tail, ${'\u0130'}) = 0
      AND NOT STARTS_WITH(name, '.') AND STRPOS(name, '/.') = 0 THEN LOWER(tail)
    WHEN REGEXP_CONTAINS(${BASE}, '[.][^. ]+$') THEN ${lowerSql(sql`REGEXP_REPLACE(${BASE}, '(?s)^.*[.]', '')`)}
    ELSE ''
  END`;

/** The name of the folder below the entry, as `subfolderOf` cuts it: slashes before a name belong to it. */
const SUBFOLDER: Sql = sql`CASE
    WHEN STRPOS(rest, '/') > 1 THEN SUBSTR(rest, 1, STRPOS(rest, '/') - 1)
    WHEN STRPOS(rest, '/') = 1 AND REGEXP_CONTAINS(rest, '^/+[^/]+/')
      THEN SUBSTR(rest, 1, LENGTH(rest) - LENGTH(REGEXP_REPLACE(rest, '^/+[^/]+', '')))
  END`;

const TOP_FOLDER_END: Sql = sql`STRPOS(name, '/')`;

function entrySql(folders: readonly string[] | null): Sql {
  if (folders === null) {
    return sql`CASE WHEN ${TOP_FOLDER_END} > 1 THEN SUBSTR(name, 1, ${TOP_FOLDER_END} - 1) WHEN name IS NOT NULL THEN '' END`;
  }
  // The longer of two folders that an object lies in is the inner one.
  const places = [...folders.entries()].sort(([, a], [, b]) => composed(b).length - composed(a).length);
  const branches = places.map(([place, folder]) => sql`WHEN ${inFolderSql(folder)} THEN ${sqlWord(String(place))}`);
  return sql`CASE ${joinSql(branches, ' ')} END`;
}

/** Writes SQL for the name below its entry. */
function restSql(folders: readonly string[] | null): Sql {
  if (folders === null)
    return sql`CASE WHEN ${TOP_FOLDER_END} > 1 THEN SUBSTR(name, ${TOP_FOLDER_END} + 1) ELSE name END`;
  const branches = folders.map((folder, place) => sql`WHEN ${sqlWord(String(place))} THEN ${belowSql(folder)}`);
  return sql`CASE entry ${joinSql(branches, ' ')} END`;
}

function belowSql(folder: string): Sql {
  if (folder === '') return sql`name`;
  const below = (name: Sql, path: string): Sql => sql`SUBSTR(${name}, ${[...path].length + 2})`;
  if (!hasOtherForms(folder)) return below(sql`name`, folder);
  return sql`CASE WHEN STARTS_WITH(name, ${`${folder}/`}) THEN ${below(sql`name`, folder)} ELSE ${below(sql`NORMALIZE(name)`, composed(folder))} END`;
}

/** Writes SQL for `isInFolder` of a name. */
function inFolderSql(folder: string): Sql {
  if (folder === '') return sql`name IS NOT NULL`;
  const asWritten = sql`STARTS_WITH(name, ${`${folder}/`})`;
  if (!hasOtherForms(folder)) return asWritten;
  return sql`(${asWritten} OR STARTS_WITH(NORMALIZE(name), ${`${composed(folder)}/`}))`;
}

/** Tells whether a folder may be spelled in other ways: letters beyond ASCII may be written composed and decomposed. */
function hasOtherForms(folder: string): boolean {
  return /[^ -~]/.test(folder);
}

function ignoredSql(globs: readonly string[]): Sql {
  const expressions = globs.map(
    (glob, index) => sql`REGEXP_CONTAINS(NORMALIZE(name), ${globExpression(glob, `ignore[${String(index)}]`)})`,
  );
  return joinSql([sql`REGEXP_CONTAINS('/' || name, ${systemFileExpression()})`, ...expressions], ' OR ');
}

/**
 * Writes SQL for lower case as JavaScript has it: a capital i with its dot becomes two characters, so that no extension
 * begins with it.
 */
function lowerSql(text: Sql): Sql {
  return sql`LOWER(REPLACE(${text}, ${'\u0130'}, ${'i\u0307'}))`;
}

/** Writes SQL for `lastTwoParts` of the file name, where something depends on it. */
function twoPartsSql({ categories }: ObjectRules): Sql {
  const table = effectiveCategoryTable(categories);
  const ends = new Set(doublesOf(table).map((extension) => extension.slice(extension.indexOf('.') + 1)));
  const hasRules = Object.keys(table.rules).length > 0;
  // Not by IN, of which DuckDB makes a join that every row passes.
  const isEnd = sql`STRPOS(${sqlWordList([...ends])}, ' ' || last_part || ' ') > 0`;
  const matters = sql`name LIKE '%.%.%' AND ${hasRules ? sql`last_part <> ''` : isEnd}`;
  const before = sql`REGEXP_REPLACE(${BASE}, '[.][^.]*$', '')`;
  return sql`CASE WHEN ${matters} AND REGEXP_CONTAINS(${before}, '[^.][.][^.]+$|[.][.][^.]+$')
    THEN ${lowerSql(sql`REGEXP_REPLACE(${before}, '(?s)^.*[.]', '')`)} || '.' || last_part ELSE '' END`;
}

/** What `trim` takes away. Source: ECMAScript, WhiteSpace and LineTerminator. */
const WHITE_SPACE =
  '\t\n\v\f\r \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF';

/** `bareContentType` of the object's type. */
const CONTENT_TYPE: Sql = sql`COALESCE(LOWER(TRIM(REGEXP_REPLACE(contentType, '(?s);.*$', ''), ${WHITE_SPACE})), '')`;
