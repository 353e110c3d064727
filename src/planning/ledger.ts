import leven from 'leven';

import { itemAt } from '../base/lists.ts';
import { roundTo } from '../base/sums.ts';
import { DAY_MS, parseTimestamp } from '../base/time.ts';
import type { LedgerEntry } from '../documents/analytics.ts';
import type { FootageMatches } from '../documents/footage.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { LedgerProposal } from '../documents/planning.ts';
import type { VideoPlan } from '../documents/video-plan.ts';
import { CATEGORY_BY_EXTENSION } from '../files/category-table.ts';
import { filesOf } from '../files/inventory-files.ts';
import { extensionOf, fileNameOf } from '../files/path.ts';
import type { PlanningDocuments } from './documents.ts';
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
  | { readonly name: string; readonly suggestion: null }
  | { readonly name: null; readonly suggestion: string | null };

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

/** Lists file rows, and the highlights of an inventory without them. */
function listNames(inventory: AnyInventory): string[] {
  const { newest, newest_videos, largest } = inventory.highlights;
  return [...filesOf(inventory), ...newest, ...newest_videos, ...largest].map(({ name }) => name);
}

/** Finds the object an address or a name means; `null` for an address of another bucket or host. */
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
  const given = itemAt(reference.split(/[?#]/, 1), 0);
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

/**
 * Finds what in a text means a file: the whole of it, addresses, names with spaces the bucket holds, words that end
 * like a file.
 */
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

/** How sure a match is that is proposed, from 0 to 1. */
const PROPOSE_FROM = 0.5;
/** A post within this of the planned time counts as published when planned. */
const NEAR_DAYS = 7;
/** Words of a caption two texts share for one to be the other, edited. */
const LIKE = 0.5;

/**
 * Gives the ledger entry of a plan whose post has appeared: which clips it was made from. Addresses become names.
 *
 * @param mediaId - of the post
 * @example
 * await ledger.append(recordPublished(plan, '17900000000000001', { publishedAt: '2026-11-28T18:00:00Z' }));
 */
export function recordPublished(
  plan: VideoPlan,
  mediaId: string,
  options: { readonly publishedAt?: string | null | undefined } = {},
): LedgerEntry {
  check.recordPublished({ plan, mediaId, options });
  const { publishedAt = null } = options;
  return {
    media_id: mediaId,
    files: clipsOf(plan),
    published_at: publishedAt,
  };
}

/** Lists the names of a plan's clips, each once; also of what is given by an address of any bucket. */
function clipsOf({ scenes }: VideoPlan): string[] {
  const references = scenes.map(({ file }) => file.trim());
  return [...new Set(references.map((reference) => parseObjectAddress(reference)?.name ?? reference))];
}

/** Proposes the clips that look published and are in no ledger, by post. */
export function proposeMatches({ used, uncertain }: FootageMatches): LedgerProposal[] {
  const byPost = new Map<string, LedgerProposal>();
  for (const { name, media_id: id, reason, confidence } of [...used, ...uncertain]) {
    if (id === null || reason === 'ledger' || confidence < PROPOSE_FROM) continue;
    const proposal = byPost.get(id);
    if (proposal === undefined) {
      byPost.set(id, { media_id: id, files: [name], published_at: null, confidence, reason, plan: null });
    } else {
      proposal.files.push(name);
      proposal.confidence = Math.min(proposal.confidence, confidence);
    }
  }
  return [...byPost.values()].sort((a, b) => b.confidence - a.confidence || (a.media_id < b.media_id ? -1 : 1));
}

/**
 * Finds the posts that plans have become, for somebody to confirm: by the words of the caption, the tags and the time, and
 * by the clips the post was matched to. A post that is in the ledger is not proposed again; each post and each plan once.
 *
 * @example
 * proposeLedgerEntries([plan], { analytics, inventory })[0]?.media_id;
 */
export function proposeLedgerEntries(plans: readonly VideoPlan[], documents: PlanningDocuments): LedgerProposal[] {
  check.proposeLedgerEntries({ plans, documents });
  const { analytics, ledger = [] } = documents;
  const entered = new Set(ledger.map((entry) => entry.media_id));
  const pairs = plans.flatMap((plan) =>
    (analytics?.recent_media ?? [])
      .filter((post) => !entered.has(post.id))
      .map((post) => ({ plan, post, confidence: similarity(plan, post) })),
  );
  const proposals: LedgerProposal[] = [];
  const done = new Set<unknown>();
  for (const { plan, post, confidence } of pairs.sort((a, b) => b.confidence - a.confidence)) {
    if (confidence < PROPOSE_FROM || done.has(plan) || done.has(post)) continue;
    done.add(plan).add(post);
    const shared = { media_id: post.id, files: clipsOf(plan), published_at: post.timestamp };
    proposals.push({ ...shared, confidence: roundTo(confidence, 2), reason: 'plan', plan: plan.title });
  }
  return proposals;
}

/**
 * Scores from 0 to 1: the share of words the captions have in common, raised by tags and by a time near the planned
 * one.
 */
function similarity(plan: VideoPlan, post: MediaRecord): number {
  const [planned, published] = [wordsOf(plan.caption), wordsOf(post.caption ?? '')];
  const shared = [...planned].filter((word) => published.has(word)).length;
  const words = shared / Math.max(1, Math.min(planned.size, published.size));
  if (words < LIKE) return 0;
  const tags = plan.hashtags.map((tag) => tag.replace(/^[#＃]/u, '').toLowerCase());
  const hasTags = tags.length > 0 && tags.every((tag) => post.hashtags.includes(tag));
  const [when, time] = [parseTimestamp(plan.when), parseTimestamp(post.timestamp)];
  const isNear = when !== null && time !== null && Math.abs(when - time) <= NEAR_DAYS * DAY_MS;
  return Math.min(0.99, words * 0.8 + (hasTags ? 0.1 : 0) + (isNear ? 0.1 : 0));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]{3,}/gu) ?? []);
}
