import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

import { ConfigError, type InputProblem, messageOf } from '../../base/errors.ts';
import type { SimulatedObject } from '../bucket/simulated-object.ts';
import { jpegBytes, mp3Bytes, pngBytes, wavBytes } from '../media-files/sound-and-picture-bytes.ts';
import type { Rotation } from '../media-files/isobmff-track.ts';
import { filledBytes, type MediaBytes } from '../media-files/media-bytes.ts';
import { m4aBytes, movBytes, mp4Bytes, type VideoFileOptions } from '../media-files/mp4-bytes.ts';
import { webmBytes } from '../media-files/webm-bytes.ts';
import {
  type AccountExport,
  accountExportSchema,
  type BucketListing,
  bucketListingSchema,
  type ListedObject,
} from './dataset-format.ts';
import { demoAccount, demoBucket } from './recorded.ts';

/** What is inside a clip or a picture. Sides are as shown, after the rotation. */
interface MediaSample {
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
  /** Whether a clip's header lies at its end, as renderers that do not prepare for streaming write it. */
  readonly headerLast: boolean;
}

const SHORTEST_SECONDS = 4;
const LONGEST_SECONDS = 95;

/** Computes FNV-1a of the name's UTF-16 units, 32 bits: spreads names evenly and is the same everywhere. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/**
 * Chooses the sides of a clip: seven in ten portrait, two landscape, one square: the footage of a studio that films for
 * reels.
 */
function sidesOf(hash: number): readonly [width: number, height: number] {
  const share = hash % 10;
  if (share < 7) return [1080, 1920];
  return share < 9 ? [1920, 1080] : [1080, 1080];
}

function rotationOf(degrees: number | undefined): Rotation {
  return degrees === 90 || degrees === 180 || degrees === 270 ? degrees : 0;
}

/** Chooses a length in half seconds that suits the size, at 1.0 to 2.6 Mbit/s. */
function durationOf(sizeBytes: number, hash: number): number {
  const bitsPerSecond = 1_000_000 + ((hash >>> 8) % 17) * 100_000;
  const seconds = Math.round(((sizeBytes * 8) / bitsPerSecond) * 2) / 2;
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds));
}

/**
 * Gives what the listing says is inside an object, and for what it does not say a choice that follows from the name
 * alone: the same listing gives the same media on every run, and a still has the sides of the clip it belongs to.
 */
function mediaSample(object: ListedObject): MediaSample {
  const hash = hashOf(object.name.replace(/\.[^./]*$/, ''));
  const [width, height] = sidesOf(hash);
  return {
    durationSeconds: object.duration_seconds ?? durationOf(Number(object.size), hash),
    width: object.width ?? width,
    height: object.height ?? height,
    rotation: rotationOf(object.rotation),
    headerLast: (hash >>> 16) % 8 === 0,
  };
}

/** Bytes a second of the music chosen where no length is stated: 192 kbit/s. */
const MUSIC_BYTES_PER_SECOND = 24_000;

function videoOptions(sample: MediaSample, size: number): VideoFileOptions {
  const turned = sample.rotation === 90 || sample.rotation === 270;
  return {
    size,
    durationSeconds: sample.durationSeconds,
    width: turned ? sample.height : sample.width,
    height: turned ? sample.width : sample.height,
    rotation: sample.rotation,
    moov: sample.headerLast ? 'last' : 'first',
  };
}

function musicSeconds(object: ListedObject, size: number): number {
  return object.duration_seconds ?? size / MUSIC_BYTES_PER_SECOND;
}

type Build = (object: ListedObject, size: number) => MediaBytes;

const mp4: Build = (object, size) => mp4Bytes(videoOptions(mediaSample(object), size));
const jpeg: Build = (object, size) => jpegBytes({ ...mediaSample(object), size });

const BUILDERS: ReadonlyMap<string, Build> = new Map([
  ['mp4', mp4],
  ['m4v', mp4],
  ['mov', (object, size) => movBytes(videoOptions(mediaSample(object), size))],
  ['webm', (object, size) => webmBytes({ ...mediaSample(object), size })],
  ['jpg', jpeg],
  ['jpeg', jpeg],
  ['png', (object, size) => pngBytes({ ...mediaSample(object), size })],
  ['mp3', (object, size) => mp3Bytes({ size, durationSeconds: musicSeconds(object, size), xing: true })],
  ['m4a', (object, size) => m4aBytes({ size, durationSeconds: musicSeconds(object, size) })],
  ['wav', (_object, size) => wavBytes({ size })],
]);

/**
 * Makes the bytes for a listed clip, picture or track by its extension; `null` for any other file. A file too small for
 * its format, or with sides the format cannot state, is zeros throughout, as an upload that broke off at once: a reader
 * must live with those too.
 */
