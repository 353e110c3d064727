import * as v from 'valibot';

import { checkInput } from '../base/check-input.ts';
import { InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import { abortSignal, inputObject, listOf, optional, text } from '../base/inputs.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { toTimestamp } from '../base/time.ts';
import { type MediaRecord, mediaRecordSchema } from '../documents/media.ts';
import { type Clock, clockInput, systemClock } from '../runtime/clock.ts';
import { type KeyValueStore, keyValueStoreInput } from '../runtime/stores.ts';
import type { InstagramAnalyticsManager } from './instagram-analytics-manager.ts';

/** A story with its figures as they were read last: Graph shows none older than 24 hours. */
export interface KeptStory {
  taken_at: string;
  story: MediaRecord;
}

/** What a reading of the stories brought. */
export interface KeptStories {
  /** Every story kept so far, newest first. */
  stories: KeptStory[];
  /** Stories that were not kept before, and those whose figures were renewed. */
  added: number;
  renewed: number;
}

/** The public counts of another business at one time. */
export interface CompetitorReading {
  taken_at: string;
  username: string;
  followers_count: number | null;
  media_count: number | null;
  /** Its newest posts; `null` when none was given. */
  media: CompetitorPost[] | null;
}

/** A post of another business at one time. */
export interface CompetitorPost {
  id: string;
  timestamp: string | null;
  media_product_type: string | null;
  like_count: number | null;
  comments_count: number | null;
}

/** What a reading of competitors brought. */
export interface KeptCompetitors {
  /** Of each that could be read, this reading. */
  readings: CompetitorReading[];
  /** Those that could not, each with its cause. */
  issues: CollectionIssue[];
}

/** Options of {@link keepStories} and {@link keepCompetitors}. */
export interface KeepOptions {
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link keepCompetitors}. */
export interface KeepCompetitorsOptions extends KeepOptions {
  /** Posts of each account. @default 25 */
  readonly limit?: number | undefined;
}

const STORIES_KEY = 'kept_stories';
const DEFAULT_POSTS = 25;

const keptStories = v.array(v.object({ taken_at: v.string(), story: mediaRecordSchema }));
const number = v.nullable(v.number());
const word = v.nullable(v.string());
const keptReadings = v.array(
  v.object({
    taken_at: v.string(),
    username: v.string(),
    followers_count: number,
    media_count: number,
    media: v.nullable(
      v.array(
        v.object({
          ...{ id: v.string(), timestamp: word, media_product_type: word },
          ...{ like_count: number, comments_count: number },
        }),
      ),
    ),
  }),
);

const store = keyValueStoreInput;
const options = inputObject<KeepOptions>({
  clock: optional(clockInput),
  signal: optional(abortSignal()),
});

/**
 * Reads the account's stories and keeps them, with their newest figures, beyond the 24 hours Graph shows them: run it once
 * a night or more often. One process at a time may write to a store. Cost: as `getStories`.
 *
 * @throws InsightInventoryError `io` when the store holds what is no list of stories, which is left as it is; whatever
 * `getStories` throws
 */
export async function keepStories(
  instagram: Pick<InstagramAnalyticsManager, 'getStories'>,
  kept: KeyValueStore,
  given: KeepOptions = {},
): Promise<KeptStories> {
  checkInput('keepStories', 'store', kept, store);
  const { clock = systemClock, signal } = checkInput('keepStories', 'options', given, options);
  const before = await readKeptStories(kept);
  const stories = new Map(before.map((one) => [one.story.id, one]));
  const found = await instagram.getStories({ signal });
  const taken_at = toTimestamp(clock.now());
  for (const story of found) stories.set(story.id, { taken_at, story });
  const all = [...stories.values()].sort((a, b) => (a.story.timestamp < b.story.timestamp ? 1 : -1));
  if (found.length > 0) await kept.set(STORIES_KEY, JSON.stringify(all));
  const added = stories.size - before.length;
  return { stories: all, added, renewed: found.length - added };
}

/** Reads the stories that {@link keepStories} kept, newest first. No call. @throws InsightInventoryError `io` */
export async function readKeptStories(kept: KeyValueStore): Promise<KeptStory[]> {
  checkInput('readKeptStories', 'store', kept, store);
  return readList(kept, STORIES_KEY, keptStories);
}

/**
 * Reads the public counts and newest posts of other businesses and adds them to a store of their own, so that they can be
 * compared over time. One that cannot be read is an issue beside the others. Facebook login only. One process at a time
 * may write to a store. Cost: 1 call an account and 100 posts, counted against the app's limit.
 *
 * @throws InsightInventoryError `io` when the store holds what is no list of readings, which is left as it is
 */
export async function keepCompetitors(
  instagram: Pick<InstagramAnalyticsManager, 'discoverAccount'>,
  usernames: readonly string[],
  kept: KeyValueStore,
  given: KeepCompetitorsOptions = {},
): Promise<KeptCompetitors> {
  checkInput('keepCompetitors', 'usernames', usernames, listOf(text('Give a user name.')));
  checkInput('keepCompetitors', 'store', kept, store);
  const { limit = DEFAULT_POSTS, ...rest } = given;
  const { clock = systemClock, signal } = checkInput('keepCompetitors', 'options', rest, options);
  const result: KeptCompetitors = { readings: [], issues: [] };
  for (const username of new Set(usernames)) {
    const before = await readCompetitor(kept, username);
    try {
      const { media, ...account } = await instagram.discoverAccount(username, { limit, signal });
      const { followers_count, media_count } = account;
      const taken_at = toTimestamp(clock.now());
      const posts = media?.map(({ id, timestamp, media_product_type, like_count, comments_count }) => {
        return { id, timestamp, media_product_type, like_count, comments_count };
      });
      const reading = { taken_at, username, followers_count, media_count, media: posts ?? null };
      await kept.set(keyOf(username), JSON.stringify([...before, reading]));
      result.readings.push(reading);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isInsightInventoryError(error) || error.kind === 'io') throw error;
      result.issues.push(error.toIssue({ scope: 'business_discovery', id: username }));
    }
  }
  return result;
}

/** Reads what {@link keepCompetitors} kept of one account, oldest first. No call. @throws InsightInventoryError `io` */
export async function readCompetitor(kept: KeyValueStore, username: string): Promise<CompetitorReading[]> {
  checkInput('readCompetitor', 'store', kept, store);
  checkInput('readCompetitor', 'username', username, text('Give a user name.'));
  return readList(kept, keyOf(username), keptReadings);
}

function keyOf(username: string): string {
  return `kept_competitor_${username.toLowerCase()}`;
}

async function readList<T>(kept: KeyValueStore, key: string, schema: v.GenericSchema<unknown, T[]>): Promise<T[]> {
  const saved = await kept.get(key);
  if (saved === null) return [];
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), saved);
  if (read.success) return read.output;
  throw new InsightInventoryError(`What the store holds under ${key} cannot be read.`, {
    kind: 'io',
    code: 'io:damaged_entry',
    remedy: 'Move it away and begin anew; it is left as it is.',
  });
}
