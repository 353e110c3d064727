import { describe, expect, it } from 'vitest';

import { HeaderBytes, type OwnVideo } from '../../../src/media/header-bytes.ts';
import type { FrameRateEffort, HeaderParser, ParsedHeader } from '../../../src/media/mediabunny.ts';
import { inspectMedia, type MediaKind } from '../../../src/media/probe-media.ts';
import { readTimed } from '../../../src/media/read-timed.ts';
import { box } from '../../../src/testing/media-files/isobmff-track.ts';
import { bytesOf, f64, u16, u16le, u24, u32, u32le, u64 } from '../../../src/testing/media-files/media-bytes.ts';
import { mp4Bytes } from '../../../src/testing/media-files/mp4-bytes.ts';
import { webmBytes } from '../../../src/testing/media-files/webm-bytes.ts';
import { opened, readerOf } from './reader.ts';
import { packet, section, VIDEO } from './transport-bytes.ts';

const none = (length: number): Uint8Array => new Uint8Array(length);
const asfId = Uint8Array.of(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11);

const aviStream = bytesOf(
  ...['strh', u32le(56), 'vids', none(16), u32le(1), u32le(25), u32le(0), u32le(50), none(20)],
  ...['strf', u32le(40), u32le(40), u32le(640), u32le(360), u32le(0), 'XVID', none(20)],
);
const avi = bytesOf(
  ...['RIFF', u32le(4), 'AVI ', 'LIST', u32le(16 + aviStream.length), 'hdrl'],
  ...['LIST', u32le(4 + aviStream.length), 'strl', aviStream],
);
const aiff = bytesOf(
  ...['FORM', u32(4), 'AIFF', 'COMM', u32(18), 0, 1, u32(16_000), 0, 16],
  Uint8Array.of(0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0),
);
const caf = bytesOf(
  ...['caff', u32(0x1_0000), 'desc', u64(32), f64(8_000), 'lpcm', u32(2), u32(2), u32(1), u32(1), u32(16)],
  ...['data', u64(32_004), u32(0), none(32_000)],
);
const flv = bytesOf('FLV', 1, 1, u32(9), u32(0), 9, u24(5), none(7), 0x17, 'abcd', u32(16));
const wav = bytesOf(
  ...[
    'RIFF',
    u32le(0),
    'WAVE',
    'fmt ',
    u32le(16),
    u16le(1),
    u16le(1),
    u32le(8_000),
    u32le(16_000),
    u16le(2),
    u16le(16),
  ],
  ...['data', u32le(32_000), none(32_000)],
);

interface Case {
  readonly kind: MediaKind;
  readonly file: Uint8Array;
  readonly finds: Record<string, unknown>;
}

const CASES: Readonly<Record<string, Case>> = {
  avi: {
    kind: 'video',
    file: avi,
    finds: {
      duration_seconds: 2,
      width: 640,
      height: 360,
      video_codec: 'mpeg4',
      frames_per_second: 25,
      has_audio: false,
    },
  },
  aiff: { kind: 'audio', file: aiff, finds: { duration_seconds: 2, audio_codec: 'pcm-s16be', has_audio: true } },
  caf: { kind: 'audio', file: caf, finds: { duration_seconds: 2, audio_codec: 'pcm-s16', has_audio: true } },
  wav: { kind: 'audio', file: wav, finds: { duration_seconds: 2, audio_codec: 'pcm-s16', has_audio: true } },
  flv: {
    kind: 'video',
    file: flv,
    finds: { duration_seconds: null, video_codec: 'avc', width: null, has_audio: false },
  },
  asf: {
    kind: 'video',
    file: bytesOf(asfId, none(100)),
    finds: { duration_seconds: null, video_codec: null, has_audio: false },
  },
};

describe('a probe of a format that is read here', () => {
  it.each(Object.entries(CASES))(
    'finds what an %s file says, and why it says no more',
    async (name, { kind, file, finds }) => {
      const { metadata, problem } = await inspectMedia(readerOf(file), { kind, name: `clip.${name}` });
      expect(metadata).toMatchObject({ container: name, ...finds });
      expect(problem).toBeNull();
      for (const [key, value] of Object.entries(finds))
        if (value === null) expect(metadata.unavailable).toHaveProperty(key);
    },
  );

  it('is unreadable where a FORM holds no sound, or nothing says what it is', async () => {
    for (const file of [bytesOf('FORM', u32(4), 'ILBM', none(100)), none(400)]) {
      const { metadata, problem } = await inspectMedia(readerOf(file), { kind: 'audio', name: 'a.aiff' });
      expect([metadata.container, problem?.code]).toEqual([null, 'media:unreadable']);
    }
  });

  it('tells no more than the container where the budget ends in its header', async () => {
    const movie = bytesOf(
      u32(16),
      'ftyp',
      'isom',
      u32(0),
      u32(3_000_000),
      'mdat',
      none(3_000_000),
      u32(500_000),
      'moov',
      none(500_000),
    );
    const { metadata, problem } = await inspectMedia(readerOf(movie), {
      kind: 'video',
      name: 'a.mp4',
      maxBytes: 131_072,
    });
    expect(metadata).toMatchObject({ container: 'mp4', duration_seconds: null });
    expect(problem?.code).toBe('media:budget');
  });
});

