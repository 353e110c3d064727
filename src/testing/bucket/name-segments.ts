import { hash32 } from '../shared/random.ts';

/**
 * Shapes of names a bucket can be filled with.
 *
 * - `flat`: a counter at the root, no folder.
 * - `tree`: three levels of folders of equal size, 100 files in each leaf.
 * - `timestamps`: one folder-less series named by time, one a minute.
 * - `hash`: UUID-like names, spread evenly over the hexadecimal digits.
 * - `mixed`: many habits side by side, among them non-ASCII and astral names, percent signs, folder markers, dotfiles,
 *   names without extension and names of 900 bytes.
 * - `folder`: one huge folder with 96 % of the objects and two small ones.
 * - `skewed`: 60 tenants of very different size with one folder a day, 45 % of the objects, and one flat folder with
 *   the rest.
 */
export type GeneratedShape = 'flat' | 'tree' | 'timestamps' | 'hash' | 'mixed' | 'folder' | 'skewed';

/** A bucket that is computed rather than stored: its size costs no memory. */
export interface GeneratePlan {
  readonly shape: GeneratedShape;
  /** How many objects, 0 to 100,000,000. */
  readonly count: number;
  /** Varies sizes, times, hashes and, where a shape has them, names. @default 1 */
  readonly seed?: number | undefined;
}

const DECIMAL: readonly string[] = Array.from({ length: 1_000 }, (_, value) => String(value).padStart(3, '0'));
const HEX: readonly string[] = Array.from({ length: 4_096 }, (_, value) => value.toString(16).padStart(3, '0'));
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SIXTY_FOUR: readonly string[] = Array.from(
  { length: 4_096 },
  (_, value) => `${BASE64[value >>> 6] ?? ''}${BASE64[value & 63] ?? ''}`,
);
const DAY_SECONDS = 86_400;

/** Three decimal digits of 0 to 999. Tables make rows about ten times cheaper than padding each number anew. */
export function decimal3(value: number): string {
  return DECIMAL[value] ?? '';
}

/** Nine decimal digits of 0 to 999,999,999. */
export function decimal9(value: number): string {
  return (
    decimal3(Math.floor(value / 1_000_000)) + decimal3(Math.floor(value / 1_000) % 1_000) + decimal3(value % 1_000)
  );
}

/** Two decimal digits of 0 to 99. */
function decimal2(value: number): string {
  return decimal3(value).slice(1);
}

/** Three hexadecimal digits of 12 bits. */
function hex3(value: number): string {
  return HEX[value & 0xfff] ?? '';
}

/** Two base64 digits of 12 bits. */
export function base64Pair(value: number): string {
  return SIXTY_FOUR[value & 0xfff] ?? '';
}

const MINUTES: readonly string[] = Array.from(
  { length: 1_440 },
  (_, minute) => `T${decimal2(Math.floor(minute / 60))}:${decimal2(minute % 60)}:`,
);
const SECONDS: readonly string[] = Array.from({ length: 60 }, (_, second) => `${decimal2(second)}.`);

/** Writes times as RFC 3339 with milliseconds, keeping the text of each day it has met. */
export class TimeWriter {
  readonly #days = new Map<number, string>();

  /** `2025-04-30T13:47:05.123Z` for whole seconds since 1970 and 0 to 999 milliseconds. */
  iso(seconds: number, milliseconds: number): string {
    const days = Math.floor(seconds / DAY_SECONDS);
    const rest = seconds - days * DAY_SECONDS;
    const minute = Math.floor(rest / 60);
    return `${this.#day(days)}${MINUTES[minute] ?? ''}${SECONDS[rest - minute * 60] ?? ''}${decimal3(milliseconds)}Z`;
  }

  #day(days: number): string {
    let text = this.#days.get(days);
    if (text === undefined) {
      text = new Date(days * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
      this.#days.set(days, text);
    }
    return text;
  }
}

/**
 * A run of generated names in byte order. `nameOf(j)` is the j-th of them without extension, or whole where `whole`
 * says so.
 */
export interface NameSegment {
  readonly count: number;
  readonly nameOf: (j: number) => string;
  readonly whole: boolean;
}

/** The runs of a shape, in byte order; their counts add up to the plan's. */
export function nameSegments(plan: GeneratePlan): NameSegment[] {
  const { shape, count, seed = 1 } = plan;
  switch (shape) {
    case 'flat':
      return [counter('clip_', count)];
    case 'tree':
      return tree(count);
    case 'timestamps':
      return [timestamps('timelapse_', count, seed)];
    case 'hash':
      return [hashNames('', count, seed)];
    case 'mixed':
      return mixed(count, seed);
    case 'folder':
      return folder(count);
    case 'skewed':
      return skewed(count);
    default:
      return shape satisfies never;
  }
}

function counter(prefix: string, count: number): NameSegment {
  return { count, nameOf: (j) => prefix + decimal9(j), whole: false };
}

function single(name: string): NameSegment {
  return { count: 1, nameOf: () => name, whole: true };
}

const LEAF_FILES = 100;

