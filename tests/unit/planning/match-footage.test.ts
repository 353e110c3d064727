import { describe, expect, it } from 'vitest';
import { fc, test } from '@fast-check/vitest';

import type { FileRecord } from '../../../src/documents/file.ts';
import type { FootageRow } from '../../../src/documents/footage.ts';
import { matchFootageToPosts, type FootageFile, type MatchablePost } from '../../../src/index.ts';
import { footageOf, type Footage } from '../../../src/planning/match-footage.ts';
import { file, inventory } from '../assistant/samples.ts';
import { calibrationOf, STUDIOS, tallyStudios, type StudioTally } from './simulated-studio.ts';

function clip(
  name: string,
  facts: Partial<FootageFile> & { seconds?: number; up?: 'portrait' | 'landscape' } = {},
): FootageFile {
  const { seconds, up, ...rest } = facts;
  return {
    name,
    file_category: 'video',
    created_time: '2026-01-01T00:00:00Z',
    size_mb: 1,
    video_metadata: {
      format: 'MP4',
      content_type: 'video',
      ...(seconds === undefined ? {} : { duration_seconds: seconds }),
      ...(up === undefined ? {} : { orientation: up }),
    },
    ...rest,
  };
}

function post(id: string, facts: Partial<MatchablePost> & { seconds?: number } = {}): MatchablePost {
  const { seconds, ...rest } = facts;
  const details = {
    container: 'mp4',
    duration_seconds: seconds ?? null,
    width: 1080,
    height: 1920,
    orientation: 'portrait' as const,
    rotation: 0,
    frames_per_second: 30,
    video_codec: 'avc',
    audio_codec: null,
    has_audio: false,
    bytes_read: 1,
    unavailable: {},
  };
  return {
    id,
    timestamp: '2026-01-10T12:00:00Z',
    ...(seconds === undefined ? {} : { media_details: details }),
    ...rest,
  };
}

const names = (rows: readonly { name: string }[]): string[] => rows.map((row) => row.name);