describe('what the parser adds', () => {
  const picture: OwnVideo = { codec: 'avc', width: 90, height: 160, rotation: 90, framesPerSecond: 50 };
  const header = (found: Partial<ParsedHeader>): ParsedHeader => ({
    ...{ container: 'mp4', tracksRead: true, durationSeconds: 3, video: null, audio: null, ...found },
  });
  const parserOf = (found: ParsedHeader | null): HeaderParser => ({ parse: () => Promise.resolve(found) });
  const nothing: OwnVideo = { codec: null, width: null, height: null, rotation: null, framesPerSecond: null };
  const FILES = {
    unknown: none(400),
    movie: mp4Bytes({ size: 40_000, durationSeconds: 2, width: 320, height: 180 }),
    // Says no more than that it is a film.
    'movie of no track': bytesOf(box('ftyp', 'isom', u32(0)), box('moov', none(8))),
    webm: webmBytes({ size: 40_000, durationSeconds: 2, width: 320, height: 180 }),
    // A picture of H.264 without a header in it.
    stream: bytesOf(
      section(0, 0, bytesOf(u16(1), u16(0xe020))),
      section(0x20, 2, bytesOf(u16(0xe000 | VIDEO), u16(0xf000), 0x1b, u16(0xe000 | VIDEO), u16(0xf000))),
      ...Array.from({ length: 8 }, () => packet(VIDEO, true, none(184))),
    ),
  };

  it.each<[string, keyof typeof FILES, ParsedHeader | null, FrameRateEffort, object]>([
    [
      'all of a file that is read by it alone',
      'unknown',
      header({ video: picture }),
      'header',
      { values: { width: 90, height: 160, rotation: 90, videoCodec: 'avc', hasAudio: false, audioCodec: null } },
    ],
    [
      'no rate that was not asked for',
      'unknown',
      header({ video: nothing, audio: { codec: 'aac' } }),
      'header',
      {
        values: { width: null, rotation: null, videoCodec: null, hasAudio: true, audioCodec: 'aac' },
        reasons: { frames_per_second: 'not_requested' },
      },
    ],
    [
      'no rate where too few frames were seen',
      'unknown',
      header({ video: nothing }),
      'scan',
      { reasons: { frames_per_second: 'not_enough_data', audio_codec: 'not_applicable' } },
    ],
    [
      'that there is no picture',
      'unknown',
      header({ audio: { codec: null } }),
      'scan',
      { values: { width: null, hasAudio: true, audioCodec: null }, reasons: { width: 'not_applicable' } },
    ],
    ['nothing of what it does not know', 'unknown', null, 'scan', { otherwise: 'failed', damaged: true }],
    [
      'only the name of a file whose tracks it cannot read',
      'unknown',
      header({ tracksRead: false }),
      'scan',
      { values: { container: 'mp4', durationSeconds: 3 }, otherwise: 'failed' },
    ],
    [
      'sides and turn of pixels that are no squares',
      'movie',
      header({ video: { ...picture, framesPerSecond: null } }),
      'header',
      { values: { width: 90, height: 160, rotation: 90, durationSeconds: 2 } },
    ],
    [
      'nothing where it knows less',
      'movie',
      header({ video: nothing }),
      'header',
      { values: { width: 320, height: 180, rotation: 0, videoCodec: 'avc' } },
    ],
    [
      'nothing where it saw no picture',
      'movie',
      header({}),
      'header',
      { values: { width: 320, height: 180, rotation: 0, videoCodec: 'avc' } },
    ],
    [
      'sides of a stream that does not say its own',
      'stream',
      header({ container: 'ts', video: picture, audio: { codec: 'mp3' } }),
      'header',
      { values: { container: 'ts', width: 90, height: 160, videoCodec: 'avc', audioCodec: null, hasAudio: false } },
    ],
    [
      'nothing of a film whose picture it does not know',
      'webm',
      header({ video: nothing }),
      'scan',
      { values: { container: 'webm', width: null, videoCodec: null } },
    ],
  ])('is %s', async (_, file, parsed, effort, found) => {
    expect(await readTimed(opened(FILES[file]), parserOf(parsed), effort)).toMatchObject(found);
  });

  it('is read within the known part of a file of unknown length, and not beyond its end', async () => {
    const asked: unknown[] = [];
    const parser: HeaderParser = {
      parse: async (source) => {
        asked.push(source.size, (await source.read(0, 300)).length);
        await source.read(99_000, 101_000).catch((error: unknown) => asked.push(error));
        return null;
      },
    };
    await readTimed(opened(none(100_000), null), parser, 'header');
    expect(asked).toEqual([65_536, 300, new RangeError('The file ends before its header does.')]);
  });

  it('is the error of a file that cannot be read, whatever the parser makes of it', async () => {
    const broken = new Error('The connection broke.');
    const read = (start: number): Promise<Uint8Array> =>
      start === 0 ? Promise.resolve(none(65_536)) : Promise.reject(broken);
    const reader = { size: 1_000_000, read };
    const bytes = new HeaderBytes({ reader, maxBytes: 1_048_576, signal: new AbortController().signal });
    const parser: HeaderParser = {
      parse: async (source) => {
        await source.read(100_000, 100_010).catch(() => undefined);
        return header({});
      },
    };
    await expect(readTimed(bytes, parser, 'header')).rejects.toThrow(broken);
  });
});
