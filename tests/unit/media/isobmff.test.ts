import { describe, expect, it } from 'vitest';

import { childOf, fileBoxes, findBox, heifContainer, readBoxHead } from '../../../src/media/isobmff.ts';
import { box } from '../../../src/testing/media-files/isobmff-track.ts';
import { bytesOf, u32, u64 } from '../../../src/testing/media-files/media-bytes.ts';
import { opened } from './reader.ts';

describe('readBoxHead', () => {
  it.each<[string, Uint8Array, unknown]>([
    ['a short size', bytesOf(u32(9), 'free'), { type: 'free', headBytes: 8, size: 9 }],
    ['a size to the end', bytesOf(u32(0), 'mdat'), { type: 'mdat', headBytes: 8, size: null }],
    ['a long size', bytesOf(u32(1), 'mdat', u64(20)), { type: 'mdat', headBytes: 16, size: 20 }],
    ['a long size that is cut', bytesOf(u32(1), 'mdat', u32(0)), null],
    ['a long size below that of the head', bytesOf(u32(1), 'mdat', u64(15)), null],
    ['a size below that of the head', bytesOf(u32(7), 'mdat'), null],
    ['seven bytes', new Uint8Array(7), null],
  ])('reads %s', (_, bytes, head) => {
    expect(readBoxHead(bytes)).toEqual(head);
  });
});

describe('a path of boxes', () => {
  const file = box('moov', box('trak', box('mdia', 'abcd')));
  const whole = { type: '', start: 0, end: file.length };

  it('leads to a box', async () => {
    const found = { type: 'mdia', start: 24, end: 28 };
    expect(findBox(file, whole, 'moov', 'trak', 'mdia')).toEqual(found);
    expect(await childOf(opened(file), whole, 'moov', 'trak', 'mdia')).toEqual(found);
  });

  it('leads nowhere once a box is missing', async () => {
    expect(findBox(file, whole, 'moov', 'mvex', 'trex')).toBeNull();
    expect(await childOf(opened(file), whole, 'moov', 'mvex', 'trex')).toBeNull();
  });
});

it('lists the boxes of a file up to the first that is none', async () => {
  const types: string[] = [];
  const file = bytesOf(box('ftyp', 'isom'), box('free'), u32(3), 'moov', box('mdat'));
  for await (const { type } of fileBoxes(opened(file), 0, file.length)) types.push(type);
  expect(types).toEqual(['ftyp', 'free']);
});

it.each<[string | null, string, string, string]>([
  ['avif', 'avif', 'mif1', 'avif'],
  ['heic', 'mif1', 'heic', 'mif1'],
  ['heif', 'mif1', 'miaf', 'mif1'],
  [null, 'isom', 'mp41', 'mp42'],
])('finds the container %s of the brands %s, %s and %s', (container, major, ...others) => {
  expect(heifContainer(box('ftyp', major, u32(0), ...others))).toBe(container);
});
