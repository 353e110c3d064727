import { describe, expect, it } from 'vitest';

import { readAiff, readAvi, readCaf, readWav } from '../../../src/media/riff-iff.ts';
import { bytesOf, f64, type Piece, u16le, u32, u32le, u64 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

async function seconds(file: Uint8Array): Promise<number | null> {
  return (await readWav(opened(file))).durationSeconds;
}

describe('readWav', () => {
  const format = (channels: number, rate: number, bits: number, frameBytes = (channels * bits) / 8): Uint8Array =>
    bytesOf('fmt ', u32le(16), u16le(1), u16le(channels), u32le(rate), u32le(rate * 4), u16le(frameBytes), u16le(bits));
  const wav = (...chunks: readonly Piece[]): Uint8Array => bytesOf('RIFF', u32le(0), 'WAVE', ...chunks);

  it('is bytes of sound over rate times bytes a sample', async () => {
    // 24 bits mono at 8 kHz: 48,000 ÷ (8,000 × 3) = 2 s.
    const file = wav(format(1, 8_000, 24), 'data', u32le(48_000), new Uint8Array(48_000));
    expect(await seconds(file)).toBe(2);
  });

  it('steps over chunks in between, padded to even length', async () => {
    const junk = bytesOf('junk', u32le(3), new Uint8Array(4));
    const file = wav(junk, format(1, 8_000, 16), 'data', u32le(16_000), new Uint8Array(16_000));
    expect(await seconds(file)).toBe(1);
  });

  it.each([0, 0xffff_ffff])('is what the file holds when the writer left %i for a length', async (left) => {
    const file = wav(format(1, 8_000, 16), 'data', u32le(left), new Uint8Array(32_000));
    expect(await seconds(file)).toBe(2);
  });

  it('is what is left of a file that broke off', async () => {
    const file = wav(format(1, 8_000, 16), 'data', u32le(1_000_000), new Uint8Array(16_000));
    expect(await readWav(opened(file))).toMatchObject({ durationSeconds: 1, truncated: true });
  });

  it('takes the 64-bit length of an RF64 file', async () => {
    const ds64 = bytesOf('ds64', u32le(16), new Uint8Array(8), 0x80, 0x3e, 0, 0, 0, 0, 0, 0); // 16,000
    const file = bytesOf(
      ...['RF64', u32le(0xffff_ffff), 'WAVE', ds64, format(1, 8_000, 16)],
      ...['data', u32le(0xffff_ffff), new Uint8Array(32_000)],
    );
    expect(await seconds(file)).toBe(1);
  });

  it('of compressed sound is what its samples say, else an estimate by its mean rate', async () => {
    // MS ADPCM: 4 bits a sample in blocks of 1,024 bytes; the mean rate of `format` is 4 times the sample rate.
    const compressed = bytesOf(
      ...['fmt ', u32le(16), u16le(2), u16le(1), u32le(8_000), u32le(4_000), u16le(1_024), u16le(4)],
    );
    const file = wav(compressed, 'data', u32le(8_000), new Uint8Array(8_000));
    const counted = wav(compressed, 'fact', u32le(4), u32le(24_000), 'data', u32le(8_000), new Uint8Array(8_000));
    const audio = { codec: 'adpcm_ms' };
    expect(await readWav(opened(file))).toMatchObject({ durationSeconds: 2, isEstimate: true, audio });
    expect(await readWav(opened(counted))).toMatchObject({ durationSeconds: 3, isEstimate: false, audio });
  });

  it('is what the file states where its size is not known', async () => {
    const file = wav(format(1, 8_000, 16), 'data', u32le(160_000), new Uint8Array(160_000));
    expect((await readWav(opened(file, null))).durationSeconds).toBe(10);
    const open = wav(format(1, 8_000, 16), 'data', u32le(0), new Uint8Array(160_000));
    expect((await readWav(opened(open, null))).durationSeconds).toBeNull();
  });

  it('has the format of its extension, where that is there', async () => {
    const extended = (...rest: readonly Piece[]): Uint8Array =>
      bytesOf(
        'fmt ',
        u32le(16 + bytesOf(...rest).length),
        u16le(0xfffe),
        u16le(1),
        u32le(8_000),
        u32le(32_000),
        u16le(4),
        u16le(32),
        ...rest,
      );
    const sound = bytesOf('data', u32le(32_000), new Uint8Array(32_000));
    const whole = wav(extended(u16le(22), new Uint8Array(6), u16le(3), new Uint8Array(14)), sound);
    expect(await readWav(opened(whole))).toMatchObject({ durationSeconds: 1, audio: { codec: 'pcm-f32' } });
    expect(await readWav(opened(wav(extended(), sound)))).toMatchObject({ isEstimate: true, audio: { codec: null } });
  });

  it('names 8 bits as those without a sign', async () => {
    const file = wav(format(1, 8_000, 8), 'data', u32le(8_000), new Uint8Array(8_000));
    expect(await readWav(opened(file))).toMatchObject({ durationSeconds: 1, audio: { codec: 'pcm-u8' } });
  });

  it('passes over 64-bit lengths that are cut', async () => {
    expect(await seconds(bytesOf('RF64', u32le(0xffff_ffff), 'WAVE', 'ds64', u32le(16), new Uint8Array(8)))).toBeNull();
  });

  it('is unknown without a format', async () => {
    expect(await seconds(wav('data', u32le(48_000), new Uint8Array(100)))).toBeNull();
  });
});

describe('readAiff', () => {
  it('tells a file that ends before its form does', async () => {
    // 44,100 as an 80-bit float; 88,200 frames are 2 s.
    const rate = [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0];
    const common = bytesOf('COMM', u32(18), 0, 1, u32(88_200), 0, 16, ...rate);
    const aiff = (stated: number): Uint8Array =>
      bytesOf('FORM', u32(stated), 'AIFF', common, 'SSND', u32(176_408), new Uint8Array(1_000));
    expect(await readAiff(opened(aiff(176_454)))).toMatchObject({ durationSeconds: 2, truncated: true });
    expect(await readAiff(opened(aiff(1_038)))).toMatchObject({ durationSeconds: 2, truncated: false });
  });
});

describe('the codec of an AIFF', () => {
  const rate = [0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0]; // 8,000
  const aiff = (bits: number, ...compression: readonly Piece[]): Uint8Array => {
    const common = bytesOf(0, 1, u32(16_000), 0, bits, ...rate, ...compression);
    return bytesOf('FORM', u32(0), 'AIFC', 'FVER', u32(4), u32(0), 'COMM', u32(common.length), common);
  };

  it.each([
    { codec: 'pcm-s8', file: aiff(8) },
    { codec: 'pcm-s24be', file: aiff(24) },
    { codec: 'pcm-s16be', file: aiff(16, 'NONE') },
    { codec: 'pcm-s16', file: aiff(16, 'sowt', 0, 0) },
  ])('is $codec', async ({ codec, file }) => {
    expect(await readAiff(opened(file))).toMatchObject({ durationSeconds: 2, audio: { codec }, truncated: false });
  });

  it('is not known without a description', async () => {
    expect(await readAiff(opened(bytesOf('FORM', u32(4), 'AIFF')))).toMatchObject({
      durationSeconds: null,
      audio: { codec: null },
    });
  });
});

describe('readCaf', () => {
  interface Sound {
    readonly format?: string;
    readonly flags?: number;
    readonly packetBytes?: number;
    readonly bits?: number;
  }
  const caf = (
    { format = 'lpcm', flags = 2, packetBytes = 2, bits = 16 }: Sound,
    ...chunks: readonly Piece[]
  ): Uint8Array =>
    bytesOf(
      ...['caff', u32(0x1_0000), 'desc', u64(32), f64(8_000), format, u32(flags)],
      ...[u32(packetBytes), u32(1), u32(1), u32(bits), ...chunks],
    );
  /** Makes four bytes that count edits, then the sound. */
  const data = (bytes: number, stated = 4 + bytes): Uint8Array =>
    bytesOf('data', u64(stated), u32(0), new Uint8Array(bytes));
  const open = bytesOf('data', u32(0xffff_ffff), u32(0xffff_ffff), u32(0), new Uint8Array(16_000));

  it.each([
    { codec: 'pcm-s16', sound: {} },
    { codec: 'pcm-s16be', sound: { flags: 0 } },
    { codec: 'pcm-f32', sound: { flags: 3, bits: 32, packetBytes: 4 } },
  ])('is bytes of sound by those of a packet: $codec', async ({ codec, sound }) => {
    const file = caf(sound, 'free', u64(3), 0, 0, 0, data(8_000 * (sound.packetBytes ?? 2)));
    expect(await readCaf(opened(file))).toEqual({
      container: 'caf',
      durationSeconds: 1,
      video: null,
      audio: { codec },
    });
  });

  it('is the packets that are counted where they are of no one size', async () => {
    const packets = bytesOf('pakt', u64(24), u64(10), u64(16_000), u32(0), u32(0));
    const file = caf({ format: 'alac', packetBytes: 0 }, data(100), packets);
    expect(await readCaf(opened(file))).toMatchObject({ durationSeconds: 2, audio: { codec: 'alac' } });
  });

  it('ends with the file where the writer left the length open, or the file broke off', async () => {
    expect((await readCaf(opened(caf({}, open)))).durationSeconds).toBe(1);
    expect((await readCaf(opened(caf({}, data(16_000, 99_999))))).durationSeconds).toBe(1);
  });

  it('is not known without a size of the file, or without sound', async () => {
    const long = bytesOf(open, new Uint8Array(70_000));
    expect((await readCaf(opened(caf({}, long), null))).durationSeconds).toBeNull();
    expect((await readCaf(opened(caf({}, data(160_000)), null))).durationSeconds).toBe(10);
    expect((await readCaf(opened(caf({ packetBytes: 0 }, open)))).durationSeconds).toBeNull();
    expect((await readCaf(opened(caf({}, 'free', u64(0))))).durationSeconds).toBeNull();
  });
});

describe('readAvi', () => {
  const chunk = (id: string, ...pieces: readonly Piece[]): Uint8Array => {
    const content = bytesOf(...pieces);
    return bytesOf(id, u32le(content.length), content, new Uint8Array(content.length % 2));
  };
  const list = (id: string, ...chunks: readonly Uint8Array[]): Uint8Array => chunk('LIST', id, ...chunks);
  /** Makes so many frames at so many a second. */
  const stream = (type: string, frames: number, rate: number, format: Uint8Array): Uint8Array =>
    list(
      'strl',
      chunk('strh', type, new Uint8Array(16), u32le(1), u32le(rate), u32le(0), u32le(frames), new Uint8Array(20)),
      chunk('strf', format),
    );
  const picture = (codec: string, height = 360): Uint8Array =>
    bytesOf(u32le(40), u32le(640), u32le(height), u32le(0), codec, new Uint8Array(20));
  const sound = bytesOf(u16le(0x55), u16le(2), u32le(44_100), u32le(16_000), u16le(1), u16le(0), new Uint8Array(12));
  const avi = (length: number, ...chunks: readonly Uint8Array[]): Uint8Array =>
    bytesOf(
      'RIFF',
      u32le(length),
      'AVI ',
      list('hdrl', chunk('avih', new Uint8Array(57)), ...chunks),
      chunk('LIST', 'movi'),
    );

  it('reads sides, rate and codecs, and the length of the longest stream', async () => {
    expect(
      await readAvi(opened(avi(0, stream('vids', 250, 25, picture('XVID')), stream('auds', 192_000, 16_000, sound)))),
    ).toEqual({
      container: 'avi',
      durationSeconds: 12,
      video: { codec: 'mpeg4', width: 640, height: 360, rotation: 0, framesPerSecond: 25 },
      audio: { codec: 'mp3' },
      truncated: false,
    });
  });

  it('counts the pictures of all parts of a long file', async () => {
    const long = list('odml', chunk('dmlh', u32le(2_500)));
    expect((await readAvi(opened(avi(0, stream('vids', 250, 25, picture('XVID')), long)))).durationSeconds).toBe(100);
  });

  it('names pictures without a codec, whose rows may be from the top', async () => {
    const found = await readAvi(opened(avi(0, stream('vids', 25, 25, picture('\0\0\0\0', -360)))));
    expect(found.video).toMatchObject({ codec: 'rawvideo', height: 360 });
  });

  it('leaves out subtitles, and streams that have no rate', async () => {
    const file = avi(0, chunk('strf', sound), stream('txts', 10, 0, new Uint8Array(20)));
    expect(await readAvi(opened(file))).toMatchObject({ durationSeconds: null, video: null, audio: null });
  });

  it('tells a file that is shorter than it says', async () => {
    const truncated = async (length: number, size?: null): Promise<boolean | undefined> =>
      (await readAvi(opened(bytesOf(avi(length), new Uint8Array(70_000)), size))).truncated;
    expect([
      await truncated(99_999),
      await truncated(1_000),
      await truncated(0xffff_ffff),
      await truncated(99_999, null),
    ]).toEqual([true, false, false, false]);
    expect((await readAvi(opened(bytesOf('RIFF')))).truncated).toBe(false);
  });
});
