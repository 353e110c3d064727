import { describe, expect, it } from 'vitest';

import type { Snapshot } from '../../../src/documents/analytics.ts';
import type { MediaMetadata } from '../../../src/documents/file.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import { createPostDescriber, describePosts } from '../../../src/planning/posts.ts';
import { bigAccount } from '../../support/big-documents.ts';
import { analytics, post } from '../assistant/samples.ts';

const FIRST = Date.UTC(2026, 0, 10);
const iso = (time: number): string => new Date(time).toISOString();
const DAY_MS = 86_400_000;
const ago = (days: number): string => iso(FIRST - days * DAY_MS);
const NONE = { history: [], asOf: null, series: {} };

/** Makes posts with so many views each, the first the newest. */
function viewed(views: readonly (number | null)[], over: Parameters<typeof post>[0] = {}): MediaRecord[] {
  return views.map((value, index) =>
    post({
      id: String(index),
      timestamp: ago(10 + index),
      ...over,
      insights: { views: value, total_interactions: value },
    }),
  );
}

const idOf = ({ media_id: id }: { media_id: string }): string => id;

describe('describePosts', () => {
  it('has none of no posts', () => {
    expect(describePosts([], NONE)).toEqual({ best: [], weakest: null, latest: null, outliers: [] });
  });

  it.each<[number[], string[], string | null]>([
    [[5], ['0'], null],
    [[5, 9], ['1'], '0'],
    [[5, 9, 7], ['1'], '0'],
    [[5, 9, 7, 8], ['1', '3'], '0'],
    [[1, 2, 3, 4, 5, 6, 7], ['6', '5', '4'], '0'],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], ['12', '11', '10'], '0'],
    // Of equal ones the newest is the best and the oldest the weakest.
    [[5, 5, 5, 5], ['0', '1'], '3'],
  ])('of interactions %j the best are %j and the weakest %j', (views, best, weakest) => {
    const posts = describePosts(viewed(views).toReversed(), NONE);
    expect(posts.best.map(idOf)).toEqual(best);
    expect(posts.weakest?.media_id ?? null).toBe(weakest);
    expect(posts.latest?.media_id).toBe('0');
  });

  it('chooses among posts over 48 hours where there are any, and leaves out those nothing is known of', () => {
    const [young] = viewed([99], { id: 'young', maturing: true, timestamp: ago(1) });
    if (young === undefined) throw new Error('a post');
    const posts = describePosts([young, ...viewed([5, null, 9])], NONE);
    expect([posts.best.map(idOf), posts.weakest?.media_id, posts.latest?.media_id]).toEqual([['2'], '0', 'young']);
    expect(describePosts([young], NONE).best.map(idOf)).toEqual(['young']);
  });

  it('describes a post whole', () => {
    const details = { duration_seconds: 12.5, orientation: 'portrait' } as MediaMetadata;
    const [first, ...others] = viewed([10, 20, 30, 40]);
    if (first === undefined) throw new Error('a post');
    const full: MediaRecord = {
      ...first,
      caption: ' Two\n lines ',
      hashtags: ['clay'],
      permalink: 'https://www.instagram.com/p/1/',
      media_audio_type: 'MUSIC',
      media_details: details,
    };
    const { latest } = describePosts([full, ...others], { history: [], asOf: iso(FIRST), series: { '0': 'tu' } });
    const unknown = { value: null, median: null, ratio: null, posts: 0, at: 'now' };
    expect(latest).toEqual({
      media_id: '0',
      permalink: 'https://www.instagram.com/p/1/',
      timestamp: ago(10),
      age_hours: 240,
      maturing: false,
      media_product_type: 'REELS',
      caption: 'Two lines',
      hashtags: ['clay'],
      series: 'tu',
      audio: 'MUSIC',
      orientation: 'portrait',
      duration_seconds: 12.5,
      figures: {
        views: { value: 10, median: 30, ratio: 0.33, posts: 3, at: 'now' },
        reach: unknown,
        interactions: { value: 10, median: 30, ratio: 0.33, posts: 3, at: 'now' },
        engagement_rate: { value: 100, median: 100, ratio: 1, posts: 3, at: 'now' },
        save_rate: unknown,
        share_rate: unknown,
        skip_rate: unknown,
        retention_ratio: unknown,
      },
    });
    const bare = describePosts([{ ...first, timestamp: 'soon' }], NONE).latest;
    expect(bare).toMatchObject({ age_hours: null, series: null, audio: null, orientation: null, caption: null });
    expect(describePosts([{ ...first, timestamp: 'soon' }], { ...NONE, asOf: ago(0) }).latest?.age_hours).toBeNull();
  });

  it.each<[string, string]>([
    ['x'.repeat(140), 'x'.repeat(140)],
    ['x'.repeat(141), `${'x'.repeat(139)}…`],
    ['👍'.repeat(141), `${'👍'.repeat(139)}…`],
  ])('cuts a caption to 140 characters', (caption, start) => {
    expect(describePosts([post({ caption })], NONE).latest?.caption).toBe(start);
  });
});

