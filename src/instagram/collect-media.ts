import { type InsightInventoryError, ownError } from '../base/errors.ts';
import { itemAt } from '../base/lists.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { VideoPerformance } from '../documents/summary.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { readMediaRange } from '../graph/media-address.ts';
import { LIMITS } from '../graph/platform.ts';
import {
  createProbeCache,
  MediaProber,
  type ProbeBudget,
  probeBudget,
  type ProbeItem,
  probeMany,
} from '../media/media-prober.ts';
import type { RangeReader } from '../media/header-bytes.ts';
import { accountRequest } from './account.ts';
import { commentLimits, completeComments } from './complete-comments.ts';
import { InsightsCompletion } from './complete-insights.ts';
import { deriveLatestVideo } from './derive.ts';
import { InsightMemory } from './insight-memory.ts';
import { IssueLog, noteFailure } from './issue-log.ts';
import { MediaPageReader, type MediaQuery } from './media-pages.ts';
import { type DraftPost, isVideo, toMediaRecord } from './media-record.ts';
import {
  callOf,
  type MediaOptions,
  type ResolvedInstagramConfig,
  resolveNamedMetrics,
  toGraphPeriod,
} from './options.ts';
import { WalkedList, walkPages, withPartial } from './walk-pages.ts';
import { readAccountRow, readPublicMediaRow } from './wire-rows.ts';

/** What of a list of posts is read. */
export interface CollectMediaOptions {
  readonly limit: number;
  /** Whether posts are completed while the next page is read: {@link GraphRun.mayOverlap}. What is found is the same. */
  readonly overlaps: boolean;
  /** Called after each page with the number of posts read. */
  readonly onPage?: ((done: number) => void) | undefined;
}

/**
 * Reads up to `limit` posts into `list` and completes them; the repairs of all pages share requests. Gives why the list
 * broke off before its end, `null` when it did not: one that breaks half-way has what it had.
 */
export async function collectMedia(
  run: GraphRun,
  query: MediaQuery,
  list: WalkedList<DraftPost>,
  issues: IssueLog,
  { limit, overlaps, onPage }: CollectMediaOptions,
): Promise<InsightInventoryError | null> {
  const reader = new MediaPageReader(query, issues.branch());
  const ofAlbums = issues.branch();
  const insights = query.memory === null ? null : new InsightsCompletion(run, query.memory, issues.branch());
  let broken: InsightInventoryError | null = null;
  try {
    await walkPages(list, {
      limit,
      read: async (after, left) => {
        const page = await reader.read(run, after, left, overlaps);
        if (!overlaps) await reader.settled();
        return page;
      },
      onPage: (fresh) => {
        onPage?.(Math.min(list.items.length, limit));
        if (!overlaps) return;
        insights?.begin(fresh.slice(0, Math.max(0, fresh.length + limit - list.items.length)), reader.settled());
      },
    });
  } catch (caught) {
    const error = ownError(caught, run.signal);
    broken = error;
  }
  await reader.end();
  const posts = list.items.slice(0, limit);
  await completeAlbums(run, posts, ofAlbums);
  await insights?.finish(posts);
  await completeRest(run, posts, query, issues);
  return broken;
}

/** Brings posts what their page could not. */
async function completePosts(
  run: GraphRun,
  posts: readonly DraftPost[],
  query: MediaQuery,
  issues: IssueLog,
): Promise<void> {
  await completeAlbums(run, posts, issues);
  if (query.memory !== null) await new InsightsCompletion(run, query.memory, issues).finish(posts);
  await completeRest(run, posts, query, issues);
}

async function completeRest(
  run: GraphRun,
  posts: readonly DraftPost[],
  { comments, probe }: MediaQuery,
  issues: IssueLog,
): Promise<void> {
  if (comments !== null) await completeComments(run, posts, comments, issues);
  const budget = probeBudget(probe);
  if (budget !== null) await probePosts(run, posts, issues, budget);
}

/** Reads the posts of albums that their page could not bring. Cost: one Graph call an album. */
async function completeAlbums(run: GraphRun, posts: readonly DraftPost[], issues: IssueLog): Promise<void> {
  const open = posts.filter((post) => post.isAlbumOpen === true);
  const params = { fields: 'id,children{id,media_type}' };
  for (const [post, result] of await run.getEach(open, ({ row }) => ({ path: row.id, params }))) {
    if (result.ok) post.row = { ...post.row, children: readPublicMediaRow(result.body)?.children ?? null };
    else noteFailure(run, result.error, { scope: 'media', id: post.row.id, purpose: 'account' }, issues);
  }
}

/**
 * Reads length and orientation of the posts' videos from their media addresses, by header bytes: 1 to 3 HTTP requests a
 * video, no Graph call. What is found is kept by post id in the manager's store: a published video does not change. A
 * video whose address Graph leaves out has no details.
 */
async function probePosts(
  run: GraphRun,
  posts: readonly DraftPost[],
  issues: IssueLog,
  { maxBytes }: ProbeBudget,
): Promise<void> {
  const { store, concurrency } = run.client.config.dependencies;
  const prober = new MediaProber({ source: 'instagram', cache: createProbeCache(store), maxBytes });
  const videos = posts.filter((post) => isVideo(post.row));
  const found = videos.flatMap((post) => {
    post.details = null;
    const { media_url, id } = post.row;
    return media_url === null ? [] : [{ post, item: toItem(run, id, media_url) }];
  });
  const items = found.map(({ item }) => item);
  const onProgress = run.report.bind(run);
  const metadata = await probeMany(prober, items, { concurrency, signal: run.signal, source: 'instagram', onProgress });
  for (const [index, { post }] of found.entries()) post.details = itemAt(metadata, index);
  // Several videos are read at a time: the order of the posts is the one order.
  const places = new Map(posts.map((post, index) => [post.row.id, index]));
  const placeOf = (id: string | null): number => places.get(id ?? '') ?? -1;
  for (const issue of prober.issues.toSorted((a, b) => placeOf(a.id) - placeOf(b.id))) issues.note(issue);
}

