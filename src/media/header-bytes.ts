import { MediaProbeError } from '../base/errors.ts';

/** 2 MiB: room for the header of a clip of some hours, a hundredth of what a large clip holds. */
export const DEFAULT_PROBE_BYTES: number = 2 * 1_048_576;

/** A file of which any part can be read: an object in a bucket, a post's media address, a file in memory. */
export interface RangeReader {
  /** Length of the file in bytes; `null` while unknown. Looked at again after every read, which may have shown it. */
  readonly size: number | null;
  /**
   * Reads the bytes from `start` up to but not including `end`: fewer at the end of the file, none beyond it. One
   * request. Whatever it throws ends the probe and reaches the caller.
   */
  read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** One request's worth: most headers lie in the first block of a file, or in its last. */
export const BLOCK_BYTES = 65_536;

/** What is left of a file is read in one request when it is no more than this. */
const TAIL_BYTES = 4 * BLOCK_BYTES;

/** Answers that may come short before a range is given up. */
const MAX_ANSWERS = 16;

export interface HeaderBytesOptions {
  readonly reader: RangeReader;
  /** The most bytes that may be read of this file. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a file that was read so far, in blocks of 64 KiB; what is missing is fetched when asked for, a run of
 * blocks in one request, nothing twice and nothing beyond the budget. A range that reaches into the last 256 KiB is
 * read to the end of the file at once. Memory: no more than `maxBytes`, whatever a header claims.
 */
export class HeaderBytes {
  readonly maxBytes: number;
  readonly #reader: RangeReader;
  readonly #signal: AbortSignal;
  readonly #blocks = new Map<number, Uint8Array>();
  #bytesRead = 0;
  /** Where the file turned out to end, when that is before its stated size. */
  #end: number | null = null;
  #stopped = false;
  #readError: { readonly error: unknown } | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: HeaderBytesOptions) {
    this.maxBytes = options.maxBytes;
    this.#reader = options.reader;
    this.#signal = options.signal;
  }

  /** `null` while unknown. */
  get size(): number | null {
    return this.#end ?? this.#reader.size;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** What may still be read. */
  get left(): number {
    return this.maxBytes - this.#bytesRead;
  }

  /** True once something was asked for that the budget does not allow. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Notes that more would have to be read than the budget allows, where what was read is of use without it. */
  stop(): void {
    this.#stopped = true;
  }

  /** What the reader threw, kept because a parser may have caught it. */
  get readError(): { readonly error: unknown } | null {
    return this.#readError;
  }

  /**
   * Reads the bytes from `start` up to but not including `end`; fewer at the end of the file, none beyond it. One range
   * is loaded after the other, so that two askers do not fetch the same block.
   *
   * @throws {MediaProbeError} `media:budget` when more would have to be read than the budget allows; what the reader
   * throws; the signal's reason
   */
  async read(start: number, end: number): Promise<Uint8Array> {
    const load = this.#turn.then(() => this.#load(start, end));
    this.#turn = load.catch(() => undefined);
    await load;
    return this.#slice(start, end);
  }

  async #load(start: number, end: number): Promise<void> {
    for (let run = this.#missing(start, end); run !== null; run = this.#missing(start, end)) {
      if (this.#bytesRead + run.end - run.start > this.maxBytes) throw this.#overBudget();
      this.#keep(run.start, await this.#fetch(run));
    }
  }

  /** Finds the first run of blocks in the range that was not read; `null` when all is. */
  #missing(start: number, end: number): ByteRange | null {
    const size = this.size ?? Infinity;
    const limit = Math.min(end, size);
    // Checked before any loop over blocks: a claimed length may be astronomic.
    if (limit - start > this.maxBytes) throw this.#overBudget();
    let first = Math.floor(start / BLOCK_BYTES);
    while (first * BLOCK_BYTES < limit && this.#blocks.has(first)) first += 1;
    const from = first * BLOCK_BYTES;
    if (from >= limit) return null;
    const needed = this.#runEnd(first, limit, size);
    const wholeTail = from > 0 && size - from <= TAIL_BYTES ? this.#runEnd(first, size, size) : needed;
    return { start: from, end: this.#bytesRead + wholeTail - from <= this.maxBytes ? wholeTail : needed };
  }

  #runEnd(first: number, limit: number, size: number): number {
    let last = first;
    while ((last + 1) * BLOCK_BYTES < limit && !this.#blocks.has(last + 1)) last += 1;
    return Math.min((last + 1) * BLOCK_BYTES, size);
  }

  /**
   * Fetches a run of blocks. A short answer is asked on until the range is whole, an empty one comes, or the size is
   * not known to be larger.
   */
  async #fetch(run: ByteRange): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let at = run.start;
    for (let answers = 0; at < run.end && answers < MAX_ANSWERS; answers += 1) {
      const answer = await this.#request(at, run.end);
      pieces.push(answer);
      at += answer.length;
      if (answer.length === 0 || (at < run.end && this.size === null)) break;
    }
    if (at < run.end) this.#end = at;
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : joined(pieces, at - run.start);
  }

  async #request(start: number, end: number): Promise<Uint8Array> {
    this.#signal.throwIfAborted();
    try {
      const answer = await this.#reader.read(start, end, this.#signal);
      this.#bytesRead += answer.length;
      return answer.subarray(0, end - start);
    } catch (error) {
      this.#readError ??= { error };
      throw error;
    }
  }

