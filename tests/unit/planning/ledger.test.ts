import { describe, expect, it } from 'vitest';

import type { FootageReason, FootageRow } from '../../../src/documents/footage.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import type { VideoPlan } from '../../../src/documents/video-plan.ts';
import {
  checkFileReferences,
  createFileLookup,
  parseObjectAddress,
  proposeLedgerEntries,
  proposeMatches,
  recordPublished,
} from '../../../src/planning/ledger.ts';
import { analytics, file, inventory, post } from '../assistant/samples.ts';

describe('parseObjectAddress', () => {
  it.each([
    ['gs://studio/video/a.mp4', 'studio', 'video/a.mp4'],
    ['GS://studio/a.mp4', 'studio', 'a.mp4'],
    ['gs://studio/100%.mp4', 'studio', '100%.mp4'],
    ['gs://studio/why?.mp4#1', 'studio', 'why?.mp4#1'],
    ['gs://studio/two\nlines.mp4', 'studio', 'two\nlines.mp4'],
    ['https://storage.googleapis.com/studio/video/a.mp4', 'studio', 'video/a.mp4'],
    ['http://storage.googleapis.com/studio/a.mp4', 'studio', 'a.mp4'],
    ['HTTPS://Storage.Googleapis.com/studio/a.mp4', 'studio', 'a.mp4'],
    ['https://storage.cloud.google.com/studio/a.mp4', 'studio', 'a.mp4'],
    ['https://storage.mtls.cloud.google.com/studio/a.mp4', 'studio', 'a.mp4'],
    ['https://www.googleapis.com/studio/a.mp4', 'studio', 'a.mp4'],
    ['https://studio.storage.googleapis.com/video/a.mp4', 'studio', 'video/a.mp4'],
    ['https://my.studio.storage.googleapis.com/a.mp4', 'my.studio', 'a.mp4'],
    ['https://storage.googleapis.com/studio/bowl%20one.mp4?x=1#t', 'studio', 'bowl one.mp4'],
    ['https://storage.googleapis.com/s/a.mp4', 's', 'a.mp4'],
  ])('reads %s', (address, bucket, name) => {
    expect(parseObjectAddress(address)).toEqual({ bucket, name });
  });

  it.each([
    'video/a.mp4',
    'see gs://studio/a.mp4',
    'see https://storage.googleapis.com/studio/a.mp4',
    'gs://studio',
    'gs://studio/',
    'gs:///a.mp4',
    'https://storage.googleapis.com/studio',
    'https://storage.googleapis.com/studio/',
    'https://storage.googleapis.com//a.mp4',
    'https://studio.storage.googleapis.com/',
    'https://example.test/studio/a.mp4',
    'https://storage.googleapis.com.example.test/studio/a.mp4',
    'https://storage.googleapis.com/studio/100%.mp4',
    'ftp://storage.googleapis.com/studio/a.mp4',
    '',
  ])('takes %j for none', (text) => {
    expect(parseObjectAddress(text)).toBeNull();
  });
});

describe('createFileLookup', () => {
  const lookup = createFileLookup(
    inventory([file('video/vase24.mp4'), file('video/bowl.mp4'), file('raw/bowl.mp4'), file('video/ab.mp4')]),
  );

  it.each([
    ['video/vase24.mp4'],
    ['  video/vase24.mp4 '],
    ['gs://studio/video/vase24.mp4'],
    ['https://studio.storage.googleapis.com/video/vase24.mp4'],
  ])('finds %j', (reference) => {
    expect(lookup.resolve(reference)).toEqual({ name: 'video/vase24.mp4', suggestion: null });
  });

  it.each([
    // The one object of that file name, whatever its folder or case.
    ['vase24.mp4', 'video/vase24.mp4'],
    ['VIDEO/VASE24.MP4', 'video/vase24.mp4'],
    ['other/vase24.mp4?x=1', 'video/vase24.mp4'],
    ['gs://other/video/vase24.mp4', 'video/vase24.mp4'],
    // Two of that name: the nearest, which is the first.
    ['bowl.mp4', 'raw/bowl.mp4'],
    // Two of ten letters differ: a quarter of ten, rounded down.
    ['vase99.mp4', 'video/vase24.mp4'],
    ['vase9999.mp4', null],
    ['vaxx99.mp4', null],
    // One of six differs.
    ['ac.mp4', 'video/ab.mp4'],
    ['cd.mp4', null],
    ['abcd.mp4', 'video/ab.mp4'],
    ['gs://other/kiln.mp4', null],
    ['http://example.test/studio/video/vase24.mp4', 'video/vase24.mp4'],
    ['a gs://studio/video/vase24.mp4', 'video/vase24.mp4'],
    ['kiln_opening_take.mp4', null],
    ['', null],
  ])('suggests for %j %j', (reference, suggestion) => {
    expect(lookup.resolve(reference)).toEqual({ name: null, suggestion });
  });

  it('prefers the nearer of two that are near', () => {
    const near = createFileLookup(inventory([file('video/bowl_13.mp4'), file('video/bowl_12.mp4')]));
    expect(near.resolve('bowl_13x.mp4').suggestion).toBe('video/bowl_13.mp4');
    expect(near.resolve('bowl_1.mp4').suggestion).toBe('video/bowl_12.mp4');
  });

  it('finds nothing without an inventory, and the highlights of one without rows', () => {
    expect([...createFileLookup(null).names]).toEqual([]);
    expect(createFileLookup(null).resolve('gs://studio/a.mp4')).toEqual({ name: null, suggestion: null });
    const [first, second, third] = ['a.mp4', 'b.mp4', 'c.jpg'].map((name) => file(name));
    if (first === undefined || second === undefined || third === undefined) throw new Error('three files');
    const bare = inventory([], { folder_inventories: {} });
    bare.highlights = { newest: [first], newest_videos: [second], largest: [third] };
    expect([...createFileLookup(bare).names]).toEqual(['a.mp4', 'b.mp4', 'c.jpg']);
  });
});

