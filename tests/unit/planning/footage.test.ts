import { describe, expect, it } from 'vitest';

import type { FootageMatches, FootageRow } from '../../../src/documents/footage.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import { describeFootage, rankClips, seriesOfPosts } from '../../../src/planning/footage.ts';
import { file, post } from '../assistant/samples.ts';
import { model, trait } from './models.ts';

function row(name: string, over: Partial<FootageRow> = {}): FootageRow {
  return {
    name,
    media_id: null,
    reason: 'no_evidence',
    confidence: 0.5,
    created_time: null,
    age_days: null,
    size_mb: null,
    duration_seconds: null,
    orientation: null,
    still: null,
    ...over,
  };
}

/** Gives the fit of one clip of a series that did so many times as well. */
function fitOf(over: Partial<FootageRow>, ratio: number | null = null): number | undefined {
  return rankClips([row('tu1.mp4', over)], () => ratio)[0]?.fit;
}

describe('rankClips', () => {
  // Unknown is 0.6 of each: 0.3, 0.3, 0.15 and 0.25 are 1.
  it.each<[Partial<FootageRow>, number]>([
    [{}, 0.6],
    [{ duration_seconds: 7 }, 0.72],
    [{ duration_seconds: 30 }, 0.72],
    [{ duration_seconds: 6.9 }, 0.6],
    [{ duration_seconds: 30.1 }, 0.6],
    [{ duration_seconds: 3 }, 0.6],
    [{ duration_seconds: 60 }, 0.6],
    [{ duration_seconds: 2.9 }, 0.53],
    [{ duration_seconds: 60.1 }, 0.53],
    [{ duration_seconds: 1 }, 0.53],
    [{ duration_seconds: 90 }, 0.53],
    [{ duration_seconds: 0.9 }, 0.45],
    [{ duration_seconds: 90.1 }, 0.45],
    [{ orientation: 'portrait' }, 0.72],
    [{ orientation: 'square' }, 0.57],
    [{ orientation: 'landscape' }, 0.5],
    [{ age_days: 0 }, 0.66],
    [{ age_days: -5 }, 0.66],
    [{ age_days: 90 }, 0.59],
    [{ age_days: 180 }, 0.55],
  ])('gives %j the fit %d', (over, fit) => {
    expect(fitOf(over)).toBe(fit);
  });

  it.each([
    [1, 0.6],
    [2, 0.65],
    [4, 0.7],
    [8, 0.7],
    [0.5, 0.55],
    [0.125, 0.45],
    [0.01, 0.45],
  ])('gives a series that did %d times as well the fit %d', (ratio, fit) => {
    expect(fitOf({}, ratio)).toBe(fit);
  });

  it('asks for the series of a name, and for none where it has none', () => {
    const asked: string[] = [];
    const clips = rankClips([row('video/tu24.mp4'), row('20260101.mp4')], (series) => {
      asked.push(series);
      return null;
    });
    expect(asked).toEqual(['tu']);
    expect(clips.map(({ name, series, series_number: number }) => [name, series, number])).toEqual([
      ['20260101.mp4', null, null],
      ['video/tu24.mp4', 'tu', 24],
    ]);
  });

  it('puts the best fit first, equal ones newest first', () => {
    const clips = rankClips(
      [
        row('old.mp4', { created_time: '2026-01-01T00:00:00Z' }),
        row('wide.mp4', { orientation: 'landscape' }),
        row('new.mp4', { created_time: '2026-02-01T00:00:00Z' }),
        row('tall.mp4', { orientation: 'portrait' }),
      ],
      () => null,
    );
    expect(clips.map(({ name }) => name)).toEqual(['tall.mp4', 'new.mp4', 'old.mp4', 'wide.mp4']);
  });
});

describe('seriesOfPosts', () => {
  it('are those of the used clips that are matched to a post', () => {
    const used = [row('video/tu24.mp4', { media_id: '1' }), row('sv1.mp4'), row('20260101.mp4', { media_id: '2' })];
    const matches = { used, unused: [row('bw1.mp4', { media_id: '3' })], uncertain: [] };
    expect(seriesOfPosts(matches)).toEqual({ '1': 'tu' });
  });
});

