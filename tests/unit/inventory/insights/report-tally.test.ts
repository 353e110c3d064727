import { describe, expect, it } from 'vitest';

import { SeenNames } from '../../../../src/inventory/insights/report-tally.ts';

describe('names that were seen', () => {
  it('are told from two hundred thousand others, and none of those from them', () => {
    const seen = new SeenNames();
    const names = Array.from({ length: 200_000 }, (_, index) => `video/2026/clip_${String(index)}.mp4`);
    expect(names.every((name) => seen.add(name))).toBe(true);
    expect(names.some((name) => seen.add(name))).toBe(false);
    expect(['', 'a', 'b', 'ab', 'ba', '\u{1F600}'].every((name) => seen.add(name))).toBe(true);
    expect(seen.isFull).toBe(false);
  });
});
