import { describe, expect, it } from 'vitest';

import { avcConfig } from '../../../../src/testing/media-files/isobmff-track.ts';
import { truncated } from '../../../../src/testing/media-files/media-bytes.ts';
import {
  endlessSamplesMp4,
  hugeBoxMp4,
  m4aBytes,
  movBytes,
  mp4Bytes,
  nestedBoxesMp4,
  zeroTimescaleMp4,
} from '../../../../src/testing/media-files/mp4-bytes.ts';
import { readMedia, walkDuration } from './read-media.ts';

const HEAD_BYTES = 65_536;
const clip = { size: 20_000_000, durationSeconds: 12.345, width: 1080, height: 1920 };

describe('mp4Bytes', () => {
  it('states length, sides, codec and frame rate, and no sound unless asked', async () => {
    const media = mp4Bytes(clip);
    expect(media.size).toBe(20_000_000);
    expect(await readMedia(media)).toMatchObject({
      mimeType: 'video/mp4; codecs="avc1.42c028"',
      durationSeconds: 12.345,
      width: 1080,
      height: 1920,
      videoCodec: 'avc1.42c028',
      framesPerSecond: 30,
      audioCodec: null,
    });
  });

  it('keeps its header within the first 64 KiB however long it plays', async () => {
    const reading = await readMedia(mp4Bytes({ ...clip, size: 5_000_000_000, durationSeconds: 36_000, audio: true }));
    expect(reading).toMatchObject({ durationSeconds: 36_000, audioCodec: 'mp4a.40.2' });
    expect(reading.furthest).toBeLessThan(HEAD_BYTES);
  });

  it('can have its header at the end, past what 32 bits count', async () => {
    const size = 5_000_000_000;
    const reading = await readMedia(mp4Bytes({ ...clip, size, moov: 'last', audio: true }));
    expect(reading).toMatchObject({ durationSeconds: 12.345, width: 1080, audioCodec: 'mp4a.40.2', furthest: size });
    expect(reading.bytesRead).toBeLessThan(HEAD_BYTES);
  });

  it.each([
    [0, 1920, 1080],
    [90, 1080, 1920],
    [180, 1920, 1080],
    [270, 1080, 1920],
  ] as const)('shows a stored 1920x1080 turned by %i degrees as %ix%i', async (rotation, width, height) => {
    expect(await readMedia(mp4Bytes({ ...clip, width: 1920, height: 1080, rotation }))).toMatchObject({
      width,
      height,
    });
  });

  it('plays as long as asked to the millisecond, though frames do not divide it', async () => {
    // 12.345 s at 30 a second is 370.35 frames: 369 last 1/30 s and the last one 12.345 − 12.3 = 0.045 s.
    expect(await walkDuration(mp4Bytes({ ...clip, audio: true }))).toBeCloseTo(12.345, 6);
    expect(await walkDuration(mp4Bytes({ ...clip, durationSeconds: 0.01 }))).toBeCloseTo(0.01, 6);
  });

  it('states other frame rates', async () => {
    expect((await readMedia(mp4Bytes({ ...clip, framesPerSecond: 24 }))).framesPerSecond).toBe(24);
    expect((await readMedia(mp4Bytes({ ...clip, framesPerSecond: 29.97 }))).framesPerSecond).toBeCloseTo(29.97, 2);
  });

  it('refuses a size that does not hold its frames, and sides H.264 cannot have', () => {
    expect(() => mp4Bytes({ ...clip, size: 600 })).toThrow(
      /MP4 file takes at least \d+ bytes; its size is given as 600/,
    );
    expect(() => mp4Bytes({ ...clip, width: 1081 })).toThrow(/even sides/);
    expect(() => mp4Bytes({ ...clip, height: 0 })).toThrow(RangeError);
    expect(() => mp4Bytes({ ...clip, durationSeconds: 0 })).toThrow(RangeError);
  });

  it('meets any size from the smallest it takes', async () => {
    const smallest = Number(/at least (\d+)/.exec(errorOf(() => mp4Bytes({ ...clip, audio: true, size: 1 })))?.[1]);
    const media = mp4Bytes({ ...clip, audio: true, size: smallest });
    expect(media.size).toBe(smallest);
    expect(await readMedia(media)).toMatchObject({ durationSeconds: 12.345, audioCodec: 'mp4a.40.2' });
    expect(() => mp4Bytes({ ...clip, audio: true, size: smallest - 1 })).toThrow(RangeError);
  });
});

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return '';
}

describe('avcConfig', () => {
  it('writes the sequence parameters of a picture of one macroblock', () => {
    // Bits after profile, constraints and level: id 1, frame number 1, order count 011, reference frames 010, gaps 0,
    // columns 1, rows 1, progressive 1, inference 1, crop 0, VUI 0, stop 1 = 1101 1010 0111 1001 = da 79.
    expect(Buffer.from(avcConfig(16, 16)).toString('hex')).toBe('0142c028ffe10006' + '6742c028da79' + '01000468ce3c80');
  });
});

describe('movBytes', () => {
  it('is a QuickTime movie with sound, turned as a phone turns it', async () => {
    const media = movBytes({ ...clip, width: 1920, height: 1080, rotation: 90, audio: true });
    expect(await readMedia(media)).toMatchObject({
      mimeType: 'video/quicktime; codecs="avc1.42c028, mp4a.40.2"',
      durationSeconds: 12.345,
      width: 1080,
      height: 1920,
    });
  });
});

describe('m4aBytes', () => {
  it('is sound alone, of the length asked', async () => {
    const media = m4aBytes({ size: 500_001, durationSeconds: 30.2 });
    expect(media.size).toBe(500_001);
    expect(await readMedia(media)).toMatchObject({ durationSeconds: 30.2, width: null, audioCodec: 'mp4a.40.2' });
  });
});

describe('hostile files', () => {
  it('claim a header box that goes far past the end', () => {
    const bytes = Buffer.from(hugeBoxMp4().read(0, 4_096));
    const at = bytes.indexOf('moov');
    expect(bytes.readUInt32BE(at - 4)).toBe(1);
    expect(bytes.readBigUInt64BE(at + 4)).toBe(2n ** 53n - 1n);
    expect(hugeBoxMp4().size).toBe(4_096);
  });

  it('have clocks that do not tick', () => {
    const bytes = Buffer.from(zeroTimescaleMp4().read(0, 4_096));
    // Both boxes: version and flags, two times, then the clock.
    expect(bytes.readUInt32BE(bytes.indexOf('mvhd') + 4 + 12)).toBe(0);
    expect(bytes.readUInt32BE(bytes.indexOf('mdhd') + 4 + 12)).toBe(0);
  });

  it('claim more frames than there are bytes', () => {
    const bytes = Buffer.from(endlessSamplesMp4().read(0, 4_096));
    expect(bytes.readUInt32BE(bytes.indexOf('stsz') + 4 + 8)).toBe(0xffff_ffff);
    expect(bytes.readUInt32BE(bytes.indexOf('stts') + 4 + 8)).toBe(0xffff_ffff);
  });

  it('nest boxes as deep as asked', () => {
    const media = nestedBoxesMp4(50);
    expect(Buffer.from(media.read(0, media.size)).toString('latin1').split('moov')).toHaveLength(51);
  });

  it('have no header when the upload broke off before it', async () => {
    const media = mp4Bytes({ size: 1_000_000, durationSeconds: 3, width: 320, height: 240, moov: 'last' });
    expect(await readMedia(truncated(media, 900_000))).toMatchObject({ durationSeconds: null, width: null });
  });
});
