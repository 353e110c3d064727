import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from 'vitest';

import { inspectMedia } from '../../src/media/probe-media.ts';
import {
  cacheFolder,
  countingReader,
  HAS_FFMPEG,
  judgeMedia,
  makeMedia,
  type Judged,
} from '../support/ffmpeg-media.ts';
import { MEDIA_RECIPES, UNREAD_RECIPES } from '../support/media-recipes.ts';
import { mediaTable, type Probed } from '../support/media-table.ts';
import { readerOf } from '../unit/media/reader.ts';

describe.skipIf(!HAS_FFMPEG)('a probe beside ffprobe and ExifTool', () => {
  const probed: Probed[] = [];
  let paths: ReadonlyMap<string, string>;
  let judged: ReadonlyMap<string, Judged>;
  beforeAll(async () => {
    paths = await makeMedia([...MEDIA_RECIPES, ...UNREAD_RECIPES], cacheFolder());
    judged = await judgeMedia(MEDIA_RECIPES, paths);
  }, 240_000);
  const pathOf = (name: string, skip: (note: string) => void): string => {
    const path = paths.get(name);
    if (path === undefined) skip('No encoder for it is installed.');
    return path ?? '';
  };

  it.for(MEDIA_RECIPES)('says of $name what ffprobe says', async ({ name, kind }, { skip }) => {
    const reader = countingReader(pathOf(name, skip));
    const { metadata, problem } = await inspectMedia(reader, { kind, name });
    probed.push({ kind, metadata, requests: reader.requests });
    const { duration, width, height, rotation, videoCodec, audioCodec } = judged.get(name) ?? expect.unreachable(name);
    expect(problem).toBeNull();
    expect(reader.requests).toBeLessThanOrEqual(3);
    expect(metadata.bytes_read).toBeLessThanOrEqual(512 * 1_024);
    if (kind !== 'image') {
      const seconds = duration ?? 0;
      // Of sound without a stated length, too long to be read whole, the length is named an estimate.
      const tolerance = metadata.estimated === undefined ? 0.1 : seconds / 100;
      expect(Math.abs((metadata.duration_seconds ?? 0) - seconds)).toBeLessThan(tolerance);
      expect(metadata.audio_codec).toBe(audioCodec);
      expect(metadata.has_audio).toBe(audioCodec !== null);
    }
    if (kind === 'video') {
      expect(metadata.video_codec).toBe(videoCodec);
      expect(metadata.frames_per_second).not.toBeNull();
    }
    // The pixels of H.263 are no squares: 352 of them are shown as wide as 512.
    if (kind !== 'audio')
      expect(metadata).toMatchObject(
        name === 'phone.3gp' ? { width: 512, height: 288, rotation: 0 } : { width, height, rotation },
      );
    if (name.startsWith('moving')) expect(metadata.duration_seconds).toBeCloseTo(2, 1);
  });

  const CUT: readonly string[] = [
    ...['clip.flv', 'clip.wmv', 'divx.avi', 'h264.mkv', 'fragmented.mp4', 'sound.aiff', 'pcm.wav'],
    ...['still.webp', 'still.tif'],
  ];

  it.for(MEDIA_RECIPES.filter(({ name }) => CUT.includes(name)))(
    'tells that half of $name ends before its header says',
    async ({ name, kind }, { skip }) => {
      const whole = new Uint8Array(readFileSync(pathOf(name, skip)));
      const { problem } = await inspectMedia(readerOf(whole.subarray(0, whole.length / 2)), { kind, name });
      expect(problem).toMatchObject({ kind: 'truncated', code: 'media:truncated' });
    },
  );

  it.for(UNREAD_RECIPES)('makes nothing up of $name, which is not read', async ({ name, kind }, { skip }) => {
    const reader = countingReader(pathOf(name, skip));
    const { metadata } = await inspectMedia(reader, { kind, name });
    probed.push({ kind, metadata, requests: reader.requests });
    expect(metadata).toMatchObject({
      ...{ container: name.split('.')[1], has_audio: null, audio_codec: null, duration_seconds: null },
      unavailable: { duration_seconds: 'unsupported', has_audio: 'unsupported' },
    });
  });

  it('reads of each format what docs/gcs.md says, in as many requests: npx tsx bench/media.ts --write', ({ skip }) => {
    skip(probed.length < MEDIA_RECIPES.length + UNREAD_RECIPES.length, 'Not all encoders are installed.');
    const page = readFileSync(new URL('../../docs/gcs.md', import.meta.url), 'utf8');
    const [, table = ''] = /<!-- table: media -->([\s\S]*?)<!-- \/table -->/.exec(page) ?? [];
    // Sizes differ from one ffmpeg to the next, and with them the last column.
    const rowsOf = (lines: readonly string[]): string[] =>
      lines.filter((line) => /\w/.test(line)).map((line) => line.replaceAll(/ +/g, ' ').replace(/[^|]+\|$/, ''));
    expect(rowsOf(mediaTable(probed))).toEqual(rowsOf(table.split('\n')));
  });
});
