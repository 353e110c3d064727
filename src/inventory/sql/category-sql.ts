import type { FileCategory } from '../../documents/file.ts';
import type { EffectiveCategoryTable } from '../../files/effective-category-table.ts';
import { joinSql, type Sql, sql, sqlList, sqlWord, sqlWords } from './sql.ts';

/** What words stand for, in lists: of a category table those of thousands of words. */
export type WordLists = Readonly<Record<WordList, Readonly<Record<string, string>>>>;
export type WordList = 'extensions' | 'doubles' | 'double_ends' | 'texts' | 'others' | 'types';

/** How a column's word is looked up in a list. */
export interface Lookup {
  /** What it stands for, NULL where it is not listed. */
  meaning(list: WordList, column: Sql): Sql;
  /** What this takes behind the relation that has the column. */
  join(list: WordList, column: Sql): Sql;
}

/** Names the type that says nothing, in the list of types. */
const UNINFORMATIVE = '';

/** Puts the words of a table into lists: categories, but for `doubles` (extensions of two parts) and their `double_ends`. */
export function wordLists(table: EffectiveCategoryTable): WordLists {
  const ambiguous = Object.entries(table.ambiguous);
  const doubles = Object.keys(table.extensions).filter((extension) => extension.includes('.'));
  const ends = doubles.map((extension) => extension.slice(extension.indexOf('.') + 1));
  return {
    extensions: table.extensions,
    doubles: asThemselves(doubles),
    double_ends: asThemselves(ends),
    texts: Object.fromEntries(ambiguous.map(([extension, { text }]) => [extension, text])),
    others: {
      ...table.fallback,
      ...Object.fromEntries(ambiguous.map(([extension, { otherwise }]) => [extension, otherwise])),
    },
    types: { ...table.types, ...Object.fromEntries(table.uninformative.map((type) => [type, UNINFORMATIVE])) },
  };
}

function asThemselves(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, word]));
}

/** Looks words up in the statement itself, where an engine has no table of them. */
export function inlineLookup(lists: WordLists): Lookup {
  return {
    meaning: (list, column) => {
      const branches = byMeaning(lists[list]).map(
        ([meaning, words]) => sql`WHEN ${column} IN ${sqlWords(words)} THEN ${sqlWord(meaning)}`,
      );
      return sql`CASE ${joinSql(branches, ' ')} END`;
    },
    join: () => sql``,
  };
}

/**
 * Writes the category that the name of a file decides, as `categorizeFile` does but for litter, because it is made of the
 * same table; NULL where the content type has a say. Reads `extension`, `last_part` of it and `two_parts` of the file name,
 * all lower case, `''` for what a name does not have.
 */
export function ownCategorySql({ rules }: EffectiveCategoryTable, lookup: Lookup): Sql {
  const branches = [
    ...rulesOf(sql`two_parts`, withoutEmpty(rules)),
    ...rulesOf(sql`extension`, rules),
    ...rulesOf(sql`last_part`, rules),
  ];
  const listed = lookup.meaning('extensions', sql`extension`);
  return branches.length === 0 ? listed : sql`CASE ${joinSql(branches, ' ')} ELSE ${listed} END`;
}

/** Writes the category of the others, by `unlisted`, their extension, and `content_type`, bare and in lower case. */
export function otherCategorySql(table: EffectiveCategoryTable, lookup: Lookup): Sql {
  const unlisted = sql`unlisted`;
  return sql`COALESCE(CASE WHEN STARTS_WITH(content_type, 'text/') THEN ${lookup.meaning('texts', unlisted)} END,
    ${typeSql(table, lookup)}, ${lookup.meaning('others', unlisted)}, 'other')`;
}

/** The category a content type stands for, NULL for none. */
function typeSql({ families, suffixes, prefixes }: EffectiveCategoryTable, lookup: Lookup): Sql {
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
  const listed = lookup.meaning('types', sql`content_type`);
  return sql`NULLIF(COALESCE(${listed}, CASE ${joinSql(branches, ' ')} END), ${sqlWord(UNINFORMATIVE)})`;
}

/** A branch a category, for words of the caller, as parameters. */
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

/** A file name without two parts matches no rule, not even the one for names without an extension. */
function withoutEmpty(rules: Readonly<Record<string, FileCategory>>): Record<string, FileCategory> {
  return Object.fromEntries(Object.entries(rules).filter(([word]) => word !== ''));
}
