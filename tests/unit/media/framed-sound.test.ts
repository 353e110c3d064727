import { describe, expect, it } from 'vitest';

import { readFramedSound } from '../../../src/media/framed-sound.ts';
import { mp3Bytes } from '../../../src/testing/media-files/audio-bytes.ts';
import { bytesOf, filledBytes, fixedBytes, joinBytes, u32 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

/** Seconds of the sound as its header states them or its frames add up to. */
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

  /** Frames in a row: 128 kbit/s at 44.1 kHz are 417 bytes of layer III, or 418 of layer II. */
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
