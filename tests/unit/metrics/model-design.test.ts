import { describe, expect, it } from 'vitest';

import { findCompanions } from '../../../src/metrics/model-timing.ts';
import { screenTags, timeCourse } from '../../../src/metrics/post-traits.ts';
import {
  buildDesign,
  readTraits,
  selectPosts,
  type Design,
  type ModelPost,
} from '../../../src/metrics/model-design.ts';
import type { PostInput } from '../../../src/metrics/post.ts';
import { post } from './posts.ts';

const DAY_MS = 86_400_000;

describe('selectPosts', () => {
  it('takes mature posts with a time and a rate, oldest first, and counts the others', () => {
    const media = [
      post(3, { reach: 99, total_interactions: 9.5 }),
      post(1, { reach: 99, total_interactions: 0 }),
      post(2, { reach: 99 }),
      post(4, { reach: 99, total_interactions: 5 }, { maturing: true }),
      post(5, { reach: 99, total_interactions: 5 }, { timestamp: 'soon' }),
      post(6, { reach: 99, total_interactions: -1 }),
    ];
    const { basis, posts, maturing, unrated } = selectPosts(media, {});
    expect([basis, maturing, unrated]).toEqual(['reach', 1, 3]);
    expect(posts.map(({ post: one, y, counted }) => [one.id, y, counted])).toEqual([
      ['1', Math.log(0.5 / 100), 0],
      ['3', Math.log(0.1), 9.5],
    ]);
  });

  it('orders posts of one moment by id, then by value', () => {
    const timestamp = '2026-01-01T00:00:00Z';
    const media = ['b', 'a', 'b'].map((id, index) =>
      post(index, { reach: 99, total_interactions: 9 - index }, { id, timestamp }),
    );
    const ordered = selectPosts(media, {}).posts;
    expect(ordered.map(({ post: one, counted }) => [one.id, counted])).toEqual([
      ['a', 8],
      ['b', 7],
      ['b', 9],
    ]);
  });
});

describe('timeCourse', () => {
  const days = (count: number): number[] => Array.from({ length: count }, (_, day) => day * DAY_MS);
  const course = (times: readonly number[]): number[][] => timeCourse(times).map((values) => Array.from(values));

  it('is a level alone where there is no time between posts', () => {
    expect(course([])).toEqual([[]]);
    expect(course([5])).toEqual([[1]]);
    expect(course([5, 5])).toEqual([[1, 1]]);
  });

  it('is straight under 20 posts and bends from 20 on', () => {
    expect(course([0, DAY_MS, 4 * DAY_MS])).toEqual([
      [1, 1, 1],
      [-1, -0.5, 1],
    ]);
    expect(course(days(19))).toHaveLength(2);
    const [, straight = [], bent = []] = course(days(20));
    expect(bent).toEqual(straight.map((t) => t * t));
    expect(course(days(89))).toHaveLength(3);
  });

  it.each([
    [90, 3],
    [119, 3],
    [120, 4],
    [180, 5],
    [360, 8],
    [900, 8],
  ])('is a natural cubic spline from 90 posts on: of %i posts with %i degrees', (posts, degrees) => {
    const columns = course(days(posts));
    // The level, the slope and one bend for each knot but the last two.
    expect(columns).toHaveLength(degrees + 1);
    const scaled = columns[1] ?? [];
    const knots = Array.from(
      { length: degrees + 1 },
      (_, index) => scaled[Math.round((index / degrees) * (posts - 1))] ?? 0,
    );
    const [end = 0, inner = 0] = [knots.at(-1), knots.at(-2)];
    const cube = (t: number): number => Math.max(0, t) ** 3;
    const bend = (t: number, knot: number): number => (cube(t - knot) - cube(t - end)) / (end - knot);
    columns.slice(2).forEach((values, index) => {
      const knot = knots[index] ?? Number.NaN;
      values.forEach((value, at) => {
        const t = scaled[at] ?? Number.NaN;
        expect(Math.abs(value - (bend(t, knot) - bend(t, inner)))).toBeLessThan(1e-9);
      });
    });
  });

  it('drops knots that lie upon each other', () => {
    const times = [...Array.from({ length: 80 }, () => 0), ...days(20).map((time) => time + DAY_MS)];
    const columns = course(times);
    expect(columns.length).toBeLessThan(4);
    expect(columns.flat().every(Number.isFinite)).toBe(true);
  });
});

