import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { inspectMedia } from '../../src/media/probe-media.ts';
import { countingReader, HAS_FFMPEG, judge, makeMedia, MEDIA_RECIPES } from '../support/ffmpeg-media.ts';

/** Where ffprobe guesses from the bit rate of the first frames, or gives no length at all: the length as it was made. */
const MADE_SECONDS: Readonly<Record<string, number>> = {
  'long.aac': 60,
  'short.aac': 4,
  'vbr-no-xing.mp3': 4,
  'moving.webp': 2,
  'moving.png': 2,
};

/** Codecs by ffprobe's name where the parser has another. */
const SAME_CODEC: Readonly<Record<string, string>> = { h264: 'avc', av1: 'av1' };

const usual = (codec: string | null): string | null => (codec === null ? null : (SAME_CODEC[codec] ?? codec));
/** `pcm_s16le` of ffprobe is `pcm-s16` of the parser. */
const soundName = (codec: string | null): string | null =>
  codec === null ? null : codec.replace(/^pcm_([suf]\d+)(?:le)?(be)?$/, 'pcm-$1$2');

describe.skipIf(!HAS_FFMPEG)('a probe beside ffprobe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'media-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(MEDIA_RECIPES)('says of $name what ffprobe says', async (recipe) => {
    const path = makeMedia(recipe, folder);
    if (path === null) return;
    const reader = countingReader(path);
    const { metadata, problem } = await inspectMedia(reader, { kind: recipe.kind, name: recipe.name });
    const judged = judge(path);
    expect(problem).toBeNull();
    expect(reader.requests).toBeLessThanOrEqual(3);
    expect(metadata.bytes_read).toBeLessThanOrEqual(512 * 1_024);
    if (recipe.kind !== 'image') {
      const seconds = MADE_SECONDS[recipe.name] ?? judged.duration;
      // Of sound without a stated length, too long to be read whole, the length is named an estimate.
      const tolerance = metadata.estimated === undefined ? 0.1 : (seconds ?? 0) / 100;
      expect(Math.abs((metadata.duration_seconds ?? 0) - (seconds ?? 0))).toBeLessThan(tolerance);
      expect(soundName(metadata.audio_codec)).toBe(soundName(judged.audioCodec));
      expect(metadata.has_audio).toBe(judged.audioCodec !== null);
    }
    if (recipe.kind === 'video') {
      expect(metadata.video_codec).toBe(usual(judged.videoCodec));
      // The pixels of H.263 are no squares: 352 of them are shown as wide as 512.
      expect([metadata.width, metadata.height]).toEqual(
        recipe.name === 'phone.3gp' ? [512, 288] : [judged.width, judged.height],
      );
    }
    if (recipe.kind === 'image') {
      const isTurned = recipe.exiftool !== undefined;
      expect(metadata).toMatchObject({ rotation: isTurned ? 90 : 0, orientation: isTurned ? 'portrait' : 'landscape' });
    }
  });
});
