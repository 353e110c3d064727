import { describe, expect, it } from 'vitest';

import { HeaderBytes } from '../../../src/media/header-bytes.ts';
import { mp3Seconds } from '../../../src/media/mp3-length.ts';
import { readMovieHeader } from '../../../src/media/isobmff.ts';
import { wavSeconds } from '../../../src/media/wav-length.ts';
import { box, fullBox } from '../../../src/testing/media-files/isobmff-track.ts';
import {
  bytesOf,
  filledBytes,
  fixedBytes,
  joinBytes,
  type MediaBytes,
  type Piece,
  u16le,
  u32,
  u32le,
  u64,
} from '../../../src/testing/media-files/media-bytes.ts';
import { mp3Bytes } from '../../../src/testing/media-files/audio-bytes.ts';
import { readerOf } from './reader.ts';

function opened(file: MediaBytes | Uint8Array, size?: number | null): HeaderBytes {
  const reader = readerOf(file, size === undefined ? {} : { size });
  return new HeaderBytes({ reader, maxBytes: 1_048_576, signal: new AbortController().signal });
}

describe('mp3Seconds', () => {
  const music = mp3Bytes({ size: 1_200_000, durationSeconds: 60, xing: true });
  // 60 s × 44,100 ÷ 1,152 = 2,296.9, so 2,297 frames: 2,297 × 1,152 ÷ 44,100 = 60.0033 s.
  const seconds = (2_297 * 1_152) / 44_100;

  it('is frames times samples over the rate, as the Xing header counts them', async () => {
    expect(await mp3Seconds(opened(music))).toBe(seconds);
  });

  it('is unknown without a header that counts the frames', async () => {
    expect(await mp3Seconds(opened(mp3Bytes({ size: 1_200_000, durationSeconds: 60, xing: false })))).toBeNull();
  });

  it('is found behind an ID3 tag of half a megabyte, which is not read', async () => {
    // 0x00 0x1f 0x21 0x00 in sevens: 31 × 16,384 + 33 × 128 = 512,128 bytes of tag.
    const tag = joinBytes([fixedBytes(bytesOf('ID3', 4, 0, 0, 0, 0x1f, 0x21, 0)), filledBytes(512_128)]);
    const bytes = opened(joinBytes([tag, music]));
    expect(await mp3Seconds(bytes)).toBe(seconds);
    expect(bytes.bytesRead).toBeLessThanOrEqual(3 * 65_536);
  });

  it('is what a VBRI header counts', async () => {
    // MPEG-1 layer III, 44.1 kHz; VBRI: version, delay, quality, bytes, frames. 1,000 × 1,152 ÷ 44,100 s.
    const vbri = bytesOf('VBRI', 0, 1, 0, 0, 0, 0, u32(100_000), u32(1_000));
    const frame = bytesOf(0xff, 0xfb, 0x50, 0x00, new Uint8Array(32), vbri, new Uint8Array(400));
    expect(await mp3Seconds(opened(frame))).toBeCloseTo(26.122, 3);
  });

  it('counts 576 samples a frame at half the rates of MPEG-2', async () => {
    // MPEG-2 layer III, index 0: 22,050 Hz, mono, so the Xing header stands at 13. 500 × 576 ÷ 22,050 = 13.061 s.
    const xing = bytesOf('Xing', u32(1), u32(500));
    const frame = bytesOf(0xff, 0xf3, 0x50, 0xc0, new Uint8Array(9), xing, new Uint8Array(400));
    expect(await mp3Seconds(opened(frame))).toBeCloseTo(13.061, 3);
  });

  it('is unknown when the Xing header leaves the count out', async () => {
    const frame = bytesOf(0xff, 0xfb, 0x50, 0x00, new Uint8Array(32), 'Info', u32(2), u32(9), new Uint8Array(400));
    expect(await mp3Seconds(opened(frame))).toBeNull();
  });

  it('gives up on a chain of tags', async () => {
    const tag = bytesOf('ID3', 4, 0, 0, u32(0));
    const bytes = opened(bytesOf(...Array.from({ length: 20 }, () => tag), new Uint8Array(500)));
    expect(await mp3Seconds(bytes)).toBeNull();
  });
});

