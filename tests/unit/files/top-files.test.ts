import { describe, expect, it } from 'vitest';

import { createLargest, createLatest, type TopList } from '../../../src/files/top-files.ts';
import { file } from './file-builder.ts';

const OLD = '2025-04-17T18:23:00Z';
const NEW = '2025-05-20T02:43:00Z';

function namesOf<K extends { name: string }>(files: readonly K[], top: TopList<K>): string[] {
  for (const one of files) top.add(one);
  return top.result().map(({ name }) => name);
}

describe('latest and largest', () => {
  const files = [
    file('undated.mp4', { size: '30' }),
    file('old.mp4', { timeCreated: OLD, size: '20' }),
    file('new-b.mp4', { timeCreated: NEW, size: '10' }),
    file('new-a.mp4', { timeCreated: NEW, size: '20' }),
  ];

  it('keep the first few of their order', () => {
    expect(namesOf(files, createLatest(3))).toEqual(['new-a.mp4', 'new-b.mp4', 'old.mp4']);
    expect(namesOf(files, createLatest(9))).toEqual(['new-a.mp4', 'new-b.mp4', 'old.mp4', 'undated.mp4']);
    expect(namesOf(files, createLargest(3))).toEqual(['undated.mp4', 'new-a.mp4', 'old.mp4']);
    expect(namesOf(files, createLargest(0))).toEqual([]);
  });

  it('say beforehand whether a file would be kept', () => {
    const latest = createLatest(1);
    expect(latest.wouldKeep({ name: 'x', created_time: null })).toBe(true);
    latest.add(file('b.mp4', { timeCreated: OLD }));
    expect(latest.wouldKeep({ name: 'x', created_time: null })).toBe(false);
    expect(latest.wouldKeep({ name: 'a.mp4', created_time: OLD })).toBe(true);
    expect(latest.wouldKeep({ name: 'b.mp4', created_time: OLD })).toBe(false);
    expect(createLatest(0).wouldKeep({ name: 'x', created_time: NEW })).toBe(false);
  });

  it.each([-1, 1.5, Number.NaN, Infinity])('refuse the limit %j', (limit) => {
    expect(() => createLatest(limit)).toThrow(
      expect.objectContaining({ kind: 'invalid_request', code: 'argument:limit' }),
    );
  });
});

describe('the item that is dropped next', () => {
  it('is the last of the order, once as many are kept as may be', () => {
    const sized = (size: number) => file(String(size), { size: String(size) });
    const top = createLargest(3);
    const last = [5, 3, 9, 4, 7, 1].map((size) => {
      top.add(sized(size));
      return top.last?.size_bytes;
    });
    expect(last).toEqual([undefined, undefined, 3, 4, 5, 5]);
    expect(createLargest(0).last).toBeUndefined();
  });
});
