import { byteAt, viewOf } from './header-bytes.ts';

/** Profiles whose parameter set says how colour is sampled. */
const COLOUR_PROFILES: readonly number[] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/** Width to height of a pixel, by code. */
const PIXEL_RATIOS = [
  ...[
    [1, 1],
    [1, 1],
    [12, 11],
    [10, 11],
    [16, 11],
    [40, 33],
    [24, 11],
    [20, 11],
    [32, 11],
    [80, 33],
    [18, 11],
  ],
  ...[
    [15, 11],
    [64, 33],
    [160, 99],
    [4, 3],
    [3, 2],
    [2, 1],
  ],
] as const;

/** More pictures than a reference list has. */
const MAX_CYCLE = 255;

/** What a sequence parameter set says of its pictures. */
interface AvcPictures {
  /** As displayed, in square pixels. */
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number | null;
}

/**
 * Reads the first sequence parameter set of H.264 in a stream with start codes; `null` without a whole one. Own reading:
 * the kept parser halves the height of interlaced pictures.
 *
 * @source ITU-T H.264 (2021-08) §7.3.2.1.1, §7.4.2.1.1, §E.1.1, table E-1
 */
export function readAvc(stream: Uint8Array): AvcPictures | null {
  for (let at = 0; at + 8 < stream.length; at += 1) {
    const isStart = stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1;
    if (!isStart || (byteAt(stream, at + 3) & 31) !== 7) continue;
    try {
      return readParameterSet(new Bits(unescaped(stream.subarray(at + 4))));
    } catch {
      // It goes on beyond the bytes at hand.
      return null;
    }
  }
  return null;
}

function readParameterSet(bits: Bits): AvcPictures {
  const profile = bits.fixed(8);
  bits.fixed(16);
  bits.count();
  let colour = 1;
  if (COLOUR_PROFILES.includes(profile)) {
    colour = bits.count();
    if (colour === 3) bits.fixed(1);
    bits.count();
    bits.count();
    bits.fixed(1);
    if (bits.fixed(1) === 1) for (let list = 0; list < (colour === 3 ? 12 : 8); list += 1) skipScaling(bits, list);
  }
  bits.count();
  const order = bits.count();
  if (order === 0) bits.count();
  if (order === 1) {
    bits.fixed(1);
    bits.count();
    bits.count();
    const cycle = Math.min(bits.count(), MAX_CYCLE);
    for (let entry = 0; entry < cycle; entry += 1) bits.count();
  }
  bits.count();
  bits.fixed(1);
  const columns = bits.count() + 1;
  const rows = bits.count() + 1;
  const fields = bits.fixed(1) === 1 ? 1 : 2;
  if (fields === 2) bits.fixed(1);
  bits.fixed(1);
  const isCropped = bits.fixed(1) === 1;
  const [left, right, top, bottom] = isCropped
    ? [bits.count(), bits.count(), bits.count(), bits.count()]
    : [0, 0, 0, 0];
  const unitX = colour === 1 || colour === 2 ? 2 : 1;
  const unitY = (colour === 1 ? 2 : 1) * fields;
  const width = columns * 16 - (left + right) * unitX;
  const height = rows * 16 * fields - (top + bottom) * unitY;
  if (bits.fixed(1) === 0) return { width, height, framesPerSecond: null };
  return { width: Math.round(width * pixelRatio(bits)), height, framesPerSecond: frameRate(bits) };
}

function skipScaling(bits: Bits, list: number): void {
  if (bits.fixed(1) === 0) return;
  let next = 8;
  for (let entry = 0; entry < (list < 6 ? 16 : 64) && next !== 0; entry += 1) next = (next + bits.signed() + 256) % 256;
}

function pixelRatio(bits: Bits): number {
  if (bits.fixed(1) === 0) return 1;
  const code = bits.fixed(8);
  const [across, down] = code === 255 ? [bits.fixed(16), bits.fixed(16)] : (PIXEL_RATIOS[code] ?? [1, 1]);
  return across > 0 && down > 0 ? across / down : 1;
}

/**
 * Reads the frame rate of a clock that ticks twice a frame; what lies between it and the ratio of a pixel is passed
 * over.
 */
function frameRate(bits: Bits): number | null {
  if (bits.fixed(1) === 1) bits.fixed(1);
  if (bits.fixed(1) === 1) {
    bits.fixed(4);
    if (bits.fixed(1) === 1) bits.fixed(24);
  }
  if (bits.fixed(1) === 1) {
    bits.count();
    bits.count();
  }
  if (bits.fixed(1) === 0) return null;
  const unit = bits.fixed(32);
  const scale = bits.fixed(32);
  return unit === 0 ? null : scale / unit / 2;
}

/** Gives the content without the 3 that keeps content from looking like a start code. */
function unescaped(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => byte !== 3 || at < 2 || bytes[at - 1] !== 0 || bytes[at - 2] !== 0);
}

/** Reads numbers of any count of bits; a `RangeError` past the end. */
class Bits {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = viewOf(bytes);
  }

  fixed(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, this.#at += 1)
      value = value * 2 + ((this.#view.getUint8(this.#at >> 3) >> (7 - (this.#at & 7))) & 1);
    return value;
  }

  /** Reads a number in Exp-Golomb: as many zeros as bits follow the first one. */
  count(): number {
    let zeros = 0;
    while (this.fixed(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + this.fixed(zeros);
  }

  signed(): number {
    const code = this.count();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
