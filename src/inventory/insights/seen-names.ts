/** Slots of the largest table: 128 MiB, for about twelve million names. */
const MAX_SLOTS = 16_777_216;
const FIRST_SLOTS = 4_096;

/** Share of the slots that may be taken. */
const FULL = 0.7;

/**
 * Remembers which names were seen, by 64 bits of hash each: eight bytes a name and no text. Of a million names two
 * different ones are taken for one with a chance of 3 in 100,000,000.
 */
export class SeenNames {
  #low = new Uint32Array(FIRST_SLOTS);
  #high = new Uint32Array(FIRST_SLOTS);
  #taken = 0;

  /** Whether no more names can be remembered: later repetitions are not noticed. */
  get isFull(): boolean {
    return this.#taken >= MAX_SLOTS * FULL;
  }

  /** Remembers a name; false when it was seen before. */
  add(name: string): boolean {
    const [low, high] = hashName(name);
    if (this.#contains(low, high)) return false;
    if (this.isFull) return true;
    if (this.#taken >= this.#low.length * FULL) this.#grow();
    this.#put(low, high);
    this.#taken += 1;
    return true;
  }

  #contains(low: number, high: number): boolean {
    const slot = this.#slotOf(low, high);
    return this.#low[slot] !== 0 || this.#high[slot] !== 0;
  }

  #put(low: number, high: number): void {
    const slot = this.#slotOf(low, high);
    this.#low[slot] = low;
    this.#high[slot] = high;
  }

  /** The slot that holds the hash, else the first free one behind where it belongs. */
  #slotOf(low: number, high: number): number {
    const mask = this.#low.length - 1;
    let slot = low & mask;
    for (;;) {
      const l = this.#low[slot];
      const h = this.#high[slot];
      if ((l === 0 && h === 0) || (l === low && h === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const [lows, highs] = [this.#low, this.#high];
    this.#low = new Uint32Array(lows.length * 2);
    this.#high = new Uint32Array(highs.length * 2);
    for (let index = 0; index < lows.length; index += 1) {
      const [low = 0, high = 0] = [lows[index], highs[index]];
      if (low !== 0 || high !== 0) this.#put(low, high);
    }
  }
}

/** Two 32-bit hashes of a text, never both 0. The mixing is that of MurmurHash3. */
function hashName(name: string): [number, number] {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let index = 0; index < name.length; index += 1) {
    const unit = name.charCodeAt(index);
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b ^ unit, 0x1b873593);
    b = (b << 13) | (b >>> 19);
  }
  return [mix(a ^ name.length) || 1, mix(b + a)];
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
