import { describe, expect, it } from 'vitest';

import { afterTags, readFlac, readFramedSound } from '../../../src/media/framed-sound.ts';
import { mp3Bytes } from '../../../src/testing/media-files/sound-and-picture-bytes.ts';
import { bytesOf, filledBytes, fixedBytes, joinBytes, u32 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

/** Reads the seconds of the sound as its header states them or its frames add up to. */
async function seconds(file: Parameters<typeof opened>[0]): Promise<number | null> {
  return (await readFramedSound(opened(file)))?.durationSeconds ?? null;
}

describe('readFramedSound', () => {
  const music = mp3Bytes({ size: 1_200_000, durationSeconds: 60, xing: true });
  // 60 s × 44,100 ÷ 1,152 = 2,296.9, so 2,297 frames: 2,297 × 1,152 ÷ 44,100 = 60.0033 s.
  const stated = (2_297 * 1_152) / 44_100;

  it('is frames times samples over the rate, as the Xing header counts them', async () => {
    expect(await seconds(music)).toBe(stated);
  });

  it('is unknown where nothing counts the frames and they do not follow each other', async () => {
    expect(await seconds(bytesOf(0xff, 0xfb, 0x90, 0, new Uint8Array(600_000)))).toBeNull();
  });

  it('is found behind an ID3 tag of half a megabyte, which is not read', async () => {
    // 0x00 0x1f 0x21 0x00 in sevens: 31 × 16,384 + 33 × 128 = 512,128 bytes of tag.
    const tag = joinBytes([fixedBytes(bytesOf('ID3', 4, 0, 0, 0, 0x1f, 0x21, 0)), filledBytes(512_128)]);
    const bytes = opened(joinBytes([tag, music]));
    expect((await readFramedSound(bytes))?.durationSeconds).toBe(stated);
    expect(bytes.bytesRead).toBeLessThanOrEqual(3 * 65_536);
  });

  it('is what a VBRI header counts', async () => {
    // MPEG-1 layer III, 44.1 kHz; VBRI: version, delay, quality, bytes, frames. 1,000 × 1,152 ÷ 44,100 s.
    const vbri = bytesOf('VBRI', 0, 1, 0, 0, 0, 0, u32(100_000), u32(1_000));
    const frame = bytesOf(0xff, 0xfb, 0x50, 0x00, new Uint8Array(32), vbri, new Uint8Array(400));
    expect(await seconds(frame)).toBeCloseTo(26.122, 3);
  });

  it('counts 576 samples a frame at half the rates of MPEG-2', async () => {
    // MPEG-2 layer III, index 0: 22,050 Hz, mono, so the Xing header stands at 13. 500 × 576 ÷ 22,050 = 13.061 s.
    const xing = bytesOf('Xing', u32(1), u32(500));
    const frame = bytesOf(0xff, 0xf3, 0x50, 0xc0, new Uint8Array(9), xing, new Uint8Array(400));
    expect(await seconds(frame)).toBeCloseTo(13.061, 3);
  });

  it('is unknown when the Xing header leaves the count out', async () => {
    const frame = bytesOf(0xff, 0xfb, 0x50, 0x00, new Uint8Array(32), 'Info', u32(2), u32(9), new Uint8Array(400));
    expect(await seconds(frame)).toBeNull();
  });

  it('is not found in what has a frame’s first bytes by chance', async () => {
    // MPEG-1 layer III of 417 bytes at 3,800, whose end is past what is searched, and nothing like it behind.
    const bytes = new Uint8Array(200_000).fill(0x55);
    bytes.set([0xff, 0xfb, 0x90, 0], 3_800);
    expect(await readFramedSound(opened(bytes))).toBeNull();
    bytes.set([0xff, 0xfb, 0x90, 0], 3_800 + 417);
    expect(await readFramedSound(opened(bytes))).toBeNull();
  });

  it('gives up on a chain of tags', async () => {
    const tag = bytesOf('ID3', 4, 0, 0, u32(0));
    const bytes = opened(bytesOf(...Array.from({ length: 20 }, () => tag), new Uint8Array(500)));
    expect(await readFramedSound(bytes)).toBeNull();
  });

  /** Makes frames in a row: 128 kbit/s at 44.1 kHz are 417 bytes of layer III, or 418 of layer II. */
  const frames = (second: number, third: number, bytes: number, count: number): Uint8Array =>
    bytesOf(...Array.from({ length: count }, () => bytesOf(0xff, second, third, 0, new Uint8Array(bytes - 4))));

  it('counts the frames of a short file, and calls each layer by its name', async () => {
    expect(await readFramedSound(opened(frames(0xfb, 0x90, 417, 100)))).toMatchObject({
      ...{ container: 'mp3', audio: { codec: 'mp3' }, isEstimate: false },
      durationSeconds: (100 * 1_152) / 44_100,
    });
    // Layer II, 160 kbit/s: 1,152 × 125 × 160 ÷ 44,100 = 522 bytes.
    expect(await readFramedSound(opened(frames(0xfd, 0x90, 522, 50)))).toMatchObject({
      ...{ container: 'mp2', audio: { codec: 'mp2' }, isEstimate: false },
      durationSeconds: (50 * 1_152) / 44_100,
    });
  });

  it('takes the mean frame of both ends of a long file for an estimate', async () => {
    const bytes = opened(frames(0xfb, 0x90, 417, 2_000));
    const found = await readFramedSound(bytes);
    expect(found?.isEstimate).toBe(true);
    expect(found?.durationSeconds).toBeCloseTo((2_000 * 1_152) / 44_100, 1);
    expect(bytes.bytesRead).toBeLessThan(512 * 1_024);
  });

  it('adds up the frames of ADTS', async () => {
    // AAC-LC at 48 kHz (index 3), 100 bytes a frame: 1,024 samples each.
    const frame = bytesOf(0xff, 0xf1, 0x4c, 0x80, 100 >> 3, (100 & 7) << 5, new Uint8Array(94));
    const found = await readFramedSound(opened(bytesOf(...Array.from({ length: 30 }, () => frame))));
    expect(found).toMatchObject({ container: 'aac', audio: { codec: 'aac' }, durationSeconds: (30 * 1_024) / 48_000 });
  });

  it('adds up the frames of E-AC-3, other substreams aside', async () => {
    // 48 kHz, six blocks of 256 samples, version 16; 100 bytes are stated as 49 words and one.
    const frame = (substream: number): Uint8Array =>
      bytesOf(0x0b, 0x77, substream << 6, 49, 0x30, 16 << 3, new Uint8Array(94));
    const more = await readFramedSound(opened(bytesOf(...Array.from({ length: 20 }, (_, at) => frame(at % 2)))));
    expect(more).toMatchObject({
      ...{ container: 'eac3', audio: { codec: 'eac3' }, durationSeconds: (10 * 1_536) / 48_000, isEstimate: false },
    });
    // At 24 kHz, half of 48, the rate takes the place of the number of blocks.
    const half = bytesOf(0x0b, 0x77, 0, 49, 0xc0, 16 << 3, new Uint8Array(94));
    expect(await readFramedSound(opened(bytesOf(half, half, half)))).toMatchObject({
      durationSeconds: (3 * 1_536) / 24_000,
    });
  });
});

describe('the frames of other sound', () => {
  const repeated = (count: number, length: number, ...head: readonly number[]): Uint8Array =>
    bytesOf(...Array.from({ length: count }, () => bytesOf(...head, new Uint8Array(length - head.length))));
  const read = (file: Uint8Array, size?: null): ReturnType<typeof readFramedSound> =>
    readFramedSound(opened(file, size));

  it.each([
    // 12,000 × 128 ÷ 44,100 = 34 slots of 4 bytes, of 384 samples.
    { codec: 'mp1', file: repeated(20, 136, 0xff, 0xff, 0x40, 0), seconds: (20 * 384) / 44_100 },
    // MPEG-2.5 at 11,025 Hz, 64 kbit/s: 576 × 125 × 64 ÷ 11,025 = 417 bytes.
    { codec: 'mp3', file: repeated(20, 417, 0xff, 0xe3, 0x80, 0), seconds: (20 * 576) / 11_025 },
    // MPEG-2 at 22,050 Hz, 64 kbit/s.
    { codec: 'mp3', file: repeated(20, 208, 0xff, 0xf3, 0x80, 0), seconds: (20 * 576) / 22_050 },
    // 192 kbit/s at 48 kHz: 192 × 96,000 ÷ 48,000 = 384 words.
    { codec: 'ac3', file: repeated(20, 768, 0x0b, 0x77, 0, 0, 20, 0x40), seconds: (20 * 1_536) / 48_000 },
    // At 44.1 kHz a frame may have a word more: 417 and 418.
    { codec: 'ac3', file: repeated(20, 836, 0x0b, 0x77, 0, 0, 0x40 | 21, 0x40), seconds: (20 * 1_536) / 44_100 },
  ])('are those of $codec in $seconds s', async ({ codec, file, seconds }) => {
    const found = await read(file);
    expect(found).toMatchObject({ container: codec, audio: { codec }, isEstimate: false });
    expect(found?.durationSeconds).toBeCloseTo(seconds, 9);
  });

  it.each([
    ['AC-3 of no rate', [0x0b, 0x77, 0, 0, 0xc0, 0x40]],
    ['AC-3 of no size', [0x0b, 0x77, 0, 0, 0x3f, 0x40]],
    ['E-AC-3 of neither rate', [0x0b, 0x77, 0, 49, 0xf0, 16 << 3]],
    ['E-AC-3 of a later version', [0x0b, 0x77, 0, 49, 0x30, 17 << 3]],
    ['E-AC-3 of no kind of stream', [0x0b, 0x77, 0xc0, 49, 0x30, 16 << 3]],
    ['ADTS of no rate', [0xff, 0xf1, 0x7c, 0x80, 100 >> 3, (100 & 7) << 5]],
    ['ADTS shorter than its head', [0xff, 0xf1, 0x4c, 0x80, 0, 3 << 5]],
    ['MPEG of no version', [0xff, 0xeb, 0x90, 0, 0, 0]],
    ['MPEG of no rate', [0xff, 0xfb, 0x9c, 0, 0, 0]],
    ['MPEG of a free bit rate', [0xff, 0xfb, 0x00, 0, 0, 0]],
  ])('are none of %s', async (_, head) => {
    expect(await read(repeated(10, 400, ...head))).toBeNull();
  });

  it('are counted by a header for one channel, which is shorter', async () => {
    const stated = (second: number, channels: number, at: number): Uint8Array =>
      bytesOf(0xff, second, 0x90, channels, new Uint8Array(at - 4), 'Xing', u32(1), u32(1_000), new Uint8Array(400));
    expect((await read(stated(0xfb, 0xc0, 21)))?.durationSeconds).toBe((1_000 * 1_152) / 44_100);
    expect((await read(stated(0xf3, 0xc0, 13)))?.durationSeconds).toBe((1_000 * 576) / 22_050);
    expect((await read(stated(0xf3, 0x00, 21)))?.durationSeconds).toBe((1_000 * 576) / 22_050);
  });

  it('leave the length open where the size of the file is not known', async () => {
    expect(await read(repeated(500, 417, 0xff, 0xfb, 0x90, 0), null)).toMatchObject({
      durationSeconds: null,
      audio: { codec: 'mp3' },
    });
  });

  it('do not count a tag at the end of a long file, nor an end without frames', async () => {
    const sound = repeated(2_000, 417, 0xff, 0xfb, 0x90, 0);
    const tagged = bytesOf(sound, 'TAG', new Uint8Array(125));
    const bare = (await read(sound))?.durationSeconds ?? 0;
    expect((await read(tagged))?.durationSeconds).toBeCloseTo(bare, 2);
    expect(await read(bytesOf(sound, new Uint8Array(400_000).fill(0x55)))).toMatchObject({ isEstimate: true });
  });

  it('may be two, at the end of the bytes that are read', async () => {
    const start = new Uint8Array(1_000).fill(0x55);
    expect((await read(bytesOf(start, repeated(2, 417, 0xff, 0xfb, 0x90, 0))))?.durationSeconds).toBeCloseTo(
      (2 * 1_152) / 44_100,
      9,
    );
  });
});

it('looks behind a tag, and its footer where it has one', async () => {
  const tag = (flags: number): Uint8Array => bytesOf('ID3', 4, 0, flags, 0, 0, 0, 5, new Uint8Array(40));
  expect(await afterTags(opened(tag(0)))).toBe(15);
  expect(await afterTags(opened(tag(0x10)))).toBe(25);
});

describe('readFlac', () => {
  it('is samples over rate, which a writer may have left open', async () => {
    const flac = (rate: number, samples: number): Uint8Array =>
      bytesOf('fLaC', new Uint8Array(14), u32((rate << 12) | 0x170), u32(samples), new Uint8Array(20));
    expect(await readFlac(opened(flac(44_100, 88_200)), 0)).toMatchObject({ container: 'flac', durationSeconds: 2 });
    expect((await readFlac(opened(flac(44_100, 0)), 0))?.durationSeconds).toBeNull();
    expect((await readFlac(opened(flac(0, 88_200)), 0))?.durationSeconds).toBeNull();
    expect(await readFlac(opened(bytesOf('fLaC')), 0)).toBeNull();
  });
});
