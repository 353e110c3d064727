import { describe, expect, it } from 'vitest';

import { type FrameRateEffort, loadMediabunny, type ParsedHeader } from '../../../src/media/mediabunny.ts';
import type { MediaBytes } from '../../../src/testing/media-files/media-bytes.ts';
import { webmBytes } from '../../../src/testing/media-files/webm-bytes.ts';

/** Parses a file, and tells the furthest byte that was asked for. */
async function parse(
  file: MediaBytes,
  effort: FrameRateEffort | null,
): Promise<{ found: ParsedHeader | null; furthest: number }> {
  const parser = await loadMediabunny();
  let furthest = 0;
  const read = (start: number, end: number): Promise<Uint8Array> => {
    furthest = Math.max(furthest, end);
    return Promise.resolve(file.read(start, end));
  };
  const found = (await parser?.parse({ size: file.size, read }, { effort, videoId: null })) ?? null;
  return { found, furthest };
}

const film = (durationSeconds: number, size: number, framesPerSecond = 25): MediaBytes =>
  webmBytes({ size, durationSeconds, width: 320, height: 180, framesPerSecond });

describe('the frame rate of a film', () => {
  it.each<[string, MediaBytes, FrameRateEffort | null, number | null]>([
    ['is not looked for where it is known', film(2, 40_000), null, null],
    ['is that of its first frames', film(2, 40_000), 'scan', 25],
    ['is that of the frames in the first part of the file', film(2, 40_000), 'header', 25],
    ['is not that of a single frame', film(0.04, 4_000), 'scan', null],
    ['is not that of a single frame in the first part', film(0.04, 4_000), 'header', null],
    // 50 frames of 8,000 bytes: 30 do not lie in the first 256 KiB, and 10 do not lie in those of 100,000 bytes.
    ['is found from fewer frames where they are large', film(2, 500_000), 'header', 25],
    ['is not found where three frames are larger than the first part', film(2, 10_000_000), 'header', null],
    ['is found by a scan, however large the frames are', film(2, 10_000_000), 'scan', 25],
  ])('%s', async (_, file, effort, framesPerSecond) => {
    const { found, furthest } = await parse(file, effort);
    expect(found).toMatchObject({ container: 'webm', tracksRead: true, audio: null });
    expect(found?.video).toEqual({ codec: 'vp8', width: 320, height: 180, rotation: 0, framesPerSecond });
    if (effort === 'header') expect(furthest).toBeLessThanOrEqual(262_144);
  });
});