describe('matchFootageToPosts', () => {
  it('believes the ledger, by full and by base name', () => {
    const ledger = [{ media_id: '1', files: ['video/a.mp4', 'b.mp4'], published_at: null }];
    const matches = matchFootageToPosts([clip('video/a.mp4'), clip('video/b.mp4'), clip('video/c.mp4')], [], {
      ledger,
    });
    expect(matches.used).toMatchObject([
      { name: 'video/a.mp4', media_id: '1', reason: 'ledger', confidence: 1 },
      { name: 'video/b.mp4', media_id: '1', reason: 'ledger', confidence: 1 },
    ]);
    expect(matches.unused).toMatchObject([{ name: 'video/c.mp4', reason: 'no_evidence', confidence: 0.5 }]);
  });

  it('does not guess which of two clips a base name in the ledger means', () => {
    const ledger = [{ media_id: '1', files: ['a.mp4'], published_at: null }];
    expect(matchFootageToPosts([clip('x/a.mp4'), clip('y/a.mp4')], [], { ledger }).used).toEqual([]);
  });

  it('takes the one clip of the length of a later post for used', () => {
    const files = [clip('a.mp4', { seconds: 12.1, up: 'portrait' }), clip('b.mp4', { seconds: 30, up: 'portrait' })];
    const matches = matchFootageToPosts(files, [post('1', { seconds: 12 })]);
    expect(matches.used).toMatchObject([{ name: 'a.mp4', media_id: '1', reason: 'length_and_time' }]);
    expect(matches.used[0]?.confidence).toBeGreaterThanOrEqual(0.85);
    expect(matches.unused).toMatchObject([{ name: 'b.mp4', media_id: null, reason: 'no_match' }]);
    expect(matches.unused[0]?.confidence).toBeGreaterThanOrEqual(0.8);
  });

  it('shares the confidence among clips that fit equally', () => {
    const files = [clip('a.mp4', { seconds: 12 }), clip('b.mp4', { seconds: 12.1 })];
    const matches = matchFootageToPosts(files, [post('1', { seconds: 12 })]);
    expect(matches.uncertain).toHaveLength(2);
    // Whole seconds on the side of the post: 12.1 may have been rounded to 12 as well.
    for (const { confidence } of matches.uncertain) {
      expect(confidence).toBeGreaterThan(0.4);
      expect(confidence).toBeLessThanOrEqual(0.5);
    }
  });

  it('calls three clips of the length of one post uncertain, never unused', () => {
    const files = ['a.mp4', 'b.mp4', 'c.mp4'].map((name) => clip(name, { seconds: 12.04 }));
    const { used, unused, uncertain } = matchFootageToPosts(files, [post('1', { seconds: 12.04 })]);
    expect([used, unused]).toEqual([[], []]);
    expect(uncertain.map(({ media_id: id, reason }) => [id, reason])).toEqual(
      Array.from({ length: 3 }, () => ['1', 'length_and_time']),
    );
    // A third of what is left after "none of these".
    for (const { confidence } of uncertain) expect(confidence).toBeGreaterThan(0.25);
  });

  it('prefers the clip made just before the post among clips of one length', () => {
    const files = [
      clip('old.mp4', { seconds: 15.02, created_time: '2025-03-01T00:00:00Z' }),
      clip('older.mp4', { seconds: 15.02, created_time: '2025-01-01T00:00:00Z' }),
      clip('new.mp4', { seconds: 15.02, created_time: '2026-01-10T10:00:00Z' }),
    ];
    const { used, unused, uncertain } = matchFootageToPosts(files, [post('1', { seconds: 15.02 })]);
    const [best] = [...used, ...uncertain].sort((a, b) => b.confidence - a.confidence);
    expect(best?.name).toBe('new.mp4');
    for (const { reason } of unused) expect(reason).toBe('shared_length');
  });

  it('finds every post of its own clip where two posts have one length', () => {
    const files = [
      clip('a.mp4', { seconds: 15.02 }),
      clip('b.mp4', { seconds: 15.02 }),
      clip('c.mp4', { seconds: 40.3 }),
    ];
    const media = [post('1', { seconds: 15.02 }), post('2', { seconds: 15.02, timestamp: '2026-01-12T12:00:00Z' })];
    // One clip for each post is likelier than one clip for both.
    for (const { name, confidence } of matchFootageToPosts(files, media).used) {
      expect(name).not.toBe('c.mp4');
      expect(confidence).toBeGreaterThan(0.8);
    }
    expect(matchFootageToPosts(files, media).used).toHaveLength(2);
  });

  it('marks another cut of a published clip, and leaves namesakes of other folders alone', () => {
    const files = [
      clip('video/vase.mp4', { seconds: 12.1 }),
      clip('video/vase_raw.mp4', { seconds: 47.3 }),
      clip('phone/vase.mp4', { seconds: 80.7 }),
    ];
    const matches = matchFootageToPosts(files, [post('1', { seconds: 12.1 })]);
    expect(matches.used).toMatchObject([{ name: 'video/vase.mp4', media_id: '1' }]);
    expect(matches.uncertain).toMatchObject([
      { name: 'video/vase_raw.mp4', media_id: '1', reason: 'other_cut', other_cut_of: 'video/vase.mp4' },
    ]);
    expect(names(matches.unused)).toEqual(['phone/vase.mp4']);
  });

  it('does not take a picture for a post of a clip', () => {
    const files = [clip('a1.mp4'), clip('b2.mp4')];
    const picture = post('1', { media_type: 'IMAGE', caption: 'a1' });
    expect(matchFootageToPosts(files, [picture]).used).toEqual([]);
    expect(names(matchFootageToPosts(files, [{ ...picture, media_type: 'VIDEO' }]).used)).toEqual(['a1.mp4']);
  });

  it('reads the date in a name where the bucket was filled later', () => {
    const files = [clip('vase_20260109_1200.mp4', { seconds: 12.1, created_time: '2026-05-01T00:00:00Z' })];
    expect(names(matchFootageToPosts(files, [post('1', { seconds: 12.1 })]).used)).toEqual([files[0]?.name]);
  });

  it('does not match a clip made after the post, and doubts one that lies another way up', () => {
    const late = clip('late.mp4', { seconds: 12, created_time: '2026-02-01T00:00:00Z' });
    const wide = clip('wide.mp4', { seconds: 12, up: 'landscape' });
    const matches = matchFootageToPosts([late, wide], [post('1', { seconds: 12 })]);
    expect(names(matches.unused)).toEqual(['late.mp4']);
    expect(names(matches.uncertain)).toEqual(['wide.mp4']);
    expect(
      names(
        matchFootageToPosts([clip('tall.mp4', { seconds: 12, up: 'portrait' })], [post('1', { seconds: 12 })]).used,
      ),
    ).toEqual(['tall.mp4']);
  });

  it('reads whole names and telling subjects quoted in captions', () => {
    const files = [clip('v/timelapse_vase24.gcode_20260101_1200.mp4'), clip('v/studio_tour.mp4'), clip('v/a1.mp4')];
    const media = [
      post('1', { caption: 'From the studio_tour we filmed.' }),
      post('2', { caption: 'Here is vase24, at last. a1!' }),
    ];
    const matches = matchFootageToPosts(files, media);
    expect(matches.used).toMatchObject([
      { name: 'v/a1.mp4', media_id: '2', reason: 'name_in_caption' },
      { name: 'v/studio_tour.mp4', media_id: '1', reason: 'name_in_caption' },
    ]);
    // The caption quotes two clips; a post is explained by few.
    const [subject] = [...matches.uncertain, ...matches.unused];
    expect(subject?.name).toBe('v/timelapse_vase24.gcode_20260101_1200.mp4');
    const alone = matchFootageToPosts(files, [post('2', { caption: 'Here is vase24, at last.' })]);
    expect(alone.used).toMatchObject([{ name: subject?.name, media_id: '2', reason: 'name_in_caption' }]);
  });

  it('tells age, still and size of unused clips, and null where nothing is known', () => {
    const still: FootageFile = { ...clip('a.jpg'), file_category: 'image' };
    const files = [clip('a.mp4', { size_mb: 3 }), still, clip('undated.mp4', { created_time: null })];
    const { unused } = matchFootageToPosts(files, [], { now: '2026-01-11T06:00:00Z' });
    expect(unused).toMatchObject([
      { name: 'a.mp4', age_days: 10, still: 'a.jpg', size_mb: 3, duration_seconds: null, orientation: null },
      { name: 'undated.mp4', age_days: null, still: null },
    ]);
  });

  test.prop([
    fc.array(fc.record({ name: fc.stringMatching(/^[a-c]\d\.mp4$/), seconds: fc.integer({ min: 1, max: 5 }) }), {
      maxLength: 8,
    }),
    fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
  ])('puts every clip in exactly one list, whatever the order of clips and posts', (rows, lengths) => {
    const unique = [...new Map(rows.map((row) => [row.name, clip(row.name, { seconds: row.seconds })])).values()];
    const media = lengths.map((seconds, index) => post(String(index), { seconds }));
    const { used, unused, uncertain } = matchFootageToPosts(unique, media);
    const all = names([...used, ...unused, ...uncertain]);
    expect(all.toSorted()).toEqual(names(unique).toSorted());
    const turned = matchFootageToPosts(unique.toReversed(), media);
    expect(names(turned.used)).toEqual(names(used));
    expect(names(turned.unused)).toEqual(names(unused));
  });

  it('takes no chance fit in a large archive for certain, though no other post is of about its length', () => {
    // A clip every 85 ms of length: every post fits some clip by chance.
    const files = Array.from({ length: 1_000 }, (_, index) =>
      clip(`clip_${String(index)}.mp4`, { seconds: 5 + index * 0.085, created_time: '2025-06-01T00:00:00Z' }),
    );
    const media = Array.from({ length: 40 }, (_, index) => post(String(index), { seconds: 6 + index * 2.1 }));
    const { used, uncertain } = matchFootageToPosts(files, media);
    expect(used).toEqual([]);
    expect(Math.max(0, ...uncertain.map(({ confidence }) => confidence))).toBeLessThan(0.4);
  });

  it('means what it says with its confidence, over studios of all kinds', { timeout: 60_000 }, () => {
    const tallies = STUDIOS.filter(({ name }) => name !== 'a large archive').map((plan) => tallyStudios(plan, 1));
    const bins = calibrationOf(tallies.flatMap(({ rows }) => rows)).filter(({ rows }) => rows >= 60);
    expect(bins.length).toBeGreaterThanOrEqual(8);
    // 10 points, and what chance adds in a bin of this size: two standard errors of rows that depend on each other.
    for (const bin of bins) expect(Math.abs(bin.said - bin.true)).toBeLessThan(0.1 + 1 / Math.sqrt(bin.rows));
    const sum = (count: (tally: StudioTally) => number): number =>
      tallies.reduce((all, tally) => all + count(tally), 0);
    expect(sum(({ sureRight }) => sureRight) / sum(({ sure }) => sure)).toBeGreaterThan(0.9);
  });

  it('finds nearly half of the published clips where lengths differ, more than parts and compilations leave', () => {
    const tallies = STUDIOS.slice(0, 1).map((plan) => tallyStudios(plan, 4));
    expect(tallies.map(({ found, published }) => found / published >= 0.45)).toEqual([true]);
  });
});

