import { describe, expect, it } from 'vitest';

import { readMovie } from '../../../src/media/movie.ts';
import { bytesOf, u32, u64 } from '../../../src/testing/media-files/media-bytes.ts';
import { box, fullBox } from '../../../src/testing/media-files/isobmff-track.ts';
import { opened } from './reader.ts';

/** A header of one picture at 1,000 ticks a second that leaves all samples to fragments. */
const HEADER = box(
  'moov',
  fullBox('mvhd', 0, 0, u32(0), u32(0), u32(1_000), u32(0), new Uint8Array(80)),
  box(
    'trak',
    box(
      'mdia',
      fullBox('mdhd', 0, 0, u32(0), u32(0), u32(1_000), u32(0), u32(0)),
      fullBox('hdlr', 0, 0, u32(0), 'vide', new Uint8Array(13)),
      box('minf', box('stbl', fullBox('stts', 0, 0, u32(0)))),
    ),
  ),
  box('mvex'),
);

/** Makes a fragment of samples of 40 ticks, or of so many. */
const fragment = (start: number, samples: number, ticks = 40): Uint8Array =>
  box(
    'moof',
    box(
      'traf',
      fullBox('tfhd', 0, 8, u32(0), u32(ticks)),
      fullBox('tfdt', 0, 0, u32(start)),
      fullBox('trun', 0, 0, u32(samples)),
    ),
  );

/** Makes four fragments of 25 samples, a second each, with as many bytes of pictures. */
const fourSeconds = (bytes: number): Uint8Array =>
  bytesOf(
    HEADER,
    ...[0, 1_000, 2_000, 3_000].flatMap((start) => [fragment(start, 25), box('mdat', new Uint8Array(bytes))]),
  );

const index = (bytes: number): Uint8Array =>
  fullBox('sidx', 0, 0, u32(1), u32(1_000), u32(0), u32(0), 0, 0, 0, 1, u32(bytes), u32(5_000), u32(0));

describe('readMovie of a fragmented file', () => {
  it('adds up to the end of the last fragment', async () => {
    // The last starts at 3,000: 3 + 25 × 40 ÷ 1,000 = 4 s.
    expect(await readMovie(opened(fourSeconds(100_000)))).toMatchObject({
      ...{ durationSeconds: 4, truncated: false },
      video: { framesPerSecond: 25 },
    });
  });

  it.each([
    ['what the header says of all fragments', [fullBox('trex', 0, 0, u32(0), u32(1), u32(20), u32(0), u32(0))], 3.5],
    ['the starts of the fragments', [fullBox('trex', 0, 0, u32(0), u32(1))], 4],
  ])('takes the length of a frame from %s where a fragment does not say', async (_, extends_, seconds) => {
    const parts = [0, 1_000, 2_000, 3_000].map((start) =>
      box(
        'moof',
        box('traf', fullBox('tfhd', 0, 0, u32(0)), fullBox('tfdt', 0, 0, u32(start)), fullBox('trun', 0, 0, u32(25))),
      ),
    );
    const header = box('moov', HEADER.subarray(8, HEADER.length - 8), box('mvex', ...extends_));
    const found = await readMovie(opened(bytesOf(header, ...parts)));
    expect(found.durationSeconds).toBe(seconds);
  });

  it('finds the last fragment from the first on where it is longer than the end that is read', async () => {
    const bytes = opened(fourSeconds(300_000));
    expect(await readMovie(bytes)).toMatchObject({ durationSeconds: 4, truncated: false });
  });

  it('takes the rate from fragments of one frame', async () => {
    const parts = Array.from({ length: 10 }, (_, frame) => [fragment(frame * 40, 1), box('mdat', new Uint8Array(9))]);
    expect(await readMovie(opened(bytesOf(HEADER, ...parts.flat())))).toMatchObject({
      ...{ durationSeconds: 0.4, truncated: false },
      video: { framesPerSecond: 25 },
    });
  });

  it('takes the rate from the starts of fragments whose writer did not know yet how long they last', async () => {
    const parts = Array.from({ length: 10 }, (_, frame) => [
      fragment(frame * 40, 1, 0),
      box('mdat', new Uint8Array(9)),
    ]);
    const found = await readMovie(opened(bytesOf(HEADER, ...parts.flat())));
    expect(found).toMatchObject({ truncated: false, video: { framesPerSecond: 25 } });
    expect(found.durationSeconds).toBeCloseTo(0.4, 9);
  });

  it('takes the length of an index that reaches to the end', async () => {
    const file = bytesOf(HEADER, index(400_000), box('mdat', new Uint8Array(399_992)));
    expect(await readMovie(opened(file))).toMatchObject({ durationSeconds: 5, truncated: false });
    expect(await readMovie(opened(file.subarray(0, -1_000)))).toMatchObject({ durationSeconds: 5, truncated: true });
  });

  it.each([
    ['pictures of the last fragment', 100_000, 50_000, 4],
    ['header of the last fragment', 100_000, 100_030, 3],
    ['pictures of a long fragment', 300_000, 250_000, 4],
  ])('tells a file that ends inside the %s', async (_, length, cut, seconds) => {
    const file = fourSeconds(length);
    expect(await readMovie(opened(file.subarray(0, file.length - cut)))).toMatchObject({
      ...{ durationSeconds: seconds, truncated: true },
      video: { framesPerSecond: 25 },
    });
  });
});

