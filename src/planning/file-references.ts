import leven from 'leven';

import type { AnyInventory } from '../documents/inventory.ts';
import { CATEGORY_BY_EXTENSION } from '../files/category-table.ts';
import { extensionOf, fileNameOf } from '../files/path.ts';
import { filesOf } from '../files/inventory-files.ts';
import * as check from './inputs.ts';

/** What free-form output says of files: what is there, and what is not. */
export interface FileReferences {
  /** Names of the bucket, with the JSON pointer of the text each is in; `''` in plain text. */
  found: { name: string; path: string }[];
  /** What looks like a file or an address of the bucket and is none. */
  unknown: { reference: string; path: string; suggestion: string | null }[];
}

/** Where a reference leads. */
export type ResolvedFile =
  { readonly name: string; readonly suggestion: null } | { readonly name: null; readonly suggestion: string | null };

/** Addresses of objects: `gs://`, and the hosts Cloud Storage serves buckets under. */
const ADDRESS = /(?:gs|https?):\/\/[^\s"'<>`|\\^{}]+/giu;
const PATH_HOSTS: ReadonlySet<string> = new Set([
  'storage.googleapis.com',
  'storage.cloud.google.com',
  'storage.mtls.cloud.google.com',
  'www.googleapis.com',
]);
const BUCKET_HOST = /^(.+)\.storage\.googleapis\.com$/i;
/** Signs that end a sentence and no address. */
const TRAILING = /[.,;:!?)\]]+$/;
/** A wrong name is near when at most this share of it differs. */
const NEAR = 0.25;

/** Looks names up in an inventory. */
export interface FileLookup {
  readonly names: ReadonlySet<string>;
  resolve(reference: string): ResolvedFile;
}

/**
 * Gives a lookup of the names, `gs://` and public addresses of a bucket's files. What is not there gets the nearest name,
 * where one differs in at most a quarter of its letters; a bare file name gets the one object of that name.
 */
export function createFileLookup(inventory: AnyInventory | null): FileLookup {
  const names = new Set(inventory === null ? [] : listNames(inventory));
  const bucket = inventory?.inventory_info.bucket_name ?? '';
  return {
    names,
    resolve: (reference) => {
      const name = nameIn(reference.trim(), bucket);
      if (name !== null && names.has(name)) return { name, suggestion: null };
      return { name: null, suggestion: nearestName(name ?? reference, names) };
    },
  };
}

/** File rows, and the highlights of an inventory without them. */
function listNames(inventory: AnyInventory): string[] {
  const { newest, newest_videos, largest } = inventory.highlights;
  return [...filesOf(inventory), ...newest, ...newest_videos, ...largest].map(({ name }) => name);
}

