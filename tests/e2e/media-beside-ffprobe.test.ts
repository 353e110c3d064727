import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { inspectMedia } from '../../src/media/probe-media.ts';
import { countingReader, HAS_FFMPEG, judge, judgePicture, makeMedia, MEDIA_RECIPES } from '../support/ffmpeg-media.ts';
import { readerOf } from '../unit/media/reader.ts';

/** Where ffprobe guesses from the bit rate of the first frames, or gives no length at all: the length as it was made. */
const MADE_SECONDS: Readonly<Record<string, number>> = {
  'long.aac': 60,
  'short.aac': 4,
  'vbr-no-xing.mp3': 4,
  'live.webm': 4.014,
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
      expect(metadata.rotation).toBe(judged.rotation);
      expect(metadata.frames_per_second).not.toBeNull();
    }
    if (recipe.kind === 'image') {
      const picture = judgePicture(path);
      expect(metadata).toMatchObject(recipe.name === 'moving.webp' ? { width: 160, height: 90, rotation: 0 } : picture);
    }
  });

  const BROKEN_OFF: readonly (readonly [string, 'video' | 'audio' | 'image', readonly string[]])[] = [
    ['half.flv', 'video', ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:d=2', '-c:v', 'flv1']],
    ['half.wmv', 'video', ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:d=2', '-c:v', 'wmv2']],
    ['half.avi', 'video', ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:d=2', '-c:v', 'mpeg4']],
    ['half.mkv', 'video', ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:d=2', '-c:v', 'mpeg4']],
    [
      'half-fragmented.mp4',
      'video',
      [
        ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:d=2', '-c:v', 'libx264', '-g', '10'],
        ...['-movflags', 'frag_keyframe+empty_moov'],
      ],
    ],
    ['half.aiff', 'audio', ['-f', 'lavfi', '-i', 'sine=440:d=2']],
    ['half.wav', 'audio', ['-f', 'lavfi', '-i', 'sine=440:d=2']],
    ['half.webp', 'image', ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:d=1', '-frames:v', '1']],
    ['half.tiff', 'image', ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:d=1', '-frames:v', '1']],
  ];

  it.each(BROKEN_OFF)('tells that %s ends before its header says', async (name, kind, args) => {
    const path = makeMedia({ name, kind, args }, folder);
    if (path === null) return;
    const whole = new Uint8Array(readFileSync(path));
    expect((await inspectMedia(readerOf(whole), { kind, name })).problem).toBeNull();
    const { problem } = await inspectMedia(readerOf(whole.subarray(0, whole.length / 2)), { kind, name });
    expect(problem).toMatchObject({ kind: 'truncated', code: 'media:truncated' });
  });

  it.each([
    ['sound.au', 'audio', ['-f', 'lavfi', '-i', 'sine=440:d=2'], 'au'],
    ['camera.dv', 'video', ['-f', 'lavfi', '-i', 'testsrc2=s=720x576:r=25:d=1', '-target', 'pal-dv', '-an'], 'dv'],
  ] as const)('makes nothing up of %s, which is not read', async (name, kind, args, container) => {
    const path = makeMedia({ name, kind, args }, folder);
    if (path === null) return;
    const { metadata } = await inspectMedia(countingReader(path), { kind, name });
    expect(metadata).toMatchObject({ container, has_audio: null, audio_codec: null, duration_seconds: null });
    expect(metadata.unavailable).toMatchObject({ duration_seconds: 'unsupported', has_audio: 'unsupported' });
  });
});