describe('screenTags', () => {
  const lists = Array.from({ length: 41 }, (_, tag) => [tag, tag + 41]);

  it('keeps up to 40 hashtags, and of more those farthest from the posts around them', () => {
    const responses = Array.from({ length: 82 }, (_, index) =>
      index % 41 === 7 ? 0 : (index % 41) % 2 === 0 ? 1 : -1,
    );
    expect(screenTags(responses, lists.slice(0, 40))).toEqual(new Set(lists.slice(0, 40)));
    const kept = screenTags(responses, lists);
    expect(kept.size).toBe(40);
    expect(kept.has(lists[7] ?? [])).toBe(false);
  });

  it('weighs the mean distance by the root of how many posts there are', () => {
    // Posts 100 apart: each is compared with itself and zeros around it.
    const spread = Array.from({ length: 41 }, (_, tag) => (tag < 40 ? [tag * 100] : [4_000, 4_100, 4_200, 4_300]));
    const responses = new Array<number>(4_400).fill(0);
    spread.forEach((list, tag) => {
      for (const index of list) responses[index] = tag === 40 ? 0.6 : 1 + tag / 1_000;
    });
    // Four of 0.6 are 2.4 / 2 = 1.2 against 1.000 of the weakest.
    const kept = screenTags(responses, spread);
    expect(kept.has(spread[40] ?? [])).toBe(true);
    expect(kept.has(spread[0] ?? [])).toBe(false);
  });

  it('compares with 25 posts on either side', () => {
    const at = (distance: number): boolean => {
      const responses = new Array<number>(2_000).fill(0);
      const many = Array.from({ length: 41 }, (_, tag) => [tag * 40]);
      many.forEach((list, tag) => {
        for (const index of list) responses[index] = tag === 20 ? 0.5 : 0.52;
      });
      // A low post nearby makes the one of 0.5 stand out more: (0.5 − (0.5 − 2) / 51) = 0.53.
      responses[20 * 40 + distance] = -2;
      return screenTags(responses, many).has(many[20] ?? []);
    };
    expect([at(25), at(-25), at(26), at(-26)]).toEqual([true, true, false, false]);
  });
});

/** Makes a post a day, at ten on mornings, with these fields. */
function rated(count: number, fields: (index: number) => Partial<PostInput>): readonly ModelPost[] {
  return selectPosts(
    Array.from({ length: count }, (_, index) =>
      post(
        index,
        { reach: 99, total_interactions: index + 1 },
        { id: String(index).padStart(3, '0'), ...fields(index) },
      ),
    ),
    {},
  ).posts;
}

function designOf(posts: readonly ModelPost[], series: Readonly<Record<string, string>> = {}): Design {
  return buildDesign(posts, readTraits(posts, { series }));
}

