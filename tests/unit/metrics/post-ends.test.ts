import { describe, expect, it } from 'vitest';

import type { MediaRecord } from '../../../src/documents/media.ts';
import { listEnds, rankPosts } from '../../../src/metrics/post-ends.ts';
import { media } from './snapshots.ts';

/** Posts with so many views, the first the oldest. */
const viewed = (...views: (number | null)[]): MediaRecord[] =>
  views.map((value, index) => media(String(index), index, { views: value }));

function ends(posts: readonly MediaRecord[]): unknown {
  const ranked = rankPosts(posts, 'views');
  if (ranked === null) return null;
  const of = ({ post, value, ratio, ties }: typeof ranked.best): unknown[] => [post.id, value, ratio, ties];
  return { best: of(ranked.best), weakest: of(ranked.weakest), posts: ranked.posts };
}

describe('rankPosts', () => {
  it.each([
    [[], null],
    [[1, 2], null],
    [[5, 5, 5], null],
    // 30 against the median of 10 and 20; 10 against that of 20 and 30.
    [[10, 20, 30], { best: ['2', 30, 2, 0], weakest: ['0', 10, 0.4, 0], posts: 3 }],
    [[10, null, 20, 30], { best: ['3', 30, 2, 0], weakest: ['0', 10, 0.4, 0], posts: 3 }],
    // Of equal ones the newest.
    [[30, 10, 30, 10], { best: ['2', 30, 3, 1], weakest: ['3', 10, 1 / 3, 1], posts: 4 }],
    [[0, 0, 5], { best: ['2', 5, null, 0], weakest: ['1', 0, 0, 1], posts: 3 }],
  ])('of views %j is %j', (views, expected) => {
    expect(ends(viewed(...views))).toEqual(expected);
  });

  it('leaves out young posts', () => {
    const posts = viewed(10, 20, 30, 99).map((post, index) => ({ ...post, maturing: index === 3 }));
    expect(ends(posts)).toMatchObject({ best: ['2', 30, 2, 0], posts: 3 });
  });
});

describe('listEnds', () => {
  it('names the posts at the ends of each measure once', () => {
    const posts = [1, 2, 3, 4].map((reach, index) =>
      media(String(index), index, { reach, views: 10 - reach, saved: reach === 2 ? 9 : reach, shares: null }),
    );
    expect(listEnds(posts)).toEqual(['3', '0', '1']);
    expect(listEnds([])).toEqual([]);
  });
});