  #keep(start: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      this.#blocks.set((start + at) / BLOCK_BYTES, bytes.subarray(at, at + BLOCK_BYTES));
    }
  }

  #slice(start: number, end: number): Uint8Array {
    const limit = Math.min(end, this.size ?? Infinity);
    if (start >= limit) return new Uint8Array(0);
    const first = Math.floor(start / BLOCK_BYTES);
    const offset = start - first * BLOCK_BYTES;
    if (offset + limit - start <= BLOCK_BYTES) return this.#block(first).subarray(offset, offset + limit - start);
    const bytes = new Uint8Array(limit - start);
    for (let index = first; index * BLOCK_BYTES < limit; index += 1) {
      const from = Math.max(start, index * BLOCK_BYTES);
      const to = Math.min(limit, (index + 1) * BLOCK_BYTES);
      bytes.set(this.#block(index).subarray(from - index * BLOCK_BYTES, to - index * BLOCK_BYTES), from - start);
    }
    return bytes;
  }

  #block(index: number): Uint8Array {
    return this.#blocks.get(index) ?? new Uint8Array(0);
  }

  #overBudget(): MediaProbeError {
    this.stop();
    return new MediaProbeError(`The header does not lie within the first ${String(this.maxBytes)} bytes read.`, {
      kind: 'truncated',
      code: 'media:budget',
      remedy: 'Raise maxBytes.',
    });
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** A picture track as one of the readers of this module found it. */
export interface OwnVideo {
  readonly codec: string | null;
  /** As displayed. */
  readonly width: number | null;
  readonly height: number | null;
  readonly rotation: number | null;
  readonly framesPerSecond: number | null;
}

/** What one of the readers of this module found in a file of sound or video. */
export interface OwnHeader {
  readonly container: string;
  readonly durationSeconds: number | null;
  /** True when the length follows from a part of the frames, not from all of them or from a statement. */
  readonly isEstimate?: boolean;
  /** `null`: the file has no picture; `undefined`: not known here. */
  readonly video: OwnVideo | null | undefined;
  /** `null`: the file has no sound; `undefined`: not known here. */
  readonly audio: { readonly codec: string | null } | null | undefined;
  /** True when the file ends before its own header says. */
  readonly truncated?: boolean;
}

/** Makes the findings of a picture of which nothing but the codec is known here. */
export function pictureOf(codec: string | null, found: Partial<OwnVideo> = {}): OwnVideo {
  return { codec, width: null, height: null, rotation: 0, framesPerSecond: null, ...found };
}

/** Gives a view of exactly these bytes; reading past them throws a `RangeError`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads one byte; those behind the end read as 0. */
export function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

/**
 * Reads four bytes as the text a box or chunk is named by; shorter at the end of the bytes.
 *
 * @example
 * fourCharacters(Uint8Array.of(0, 102, 116, 121, 112), 1); //=> 'ftyp'
 */
export function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/**
 * Reads an unsigned 64-bit number; what a double cannot hold exactly comes close, which is enough for a size nobody
 * has.
 */
export function readUint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at));
}
