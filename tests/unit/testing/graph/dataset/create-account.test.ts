import { describe, expect, it } from 'vitest';

import { createAccount } from '../../../../../src/testing/graph/dataset/create-account.ts';
import type { MediaNode } from '../../../../../src/testing/graph/dataset/graph-dataset.ts';

const kindOf = ({ media_type, media_product_type }: MediaNode): string => `${media_type} ${media_product_type ?? ''}`;
const count = (media: readonly MediaNode[], kind: string): number =>
  media.filter((post) => kindOf(post) === kind).length;
const interactions = (post: MediaNode): number => post.insights?.['total_interactions'] ?? Number.NaN;
const rate = (post: MediaNode): number => interactions(post) / (post.insights?.['reach'] ?? Number.NaN);
const meanLog = (posts: readonly MediaNode[], measure = rate): number =>
  posts.reduce((sum, post) => sum + Math.log(measure(post)), 0) / posts.length;

describe('createAccount', () => {
  it('makes the same account from the same options and another from another seed', () => {
    const options = { posts: 30, stories: 2, seed: 5 };
    expect(createAccount(options)).toEqual(createAccount(options));
    expect(createAccount({ ...options, seed: 6 }).media).not.toEqual(createAccount(options).media);
  });

  it('gives each kind of post its exact share', () => {
    const { media } = createAccount({ posts: 100, mix: { reels: 5, image: 2, carousel: 2, feed_video: 1 } });
    expect(count(media, 'VIDEO REELS')).toBe(50);
    expect(count(media, 'IMAGE FEED')).toBe(20);
    expect(count(media, 'CAROUSEL_ALBUM FEED')).toBe(20);
    expect(count(media, 'VIDEO FEED')).toBe(10);
    expect(count(createAccount({ posts: 7, mix: { reels: 1, ad: 1 } }).media, 'IMAGE AD')).toBe(3);
  });

  it('gives every node an id of its own above 2^53', () => {
    const { media } = createAccount({ posts: 300, stories: 3, commentsPerPost: 4, repliesPerComment: 2 });
    const ids = media.flatMap((post) => [
      post.id,
      ...(post.children ?? []).map(({ id }) => id),
      ...(post.comments ?? []).flatMap((comment) => [comment.id, ...(comment.replies ?? []).map(({ id }) => id)]),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
  });

  it('adds up: interactions are likes, comments, saved and shares, and comments are those that exist', () => {
    for (const post of createAccount({ posts: 50 }).media) {
      const { likes = 0, comments = 0, saved = 0, shares = 0 } = post.insights ?? {};
      expect(likes + comments + saved + shares).toBe(interactions(post));
      expect(post.like_count).toBe(likes);
      const exist = (post.comments ?? []).reduce((sum, comment) => sum + 1 + (comment.replies?.length ?? 0), 0);
      expect([post.comments_count, comments]).toEqual([exist, exist]);
    }
  });

  it('plants a tag in its share of posts and lifts the rate by its ratio', () => {
    const effects = { tags: [{ tag: 'glaze', ratio: 1.6, share: 0.25 }] };
    const { media } = createAccount({ posts: 2_000, effects, noise: 0.2, followers: 100_000, commentsPerPost: 0 });
    const tagged = media.filter(({ caption }) => caption?.includes('#glaze') === true);
    const others = media.filter((post) => !tagged.includes(post));
    expect(tagged).toHaveLength(500);
    // The standard error of the difference is 0.2 x sqrt(1/500 + 1/1500), about 0.0103; four of them.
    expect(Math.abs(meanLog(tagged) - meanLog(others) - Math.log(1.6))).toBeLessThan(0.042);
  });

  it('plants a slot in the time zone of the account', () => {
    const slots = [{ weekday: 3, daypart: 'evening', ratio: 2 }] as const;
    const timezone = 'America/New_York';
    const { media } = createAccount({
      posts: 400,
      effects: { slots },
      timezone,
      noise: 0,
      commentsPerPost: 0,
      followers: 1e6,
    });
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      weekday: 'short',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    const isIn = ({ timestamp }: MediaNode): boolean =>
      /^Wed, (18|19|2\d)$/.test(format.format(Date.parse(timestamp.replace('+0000', 'Z'))));
    expect(media.filter(isIn).length).toBeGreaterThan(5);
    for (const post of media) expect(rate(post)).toBeCloseTo(isIn(post) ? 0.1 : 0.05, 3);
  });

  it('can lift the reach in place of the rate', () => {
    const effects = { tags: [{ tag: 'glaze', ratio: 3, share: 0.5 }], lifts: 'reach' } as const;
    const { media } = createAccount({ posts: 10, effects, noise: 0, commentsPerPost: 0 });
    const reach = new Set(media.map((post) => post.insights?.['reach']));
    expect([...reach].toSorted()).toEqual([3_000, 9_000]);
    for (const post of media) expect(rate(post)).toBeCloseTo(0.05, 3);
  });

  it('gives flaws to as many posts as asked', () => {
    const flaws = {
      ...{ beforeBusinessAccount: 3, hiddenLikes: 2, missingMediaUrl: 2, withoutInsights: 1, rejectingViews: 2 },
      ...{ unknownType: 1, fewViewers: 1 },
    };
    const { media } = createAccount({ posts: 25, stories: 2, flaws });
    const having = (test: (post: MediaNode) => boolean): number => media.filter(test).length;
    expect(having(({ beforeBusinessAccount }) => beforeBusinessAccount === true)).toBe(3);
    expect(having(({ hiddenLikes }) => hiddenLikes === true)).toBe(2);
    expect(having(({ omits }) => omits?.includes('media_url') === true)).toBe(2);
    expect(having(({ insights }) => Object.keys(insights ?? {}).length === 0)).toBe(1);
    expect(having(({ rejects }) => rejects?.includes('views') === true)).toBe(2);
    expect(having(({ media_type }) => media_type === 'HOLOGRAM')).toBe(1);
    expect(having(({ fewViewers }) => fewViewers === true)).toBe(1);
    const oldest = media.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp)).slice(0, 3);
    expect(oldest.every(({ beforeBusinessAccount }) => beforeBusinessAccount === true)).toBe(true);
  });

  it('lets a post have its own content', () => {
    const content = ({ index }: { index: number }): Uint8Array | undefined =>
      index === 0 ? Uint8Array.of(1) : undefined;
    const { media } = createAccount({ posts: 2, content });
    expect(media.map((post) => post.content)).toEqual([Uint8Array.of(1), undefined]);
  });

  it('refuses a mix without weight', () => {
    expect(() => createAccount({ mix: {} })).toThrow(RangeError);
  });
});