/** The object an address or a name means; `null` for an address of another bucket or host. */
function nameIn(reference: string, bucket: string): string | null {
  if (!/^(?:gs|https?):\/\//i.test(reference)) return reference;
  const address = parseObjectAddress(reference);
  return address?.bucket === bucket ? address.name : null;
}

/** An object, by where it lies. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly name: string;
}

/**
 * Reads bucket and name out of an address of an object. `gs://` takes names as they are; public addresses are decoded and
 * may carry a query. `null` for any other text, and for an address that is not encoded as one.
 */
export function parseObjectAddress(reference: string): ObjectAddress | null {
  const [, bucket, name] = /^gs:\/\/([^/]+)\/([^]+)$/i.exec(reference) ?? [];
  if (bucket !== undefined && name !== undefined) return { bucket, name };
  const [, host = '', path = ''] = /^https?:\/\/([^/?#]+)\/([^?#]*)/i.exec(reference) ?? [];
  const own = BUCKET_HOST.exec(host)?.[1];
  if (own !== undefined) return decoded(own, path);
  const slash = path.indexOf('/');
  return slash > 0 && PATH_HOSTS.has(host.toLowerCase()) ? decoded(path.slice(0, slash), path.slice(slash + 1)) : null;
}

function decoded(bucket: string, path: string): ObjectAddress | null {
  try {
    return path === '' ? null : { bucket, name: decodeURIComponent(path) };
  } catch {
    return null;
  }
}

function nearestName(reference: string, names: Iterable<string>): string | null {
  const given = reference.split(/[?#]/, 1)[0] ?? reference;
  const wanted = given.toLowerCase();
  const base = fileNameOf(wanted);
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const name of names) {
    const other = fileNameOf(name).toLowerCase();
    // A name much longer or shorter cannot be near.
    const most = Math.floor(Math.max(other.length, base.length) * NEAR);
    if (Math.abs(other.length - base.length) > most) continue;
    const distance = leven(base, other, { maxDistance: most + 1 });
    if (distance <= most && (best === null || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

/**
 * Finds every address and file name in free-form output of a model, such as a render configuration, and tells which the
 * bucket holds. JSON is read value by value (keys are not), in text or already parsed; any other text as it is. Looked
 * for are `gs://` and storage addresses, names the inventory holds, and whatever ends like a media file. No call.
 *
 * @example
 * checkFileReferences({ clip: 'gs://studio/video/vase.mp4' }, inventory).found;
 * //=> [{ name: 'video/vase.mp4', path: '/clip' }]
 */
export function checkFileReferences(content: unknown, inventory: AnyInventory): FileReferences {
  check.checkFileReferences({ inventory });
  const lookup = createFileLookup(inventory);
  const references: FileReferences = { found: [], unknown: [] };
  const spaced = [...lookup.names].filter((name) => /\s/.test(name));
  visit(typeof content === 'string' ? parseIfJson(content) : content, '', (text, path) => {
    for (const reference of referencesIn(text, spaced, lookup)) {
      const { name, suggestion } = lookup.resolve(reference);
      if (name === null) references.unknown.push({ reference, path, suggestion });
      else references.found.push({ name, path });
    }
  });
  return references;
}

function parseIfJson(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function visit(value: unknown, path: string, onText: (text: string, path: string) => void): void {
  if (typeof value === 'string') onText(value, path);
  else if (Array.isArray(value))
    value.forEach((item, index) => {
      visit(item, `${path}/${String(index)}`, onText);
    });
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      visit(item, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, onText);
    }
  }
}

/** What in a text means a file: the whole of it, addresses, names with spaces the bucket holds, words that end like a file. */
function referencesIn(text: string, spaced: readonly string[], lookup: FileLookup): string[] {
  const whole = text.trim();
  // An address of a name with spaces is one only as a whole.
  if (lookup.resolve(whole).name !== null) return [whole];
  const found: string[] = [];
  let rest = text.replaceAll(ADDRESS, (address) => {
    const trimmed = address.replace(TRAILING, '');
    if (isStorageAddress(trimmed)) found.push(trimmed);
    return ' ';
  });
  for (const name of spaced) {
    if (!rest.includes(name)) continue;
    found.push(name);
    rest = rest.replaceAll(name, ' ');
  }
  for (const [word] of rest.matchAll(/[^\s"'<>()[\]{},;:|`]+/gu)) {
    const trimmed = word.replace(TRAILING, '');
    if (lookup.names.has(trimmed) || looksLikeMedia(trimmed)) found.push(trimmed);
  }
  return [...new Set(found)];
}

function looksLikeMedia(word: string): boolean {
  const category = CATEGORY_BY_EXTENSION.get(extensionOf(fileNameOf(word)));
  return category === 'video' || category === 'audio' || category === 'image';
}

function isStorageAddress(address: string): boolean {
  if (/^gs:/i.test(address)) return true;
  const host = /^https?:\/\/([^/]+)/i.exec(address)?.[1]?.toLowerCase() ?? '';
  return PATH_HOSTS.has(host) || BUCKET_HOST.test(host);
}
