import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { imageSize } from 'image-size';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type ConfigError, isConfigError } from '../../../../src/base/errors.ts';
import type { SimulatedObject } from '../../../../src/testing/bucket/simulated-object.ts';
import { accountExportSchema, bucketListingSchema } from '../../../../src/testing/demo/dataset-format.ts';
import { demoDataset, mediaContent, readDataset, timeFromName } from '../../../../src/testing/demo/dataset.ts';
import { demoAccount, demoBucket } from '../../../../src/testing/demo/recorded.ts';
import type { MediaBytes } from '../../../../src/testing/media-files/media-bytes.ts';
import { readMedia } from '../media-files/read-media.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('demo account', () => {
  const posts = demoAccount.media;

  it('passes the check other accounts must pass', () => {
    expect(v.is(accountExportSchema, demoAccount)).toBe(true);
  });

  it('has the published totals', () => {
    expect(demoAccount.user).toMatchObject({
      username: 'autopotter',
      followers_count: 76,
      follows_count: 9,
      media_count: 80,
    });
    expect(posts).toHaveLength(7);
    expect(sum(posts.map((post) => post.like_count ?? NaN))).toBe(45);
    expect(sum(posts.map((post) => post.comments_count ?? NaN))).toBe(6);
    expect(sum(posts.map((post) => post.insights?.['views'] ?? NaN))).toBe(6_516);
  });

  it('has the published engagement by reach', () => {
    const interactions = posts.map((post) => post.insights?.['total_interactions'] ?? NaN);
    const reach = posts.map((post) => post.insights?.['reach'] ?? NaN);
    const rates = interactions.map((count, index) => (count / (reach[index] ?? NaN)) * 100);
    // Interactions 1, 1, 2, 22, 6, 18, 1 over reach 152, 305, 277, 2282, 681, 346, 163: 51 over 4,206 in all.
    expect(sum(rates) / 7).toBeCloseTo(1.34, 2);
    expect(rates.toSorted((a, b) => a - b)[3]).toBeCloseTo(0.72, 2);
    expect((sum(interactions) / sum(reach)) * 100).toBeCloseTo(1.21, 2);
  });

  it('counts replies among the comments of a post', () => {
    for (const post of posts) {
      const comments = post.comments ?? [];
      expect(comments.length + sum(comments.map((comment) => comment.replies?.length ?? 0))).toBe(post.comments_count);
    }
  });

  it('has newest posts first, ids that a number cannot hold, and three hashtags and a question each', () => {
    expect(posts.map((post) => post.timestamp)).toEqual(
      posts
        .map((post) => post.timestamp)
        .toSorted()
        .toReversed(),
    );
    const comments = posts.flatMap((post) => post.comments ?? []);
    const ids = [demoAccount.user, ...posts, ...comments, ...comments.flatMap((comment) => comment.replies ?? [])].map(
      (row) => row.id,
    );
    expect(new Set(ids).size).toBe(14);
    for (const id of ids) expect(String(Number(id))).not.toBe(id);
    const tags = posts.map((post) => post.caption?.match(/#\w+/g) ?? []);
    expect(tags.map((each) => each.length)).toEqual([3, 3, 3, 3, 3, 3, 3]);
    expect(new Set(tags.flat()).size).toBe(21);
    for (const post of posts) expect(post.caption).toContain('?');
  });
});

