import { describe, expect, it } from 'vitest';

import type { FootageReason, FootageRow } from '../../../src/documents/footage.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import type { VideoPlan } from '../../../src/documents/video-plan.ts';
import { proposeLedgerEntries, proposeMatches, recordPublished } from '../../../src/planning/ledger.ts';
import { analytics, post } from '../assistant/samples.ts';

describe('clips that look published', () => {
  function row(
    name: string,
    media_id: string | null,
    confidence: number,
    reason: FootageReason = 'length_and_time',
  ): FootageRow {
    const unknown = { created_time: null, age_days: null, size_mb: null, duration_seconds: null };
    return { ...unknown, name, media_id, reason, confidence, orientation: null, still: null };
  }

  it('are proposed by post, as sure as the least sure of its clips, the surest first', () => {
    const used = [row('a', '1', 0.9), row('c', '2', 0.7, 'name_in_caption')];
    const proposals = proposeMatches({ used, unused: [row('d', '3', 0.9)], uncertain: [row('b', '1', 0.6)] });
    const shared = { published_at: null, plan: null };
    expect(proposals).toEqual([
      { ...shared, media_id: '2', files: ['c'], confidence: 0.7, reason: 'name_in_caption' },
      { ...shared, media_id: '1', files: ['a', 'b'], confidence: 0.6, reason: 'length_and_time' },
    ]);
  });

  it('are in the order of their posts when equally sure, from 0.5', () => {
    const rows = ['2', '1', '3'].map((id) => row(id, id, 0.5));
    for (const used of [rows, rows.toReversed()]) {
      expect(proposeMatches({ used, unused: [], uncertain: [] }).map((one) => one.media_id)).toEqual(['1', '2', '3']);
    }
  });

  it('are not proposed without a post, from the ledger, or below 0.5', () => {
    const used = [row('a', null, 0.9), row('b', '1', 0.9, 'ledger'), row('c', '2', 0.49)];
    expect(proposeMatches({ used, unused: [], uncertain: [] })).toEqual([]);
  });
});

describe('a post that a plan has become', () => {
  const time = '2026-11-20T12:00:00Z';
  const plan = (over: Partial<VideoPlan> = {}): VideoPlan => ({
    title: 'A plan',
    why: [],
    when: '2026-10-01T12:00:00Z',
    caption: 'alpha beta gamma delta epsilon',
    hashtags: [],
    audio: null,
    scenes: [{ file: 'gs://studio/video/one.mp4', start_seconds: 0, duration_seconds: 3, text: null }],
    ...over,
  });
  const posted = (caption: string | null, over: Partial<MediaRecord> = {}): MediaRecord =>
    post({ id: '1', timestamp: time, caption, ...over });
  const confidence = (one: VideoPlan, published: MediaRecord): number | null =>
    proposeLedgerEntries([one], { analytics: analytics([published]), inventory: null })[0]?.confidence ?? null;

  const near = { when: time };
  const tagged = { hashtags: ['#Clay', 'bowl'] };
  const tags = { hashtags: ['clay', 'bowl', 'more'] };
  it.each([
    ['all words', plan(), posted('ALPHA beta, gamma: delta epsilon!'), 0.8],
    ['four of five words', plan(), posted('alpha beta gamma delta omega'), 0.64],
    ['all words of a shorter caption', plan(), posted('alpha beta'), 0.8],
    ['three of five words', plan(), posted('alpha beta gamma omega sigma'), null],
    ['three of five words at its time', plan(near), posted('alpha beta gamma omega sigma'), 0.58],
    ['half the words at its time', plan(near), posted('alpha beta omega sigma'), 0.5],
    [
      'half the words at its time with its tags',
      plan({ ...near, ...tagged }),
      posted('alpha beta omega pi sigma', tags),
      0.6,
    ],
    ['two of five words, all else', plan({ ...near, ...tagged }), posted('alpha beta omega sigma kappa', tags), null],
    ['all words and tags', plan(tagged), posted('alpha beta gamma', tags), 0.9],
    ['all words and one tag of two', plan(tagged), posted('alpha beta gamma', { hashtags: ['clay'] }), 0.8],
    ['all words and tags that were not planned', plan(), posted('alpha beta gamma', tags), 0.8],
    ['everything', plan({ ...near, ...tagged }), posted('alpha beta gamma', tags), 0.99],
    ['a week later', plan({ when: '2026-11-13T12:00:00Z' }), posted('alpha beta gamma'), 0.9],
    ['a week earlier', plan({ when: '2026-11-27T12:00:00Z' }), posted('alpha beta gamma'), 0.9],
    ['more than a week later', plan({ when: '2026-11-13T11:59:59Z' }), posted('alpha beta gamma'), 0.8],
    ['a plan without a time', plan({ when: 'soon' }), posted('alpha beta gamma'), 0.8],
    ['a post without a time', plan(near), posted('alpha beta gamma', { timestamp: '' }), 0.8],
    ['no caption', plan({ caption: 'the bowl was here' }), posted(null), null],
    ['captions without words', plan({ caption: '🎉' }), posted('😀'), null],
  ])('is as likely as %s', (_, one, published, expected) => {
    expect(confidence(one, published)).toBe(expected);
  });

  it('is proposed once, to the plan that is most like it', () => {
    const [first, second] = [posted('alpha beta gamma delta'), posted('alpha beta gamma omega', { id: '2' })];
    const [like, liker] = [
      plan({ title: 'like', caption: 'alpha beta gamma omega' }),
      plan({ title: 'liker', caption: 'alpha beta gamma omega', ...near }),
    ];
    const documents = { analytics: analytics([first, second]), inventory: null };
    const pairs = proposeLedgerEntries([like, liker], documents).map((one) => [one.plan, one.media_id]);
    expect(pairs).toEqual([
      ['liker', '2'],
      ['like', '1'],
    ]);
  });

  it('has the names of its files, each once', () => {
    const scenes = ['one.mp4', 'gs://studio/video/two.mp4', ' video/two.mp4 '].map((name) => ({
      file: name,
      start_seconds: 0,
      duration_seconds: 3,
      text: null,
    }));
    const names = ['one.mp4', 'video/two.mp4'];
    const documents = { analytics: analytics([posted('alpha beta gamma')]), inventory: null };
    expect(proposeLedgerEntries([plan({ scenes })], documents)[0]?.files).toEqual(names);
    expect(recordPublished(plan({ scenes }), '1')).toEqual({ media_id: '1', files: names, published_at: null });
  });

  it('is none without analytics', () => {
    expect(proposeLedgerEntries([plan()], { analytics: null, inventory: null })).toEqual([]);
  });
});
