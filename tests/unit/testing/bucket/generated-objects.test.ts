import { describe, expect, it } from 'vitest';

import { GeneratedObjects } from '../../../../src/testing/bucket/generated-objects.ts';
import type { GeneratedShape } from '../../../../src/testing/bucket/object-names.ts';

const SHAPES: readonly GeneratedShape[] = ['flat', 'tree', 'timestamps', 'hash', 'mixed', 'folder', 'skewed'];
const names = (objects: GeneratedObjects): string[] =>
  Array.from({ length: objects.length }, (_, index) => objects.nameAt(index));

describe.each(SHAPES)('generated names of shape %s', (shape) => {
  it.each([0, 1, 3, 5, 20, 3_457])('are %i names in UTF-8 byte order, each once', (count) => {
    const made = names(new GeneratedObjects({ shape, count }));
    expect(made).toHaveLength(count);
    expect(new Set(made).size).toBe(count);
    expect(made).toEqual([...made].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  it('are found by binary search, present or not', () => {
    const objects = new GeneratedObjects({ shape, count: 2_000 });
    for (let index = 0; index < objects.length; index += 37) {
      const name = objects.nameAt(index);
      expect(objects.lowerBound(name)).toBe(index);
      expect(objects.lowerBound(`${name}\u0000`)).toBe(index + 1);
    }
    expect(objects.lowerBound('')).toBe(0);
    expect(objects.lowerBound('\u{10FFFF}')).toBe(objects.length);
  });

  it('can be asked for in any order', () => {
    const objects = new GeneratedObjects({ shape, count: 1_500 });
    const forward = names(objects);
    for (const index of [1_499, 0, 750, 749, 751, 3, 1_000]) expect(objects.nameAt(index)).toBe(forward[index]);
  });

  it('carry hashes of the right length and no two MD5 alike', () => {
    const objects = new GeneratedObjects({ shape, count: 3_000 });
    const rows = Array.from({ length: 3_000 }, (_, index) => {
      const { md5Hash, crc32c } = objects.rowAt(index);
      return { md5Hash: md5Hash ?? '', crc32c };
    });
    const bytes = (hash: string): Buffer => Buffer.from(hash, 'base64');
    expect(rows.filter(({ md5Hash }) => bytes(md5Hash).length !== 16)).toEqual([]);
    expect(rows.filter(({ md5Hash }) => bytes(md5Hash).toString('base64') !== md5Hash)).toEqual([]);
    expect(rows.filter(({ crc32c }) => bytes(crc32c).length !== 4)).toEqual([]);
    expect(new Set(rows.map(({ md5Hash }) => md5Hash)).size).toBe(3_000);
  });
});

describe('a generated bucket', () => {
  it('is the same for the same seed and another for another', () => {
    const sizes = (seed: number): number[] => {
      const objects = new GeneratedObjects({ shape: 'flat', count: 50, seed });
      return Array.from({ length: 50 }, (_, index) => objects.rowAt(index).size);
    };
    expect(sizes(1)).toEqual(sizes(1));
    expect(sizes(1)).not.toEqual(sizes(2));
  });

  it('of mixed names holds the traps: astral and half-width names, markers, dotfiles, percent signs, long names', () => {
    const made = names(new GeneratedObjects({ shape: 'mixed', count: 500 }));
    expect(made.some((name) => name.startsWith('\u{1F600}'))).toBe(true);
    expect(made.some((name) => name.startsWith('\uFF61'))).toBe(true);
    expect(made).toContain('clips/');
    expect(made).toContain('README');
    expect(made.some((name) => name.includes('100% done+ok?='))).toBe(true);
    expect(Math.max(...made.map((name) => Buffer.byteLength(name)))).toBeGreaterThan(890);
  });

  it('of skewed names has 45 % of them in tenant folders of very different size', () => {
    const made = names(new GeneratedObjects({ shape: 'skewed', count: 20_000 }));
    const tenants = new Map<string, number>();
    for (const name of made) {
      const tenant = /^tenants\/[^/]+/.exec(name)?.[0];
      if (tenant !== undefined) tenants.set(tenant, (tenants.get(tenant) ?? 0) + 1);
    }
    const inTree = [...tenants.values()].reduce((sum, size) => sum + size, 0);
    expect(tenants.size).toBe(60);
    expect(inTree).toBeGreaterThan(8_900);
    expect(inTree).toBeLessThanOrEqual(9_000);
    expect(Math.max(...tenants.values())).toBeGreaterThan(50 * Math.min(...tenants.values()));
  });

  it('refuses counts that cannot be', () => {
    expect(() => new GeneratedObjects({ shape: 'flat', count: -1 })).toThrow(RangeError);
    expect(() => new GeneratedObjects({ shape: 'flat', count: 2e8 })).toThrow(RangeError);
  });
});
