import { expect, it } from 'vitest';

import { readAvc } from '../../../src/media/avc.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Parameter sets as x264 writes them for 1,920 × 1,080 at 25 frames a second. */
const INTERLACED = '000001674d4028f403c0227ef011000003000100000300321f162ea000000168';
const SQUARE = '0000016742c00cda05067e7c0440000003004000000c83c50aa800000168';

it('doubles the rows of interlaced pictures', () => {
  expect(readAvc(bytes(INTERLACED))).toEqual({ width: 1_920, height: 1_080, framesPerSecond: 25 });
});

it('reads sides and rate of whole pictures', () => {
  expect(readAvc(bytes(SQUARE))).toEqual({ width: 320, height: 180, framesPerSecond: 25 });
});

it('tells nothing of a parameter set that goes on beyond the bytes, or of none', () => {
  expect(readAvc(bytes(INTERLACED).subarray(0, 16))).toBeNull();
  expect(readAvc(bytes('000000010910'))).toBeNull();
});
