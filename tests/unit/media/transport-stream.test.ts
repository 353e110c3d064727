import { describe, expect, it } from 'vitest';

import type { OwnHeader } from '../../../src/media/header-bytes.ts';
import { readProgramStream, readTransportStream } from '../../../src/media/transport-stream.ts';
import { bytesOf, u16, u32 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';
import { packet, section, SOUND, TABLES, VIDEO } from './transport-bytes.ts';

function stamp(mark: number, ticks: number): Uint8Array {
  const high = Math.floor(ticks / 2 ** 30);
  return bytesOf(
    (mark << 4) | (high << 1) | 1,
    u16(((Math.floor(ticks / 2 ** 15) & 0x7fff) << 1) | 1),
    u16(((ticks & 0x7fff) << 1) | 1),
  );
}

/** A sequence header of MPEG-2: 320 by 180 in square pixels, 25 frames a second. */
const SEQUENCE = bytesOf(0, 0, 1, 0xb3, 0x14, 0x00, 0xb4, 0x13, u32(0));

/** Makes a frame: a stamp of when it is shown, one of when it is decoded, and so many bytes. */
function frame(pid: number, shown: number, decoded: number, size: number): Uint8Array {
  const header = bytesOf(
    ...[0, 0, 1, pid === VIDEO ? 0xe0 : 0xc0, u16(0), 0x80, 0xc0, 10],
    ...[stamp(3, shown), stamp(1, decoded)],
  );
  const whole = bytesOf(header, pid === VIDEO ? SEQUENCE : new Uint8Array(0), new Uint8Array(size).fill(0x55));
  const packets: Uint8Array[] = [];
  for (let at = 0; at < whole.length; at += 184) packets.push(packet(pid, at === 0, whole.subarray(at, at + 184)));
  return bytesOf(...packets);
}

/**
 * Makes 25 frames a second, each with its sound a second before it, as a writer with a large buffer interleaves them.
 */
function stream(count: number, frameBytes: number, shownOf = (index: number): number => index): Uint8Array {
  const frames = Array.from({ length: count }, (_, index) => [
    frame(VIDEO, 90_000 + 3_600 * (shownOf(index) + 2), 90_000 + 3_600 * index, frameBytes),
    frame(SOUND, 90_000 + 3_600 * Math.max(2, index - 25), 90_000 + 3_600 * Math.max(2, index - 25), 400),
  ]);
  return bytesOf(TABLES, ...frames.flat());
}

describe('the length of a transport stream', () => {
  const read = async (file: Uint8Array): Promise<[OwnHeader | null, ReturnType<typeof opened>]> => {
    const bytes = opened(file);
    return [await readTransportStream(bytes), bytes];
  };

  it('is from its first stamp to its last and a frame more', async () => {
    const [found] = await read(stream(100, 2_000));
    expect(found).toMatchObject({ durationSeconds: 4, video: { framesPerSecond: 25, width: 320, height: 180 } });
  });

  it('is read further back where one frame fills the end of the file', async () => {
    const [found, bytes] = await read(stream(10, 250_000));
    expect(found?.durationSeconds).toBeCloseTo(0.4, 3);
    expect(bytes.bytesRead).toBeLessThanOrEqual(512 * 1_024);
  });

  it('is that of the frames shown last, which need not be decoded last', async () => {
    // I P B B in the order of decoding: 0 3 1 2, 4 7 5 6. The last stamp is the last but one shown.
    const [found] = await read(
      stream(8, 250_000, (index) => 4 * Math.floor(index / 4) + ([0, 3, 1, 2][index % 4] ?? 0)),
    );
    expect(found?.durationSeconds).toBeCloseTo(0.32, 3);
  });

  it('is not known where the last frame is longer than what may be read, and that is noted', async () => {
    const [found, bytes] = await read(stream(3, 1_500_000));
    expect([found?.durationSeconds, bytes.stopped]).toEqual([null, true]);
    expect(found?.video?.codec).toBe('mpeg2video');
  });
});

type Entry = readonly [type: number, pid: number, ...descriptors: readonly Uint8Array[]];

/** Makes a list of streams with what is said of the program and of each. */
function tables(entries: readonly Entry[], info: Uint8Array = new Uint8Array(0)): Uint8Array {
  const map = bytesOf(
    ...[u16(0xe000 | VIDEO), u16(0xf000 | info.length), info],
    ...entries.map(([type, pid, ...descriptors]) => {
      const said = bytesOf(...descriptors);
      return bytesOf(type, u16(0xe000 | pid), u16(0xf000 | said.length), said);
    }),
  );
  const body = bytesOf(0, 2, u16(0xb000 | (9 + map.length)), u16(1), 0xc1, 0, 0, map, u32(0));
  const packets: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += 184) packets.push(packet(0x20, at === 0, body.subarray(at, at + 184)));
  // The network's own table comes before the first program.
  return bytesOf(section(0, 0, bytesOf(u16(0), u16(0xe010), u16(1), u16(0xe000 | 0x20))), ...packets);
}

