import { describe, expect, it } from 'vitest';

import type { PlanningClip } from '../../../src/documents/footage.ts';
import type { MediaMetadata } from '../../../src/documents/file.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import type { DraftLine } from '../../../src/documents/planning.ts';
import { describeExperiments, type ExperimentInput } from '../../../src/planning/experiments.ts';
import { rankClips } from '../../../src/planning/footage.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';
import { post } from '../assistant/samples.ts';

const EVENING = '2026-11-02T18:30:00Z';

/** Makes a post with so many interactions of 999 reached, so that its rate is in thousandths. */
function tried(id: string, interactions: number, over: Parameters<typeof post>[0] = {}): MediaRecord {
  return post({ id, timestamp: EVENING, ...over, insights: { reach: 999, total_interactions: interactions - 0.5 } });
}

function clip(name: string, seconds: number | null = null): PlanningClip {
  const row = {
    name,
    media_id: null,
    reason: 'no_evidence' as const,
    confidence: 0.5,
    created_time: null,
    age_days: null,
    size_mb: null,
    duration_seconds: seconds,
    orientation: null,
    still: null,
  };
  const [made] = rankClips([row], () => null);
  if (made === undefined) throw new Error('a clip');
  return made;
}

const lasting = (seconds: number): { media_details: MediaMetadata } => ({
  media_details: { duration_seconds: seconds, orientation: null } as MediaMetadata,
});

function experiments(media: readonly MediaRecord[], over: Partial<ExperimentInput> = {}): DraftLine[] {
  return describeExperiments({ media, clips: [], series: {}, timezone: 'UTC', onlineFollowers: null, ...over });
}

/** An arm by its posts, and what followers online say of it. */
type PlainArm = readonly [value: string, posts: readonly string[], expected?: number];

/** Works out what the rule says of arms, arm by arm. */
function plain(
  interactions: Readonly<Record<string, number>>,
  kinds: readonly (readonly [kind: string, arms: readonly PlainArm[]])[],
): DraftLine[] {
  const logs = Object.values(interactions).map((count) => Math.log(count / 1_000));
  const sorted = logs.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? Number.NaN;
  const median = (at(Math.floor((sorted.length - 1) / 2)) + at(Math.floor(sorted.length / 2))) / 2;
  const residual = (id: string): number => Math.log((interactions[id] ?? Number.NaN) / 1_000) - median;
  const squares = Object.keys(interactions).reduce((sum, id) => sum + residual(id) ** 2, 0);
  const spread = logs.length < 5 ? 0.6 : Math.sqrt((squares + 5 * 0.6 ** 2) / (logs.length + 5));
  const needed = Math.ceil((2 * spread ** 2 * (1.2816 + 0.8416) ** 2) / Math.log(2) ** 2);
  const random = createRandom(logs.length);
  const draw = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const lines = kinds.flatMap(([kind, arms]) => {
    const beliefs = arms.map(([value, posts, expected = 0]) => {
      const precision = 1 / 0.09 + posts.length / spread ** 2;
      const sum = posts.reduce((total, id) => total + residual(id), 0);
      return {
        value,
        posts,
        centre: (expected / 0.09 + sum / spread ** 2) / precision,
        sd: precision ** -0.5,
        wins: 0,
      };
    });
    for (let round = 0; round < 2_000; round += 1) {
      const drawn = beliefs.map((belief) => ({ belief, value: belief.centre + belief.sd * draw() }));
      const best = drawn.reduce((one, other) => (other.value > one.value ? other : one));
      best.belief.wins += 1;
    }
    const worth = ({ wins, sd }: (typeof beliefs)[number]): number => wins * sd;
    const [chosen] = beliefs
      .filter(({ posts }) => posts.length < needed)
      .sort((a, b) => worth(b) - worth(a) || (a.value < b.value ? -1 : 1));
    if (chosen === undefined) return [];
    const { value, posts, centre, sd, wins } = chosen;
    const line: DraftLine = {
      kind: 'experiment',
      subject: [value],
      figures: {
        arm: kind,
        tried: posts.length,
        posts_needed: needed - posts.length,
        chance_best: Math.round(wins / 20) / 100,
        target_ratio: 2,
      },
      estimate: {
        value: expect.closeTo(Math.exp(centre), 9) as number,
        n: posts.length,
        interval: [
          expect.closeTo(Math.exp(centre - 1.2816 * sd), 9) as number,
          expect.closeTo(Math.exp(centre + 1.2816 * sd), 9) as number,
        ],
        method: 'normal posterior of the log ratio, prior standard deviation 0.3, 80 % interval',
        basis: 'engagement_by_reach',
      },
      evidence: [...posts],
    };
    return [{ line, worth: worth(chosen) }];
  });
  return lines.sort((a, b) => b.worth - a.worth).map(({ line }) => line);
}

