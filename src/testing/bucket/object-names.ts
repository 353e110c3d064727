import { itemAt } from '../../base/lists.ts';
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

/** Gives the number in decimal with at least `width` digits. */
function decimal(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function hexadecimal(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
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

/** Lists the runs of a shape, in byte order; their counts add up to the plan's. */
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
  return { count, nameOf: (j) => prefix + decimal(j, 9), whole: false };
}

function single(name: string): NameSegment {
  return { count: 1, nameOf: () => name, whole: true };
}

const LEAF_FILES = 100;

function tree(count: number): NameSegment[] {
  const leaves = Math.ceil(count / LEAF_FILES);
  const fan = Math.max(1, Math.ceil(Math.cbrt(leaves)));
  return Array.from({ length: leaves }, (_, leaf) => {
    const project = decimal(Math.floor(leaf / (fan * fan)), 3);
    const day = decimal(Math.floor(leaf / fan) % fan, 3);
    const files = Math.min(LEAF_FILES, count - leaf * LEAF_FILES);
    return counter(`project-${project}/day-${day}/camera-${decimal(leaf % fan, 3)}/clip_`, files);
  });
}

const FIRST_FRAME_MS = Date.UTC(2024, 0, 1);

function timestamps(prefix: string, count: number, seed: number): NameSegment {
  const nameOf = (j: number): string => {
    // Less than a minute of jitter keeps the order.
    const iso = new Date(FIRST_FRAME_MS + j * 60_000 + (hash32(seed, j) % 60_000)).toISOString();
    const [date, time, milliseconds] = [iso.slice(0, 10), iso.slice(11, 19), iso.slice(20, 23)];
    return `${prefix}${date.replaceAll('-', '')}_${time.replaceAll(':', '')}_${milliseconds}`;
  };
  return { count, nameOf, whole: false };
}

function hashNames(prefix: string, count: number, seed: number): NameSegment {
  // The leading 48 bits: one evenly wide slot a name, and a place inside it, so they rise with j and look random.
  const slot = 2 ** 48 / Math.max(1, count);
  const nameOf = (j: number): string => {
    const low = hash32(seed, j);
    const lead = hexadecimal(Math.floor(j * slot) + Math.floor((low / 2 ** 32) * Math.floor(slot)), 12);
    const rest = hexadecimal(low, 8) + hexadecimal(hash32(seed + 1, j), 8);
    return `${prefix}${lead.slice(0, 8)}-${lead.slice(8)}-4${rest.slice(0, 3)}-8${rest.slice(3, 6)}-00${rest.slice(6)}`;
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
 * Deals names out to tenants. Tenant number k has a share in proportion to 1 / rank (Zipf), and ranks are dealt out so
 * that the largest tenant is not the first.
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
      const date = `2025-${decimal(Math.floor(day / 12) + 1, 2)}-${decimal((day % 12) + 1, 2)}`;
      segments.push(counter(`tenants/tenant-${decimal(tenant, 3)}/${date}/clip_`, share));
    }
    used += files;
  }
  segments.push(counter('uploads/IMG_', count - used));
  return segments;
}

/**
 * Lists the runs of mixed names, in byte order. The last two differ in order between UTF-8 and UTF-16: U+FF61 comes
 * before every emoji.
 */
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

/** Cuts the first `count` names of the runs, for buckets smaller than what a shape always has. */
function cut(count: number, segments: readonly NameSegment[]): NameSegment[] {
  let left = count;
  return segments.map((segment) => {
    const kept = Math.min(left, segment.count);
    left -= kept;
    return { ...segment, count: kept };
  });
}

/**
 * Orders two names as Cloud Storage lists them: by their UTF-8 bytes, which is the order of code points. JavaScript's
 * `<` compares UTF-16 units and puts U+1F600 before U+FF61; the service lists it after.
 *
 * @returns below 0, 0 or above 0
 * @source Cloud Storage objects.list, order of items (checked 2026-11-22)
 * @example
 * compareNames('\u{1F600}', '\uFF61') > 0; //=> true
 */
export function compareNames(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return byteRank(a) - byteRank(b);
  }
  return left.length - right.length;
}

/** Ranks a code unit as UTF-8 does: surrogates, code points above U+FFFF, rank above every other unit. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/**
 * Tells why the service would not store an object of this name, `null` when it would.
 *
 * @source Cloud Storage object naming: 1 to 1,024 bytes of UTF-8, no CR or LF, not `.` or `..`, not under
 * `.well-known/acme-challenge/` (checked 2026-11-22)
 */
export function nameProblem(name: string): string | null {
  const bytes = Buffer.byteLength(name);
  if (bytes < 1 || bytes > 1_024) return `is ${String(bytes)} bytes long; 1 to 1,024 are allowed`;
  if (/[\r\n]/.test(name)) return 'holds a carriage return or a line feed';
  if (name === '.' || name === '..') return 'is a dot name';
  if (name.startsWith('.well-known/acme-challenge/')) return 'is under .well-known/acme-challenge/';
  if (/\p{Surrogate}/u.test(name)) return 'holds half of a surrogate pair';
  return null;
}

/**
 * Finds the first index in `[from, to)` for which `holds` is true, `to` when there is none. `holds` never turns false
 * again.
 */
export function firstIndex(from: number, to: number, holds: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Compiles a `matchGlob` pattern: `*` any characters but `/`, `**` any characters, `?` one character but `/`, `[a-z]`
 * and `[!a-z]` one of a set, `{a,b}` alternatives, `\` takes the next character as it is. The whole name must match.
 *
 * The rules are those of Google's wildcard page; how the service reads patterns the page leaves open is not known.
 *
 * @throws SyntaxError for an unclosed set or alternative
 * @source Cloud Storage wildcards (checked 2026-11-22)
 * @example
 * compileGlob('clips/*.{mp4,mov}').test('clips/a.mov'); //=> true
 */
export function compileGlob(pattern: string): RegExp {
  let source = '';
  let depth = 0;
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index += 1) {
    const character = itemAt(characters, index);
    if (character === '*') {
      const double = characters[index + 1] === '*';
      if (double) index += 1;
      source += double ? '[^]*' : '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[') {
      const end = characters.indexOf(']', index + 2);
      if (end === -1) throw new SyntaxError('Unclosed [ in glob.');
      source += characterSet(characters.slice(index + 1, end).join(''));
      index = end;
    } else if (character === '{') {
      depth += 1;
      source += '(?:';
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      source += ')';
    } else if (character === ',' && depth > 0) {
      source += '|';
    } else if (character === '\\' && index + 1 < characters.length) {
      index += 1;
      source += literal(itemAt(characters, index));
    } else {
      source += literal(character);
    }
  }
  if (depth > 0) throw new SyntaxError('Unclosed { in glob.');
  return new RegExp(`^(?:${source})$`, 'u');
}

/**
 * Gives the text every match begins with, so that a listing need not look at other names.
 *
 * @example
 * globPrefix('clips/2025*.mp4'); //=> 'clips/2025'
 */
export function globPrefix(pattern: string): string {
  return pattern.slice(0, /[*?[{\\]/.exec(pattern)?.index ?? pattern.length);
}

function characterSet(body: string): string {
  const negated = body.startsWith('!') || body.startsWith('^');
  const members = (negated ? body.slice(1) : body).replaceAll(/[\\\]^]/g, '\\$&');
  return negated ? `(?!/)[^${members}]` : `(?!/)[${members}]`;
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
