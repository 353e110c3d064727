import { describe, expect, it } from 'vitest';

import { readAsf, readFlv } from '../../../src/media/asf.ts';
import { bytesOf, f64, type Piece, u16, u16le, u24, u32, u32le } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

const guid = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const FILE = guid('a1dcab8c47a9cf118ee400c00c205365');
const STREAM = guid('9107dcb7b7a9cf118ee600c00c205365');
const EXTENSION = guid('b503bf5f2ea9cf118ee300c00c205365');
const EXTENDED = guid('cba5e61472c632438399a96952065b5a');
const DATA = guid('3626b2758e66cf11a6d900aa0062ce6c');
const VIDEO = guid('c0ef19bc4d5bcf11a8fd00805f5c442b');
const AUDIO = guid('409e69f84d5bcf11a8fd00805f5c442b');
const OTHER = guid('00112233445566778899aabbccddeeff');

const u64le = (value: number): Uint8Array => bytesOf(u32le(value % 2 ** 32), u32le(Math.floor(value / 2 ** 32)));
const none = (length: number): Uint8Array => new Uint8Array(length);

function object(id: Uint8Array, ...pieces: readonly Piece[]): Uint8Array {
  const content = bytesOf(...pieces);
  return bytesOf(id, u64le(24 + content.length), content);
}

const PACKET = 100;

/** Makes properties of a file that plays 5 s after a preroll of 1 s. */
const properties = ({ bytes = 0, broadcast = 0 } = {}): Uint8Array =>
  object(
    ...[FILE, none(16), u64le(bytes), none(16), u64le(6e7), none(8), u64le(1_000)],
    ...[u32le(broadcast), u32le(PACKET), u32le(PACKET), u32le(0)],
  );
const stream = (kind: Uint8Array, number: number, content: Uint8Array): Uint8Array =>
  object(STREAM, kind, none(32), u16le(number), none(4), content);
const VIDEO_STREAM = stream(VIDEO, 2, bytesOf(u32le(640), u32le(360), none(19), 'WMV3', none(20)));
const AUDIO_STREAM = stream(AUDIO, 1, bytesOf(u16le(0x161), none(12), u16le(16), none(2)));
/** Makes a stream whose pictures take takes so many hundreds of nanoseconds. */
const extended = (time: number): Uint8Array =>
  object(EXTENSION, none(22), object(EXTENDED, none(52), u64le(time), none(4)));

const asf = (...objects: readonly Uint8Array[]): Uint8Array =>
  bytesOf(guid('3026b2758e66cf11a6d900aa0062ce6c'), u64le(30), u32le(objects.length), 1, 2, ...objects);
const readWindows = async (file: Uint8Array, size?: number | null): ReturnType<typeof readAsf> =>
  readAsf(opened(file, size));

/** Makes a packet with one picture of a stream that begins in it, shown at a time in milliseconds. */
function packet(time: number, { number = 2, offset = 0, replicated = 8 } = {}): Uint8Array {
  // No fields of lengths; a number of one byte, an offset of four and a replicated part whose length is one byte.
  const payload = bytesOf(number, 0, u32le(offset), replicated, u32le(900), u32le(time));
  const whole = new Uint8Array(PACKET);
  whole.set(bytesOf(0x82, 0, 0, 0x00, 0x5d, u32le(0), u16le(0), payload));
  return whole;
}

/** Makes the same with two of them, each with its length. */
function doubled(...times: readonly [number, number]): Uint8Array {
  const payloads = times.map((time) => bytesOf(0x82, 0, u32le(0), 8, u32le(900), u32le(time), u16le(10), none(10)));
  const whole = new Uint8Array(PACKET);
  whole.set(bytesOf(0x01, 0x5d, u32le(0), u16le(0), 0x82, ...payloads));
  return whole;
}

const film = (...packets: readonly Uint8Array[]): Uint8Array =>
  asf(properties(), VIDEO_STREAM, object(DATA, none(26), ...packets));
const rate = async (...packets: readonly Uint8Array[]): Promise<number | null | undefined> =>
  (await readWindows(film(...packets))).video?.framesPerSecond;

describe('readAsf', () => {
  it('reads length, codecs, sides and a stated rate', async () => {
    expect(await readWindows(asf(properties(), AUDIO_STREAM, VIDEO_STREAM, VIDEO_STREAM, extended(400_000)))).toEqual({
      container: 'asf',
      durationSeconds: 5,
      video: { codec: 'wmv3', width: 640, height: 360, rotation: 0, framesPerSecond: 25 },
      audio: { codec: 'wmav2' },
      truncated: false,
    });
  });

  it('tells a file that is shorter than it says, which a broadcast does not say', async () => {
    const truncated = async (file: Uint8Array, size?: null): Promise<boolean | undefined> =>
      (await readWindows(file, size)).truncated;
    expect(await truncated(asf(properties({ bytes: 9_999 })))).toBe(true);
    expect(await truncated(asf(properties({ bytes: 999_999 }), none(70_000)), null)).toBe(false);
    expect(await truncated(asf(properties({ bytes: 9_999, broadcast: 1 })))).toBe(false);
  });

  it.each([
    {
      what: 'what follows an object that is shorter than its own head',
      objects: [bytesOf(OTHER, u64le(10)), properties()],
    },
    { what: 'properties that are cut', objects: [properties().subarray(0, 60)] },
    { what: 'a stream of another kind', objects: [stream(OTHER, 1, none(20))] },
    { what: 'pictures whose description is cut', objects: [stream(VIDEO, 2, none(4))] },
    { what: 'sound whose description is cut', objects: [stream(AUDIO, 3, none(4))] },
  ])('knows nothing of $what', async ({ objects }) => {
    expect(await readWindows(asf(...objects))).toMatchObject({ durationSeconds: null, video: null, audio: null });
  });
});

