import { describe, expect, it } from 'vitest';
import {
  endlessSamplesMp4,
  hugeBoxMp4,
  nestedBoxesMp4,
  zeroTimescaleMp4,
} from '../../../../src/testing/media-files/hostile-bytes.ts';
import { truncated } from '../../../../src/testing/media-files/media-bytes.ts';
import { mp4Bytes } from '../../../../src/testing/media-files/mp4-bytes.ts';
import { readMedia } from './read-media.ts';

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