describe('demo bucket', () => {
  const { objects } = demoBucket;
  const withEnding = (ending: string): readonly string[] => {
    return objects.flatMap(({ name }) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []));
  };

  it('passes the check other listings must pass', () => {
    expect(v.is(bucketListingSchema, demoBucket)).toBe(true);
  });

  it('has the published make-up', () => {
    expect(objects).toHaveLength(312);
    expect(withEnding('.mp4')).toHaveLength(155);
    expect(withEnding('.jpg')).toEqual(withEnding('.mp4'));
    expect([...withEnding('.mp3'), ...withEnding('.wav')]).toHaveLength(2);
    expect(sum(objects.map((object) => Number(object.size)))).toBe(840_202_965);
    expect(demoBucket.expected).toEqual({ files: 312, videos: 155, images: 155, audio: 2, size_mb: 801.28 });
    expect((840_202_965 / 1_048_576).toFixed(2)).toBe('801.28');
  });

  it('is in the byte order of a listing', () => {
    const names = objects.map((object) => object.name);
    expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  it('has the creation time of the name, and none where the name has none', () => {
    for (const object of objects) expect(object.timeCreated ?? null).toBe(timeFromName(object.name));
    expect(objects.filter((object) => object.timeCreated === undefined).map((object) => object.name)).toEqual([
      ...withEnding('.wav').map((stem) => `${stem}.wav`),
      ...withEnding('.mp3').map((stem) => `${stem}.mp3`),
    ]);
  });

  it('states the length of every clip, and every shape among them', () => {
    const clips = objects.filter((object) => object.name.endsWith('.mp4'));
    for (const clip of clips) {
      expect(clip.duration_seconds).toBeGreaterThanOrEqual(4);
      expect(clip.duration_seconds).toBeLessThanOrEqual(95);
    }
    const shapes = new Map<string, number>();
    for (const clip of clips) {
      const shape = `${String(clip.width)}x${String(clip.height)}`;
      shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
    }
    expect(Object.fromEntries(shapes)).toEqual({ '1080x1920': 127, '1920x1080': 20, '1080x1080': 8 });
  });
});

describe('demo media', () => {
  const { objects } = demoDataset();
  /** Gives the bytes as the simulator will ask for them. */
  const served = (name: string): MediaBytes => {
    const object = objects.find((each) => each.name === name);
    if (typeof object?.content !== 'function' || object.size === undefined) throw new Error(`${name} has no bytes`);
    return { size: object.size, read: object.content };
  };
  const listed = new Map(demoBucket.objects.map((object) => [object.name, object]));

  it('has bytes of the listed size for every object', () => {
    for (const object of demoBucket.objects) expect(mediaContent(object)?.size).toBe(Number(object.size));
    expect(sum(objects.map((object) => object.size ?? NaN))).toBe(840_202_965);
  });

  it('plays every clip as listed, from its first 64 KiB unless the header is last', async () => {
    let headerLast = 0;
    for (const clip of demoBucket.objects.filter((object) => object.name.endsWith('.mp4'))) {
      const reading = await readMedia(served(clip.name));
      expect(reading).toMatchObject({ durationSeconds: clip.duration_seconds, width: clip.width, height: clip.height });
      if (reading.furthest === Number(clip.size)) headerLast += 1;
      else expect(reading.furthest).toBeLessThanOrEqual(65_536);
      expect(reading.bytesRead).toBeLessThan(2_048);
    }
    // One in eight or so, as the names fall.
    expect(headerLast).toBe(19);
  });

  it('shows every still with the sides of its clip', () => {
    for (const { name } of objects.filter((object) => object.name.endsWith('.jpg'))) {
      const clip = listed.get(name.replace(/\.jpg$/, '.mp4'));
      expect(imageSize(served(name).read(0, 1_024))).toMatchObject({ width: clip?.width, height: clip?.height });
    }
  });

  it('plays the two music tracks', async () => {
    const music = objects.filter((object) => object.name.startsWith('music_uploads/'));
    const readings = await Promise.all(music.map(({ name }) => readMedia(served(name))));
    // (28,521,267 − 44) ÷ 4 ÷ 44,100 s of WAV; 6,060,769 bytes of MP3 at 192 kbit/s, in whole frames.
    expect(readings.map((reading) => reading.durationSeconds?.toFixed(1))).toEqual(['161.7', '252.5']);
  });
});

describe('timeFromName', () => {
  it('reads the stamp as UTC', () => {
    expect(timeFromName('clips/timelapse_bw07.gcode_20250502_1421.mp4')).toBe('2025-05-02T14:21:00.000Z');
    expect(timeFromName('timelapse__20250417_0003')).toBe('2025-04-17T00:03:00.000Z');
  });

  it('takes the last of several stamps', () => {
    expect(timeFromName('a_20240101_0000_20250502_1421.mp4')).toBe('2025-05-02T14:21:00.000Z');
  });

  it.each([
    'song.mp3',
    'a_20250502.mp4',
    'a_20250502_142155.mp4',
    'a_20251301_1200.mp4',
    'a_20250230_1200.mp4',
    'a_20250502_2460.mp4',
  ])('finds no time in %s', (name) => {
    expect(timeFromName(name)).toBeNull();
  });
});

let directory: string;
const accountFile = (): string => join(directory, 'instagram-account.json');
const listingFile = (): string => join(directory, 'bucket-objects.json');

async function write(account: unknown, listing: unknown): Promise<void> {
  await writeFile(accountFile(), typeof account === 'string' ? account : JSON.stringify(account));
  await writeFile(listingFile(), typeof listing === 'string' ? listing : JSON.stringify(listing));
}

async function failure(): Promise<ConfigError> {
  const error: unknown = await readDataset(directory).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isConfigError(error)) throw new Error('readDataset did not throw a ConfigError');
  return error;
}

function rangeOf(object: SimulatedObject | undefined): MediaBytes['read'] {
  if (typeof object?.content !== 'function') throw new Error('the object has no generated bytes');
  return object.content;
}

