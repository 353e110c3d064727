import { describe, expect, it } from 'vitest';

import { StorageError } from '../../../src/base/errors.ts';
import { inspectMedia, probeMedia, type MediaKind, type ProbeOptions } from '../../../src/media/probe-media.ts';
import { jpegBytes, mp3Bytes, pngBytes, wavBytes } from '../../../src/testing/media-files/sound-and-picture-bytes.ts';
import { m4aBytes, movBytes, mp4Bytes } from '../../../src/testing/media-files/mp4-bytes.ts';
import { type MediaBytes, truncated } from '../../../src/testing/media-files/media-bytes.ts';
import { webmBytes } from '../../../src/testing/media-files/webm-bytes.ts';
import { readerOf } from './reader.ts';

const SIZE = 20_000_000;
const upright = { size: SIZE, durationSeconds: 12.5, width: 1_080, height: 1_920, audio: true };
const nothingPictured = { width: null, height: null, orientation: null, rotation: null, frames_per_second: null };

interface Case {
  readonly label: string;
  readonly kind: MediaKind;
  readonly file: MediaBytes;
  readonly reads: number;
  readonly finds: Record<string, unknown>;
}

const cases: readonly Case[] = [
  {
    label: 'an MP4 with its header first',
    kind: 'video',
    file: mp4Bytes(upright),
    reads: 1,
    finds: {
      ...{
        container: 'mp4',
        duration_seconds: 12.5,
        width: 1_080,
        height: 1_920,
        orientation: 'portrait',
        rotation: 0,
      },
      ...{ frames_per_second: 30, video_codec: 'avc', audio_codec: 'aac', has_audio: true, unavailable: {} },
    },
  },
  {
    label: 'an MP4 with its header last',
    kind: 'video',
    file: mp4Bytes({ ...upright, moov: 'last', framesPerSecond: 24 }),
    reads: 2,
    finds: { duration_seconds: 12.5, width: 1_080, height: 1_920, frames_per_second: 24, unavailable: {} },
  },
  {
    label: 'an MP4 without sound',
    kind: 'video',
    file: mp4Bytes({ ...upright, audio: false }),
    reads: 1,
    finds: { has_audio: false, audio_codec: null, unavailable: { audio_codec: 'not_applicable' } },
  },
  {
    label: 'a MOV recorded upright: stored wide, shown high',
    kind: 'video',
    file: movBytes({ ...upright, width: 1_920, height: 1_080, rotation: 90, moov: 'last' }),
    reads: 2,
    finds: { container: 'mov', width: 1_080, height: 1_920, orientation: 'portrait', rotation: 90, unavailable: {} },
  },
  {
    label: 'a MOV upside down',
    kind: 'video',
    file: movBytes({ ...upright, width: 1_920, height: 1_080, rotation: 180 }),
    reads: 1,
    finds: { width: 1_920, height: 1_080, orientation: 'landscape', rotation: 180 },
  },
  {
    label: 'a WebM, whose frame rate the first frames tell',
    kind: 'video',
    file: webmBytes({ ...upright, width: 720, height: 720 }),
    reads: 1,
    finds: {
      ...{ container: 'webm', duration_seconds: 12.5, orientation: 'square', frames_per_second: 30 },
      ...{ video_codec: 'vp8', audio_codec: 'opus', unavailable: {} },
    },
  },
  {
    label: 'an M4A',
    kind: 'audio',
    file: m4aBytes({ size: SIZE, durationSeconds: 900 }),
    reads: 1,
    finds: { container: 'mp4', duration_seconds: 900, audio_codec: 'aac', has_audio: true, ...nothingPictured },
  },
  {
    label: 'an MP3 that counts its frames',
    kind: 'audio',
    file: mp3Bytes({ size: SIZE, durationSeconds: 900, xing: true }),
    reads: 1,
    // 900 s are 34,453 frames of 1,152 samples: 34,453 × 1,152 ÷ 44,100 = 899.997 s.
    finds: { container: 'mp3', duration_seconds: 899.997, audio_codec: 'mp3', has_audio: true, ...nothingPictured },
  },
  {
    label: 'an MP3 that does not',
    kind: 'audio',
    file: mp3Bytes({ size: SIZE, durationSeconds: 900, xing: false }),
    reads: 2,
    finds: { container: 'mp3', audio_codec: 'mp3', estimated: ['duration_seconds'] },
  },
  {
    label: 'a WAV',
    kind: 'audio',
    // (20,000,044 − 44) ÷ (44,100 × 4) = 113.379 s.
    file: wavBytes({ size: SIZE + 44 }),
    reads: 1,
    finds: { container: 'wav', duration_seconds: 113.379, audio_codec: 'pcm-s16', has_audio: true, ...nothingPictured },
  },
  {
    label: 'a JPEG that EXIF turns upright',
    kind: 'image',
    file: jpegBytes({ size: SIZE, width: 1_920, height: 1_080, exifOrientation: 6 }),
    reads: 1,
    finds: { container: 'jpg', width: 1_080, height: 1_920, orientation: 'portrait', rotation: 90 },
  },
  {
    label: 'a PNG',
    kind: 'image',
    file: pngBytes({ size: SIZE, width: 640, height: 360 }),
    reads: 2,
    finds: { container: 'png', width: 640, height: 360, orientation: 'landscape', rotation: 0 },
  },
];