describe('wavSeconds', () => {
  const format = (channels: number, rate: number, bits: number, frameBytes = (channels * bits) / 8): Uint8Array =>
    bytesOf('fmt ', u32le(16), u16le(1), u16le(channels), u32le(rate), u32le(rate * 4), u16le(frameBytes), u16le(bits));
  const wav = (...chunks: readonly Piece[]): Uint8Array => bytesOf('RIFF', u32le(0), 'WAVE', ...chunks);

  it('is bytes of sound over rate times bytes a sample', async () => {
    // 24 bits mono at 8 kHz: 48,000 ÷ (8,000 × 3) = 2 s.
    const file = wav(format(1, 8_000, 24), 'data', u32le(48_000), new Uint8Array(48_000));
    expect(await wavSeconds(opened(file))).toBe(2);
  });

  it('steps over chunks in between, padded to even length', async () => {
    const junk = bytesOf('junk', u32le(3), new Uint8Array(4));
    const file = wav(junk, format(1, 8_000, 16), 'data', u32le(16_000), new Uint8Array(16_000));
    expect(await wavSeconds(opened(file))).toBe(1);
  });

  it.each([0, 0xffff_ffff])('is what the file holds when the writer left %i for a length', async (left) => {
    const file = wav(format(1, 8_000, 16), 'data', u32le(left), new Uint8Array(32_000));
    expect(await wavSeconds(opened(file))).toBe(2);
  });

  it('is what is left of a file that broke off', async () => {
    const file = wav(format(1, 8_000, 16), 'data', u32le(1_000_000), new Uint8Array(16_000));
    expect(await wavSeconds(opened(file))).toBe(1);
  });

  it('takes the 64-bit length of an RF64 file', async () => {
    const ds64 = bytesOf('ds64', u32le(16), new Uint8Array(8), 0x80, 0x3e, 0, 0, 0, 0, 0, 0); // 16,000
    const file = bytesOf(
      ...['RF64', u32le(0xffff_ffff), 'WAVE', ds64, format(1, 8_000, 16)],
      ...['data', u32le(0xffff_ffff), new Uint8Array(32_000)],
    );
    expect(await wavSeconds(opened(file))).toBe(1);
  });

  it('is unknown for compressed sound, whose stated rate is a mean', async () => {
    // ADPCM: 4 bits a sample in blocks of 1,024 bytes.
    const file = wav(format(1, 8_000, 4, 1_024), 'data', u32le(48_000), new Uint8Array(48_000));
    expect(await wavSeconds(opened(file))).toBeNull();
  });

  it('is unknown without a format', async () => {
    expect(await wavSeconds(opened(wav('data', u32le(48_000), new Uint8Array(100))))).toBeNull();
  });
});

describe('readMovieHeader', () => {
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

  it('takes the usual length of a frame, though the last one differs', () => {
    // 299 frames of 1,001 ticks and one of 1,500 at 30,000 ticks a second: 30,000 ÷ 1,001 = 29.97.
    const movie = box('moov', mvhd(1_000, 10_027), track('vide', 30_000, 300_799, 299, 1_001, 1, 1_500));
    expect(readMovieHeader(movie)).toEqual({
      durationSeconds: 10.027,
      framesPerSecond: 30_000 / 1_001,
      hasSound: false,
    });
  });

  it('takes the mean of frames of many lengths', () => {
    // 50 of 20 ticks and 50 of 30 at 600: 100 × 600 ÷ 2,500 = 24.
    const movie = box(
      'moov',
      mvhd(600, 2_500),
      track('vide', 600, 2_500, 50, 20, 50, 30),
      track('soun', 8_000, 33_333),
    );
    expect(readMovieHeader(movie)).toMatchObject({ framesPerSecond: 24, hasSound: true });
  });

  it('takes no rate from a single frame', () => {
    expect(readMovieHeader(box('moov', mvhd(600, 600), track('vide', 600, 600, 1, 600))).framesPerSecond).toBeNull();
  });

  it('reads the 64-bit form', () => {
    const long = fullBox('mvhd', 1, 0, u64(0), u64(0), u32(1_000), u64(5_000), new Uint8Array(80));
    expect(readMovieHeader(box('moov', long)).durationSeconds).toBe(5);
  });

  it.each([
    ['none', 0],
    ['not known', 0xffff_ffff],
  ])('takes a length of "%s" for unknown', (_, duration) => {
    expect(readMovieHeader(box('moov', mvhd(1_000, duration))).durationSeconds).toBeNull();
  });

  it('takes the length of a fragmented movie from mehd alone', () => {
    const fragmented = (...inner: readonly Uint8Array[]): Uint8Array =>
      box('moov', mvhd(1_000, 2_000), box('mvex', ...inner));
    expect(readMovieHeader(fragmented()).durationSeconds).toBeNull();
    expect(readMovieHeader(fragmented(fullBox('mehd', 0, 0, u32(90_000)))).durationSeconds).toBe(90);
    expect(readMovieHeader(fragmented(fullBox('mehd', 1, 0, u64(90_000)))).durationSeconds).toBe(90);
  });

  it('believes no length that its own tables contradict tenfold', () => {
    // The track says 1 s, its frames are 20 s.
    const movie = box('moov', mvhd(1_000, 1_000), track('vide', 1_000, 1_000, 20, 1_000));
    expect(readMovieHeader(movie)).toMatchObject({ durationSeconds: null, framesPerSecond: null });
  });

  it('believes no table that claims more rows than it holds', () => {
    const liar = fullBox('stts', 0, 0, u32(0xffff_ffff), u32(1), u32(1));
    const clock = fullBox('mdhd', 0, 0, u32(0), u32(0), u32(1_000), u32(5_000), u32(0));
    const handler = fullBox('hdlr', 0, 0, u32(0), 'vide', new Uint8Array(13));
    const lying = box('trak', box('mdia', clock, handler, box('minf', box('stbl', liar))));
    expect(readMovieHeader(box('moov', mvhd(1_000, 5_000), lying))).toMatchObject({
      durationSeconds: 5,
      framesPerSecond: null,
    });
  });

  it.each([
    ['a clock of 0 ticks', box('moov', mvhd(0, 1_000))],
    ['a length of forty years', box('moov', mvhd(1, 40 * 365 * 86_400))],
    ['a header cut short', box('moov', fullBox('mvhd', 0, 0, u32(0)))],
    ['an empty one', box('moov')],
    ['none at all', new Uint8Array(0)],
  ])('tells no length from %s', (_, movie) => {
    expect(readMovieHeader(movie).durationSeconds).toBeNull();
  });
});
