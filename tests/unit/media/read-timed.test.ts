import { describe, expect, it } from 'vitest';

import { inspectMedia, type MediaKind } from '../../../src/media/probe-media.ts';
import { bytesOf, f64, u16le, u24, u32, u32le, u64 } from '../../../src/testing/media-files/media-bytes.ts';
import { readerOf } from './reader.ts';

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