/** Describes what is said of these clips; posts have so many interactions each. */
function describeAll(
  unused: readonly FootageRow[],
  over: {
    readonly used?: readonly FootageRow[];
    readonly uncertain?: readonly FootageRow[];
    readonly interactions?: readonly (number | null)[];
    readonly series?: Readonly<Record<string, string>>;
    readonly notes?: Parameters<typeof describeFootage>[0]['notes'];
    readonly traits?: ReturnType<typeof trait>[];
    readonly files?: Parameters<typeof describeFootage>[0]['files'];
    readonly maturing?: readonly number[];
  } = {},
): ReturnType<typeof describeFootage> {
  const matches: FootageMatches = {
    used: [...(over.used ?? [])],
    unused: [...unused],
    uncertain: [...(over.uncertain ?? [])],
  };
  const media = (over.interactions ?? []).map((total, index): MediaRecord =>
    post({
      id: String(index),
      insights: { total_interactions: total },
      maturing: (over.maturing ?? []).includes(index),
    }),
  );
  return describeFootage({
    files: over.files ?? [],
    matches,
    media,
    series: over.series ?? {},
    notes: over.notes ?? [],
    model: model({ traits: over.traits ?? [] }),
  });
}

describe('describeFootage', () => {
  it('says nothing of nothing', () => {
    expect(describeAll([])).toEqual({ counts: { used: 0, unused: 0, uncertain: 0 }, clips: [], series: [], lines: [] });
  });

  it('counts, and holds 500 clips and 30 series at most', () => {
    const clips = Array.from({ length: 501 }, (_, index) =>
      row(`${String.fromCodePoint(97 + (index % 26), 97 + Math.floor(index / 26))}1.mp4`),
    );
    const {
      counts,
      clips: kept,
      series,
    } = describeAll(clips, { used: [row('x1.mp4')], uncertain: [row('y'), row('z')] });
    expect(counts).toEqual({ used: 1, unused: 501, uncertain: 2 });
    expect([kept.length, series.length]).toEqual([500, 30]);
  });

  it('describes each series, most unused clips first, then by name', () => {
    const { series } = describeAll(
      [
        row('tu1.mp4', { duration_seconds: 12, orientation: 'portrait', created_time: '2026-01-02T00:00:00Z' }),
        row('tu2.mp4', { duration_seconds: 80, orientation: 'landscape', created_time: '2026-01-03T00:00:00Z' }),
        row('tu3.mp4', { orientation: 'square' }),
        row('tu4.mp4'),
        row('sv1.mp4'),
        row('bw1.mp4'),
        row('20260101.mp4'),
      ],
      {
        used: [row('tu9.mp4'), row('tu8.mp4'), row('20260102.mp4')],
        notes: [
          { about: 'TU', text: 'Tumblers' },
          { about: 'bw1.', text: 'A bowl' },
        ],
      },
    );
    expect(series).toEqual([
      {
        series: 'tu',
        unused: 4,
        used: 2,
        seconds: [12, 80],
        orientations: { portrait: 1, landscape: 1, square: 1, unknown: 1 },
        newest: '2026-01-03T00:00:00Z',
        example: 'tu1.mp4',
        note: 'Tumblers',
      },
      {
        series: 'bw',
        unused: 1,
        used: 0,
        seconds: null,
        orientations: { portrait: 0, landscape: 0, square: 0, unknown: 1 },
        newest: null,
        example: 'bw1.mp4',
        note: 'A bowl',
      },
      expect.objectContaining({ series: 'sv', note: null }) as object,
    ]);
  });

  it('ranks clips by how the posts of their series did', () => {
    // Median 10: 40.5 / 10.5 = 3.86 times as well is 0.6 + 0.2 log2 = 0.99 of similarity; 0.35 + 0.6·… = 0.7.
    const interactions = [40, 10, 10, 10, 5];
    const { clips } = describeAll([row('sv1.mp4'), row('tu1.mp4'), row('bw1.mp4')], {
      interactions,
      series: { '0': 'tu', '4': 'sv' },
    });
    expect(clips.map(({ name, fit }) => [name, fit])).toEqual([
      ['tu1.mp4', 0.7],
      ['bw1.mp4', 0.6],
      ['sv1.mp4', 0.55],
    ]);
  });

  it('leaves out posts that are young or without interactions', () => {
    const { clips } = describeAll([row('tu1.mp4')], {
      interactions: [40, null, 10, 10, 900],
      series: { '0': 'sv', '1': 'tu', '4': 'tu' },
      maturing: [4],
    });
    expect(clips[0]?.fit).toBe(0.6);
  });
});

