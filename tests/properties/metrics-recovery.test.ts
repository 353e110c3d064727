import { describe, expect, it } from 'vitest';

import {
  coverSlots,
  coverTags,
  findFalseVerdicts,
  recoverSlot,
  recoverTag,
  shareOf,
} from '../unit/metrics/recovery.ts';

// Log-normal noise of sd 0.6 on engagement, 30 posts per cell, fixed seeds. `bench/analytics.ts` runs ten times as many.
const SEEDS = 20;

describe('what is there is found', () => {
  it('finds a tag that lifts by 60 % in nine of ten accounts and leaves the others alone', () => {
    const { found, quiet } = recoverTag(SEEDS * 2, { posts: 300, perTag: 30, others: 9 });
    expect(shareOf(found)).toBeGreaterThanOrEqual(0.9);
    expect(shareOf(quiet)).toBeGreaterThanOrEqual(0.9);
  });

  it('finds a slot that doubles in nine of ten accounts, as the best', () => {
    const { found, first } = recoverSlot(SEEDS, { slots: 28, perSlot: 30 });
    expect(shareOf(found)).toBeGreaterThanOrEqual(0.9);
    expect(shareOf(first)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('what is not there is not found', () => {
  it('calls at most one in ten tags and slots of pure noise helpful or harmful', () => {
    const { tags, slots } = findFalseVerdicts(SEEDS);
    expect(shareOf(tags)).toBeLessThanOrEqual(0.1);
    expect(shareOf(slots)).toBeLessThanOrEqual(0.1);
  });
});

describe('80 % intervals', () => {
  it('hold the truth about as often as they say, for tags', () => {
    const covered = shareOf(coverTags(SEEDS, { posts: 300, perTag: 30, tags: 10 }));
    expect(covered).toBeGreaterThanOrEqual(0.75);
    expect(covered).toBeLessThanOrEqual(0.88);
  });

  it('hold the truth about as often as they say, for slots', () => {
    const covered = shareOf(coverSlots(SEEDS, 30));
    expect(covered).toBeGreaterThanOrEqual(0.75);
    expect(covered).toBeLessThanOrEqual(0.88);
  });
});
