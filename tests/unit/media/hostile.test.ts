import { describe, expect, it } from 'vitest';

import { inspectMedia, type MediaKind, type ProbeResult } from '../../../src/media/probe-media.ts';
import {
  endlessSamplesMp4,
  hugeBoxMp4,
  m4aBytes,
  movBytes,
  mp4Bytes,
  nestedBoxesMp4,
  zeroTimescaleMp4,
} from '../../../src/testing/media-files/mp4-bytes.ts';
import { box, fullBox } from '../../../src/testing/media-files/isobmff-track.ts';
import {
  bytesOf,
  filledBytes,
  fixedBytes,
  joinBytes,
  type MediaBytes,
  partsBytes,
  u32,
  u32le,
} from '../../../src/testing/media-files/media-bytes.ts';
import { jpegBytes, mp3Bytes, pngBytes, wavBytes } from '../../../src/testing/media-files/sound-and-picture-bytes.ts';
import { webmBytes } from '../../../src/testing/media-files/webm-bytes.ts';
import { fuzzMedia } from '../../matrix/media-fuzz.ts';
import { readerOf } from './reader.ts';

/** Half a megabyte: a parser that goes on for long at each byte does so at two as well. */
const BUDGET = 524_288;
const TERABYTE = 1_000_000_000_000;

function probe(file: MediaBytes | Uint8Array, kind: MediaKind = 'video'): Promise<ProbeResult> {
  return inspectMedia(readerOf(file), { kind, name: 'hostile', maxBytes: BUDGET });
}

function textAt(bytes: Uint8Array, text: string, from = 0): number {
  return Buffer.from(bytes).indexOf(text, from, 'latin1');
}

/** Makes a clip whose frames, four thousand million by its tables, are also in another order than they are stored. */
function endlessReorderedMp4(): Uint8Array {
  const clip = endlessSamplesMp4().read(0, 4_096);
  const inserted = fullBox('ctts', 0, 0, u32(1), u32(1), u32(0));
  const at = textAt(clip, 'stts') - 4;
  const bytes = bytesOf(clip.subarray(0, at), inserted, clip.subarray(at));
  for (const type of ['moov', 'trak', 'mdia', 'minf', 'stbl']) {
    const head = textAt(bytes, type) - 4;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setUint32(head, view.getUint32(head) + inserted.length);
  }
  return bytes;
}

/** Makes the head of a WebM and then two-byte elements that hold nothing. */
function endlessWebm(): MediaBytes {
  const webm = webmBytes({ size: 40_000, durationSeconds: 1, width: 64, height: 64 }).read(0, 200);
  const segment = Buffer.from(webm).indexOf(Buffer.of(0x18, 0x53, 0x80, 0x67));
  const head = fixedBytes(bytesOf(webm.subarray(0, segment + 4), 0x01, new Uint8Array(7).fill(0xff)));
  return joinBytes([head, partsBytes(10_000_000, 2, () => fixedBytes(Uint8Array.of(0xec, 0x80)))]);
}

const moovOf = (claimed: number): MediaBytes =>
  joinBytes([fixedBytes(bytesOf(box('ftyp', 'isom', u32(0)), u32(claimed), 'moov')), filledBytes(TERABYTE)]);

const chunks = (file: string, part: Uint8Array): MediaBytes =>
  joinBytes([fixedBytes(bytesOf(file)), partsBytes(10_000_000, part.length, () => fixedBytes(part))]);