describe('a series without a clip left', () => {
  const gaps = (over: Parameters<typeof describeAll>[1], unused: readonly FootageRow[] = []): unknown[] =>
    describeAll(unused, over)
      .lines.filter(({ kind }) => kind === 'content_gap')
      .map(({ subject, figures, evidence }) => [...subject, figures, evidence]);
  const names = (...args: Parameters<typeof gaps>): unknown[] => gaps(...args).map((gap) => (gap as unknown[])[0]);
  /** Gives twenty usual posts; the first two and the last are of series. */
  const interactions = (first: number, second: number, last = 10): number[] => [
    first,
    second,
    ...Array.from({ length: 20 }, () => 10),
    last,
  ];
  const series = { '0': 'tu', '1': 'tu', '22': 'sv' };

  it('is a gap where two posts are far above the others', () => {
    // log(40.5 / 10.5) = 1.35 each; the spread of 23 posts is 0.4, so z = 1.35 / 0.4 · √2 = 4.8.
    expect(gaps({ interactions: interactions(40, 40), series })).toEqual([
      ['tu', { posts: 2, ratio: 3.9 }, ['0', '1']],
    ]);
    // log(17.5 / 10.5) = 0.51 against the least spread of 0.3: z = 2.4; log(19.5 / 10.5) = 0.62: z = 2.9.
    expect(gaps({ interactions: interactions(17, 17), series })).toEqual([]);
    expect(gaps({ interactions: interactions(19, 19), series })).toHaveLength(1);
    // One post is none, however far.
    expect(gaps({ interactions: interactions(10, 10, 900), series })).toEqual([]);
  });

  it('is one where the model says that it helps', () => {
    const over = { interactions: interactions(10, 10, 20), series };
    expect(gaps({ ...over, traits: [trait({ kind: 'series', value: 'sv' })] })).toEqual([
      ['sv', { posts: 1, ratio: 2 }, ['22']],
    ]);
    expect(gaps({ ...over, traits: [trait({ kind: 'hashtag', value: 'sv' })] })).toEqual([]);
    expect(gaps({ ...over, traits: [trait({ kind: 'series', value: 'sv', verdict: 'hurts' })] })).toEqual([]);
  });

  it('is none while a clip is left, and the best comes first', () => {
    const over = {
      interactions: interactions(40, 40, 20),
      series,
      traits: [trait({ kind: 'series', value: 'sv' })],
    };
    expect(names(over)).toEqual(['tu', 'sv']);
    expect(names(over, [row('tu7.mp4')])).toEqual(['sv']);
  });
});

describe('lines of the bucket', () => {
  const kinds = (kind: string, lines: ReturnType<typeof describeFootage>['lines']): unknown[] =>
    lines.filter((line) => line.kind === kind);

  it('name what was never posted, where clips could be matched at all', () => {
    const unused = ['tu1.mp4', 'tu2.mp4', 'sv1.mp4', 'bw1.mp4', 'bw2.mp4'].map((name) => row(name));
    const used = [row('bw3.mp4', { media_id: '1' })];
    expect(kinds('never_posted', describeAll(unused, { used }).lines)).toEqual([
      { kind: 'never_posted', subject: ['tu'], figures: { clips: 2 }, evidence: ['tu1.mp4'] },
    ]);
    expect(kinds('never_posted', describeAll(unused).lines)).toEqual([]);
  });

  it('name cuts of one piece, the most first, three pieces at most', () => {
    const cuts = (piece: string, words: readonly string[]): FootageRow[] =>
      words.map((word) => row(`${piece}${word}.mp4`));
    const unused = [
      ...cuts('aa', ['', '_raw']),
      ...cuts('bb', ['', '_raw', '_final', '_edit']),
      ...cuts('cc', ['', '_raw']),
      ...cuts('dd', ['', '_raw']),
      row('ee.mp4'),
    ];
    const lines = describeAll(unused).lines;
    expect(kinds('family', lines)).toMatchObject([
      { figures: { cuts: 4 } },
      { figures: { cuts: 2 } },
      { subject: ['cc.mp4', 'cc_raw.mp4'] },
    ]);
    const [first] = kinds('family', lines) as { subject: string[]; evidence: string[] }[];
    expect(first?.subject).toHaveLength(3);
    expect(first?.evidence.toSorted()).toEqual(['bb.mp4', 'bb_edit.mp4', 'bb_final.mp4', 'bb_raw.mp4']);
  });

  it('name the newest music, five at most', () => {
    const files = [1, 2, 3, 4, 5, 6].map((day) =>
      file(`${String(day)}.mp3`, { created_time: `2026-01-0${String(day)}T00:00:00Z` }),
    );
    const names = ['6.mp3', '5.mp3', '4.mp3', '3.mp3', '2.mp3', '1.mp3'];
    expect(describeAll([], { files: [...files, file('a.mp4')] }).lines).toEqual([
      { kind: 'music', subject: names.slice(0, 5), figures: { files: 6 }, evidence: names },
    ]);
    expect(describeAll([], { files: [file('a.mp4')] }).lines).toEqual([]);
  });
});
