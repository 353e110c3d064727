import { describe, expect, it } from 'vitest';
import * as v from 'valibot';

import { folderNodeSchema, type FolderNode } from '../../../src/documents/file.ts';
import { buildFolderTree } from '../../../src/files/folder-tree.ts';
import { file } from './file-builder.ts';

const files = [
  file('root.txt', { size: '1' }),
  file('video/a.mp4', { size: '10', timeCreated: '2025-04-30T00:00:00Z' }),
  file('video/raw/b.mp4', { size: '100', timeCreated: '2025-05-01T00:00:00Z' }),
  file('video/raw/deep/c.mp4', { size: '1000' }),
  file('music/d.mp3', { size: '10000', timeCreated: '2025-04-01T00:00:00Z' }),
];

const outline = (node: FolderNode): unknown[] => [
  node.path,
  node.name,
  node.own.size_bytes,
  node.total.size_bytes,
  node.newest_file?.name ?? null,
  ...node.children.map(outline),
];

describe('buildFolderTree', () => {
  it('adds own and everything below, folder by folder', () => {
    // video: own 10, total 10 + 100 + 1000; root: own 1, total 1 + 1110 + 10000.
    expect(outline(buildFolderTree(files))).toEqual([
      '',
      '',
      1,
      11_111,
      'video/raw/b.mp4',
      ['music', 'music', 10_000, 10_000, 'music/d.mp3'],
      [
        'video',
        'video',
        10,
        1_110,
        'video/raw/b.mp4',
        [
          'video/raw',
          'raw',
          100,
          1_100,
          'video/raw/b.mp4',
          ['video/raw/deep', 'deep', 1_000, 1_000, 'video/raw/deep/c.mp4'],
        ],
      ],
    ]);
  });

  it('tells depth and categories of the total, of those that hold files', () => {
    const tree = buildFolderTree(files);
    expect([tree.depth, tree.children.map((child) => child.depth)]).toEqual([0, [1, 1]]);
    expect(tree.categories).toEqual({
      videos: { count: 3, size_mb: 0 },
      audio: { count: 1, size_mb: 0.01 },
      documents: { count: 1, size_mb: 0 },
    });
    expect(Object.keys(tree.categories)).toEqual(['videos', 'audio', 'documents']);
    expect(tree.children[0]?.categories).toEqual({ audio: { count: 1, size_mb: 0.01 } });
    expect(buildFolderTree([]).categories).toEqual({});
  });

  it('counts what lies below the deepest level in the totals above it', () => {
    expect(outline(buildFolderTree(files, { maxDepth: 1 }))).toEqual([
      '',
      '',
      1,
      11_111,
      'video/raw/b.mp4',
      ['music', 'music', 10_000, 10_000, 'music/d.mp3'],
      ['video', 'video', 10, 1_110, 'video/raw/b.mp4'],
    ]);
    expect(outline(buildFolderTree(files, { maxDepth: 0 }))).toEqual(['', '', 1, 11_111, 'video/raw/b.mp4']);
    expect(buildFolderTree(files, { maxDepth: 3 })).toEqual(buildFolderTree(files));
  });

  it('keeps folders with empty segments and hostile names apart', () => {
    const tree = buildFolderTree([
      file('/video/a', { size: '1' }),
      file('video/a', { size: '2' }),
      file('video//raw/a', { size: '4' }),
      file('video/raw/a', { size: '8' }),
      file('__proto__/constructor/a', { size: '16' }),
    ]);
    expect(outline(tree)).toEqual([
      '',
      '',
      0,
      31,
      '/video/a',
      ['/video', 'video', 1, 1, '/video/a'],
      [
        '__proto__',
        '__proto__',
        0,
        16,
        '__proto__/constructor/a',
        ['__proto__/constructor', 'constructor', 16, 16, '__proto__/constructor/a'],
      ],
      [
        'video',
        'video',
        2,
        14,
        'video//raw/a',
        ['video//raw', 'raw', 4, 4, 'video//raw/a'],
        ['video/raw', 'raw', 8, 8, 'video/raw/a'],
      ],
    ]);
    expect(v.parse(folderNodeSchema, tree)).toEqual(tree);
  });

  it('stands a name of 512 levels', () => {
    let node: FolderNode | undefined = buildFolderTree([file(`${'a/'.repeat(511)}b`)]);
    let levels = 0;
    for (; node !== undefined; node = node.children[0]) levels += 1;
    expect(levels).toBe(512);
  });

  it('is an empty root of nothing', () => {
    const nothing = { files: 0, size_bytes: 0, size_mb: 0 };
    expect(buildFolderTree([])).toEqual({
      name: '',
      path: '',
      depth: 0,
      own: nothing,
      total: nothing,
      categories: {},
      newest_file: null,
      children: [],
    });
  });

  it.each([-1, 0.5, Number.NaN])('refuses the depth %j', (maxDepth) => {
    expect(() => buildFolderTree([], { maxDepth })).toThrow(expect.objectContaining({ code: 'argument:maxDepth' }));
  });
});

describe('the depth of a tree', () => {
  it.each([-1, 1.5, Number.NaN, '2'])('is refused where it is %s', (maxDepth) => {
    expect(() => buildFolderTree([], { maxDepth: maxDepth as number })).toThrow('maxDepth: found');
  });

  it('counts no file whose size is not known', () => {
    const known = file('a/b.mp4', { size: '5' });
    const tree = buildFolderTree([known, { ...known, name: 'a/c.mp4', size_bytes: null }]);
    expect(JSON.stringify(tree)).toBe(JSON.stringify(buildFolderTree([known])));
  });
});

describe('a tree that is cut at a depth', () => {
  it('takes a run of slashes for one step, as the whole tree does', () => {
    const pathsOf = (node: FolderNode): string[] => [node.path, ...node.children.flatMap(pathsOf)];
    const tree = (maxDepth?: number): string[] => pathsOf(buildFolderTree([file('a//b/c/d.mp4')], { maxDepth }));
    expect(tree()).toEqual(['', 'a', 'a//b', 'a//b/c']);
    expect([tree(0), tree(1), tree(2)]).toEqual([[''], ['', 'a'], ['', 'a', 'a//b']]);
  });
});
