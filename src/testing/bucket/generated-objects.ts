import { itemAt } from '../../base/lists.ts';
import { hash32 } from '../shared/random.ts';
import { compareNames, firstIndex, type GeneratePlan, type NameSegment, nameSegments } from './object-names.ts';
import type { ObjectRow } from './simulated-object.ts';

interface FileKind {
  readonly extension: string;
  readonly contentType: string;
  /** Sizes run from `floor` over `span` bytes. */
  readonly floor: number;
  readonly span: number;
}

const KINDS: readonly FileKind[] = [
  { extension: '.mp4', contentType: 'video/mp4', floor: 1_000_000, span: 400_000_000 },
  { extension: '.mp4', contentType: 'video/mp4', floor: 1_000_000, span: 80_000_000 },
  { extension: '.mov', contentType: 'video/quicktime', floor: 5_000_000, span: 900_000_000 },
  { extension: '.jpg', contentType: 'image/jpeg', floor: 50_000, span: 6_000_000 },
  { extension: '.png', contentType: 'image/png', floor: 10_000, span: 9_000_000 },
  { extension: '.stl', contentType: 'model/stl', floor: 1_000, span: 60_000_000 },
  { extension: '.json', contentType: 'application/json', floor: 100, span: 20_000 },
  { extension: '.mp3', contentType: 'audio/mpeg', floor: 100_000, span: 9_000_000 },
];
const PLAIN: FileKind = { extension: '', contentType: 'application/octet-stream', floor: 1, span: 10_000 };
const MARKER: FileKind = { extension: '', contentType: 'text/plain', floor: 0, span: 1 };
const FIRST_CREATED_SECONDS = Date.UTC(2024, 0, 1) / 1_000;
const CREATED_SPAN_SECONDS = 600 * 86_400;

/** The objects of a generated bucket in byte order of their names, computed one at a time. */
export class GeneratedObjects {
  readonly length: number;
  readonly #segments: readonly NameSegment[];
  readonly #starts: readonly number[];
  readonly #row: GeneratedRow;
  #at = 0;

  constructor(plan: GeneratePlan) {
    const { count, seed = 1 } = plan;
    if (!Number.isInteger(count) || count < 0 || count > 100_000_000) {
      throw new RangeError(`generate.count is ${String(count)}; 0 to 100,000,000 are possible.`);
    }
    this.#segments = nameSegments(plan).filter((segment) => segment.count > 0);
    const starts: number[] = [];
    let start = 0;
    for (const segment of this.#segments) {
      starts.push(start);
      start += segment.count;
    }
    this.#starts = starts;
    this.length = start;
    this.#row = new GeneratedRow(seed);
  }

  nameAt(index: number): string {
    return this.rowAt(index).name;
  }

  /** Finds the index of the first name that is not before `name`. */
  lowerBound(name: string): number {
    return firstIndex(0, this.length, (index) => compareNames(this.nameAt(index), name) >= 0);
  }

  /** Gives one shared object, overwritten by the next call: a million rows cost no million objects. */
  rowAt(index: number): ObjectRow {
    const segment = this.#segmentAt(index);
    this.#row.show(index, segment, index - itemAt(this.#starts, this.#at));
    return this.#row;
  }

  /**
   * Finds the segment of an index. Listing runs forward, so the segment of the last call or the one after it is nearly
   * always right.
   */
  #segmentAt(index: number): NameSegment {
    const start = itemAt(this.#starts, this.#at);
    const next = this.#starts[this.#at + 1] ?? this.length;
    if (index < start || index >= next) {
      const following = this.#starts[this.#at + 2] ?? this.length;
      if (index >= next && index < following) this.#at += 1;
      else this.#at = firstIndex(0, this.#starts.length, (at) => itemAt(this.#starts, at) > index) - 1;
    }
    return itemAt(this.#segments, this.#at);
  }
}

// Types, sizes and times repeat after this many objects, as those of a camera do.
const DRAWS = 512;

/** A row that computes each value from its index when it is asked for: a listing of names makes names alone. */
class GeneratedRow implements ObjectRow {
  readonly metageneration = '1';
  readonly contentEncoding = null;
  readonly contentDisposition = null;
  readonly contentLanguage = null;
  readonly cacheControl = null;
  readonly storageClass = 'STANDARD';
  readonly timeDeleted = null;
  readonly softDeleteTime = null;
  readonly hardDeleteTime = null;
  readonly customTime = null;
  readonly componentCount = null;
  readonly temporaryHold = null;
  readonly eventBasedHold = null;
  readonly kmsKeyName = null;
  readonly customerEncryption = null;
  readonly metadata = null;
  readonly contexts = null;
  readonly content = null;
  readonly asSent = null;
  readonly #seed: number;
  #segment: NameSegment = { count: 0, nameOf: () => '', whole: true };
  #name: string | null = null;
  #place = 0;
  #index = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  show(index: number, segment: NameSegment, place: number): void {
    this.#segment = segment;
    this.#name = null;
    this.#place = place;
    this.#index = index;
  }

  get name(): string {
    if (this.#name === null) {
      const stem = this.#segment.nameOf(this.#place);
      this.#name = this.#segment.whole ? stem : stem + this.#kind.extension;
    }
    return this.#name;
  }

  get #draw(): number {
    return this.#index % DRAWS;
  }

  get #kind(): FileKind {
    if (!this.#segment.whole) return itemAt(KINDS, this.#draw % KINDS.length);
    return this.#segment.nameOf(this.#place).endsWith('/') ? MARKER : PLAIN;
  }

  get contentType(): string {
    return this.#kind.contentType;
  }

  get size(): number {
    const { floor, span } = this.#kind;
    return floor + (hash32(this.#seed + 3, this.#draw) % span);
  }

  get #createdMs(): number {
    const seconds = FIRST_CREATED_SECONDS + (hash32(this.#seed + 4, this.#draw) % CREATED_SPAN_SECONDS);
    return seconds * 1_000 + this.#draw;
  }

  get timeCreated(): string {
    return new Date(this.#createdMs).toISOString();
  }

  get updated(): string {
    return this.timeCreated;
  }

  get timeFinalized(): string {
    return this.timeCreated;
  }

  /** Microseconds of the creation time. */
  get generation(): string {
    return `${String(this.#createdMs)}000`;
  }

  get etag(): string {
    return Buffer.from(`\b${this.generation}`).toString('base64');
  }

  /** Begins with the index, so that no two objects look like duplicates. */
  get md5Hash(): string {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt32BE(this.#index);
    for (const part of [4, 8, 12]) bytes.writeUInt32BE(hash32(this.#seed + part, this.#draw), part);
    return bytes.toString('base64');
  }

  /** Another for each index: a product with an odd number is never the same twice. */
  get crc32c(): string {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE((Math.imul(this.#index, 0x9e3779b1) ^ hash32(this.#seed, 2)) >>> 0);
    return bytes.toString('base64');
  }
}
