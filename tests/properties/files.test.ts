import { fc, test } from '@fast-check/vitest';
import picomatch from 'picomatch';
import { describe, expect } from 'vitest';

import { compareNames } from '../../src/base/order.ts';
import { toMegabytes } from '../../src/base/sums.ts';
import { normalizeTimestamp } from '../../src/base/time.ts';
import type { FileRecord, FolderNode } from '../../src/documents/file.ts';
import { createListingCategorizer } from '../../src/files/categorize-file.ts';
import { distinctFolders, extensionOf, folderOf, isInFolder, normalizeFolder, stemOf } from '../../src/files/path.ts';
import {
  buildFolderTree,
  categorizeFile,
  categorizeFiles,
  describeFile,
  diffInventories,
  findDuplicates,
  groupSeries,
  matchesQuery,
  pairFiles,
  summarizeFiles,
  type ObjectRow,
} from '../../src/files/index.ts';
import { FileSums } from '../../src/files/summarize-files.ts';
import { compareLargest, compareNewest, createLargest, createLatest } from '../../src/files/top-files.ts';

/** Parts of names that have gone wrong before, beside anything at all. */
const segment = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('video', 'video_old', 'a', 'b', 'clip.mp4', 'clip.jpg', 'x.gcode_20250422_1347.mp4'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '.',
      '..',
      '.DS_Store',
      '__proto__',
      'constructor',
      'a.__proto__',
      'tar.gz',
      '\uFB01.stl',
      '\u{1F3A5}.mp4',
      '100%',
      'a b&c#?.txt',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const objectName = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const size = fc.integer({ min: 0, max: 5 * 2 ** 40 });
const listedTime = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const row: fc.Arbitrary<ObjectRow> = fc.record({
  name: objectName,
  size: size.map(String),
  contentType: fc.constantFrom(null, 'video/mp4', 'text/plain', 'application/octet-stream', 'image/png'),
  timeCreated: fc.option(listedTime, { nil: undefined }),
  storageClass: fc.constantFrom(null, 'STANDARD', 'ARCHIVE', '__proto__'),
  md5Hash: fc.constantFrom(null, 'M1', 'M2', 'M3'),
  crc32c: fc.constantFrom(null, 'C1', 'C2'),
});
const records = fc
  .uniqueArray(row, { selector: (listed) => listed.name, maxLength: 40 })
  .map((rows) => rows.map((listed) => describeFile(listed, { bucket: 'prints' })));
/** A list and the same list in another order. */
const shuffled = records.chain((files) =>
  fc.tuple(fc.constant(files), fc.shuffledSubarray(files, { minLength: files.length, maxLength: files.length })),
);

describe('every summary of files', () => {
  test.prop([shuffled])('is the same in whatever order the files come', ([files, others]) => {
    expect(summarizeFiles(others)).toEqual(summarizeFiles(files));
    expect(buildFolderTree(others)).toEqual(buildFolderTree(files));
    expect(categorizeFiles(others)).toEqual(categorizeFiles(files));
    expect(pairFiles(others)).toEqual(pairFiles(files));
    expect(groupSeries(others)).toEqual(groupSeries(files));
    expect(findDuplicates(others)).toEqual(findDuplicates(files));
    expect(diffInventories(others, [])).toEqual(diffInventories(files, []));
    expect(diffInventories([], others)).toEqual(diffInventories([], files));
  });

  test.prop([records])('leaves the files as they were', (files) => {
    const copy = structuredClone(files);
    summarizeFiles(files);
    buildFolderTree(files);
    categorizeFiles(files);
    pairFiles(files);
    groupSeries(files);
    findDuplicates(files);
    diffInventories(files, files);
    expect(files).toEqual(copy);
  });
});

describe('totals', () => {
  test.prop([records, fc.func(fc.integer({ min: 0, max: 3 }))])('add up over any partition', (files, partOf) => {
    const whole = new FileSums();
    for (const part of [0, 1, 2, 3]) {
      const sums = new FileSums();
      for (const file of files) if (partOf(file.name) === part) sums.add(file);
      whole.addSums(sums);
    }
    expect(whole.result()).toEqual(summarizeFiles(files));
  });

  test.prop([records])('are those of the categories together', (files) => {
    const { categorized_summary: categories, files: count } = summarizeFiles(files);
    expect(Object.values(categories).reduce((sum, category) => sum + category.count, 0)).toBe(count);
    expect(Object.values(categorizeFiles(files)).flat()).toHaveLength(count);
  });
});

describe('a categorizer', () => {
  const ending = fc.constantFrom(
    'a.mp4',
    '.mp4',
    'x/.mp4',
    'x..mp4',
    '..mp4',
    'b.MP4',
    'c.tar.gz',
    'd.gz',
    'e .mp4',
    'mp4',
  );
  const name = fc.oneof({ weight: 4, arbitrary: ending }, { weight: 1, arbitrary: objectName });
  const contentType = fc.constantFrom(undefined, 'text/plain', 'image/jpeg');

  test.prop([fc.array(fc.tuple(name, contentType), { maxLength: 30, size: 'max' })])(
    'does not mind what came before',
    (files) => {
      const categorize = createListingCategorizer();
      for (const [listed, type] of files) {
        expect([listed, categorize(listed, type)]).toEqual([listed, createListingCategorizer()(listed, type)]);
      }
    },
  );
});

describe('the folder tree', () => {
  const everyNode = (node: FolderNode): FolderNode[] => [node, ...node.children.flatMap(everyNode)];

  test.prop([records])('has every file once as its own, and totals that are own plus children', (files) => {
    const nodes = everyNode(buildFolderTree(files));
    expect(nodes.reduce((sum, node) => sum + node.own.files, 0)).toBe(files.length);
    expect(new Set(nodes.map((node) => node.path)).size).toBe(nodes.length);
    for (const node of nodes) {
      const below = node.children.reduce((sum, child) => sum + child.total.size_bytes, 0);
      expect(node.total.size_bytes).toBe(node.own.size_bytes + below);
      const categories = Object.values(node.categories).reduce((sum, { count }) => sum + count, 0);
      expect(categories).toBe(node.total.files);
      for (const child of node.children) expect(child.depth).toBe(node.depth + 1);
      expect(node.own.files).toBe(files.filter((file) => file.folder === node.path).length);
      expect(node.children.map((child) => child.path)).toEqual(
        node.children.map((child) => child.path).toSorted(compareNames),
      );
    }
  });

  test.prop([records, fc.integer({ min: 0, max: 4 })])('has the same totals at every depth', (files, maxDepth) => {
    const whole = new Map(everyNode(buildFolderTree(files)).map((node) => [node.path, node]));
    for (const node of everyNode(buildFolderTree(files, { maxDepth }))) {
      expect(node.total).toEqual(whole.get(node.path)?.total);
      expect(node.own).toEqual(whole.get(node.path)?.own);
      expect(node.newest_file).toEqual(whole.get(node.path)?.newest_file);
      expect(node.categories).toEqual(whole.get(node.path)?.categories);
    }
  });
});

describe('latest and largest', () => {
  test.prop([shuffled, fc.integer({ min: 0, max: 50 })])(
    'are the head of the sorted list',
    ([files, others], limit) => {
      for (const [top, compare] of [
        [createLatest<FileRecord>(limit), compareNewest],
        [createLargest<FileRecord>(limit), compareLargest],
      ] as const) {
        for (const file of others) top.add(file);
        expect(top.result()).toEqual(files.toSorted(compare).slice(0, limit));
      }
    },
  );
});

describe('search', () => {
  // Where picomatch reads the dialect: it takes ( ) | + ! for a language of its own and `a/**` for `a` too.
  const globPart = fc.constantFrom(
    '*',
    '**',
    '?',
    'video',
    '*.mp4',
    '{a,b}',
    '[a-c]',
    '[^a-c]*',
    'clip.*',
    '.*',
    'a*b',
  );
  const segments = fc.array(fc.constantFrom('video', 'a', 'b', 'clip.mp4', 'aab', '.x', 'd'), {
    minLength: 1,
    maxLength: 4,
  });

  test.prop([segments, fc.array(globPart, { minLength: 1, maxLength: 4 })], { numRuns: 2_000 })(
    'agrees with picomatch',
    (names, parts) => {
      const glob = parts.join('/');
      const name = names.join('/');
      const file = describeFile({ name, size: 0 }, { bucket: 'prints' });
      fc.pre(!(glob.endsWith('/**') && matchesQuery(file, { glob: glob.replace(/(?:\/\*\*)+$/, '') })));
      const subject = glob.includes('/') ? name : file.file_name;
      expect(matchesQuery(file, { glob })).toBe(picomatch.isMatch(subject, glob, { dot: true, windows: false }));
    },
  );

  test.prop([row, row])('finds a file by any part of its name, in any case', (listed, other) => {
    const file = describeFile(listed, { bucket: 'prints' });
    expect(matchesQuery(file, file.name)).toBe(true);
    expect(matchesQuery(file, file.file_name.toLowerCase())).toBe(true);
    expect(matchesQuery(file, { folder: other.name })).toBe(isInFolder(file.name, other.name));
  });

  test.prop([row, fc.integer({ min: 0, max: 2 ** 20 })])('divides sizes in two at any bound', (listed, bound) => {
    const file = describeFile(listed, { bucket: 'prints' });
    const isExact = file.size_bytes === bound * 1_048_576;
    const under = matchesQuery(file, { maxSizeMb: bound });
    const over = matchesQuery(file, { minSizeMb: bound });
    expect([under, over]).toEqual(isExact ? [true, true] : [under, !under]);
  });

  test.prop([listedTime, listedTime])('divides times in two at any bound', (timeCreated, bound) => {
    const file = describeFile({ name: 'a', size: 1, timeCreated }, { bucket: 'prints' });
    const early = matchesQuery(file, { createdBefore: bound });
    expect(matchesQuery(file, { createdAfter: bound })).toBe(!early);
    expect(early).toBe(Date.parse(file.created_time ?? '') < Date.parse(bound));
  });
});

describe('names', () => {
  test.prop([fc.string({ unit: 'binary' })])('of any kind are taken apart without loss', (name) => {
    const record = describeFile({ name, size: 0 }, { bucket: 'prints' });
    const { file_name: fileName, folder } = record;
    expect(name.endsWith(fileName)).toBe(true);
    expect(folder.endsWith('/')).toBe(false);
    expect(name.startsWith(folder)).toBe(true);
    expect(fileName.startsWith(stemOf(fileName))).toBe(true);
    expect(fileName.toLowerCase()).toContain(extensionOf(fileName));
    expect(record.file_category).toBe(categorizeFile(name));
    expect(categorizeFile(`${name}/clip.MP4`)).toBe('video');
  });

  test.prop([objectName])('come back from their public address', (name) => {
    // The two names Cloud Storage does not take, because no URL can hold them.
    fc.pre(name !== '.' && name !== '..');
    const url = new URL(describeFile({ name, size: 0 }, { bucket: 'prints' }).public_url);
    expect(decodeURIComponent(url.pathname)).toBe(`/prints/${name}`);
    expect(url.search + url.hash).toBe('');
  });

  test.prop([fc.string({ unit: fc.constantFrom('\uD83D', '\uDFA5', 'a', '/', '.') })])(
    'with half a surrogate pair still give an address',
    (name) => {
      expect(() => new URL(describeFile({ name, size: 0 }, { bucket: 'prints' }).public_url)).not.toThrow();
    },
  );

  test.prop([objectName])('lie in their folder and in every folder above it', (name) => {
    const path = folderOf(name);
    expect(isInFolder(name, '')).toBe(true);
    // A folder that begins with a slash has no spelling of its own.
    if (!path.startsWith('/')) expect(path === '' || isInFolder(name, path)).toBe(true);
    expect(normalizeFolder(`/${path}/`)).toBe(normalizeFolder(path));
  });

  test.prop([fc.array(objectName, { maxLength: 6 }), objectName])(
    'are in as many distinct folders as there is need: one, when they were in any',
    (folders, name) => {
      const wasIn = folders.some((folder) => isInFolder(name, folder));
      expect(distinctFolders(folders).filter((folder) => isInFolder(name, folder))).toHaveLength(wasIn ? 1 : 0);
    },
  );
});

describe('the fast ways of a listing', () => {
  test.prop([
    fc.oneof(
      size,
      fc.integer({ min: 0, max: 2_000 * 131_072 }).map((steps) => steps * 8),
      fc.maxSafeInteger(),
    ),
  ])('round sizes as the documents do', (bytes) => {
    fc.pre(bytes >= 0);
    expect(describeFile({ name: 'a', size: bytes }, { bucket: 'b' }).size_mb).toBe(toMegabytes(bytes));
  });

  test.prop([
    fc.oneof(
      listedTime,
      listedTime.map((time) => time.replace(/\.\d+/, '')),
      fc.string(),
    ),
  ])('write times as the documents do', (time) => {
    expect(describeFile({ name: 'a', size: 1, timeCreated: time }, { bucket: 'b' }).created_time).toBe(
      normalizeTimestamp(time),
    );
  });
});

describe('differences', () => {
  test.prop([records, records])('account for every file of both sides once', (before, after) => {
    const { added, changed, removed, moved, unchanged } = diffInventories(before, after);
    expect(removed.length + moved.length + changed.length + unchanged).toBe(before.length);
    expect(added.length + moved.length + changed.length + unchanged).toBe(after.length);
    const back = diffInventories(after, before);
    expect([back.removed, back.added]).toEqual([added, removed]);
    expect(back.changed.map((change) => change.name)).toEqual(changed.map((change) => change.name));
  });

  test.prop([records])('are none of a bucket with itself', (files) => {
    expect(diffInventories(files, structuredClone(files))).toMatchObject({
      added: [],
      changed: [],
      removed: [],
      moved: [],
    });
  });
});