describe('probeMedia', () => {
  it.each(cases)('reads $label', async ({ label, kind, file, reads, finds }) => {
    const reader = readerOf(file);
    const metadata = await probeMedia(reader, { kind, name: label });
    expect(metadata).toMatchObject(finds);
    expect(reader.ranges).toHaveLength(reads);
    // A hundredth of 20 MB where the contract allows five.
    expect(metadata.bytes_read).toBeLessThanOrEqual(SIZE / 50);
    const nulls = Object.entries(metadata).filter(([, value]) => value === null);
    expect(Object.keys(metadata.unavailable).sort()).toEqual(nulls.map(([key]) => key).sort());
  });

  it('says of sound that a picture does not apply, and of a still that time does not', async () => {
    const sound = await probeMedia(readerOf(mp3Bytes({ size: 1_200_000, durationSeconds: 60, xing: false })), {
      kind: 'audio',
      name: 'song.mp3',
    });
    expect(sound.unavailable).toEqual({
      width: 'not_applicable',
      height: 'not_applicable',
      orientation: 'not_applicable',
      rotation: 'not_applicable',
      frames_per_second: 'not_applicable',
      video_codec: 'not_applicable',
    });
    const still = await probeMedia(readerOf(pngBytes({ size: 20_000, width: 640, height: 360 })), {
      kind: 'image',
      name: 'still.png',
    });
    expect(still.unavailable).toEqual({
      duration_seconds: 'not_applicable',
      frames_per_second: 'not_applicable',
      video_codec: 'not_applicable',
      audio_codec: 'not_applicable',
      has_audio: 'not_applicable',
    });
  });

  it('scans frames for the rate of a WebM when asked, within the budget', async () => {
    const metadata = await probeMedia(readerOf(webmBytes({ ...upright, framesPerSecond: 25 })), {
      ...{ kind: 'video', name: 'clip.webm', frames: 'scan' },
    });
    expect(metadata.frames_per_second).toBe(25);
    expect(metadata.bytes_read).toBeLessThanOrEqual(2 * 1_048_576);
  });

  it('reads a file of unknown size', async () => {
    const reader = readerOf(mp4Bytes({ ...upright, moov: 'last' }), { size: null });
    expect(await probeMedia(reader, { kind: 'video', name: 'clip.mp4' })).toMatchObject({
      duration_seconds: 12.5,
      width: 1_080,
    });
  });

  it('reads what a server hands out in small pieces', async () => {
    const reader = readerOf(mp4Bytes({ ...upright, moov: 'last' }), { answerBytes: 20_000 });
    expect(await probeMedia(reader, { kind: 'video', name: 'clip.mp4' })).toMatchObject({ duration_seconds: 12.5 });
  });
});

describe('probeMedia of a file that broke off', () => {
  it('still tells what a header at the start says', async () => {
    const metadata = await probeMedia(readerOf(truncated(mp4Bytes(upright), 1_000_000)), {
      ...{ kind: 'video', name: 'clip.mp4' },
    });
    expect(metadata).toMatchObject({ duration_seconds: 12.5, unavailable: {} });
    const { problem } = await inspectMedia(readerOf(truncated(mp4Bytes(upright), 1_000_000)), {
      ...{ kind: 'video', name: 'clip.mp4' },
    });
    expect(problem).toMatchObject({ kind: 'truncated', code: 'media:truncated' });
  });

  it('tells nothing but the container when the header was at the end', async () => {
    const reader = readerOf(truncated(mp4Bytes({ ...upright, moov: 'last' }), 1_000_000));
    const { metadata, problem, unread } = await inspectMedia(reader, { kind: 'video', name: 'clip.mp4' });
    expect(metadata).toMatchObject({ container: 'mp4', duration_seconds: null, has_audio: null });
    expect(metadata.unavailable).toMatchObject({ duration_seconds: 'failed', width: 'failed', has_audio: 'failed' });
    expect(problem).toMatchObject({ name: 'MediaProbeError', kind: 'truncated', code: 'media:truncated' });
    expect(unread).toBe(false);
  });

  it.each([0, 1, 7, 8, 20, 40, 100, 300])('ends on the first %i bytes of any file', async (kept) => {
    for (const { kind, file, label } of cases) {
      const { metadata } = await inspectMedia(readerOf(truncated(file, kept)), { kind, name: label });
      expect(metadata.bytes_read).toBeLessThanOrEqual(kept);
      for (const key of ['duration_seconds', 'width', 'height', 'frames_per_second'] as const) {
        expect(metadata[key]).not.toBe(0);
      }
    }
  });

  it('meets a file that is shorter than its stated size', async () => {
    const reader = readerOf(truncated(mp4Bytes({ ...upright, moov: 'last' }), 1_000_000), { size: SIZE });
    const { problem } = await inspectMedia(reader, { kind: 'video', name: 'clip.mp4' });
    expect(problem?.code).toBe('media:unreadable');
  });
});