describe('the index at the end of a fragmented file', () => {
  const MOVIE_INDEX = (...tracks: readonly Uint8Array[]): Uint8Array => {
    const all = bytesOf(...tracks);
    return box('mfra', all, fullBox('mfro', 0, 0, u32(8 + all.length + 16)));
  };
  /** Writes where a track's last fragment starts: of short or long numbers, with fields of one to four bytes. */
  const track = (at: number, { isLong = false, count = 2 } = {}): Uint8Array => {
    const entry = (start: number): Uint8Array =>
      isLong ? bytesOf(u64(0), u64(start), 1, 1, 1) : bytesOf(u32(0), u32(start), 1, 1, 1);
    return fullBox('tfra', isLong ? 1 : 0, 0, u32(1), u32(0), u32(count), entry(0), entry(at));
  };
  const body = fourSeconds(300_000);
  const lastAt = HEADER.length + 3 * (fragment(0, 25).length + 8 + 300_000);

  it.each([
    ['short numbers', track(lastAt)],
    ['long numbers', track(lastAt, { isLong: true })],
    ['several tracks', bytesOf(box('free'), track(0), track(lastAt))],
  ])('names the last fragment by %s, in one more request', async (_, entries) => {
    const bytes = opened(bytesOf(body, MOVIE_INDEX(entries)));
    expect(await readMovie(bytes)).toMatchObject({ durationSeconds: 4, truncated: false });
    expect(bytes.bytesRead).toBeLessThan(600_000);
  });

  it.each([
    ['lists nothing', MOVIE_INDEX(track(lastAt, { count: 0 }))],
    ['says more than it holds', MOVIE_INDEX(track(lastAt, { count: 99 }))],
    ['is of something else', MOVIE_INDEX(box('free'))],
    ['points behind the file', MOVIE_INDEX(track(99_999_999))],
    ['says that it starts before the bytes that were read', fullBox('mfro', 0, 0, u32(99_999_999))],
    ['is not where it says', fullBox('mfro', 0, 0, u32(16))],
  ])('is of no use where it %s: the last fragment is found from the first on', async (_, index) => {
    expect(await readMovie(opened(bytesOf(body, index)))).toMatchObject({ durationSeconds: 4 });
  });

  it('gives no length where it names what is no fragment', async () => {
    const found = await readMovie(opened(bytesOf(body, MOVIE_INDEX(track(HEADER.length + 1_000)))));
    expect(found).toMatchObject({ durationSeconds: null, video: { framesPerSecond: 25 } });
  });
});

