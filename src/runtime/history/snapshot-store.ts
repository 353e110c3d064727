import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

import { checkInput, type Input } from '../../base/check-input.ts';
import { ownError } from '../../base/errors.ts';
import {
  inputObject,
  listOf,
  moment,
  momentText,
  oneOf,
  optional,
  text,
  valueWhere,
  withMethods,
} from '../../base/inputs.ts';
import { momentOf, toFileStamp } from '../../base/time.ts';
import { instagramAnalyticsSchema, type Snapshot } from '../../documents/analytics.ts';
import { MEDIA_INSIGHT_KEYS, type MediaInsightKey, type MediaRecord } from '../../documents/media.ts';
import { writeNewFile } from '../atomic-write.ts';
import {
  type DamagedEntry,
  ioCode,
  parseJson,
  readTextIfAny,
  requireSavable,
  requireWritableFolder,
  toReadError,
} from '../file-io.ts';

/** The name of a figure of the account in a history: a count at the moment of the collection. */
export type AccountMetric = 'followers_count' | 'following_count' | 'media_count';
/** Figures of the account in a history. */
export const ACCOUNT_METRICS: readonly AccountMetric[] = ['followers_count', 'following_count', 'media_count'];

/** The name of a figure of a post in a history: an insight, a count, or interactions with their rates in percent. */
export type PostMetric =
  | MediaInsightKey
  | 'like_count'
  | 'comments_count'
  | 'interactions'
  | 'rate_by_reach'
  | 'rate_by_views'
  | 'rate_by_followers';
/** Those that are no insights, by where the record of a post has them. */
const COUNTS = ['like_count', 'comments_count'] as const;
const ENGAGEMENT = ['interactions', 'rate_by_reach', 'rate_by_views', 'rate_by_followers'] as const;
/** Figures of a post in a history. */
export const POST_METRICS: readonly PostMetric[] = [...MEDIA_INSIGHT_KEYS, ...COUNTS, ...ENGAGEMENT];
/** The name of a figure in a history. */
export type HistoryMetric = AccountMetric | PostMetric;

/** Which figures are read of a history. */
export interface HistoryQuery {
  /** Collections from this moment on, ISO 8601 or a `Date`. @default all */
  readonly since?: Date | string | undefined;
  /** Ids of posts; the account is read whatever they are. @default all */
  readonly media?: readonly string[] | undefined;
  /** Without one of the account no reading of the account is given, without one of posts none of posts. @default all */
  readonly metrics?: readonly HistoryMetric[] | undefined;
}

/** Figures of the account, or of one post, at one collection. Its key is account, moment and post. */
export interface HistoryReading {
  /** When the collection was made, as it was kept. */
  taken_at: string;
  /** `null` when the collection did not read the account. */
  account_id: string | null;
  /** `null` in a reading of the account. */
  media_id: string | null;
  /** The figures asked for that the account, or a post, has; `null` where the collection did not bring them. */
  values: Partial<Record<HistoryMetric, number | null>>;
}

const query = inputObject<HistoryQuery>({
  since: optional(moment()),
  media: optional(listOf(text('Give the id of a post.'))),
  metrics: optional(listOf(oneOf([...ACCOUNT_METRICS, ...POST_METRICS]))),
});

/** A checked {@link HistoryQuery}. */
export interface ResolvedHistoryQuery {
  /** Epoch milliseconds; `-Infinity` for all. */
  readonly since: number;
  readonly media: ReadonlySet<string> | null;
  readonly accountMetrics: readonly AccountMetric[];
  readonly postMetrics: readonly PostMetric[];
}

/**
 * Reads what is asked of a history.
 *
 * @throws {ArgumentError} for a moment, an id or a metric that is none
 */
export function resolveHistoryQuery(given: HistoryQuery = {}): ResolvedHistoryQuery {
  const { since, media, metrics } = checkInput('read', 'query', given, query);
  const requested = new Set<string>(metrics ?? [...ACCOUNT_METRICS, ...POST_METRICS]);
  return {
    since: since === undefined ? -Infinity : momentOf(since),
    media: media === undefined ? null : new Set(media),
    accountMetrics: ACCOUNT_METRICS.filter((metric) => requested.has(metric)),
    postMetrics: POST_METRICS.filter((metric) => requested.has(metric)),
  };
}

/** Gives the figure of a post by its name. */
export function figureOf(post: MediaRecord, metric: PostMetric): number | null {
  if (isOneOf(COUNTS, metric)) return post[metric];
  return isOneOf(ENGAGEMENT, metric) ? post.engagement[metric] : post.insights[metric];
}

/** Puts a figure of a post where its record has it. */
export function setFigure(post: MediaRecord, metric: PostMetric, value: number | null): void {
  if (isOneOf(COUNTS, metric)) post[metric] = value;
  else if (isOneOf(ENGAGEMENT, metric)) post.engagement[metric] = value;
  else post.insights[metric] = value;
}

function isOneOf<const Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

/** Computes readings from snapshots: oldest first, of each the account before its posts, these in the order of the document. */
export function readingsOf(snapshots: readonly Snapshot[], given?: HistoryQuery): HistoryReading[] {
  const { since, media, accountMetrics, postMetrics } = resolveHistoryQuery(given);
  return snapshots
    .filter(({ taken_at }) => momentOf(taken_at) >= since)
    .toSorted(compareSnapshots)
    .flatMap(({ taken_at, analytics }) => {
      const account = analytics.account_info;
      const key = { taken_at, account_id: account?.account_id ?? null };
      const readings: HistoryReading[] = [];
      if (accountMetrics.length > 0) {
        const values = Object.fromEntries(accountMetrics.map((metric) => [metric, account?.[metric] ?? null]));
        readings.push({ ...key, media_id: null, values });
      }
      if (postMetrics.length === 0) return readings;
      for (const post of analytics.recent_media ?? []) {
        if (media?.has(post.id) === false) continue;
        const values = Object.fromEntries(postMetrics.map((metric) => [metric, figureOf(post, metric)]));
        readings.push({ ...key, media_id: post.id, values });
      }
      return readings;
    });
}