describe('a figure against those of the others', () => {
  const viewsOf = (media: readonly MediaRecord[], at: number): unknown => {
    const of = media[at];
    return of === undefined ? null : createPostDescriber(media, NONE)(of).figures.views;
  };

  it.each<[(number | null)[], object]>([
    [[10, 20, 30], { value: 10, median: null, ratio: null, posts: 2 }],
    [[10, 20, 30, 40], { value: 10, median: 30, ratio: 0.33, posts: 3 }],
    [[10, 20, 30, null], { value: 10, median: null, ratio: null, posts: 2 }],
    [[null, 20, 30, 40], { value: null, median: 30, ratio: null, posts: 3 }],
    [[10, 0, 0, 0], { value: 10, median: 0, ratio: null, posts: 3 }],
    [[0, 5, 5, 5], { value: 0, median: 5, ratio: 0, posts: 3 }],
  ])('of %j is %j', (views, expected) => {
    expect(viewsOf(viewed(views), 0)).toEqual({ ...expected, at: 'now' });
  });

  it('counts posts of the same product type over 48 hours alone', () => {
    const media = [
      ...viewed([10, 20, 30, 40]),
      ...viewed([900, 900, 900], { media_product_type: 'FEED' }).map((one) => ({ ...one, id: `f${one.id}` })),
      ...viewed([800], { maturing: true, id: 'young' }),
    ];
    expect(viewsOf(media, 0)).toMatchObject({ median: 30, posts: 3 });
    // A young one is compared with the four others, and is none of them.
    expect(viewsOf(media, 7)).toMatchObject({ value: 800, median: 25, ratio: 32, posts: 4 });
    expect(viewsOf(media, 4)).toMatchObject({ median: null, posts: 2 });
  });
});

describe('an outlier', () => {
  const outliers = (views: readonly number[]): unknown[] =>
    describePosts(viewed(views), NONE)
      .outliers.filter(({ figures }) => figures['figure'] === 'views')
      .map(({ kind, subject, figures, evidence }) => [kind, subject, figures['value'], figures['ratio'], evidence]);

  it.each<[number[], unknown[]]>([
    [[30, 10, 10, 10, 10], [['outlier', ['0'], 30, 3, ['0']]]],
    [[29, 10, 10, 10, 10], []],
    [[30, 10, 10, 10], []],
    [[30, 50, 10, 10, 10, 10, 10], [['outlier', ['1'], 50, 5, ['1']]]],
    [[0, 0, 0, 0, 0], []],
  ])('of %j is %j', (views, expected) => {
    expect(outliers(views)).toEqual(expected);
  });

  it('is looked for in views, engagement, saves and shares, with the posts it is compared to', () => {
    const media = [60, 10, 10, 10, 10].map((count, index) =>
      post({
        id: String(index),
        timestamp: ago(10 + index),
        insights: { reach: 100, saved: count, shares: count, total_interactions: count, views: count, follows: count },
      }),
    );
    const found = describePosts(media, NONE).outliers;
    expect(found.map(({ figures }) => figures)).toEqual(
      ['views', 'engagement_rate', 'save_rate', 'share_rate'].map((figure) => ({
        figure,
        value: 60,
        ratio: 6,
        median: 10,
        posts: 4,
      })),
    );
  });

  it('is no post under 48 hours', () => {
    const [young] = viewed([900], { maturing: true, id: 'young' });
    expect(
      describePosts([...(young === undefined ? [] : [young]), ...viewed([10, 10, 10, 10])], NONE).outliers,
    ).toEqual([]);
  });
});

