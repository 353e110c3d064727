import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  filledBytes,
  fixedBytes,
  joinBytes,
  type MediaBytes,
  partsBytes,
  truncated,
} from '../../../../src/testing/media-files/media-bytes.ts';
import {
  jpegBytes,
  mp3Bytes,
  pngBytes,
  wavBytes,
} from '../../../../src/testing/media-files/sound-and-picture-bytes.ts';
import { m4aBytes, mp4Bytes } from '../../../../src/testing/media-files/mp4-bytes.ts';
import { webmBytes } from '../../../../src/testing/media-files/webm-bytes.ts';

const size = 60_007;
const picture = { width: 64, height: 48 };
const files: Record<string, MediaBytes> = {
  'joined parts': joinBytes([
    fixedBytes(Uint8Array.of(1, 2, 3)),
    filledBytes(5, 7),
    partsBytes(4, 3, (index) => filledBytes(3, index)),
  ]),
  mp4: mp4Bytes({ size, durationSeconds: 2, ...picture, audio: true, moov: 'last' }),
  webm: webmBytes({ size, durationSeconds: 2.4, ...picture, audio: true }),
  m4a: m4aBytes({ size, durationSeconds: 3 }),
  mp3: mp3Bytes({ size, durationSeconds: 3, xing: true }),
  wav: wavBytes({ size }),
  jpeg: jpegBytes({ size, ...picture }),
  png: pngBytes({ size, ...picture }),
};

describe('media bytes', () => {
  test.prop([fc.constantFrom(...Object.keys(files)), fc.nat(70_000), fc.nat(70_000)])(
    'a range is the same bytes whether read alone or as part of the whole',
    (name, one, other) => {
      const media = files[name] ?? filledBytes(0);
      const [start, end] = [Math.min(one, other), Math.max(one, other)];
      const whole = media.read(0, media.size);
      expect(whole.length).toBe(media.size);
      expect(Buffer.compare(media.read(start, end), whole.subarray(start, end))).toBe(0);
    },
  );

  it('cuts a range at both ends of the file', () => {
    const media = fixedBytes(Uint8Array.of(1, 2, 3));
    expect([...media.read(-5, 99)]).toEqual([1, 2, 3]);
    expect([...media.read(3, 99)]).toEqual([]);
    expect([...media.read(2, 1)]).toEqual([]);
  });

  it('reads a range in the middle of a terabyte without allocating it', () => {
    expect([...filledBytes(2 ** 40, 9).read(2 ** 39, 2 ** 39 + 2)]).toEqual([9, 9]);
  });

  it('builds a part only when a range touches it', () => {
    const built: number[] = [];
    const media = partsBytes(1_000, 10, (index) => {
      built.push(index);
      return filledBytes(10, index);
    });
    // Bytes 25 to 39 lie in the parts 2 (20–29) and 3 (30–39).
    expect([...media.read(28, 32)]).toEqual([2, 2, 3, 3]);
    expect(built).toEqual([2, 3]);
  });

  it('ends where an upload broke off, and nowhere past the file', () => {
    const media = fixedBytes(Uint8Array.of(1, 2, 3));
    expect([...truncated(media, 2).read(0, 9)]).toEqual([1, 2]);
    expect(truncated(media, 9).size).toBe(3);
  });

  it('refuses a size that is not a whole number of bytes', () => {
    expect(() => filledBytes(-1)).toThrow(RangeError);
    expect(() => filledBytes(1.5)).toThrow(RangeError);
  });
});