/** Orders snapshots by the moment they were taken, oldest first. */
function compareSnapshots(a: Snapshot, b: Snapshot): number {
  return momentOf(a.taken_at) - momentOf(b.taken_at);
}

/** Keeps each collection, for growth and velocity. A collection that is missing is a gap, not a zero. */
export interface SnapshotStore {
  /** Adds one collection. */
  append(snapshot: Snapshot): Promise<void>;
  /** Lists the snapshots, oldest first. */
  list(): Promise<Snapshot[]>;
  /**
   * Gives figures alone, as {@link readHistory} does of every store: without it, `readHistory` computes them from `list`.
   */
  read?(query?: HistoryQuery): Promise<HistoryReading[]>;
  /** Snapshots the last `list` left out because they cannot be read. */
  readonly damaged?: readonly DamagedEntry[] | undefined;
  /** Rejects with what would keep the store from being read and written, before a run that needs it begins. */
  check?(): Promise<void>;
}

const STORE_REMEDY = 'Give createFileSnapshotStore(folder) or the like.';

/** Reads a store of snapshots that a caller brings. */
export const snapshotStoreInput: Input<SnapshotStore> = withMethods(['append', 'list'], STORE_REMEDY);

/** Reads a store that is read alone. */
export const readableStoreInput: Input<Pick<SnapshotStore, 'list' | 'read'>> = withMethods(['list'], STORE_REMEDY);

/** What `append` of every store takes. */
export const newSnapshot: Input<Snapshot> = inputObject<Snapshot>({
  taken_at: momentText(),
  analytics: valueWhere(
    (value) => v.is(instagramAnalyticsSchema, value),
    'Give a document that InstagramAnalyticsManager.collect returned.',
  ),
});

/** What is read. */
export const savedSnapshot: v.GenericSchema<unknown, Snapshot> = v.object({
  taken_at: v.string(),
  analytics: instagramAnalyticsSchema,
});

const path = text('Give a path.');

const PREFIX = 'snapshot_';

/**
 * Creates snapshots that last as long as the process.
 *
 * @throws {ArgumentError} for what is no snapshot, here and from `append`
 */
export function createMemorySnapshotStore(initial: readonly Snapshot[] = []): SnapshotStore {
  checkInput('createMemorySnapshotStore', 'initial', initial, listOf(newSnapshot));
  const kept = [...initial];
  return {
    append: async (snapshot) => {
      await Promise.resolve();
      kept.push(checkInput('append', 'snapshot', snapshot, newSnapshot));
    },
    list: () => Promise.resolve(kept.toSorted(compareSnapshots)),
    read: async (query) => {
      await Promise.resolve();
      return readingsOf(kept, query);
    },
  };
}

/**
 * Creates a history of one file a snapshot in a folder of their own, named after the moment it was taken; none is ever
 * overwritten, by whichever process. A file that cannot be read costs only itself and is listed in `damaged`.
 *
 * @throws {ArgumentError} from `append` for what could not be read again; an error of kind `io` when the folder cannot be
 * read or written
 */
export function createFileSnapshotStore(folder: string): SnapshotStore {
  checkInput('createFileSnapshotStore', 'folder', folder, path);
  let damaged: readonly DamagedEntry[] = [];
  const list = async (): Promise<Snapshot[]> => {
    const snapshots: Snapshot[] = [];
    const broken: DamagedEntry[] = [];
    // One after the other: a long history would open as many files at once.
    for (const name of await listNames(folder)) {
      const read = await readSnapshot(join(folder, name));
      if ('problem' in read) broken.push(read);
      else snapshots.push(read);
    }
    damaged = broken;
    return snapshots.sort(compareSnapshots);
  };
  return {
    append: async (snapshot) => {
      checkInput('append', 'snapshot', snapshot, newSnapshot);
      const stamp = toFileStamp(momentOf(snapshot.taken_at));
      const path = join(folder, `${PREFIX}${stamp}.json`);
      const json = `${JSON.stringify(snapshot)}\n`;
      requireSavable(path, Buffer.byteLength(json));
      await writeNewFile(path, json);
    },
    list,
    read: async (query) => {
      resolveHistoryQuery(query);
      return readingsOf(await list(), query);
    },
    check: async () => {
      await requireWritableFolder(folder);
      await listNames(folder);
    },
    get damaged() {
      return damaged;
    },
  };
}

async function listNames(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.startsWith(PREFIX) && name.endsWith('.json')).sort();
  } catch (error) {
    if (ioCode(error) === 'ENOENT') return [];
    throw toReadError(folder, error);
  }
}

async function readSnapshot(file: string): Promise<Snapshot | DamagedEntry> {
  try {
    const json = parseJson((await readTextIfAny(file)) ?? '');
    if (json === undefined) return { where: file, problem: 'It is cut off, or no JSON.' };
    const read = v.safeParse(savedSnapshot, json, { abortEarly: true });
    if (read.success) return read.output;
    const key = v.getDotPath(read.issues[0]) ?? 'the whole';
    return { where: file, problem: `It is no snapshot of this version: ${key} is not as it should be.` };
  } catch (caught) {
    const error = ownError(caught);
    return { where: file, problem: error.message };
  }
}
