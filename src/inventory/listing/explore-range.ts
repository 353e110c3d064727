import { compareNames } from '../../base/order.ts';
import type { NamePage, NameRange as NameQuery } from '../../storage/object-store.ts';
import {
  afterPrefix,
  characterStart,
  isBefore,
  type NameRange,
  prefixThrough,
  settledLength,
  sharedLength,
  smallerBound,
} from './name-range.ts';

/** What looking around found out. */
export interface Exploration {
  /** Where to cut, in order; empty when what is left is not worth it. */
  readonly cuts: readonly string[];
  /** More names that begin something, for later cuts. */
  readonly known: readonly string[];
  /** Where the names of the range end, as far as could be seen. */
  readonly horizon: string | null;
  /** No name lies between these two: what is before the second ends at the first. */
  readonly gap: { readonly from: string; readonly to: string } | null;
}

/** Asks for names without listing them; one request. */
export type LookAround = (query: NameQuery) => Promise<NamePage>;

/** Looks taken at once while searching for the coarsest branch. */
const LOOKS_AT_ONCE = 4;

/** Sub-folders asked for in one look. */
const FOLDERS_PER_LOOK = 1_000;

/**
 * Finds names at which a range that is being listed can be cut into parts of similar size, by the shape of the names:
 *
 * 1. the coarsest place at which names differ from the last one listed (the year before the day, the first digit of a
 *    counter), by a search over the places in a few one-name looks;
 * 2. there, the sub-folders of a tree by one delimiter look; the further digits of a counter, a clock or a hash by
 *    calculation, at the risk of an empty part; for words, a few one-name looks.
 *
 * Only places a page does not already span are searched: what differs further right is less than a page.
 *
 * @param wanted - how many cuts are of use now, from 1
 */
export async function exploreRange(
  range: NameRange,
  prefix: string,
  wanted: number,
  look: LookAround,
): Promise<Exploration> {
  const last = range.cursor;
  if (last === null || range.pageStart === null) return nothing(range);
  const branch = await findBranch(range, last, range.pageStart, prefix, look);
  if (branch === null) return nothing(range);
  const { position, sibling, horizon, gap } = branch;
  const folders = await siblingFolders(prefix, position, last, sibling, horizon, look);
  if (folders !== null) {
    return { cuts: pickEvenly(folders, wanted), known: folders, horizon, gap };
  }
  const next = await siblingCharacters(position, last, range.pageStart, sibling, horizon, wanted, prefix, look);
  return { cuts: pickEvenly(next, wanted), known: [], horizon, gap };
}

function nothing(range: NameRange): Exploration {
  return { cuts: [], known: [], horizon: range.horizon, gap: null };
}

interface Branch {
  /** Place of the name at which larger siblings exist; none at a coarser place. */
  readonly position: number;
  /** The first of them, an existing name. */
  readonly sibling: string;
  readonly horizon: string | null;
  readonly gap: Exploration['gap'];
}

/**
 * Finds a branch. A name beyond the group of one place exists beyond the groups of every finer place too: a search by
 * halving works.
 */
async function findBranch(
  range: NameRange,
  last: string,
  pageStart: string,
  prefix: string,
  look: LookAround,
): Promise<Branch | null> {
  const places = placesToSearch(last, pageStart, settledLength(range, prefix));
  let { horizon } = range;
  let low = 0;
  let high = places.length;
  let gap: Exploration['gap'] = null;
  // A range made by a cut mostly branches at its coarsest place.
  let chosen = range.start === '' ? spread(low, high) : spread(low, high).slice(0, 1);
  while (low < high) {
    const looks = chosen.map(async (index) => ({
      index,
      beyond: await lookBeyond(last, places[index], horizon, prefix, look),
    }));
    for (const { index, beyond } of await Promise.all(looks)) {
      if (beyond.name === null) {
        low = Math.max(low, index + 1);
        horizon = smallerBound(horizon, beyond.from);
        continue;
      }
      const place = characterStart(last, sharedLength(last, beyond.name));
      const found = places.findIndex((candidate) => candidate >= place);
      if (found === -1 || found > high || beyond.from === null) continue;
      high = found;
      gap = { from: beyond.from, to: beyond.name };
    }
    chosen = spread(low, high);
  }
  const position = places[high];
  return position === undefined || gap === null ? null : { position, sibling: gap.to, horizon, gap };
}

function placesToSearch(last: string, pageStart: string, settled: number): number[] {
  const finest = Math.min(sharedLength(pageStart, last), last.length - 1);
  const places: number[] = [];
  for (let place = settled; place <= finest; place += 1) {
    if (characterStart(last, place) === place) places.push(place);
  }
  return places;
}

/** Spreads up to {@link LOOKS_AT_ONCE} indexes from `low` to below `high`, both ends among them. */
function spread(low: number, high: number): number[] {
  const count = high - low;
  if (count <= LOOKS_AT_ONCE) return Array.from({ length: Math.max(count, 0) }, (_, index) => low + index);
  const step = (count - 1) / (LOOKS_AT_ONCE - 1);
  return Array.from({ length: LOOKS_AT_ONCE }, (_, index) => low + Math.round(index * step));
}

