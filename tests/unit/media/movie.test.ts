import { describe, expect, it } from 'vitest';

import { readMovie } from '../../../src/media/movie.ts';
import { box, fullBox } from '../../../src/testing/media-files/isobmff-track.ts';
import { bytesOf, u32, u64 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

describe('readMovie', () => {
  const mvhd = (timescale: number, duration: number): Uint8Array =>
    fullBox('mvhd', 0, 0, u32(0), u32(0), u32(timescale), u32(duration), new Uint8Array(80));
  const track = (handler: string, timescale: number, duration: number, ...rows: readonly number[]): Uint8Array =>
    box(
      'trak',
      box(
        'mdia',
        fullBox('mdhd', 0, 0, u32(0), u32(0), u32(timescale), u32(duration), u32(0)),
        fullBox('hdlr', 0, 0, u32(0), handler, new Uint8Array(13)),
        box('minf', box('stbl', fullBox('stts', 0, 0, u32(rows.length / 2), ...rows.map((value) => u32(value))))),
      ),
    );

  it('takes the usual length of a frame, though the last one differs', async () => {
    // 299 frames of 1,001 ticks and one of 1,500 at 30,000 ticks a second: 30,000 ÷ 1,001 = 29.97.
    const movie = box('moov', mvhd(1_000, 10_027), track('vide', 30_000, 300_799, 299, 1_001, 1, 1_500));
    expect(await readMovie(opened(movie))).toMatchObject({
      durationSeconds: 10.027,
      video: { framesPerSecond: 30_000 / 1_001 },
      audio: null,
    });
  });

  it('takes the mean of frames of many lengths', async () => {
    // 50 of 20 ticks and 50 of 30 at 600: 100 × 600 ÷ 2,500 = 24.
    const movie = box(
      'moov',
      mvhd(600, 2_500),
      track('vide', 600, 2_500, 50, 20, 50, 30),
      track('soun', 8_000, 33_333),
    );
    expect(await readMovie(opened(movie))).toMatchObject({ video: { framesPerSecond: 24 }, audio: { codec: null } });
  });

  it('takes no rate from a single frame', async () => {
    const movie = box('moov', mvhd(600, 600), track('vide', 600, 600, 1, 600));
    expect(await readMovie(opened(movie))).toMatchObject({ durationSeconds: 1, video: { framesPerSecond: null } });
  });

  it('reads the 64-bit form', async () => {
    const long = fullBox('mvhd', 1, 0, u64(0), u64(0), u32(1_000), u64(5_000), new Uint8Array(80));
    expect((await readMovie(opened(box('moov', long)))).durationSeconds).toBe(5);
  });

  it.each([
    ['none', 0],
    ['not known', 0xffff_ffff],
  ])('takes a length of "%s" for unknown', async (_, duration) => {
    expect((await readMovie(opened(box('moov', mvhd(1_000, duration))))).durationSeconds).toBeNull();
  });

  it('takes the length of a fragmented movie from mehd alone', async () => {
    const fragmented = (...inner: readonly Uint8Array[]): Uint8Array =>
      box('moov', mvhd(1_000, 2_000), box('mvex', ...inner));
    expect((await readMovie(opened(fragmented()))).durationSeconds).toBeNull();
    expect((await readMovie(opened(fragmented(fullBox('mehd', 0, 0, u32(90_000)))))).durationSeconds).toBe(90);
    expect((await readMovie(opened(fragmented(fullBox('mehd', 1, 0, u64(90_000)))))).durationSeconds).toBe(90);
  });

  it.each([
    ['without its length', fullBox('mehd', 0, 0)],
    ['cut in its 64-bit length', fullBox('mehd', 1, 0, u32(0))],
    ['with something else', fullBox('leva', 0, 0, u32(90_000))],
  ])('takes none from an mvex %s', async (_, inner) => {
    const movie = box('moov', mvhd(1_000, 2_000), box('mvex', inner));
    expect((await readMovie(opened(movie))).durationSeconds).toBeNull();
  });

  it('believes no length that its own tables contradict tenfold', async () => {
    // The track says 1 s, its frames are 20 s.
    const movie = box('moov', mvhd(1_000, 1_000), track('vide', 1_000, 1_000, 20, 1_000));
    expect(await readMovie(opened(movie))).toMatchObject({ durationSeconds: null, video: { framesPerSecond: null } });
  });

  it('believes no table that claims more rows than it holds', async () => {
    const liar = fullBox('stts', 0, 0, u32(0xffff_ffff), u32(1), u32(1));
    const clock = fullBox('mdhd', 0, 0, u32(0), u32(0), u32(1_000), u32(5_000), u32(0));
    const handler = fullBox('hdlr', 0, 0, u32(0), 'vide', new Uint8Array(13));
    const lying = box('trak', box('mdia', clock, handler, box('minf', box('stbl', liar))));
    expect(await readMovie(opened(box('moov', mvhd(1_000, 5_000), lying)))).toMatchObject({
      durationSeconds: 5,
      video: { framesPerSecond: null },
    });
  });

  it.each([
    ['a clock of 0 ticks', box('moov', mvhd(0, 1_000))],
    ['a length of forty years', box('moov', mvhd(1, 40 * 365 * 86_400))],
    ['a header cut short', box('moov', fullBox('mvhd', 0, 0, u32(0)))],
    ['an empty one', box('moov')],
    ['none at all', new Uint8Array(0)],
  ])('tells no length from %s', async (_, movie) => {
    expect((await readMovie(opened(movie))).durationSeconds).toBeNull();
  });

  it('reads a header of megabytes in parts', async () => {
    // A sample table of 3 MiB between the sides of the picture and the sound.
    const sizes = box('free', new Uint8Array(3 * 1_048_576));
    const movie = box(
      'moov',
      mvhd(1_000, 2_400_000),
      track('vide', 600, 1_440_000, 144_000, 10),
      sizes,
      track('soun', 8_000, 1),
    );
    const bytes = opened(movie);
    expect(await readMovie(bytes)).toMatchObject({
      ...{ durationSeconds: 2_400, end: null, video: { framesPerSecond: 60 }, audio: { codec: null } },
    });
    expect(bytes.bytesRead).toBeLessThanOrEqual(512 * 1_024);
  });

  it('takes the first picture that is switched on', async () => {
    const head = (id: number, flags: number, width: number): Uint8Array =>
      fullBox(
        'tkhd',
        0,
        flags,
        u32(0),
        u32(0),
        u32(id),
        new Uint8Array(24),
        u32(65_536),
        new Uint8Array(12),
        u32(65_536),
        new Uint8Array(12),
        u32(0x4000_0000),
        u32(width * 65_536),
        u32(90 * 65_536),
      );
    const handler = fullBox('hdlr', 0, 0, u32(0), 'vide', new Uint8Array(13));
    const picture = (id: number, flags: number, width: number): Uint8Array =>
      box('trak', head(id, flags, width), box('mdia', handler));
    const movie = box('moov', mvhd(600, 600), picture(1, 0, 160), picture(2, 1, 320));
    expect(await readMovie(opened(movie))).toMatchObject({
      videoId: 2,
      video: { width: 320, height: 90, rotation: 0 },
    });
  });

  it('reads a film of the time before ftyp, and tells one that broke off', async () => {
    const movie = box('moov', mvhd(600, 600), track('vide', 600, 600, 25, 24));
    const file = bytesOf(movie, u32(100_000), 'mdat', new Uint8Array(500));
    expect(await readMovie(opened(file))).toMatchObject({ container: 'mov', durationSeconds: 1, truncated: true });
  });
});