const descriptor = (tag: number, content = ''): Uint8Array => bytesOf(tag, content.length, content);
const codecs = async (file: Uint8Array): Promise<readonly unknown[]> => {
  const found = await readTransportStream(opened(file));
  return [found?.video && found.video.codec, found?.audio && found.audio.codec];
};

describe('the streams of a transport stream', () => {
  it.each<[string, readonly Entry[], readonly unknown[]]>([
    [
      'by their types',
      [
        [0x1b, VIDEO],
        [0x0f, SOUND],
      ],
      ['avc', 'aac'],
    ],
    ['of sound alone', [[0x84, SOUND]], [null, 'eac3']],
    ['of data alone', [[0x15, SOUND]], [null, null]],
    [
      'registered by name',
      [
        [0x06, VIDEO, descriptor(5, 'AV01')],
        [0x06, SOUND, descriptor(10, 'eng'), descriptor(5, 'Opus')],
      ],
      ['av1', 'opus'],
    ],
    ['described by a tag', [[0x06, SOUND, descriptor(0x7b, 'x')]], [null, 'dts']],
    ['of a type that is in no table', [[0x06, SOUND, descriptor(0x0a, 'eng')]], [undefined, undefined]],
    [
      'one of which is in no table',
      [
        [0x02, VIDEO],
        [0x80, SOUND],
      ],
      ['mpeg2video', undefined],
    ],
  ])('are told %s', async (_, entries, expected) => {
    expect(await codecs(tables(entries))).toEqual(expected);
  });

  it('are those of a Blu-ray where the program says so', async () => {
    expect(await codecs(tables([[0x80, SOUND]], descriptor(5, 'HDMV')))).toEqual([null, 'pcm_bluray']);
  });

  it('are in a map that goes on in a second packet', async () => {
    const many = Array.from({ length: 40 }, (_, index): Entry => [0x15, 0x200 + index]);
    expect(await codecs(tables([...many, [0x24, VIDEO], [0x03, SOUND]]))).toEqual(['hevc', null]);
  });

  it('are found behind packets that hold none of it', async () => {
    const empty = bytesOf(0x47, u16(0), 0x20, new Uint8Array(184));
    const full = bytesOf(0x47, u16(0x4000), 0x30, 183, new Uint8Array(183));
    const broken = new Uint8Array(188);
    const all = tables([[0x1b, VIDEO]]);
    expect(await codecs(bytesOf(empty, full, all.subarray(0, 188), empty, broken, all.subarray(188)))).toEqual(
      ['avc', undefined].map((codec) => codec ?? null),
    );
  });

  it('are not known without a map', async () => {
    expect(await codecs(bytesOf(...[1, 2, 3, 4].map(() => packet(SOUND, true, new Uint8Array(9)))))).toEqual([
      undefined,
      undefined,
    ]);
    expect(await codecs(section(0, 0, new Uint8Array(0)))).toEqual([undefined, undefined]);
  });

  it('are the same in packets with a time code or a checksum', async () => {
    const wrap = (file: Uint8Array, before: number, after: number): Uint8Array =>
      bytesOf(
        ...Array.from({ length: file.length / 188 }, (_, index) =>
          bytesOf(new Uint8Array(before), file.subarray(index * 188, (index + 1) * 188), new Uint8Array(after)),
        ),
      );
    const file = stream(50, 2_000);
    const plain = await readTransportStream(opened(file));
    expect(plain?.durationSeconds).toBe(2);
    expect(await readTransportStream(opened(wrap(file, 0, 16)))).toEqual(plain);
    expect(await readTransportStream(opened(wrap(file, 4, 0)))).toEqual(plain);
    // Cameras write packets with a time code, and LPCM as the Blu-ray has it.
    expect(await codecs(wrap(tables([[0x80, SOUND]]), 4, 0))).toEqual([null, 'pcm_bluray']);
  });

  it('are none of a file that is none', async () => {
    expect(await readTransportStream(opened(new Uint8Array(1_000)))).toBeNull();
    expect(await readTransportStream(opened(Uint8Array.of(0x47)))).toBeNull();
  });
});