/** Finds the first name after everything that is the same as `last` through a place. */
async function lookBeyond(
  last: string,
  place: number | undefined,
  horizon: string | null,
  prefix: string,
  look: LookAround,
): Promise<{ readonly from: string | null; readonly name: string | null }> {
  const from = place === undefined ? null : afterPrefix(prefixThrough(last, place));
  if (from === null || !isBefore(from, horizon)) return { from, name: null };
  const page = await look({ prefix, startOffset: from, endOffset: horizon ?? undefined, maxResults: 1 });
  return { from, name: page.names[0] ?? null };
}

/** Lists the sub-folders from the sibling on, when the branch lies in a folder's name; `null` when it does not. */
async function siblingFolders(
  prefix: string,
  position: number,
  last: string,
  sibling: string,
  horizon: string | null,
  look: LookAround,
): Promise<string[] | null> {
  if (!sibling.includes('/', position) || !last.includes('/', position)) return null;
  const parent = sibling.slice(0, position === 0 ? 0 : sibling.lastIndexOf('/', position - 1) + 1);
  const page = await look({
    prefix: parent.length < prefix.length ? prefix : parent,
    delimiter: '/',
    startOffset: sibling,
    endOffset: horizon ?? undefined,
    maxResults: FOLDERS_PER_LOOK,
  });
  const folders = page.prefixes.filter((folder) => compareNames(folder, sibling) > 0);
  return [sibling, ...folders.toSorted(compareNames)];
}

async function siblingCharacters(
  position: number,
  last: string,
  pageStart: string,
  sibling: string,
  horizon: string | null,
  wanted: number,
  prefix: string,
  look: LookAround,
): Promise<string[]> {
  const before = last.slice(0, position);
  const after = prefixThrough(sibling, position).slice(position);
  const alphabet = alphabetAt([last, pageStart, sibling], position);
  const texts = alphabet === null ? [] : extensionsOf(before, after, alphabet, wanted);
  if (alphabet !== null) return [sibling, ...texts.filter((text) => isBefore(text, horizon))];
  const letters = [...'bdfhjlnprtvxz'].filter((letter) => letter > after).map((letter) => before + letter);
  const looks = pickEvenly(letters, Math.min(wanted, LOOKS_AT_ONCE))
    .filter((text) => isBefore(text, horizon))
    .map((from) => look({ prefix, startOffset: from, endOffset: horizon ?? undefined, maxResults: 1 }));
  const found = (await Promise.all(looks)).flatMap((page) => page.names);
  return [...new Set([sibling, ...found])].sort(compareNames);
}

/** Characters that may be at one place of a name made by a counter, a clock or a hash, in order. */
const ALPHABETS: readonly string[] = [
  '0123456789',
  '0123456789abcdef',
  '0123456789ABCDEF',
  '0123456789abcdefghijklmnopqrstuvwxyz',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
];

/** Characters looked at from the place of the cut on; enough to tell a hash from a counter in all but freak cases. */
const SAMPLE = 8;

/**
 * Finds the narrowest usual alphabet of the runs of letters and digits that begin at `position`; `null` when the runs
 * hold no digit (they are words, whose next letter cannot be guessed) or nothing usual.
 *
 * @example
 * alphabetAt(['clip_07', 'clip_12'], 5); //=> '0123456789'
 */
function alphabetAt(names: readonly string[], position: number): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    for (const character of name.slice(position, position + SAMPLE)) {
      if (!/[0-9A-Za-z]/.test(character)) break;
      seen.add(character);
    }
  }
  const characters = [...seen];
  if (!characters.some((character) => /[0-9]/.test(character))) return null;
  return ALPHABETS.find((alphabet) => characters.every((character) => alphabet.includes(character))) ?? null;
}

const DECIMAL = ALPHABETS[0];

/**
 * Lists texts of one more character, after `after`. Names of a hash fill their alphabet evenly, so two characters more
 * are given when one gives fewer than `count`; a counter or a clock may end at any digit, and two would mostly hit
 * nothing.
 */
function extensionsOf(prefix: string, after: string, alphabet: string, count: number): string[] {
  const firsts = [...alphabet].filter((character) => character > after);
  const ones = firsts.map((first) => prefix + first);
  if (ones.length >= count || alphabet === DECIMAL) return ones;
  return firsts.flatMap((first) => [...alphabet].map((second) => prefix + first + second));
}

/**
 * Picks up to `count` of some texts, spread so that the parts between them and at both ends hold about as many.
 *
 * @example
 * pickEvenly(['1', '2', '3'], 1); //=> ['2']
 */
export function pickEvenly(texts: readonly string[], count: number): string[] {
  if (count >= texts.length) return [...texts];
  const picked: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const text = texts[Math.floor((index * texts.length) / (count + 1))];
    if (text !== undefined && text !== picked.at(-1)) picked.push(text);
  }
  return picked;
}
