import { effectiveCategoryTable } from '../../files/effective-category-table.ts';
import type { EngineCall } from '../sql/engine.ts';
import { type Lookup, wordLists } from '../sql/category-sql.ts';
import type { ObjectRules } from '../sql/object-sql.ts';
import { joinSql, plainSql, sql, type Sql, sqlWord } from '../sql/sql.ts';
import type { DuckdbEngine } from './duckdb-engine.ts';

/** Makes a table of each list of words that decide categories. */
export async function createWordTables(engine: DuckdbEngine, rules: ObjectRules, call: EngineCall): Promise<void> {
  for (const [list, words] of Object.entries(wordLists(effectiveCategoryTable(rules.categories)))) {
    const rows = Object.entries(words).map(([word, meaning]) => sql`(${sqlWord(word)}, ${sqlWord(meaning)})`);
    const table = plainSql(`words_${list}`);
    await engine.run(
      sql`CREATE TEMP TABLE ${table} (${column(list, 'word')} VARCHAR, ${column(list, 'meaning')} VARCHAR)`,
      call,
    );
    await engine.run(sql`INSERT INTO ${table} VALUES ${joinSql(rows, ', ')}`, call);
  }
}

/** Looks words up in those tables: one join a list, where DuckDB makes one of every `IN`, which all rows pass. */
export const tableLookup: Lookup = {
  meaning: (list) => column(list, 'meaning'),
  join: (list, of) => sql`LEFT JOIN ${plainSql(`words_${list}`)} ON ${column(list, 'word')} = ${of}`,
};

/** No two tables have columns of one name. */
function column(list: string, name: 'word' | 'meaning'): Sql {
  return plainSql(`${list}_${name}`);
}