describe('the fields of a fragment', () => {
  const seconds = async (...parts: readonly Uint8Array[]): Promise<number | null> =>
    (await readMovie(opened(bytesOf(HEADER, ...parts)))).durationSeconds;
  const traf = (...boxes: readonly Uint8Array[]): Uint8Array => box('moof', box('traf', ...boxes));
  const usual = fullBox('tfhd', 0, 8, u32(0), u32(40));
  const run = fullBox('trun', 0, 0, u32(25));

  it('are behind others that may be left out', async () => {
    // With where its bytes are and how they are described, before how long its samples last.
    const head = fullBox('tfhd', 0, 11, u32(0), u64(9), u32(1), u32(80));
    expect(await seconds(traf(head, fullBox('tfdt', 0, 0, u32(0)), run))).toBe(2);
    // With the place of its bytes and the flags of its first sample.
    const placed = fullBox('trun', 0, 0x5, u32(25), u32(0), u32(0));
    expect(await seconds(traf(usual, placed))).toBe(1);
  });

  it('may be long, and each sample may say how long it lasts', async () => {
    const columns = fullBox(
      'trun',
      0,
      0x305,
      u32(3),
      u32(0),
      u32(0),
      u32(40),
      u32(9),
      u32(40),
      u32(9),
      u32(920),
      u32(9),
    );
    expect(await seconds(traf(usual, fullBox('tfdt', 1, 0, u64(3_000)), columns), fragment(0, 1))).toBeCloseTo(4, 1);
    const cut = fullBox('trun', 0, 0x100, u32(99), u32(500), u32(500));
    expect(await seconds(traf(usual, cut))).toBe(1);
  });

  it.each([
    ['without a head', traf(run)],
    ['with a head that is cut', traf(box('tfhd', u32(8)), run)],
    ['of a track that is not there', traf(fullBox('tfhd', 0, 8, u32(77), u32(40)), run)],
    ['that is none', box('moof', box('free'))],
  ])('are passed over of a part %s', async (_, part) => {
    expect(await seconds(fragment(0, 25), part)).toBe(1);
  });

  it('count from 0 where they say no time, and runs that are cut do not count', async () => {
    expect(await seconds(traf(usual, box('tfdt', u32(0)), run, box('trun', u32(0)), box('free')))).toBe(1);
  });
});

describe('the index at the start of a fragmented file', () => {
  const media = (bytes: number): Uint8Array => box('mdat', new Uint8Array(bytes - 8));

  it('may be of long numbers', async () => {
    const long = fullBox(
      'sidx',
      1,
      0,
      u32(1),
      u32(1_000),
      u64(0),
      u64(0),
      0,
      0,
      0,
      1,
      u32(400_000),
      u32(5_000),
      u32(0),
    );
    expect(await readMovie(opened(bytesOf(HEADER, long, media(400_000))))).toMatchObject({ durationSeconds: 5 });
  });

  it.each([
    ['of a few bytes', fullBox('sidx', 0, 0, u32(1))],
    ['without its count', fullBox('sidx', 0, 0, u32(1), u32(1_000), u32(0))],
    ['without its entries', fullBox('sidx', 0, 0, u32(1), u32(1_000), u32(0), u32(0), 0, 0, 0, 9)],
    ['of a part of the file', index(100)],
  ])('is of no use where it is one %s', async (_, start) => {
    const parts = [fragment(0, 25), media(100), fragment(1_000, 25), media(9_000)];
    expect(await readMovie(opened(bytesOf(HEADER, start, ...parts)))).toMatchObject({ durationSeconds: 2 });
  });

  it('leaves the length open without it, where the size of the file is not known', async () => {
    const found = await readMovie(opened(fourSeconds(100_000), null));
    expect(found).toMatchObject({ durationSeconds: null, truncated: false, video: { framesPerSecond: 25 } });
  });
});

describe('a fragmented file whose last fragment is far from its end', () => {
  it('has no length where the budget ends before it is found', async () => {
    // Each step takes a block of 64 KiB, and 1 MiB may be read.
    const parts = Array.from({ length: 20 }, (_, at) => [
      fragment(at * 1_000, 25),
      box('mdat', new Uint8Array(200_000)),
    ]);
    expect(await readMovie(opened(bytesOf(HEADER, ...parts.flat())))).toMatchObject({ durationSeconds: null });
  });

  it('has none where what is between is no box', async () => {
    const broken = bytesOf(
      HEADER,
      fragment(0, 25),
      box('mdat', new Uint8Array(200_000)),
      u32(3),
      new Uint8Array(300_000),
    );
    expect(await readMovie(opened(broken))).toMatchObject({ durationSeconds: null });
  });

  it('is found before a box that goes on to the end', async () => {
    const open = bytesOf(u32(0), 'mdat', new Uint8Array(300_000));
    expect(await readMovie(opened(bytesOf(HEADER, fragment(0, 25), open)))).toMatchObject({ durationSeconds: 1 });
  });
});
