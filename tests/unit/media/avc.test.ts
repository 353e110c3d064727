import { expect, it } from 'vitest';

import { readAvc } from '../../../src/media/avc.ts';
import { BitWriter, bytesOf } from '../../../src/testing/media-files/media-bytes.ts';

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

it('finds the parameter set behind other parts of the stream', () => {
  const set = parameterSet({});
  expect(readAvc(bytesOf(0, 0, 1, 9, 0x10, set))).toEqual(readAvc(set));
  expect(readAvc(set)).not.toBeNull();
});

it('tells nothing of a parameter set that goes on beyond the bytes, or of none', () => {
  expect(readAvc(bytes(INTERLACED).subarray(0, 16))).toBeNull();
  expect(readAvc(bytes('000000010910'))).toBeNull();
});

interface Set {
  readonly profile?: number;
  /** How colour is sampled, of the profiles that say it. */
  readonly colour?: number;
  /** First differences of the scaling lists that are there; `null` where one is not. */
  readonly scaling?: readonly (readonly number[] | null)[];
  readonly order?: readonly number[];
  readonly fields?: boolean;
  readonly crop?: readonly [number, number, number, number];
  /** What the display is told, written by hand. */
  readonly display?: (bits: BitWriter) => void;
}

/** Makes a parameter set of 20 by 12 squares of 16, with start code. */
function parameterSet({ profile = 66, colour = 1, scaling, order = [0, 0], fields, crop, display }: Set): Uint8Array {
  const bits = new BitWriter().write(profile, 8).write(0, 16).writeExpGolomb(0);
  if (profile >= 100) {
    bits.writeExpGolomb(colour);
    if (colour === 3) bits.write(0, 1);
    bits.writeExpGolomb(0).writeExpGolomb(0).write(0, 1);
    bits.write(scaling === undefined ? 0 : 1, 1);
    for (const list of scaling ?? []) {
      bits.write(list === null ? 0 : 1, 1);
      for (const code of list ?? []) bits.writeExpGolomb(code);
    }
  }
  bits.writeExpGolomb(0);
  const [kind = 0, ...rest] = order;
  bits.writeExpGolomb(kind);
  if (kind === 1) bits.write(0, 1);
  for (const value of rest) bits.writeExpGolomb(value);
  bits.writeExpGolomb(1).write(0, 1).writeExpGolomb(19).writeExpGolomb(11);
  bits.write(fields === true ? 0 : 1, 1);
  if (fields === true) bits.write(0, 1);
  bits.write(1, 1).write(crop === undefined ? 0 : 1, 1);
  for (const value of crop ?? []) bits.writeExpGolomb(value);
  bits.write(display === undefined ? 0 : 1, 1);
  display?.(bits);
  bits.write(1, 1);
  // A 3 after two zeros, where what follows would look like a start code.
  const escaped: number[] = [];
  for (const byte of bits.toBytes()) {
    if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
    escaped.push(byte);
  }
  return bytesOf(0, 0, 1, 0x67, Uint8Array.from(escaped), new Uint8Array(8));
}

/** Writes no ratio, or a ratio by its code or in numbers. */
const ratio = (bits: BitWriter, code: number | null, across = 0, down = 0): void => {
  bits.write(code === null ? 0 : 1, 1);
  if (code !== null) bits.write(code, 8);
  if (code === 255) bits.write(across, 16).write(down, 16);
};
const ticks = (bits: BitWriter, unit: number, scale: number): void => {
  bits.write(1, 1).write(unit, 32).write(scale, 32);
};

it.each([
  ['no display', {}, { width: 320, height: 192, framesPerSecond: null }],
  ['cropped rows and columns', { crop: [1, 2, 3, 3] }, { width: 314, height: 180 }],
  ['cropped rows of fields, which count twice', { fields: true, crop: [0, 0, 0, 1] }, { width: 320, height: 380 }],
  ['colour sampled by columns alone', { profile: 122, colour: 2, crop: [1, 0, 0, 1] }, { width: 318, height: 191 }],
  ['colour of every pixel', { profile: 244, colour: 3, crop: [1, 0, 0, 1] }, { width: 319, height: 191 }],
  // The third list ends at once: 8 + (-8) = 0; code 16 is -8, code 1 is 1.
  [
    'scaling lists',
    {
      profile: 100,
      scaling: [null, [1, ...Array<number>(15).fill(0)], [16], null, null, null, Array<number>(64).fill(0), [16]],
    },
    { width: 320, height: 192 },
  ],
  [
    'scaling lists of three planes',
    { profile: 244, colour: 3, scaling: Array<null>(12).fill(null) },
    { width: 320, height: 192 },
  ],
  ['an order of pictures that is a cycle', { order: [1, 4, 5, 2, 8, 9] }, { width: 320, height: 192 }],
  ['an order of pictures as they come', { order: [2] }, { width: 320, height: 192 }],
] as const satisfies readonly (readonly [string, Set, object])[])(
  'reads a parameter set with %s',
  (_, set, pictures) => {
    expect(readAvc(parameterSet(set))).toMatchObject(pictures);
  },
);

it.each([
  [
    'no ratio of a pixel, no rate',
    (bits: BitWriter) => {
      ratio(bits, null);
      bits.write(0, 4);
    },
    320,
    null,
  ],
  [
    'a ratio of a table',
    (bits: BitWriter) => {
      ratio(bits, 14);
      bits.write(0, 4);
    },
    427,
    null,
  ],
  [
    'a ratio of no table',
    (bits: BitWriter) => {
      ratio(bits, 99);
      bits.write(0, 4);
    },
    320,
    null,
  ],
  [
    'a ratio in numbers',
    (bits: BitWriter) => {
      ratio(bits, 255, 3, 2);
      bits.write(0, 4);
    },
    480,
    null,
  ],
  [
    'a ratio to nothing',
    (bits: BitWriter) => {
      ratio(bits, 255, 3, 0);
      bits.write(0, 4);
    },
    320,
    null,
  ],
  [
    'a rate',
    (bits: BitWriter) => {
      ratio(bits, null);
      bits.write(0, 3);
      ticks(bits, 1_001, 60_000);
    },
    320,
    30_000 / 1_001,
  ],
  [
    'a rate behind all that may be before it',
    (bits: BitWriter) => {
      ratio(bits, null);
      bits
        .write(0b11, 2)
        .write(1, 1)
        .write(0, 4)
        .write(1, 1)
        .write(0, 24)
        .write(1, 1)
        .writeExpGolomb(2)
        .writeExpGolomb(3);
      ticks(bits, 1, 50);
    },
    320,
    25,
  ],
  [
    'a signal without its colours',
    (bits: BitWriter) => {
      ratio(bits, null);
      bits.write(0, 1).write(1, 1).write(0, 5).write(0, 1);
      ticks(bits, 1, 100);
    },
    320,
    50,
  ],
  [
    'a clock that stands still',
    (bits: BitWriter) => {
      ratio(bits, null);
      bits.write(0, 3);
      ticks(bits, 0, 50);
    },
    320,
    null,
  ],
] as const)('reads a display with %s', (_, display, width, framesPerSecond) => {
  expect(readAvc(parameterSet({ display }))).toEqual({ width, height: 192, framesPerSecond });
});
