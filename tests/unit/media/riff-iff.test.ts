import { describe, expect, it } from 'vitest';

import { readAiff, readWav } from '../../../src/media/riff-iff.ts';
import { bytesOf, type Piece, u16le, u32, u32le } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

async function seconds(file: Uint8Array): Promise<number | null> {
  return (await readWav(opened(file))).durationSeconds;
}

describe('readWav', () => {
  const format = (channels: number, rate: number, bits: number, frameBytes = (channels * bits) / 8): Uint8Array =>
    bytesOf('fmt ', u32le(16), u16le(1), u16le(channels), u32le(rate), u32le(rate * 4), u16le(frameBytes), u16le(bits));
  const wav = (...chunks: readonly Piece[]): Uint8Array => bytesOf('RIFF', u32le(0), 'WAVE', ...chunks);

  it('is bytes of sound over rate times bytes a sample', async () => {
    // 24 bits mono at 8 kHz: 48,000 ÷ (8,000 × 3) = 2 s.
    const file = wav(format(1, 8_000, 24), 'data', u32le(48_000), new Uint8Array(48_000));
    expect(await seconds(file)).toBe(2);
  });

  it('steps over chunks in between, padded to even length', async () => {
    const junk = bytesOf('junk', u32le(3), new Uint8Array(4));
    const file = wav(junk, format(1, 8_000, 16), 'data', u32le(16_000), new Uint8Array(16_000));
    expect(await seconds(file)).toBe(1);
  });

  it.each([0, 0xffff_ffff])('is what the file holds when the writer left %i for a length', async (left) => {
    const file = wav(format(1, 8_000, 16), 'data', u32le(left), new Uint8Array(32_000));
    expect(await seconds(file)).toBe(2);
  });

  it('is what is left of a file that broke off', async () => {
    const file = wav(format(1, 8_000, 16), 'data', u32le(1_000_000), new Uint8Array(16_000));
    expect(await readWav(opened(file))).toMatchObject({ durationSeconds: 1, truncated: true });
  });

  it('takes the 64-bit length of an RF64 file', async () => {
    const ds64 = bytesOf('ds64', u32le(16), new Uint8Array(8), 0x80, 0x3e, 0, 0, 0, 0, 0, 0); // 16,000
    const file = bytesOf(
      ...['RF64', u32le(0xffff_ffff), 'WAVE', ds64, format(1, 8_000, 16)],
      ...['data', u32le(0xffff_ffff), new Uint8Array(32_000)],
    );
    expect(await seconds(file)).toBe(1);
  });

  it('of compressed sound is what its samples say, else an estimate by its mean rate', async () => {
    // MS ADPCM: 4 bits a sample in blocks of 1,024 bytes; the mean rate of `format` is 4 times the sample rate.
    const compressed = bytesOf(
      ...['fmt ', u32le(16), u16le(2), u16le(1), u32le(8_000), u32le(4_000), u16le(1_024), u16le(4)],
    );
    const file = wav(compressed, 'data', u32le(8_000), new Uint8Array(8_000));
    const counted = wav(compressed, 'fact', u32le(4), u32le(24_000), 'data', u32le(8_000), new Uint8Array(8_000));
    const audio = { codec: 'adpcm_ms' };
    expect(await readWav(opened(file))).toMatchObject({ durationSeconds: 2, isEstimate: true, audio });
    expect(await readWav(opened(counted))).toMatchObject({ durationSeconds: 3, isEstimate: false, audio });
  });

  it('is unknown without a format', async () => {
    expect(await seconds(wav('data', u32le(48_000), new Uint8Array(100)))).toBeNull();
  });
});

describe('readAiff', () => {
  it('tells a file that ends before its form does', async () => {
    // 44,100 as an 80-bit float; 88,200 frames are 2 s.
    const rate = [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0];
    const common = bytesOf('COMM', u32(18), 0, 1, u32(88_200), 0, 16, ...rate);
    const aiff = (stated: number): Uint8Array =>
      bytesOf('FORM', u32(stated), 'AIFF', common, 'SSND', u32(176_408), new Uint8Array(1_000));
    expect(await readAiff(opened(aiff(176_454)))).toMatchObject({ durationSeconds: 2, truncated: true });
    expect(await readAiff(opened(aiff(1_038)))).toMatchObject({ durationSeconds: 2, truncated: false });
  });
});