const head = (object: SimulatedObject | undefined): Uint8Array => rangeOf(object)(0, 2_000);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dataset-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('readDataset', () => {
  it('reads the account as it is and the bucket as rows', async () => {
    await write(demoAccount, demoBucket);
    const dataset = await readDataset(directory);
    expect(dataset.account).toEqual(demoAccount);
    expect(dataset.bucket).toBe('autopot1-printdump');
    expect(dataset.objects).toHaveLength(312);
    expect(dataset.objects.at(-1)).toMatchObject({
      metadata: null,
      timeCreated: demoBucket.objects.at(-1)?.timeCreated,
    });
  });

  it('keeps what it does not know of an account', async () => {
    await write({ ...demoAccount, stories: [{ id: '1' }] }, demoBucket);
    expect((await readDataset(directory)).account).toHaveProperty('stories', [{ id: '1' }]);
  });

  it('takes a listing of bare names and sizes: times from the names, media chosen by the name', async () => {
    const names = ['a/take_20250101_0930.jpg', 'a/take_20250101_0930.mp4', 'a/song.mp3', 'a/notes.txt'];
    await write(demoAccount, { bucket: 'any', objects: names.map((name) => ({ name, size: '3000000' })) });
    const first = await readDataset(directory);
    const [still, clip, song, notes] = first.objects;
    expect(clip).toMatchObject({ size: 3_000_000, timeCreated: '2025-01-01T09:30:00.000Z' });
    expect(song?.timeCreated).toBeNull();
    expect(notes).toMatchObject({ name: 'a/notes.txt', size: 3_000_000, timeCreated: null, content: undefined });

    const again = await readDataset(directory);
    for (const index of [0, 1, 2]) expect(head(again.objects[index])).toEqual(head(first.objects[index]));
    // 3,000,000 bytes at 1.0 to 2.6 Mbit/s.
    const seconds = (await readMedia({ size: 3_000_000, read: rangeOf(clip) })).durationSeconds ?? NaN;
    expect(seconds).toBeGreaterThanOrEqual(9);
    expect(seconds).toBeLessThanOrEqual(24);
    const reading = await readMedia({ size: 3_000_000, read: rangeOf(clip) });
    expect(imageSize(head(still))).toMatchObject({ width: reading.width, height: reading.height });
  });

  it('serves what the listing states of a clip: sides as shown, whatever its rotation', async () => {
    const clip = { name: 'a.mov', size: 900_000, contentType: 'video/x-own', metadata: { take: '3' } };
    const inside = { duration_seconds: 6.5, width: 720, height: 1280, rotation: 270 };
    await write(demoAccount, { bucket: 'any', objects: [{ ...clip, ...inside }] });
    const [object] = (await readDataset(directory)).objects;
    expect(object).toMatchObject(clip);
    const reading = await readMedia({ size: 900_000, read: rangeOf(object) });
    expect(reading).toMatchObject({ durationSeconds: 6.5, width: 720, height: 1280 });
  });

  it('serves zeros for a media file too small for its format', async () => {
    const objects = [
      { name: 'a.mp4', size: 40 },
      { name: 'b.jpg', size: 0 },
    ];
    await write(demoAccount, { bucket: 'any', objects });
    const dataset = await readDataset(directory);
    expect(rangeOf(dataset.objects[0])(0, 40)).toEqual(new Uint8Array(40));
    expect(rangeOf(dataset.objects[1])(0, 40)).toEqual(new Uint8Array(0));
  });

  it('names every file that is missing, and what the folder should hold', async () => {
    const error = await failure();
    expect(error.problems).toEqual([
      {
        key: accountFile(),
        found: 'no such file',
        remedy: 'Name a folder that holds instagram-account.json and bucket-objects.json.',
      },
      {
        key: listingFile(),
        found: 'no such file',
        remedy: 'Name a folder that holds instagram-account.json and bucket-objects.json.',
      },
    ]);
  });

  it('names a file of broken JSON', async () => {
    await write(demoAccount, '{"bucket": "any", "objects": [');
    const { problems } = await failure();
    expect(problems).toMatchObject([{ key: listingFile(), remedy: 'Write the file again, whole.' }]);
    expect(problems[0]?.found).toContain('broken JSON');
  });

  it.each([
    ['an id written as a number', { ...demoAccount, user: { ...demoAccount.user, id: 17841450927361584 } }, 'user.id'],
    [
      'a post without an id',
      { ...demoAccount, media: [{ media_type: 'VIDEO', timestamp: '2025-01-01T00:00:00+0000' }] },
      'media.0.id',
    ],
    [
      'a time that is none',
      { ...demoAccount, media: [{ id: '1', media_type: 'VIDEO', timestamp: 'today' }] },
      'media.0.timestamp',
    ],
    ['no posts at all', { user: demoAccount.user }, 'media'],
    ['a list in place of an account', [], ''],
  ])('says where an account has %s', async (_case, account, at) => {
    await write(account, demoBucket);
    const { problems } = await failure();
    expect(problems.map((problem) => problem.key)).toEqual([accountFile()]);
    expect(problems[0]?.found.startsWith(at)).toBe(true);
    expect(problems[0]?.remedy).toContain('demoAccount');
  });

  it.each([
    ['a size in words', [{ name: 'a.mp4', size: 'large' }], 'objects.0.size: Expected a number of bytes'],
    ['a nameless object', [{ name: '', size: '1' }], 'objects.0.name'],
    [
      'the same name twice',
      [
        { name: 'a', size: 1 },
        { name: 'a', size: 2 },
      ],
      'objects: Expected every name once',
    ],
    ['a rotation by 45 degrees', [{ name: 'a.mp4', size: 1, rotation: 45 }], 'objects.0.rotation'],
  ])('says where a listing has %s', async (_case, objects, found) => {
    await write(demoAccount, { bucket: 'any', objects });
    const { problems } = await failure();
    expect(problems.map((problem) => problem.key)).toEqual([listingFile()]);
    expect(problems[0]?.found.startsWith(found)).toBe(true);
  });
});