describe('the rate of an ASF file that states none', () => {
  it('is the usual one that fits the times of its pictures', async () => {
    expect(await rate(...[0, 40, 80, 120, 160].map((time) => packet(time)))).toBe(25);
    expect(await rate(...[0, 33, 67, 100, 133, 167].map((time) => packet(time)))).toBe(30);
  });

  it('is their mean where none fits', async () => {
    expect(await rate(packet(0), packet(140), packet(280), packet(420))).toBeCloseTo(1_000 / 140);
  });

  it('counts several pictures in one packet, in the order they are shown', async () => {
    expect(await rate(doubled(0, 80), doubled(40, 120))).toBe(25);
  });

  it('leaves out sound, parts of pictures and replicated parts without a time', async () => {
    const others = [packet(5, { number: 1 }), packet(6, { offset: 700 }), packet(7, { replicated: 1 })];
    expect(await rate(packet(0), ...others, packet(100), packet(200))).toBe(10);
  });

  it('is not known of two pictures, of pictures at one time, or without packets', async () => {
    expect(await rate(packet(0), packet(40))).toBeNull();
    expect(await rate(packet(0), packet(0), packet(0))).toBeNull();
    expect((await readWindows(asf(properties(), VIDEO_STREAM))).video?.framesPerSecond).toBeNull();
    expect(await rate(new Uint8Array(PACKET).fill(0xff))).toBeNull();
  });
});

function tag(type: number, ...pieces: readonly Piece[]): Uint8Array {
  const content = bytesOf(...pieces);
  return bytesOf(type, u24(content.length), new Uint8Array(7), content, u32(11 + content.length));
}

const entry = (key: string, value: number): Uint8Array => bytesOf(u16(key.length), key, 0, f64(value));
const script = (...entries: readonly Uint8Array[]): Uint8Array =>
  tag(18, 2, u16(10), 'onMetaData', 8, u32(0), ...entries);
const flv = (flags: number, ...tags: readonly Uint8Array[]): Uint8Array =>
  bytesOf('FLV', 1, flags, u32(9), u32(0), ...tags);
const readFlash = async (file: Uint8Array, size?: number | null): ReturnType<typeof readFlv> =>
  readFlv(opened(file, size));

it('reads length, sides and rate of the script tag, and codecs of the first tags', async () => {
  const numbers = [entry('duration', 12.5), entry('width', 640), entry('height', 360), entry('framerate', 30)];
  const found = await readFlash(
    flv(5, script(...numbers), tag(9, 0x17, 'abcd'), tag(8, 0xaf, 0), tag(9, 0x12, 'abcd')),
  );
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
  expect(await readFlash(flv(0, tag(9, ...first, 'abcd')))).toMatchObject({ video: { codec }, audio: null });
});

it.each([
  { first: 0x2f, codec: 'mp3' },
  { first: 0x3e, codec: 'pcm-s16' },
  { first: 0xbe, codec: 'speex' },
  { first: 0x7e, codec: null },
])('names sound that starts with $first: $codec', async ({ first, codec }) => {
  expect(await readFlash(flv(0, tag(8, first, 0)))).toMatchObject({ video: null, audio: { codec } });
});

it('knows that there are pictures and sound by the flags or by the script alone', async () => {
  const unknown = { video: { codec: null, width: null, framesPerSecond: null }, audio: { codec: null } };
  expect(await readFlash(flv(5))).toMatchObject({ ...unknown, durationSeconds: null });
  expect(await readFlash(flv(0, script(entry('videocodecid', 7), entry('audiocodecid', 10))))).toMatchObject(unknown);
});

it('tells a file that is shorter than its script says', async () => {
  const file = flv(0, script(entry('filesize', 100_000)), new Uint8Array(70_000));
  expect([(await readFlash(file)).truncated, (await readFlash(file, null)).truncated]).toEqual([true, false]);
});

it('says nothing of a file of a few bytes, or of a number that is cut', async () => {
  expect(await readFlash(bytesOf('FLV', 1, 0))).toMatchObject({ durationSeconds: null, video: null, audio: null });
  const whole = script(entry('duration', 3));
  expect((await readFlash(flv(0, whole.subarray(0, whole.length - 8)))).durationSeconds).toBeNull();
});
