import { hash32 } from '../shared/random.ts';
import { compareNames, firstIndex } from './byte-order.ts';
import { base64Pair, decimal3, TimeWriter } from './digits.ts';
import type { GeneratePlan } from './generate-plan.ts';
import { type NameSegment, nameSegments } from './name-segments.ts';
import type { ObjectRow } from './object-row.ts';

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
      throw new RangeError(`generate.count is ${count}; 0 to 100,000,000 are possible.`);
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
    const segment = this.#segmentAt(index);
    const stem = segment.nameOf(index - (this.#starts[this.#at] ?? 0));
    return segment.whole ? stem : stem + this.#row.kindAt(index).extension;
  }

  /** Index of the first name that is not before `name`. */
  lowerBound(name: string): number {
    return firstIndex(0, this.length, (index) => compareNames(this.nameAt(index), name) >= 0);
  }

  /** One shared object, overwritten by the next call: a million rows cost no million objects. */
  rowAt(index: number): ObjectRow {
    const name = this.nameAt(index);
    this.#row.show(index, name, this.#segments[this.#at]?.whole === true);
    return this.#row;
  }

  /** Listing runs forward, so the segment of the last call or the one after it is nearly always right. */
  #segmentAt(index: number): NameSegment {
    const start = this.#starts[this.#at] ?? 0;
    const next = this.#starts[this.#at + 1] ?? this.length;
    if (index < start || index >= next) {
      const following = this.#starts[this.#at + 2] ?? this.length;
      if (index >= next && index < following) this.#at += 1;
      else this.#at = firstIndex(0, this.#starts.length, (at) => (this.#starts[at] ?? 0) > index) - 1;
    }
    const segment = this.#segments[this.#at];
    if (segment === undefined) throw new RangeError(`No generated object ${index}.`);
    return segment;
  }
}

/** A row that derives everything from its index when asked. */
class GeneratedRow implements ObjectRow {
  readonly metageneration = '1';
  readonly contentEncoding = null;
  readonly contentDisposition = null;
  readonly contentLanguage = null;
  readonly cacheControl = null;
  readonly storageClass = 'STANDARD';
  readonly timeDeleted = null;
  readonly customTime = null;
  readonly componentCount = null;
  readonly temporaryHold = null;
  readonly eventBasedHold = null;
  readonly kmsKeyName = null;
  readonly metadata = null;
  readonly content = null;
  readonly #seed: number;
  readonly #times = new TimeWriter();
  #index = 0;
  #name = '';
  #kind: FileKind = PLAIN;
  #bits = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  show(index: number, name: string, whole: boolean): void {
    this.#index = index;
    this.#name = name;
    this.#kind = whole ? (name.endsWith('/') ? MARKER : PLAIN) : this.kindAt(index);
    this.#bits = hash32(this.#seed + 2, index);
  }

  kindAt(index: number): FileKind {
    return KINDS[hash32(this.#seed + 3, index) % KINDS.length] ?? PLAIN;
  }

  get name(): string {
    return this.#name;
  }

  get contentType(): string {
    return this.#kind.contentType;
  }

  get size(): number {
    return this.#kind.floor + (this.#bits % this.#kind.span);
  }

  get #createdSeconds(): number {
    return FIRST_CREATED_SECONDS + (hash32(this.#seed + 4, this.#index) % CREATED_SPAN_SECONDS);
  }

  get timeCreated(): string {
    return this.#times.iso(this.#createdSeconds * 1_000 + (this.#bits % 1_000));
  }

  get updated(): string {
    return this.timeCreated;
  }

  get generation(): string {
    // Microseconds of the creation time; the last three digits keep equal times apart in most cases, as they need not be.
    return String(this.#createdSeconds) + decimal3(this.#bits % 1_000) + decimal3(this.#index % 1_000);
  }

  get etag(): string {
    return `C${base64Pair(this.#bits)}${base64Pair(this.#bits >>> 12)}${base64Pair(this.#index)}EAE=`;
  }

  /** Holds the index, so that no two objects look like duplicates. */
  get md5Hash(): string {
    const mixed = hash32(this.#seed + 5, this.#index);
    const index = this.#index;
    const spread = base64Pair(mixed) + base64Pair(mixed >>> 12) + base64Pair(this.#bits);
    const number = base64Pair(index) + base64Pair(index >>> 12) + base64Pair(index >>> 24);
    return `${spread}${number}${spread}${number.slice(0, 3)}Q==`;
  }

  get crc32c(): string {
    const bits = hash32(this.#seed + 6, this.#index);
    return `${base64Pair(bits)}${base64Pair(bits >>> 12)}${base64Pair(bits >>> 20).slice(0, 1)}Q==`;
  }
}
