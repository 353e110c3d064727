import { describe, expect, it } from 'vitest';
import { webmBytes } from '../../../../src/testing/media-files/webm-bytes.ts';
import { readMedia, walkDuration } from './read-media.ts';

describe('webmBytes', () => {
  it('states length, sides, codecs and frame rate', async () => {
    const media = webmBytes({ size: 2_000_000, durationSeconds: 20.5, width: 720, height: 1280, audio: true });
    expect(media.size).toBe(2_000_000);
    expect(await readMedia(media)).toMatchObject({
      mimeType: 'video/webm; codecs="vp8, opus"',
      durationSeconds: 20.5,
      width: 720,
      height: 1280,
      framesPerSecond: 30,
      audioCodec: 'opus',
    });
    expect(await walkDuration(media)).toBeCloseTo(20.5, 2);
  });

  it('refuses a size that does not hold its frames', () => {
    expect(() => webmBytes({ size: 1_000, durationSeconds: 20, width: 720, height: 1280 })).toThrow(/WebM/);
  });
});
