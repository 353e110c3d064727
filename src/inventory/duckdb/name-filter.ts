/** Bits of the filter for each name that is expected. */
const BITS_PER_NAME = 24;
const WORD_BITS = 32;

/** The words of a hash lie in one of 512 regions, which a processor’s cache holds while the hashes of it are looked up. */
const REGION_BITS = 9;
const REGIONS = 2 ** REGION_BITS;

const MIN_WORDS = 2 ** 14;
/** 64 MiB, which serve 20 million names as well as half of it serves ten. */
const MAX_WORDS = 2 ** 24;

/** Hashes that are looked up together, ordered by their regions. */
const BLOCK = 2 ** 19;

/**
 * Remembers hashes of 64 bits in a Bloom filter, of which each takes three bits of two words. Of ten million names some 500
 * are taken for seen that were not; beyond the number it was made for it is more and more of them.
 */
export class NameFilter {
  readonly #words: Uint32Array;
  readonly #low = new Uint32Array(BLOCK);
  readonly #high = new Uint32Array(BLOCK);
  readonly #order = new Uint32Array(BLOCK);
  #count = 0;
  #seen: bigint[] = [];

  /** @param names - how many are expected */
  constructor(names: number) {
    const words = 2 ** Math.ceil(Math.log2((names * BITS_PER_NAME) / WORD_BITS + 1));
    this.#words = new Uint32Array(Math.min(Math.max(words, MIN_WORDS), MAX_WORDS));
  }

  /** Remembers a hash by its two halves. */
  add(low: number, high: number): void {
    this.#low[this.#count] = low;
    this.#high[this.#count] = high;
    this.#count += 1;
    if (this.#count === BLOCK) this.#lookUp();
  }

  /** Gives those of the hashes since it was last asked that may have been seen before them. */
  takeSeen(): readonly bigint[] {
    this.#lookUp();
    const seen = this.#seen;
    this.#seen = [];
    return seen;
  }

  #lookUp(): void {
    const order = this.#orderByRegion();
    for (const place of order) {
      const [low = 0, high = 0] = [this.#low[place], this.#high[place]];
      if (this.#mark(low, high)) this.#seen.push((BigInt(high) << 32n) + BigInt(low));
    }
    this.#count = 0;
  }

  /** The places of the hashes, by the first bits of each. */
  #orderByRegion(): Uint32Array {
    const [low, count, next] = [this.#low, this.#count, new Uint32Array(REGIONS + 1)];
    for (let place = 0; place < count; place += 1) {
      const behind = regionOf(low[place] ?? 0) + 1;
      next[behind] = (next[behind] ?? 0) + 1;
    }
    for (let region = 1; region < REGIONS; region += 1) next[region] = (next[region] ?? 0) + (next[region - 1] ?? 0);
    for (let place = 0; place < count; place += 1) {
      const region = regionOf(low[place] ?? 0);
      const at = next[region] ?? 0;
      this.#order[at] = place;
      next[region] = at + 1;
    }
    return this.#order.subarray(0, count);
  }

  /** Sets the bits of a hash; true when all were set before. */
  #mark(low: number, high: number): boolean {
    const words = this.#words;
    const size = words.length / REGIONS;
    const start = regionOf(low) * size;
    const [first, second] = [start + (low & (size - 1)), start + (high & (size - 1))];
    let mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    mixed ^= mixed >>> 15;
    const bits = threeBits(mixed);
    const otherBits = threeBits(Math.imul(mixed, 0xc2b2ae35) >>> 7);
    if (((words[first] ?? 0) & bits) === bits && ((words[second] ?? 0) & otherBits) === otherBits) return true;
    words[first] = (words[first] ?? 0) | bits;
    words[second] = (words[second] ?? 0) | otherBits;
    return false;
  }
}

function regionOf(low: number): number {
  return low >>> (WORD_BITS - REGION_BITS);
}

function threeBits(random: number): number {
  return (1 << (random & 31)) | (1 << ((random >>> 5) & 31)) | (1 << ((random >>> 10) & 31));
}
