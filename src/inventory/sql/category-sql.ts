import type { FileCategory } from '../../documents/file.ts';
import type { EffectiveCategoryTable } from '../../files/effective-category-table.ts';
import { joinSql, type Sql, sql, sqlList, sqlWord, sqlWords } from './sql.ts';

type CategoryEntries = Readonly<Record<string, FileCategory>>;

/**
 * Writes the category that the name of a file decides, as `categorizeFile` does but for litter, because it is made of the
 * same table; NULL where the content type has a say. Reads `extension`, `last_part` of it and `two_parts` of the file name,
 * all lower case, `''` for what a name does not have.
 */
export function ownCategorySql({ rules, extensions }: EffectiveCategoryTable): Sql {
  const branches = [
    ...rulesOf(sql`two_parts`, withoutEmpty(rules)),
    ...rulesOf(sql`extension`, rules),
    ...rulesOf(sql`last_part`, rules),
    ...branchesOf(sql`extension`, extensions),
  ];
  return sql`CASE ${joinSql(branches, ' ')} END`;
}

/** Writes the category of the others, by `unlisted`, their extension, and `content_type`, bare and in lower case. */
export function otherCategorySql(table: EffectiveCategoryTable): Sql {
  const ambiguous = Object.entries(table.ambiguous);
  const textual = Object.fromEntries(ambiguous.map(([extension, { text }]) => [extension, text]));
  const otherwise = Object.fromEntries(ambiguous.map(([extension, meaning]) => [extension, meaning.otherwise]));
  const byText = branchesOf(sql`STARTS_WITH(content_type, 'text/') AND unlisted`, textual);
  const byName = branchesOf(sql`unlisted`, { ...table.fallback, ...otherwise });
  return sql`CASE ${joinSql(byText, ' ')} ELSE COALESCE(${typeSql(table)}, CASE ${joinSql(byName, ' ')} END, 'other') END`;
}

/** The category a content type stands for, NULL for none. */
function typeSql({ uninformative, types, families, suffixes, prefixes }: EffectiveCategoryTable): Sql {
  const family = (name: string): Sql => sql`STARTS_WITH(content_type, ${sqlWord(`${name}/`)})`;
  const branches = [
    ...branchesOf(sql`content_type`, types),
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
  return sql`CASE WHEN content_type IN ${sqlWords(uninformative)} THEN NULL ${joinSql(branches, ' ')} END`;
}

/** A branch a category, for words of our own. */
function branchesOf(column: Sql, entries: CategoryEntries): Sql[] {
  return byCategory(entries).map(
    ([category, words]) => sql`WHEN ${column} IN ${sqlWords(words)} THEN ${sqlWord(category)}`,
  );
}

/** The same for words of the caller, as parameters. */
function rulesOf(column: Sql, entries: CategoryEntries): Sql[] {
  return byCategory(entries).map(
    ([category, words]) => sql`WHEN ${column} IN ${sqlList(words)} THEN ${sqlWord(category)}`,
  );
}

function byCategory(entries: CategoryEntries): [FileCategory, string[]][] {
  const words = new Map<FileCategory, string[]>();
  for (const [word, category] of Object.entries(entries)) {
    const known = words.get(category);
    if (known === undefined) words.set(category, [word]);
    else known.push(word);
  }
  return [...words];
}

/** A file name without two parts matches no rule, not even the one for names without an extension. */
function withoutEmpty(rules: CategoryEntries): CategoryEntries {
  return Object.fromEntries(Object.entries(rules).filter(([word]) => word !== ''));
}