describe('buildDesign', () => {
  const posts = rated(16, (index) => ({
    media_product_type: index < 4 ? 'FEED' : 'REELS',
    hashtags: [...(index < 6 ? ['clay', 'mud'] : []), ...(index > 12 ? ['few'] : []), 'all'],
  }));
  const built = designOf(posts);
  const find = (kind: string, value: string): Design['tests'][number] | undefined =>
    built.tests.find(({ names }) => names.some((name) => name.kind === kind && name.value === value));

  it('has the response, the times and a level with its course in front', () => {
    expect(Array.from(built.y)).toEqual(posts.map(({ y }) => y));
    expect(Array.from(built.counted)).toEqual(posts.map(({ counted }) => counted));
    expect(built.times).toEqual(posts.map(({ time }) => time));
    expect(built.courses).toBe(2);
    expect(built.columns.slice(0, 2).map(({ prior }) => prior)).toEqual([Infinity, Infinity]);
  });

  it('judges tags of five posts and more, those on the very same posts as one', () => {
    const test = find('hashtag', 'clay');
    expect(test).toMatchObject({
      names: [
        { kind: 'hashtag', value: 'clay' },
        { kind: 'hashtag', value: 'mud' },
      ],
      members: [0, 1, 2, 3, 4, 5],
      weight: 1,
      group: 'hashtag:clay',
      enough: true,
    });
    const [[column, weight] = [-1, 0]] = test?.contrast ?? [];
    expect(weight).toBe(1);
    expect(built.columns[column]).toMatchObject({ prior: null, scale: 1 });
    expect(built.columns[column]?.pool).toBeUndefined();
    expect(Array.from(built.columns[column]?.values ?? [])).toEqual(posts.map((_, index) => (index < 6 ? 1 : 0)));
    // Too few posts, or all of them.
    for (const value of ['few', 'all'])
      expect(find('hashtag', value)).toMatchObject({ contrast: [], weight: 0, group: 'hashtag', enough: false });
  });

  it('sets a level against the mean of the others, and judges none of four posts', () => {
    const [reels, feed] = ['REELS', 'FEED'].map((value) => find('product_type', value));
    expect(reels).toMatchObject({ weight: 0.2, group: 'product_type', enough: false });
    const columns = (reels?.contrast ?? []).map(([column]) => column);
    expect(reels?.contrast.map(([, weight]) => weight)).toEqual([1, -1]);
    expect(feed?.contrast.map(([column, weight]) => [column, weight])).toEqual([
      [columns[0], -1],
      [columns[1], 1],
    ]);
    expect(built.columns[columns[0] ?? -1]?.prior).toBe(4);
  });

  it('weighs kinds as they are chosen, and pools weekdays and slots', () => {
    const weeks = rated(140, (index) => ({
      timestamp: new Date(Date.UTC(2026, 0, 5) + index * DAY_MS + (index % 2) * 43_200_000).toISOString(),
      caption: `${index % 3 === 0 ? 'Why?' : 'So.'}${index % 4 === 0 ? ' Link in bio' : ''}`,
      media_details: { duration_seconds: index % 5 < 2 ? 5 : 20, orientation: index % 7 < 3 ? 'portrait' : 'square' },
      media_audio_type: index % 6 < 3 ? 'MUSIC' : 'ORIGINAL_SOUND',
      is_ai_generated: index % 9 < 4,
    }));
    const design = designOf(
      weeks,
      Object.fromEntries(weeks.map(({ post: one }, index) => [one.id, index % 8 < 5 ? 'tu' : 'sv'])),
    );
    const weights = new Map(
      design.tests.filter(({ weight }) => weight > 0).map(({ names, weight }) => [names[0]?.kind, weight]),
    );
    expect(Object.fromEntries(weights)).toEqual({
      duration: 0.2,
      orientation: 0.2,
      audio: 0.2,
      ai: 0.2,
      question: 0.2,
      call_to_action: 0.2,
      series: 1,
      day_type: 0.2,
      daypart: 1.8,
      weekday: 0.1,
      slot: 0.05,
    });
    const columnOf = (kind: string): Design['columns'][number] | undefined => {
      const test = design.tests.find(({ names, contrast }) => names[0]?.kind === kind && contrast.length > 0);
      return design.columns[test?.contrast.find(([, weight]) => weight === 1)?.[0] ?? -1];
    };
    expect(columnOf('weekday')).toMatchObject({ prior: null, scale: 0.25, pool: 'weekday' });
    expect(columnOf('slot')).toMatchObject({ prior: null, scale: 0.25, pool: 'slot' });
    expect(columnOf('daypart')).toMatchObject({ prior: 1, scale: 1 });
    expect(columnOf('day_type')).toMatchObject({ prior: 1 });
    expect(columnOf('audio')).toMatchObject({ prior: null, scale: 1 });
    // Timing is one finding, a level one of its trait, a series its own.
    const groups = new Map(design.tests.map(({ names, group }) => [names[0]?.kind, group]));
    expect(Object.fromEntries(groups)).toMatchObject({
      weekday: 'timing',
      slot: 'timing',
      daypart: 'timing',
      day_type: 'timing',
      audio: 'audio',
      question: 'question:question',
    });
    expect([...design.timing.keys()].filter((name) => name.startsWith('day'))).toEqual([
      'day_type:working_day',
      'day_type:weekend',
      'daypart:afternoon',
      'daypart:night',
    ]);
    // Seven days, each on 20 posts; of 14 slots those on ten posts each.
    expect([...design.timing.keys()].filter((name) => name.startsWith('weekday'))).toHaveLength(7);
    expect([...design.timing.keys()].filter((name) => name.startsWith('slot'))).toHaveLength(14);
  });

  it('sets a series against the other series, which share its posts with none', () => {
    const some = rated(20, () => ({}));
    const names = Object.fromEntries(
      some.flatMap(({ post: one }, index) => (index < 6 ? [[one.id, 'tu']] : index < 12 ? [[one.id, 'sv']] : [])),
    );
    const design = designOf(some, names);
    const test = design.tests.find(({ names: [name] }) => name?.value === 'tu');
    expect(test).toMatchObject({ weight: 1, group: 'series:tu', enough: true });
    // Of the 14 others six are of the other series.
    expect(test?.contrast.map(([, weight]) => weight).toSorted()).toEqual([-6 / 14, 1]);
  });

  it('tests hashtags beyond 40 beside the others', () => {
    const many = rated(60, (index) => ({
      hashtags: Array.from({ length: 45 }, (_, tag) => `t${String(tag)}`).filter(
        (_, tag) => (index * 7 + tag * 3) % 11 < 2 + (tag % 3),
      ),
    }));
    const design = designOf(many);
    const tags = design.tests.filter(({ names: [name], enough }) => name?.kind === 'hashtag' && enough);
    const tagged = [...tags, ...design.extra].flatMap(({ names }) => names);
    expect(tags.length).toBeLessThanOrEqual(40);
    expect(design.extra.every(({ contrast, weight }) => contrast.length === 0 && weight === 1)).toBe(true);
    expect(new Set(tagged.map(({ value }) => value)).size).toBe(tagged.length);
  });

  it('asks for five posts with and five without a trait', () => {
    const enough = (members: number, count: number): boolean | undefined => {
      const some = rated(count, (index) => ({ hashtags: index < members ? ['clay'] : [] }));
      return designOf(some).tests.find(({ names: [name] }) => name?.kind === 'hashtag')?.enough;
    };
    expect([enough(4, 20), enough(5, 20), enough(15, 20), enough(16, 20)]).toEqual([false, true, true, false]);
  });
});