function tree(count: number): NameSegment[] {
  const leaves = Math.ceil(count / LEAF_FILES);
  const fan = Math.max(1, Math.ceil(Math.cbrt(leaves)));
  return Array.from({ length: leaves }, (_, leaf) => {
    const project = decimal3(Math.floor(leaf / (fan * fan)));
    const day = decimal3(Math.floor(leaf / fan) % fan);
    const files = Math.min(LEAF_FILES, count - leaf * LEAF_FILES);
    return counter(`project-${project}/day-${day}/camera-${decimal3(leaf % fan)}/clip_`, files);
  });
}

const FIRST_FRAME_SECONDS = Date.UTC(2024, 0, 1) / 1_000;

function timestamps(prefix: string, count: number, seed: number): NameSegment {
  const times = new TimeWriter();
  const nameOf = (j: number): string => {
    // Less than a minute of jitter keeps the order.
    const jitter = hash32(seed, j) % 60_000;
    const iso = times.iso(FIRST_FRAME_SECONDS + j * 60 + Math.floor(jitter / 1_000), jitter % 1_000);
    const date = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10);
    return `${prefix}${date}_${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}_${iso.slice(20, 23)}`;
  };
  return { count, nameOf, whole: false };
}

function hashNames(prefix: string, count: number, seed: number): NameSegment {
  // The leading 48 bits: one evenly wide slot a name, and a place inside it, so they rise with j and look random.
  const slot = 2 ** 48 / Math.max(1, count);
  const nameOf = (j: number): string => {
    const low = hash32(seed, j);
    const lead = Math.floor(j * slot) + Math.floor((low / 2 ** 32) * Math.floor(slot));
    const high24 = Math.floor(lead / 2 ** 24);
    const low24 = lead % 2 ** 24;
    const tail = hash32(seed + 1, j);
    const lead48 = hex3(high24 >>> 12) + hex3(high24) + hex3(low24 >>> 12) + hex3(low24);
    return `${prefix}${lead48.slice(0, 8)}-${lead48.slice(8)}-4${hex3(low)}-8${hex3(tail)}-${hex3(tail >>> 12)}${hex3(
      low >>> 12,
    )}${hex3(tail >>> 20)}${hex3(low >>> 20)}`;
  };
  return { count, nameOf, whole: false };
}

function folder(count: number): NameSegment[] {
  const small = Math.floor(count * 0.02);
  return [
    counter('drafts/draft_', small),
    counter('footage/clip_', count - 2 * small),
    counter('stills/still_', small),
  ];
}

const TENANTS = 60;
const DAYS = 36;

/**
 * Tenant number k has a share in proportion to 1 / rank (Zipf), and ranks are dealt out so that the largest tenant is
 * not the first.
 */
function skewed(count: number): NameSegment[] {
  const inTree = Math.floor(count * 0.45);
  const weights = Array.from({ length: TENANTS }, (_, tenant) => 1 / (((tenant * 37 + 11) % TENANTS) + 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const segments: NameSegment[] = [];
  let used = 0;
  for (const [tenant, weight] of weights.entries()) {
    const files = Math.floor((inTree * weight) / whole);
    const days = Math.min(DAYS, Math.ceil(files / 10));
    for (let day = 0; day < days; day += 1) {
      const share = Math.floor((files * (day + 1)) / days) - Math.floor((files * day) / days);
      const date = `2025-${decimal2(Math.floor(day / 12) + 1)}-${decimal2((day % 12) + 1)}`;
      segments.push(counter(`tenants/tenant-${decimal3(tenant)}/${date}/clip_`, share));
    }
    used += files;
  }
  segments.push(counter('uploads/IMG_', count - used));
  return segments;
}

/** In byte order. The last two differ in order between UTF-8 and UTF-16: U+FF61 comes before every emoji. */
function mixed(count: number, seed: number): NameSegment[] {
  const long = `very-long/${'x'.repeat(880)}`;
  const singles = 4;
  const sections = 12;
  const share = Math.floor(Math.max(0, count - singles) / sections);
  return cut(count, [
    counter('#tags & more/100% done+ok?=', share),
    counter('.cache/entry_', share),
    timestamps('2025/', share, seed),
    single('LICENSE'),
    single('README'),
    counter('a/b/c/d/e/f/g/h/i/j/deep_', share),
    single('clips/'),
    counter('clips/2024/clip_', share),
    counter('clips/2025/clip_', share),
    single('clips/intro'),
    hashNames('objects/', share, seed),
    timestamps('timelapse_tu24.gcode_', share, seed),
    counter(long, share),
    counter('Übung/Größe_', share),
    counter('\uFF61\uFF61/half_', share),
    counter('\u{1F600}/smile \u{1F3AC} ', Math.max(0, count - singles - share * (sections - 1))),
  ]);
}

/** The first `count` names of the runs, for buckets smaller than what a shape always has. */
function cut(count: number, segments: readonly NameSegment[]): NameSegment[] {
  let left = count;
  return segments.map((segment) => {
    const kept = Math.min(left, segment.count);
    left -= kept;
    return { ...segment, count: kept };
  });
}
