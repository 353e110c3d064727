import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { categorizeFile, type CategoryRules, effectiveCategoryTable } from '../../../../src/files/categorize-file.ts';
import { isInFolder, subfolderOf, topFolderOf } from '../../../../src/files/path.ts';
import { createIgnore } from '../../../../src/files/ignore.ts';
import { DuckdbEngine } from '../../../../src/inventory/duckdb/duckdb-engine.ts';
import { loadDuckdb } from '../../../../src/runtime/duckdb.ts';
import { OBJECT_COLUMNS, type ObjectRules, objectsSql } from '../../../../src/inventory/sql/object-sql.ts';
import { joinSql, plainSql, type Sql, sql, sqlWord } from '../../../../src/inventory/sql/sql.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

interface NamedObject {
  readonly name: string;
  readonly contentType: string | null;
}

let engine: DuckdbEngine;

beforeAll(async () => {
  const duckdb = await loadDuckdb();
  if (duckdb === null) throw new Error('DuckDB is not installed.');
  engine = await DuckdbEngine.open(duckdb, { folder: '/tmp', memoryMb: 512, threads: 1 });
  const macro = plainSql(
    'CREATE TEMP MACRO INSTR(text, part, place) AS length(text) - length(split_part(text, part, place))',
  );
  await engine.run(macro, { signal: new AbortController().signal });
});

afterAll(() => engine.close());

/** Gives what the relation says of some objects, by name. */
async function described(objects: readonly NamedObject[], rules: Partial<ObjectRules> = {}) {
  // One list of values: of a union the rules would be planned once for each object.
  const rows = objects.map(({ name, contentType }) =>
    contentType === null ? sql`(${name}, NULL)` : sql`(${name}, ${contentType})`,
  );
  // One list of values: with a union the rules would be planned once for each object.
  const values = joinSql(rows, ', ');
  const others = OBJECT_COLUMNS.filter((column) => !['name', 'contentType', 'bytes'].includes(column));
  const nulls: Sql = { text: others.map((column) => `CAST(NULL AS VARCHAR) AS ${column}`).join(', '), values: [] };
  const source = sql`SELECT name, CAST(contentType AS VARCHAR) AS contentType, 1 AS bytes, ${nulls}, CAST(NULL AS VARCHAR) AS left_out FROM (VALUES ${values}) AS given (name, contentType)`;
  const statement = objectsSql(source, { folders: null, ignore: [], categories: undefined, ...rules });
  const signal = new AbortController().signal;
  const found = await engine.query(sql`SELECT name, kind, category, entry, subfolder FROM (${statement})`, { signal });
  return new Map(found.map((row) => [row['name'], row]));
}

const extensions = Object.keys(effectiveCategoryTable().extensions);
const ambiguous = Object.keys(effectiveCategoryTable().ambiguous);
const types = Object.keys(effectiveCategoryTable().types);

const part = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...extensions, ...ambiguous) },
  fc.constantFrom('', ' ', '.', '..', 'av\u0130', 'm\u212Av', 'MP4', 'constructor', 'x y', '\u{1F600}', 'wpd', 'ez'),
  fc.string({ unit: fc.constantFrom('a', '.', ' ', 'é', '\u{1F600}', '"', "'"), maxLength: 4 }),
);
const names = fc
  .tuple(
    fc.constantFrom('', 'a/', 'a.b/', 'é/', '/', 'a//b/', '__macosx/', 'x/.Trash-10/'),
    fc.array(part, { minLength: 1, maxLength: 3 }),
  )
  .map(([folder, parts]) => folder + parts.join('.'))
  .filter((name) => name !== '');
const contentTypes = fc.oneof(
  fc.constant(null),
  fc.constantFrom(
    ...types,
    'text/plain',
    'text/x-c',
    'Video/MP4; x=1',
    ' image/png ',
    'image/a+xml',
    'b/c+zip',
    'video',
    'x',
  ),
);
const objects = fc.uniqueArray(fc.record({ name: names, contentType: contentTypes }), {
  selector: ({ name }) => name,
  minLength: 40,
  maxLength: 120,
});
const ruleSets: fc.Arbitrary<CategoryRules | undefined> = fc.constantFrom<CategoryRules | undefined>(
  undefined,
  { mp4: 'document', 'tar.gz': 'other', gz: 'video', '': 'audio' },
  { 'a.mp4': 'archive', "x y'": 'image', é: '3d_model' },
);

describe('the relation of objects', () => {
  test.prop([objects, ruleSets], { numRuns: 12 })(
    'has the category that categorizeFile gives',
    async (given, categories) => {
      const rows = await described(given, { categories });
      for (const { name, contentType } of given) {
        const row = rows.get(name);
        if (row?.['kind'] !== 'file') continue;
        expect([name, contentType, row['category']]).toEqual([
          name,
          contentType,
          categorizeFile(name, { contentType, rules: categories }),
        ]);
      }
    },
  );

  const globs = fc.array(
    fc.constantFrom(
      '*.mp4',
      '*.{mp4,mov}',
      '**/*.jpg',
      'a/**',
      '?.mp4',
      '[!a-z]*',
      '[.-0]*',
      'é/*',
      '*(1)*',
      '[a-z]*',
      '\\*',
      'a//*',
      '**',
      '*.',
    ),
    { maxLength: 3 },
  );
  test.prop([objects, globs], { numRuns: 8 })('leaves out what createIgnore leaves out', async (given, ignore) => {
    const isIgnored = createIgnore(ignore);
    const rows = await described(given, { ignore });
    for (const { name } of given) {
      const kind = rows.get(name)?.['kind'];
      expect([name, kind === 'ignored' || kind === 'marker']).toEqual([name, isIgnored(name, 1)]);
    }
  });

  test.prop([objects], { numRuns: 4 })('places objects as the pure functions do', async (given) => {
    const whole = await described(given);
    const folders = ['a', 'a//b', 'e\u0301', ''];
    const configured = await described(given, { folders });
    for (const { name } of given) {
      const top = topFolderOf(name);
      expect([name, whole.get(name)?.['entry']]).toEqual([name, top]);
      if (top !== '') expect([name, whole.get(name)?.['subfolder']]).toEqual([name, subfolderOf(name, top)]);
      const inner = folders.findLast((folder, place) => place < 3 && isInFolder(name, folder)) ?? '';
      expect([name, folders[Number(configured.get(name)?.['entry'])]]).toEqual([name, inner]);
    }
  });

  it('never puts a text of the caller into the statement', () => {
    const evil = "x' OR 1=1 --";
    const { text, values } = objectsSql(sql`SELECT 1`, {
      folders: [evil],
      ignore: ['*'],
      categories: { [evil]: 'video' },
    });
    expect(text).not.toContain('OR 1=1');
    expect(values).toContain(`${evil}/`);
    expect(() => sqlWord("a'")).toThrow(TypeError);
  });
});

describe('a DuckDB of a report', () => {
  it('reads no file outside its folder', async () => {
    const duckdb = await loadDuckdb();
    if (duckdb === null) throw new Error('DuckDB is not installed.');
    const other = await DuckdbEngine.open(duckdb, { folder: await temporaryFolder(), memoryMb: 64, threads: 1 });
    const call = { signal: new AbortController().signal };
    await expect(other.query(sql`SELECT * FROM read_csv('/etc/passwd')`, call)).rejects.toThrow(/Permission/);
    await expect(other.query(sql`SET enable_external_access = true`, call)).rejects.toThrow();
    await other.close();
  });
});
