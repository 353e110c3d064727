import { describe, expect, it } from 'vitest';
import { fc, test } from '@fast-check/vitest';

import { matchFootageToPosts, type FootageFile, type MatchablePost } from '../../../src/index.ts';

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
    expect(matches.used).toMatchObject([{ name: 'a.mp4', media_id: '1', reason: 'length_and_time', confidence: 0.85 }]);
    // Compared and fitting nothing: 1 − 0.2 sure that it is unused.
    expect(matches.unused).toMatchObject([{ name: 'b.mp4', reason: 'no_match', confidence: 0.8 }]);
  });

  it('shares the confidence among clips that fit equally', () => {
    const files = [clip('a.mp4', { seconds: 12 }), clip('b.mp4', { seconds: 12.3 })];
    const matches = matchFootageToPosts(files, [post('1', { seconds: 12 })]);
    // 0.85 / 2 = 0.425, rounded half up.
    expect(matches.uncertain).toMatchObject([{ confidence: 0.43 }, { confidence: 0.43 }]);
  });

  it('does not match a clip made after the post, and doubts one that lies another way up', () => {
    const late = clip('late.mp4', { seconds: 12, created_time: '2026-02-01T00:00:00Z' });
    const wide = clip('wide.mp4', { seconds: 12, up: 'landscape' });
    const matches = matchFootageToPosts([late, wide], [post('1', { seconds: 12 })]);
    expect(names(matches.unused)).toEqual(['late.mp4']);
    // 0.85 − 0.35 for the orientation.
    expect(matches.uncertain).toMatchObject([{ name: 'wide.mp4', confidence: 0.5 }]);
  });

  it('reads whole names and telling subjects quoted in captions', () => {
    const files = [clip('v/timelapse_vase24.gcode_20260101_1200.mp4'), clip('v/studio_tour.mp4'), clip('v/a1.mp4')];
    const media = [
      post('1', { caption: 'From the studio_tour we filmed.' }),
      post('2', { caption: 'Here is vase24, at last. a1!' }),
    ];
    const matches = matchFootageToPosts(files, media);
    expect(matches.used).toMatchObject([
      { name: 'v/a1.mp4', confidence: 0.9 },
      { name: 'v/studio_tour.mp4', confidence: 0.9 },
    ]);
    expect(matches.uncertain).toMatchObject([{ media_id: '2', reason: 'name_in_caption', confidence: 0.6 }]);
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
});