describe('probeMedia when something else goes wrong', () => {
  const clip: Omit<ProbeOptions, 'signal'> = { kind: 'video', name: 'clip.mp4' };

  it('throws what the reader throws, wherever the parser was', async () => {
    const failure = new StorageError('Forbidden.', { kind: 'permission', code: 'gcs:403', bucket: 'prints' });
    for (const { kind, file, reads } of cases) {
      const inner = readerOf(file);
      let left = reads - 1;
      const reader = {
        size: inner.size,
        read: (start: number, end: number, signal: AbortSignal) =>
          left-- > 0 ? inner.read(start, end, signal) : Promise.reject(failure),
      };
      await expect(probeMedia(reader, { kind, name: 'x' })).rejects.toBe(failure);
    }
  });

  it('tells a refusal from a failure in the record', async () => {
    const refuse = (kind: 'permission' | 'rate_limit' | 'not_found'): Promise<never> =>
      Promise.reject(new StorageError('No.', { kind, code: 'gcs:0', bucket: 'prints' }));
    const reasonOf = async (kind: 'permission' | 'rate_limit' | 'not_found'): Promise<unknown> =>
      (await inspectMedia({ size: 10, read: () => refuse(kind) }, clip)).metadata.unavailable['width'];
    expect(await reasonOf('permission')).toBe('forbidden');
    expect(await reasonOf('rate_limit')).toBe('rate_limited');
    expect(await reasonOf('not_found')).toBe('failed');
  });

  it('lets no text of an unknown error out: it may hold a signed address', async () => {
    const reader = { size: 10, read: () => Promise.reject(new Error('GET https://host/x?sig=abc failed')) };
    const { problem } = await inspectMedia(reader, clip);
    expect(problem).toMatchObject({ code: 'media:read_failed', retryable: true });
    expect(JSON.stringify({ ...problem?.toIssue(), cause: problem?.cause })).not.toContain('sig=');
  });

  it('reads nothing of video and sound without mediabunny, and says what to install', async () => {
    for (const kind of ['video', 'audio'] as const) {
      const reader = readerOf(mp4Bytes(upright));
      const outcome = await inspectMedia(reader, { kind, name: 'x', loadParser: () => Promise.resolve(null) });
      expect(outcome.metadata).toMatchObject({ duration_seconds: null, bytes_read: 0 });
      expect(outcome.metadata.unavailable).toMatchObject({ duration_seconds: 'unsupported', has_audio: 'unsupported' });
      expect(outcome.problem).toMatchObject({ kind: 'unsupported', remedy: 'npm install mediabunny' });
      expect(reader.ranges).toHaveLength(0);
    }
  });

  it('reads images without mediabunny', async () => {
    const reader = readerOf(pngBytes({ size: 20_000, width: 640, height: 360 }));
    const loadParser = (): Promise<null> => Promise.resolve(null);
    expect(await probeMedia(reader, { kind: 'image', name: 'x.png', loadParser })).toMatchObject({ width: 640 });
  });

  it('is ended by the caller with the caller’s own reason, and reads nothing after', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const inner = readerOf(mp4Bytes({ ...upright, moov: 'last' }));
    const reader = {
      size: inner.size,
      read: async (start: number, end: number, signal: AbortSignal) => {
        const answer = await inner.read(start, end, signal);
        controller.abort(reason);
        return answer;
      },
    };
    await expect(probeMedia(reader, { ...clip, signal: controller.signal })).rejects.toBe(reason);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(inner.ranges).toHaveLength(1);
    await expect(probeMedia(inner, { ...clip, signal: controller.signal })).rejects.toBe(reason);
    expect(inner.ranges).toHaveLength(1);
  });

  it('is ended by its deadline when a reader never answers', async () => {
    const reader = { size: 10, read: () => new Promise<never>(() => undefined) };
    await expect(probeMedia(reader, { ...clip, deadlineMs: 10 })).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('tells a header beyond the budget from a broken file', async () => {
    const reader = readerOf(mp4Bytes({ ...upright, moov: 'last' }));
    const { metadata, problem } = await inspectMedia(reader, { ...clip, maxBytes: 65_536 });
    expect(metadata.unavailable).toMatchObject({ duration_seconds: 'over_budget', width: 'over_budget' });
    expect(metadata).toMatchObject({ container: 'mp4', bytes_read: 65_536 });
    expect(problem).toMatchObject({ kind: 'truncated', code: 'media:budget' });
  });
});