describe('findCompanions', () => {
  const companions = (posts: readonly ModelPost[]): Record<string, string[]> => {
    const found = findCompanions(designOf(posts));
    return Object.fromEntries(
      [...found].map(([{ names }, others]) => [names[0]?.value ?? '', others.map(({ value }) => value).toSorted()]),
    );
  };

  it('names tags mostly on the same posts, or mostly on the other ones', () => {
    const posts = rated(40, (index) => ({
      hashtags: [
        ...(index < 20 ? ['clay'] : []),
        // 18 of the 20, and two others: (0.45 − 0.25) / 0.25 = 0.8.
        ...(index < 18 || index > 37 ? ['mud'] : []),
        // 17 of the 20, and three others: 0.7.
        ...(index < 17 || index > 36 ? ['loam'] : []),
        ...(index >= 20 ? ['glaze'] : []),
      ],
    }));
    const found = companions(posts);
    expect(found['clay']).toEqual(['glaze', 'mud']);
    expect(found['mud']).toEqual(['clay', 'glaze', 'loam']);
    expect(found['loam']).toEqual(['mud']);
  });

  it('names no level of the same trait, no weekday and no slot', () => {
    const posts = rated(40, (index) => ({
      media_audio_type: index < 20 ? 'MUSIC' : 'ORIGINAL_SOUND',
      hashtags: index < 20 ? ['clay'] : [],
    }));
    const found = companions(posts);
    expect(found['MUSIC']).toEqual(['clay']);
    expect(found['clay']).toEqual(['MUSIC', 'ORIGINAL_SOUND']);
    expect(Object.keys(found)).not.toContain('1');
    expect(Object.keys(found).some((name) => name.includes('/'))).toBe(false);
  });
});