describe('the pictures and the sound of a transport stream', () => {
  const pes = (pid: number, shown: number, content: Uint8Array): Uint8Array =>
    packet(pid, true, bytesOf(0, 0, 1, pid === VIDEO ? 0xe0 : 0xc0, u16(0), 0x80, 0x80, 5, stamp(2, shown), content));
  const film = (type: number, content: Uint8Array, times: readonly number[]): Uint8Array =>
    bytesOf(tables([[type, VIDEO]]), ...times.map((time) => pes(VIDEO, time, content)));
  const none = new Uint8Array(40);

  it('are read of H.264, whose parameter set says sides and rate', async () => {
    const set = '0000016742c00cda05067e7c0440000003004000000c83c50aa800000168';
    const content = Uint8Array.from(set.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    const found = await readTransportStream(opened(film(0x1b, content, [0, 3_600, 7_200])));
    expect(found).toMatchObject({
      durationSeconds: 0.12,
      video: { codec: 'avc', width: 320, height: 180, framesPerSecond: 25 },
    });
  });

  it('have the rate of their stamps where nothing states one', async () => {
    const found = await readTransportStream(opened(film(0x24, none, [0, 1_501, 3_003, 4_504])));
    expect(found?.video).toMatchObject({ codec: 'hevc', width: null, height: null });
    expect(found?.video?.framesPerSecond).toBeCloseTo(59.94, 1);
  });

  it('have no rate of one picture, nor of pictures that go back or wait', async () => {
    for (const times of [[9_000], [9_000, 9_000, 0], [0, 200_000]])
      expect((await readTransportStream(opened(film(0x24, none, times))))?.video?.framesPerSecond).toBeNull();
    expect((await readTransportStream(opened(film(0x24, none, [9_000]))))?.durationSeconds).toBeNull();
  });

  it('have the width of their ratio, and the rate of no table is none', async () => {
    const wide = bytesOf(0, 0, 1, 0xb3, 0x2d, 0x02, 0x40, 0x30, none); // 720 by 576 at 16:9, rate 0
    const found = await readTransportStream(opened(film(0x02, wide, [0, 3_600])));
    expect(found?.video).toMatchObject({ width: 1_024, height: 576, framesPerSecond: 25 });
  });

  it('are timed by a clock that begins anew', async () => {
    const last = 2 ** 33;
    const times = [last - 7_200, last - 3_600, 0, 3_600];
    expect((await readTransportStream(opened(film(0x24, none, times))))?.durationSeconds).toBeCloseTo(0.16, 9);
    const early = [1_800, last - 1_800, 5_400, 9_000];
    expect((await readTransportStream(opened(film(0x24, none, early))))?.durationSeconds).toBeCloseTo(
      (9_000 + 1_800 + 3_600) / 90_000,
      2,
    );
  });

  it('are of the layer that the first frame of sound says', async () => {
    const sound = (content: Uint8Array): Uint8Array =>
      bytesOf(tables([[0x03, SOUND]]), pes(SOUND, 0, content), pes(SOUND, 90_000, none));
    const found = await readTransportStream(opened(sound(bytesOf(0, 0, 0xff, 0xfd, 0x84, 0xc4, none))));
    expect(found).toMatchObject({ durationSeconds: 1, video: null, audio: { codec: 'mp2' } });
    expect((await readTransportStream(opened(sound(none))))?.audio).toEqual({ codec: null });
  });

  it('have no length without a stamp, or without the size of the file', async () => {
    const bare = packet(VIDEO, true, bytesOf(0, 0, 1, 0xe0, u16(0), 0x80, 0, 0, none));
    const other = packet(VIDEO, true, bytesOf(0, 0, 2, none));
    expect(
      (await readTransportStream(opened(bytesOf(tables([[0x1b, VIDEO]]), bare, other))))?.durationSeconds,
    ).toBeNull();
    expect((await readTransportStream(opened(stream(100, 2_000), null)))?.durationSeconds).toBeNull();
  });
});

describe('readProgramStream', () => {
  const PACK = bytesOf(0, 0, 1, 0xba, new Uint8Array(10));
  const pes = (id: number, shown: number, content: Uint8Array): Uint8Array =>
    bytesOf(0, 0, 1, id, u16(0), 0x80, 0x80, 5, stamp(2, shown), content, new Uint8Array(30));
  const mpeg1 = (id: number, head: Uint8Array, content = new Uint8Array(0)): Uint8Array =>
    bytesOf(0, 0, 1, id, u16(0), head, content, new Uint8Array(30));
  const read = async (...parts: readonly Uint8Array[]): Promise<OwnHeader | null> =>
    readProgramStream(opened(bytesOf(PACK, ...parts)));

  it('reads MPEG-2 pictures by the extension behind their header', async () => {
    const sequence = bytesOf(SEQUENCE, 0, 0, 1, 0xb5);
    expect(await read(pes(0xe0, 0, sequence), pes(0xe0, 3_600, new Uint8Array(0)))).toMatchObject({
      ...{ container: 'mpeg', durationSeconds: 0.08, audio: null },
      video: { codec: 'mpeg2video', width: 320, height: 180, framesPerSecond: 25 },
    });
  });

  it('reads MPEG-1, with padding and sizes of buffers before its stamps', async () => {
    const both = bytesOf(stamp(3, 3_600), stamp(1, 0));
    const found = await read(
      mpeg1(0xe0, bytesOf(0xff, 0xff, 0x60, 0x20, both), SEQUENCE),
      mpeg1(0xc0, stamp(2, 1_800), bytesOf(0xff, 0xfd, 0x84, 0xc4)),
      mpeg1(0xe0, Uint8Array.of(0x0f)),
      mpeg1(0xe0, bytesOf(stamp(3, 7_200), stamp(1, 3_600))),
    );
    expect(found).toMatchObject({ video: { codec: 'mpeg1video', framesPerSecond: 25 }, audio: { codec: 'mp2' } });
    expect(found?.durationSeconds).toBeCloseTo((7_200 + 3_600 - 1_800) / 90_000, 9);
  });

  it.each([
    [0x80, 'ac3'],
    [0x88, 'dts'],
    [0xa0, 'pcm_dvd'],
  ])('names the private sound %i of a DVD %s', async (first, codec) => {
    expect((await read(pes(0xbd, 0, Uint8Array.of(first))))?.audio).toEqual({ codec });
  });

  it('tells subtitles from what it does not know', async () => {
    expect(await read(pes(0xbd, 0, Uint8Array.of(0x20)))).toMatchObject({ video: null, audio: null });
    expect(await read(pes(0xbd, 0, Uint8Array.of(0xff)))).toMatchObject({ video: undefined, audio: undefined });
  });

  it('is none without a pack at the start', async () => {
    expect(await readProgramStream(opened(new Uint8Array(100)))).toBeNull();
    expect(await readProgramStream(opened(bytesOf(0, 0, 1, 0xb3, new Uint8Array(100))))).toBeNull();
  });
});
