import { describe, expect, it } from 'vitest';

import type { OwnHeader } from '../../../src/media/header-bytes.ts';
import { readTransportStream } from '../../../src/media/transport-stream.ts';
import { bytesOf, u16, u32 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

const VIDEO = 0x100;
const SOUND = 0x101;

/** A packet of 188 bytes; what its content does not fill is stuffing. */
function packet(pid: number, starts: boolean, content: Uint8Array): Uint8Array {
  const stuffing = 184 - content.length;
  const field = stuffing === 0 ? [] : [bytesOf(stuffing - 1, ...(stuffing > 1 ? [0] : []))];
  const filler = new Uint8Array(Math.max(0, stuffing - 2)).fill(0xff);
  return bytesOf(0x47, u16((starts ? 0x4000 : 0) | pid), stuffing === 0 ? 0x10 : 0x30, ...field, filler, content);
}

/** A table of the stream, whole in one packet; its checksum is not read. */
function section(pid: number, tableId: number, body: Uint8Array): Uint8Array {
  const length = 5 + body.length + 4;
  return packet(pid, true, bytesOf(0, tableId, u16(0xb000 | length), u16(1), 0xc1, 0, 0, body, u32(0)));
}

const TABLES = bytesOf(
  section(0, 0, bytesOf(u16(1), u16(0xe000 | 0x20))),
  section(
    0x20,
    2,
    bytesOf(
      ...[u16(0xe000 | VIDEO), u16(0xf000)],
      ...[0x02, u16(0xe000 | VIDEO), u16(0xf000)],
      ...[0x0f, u16(0xe000 | SOUND), u16(0xf000)],
    ),
  ),
);

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

/** A frame: a stamp of when it is shown, one of when it is decoded, and so many bytes. */
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

/** 25 frames a second, each with its sound a second before it, as a writer with a large buffer interleaves them. */
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
