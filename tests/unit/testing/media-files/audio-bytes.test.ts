import { describe, expect, it } from 'vitest';
import { mp3Bytes, wavBytes } from '../../../../src/testing/media-files/audio-bytes.ts';
import { readMedia, walkDuration } from './read-media.ts';

describe('mp3Bytes', () => {
  it('states its length in a Xing header', async () => {
    const media = mp3Bytes({ size: 6_060_769, durationSeconds: 189.4, xing: true });
    expect(media.size).toBe(6_060_769);
    // 189.4 s is 7,250.3 frames of 1,152 samples: 7,250 × 1,152 ÷ 44,100 = 189.388 s.
    expect((await readMedia(media)).durationSeconds).toBeCloseTo(189.388, 3);
    expect(await walkDuration(media)).toBeCloseTo(189.388, 3);
  });

  it('misleads a reader that judges by its head when it has no Xing header', async () => {
    const media = mp3Bytes({ size: 848_923, durationSeconds: 60, xing: false });
    expect(await walkDuration(media)).toBeCloseTo(60, 1);
    // At the 32 kbit/s of its first frames, 848,923 bytes would play for 212 s.
    expect((await readMedia(media)).durationSeconds).toBeCloseTo(212, 0);
  });

  it('refuses a length its size cannot play', () => {
    expect(() => mp3Bytes({ size: 848_923, durationSeconds: 600, xing: false })).toThrow(/takes at least/);
    expect(() => mp3Bytes({ size: 848_923, durationSeconds: 6, xing: false })).toThrow(/320 kbit\/s/);
  });
});

describe('wavBytes', () => {
  it('plays as long as its size says', async () => {
    const media = wavBytes({ size: 28_521_267 });
    expect(media.size).toBe(28_521_267);
    // (28,521,267 − 44) ÷ 4 = 7,130,305 whole samples, ÷ 44,100 = 161.685 s.
    expect((await readMedia(media)).durationSeconds).toBeCloseTo(161.685, 3);
    expect((await readMedia(wavBytes({ size: 96_044, sampleRate: 48_000, channels: 1 }))).durationSeconds).toBe(1);
  });

  it('refuses sizes the format cannot state', () => {
    expect(() => wavBytes({ size: 43 })).toThrow(RangeError);
    expect(() => wavBytes({ size: 2 ** 32 })).toThrow(/4 GiB/);
  });
});