const kindsOf = (lines: readonly DraftLine[]): unknown[] => lines.map(({ figures }) => figures['arm']);

describe('describeExperiments', () => {
  const interactions = { a: 60, b: 30, c: 20, d: 45, e: 90, f: 10 };
  const media = [
    tried('a', 60, { caption: 'Why?', media_audio_type: 'MUSIC', ...lasting(5) }),
    tried('b', 30, { timestamp: '2026-11-07T09:00:00Z', caption: 'So.', ...lasting(20) }),
    tried('c', 20, { timestamp: '2026-11-08T13:00:00Z', caption: 'x'.repeat(61) }),
    tried('d', 45, { timestamp: '2026-11-03T03:00:00Z' }),
    tried('e', 90, { timestamp: '2026-11-04T10:00:00Z', caption: 'Who?' }),
    tried('f', 10, { timestamp: '2026-11-05T19:00:00Z', caption: 'Yes.' }),
  ];
  const clips = [clip('tu1.mp4', 12), clip('tu2.mp4'), clip('bw1.mp4')];
  const slots = (expected: Readonly<Record<string, number>> = {}): PlainArm[] =>
    [
      ['weekend_afternoon', ['c']] as const,
      ['weekend_evening', []] as const,
      ['weekend_morning', ['b']] as const,
      ['working_day_afternoon', []] as const,
      ['working_day_evening', ['a', 'f']] as const,
      ['working_day_morning', ['e']] as const,
      ['working_day_night', ['d']] as const,
    ].map(([value, posts]) => [value, posts, expected[value.split('_').at(-1) ?? ''] ?? 0]);
  const others = [
    [
      'length',
      [
        ['15_to_30s', ['b']],
        ['7_to_15s', []],
        ['under_7s', ['a']],
      ],
    ],
    [
      'series',
      [
        ['bw', []],
        ['tu', ['a']],
      ],
    ],
    [
      'opening',
      [
        ['long_line', ['c']],
        ['none', ['d']],
        ['question', ['a', 'e']],
        ['short_line', ['b', 'f']],
      ],
    ],
    [
      'audio',
      [
        ['MUSIC', ['a']],
        ['ORIGINAL_SOUND', []],
      ],
    ],
  ] as const;
  const series = { a: 'tu', b: 'sv', c: 'zz' };

  it('proposes of each kind what is most worth a post, the most worth first', () => {
    const lines = experiments(media, { clips, series });
    expect(lines).toHaveLength(5);
    expect(lines).toEqual(plain(interactions, [['slot', slots()], ...others]));
  });

  it('expects half of what followers online would say, at most the prior', () => {
    // A mean of 15: evenings twice that, mornings two thirds, nights a third.
    const onlineFollowers = { '18': 30, '9': 10, '3': 5, '13': 15 };
    const expected = { evening: 0.3, morning: 0.5 * Math.log(2 / 3), night: -0.3, afternoon: 0 };
    expect(experiments(media, { clips, series, onlineFollowers })).toEqual(
      plain(interactions, [['slot', slots(expected)], ...others]),
    );
    const nobody = experiments(media, { clips, series, onlineFollowers: { '18': 0 } });
    expect(nobody).toEqual(experiments(media, { clips, series }));
  });

  it('reads slots in the time zone of the account', () => {
    const media = [tried('a', 10, { timestamp: '2026-11-06T23:30:00Z' })];
    const lines = experiments(media, { timezone: 'Asia/Tokyo' });
    // Half past eight on a Saturday there.
    const arms: PlainArm[] = [
      ['weekend_afternoon', []],
      ['weekend_evening', []],
      ['weekend_morning', ['a']],
      ['working_day_afternoon', []],
      ['working_day_evening', []],
      ['working_day_morning', []],
    ];
    expect(lines.filter(({ figures }) => figures['arm'] === 'slot')).toEqual(plain({ a: 10 }, [['slot', arms]]));
  });

  it('says nothing without posts over 48 hours that have a rate and a time', () => {
    expect(experiments([])).toEqual([]);
    expect(experiments([tried('a', 10, { maturing: true })])).toEqual([]);
    expect(experiments([tried('a', 10, { timestamp: 'soon' })])).toEqual([]);
    expect(experiments([post({})])).toEqual([]);
  });

  it('compares slots and openings alone where nothing else is known', () => {
    const lines = experiments([tried('a', 10, { caption: 'Why?' })]);
    expect(kindsOf(lines).toSorted()).toEqual(['opening', 'slot']);
    expect(kindsOf(experiments([tried('a', 10)], { clips })).toSorted()).toEqual(['opening', 'series', 'slot']);
    expect(kindsOf(experiments([tried('a', 10, lasting(5))])).toSorted()).toEqual(['opening', 'slot']);
    expect(kindsOf(experiments([tried('a', 10)], { clips: [clip('tu1.mp4')] }))).not.toContain('series');
  });

  it('proposes nothing that was tried as often as a doubling takes to show', () => {
    // With 12 like posts the spread is 0.6 · √(5 / 17) = 0.33, and 2 · 0.33² · 2.12² / ln² 2 = 2 posts are enough.
    const alike = Array.from({ length: 12 }, (_, index) =>
      tried(String(index), 10, { media_audio_type: index < 2 ? 'MUSIC' : index < 3 ? 'ORIGINAL_SOUND' : 'OTHER' }),
    );
    const lines = experiments(alike).filter(({ figures }) => figures['arm'] === 'audio');
    expect(lines).toMatchObject([{ subject: ['ORIGINAL_SOUND'], figures: { tried: 1, posts_needed: 1 } }]);
    const twice = alike.map((one, index) => (index === 3 ? { ...one, media_audio_type: 'ORIGINAL_SOUND' } : one));
    expect(kindsOf(experiments(twice))).not.toContain('audio');
  });

  it('takes the usual spread for under five posts', () => {
    const four = ['a', 'b', 'c', 'd'].map((id, index) => tried(id, 10 + index, { media_audio_type: 'MUSIC' }));
    // 2 · 0.6² · 2.12² / ln² 2 = 6.8.
    const [untried] = experiments(four).filter(({ figures }) => figures['tried'] === 0);
    expect(untried?.figures['posts_needed']).toBe(7);
    const five = [...four, tried('e', 14, { media_audio_type: 'MUSIC' })];
    const [later] = experiments(five).filter(({ figures }) => figures['tried'] === 0);
    expect(later?.figures['posts_needed']).toBe(4);
  });

  it('chooses among the eight series with most clips', () => {
    const names = ['aa', 'bb', 'cc', 'dd', 'ee', 'ff', 'gg', 'hh', 'ii'];
    const many = names.flatMap((name) => [clip(`${name}1.mp4`), ...(name === 'aa' ? [] : [clip(`${name}2.mp4`)])]);
    const lines = experiments([tried('a', 10)], { clips: many, series: { a: 'aa' } });
    const arms = names.slice(1).map((name): PlainArm => [name, []]);
    const slot = ['weekend', 'working_day'].flatMap((days) =>
      ['afternoon', 'evening', 'morning'].map((part): PlainArm => {
        const value = `${days}_${part}`;
        return [value, value === 'working_day_evening' ? ['a'] : []];
      }),
    );
    const rest: readonly PlainArm[] = [
      ['none', ['a']],
      ['question', []],
      ['short_line', []],
    ];
    expect(lines).toEqual(
      plain({ a: 10 }, [
        ['slot', slot],
        ['series', arms],
        ['opening', rest],
      ]),
    );
  });
});