describe('checkFileReferences', () => {
  const bucket = inventory([file('video/a.mp4'), file('video/bowl one.mp4'), file('notes/list.txt'), file('Makefile')]);
  const found = (content: unknown): [string, string][] =>
    checkFileReferences(content, bucket).found.map(({ name, path }) => [name, path]);
  const unknown = (content: unknown): string[] =>
    checkFileReferences(content, bucket).unknown.map(({ reference }) => reference);

  it.each<[string, unknown, [string, string][]]>([
    ['a text', 'Cut video/a.mp4.', [['video/a.mp4', '']]],
    ['a text once', 'video/a.mp4, then video/a.mp4 again', [['video/a.mp4', '']]],
    [
      'a name the bucket holds of no media',
      'see notes/list.txt and Makefile',
      [
        ['notes/list.txt', ''],
        ['Makefile', ''],
      ],
    ],
    ['a name with a space, twice', 'bowl: video/bowl one.mp4 and video/bowl one.mp4', [['video/bowl one.mp4', '']]],
    ['a name with a space alone', ' video/bowl one.mp4 ', [['video/bowl one.mp4', '']]],
    ['brackets and quotes', '("video/a.mp4")', [['video/a.mp4', '']]],
    ['signs at the end', 'Use gs://studio/video/a.mp4).', [['video/a.mp4', '']]],
    ['JSON in a text', '  {"clip": "video/a.mp4"}', [['video/a.mp4', '/clip']]],
    ['a list in a text', '["x", "video/a.mp4"]', [['video/a.mp4', '/1']]],
    ['a quoted text', '"video/a.mp4"', [['video/a.mp4', '']]],
    ['what only looks like JSON', '{video/a.mp4}', [['video/a.mp4', '']]],
    ['keys with signs', { 'a/b~c': { d: 'video/a.mp4' } }, [['video/a.mp4', '/a~1b~0c/d']]],
    ['several of each sign', { 'a//b~~c': 'video/a.mp4' }, [['video/a.mp4', '/a~1~1b~0~0c']]],
    ['no text', [4, null, true, undefined], []],
    ['null', null, []],
    ['keys', { 'video/a.mp4': 1 }, []],
  ])('finds in %s', (_what, content, names) => {
    expect(found(content)).toEqual(names);
  });

  it.each<[string, string, string[]]>([
    ['a video', 'clip.mp4', ['clip.mp4']],
    ['a sound', 'calm.mp3', ['calm.mp3']],
    ['a picture', 'still.jpg', ['still.jpg']],
    ['a text file', 'plan.txt', []],
    ['a word', 'clip mp4', []],
    ['a name inside another', 'see myvideo/a.mp4', ['myvideo/a.mp4']],
    ['a text that is no JSON', 'so {"a": "clip.mp4"}', ['clip.mp4']],
    ['an address without TLS', 'http://storage.googleapis.com/other/x', ['http://storage.googleapis.com/other/x']],
    ['a page within an address', 'gs://other/https://x', ['gs://other/https://x']],
    ['an address of another bucket', 'gs://other/x.txt', ['gs://other/x.txt']],
    ['an address in capitals', 'GS://other/x.txt', ['GS://other/x.txt']],
    ['a storage address', 'https://storage.googleapis.com/other/x', ['https://storage.googleapis.com/other/x']],
    ['a storage address in capitals', 'HTTPS://STORAGE.googleapis.com/o/x', ['HTTPS://STORAGE.googleapis.com/o/x']],
    ['a bucket of its own host', 'https://other.storage.googleapis.com/x', ['https://other.storage.googleapis.com/x']],
    ['another page', 'https://example.test/clip.mp4', []],
    ['a page that names one', 'https://example.test/?u=gs://other/x', []],
  ])('takes %s for a reference or not', (_what, text, references) => {
    expect(unknown(text)).toEqual(references);
  });
});

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
