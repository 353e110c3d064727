import { expect, it } from 'vitest';

import { readFlv } from '../../../src/media/flv.ts';
import { bytesOf, f64, type Piece, u16, u24, u32 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

function tag(type: number, ...pieces: readonly Piece[]): Uint8Array {
  const content = bytesOf(...pieces);
  return bytesOf(type, u24(content.length), new Uint8Array(7), content, u32(11 + content.length));
}

const entry = (key: string, value: number): Uint8Array => bytesOf(u16(key.length), key, 0, f64(value));
const script = (...entries: readonly Uint8Array[]): Uint8Array =>
  tag(18, 2, u16(10), 'onMetaData', 8, u32(0), ...entries);
const flv = (flags: number, ...tags: readonly Uint8Array[]): Uint8Array =>
  bytesOf('FLV', 1, flags, u32(9), u32(0), ...tags);
const read = async (file: Uint8Array, size?: number | null): ReturnType<typeof readFlv> => readFlv(opened(file, size));

it('reads length, sides and rate of the script tag, and codecs of the first tags', async () => {
  const numbers = [entry('duration', 12.5), entry('width', 640), entry('height', 360), entry('framerate', 30)];
  const found = await read(flv(5, script(...numbers), tag(9, 0x17, 'abcd'), tag(8, 0xaf, 0), tag(9, 0x12, 'abcd')));
  expect(found).toEqual({
    container: 'flv',
    durationSeconds: 12.5,
    video: { codec: 'avc', width: 640, height: 360, rotation: 0, framesPerSecond: 30 },
    audio: { codec: 'aac' },
    truncated: false,
  });
});

it.each([
  { first: [0x12], codec: 'flv1' },
  { first: [0x14], codec: 'vp6f' },
  { first: [0x90, 'hvc1'], codec: 'hevc' },
  { first: [0x1f], codec: null },
])('names pictures that start with $first: $codec', async ({ first, codec }) => {
  expect(await read(flv(0, tag(9, ...first, 'abcd')))).toMatchObject({ video: { codec }, audio: null });
});

it.each([
  { first: 0x2f, codec: 'mp3' },
  { first: 0x3e, codec: 'pcm-s16' },
  { first: 0xbe, codec: 'speex' },
  { first: 0x7e, codec: null },
])('names sound that starts with $first: $codec', async ({ first, codec }) => {
  expect(await read(flv(0, tag(8, first, 0)))).toMatchObject({ video: null, audio: { codec } });
});

it('knows that there are pictures and sound by the flags or by the script alone', async () => {
  const unknown = { video: { codec: null, width: null, framesPerSecond: null }, audio: { codec: null } };
  expect(await read(flv(5))).toMatchObject({ ...unknown, durationSeconds: null });
  expect(await read(flv(0, script(entry('videocodecid', 7), entry('audiocodecid', 10))))).toMatchObject(unknown);
});

it('tells a file that is shorter than its script says', async () => {
  const file = flv(0, script(entry('filesize', 100_000)), new Uint8Array(70_000));
  expect([(await read(file)).truncated, (await read(file, null)).truncated]).toEqual([true, false]);
});

it('says nothing of a file of a few bytes, or of a number that is cut', async () => {
  expect(await read(bytesOf('FLV', 1, 0))).toMatchObject({ durationSeconds: null, video: null, audio: null });
  const whole = script(entry('duration', 3));
  expect((await read(flv(0, whole.subarray(0, whole.length - 8)))).durationSeconds).toBeNull();
});
