/** One more than the largest hash {@link hashText} gives. */
export const HASH_RANGE: number = 2 ** 53;

/**
 * A 53-bit hash of a text, evenly spread, for sampling; not for security. FNV-1a over the UTF-16 units with two starting
 * values, each finished by the mixer of MurmurHash3 (both in the public domain).
 *
 * @returns a whole number from 0 to 2^53 − 1
 */
export function hashText(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x01000193);
    // FNV multiplies upwards only: without a turn the two lanes would differ by a constant.
    low = (low << 5) | (low >>> 27);
  }
  return (mix(high) >>> 11) * 4_294_967_296 + mix(low ^ high);
}

function mix(lane: number): number {
  let mixed = lane ^ (lane >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
