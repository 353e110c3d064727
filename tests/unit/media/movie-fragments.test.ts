import { describe, expect, it } from 'vitest';

import { readMovie } from '../../../src/media/movie.ts';
import { bytesOf, u32 } from '../../../src/testing/media-files/media-bytes.ts';
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

/** A fragment of samples of 40 ticks, or of so many. */
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

/** Four fragments of 25 samples, a second each, with as many bytes of pictures. */
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