export function mediaContent(object: ListedObject): MediaBytes | null {
  const build = BUILDERS.get(/\.([^./]+)$/.exec(object.name)?.[1]?.toLowerCase() ?? '');
  if (build === undefined) return null;
  const size = Number(object.size);
  try {
    return build(object, size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return filledBytes(size);
  }
}

const STAMP = /_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(?!\d)/g;

/**
 * Reads the time a recorder wrote into a file's name as `_YYYYMMDD_HHMM`, read as UTC in the form of the JSON API; the
 * last one where there are several. `null` when the name has none, or one that no calendar has.
 *
 * @example
 * timeFromName('clips/timelapse_bw07.gcode_20250502_1421.mp4'); //=> '2025-05-02T14:21:00.000Z'
 */
export function timeFromName(name: string): string | null {
  const stamp = [...name.matchAll(STAMP)].at(-1)?.[0];
  if (stamp === undefined) return null;
  const written = stamp.replace(STAMP, '$1-$2-$3T$4:$5:00.000Z');
  const time = Date.parse(written);
  // Date.parse refuses a 13th month but may carry the 31st of a short month over.
  return !Number.isNaN(time) && new Date(time).toISOString() === written ? written : null;
}

/** One account and one bucket, ready for the two simulators. */
export interface Dataset {
  /** In the export format, from which the Graph simulator's data are made. */
  readonly account: AccountExport;
  /** Name of the bucket. */
  readonly bucket: string;
  /** Objects for the bucket simulator to serve. */
  readonly objects: readonly SimulatedObject[];
}

function simulatedObject(object: ListedObject): SimulatedObject {
  const content = mediaContent(object);
  const metadata = object.metadata ?? {};
  return {
    name: object.name,
    size: Number(object.size),
    contentType: object.contentType,
    // `null` leaves the time out of the answer: neither the listing nor the name tells it.
    timeCreated: object.timeCreated ?? timeFromName(object.name),
    // The service has no `metadata` on an object without custom metadata.
    metadata: Object.keys(metadata).length === 0 ? null : metadata,
    content: content === null ? undefined : (start, end) => content.read(start, end),
  };
}

/**
 * Creates an account and a listing as the simulators take them. Clips, pictures and tracks get generated bytes of the
 * listed size: of the length and sides the listing states, or of some that follow from the name. The same listing gives
 * the same bytes.
 */
export function createDataset(account: AccountExport, listing: BucketListing): Dataset {
  return { account, bucket: listing.bucket, objects: listing.objects.map(simulatedObject) };
}

/** Gives the demo account and bucket that ship with the package. */
export function demoDataset(): Dataset {
  return createDataset(demoAccount, demoBucket);
}

const ACCOUNT_FILE = 'instagram-account.json';
const LISTING_FILE = 'bucket-objects.json';

type Read<T> = { readonly value: T } | { readonly problem: InputProblem };

const FORMAT_HINT =
  'It must have the format of the demo data: demoAccount and demoBucket of insight-inventory/testing.';

/** Gives the code of a failed system call, `ENOENT` and the like. */
function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'an unreadable file';
}

async function readText(path: string): Promise<Read<string>> {
  try {
    return { value: await readFile(path, 'utf8') };
  } catch (error) {
    const code = systemCode(error);
    const found = code === 'ENOENT' ? 'no such file' : code;
    return { problem: { key: path, found, remedy: `Name a folder that holds ${ACCOUNT_FILE} and ${LISTING_FILE}.` } };
  }
}

function parseJson(path: string, text: string): Read<unknown> {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const detail = messageOf(error);
    return { problem: { key: path, found: `broken JSON (${detail})`, remedy: 'Write the file again, whole.' } };
  }
}

async function readChecked<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<Read<T>> {
  const text = await readText(path);
  if ('problem' in text) return text;
  const json = parseJson(path, text.value.replace(/^\uFEFF/, ''));
  if ('problem' in json) return json;
  const parsed = v.safeParse(schema, json.value, { abortEarly: true });
  if (parsed.success) return { value: parsed.output };
  const [issue] = parsed.issues;
  const at = v.getDotPath(issue);
  return { problem: { key: path, found: `${at === null ? '' : `${at}: `}${issue.message}`, remedy: FORMAT_HINT } };
}

/**
 * Reads any account and bucket in the format of the demo data: reads `instagram-account.json` and `bucket-objects.json`
 * of `directory`, checks both, and returns them ready for the simulators. A listing without creation times gets them
 * from names that carry `_YYYYMMDD_HHMM`; see `createDataset` for the bytes of the media.
 *
 * Throws a `ConfigError` that names every file that is missing, unreadable or of another format, what was found in it
 * and what to do.
 */
export async function readDataset(directory: string): Promise<Dataset> {
  const [account, listing] = await Promise.all([
    readChecked(join(directory, ACCOUNT_FILE), accountExportSchema),
    readChecked(join(directory, LISTING_FILE), bucketListingSchema),
  ]);
  if ('problem' in account || 'problem' in listing) {
    throw new ConfigError([account, listing].flatMap((read) => ('problem' in read ? [read.problem] : [])));
  }
  return createDataset(account.value, listing.value);
}