describe('at the same age', () => {
  /** Four posts a day apart, read each day before the newest was 5 days old, which it is now. */
  const views = [300, 100, 120, 140];
  const media = views.map((value, index) =>
    post({ id: String(index), timestamp: ago(5 + index), insights: { views: value } }),
  );
  const history = [1, 2, 3].map((day): Snapshot => ({ taken_at: ago(day), analytics: analytics(media) }));

  it('a post is compared where three others were read at its age', () => {
    const options = { history, asOf: ago(0), series: {} };
    const [first] = media;
    if (first === undefined) throw new Error('a post');
    expect(createPostDescriber(media, options)(first).figures).toMatchObject({
      views: { value: 300, median: 120, ratio: 2.5, posts: 3, at: 'same_age' },
      // A rate does not grow with age.
      engagement_rate: { at: 'now' },
    });
    const short = media.slice(0, 3);
    const fewer = history.map((snapshot) => ({ ...snapshot, analytics: analytics(short) }));
    const { views: few } = createPostDescriber(short, { ...options, history: fewer })(first).figures;
    expect(few).toMatchObject({ at: 'now', posts: 2 });
    expect(createPostDescriber(media, { ...options, history: [] })(first).figures.views.at).toBe('now');
  });

  it('a post of another product type is none of the others', () => {
    const mixed = media.map((one, index) => (index === 3 ? { ...one, media_product_type: 'FEED' } : one));
    const snapshots = history.map((snapshot) => ({ ...snapshot, analytics: analytics(mixed) }));
    const [first] = mixed;
    if (first === undefined) throw new Error('a post');
    const { views: figure } = createPostDescriber(mixed, { history: snapshots, asOf: ago(0), series: {} })(
      first,
    ).figures;
    expect(figure).toMatchObject({ at: 'now', posts: 2 });
  });

  it('compares a post at the same age with the 200 nearest in time, whatever the history holds', () => {
    const account = bigAccount(1);
    const [model] = account.recent_media ?? [];
    if (model === undefined) throw new Error('no post');
    // A post a minute: the newer half has 100 views, the older half 1,000.
    const media = Array.from({ length: 300 }, (_, index): MediaRecord => ({
      ...model,
      id: String(index),
      timestamp: iso(FIRST + index * 60_000),
      insights: { ...model.insights, views: index < 150 ? 1_000 : 100 },
    }));
    const history = [1, 2].map((day): Snapshot => {
      const taken_at = iso(FIRST + (day * 1_440 + 300) * 60_000);
      return { taken_at, analytics: { ...account, recent_media: media } };
    });
    const describe = createPostDescriber(media, { history, asOf: history[1]?.taken_at ?? null, series: {} });
    const [oldest, newest] = [media[0], media[299]].map((post) => post && describe(post).figures.views);
    // 149 of its own half and 51 of the other.
    expect(newest).toMatchObject({ value: 100, median: 100, posts: 200, at: 'same_age' });
    // Of the others none has been read at its age.
    expect(oldest).toMatchObject({ at: 'now' });
  });
});
