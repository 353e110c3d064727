import { isInsightInventoryError } from '../base/errors.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { GraphClient } from '../graph/graph-run.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import { collectMedia, completePosts } from './collect-media.ts';
import type { DraftPost } from './draft-post.ts';
import { InsightMemory } from './insight-memory.ts';
import { IssueLog } from './issue-log.ts';
import { MediaPageReader, type MediaQuery } from './media-pages.ts';
import { toMediaRecord } from './media-record.ts';
import { resolveNamedMetrics } from './named-metrics.ts';
import { callOf, commentLimits, requireCount, toGraphPeriod, type MediaOptions } from './options.ts';
import type { InstagramSettings } from './settings.ts';

/** A page of posts and the cursor to go on from; `null` at the end. */
export interface MediaBatch {
  readonly items: MediaRecord[];
  readonly after: string | null;
}

/** Posts of the account as lists and as pages. What went wrong with parts of a post is in its record and in the log. */
export class MediaReader {
  readonly #client: GraphClient;
  readonly #settings: InstagramSettings;

  constructor(client: GraphClient, settings: InstagramSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  /**
   * The posts of a list: the account's own, unless another is named.
   *
   * @throws GraphApiError when the list breaks, with the records read so far in `partial`
   */
  async readList(limit: number, options: MediaOptions, list: Partial<MediaQuery> = {}): Promise<MediaRecord[]> {
    const issues = new IssueLog();
    const query = { ...this.query(options, issues), ...list };
    return this.#client.run({ ...callOf(options), what: 'Reading the recent media' }, async (run) => {
      const media = await collectMedia(run, query, limit, issues, () => undefined);
      const items = media.posts.map((post) => this.toRecord(run, post, options));
      if (media.broken !== null) {
        media.broken.partial = { items, after: media.after };
        throw media.broken;
      }
      this.#logIssues(issues);
      return items;
    });
  }

  /** Each page is a method call of its own: its own deadline and retries. */
  async *iteratePages(
    options: MediaOptions & { readonly after?: string | null | undefined; readonly pageSize?: number | undefined },
  ): AsyncGenerator<MediaBatch, void, undefined> {
    const issues = new IssueLog();
    const query = this.query(options, issues);
    const pageSize = requireCount(options.pageSize ?? LIMITS.expandedMediaPage, 'pageSize');
    const reader = new MediaPageReader(query, issues);
    let after = options.after ?? null;
    do {
      const batch: MediaBatch = await this.#client.run({ ...callOf(options), what: 'Reading a page of media' }, (run) =>
        this.#readPage(run, reader, query, { after, pageSize }, options, issues),
      );
      yield batch;
      after = batch.after;
    } while (after !== null);
    this.#logIssues(issues);
  }

  query(options: MediaOptions, issues: IssueLog): MediaQuery {
    const { insights = true } = options;
    const named = resolveNamedMetrics(insights, issues);
    return {
      path: `${this.#settings.userId}/media`,
      ...toGraphPeriod(options),
      memory: insights === false ? null : new InsightMemory(this.#settings.login, named),
      comments: commentLimits(options, this.#settings),
      probe: options.probe,
    };
  }

  toRecord(run: GraphRun, post: DraftPost, options: MediaOptions): MediaRecord {
    return toMediaRecord(post, {
      login: this.#settings.login,
      now: run.client.settings.dependencies.clock.now(),
      followers: null,
      includeMediaUrls: options.includeMediaUrls ?? false,
      maxComments: this.#settings.maxCommentsPerMedia,
    });
  }

  async #readPage(
    run: GraphRun,
    reader: MediaPageReader,
    query: MediaQuery,
    place: { readonly after: string | null; readonly pageSize: number },
    options: MediaOptions,
    issues: IssueLog,
  ): Promise<MediaBatch> {
    try {
      const page = await reader.read(run, place.after, place.pageSize);
      await completePosts(run, page.posts, query, issues);
      return { items: page.posts.map((post) => this.toRecord(run, post, options)), after: page.after };
    } catch (error) {
      if (isInsightInventoryError(error)) error.partial ??= { items: [], after: place.after };
      throw error;
    }
  }

  #logIssues(issues: IssueLog): void {
    for (const issue of issues.list()) {
      this.#client.settings.dependencies.logger.warn('part of the media is missing', { ...issue });
    }
  }
}
