import { compareNames } from '../base/order.ts';
import type { Estimate } from '../documents/shapes.ts';
import { contentKeyOf, type ContentBasis, type HashedFile } from './content-key.ts';
import { hashText, HASH_RANGE } from './hash-text.ts';
import { invalidRequest } from './invalid-request.ts';
import type { Fold } from './fold.ts';

/** One content found more than once, by the names a sketch keeps of it. */
export interface SketchedGroup {
  basis: ContentBasis;
  /** Size of one copy. */
  size_bytes: number;
  copies: number;
  wasted_bytes: number;
  /** The first names in order; at most 5. */
  names: string[];
}

/** What a bucket holds more than once, counted or, past the sketch's size, estimated. */
export interface DuplicateSummary {
  /** True when every content was held: the figures are counts. */
  exact: boolean;
  files_hashed: number;
  files_without_hash: number;
  /** Different contents. */
  distinct_contents: Estimate;
  /** Files that repeat a content, the first of each not counted. */
  duplicate_files: Estimate;
  wasted_bytes: Estimate;
  /** Groups among the contents held, largest waste first, then by their first name. */
  groups: SketchedGroup[];
}

/** How much a sketch holds and shows. */
export interface DuplicateSketchOptions {
  /** Different contents held at once; twice as many while adding. @default 16384 */
  readonly capacity?: number | undefined;
  /** Groups in the result. @default 20 */
  readonly maxGroups?: number | undefined;
}

interface Held {
  readonly hash: number;
  readonly basis: ContentBasis;
  readonly size: number;
  copies: number;
  readonly names: string[];
}

const NAMES_KEPT = 5;
const Z_95 = 1.959964;

/**
 * Duplicates by content hash over a stream of any length, in bounded memory.
 *
 * Holds the `capacity` contents whose hash is smallest (a bottom-k sample of the distinct contents: each has the same
 * chance, and all copies of a held content are counted). Up to `capacity` contents the result is exact. Beyond it
 * `distinct_contents` is (k − 1) ÷ (k-th smallest hash as a fraction of its range), with the normal 95 % interval of
 * relative error 1 ÷ √(k − 2); the other two are the sample's sums times distinct ÷ k, without an interval.
 *
 * Expects each object once. Source: Bar-Yossef et al. 2002 and Cohen & Kaplan 2007 on bottom-k sketches.
 *
 * @throws InsightInventoryError of kind `invalid_request` when `capacity` is no whole number from 3 up, or `maxGroups`
 * none from 0 up
 */
export function createDuplicateSketch(options: DuplicateSketchOptions = {}): Fold<HashedFile, DuplicateSummary> {
  const capacity = readCount('capacity', options.capacity ?? 16_384, 3);
  const maxGroups = readCount('maxGroups', options.maxGroups ?? 20, 0);
  const held = new Map<string, Held>();
  let largestHeld = HASH_RANGE;
  let hashed = 0;
  let unhashed = 0;
  let overflowed = false;

  const prune = (): void => {
    if (held.size <= capacity) return;
    overflowed = true;
    const byHash = [...held].sort(([keyA, a], [keyB, b]) => a.hash - b.hash || compareNames(keyA, keyB));
    for (const [key] of byHash.slice(capacity)) held.delete(key);
    largestHeld = byHash[capacity - 1]?.[1].hash ?? HASH_RANGE;
  };

  return {
    add: (file) => {
      const content = contentKeyOf(file);
      if (content === null) {
        unhashed += 1;
        return;
      }
      hashed += 1;
      const hash = hashText(content.key);
      if (hash > largestHeld) return;
      let entry = held.get(content.key);
      if (entry === undefined) {
        entry = { hash, basis: content.basis, size: file.size_bytes ?? 0, copies: 0, names: [] };
        held.set(content.key, entry);
      }
      entry.copies += 1;
      keepName(entry.names, file.name);
      if (held.size >= 2 * capacity) prune();
    },
    result: () => {
      prune();
      return summarize([...held.values()], {
        hashed,
        unhashed,
        maxGroups,
        threshold: overflowed ? largestHeld : null,
      });
    },
  };
}

interface SketchCounts {
  readonly hashed: number;
  readonly unhashed: number;
  readonly maxGroups: number;
  /** The largest hash held when contents were left out; `null` when none was. */
  readonly threshold: number | null;
}

function summarize(held: readonly Held[], counts: SketchCounts): DuplicateSummary {
  const { threshold } = counts;
  const k = held.length;
  let repeats = 0;
  let wasted = 0;
  for (const { copies, size } of held) {
    repeats += copies - 1;
    wasted += (copies - 1) * size;
  }
  // Hashes are whole numbers from 0: the first of them fills 1 of the range.
  const distinct = threshold === null ? k : ((k - 1) * HASH_RANGE) / (threshold + 1);
  const scale = threshold === null || k === 0 ? 1 : distinct / k;
  const margin = (Z_95 * distinct) / Math.sqrt(Math.max(1, k - 2));
  const method = threshold === null ? 'counted' : 'bottom-k sample, 95 % interval';
  const groups = held
    .filter(({ copies }) => copies > 1)
    .map(({ basis, size, copies, names }) => ({
      basis,
      size_bytes: size,
      copies,
      wasted_bytes: (copies - 1) * size,
      names: [...names],
    }))
    .sort((a, b) => b.wasted_bytes - a.wasted_bytes || compareNames(a.names[0] ?? '', b.names[0] ?? ''))
    .slice(0, counts.maxGroups);
  const estimate = (value: number, interval: [number, number] | null): Estimate => ({
    value: Math.round(value),
    n: k,
    interval: threshold === null ? [value, value] : interval,
    method,
    basis: 'md5_or_crc32c_size',
  });
  return {
    exact: threshold === null,
    files_hashed: counts.hashed,
    files_without_hash: counts.unhashed,
    distinct_contents: estimate(distinct, [Math.max(k, Math.round(distinct - margin)), Math.round(distinct + margin)]),
    duplicate_files: estimate(repeats * scale, null),
    wasted_bytes: estimate(wasted * scale, null),
    groups,
  };
}

/** Keeps the first few names in order, whatever order they come in. */
function keepName(names: string[], name: string): void {
  let index = names.length;
  while (index > 0 && compareNames(name, names[index - 1] ?? '') < 0) index -= 1;
  if (index >= NAMES_KEPT) return;
  names.splice(index, 0, name);
  if (names.length > NAMES_KEPT) names.pop();
}

function readCount(key: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw invalidRequest(key, 'is no count', `Give a whole number from ${String(least)} up.`);
}