const hostile: readonly (readonly [string, MediaBytes | Uint8Array, MediaKind])[] = [
  ['a header box of 2^53 bytes', hugeBoxMp4(), 'video'],
  ['a header box of 3 GB that the file has room for', moovOf(3_000_000_000), 'video'],
  ['a header box up to the end of a terabyte', moovOf(0), 'video'],
  ['boxes a thousand deep', nestedBoxesMp4(), 'video'],
  ['boxes a hundred thousand deep', nestedBoxesMp4(100_000), 'video'],
  ['empty boxes without end', chunks('\0\0\0\x08ftyp', box('free')), 'video'],
  ['ID3 tags without end', chunks('', bytesOf('ID3', 4, 0, 0, u32(0))), 'audio'],
  [
    'an ID3 tag of 256 MB',
    joinBytes([fixedBytes(bytesOf('ID3', 4, 0, 0, 127, 127, 127, 127)), filledBytes(TERABYTE)]),
    'audio',
  ],
  ['bytes of ones', filledBytes(TERABYTE, 0xff), 'audio'],
  ['bytes of zeros', filledBytes(TERABYTE), 'video'],
  ['FLAC blocks of nothing without end', chunks('fLaC', bytesOf(1, 0, 0, 0)), 'audio'],
  ['WebM elements of nothing without end', endlessWebm(), 'video'],
  ['WAV chunks of nothing without end', chunks('RIFF\xff\xff\xff\x7fWAVE', bytesOf('junk', u32le(0))), 'audio'],
  [
    'a WAV list of 2 GB',
    joinBytes([fixedBytes(bytesOf('RIFF', u32le(0x7fff_ffff), 'WAVELIST', u32le(0x7fff_0000))), filledBytes(TERABYTE)]),
    'audio',
  ],
  ['Ogg pages of nothing without end', chunks('', bytesOf('OggS', new Uint8Array(23))), 'audio'],
  [
    'transport packets of nothing without end',
    chunks('', bytesOf(0x47, 0x1f, 0xff, 0x10, new Uint8Array(184))),
    'video',
  ],
  ['a JPEG of zeros', joinBytes([fixedBytes(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), filledBytes(TERABYTE)]), 'image'],
  ['an SVG that opens and opens', chunks('<svg x="">', bytesOf('<svg ')), 'image'],
  [
    'a HEIC of a thousand pictures and more',
    chunks('\0\0\0\x10ftypheic\0\0\0\0', box('ispe', new Uint8Array(12))),
    'image',
  ],
];

describe('a probe of a hostile file', () => {
  it.each(hostile)('ends within its budget on %s', async (_, file, kind) => {
    const before = process.memoryUsage().arrayBuffers;
    const { metadata } = await probe(file, kind);
    expect(metadata.bytes_read).toBeLessThanOrEqual(BUDGET);
    expect(metadata).toMatchObject({ duration_seconds: null, width: null, height: null, frames_per_second: null });
    // The budget, copies of it on the way to the parser, and what the test itself makes: not gigabytes.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  });

  it('tells no length by a clock that does not tick', async () => {
    const { metadata } = await probe(zeroTimescaleMp4());
    expect(metadata).toMatchObject({ duration_seconds: null, frames_per_second: null, width: 320, height: 240 });
    expect(metadata.unavailable).toMatchObject({ duration_seconds: 'not_enough_data' });
  });

  it.each([
    ['claimed', endlessSamplesMp4()],
    ['claimed and reordered', fixedBytes(endlessReorderedMp4())],
  ])('spells out no table of four thousand million frames, %s', async (_, file) => {
    const { metadata } = await probe(file);
    expect(metadata).toMatchObject({ duration_seconds: null, frames_per_second: null, width: 320, height: 240 });
  });

  it('gives a record and no figure that is none, whatever of a file is damaged, cut, repeated or lied about', async () => {
    const clip = { size: 8_192, durationSeconds: 1, width: 320, height: 240 };
    const made: readonly (readonly [string, MediaKind, MediaBytes])[] = [
      ['clip.mp4', 'video', mp4Bytes({ ...clip, audio: true })],
      ['clip.mov', 'video', movBytes(clip)],
      ['clip.webm', 'video', webmBytes(clip)],
      ['sound.m4a', 'audio', m4aBytes({ size: 8_192, durationSeconds: 1 })],
      ['sound.mp3', 'audio', mp3Bytes({ size: 8_192, durationSeconds: 1, xing: true })],
      ['sound.wav', 'audio', wavBytes({ size: 8_192 })],
      ['still.jpg', 'image', jpegBytes({ width: 320, height: 240, size: 8_192 })],
      ['still.png', 'image', pngBytes({ width: 320, height: 240, size: 8_192 })],
    ];
    const files = made.map(([name, kind, file]) => ({ name, kind, bytes: file.read(0, file.size) }));
    const counts = await fuzzMedia(files, 60, 1);
    expect(counts).toMatchObject({ probes: 480, broken: [] });
    expect(counts.read).toBeGreaterThan(100);
    expect(Object.keys(counts.problems)).toEqual(expect.arrayContaining(['media:unreadable', 'media:truncated']));
  });
});