function toItem(run: GraphRun, id: string, address: string): ProbeItem {
  return { id, name: `${id}.mp4`, kind: 'video', identity: `instagram/${id}`, open: () => openAddress(run, address) };
}

/** Opens an address. The length of the file is learned with the first range. */
function openAddress(run: GraphRun, address: string): RangeReader {
  let size: number | null = null;
  return {
    get size(): number | null {
      return size;
    },
    read: async (start, end, signal) => {
      const range = await readMediaRange(run, address, { start, end }, signal);
      size = range.size ?? size;
      return range.bytes;
    },
  };
}

/** A page of posts and the cursor to go on from; `null` at the end. */
export interface MediaBatch {
  readonly items: MediaRecord[];
  readonly after: string | null;
}

/** Posts of the account as lists and as pages. What went wrong with parts of a post is in its record and in the log. */
export class MediaReader {
  readonly #client: GraphClient;
  readonly #config: ResolvedInstagramConfig;

  constructor(client: GraphClient, config: ResolvedInstagramConfig) {
    this.#client = client;
    this.#config = config;
  }

  /**
   * Reads the posts of a list: the account's own, unless another is named.
   *
   * @throws GraphApiError when the list breaks, with the records read so far in `partial`
   */
  async readList(limit: number, options: MediaOptions, source: Partial<MediaQuery> = {}): Promise<MediaRecord[]> {
    const issues = new IssueLog();
    const query = { ...this.query(options, issues), ...source };
    const list = new WalkedList<DraftPost>();
    const records = (): MediaRecord[] => list.items.slice(0, limit).map((post) => this.toRecord(post, options));
    try {
      return await this.#client.run({ ...callOf(options), what: 'Reading the recent media' }, async (run) => {
        const broken = await collectMedia(run, query, list, issues, { limit, overlaps: run.mayOverlap() });
        if (broken !== null) throw broken;
        issues.log(this.#client.config.dependencies.logger);
        return records();
      });
    } catch (error) {
      throw withPartial(error, options.signal, records(), list.after);
    }
  }

  /** Reads page by page, each in a method call of its own with its own deadline and retries. */
  async *iteratePages(
    options: MediaOptions & { readonly after?: string | null | undefined; readonly pageSize?: number | undefined },
  ): AsyncGenerator<MediaBatch, void, undefined> {
    const issues = new IssueLog();
    const query = this.query(options, issues);
    const pageSize = options.pageSize ?? LIMITS.expandedMediaPage;
    const reader = new MediaPageReader(query, issues);
    const list = new WalkedList<DraftPost>(options.after ?? null);
    const readPage = async (run: GraphRun): Promise<MediaBatch> => {
      const posts = list.take(await reader.read(run, list.after, pageSize));
      await reader.settled();
      await completePosts(run, posts, query, issues);
      return { items: posts.map((post) => this.toRecord(post, options)), after: list.after };
    };
    do {
      const from = list.after;
      try {
        yield await this.#client.run({ ...callOf(options), what: 'Reading a page of media' }, readPage);
      } catch (error) {
        throw withPartial(error, options.signal, [], from);
      }
      // The caller has them: only which ids were seen is kept.
      list.items.length = 0;
    } while (list.after !== null);
    issues.log(this.#client.config.dependencies.logger);
  }

  query(options: MediaOptions, issues: IssueLog): MediaQuery {
    const { insights = true } = options;
    const named = resolveNamedMetrics(insights, issues);
    return {
      path: `${this.#config.userId}/media`,
      ...toGraphPeriod(options),
      memory: insights === false ? null : new InsightMemory(this.#config.login, named),
      comments: commentLimits(options, this.#config),
      probe: options.probe,
    };
  }

  toRecord(post: DraftPost, options: MediaOptions): MediaRecord {
    return toMediaRecord(post, {
      login: this.#config.login,
      now: this.#client.config.dependencies.clock.now(),
      followers: null,
      includeMediaUrls: options.includeMediaUrls ?? false,
      maxComments: this.#config.maxCommentsPerMedia,
    });
  }
}

/** Small pages: the newest video is nearly always among the first. */
const VIDEO_PAGE_SIZE = 10;
/** Posts looked through for a video. */
const VIDEO_SEARCH_LIMIT = 100;

/** Reads how the newest video did, looking through pages of posts until one is found; `null` when none is. */
export async function readLatestVideo(
  run: GraphRun,
  media: MediaReader,
  config: ResolvedInstagramConfig,
): Promise<VideoPerformance | null> {
  const issues = new IssueLog();
  const query = media.query({}, issues);
  const reader = new MediaPageReader(query, issues);
  const list = new WalkedList<DraftPost>();
  const newest = (): DraftPost | undefined => list.items.find((post) => isVideo(post.row));
  await walkPages(list, {
    limit: VIDEO_SEARCH_LIMIT,
    read: (after) => reader.read(run, after, VIDEO_PAGE_SIZE),
    onPage: () => newest() === undefined,
  });
  await reader.settled();
  const video = newest();
  if (video === undefined) return null;
  await completePosts(run, [video], query, issues);
  const [answer] = await run.getMany([accountRequest(run, config.userId)]);
  // Without the account there is no rate by followers; the video is there.
  const account = answer.ok ? readAccountRow(answer.body) : null;
  const context = { followers: account?.followers_count ?? null, username: account?.username ?? null };
  return deriveLatestVideo([media.toRecord(video, {})], context);
}