describe('a match, row by row', () => {
  it('says all that is known of a clip, and null of what is not', () => {
    const { used } = matchFootageToPosts(
      [clip('video/a.mp4', { seconds: 12.34, up: 'portrait', size_mb: 3, created_time: '2026-01-01T12:00:00Z' })],
      [],
      { ledger: [{ media_id: '1', files: ['a.mp4'], published_at: null }], now: '2026-01-03T11:59:59Z' },
    );
    expect(used).toEqual([
      {
        name: 'video/a.mp4',
        media_id: '1',
        reason: 'ledger',
        confidence: 1,
        created_time: '2026-01-01T12:00:00Z',
        age_days: 1,
        size_mb: 3,
        duration_seconds: 12.34,
        orientation: 'portrait',
        still: null,
      },
    ]);
    const bare: FootageFile = { name: 'b.mp4', file_category: 'video', created_time: null, size_mb: null };
    expect(matchFootageToPosts([bare], []).unused).toEqual([
      {
        name: 'b.mp4',
        media_id: null,
        reason: 'no_evidence',
        confidence: 0.5,
        created_time: null,
        age_days: null,
        size_mb: null,
        duration_seconds: null,
        orientation: null,
        still: null,
      },
    ]);
    // Without a moment to count to there is no age.
    expect(matchFootageToPosts([clip('a.mp4')], []).unused[0]?.age_days).toBeNull();
  });

  it('looks at posts of the ledger no further', () => {
    const files = [clip('a.mp4', { seconds: 12.34 }), clip('b.mp4', { seconds: 12.34 })];
    const ledger = [{ media_id: '1', files: ['a.mp4'], published_at: null }];
    const { used, unused } = matchFootageToPosts(files, [post('1', { seconds: 12.34 })], { ledger });
    expect([names(used), names(unused)]).toEqual([['a.mp4'], ['b.mp4']]);
    expect(unused[0]).toMatchObject({ reason: 'no_evidence', confidence: 0.5 });
  });

  it.each<[string, number | undefined, number | undefined, FootageRow['reason']]>([
    ['neither length is known', undefined, undefined, 'no_evidence'],
    ['that of the post is not known', 40, undefined, 'no_evidence'],
    ['that of the clip is not known', undefined, 12, 'no_evidence'],
    ['that of the post is no length', 40, 0, 'no_evidence'],
    ['that of the clip is no length', -1, 12, 'no_evidence'],
    ['that of the clip is no number', Number.NaN, 12, 'no_evidence'],
    ['both are known', 40, 12, 'no_match'],
  ])('says why a clip is unused where %s', (_what, ofClip, ofPost, reason) => {
    const files = ['a', 'b', 'c', 'd'].map((name) =>
      clip(`${name}.mp4`, ofClip === undefined ? {} : { seconds: ofClip }),
    );
    const media = [post('1', ofPost === undefined ? {} : { seconds: ofPost })];
    const { unused, used, uncertain } = matchFootageToPosts(files, media);
    expect([used, uncertain]).toEqual([[], []]);
    expect(unused.map((row) => row.reason)).toEqual([reason, reason, reason, reason]);
    // That it was not published: one post, four clips.
    for (const { confidence } of unused) {
      expect(confidence).toBeGreaterThan(0.6);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });

  it('compares lengths where one post of many has one', () => {
    const files = [clip('a.mp4', { seconds: 12.34 }), clip('b.mp4', { seconds: 40 })];
    const media = [post('1', { seconds: 12.34 }), post('2', { timestamp: '2025-12-01T00:00:00Z' })];
    const { used, unused } = matchFootageToPosts(files, media);
    expect([names(used), unused[0]?.reason]).toEqual([['a.mp4'], 'no_match']);
  });

  it('says that others explain a length as well', () => {
    const files = [
      clip('now.mp4', { seconds: 15.02, created_time: '2026-01-10T10:00:00Z' }),
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
        clip(`${name}.mp4`, { seconds: 15.02, created_time: '2025-01-01T00:00:00Z' }),
      ),
    ];
    const { unused } = matchFootageToPosts(files, [post('1', { seconds: 15.02 })]);
    expect(unused.map(({ reason, media_id: id }) => [reason, id])).toEqual(
      Array.from({ length: 6 }, () => ['shared_length', null]),
    );
  });

  it('gives the same whatever the order of posts of one moment', () => {
    const files = [clip('a.mp4', { seconds: 15.02 }), clip('b.mp4', { seconds: 15.02 })];
    const media = [post('2', { seconds: 15.02 }), post('1', { seconds: 15.02 })];
    expect(matchFootageToPosts(files, media)).toEqual(matchFootageToPosts(files, media.toReversed()));
  });

  it('marks a cut by the surest clip of its piece, with its own confidence', () => {
    const ledger = [{ media_id: '9', files: ['vase_final.mp4'], published_at: null }];
    const files = [
      clip('vase.mp4', { seconds: 12.34 }),
      clip('vase_final.mp4', { seconds: 20 }),
      clip('vase_raw.mp4', { seconds: 47.3 }),
      clip('bowl.mp4', { seconds: 80 }),
    ];
    const { used, uncertain, unused } = matchFootageToPosts(files, [post('1', { seconds: 12.34 })], { ledger });
    expect(names(used).toSorted()).toEqual(['vase.mp4', 'vase_final.mp4']);
    const raw = uncertain.find(({ name }) => name === 'vase_raw.mp4');
    expect(raw).toMatchObject({ reason: 'other_cut', other_cut_of: 'vase_final.mp4', media_id: '9' });
    // Of its own use, which is unlikely.
    expect(raw?.confidence).toBeLessThan(0.4);
    expect(names(unused)).toEqual(['bowl.mp4']);
    expect(unused[0]).not.toHaveProperty('other_cut_of');
  });

  it('keeps the confidence of a cut that may have been used itself', () => {
    const files = [
      clip('vase.mp4', { seconds: 30.5 }),
      clip('vase_raw.mp4', { seconds: 12.34 }),
      clip('bowl.mp4', { seconds: 12.34 }),
    ];
    const ledger = [{ media_id: '9', files: ['vase.mp4'], published_at: null }];
    const { uncertain } = matchFootageToPosts(files, [post('1', { seconds: 12.34 })], { ledger });
    const [bowl, raw] = uncertain;
    expect([bowl?.name, raw?.name]).toEqual(['bowl.mp4', 'vase_raw.mp4']);
    expect(raw).toMatchObject({ reason: 'other_cut', confidence: bowl?.confidence });
  });

  it.each<[string, string | null, boolean]>([
    ['a_20260109_1200.mp4', '2026-05-01T00:00:00Z', true],
    ['a_20260109_1200.mp4', null, true],
    ['a_20260110.mp4', '2026-05-01T00:00:00Z', true],
    // Noon and a minute, in UTC: after the post of noon.
    ['a_20260110_1201.mp4', '2026-05-01T00:00:00Z', false],
    ['a_20260110_1159.mp4', '2026-05-01T00:00:00Z', true],
    ['a_20260501.mp4', '2026-01-09T00:00:00Z', true],
    ['a.mp4', '2026-05-01T00:00:00Z', false],
    ['a.mp4', null, true],
  ])('takes %s of %s for as old as the earlier of both: used %s', (name, created, isUsed) => {
    const files = [clip(name, { seconds: 12.34, created_time: created })];
    expect(matchFootageToPosts(files, [post('1', { seconds: 12.34 })]).used.length === 1).toBe(isUsed);
  });
});

describe('footageOf', () => {
  const bucket = (rows: FileRecord[], videos: number, newest: FileRecord[] = []): Footage => {
    const made = inventory(rows);
    return footageOf({
      ...made,
      highlights: { ...made.highlights, newest_videos: newest },
      categorized_summary: { ...made.categorized_summary, videos: { count: videos, size_mb: 1 } },
    });
  };
  const [video, picture, sound] = [file('a.mp4'), file('a.jpg'), file('a.mp3')];

  it('is the videos and pictures of the rows', () => {
    const { files, source } = bucket([video, picture, sound], 1);
    expect([names(files).toSorted(), source]).toEqual([['a.jpg', 'a.mp4'], 'files']);
    expect(bucket([video], 2).source).toBe('highlights');
    expect(bucket([picture], 0)).toEqual({ files: [], source: 'files' });
  });

  it('is the newest videos where there are no rows of any', () => {
    expect(bucket([picture], 5, [video])).toEqual({ files: [video], source: 'highlights' });
    expect(bucket([], 0)).toEqual({ files: [], source: 'files' });
  });
});
