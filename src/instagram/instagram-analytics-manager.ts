import { Redactor } from '../base/redact.ts';
import type { AccountInfo, AccountInsights, TokenInfo } from '../documents/account.ts';
import type { ActivityRecord, HashtagPerformance, VideoPerformance } from '../documents/summary.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { CommentRecord, MediaInsights, MediaRecord, Thumbnails } from '../documents/media.ts';
import { documentPieces } from '../documents/shapes.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { type GraphParams, requireGraphPath } from '../graph/graph-request.ts';
import { scrubLinks } from '../graph/answer.ts';
import type { UsageState } from '../graph/usage.ts';
import type { AccessToken } from '../runtime/stores.ts';
import { writeFileAtomic } from '../runtime/atomic-write.ts';
import { resolveDependencies, type ManagerDependencies } from '../runtime/dependencies.ts';
import type { InstagramConfig } from '../runtime/platform-configs.ts';
import { Turns } from '../runtime/concurrency.ts';
import {
  callOf,
  type CallOptions,
  type CollectOptions,
  createGraphClient,
  type MediaOptions,
  requireFeature,
  type ResolvedInstagramConfig,
  resolveInstagramConfig,
} from './options.ts';
import { readAccountInfo } from './account.ts';
import { checkLive, DEFAULT_LIVE_CHECK_CALLS, planLiveCheck, type LiveCheckOptions } from './live-check/live-check.ts';
import { collectAnalytics, failureIfEmpty } from './collect.ts';
import { toCollectPlan } from './analytics-document.ts';
import { type CallPlan, planCalls } from './plan-calls.ts';
import { readComments } from './complete-comments.ts';
import { deriveActivity, deriveHashtags, DEFAULT_ACTIVITY_LIMIT } from './derive.ts';
import {
  discoverAccount,
  type DiscoveredAccount,
  type DiscoveredMedia,
  type HashtagMedia,
  type HashtagOrder,
  readMentionedComment,
  readMentionedMedia,
  searchHashtag,
} from './discover.ts';
import type { LiveCheckPlan, LiveCheckReport } from './live-check/sheet.ts';
import { IssueLog } from './issue-log.ts';
import { type MediaBatch, MediaReader, readLatestVideo } from './collect-media.ts';
import { readRangeInsights } from './range-insights.ts';
import { readSingleInsights, type MediaReference } from './complete-insights.ts';
import { collectThumbnails } from './thumbnails.ts';
import { readTokenInfo, TokenRefresh } from './token-life.ts';
import { walkList, type WalkedList } from './walk-pages.ts';
import * as check from './inputs.ts';

/**
 * Collects the analytics of one Instagram professional account. The constructor does no I/O.
 *
 * @throws ConfigError from the constructor, naming every problem of the configuration
 */
export class InstagramAnalyticsManager {
  readonly #config: ResolvedInstagramConfig;
  readonly #client: GraphClient;
  readonly #media: MediaReader;
  readonly #hashtagTurns: Turns = new Turns();
  readonly #token: TokenRefresh;

  constructor(config: InstagramConfig, deps: ManagerDependencies = {}) {
    const redactor = new Redactor();
    const dependencies = resolveDependencies(deps, 'instagram_analytics', redactor);
    this.#config = resolveInstagramConfig(config, redactor);
    this.#client = createGraphClient(this.#config, redactor, dependencies);
    this.#media = new MediaReader(this.#client, this.#config);
    this.#token = new TokenRefresh(this.#client, this.#config);
  }

  /** The Graph version that is asked: the configured one, or the one the tables were checked against. */
  get apiVersion(): string {
    return this.#config.apiVersion;
  }

  /**
   * Reads the account, with insights over the last day, week and 28 days. Cost: 4 Graph calls, 1 without insights; one
   * HTTP request on Facebook login.
   *
   * @throws GraphApiError when the account itself cannot be read; insights that cannot are `null` with a reason
   */
  async getAccountInfo(
    options: CallOptions & {
      readonly insights?: boolean | undefined;
      readonly includeMediaUrls?: boolean | undefined;
    } = {},
  ): Promise<AccountInfo> {
    check.getAccountInfo({ options });
    const { insights = true, includeMediaUrls = false } = options;
    return this.#call(options, 'Reading the account', (run) =>
      readAccountInfo(run, { userId: this.#config.userId, insights, includeMediaUrls }),
    );
  }

  /**
   * Collects the newest posts with insights and comments. Cost: 2 Graph calls for 50 posts of one kind; one more for
   * each post that has to be asked alone.
   *
   * @throws GraphApiError when the list breaks, with the records read so far and the cursor in `partial`
   */
  async getRecentMedia(options: MediaOptions & { readonly limit?: number | undefined } = {}): Promise<MediaRecord[]> {
    check.getRecentMedia({ options });
    const limit = options.limit ?? this.#config.maxMediaItems;
    return this.#media.readList(limit, options);
  }

  /**
   * Yields posts newest first, a page at a time as they are read. Cost: as `getRecentMedia`, for the pages that are
   * read.
   */
  async *iterateMedia(
    options: MediaOptions & { readonly limit?: number | undefined } = {},
  ): AsyncGenerator<MediaRecord, void, undefined> {
    check.iterateMedia({ options });
    let left = options.limit ?? Infinity;
    for await (const { items } of this.#media.iteratePages(options)) {
      for (const item of items) {
        if (left <= 0) return;
        left -= 1;
        yield item;
      }
      if (left <= 0) return;
    }
  }

  /** Yields pages of posts, each with the cursor to go on from in a later run. Cost: as `getRecentMedia`. */
  iterateMediaPages(
    options: MediaOptions & { readonly after?: string | null | undefined; readonly pageSize?: number | undefined } = {},
  ): AsyncGenerator<MediaBatch, void, undefined> {
    check.iterateMediaPages({ options });
    return this.#media.iteratePages(options);
  }

  /**
   * Reads the insights of one post. Cost: 1 call for a record, 2 for an id (its kind decides which metrics exist), one
   * more for each metric it refuses.
   *
   * @throws GraphApiError when nothing could be read; a metric it does not have is `null` with a reason
   */
  async getMediaInsights(
    media: MediaReference | string,
    options: CallOptions & { readonly insights?: readonly string[] | undefined } = {},
  ): Promise<MediaInsights> {
    check.getMediaInsights({ media, options });
    return this.#call(options, 'Reading insights of a post', (run) =>
      readSingleInsights(run, media, options.insights ?? true),
    );
  }

  /**
   * Lists the newest comments of a post, each with its replies. Cost: 1 call per 50 comments.
   *
   * @throws GraphApiError with what was read in `partial`
   */
  async getRecentComments(
    mediaId: string,
    options: CallOptions & { readonly limit?: number | undefined; readonly replies?: number | undefined } = {},
  ): Promise<CommentRecord[]> {
    check.getRecentComments({ mediaId, options });
    const limits = {
      comments: options.limit ?? Math.max(1, this.#config.maxCommentsPerMedia),
      replies: options.replies ?? this.#config.maxRepliesPerComment,
      refusedFields: new Set<string>(),
      lastWords: new Set<string>(),
    };
    return walkList(
      this.#client,
      options,
      'Reading comments',
      limits.comments,
      async (run, list: WalkedList<CommentRecord>) => {
        await readComments(run, mediaId, limits, list, new IssueLog());
        return list.items.slice(0, limits.comments);
      },
    );
  }

  /** Lists the newest posts as lines of activity. Cost: as `getRecentMedia`, without comments. */
  async getRecentActivity(
    options: CallOptions & { readonly limit?: number | undefined } = {},
  ): Promise<ActivityRecord[]> {
    check.getRecentActivity({ options });
    const limit = options.limit ?? DEFAULT_ACTIVITY_LIMIT;
    const media = await this.#media.readList(limit, { ...callOf(options), comments: false });
    return deriveActivity(media, { followers: null, username: null }, limit);
  }

  /**
   * Tells how the posts carrying each hashtag did, among the last `limit` posts. Cost: as `getRecentMedia`, without
   * comments.
   *
   * @param hashtags - only these, with or without `#`; without a list every tag of the posts
   */
  async getHashtagPerformance(
    hashtags?: readonly string[],
    options: CallOptions & { readonly limit?: number | undefined } = {},
  ): Promise<Record<string, HashtagPerformance>> {
    check.getHashtagPerformance({ hashtags, options });
    const limit = options.limit ?? 50;
    const media = await this.#media.readList(limit, { ...callOf(options), comments: false });
    return deriveHashtags(media, { followers: null, username: null }, { hashtags });
  }

  /**
   * Tells how the newest video did; `null` when the last 100 posts hold none. Cost: 1 call, and as `getRecentMedia`
   * until one is found.
   */
  async getLatestVideoPerformance(options: CallOptions = {}): Promise<VideoPerformance | null> {
    check.getLatestVideoPerformance({ options });
    return this.#call(options, 'Reading the latest video', (run) => readLatestVideo(run, this.#media, this.#config));
  }

  /**
   * Collects account insights over a range of at most 30 days; the last full Pacific day when none is given. Cost: 3
   * Graph calls, 16 with the audience (demographics and followers online); one or two HTTP requests on Facebook login.
   *
   * @throws InsightInventoryError `invalid_request` for a range Graph does not take; GraphApiError when nothing could be
   * read; parts that could not are `null` with a reason
   */
  async getAccountInsights(
    options: CallOptions & {
      readonly since?: Date | string | undefined;
      readonly until?: Date | string | undefined;
      readonly audience?: boolean | undefined;
    } = {},
  ): Promise<AccountInsights> {
    check.getAccountInsights({ options });
    return this.#call(options, 'Reading account insights', (run) =>
      readRangeInsights(run, this.#config.userId, options),
    );
  }

  /**
   * Lists the account's stories of the last 24 hours with their insights; reshares and live videos are not among them.
   * Cost: as `getRecentMedia`.
   */
  async getStories(
    options: CallOptions & Pick<MediaOptions, 'insights' | 'includeMediaUrls'> = {},
  ): Promise<MediaRecord[]> {
    check.getStories({ options });
    const list = { path: `${this.#config.userId}/stories`, kind: 'story', comments: null } as const;
    return this.#media.readList(Number.POSITIVE_INFINITY, options, list);
  }

  /**
   * Lists posts of others in which the account is tagged; their insights belong to their owners. Cost: 1 call per 100
   * posts.
   */
  async getTaggedMedia(
    options: CallOptions & {
      readonly limit?: number | undefined;
      readonly includeMediaUrls?: boolean | undefined;
    } = {},
  ): Promise<MediaRecord[]> {
    check.getTaggedMedia({ options });
    const limit = options.limit ?? this.#config.maxMediaItems;
    const list = { path: `${this.#config.userId}/tags`, memory: null, comments: null };
    return this.#media.readList(limit, options, list);
  }

  /**
   * Lists posts of anybody under a hashtag, with public counts. Facebook login only, and 30 different tags in 7 days:
   * the ledger of them is kept in `store`. Cost: 1 call per 50 posts, 1 more for a tag not searched before.
   *
   * @throws InsightInventoryError `quota` when the tag would be the 31st in 7 days, `unsupported` on Instagram login
   */
  async searchHashtag(
    tag: string,
    options: CallOptions & { readonly order?: HashtagOrder | undefined; readonly limit?: number | undefined } = {},
  ): Promise<HashtagMedia[]> {
    check.searchHashtag({ tag, options });
    requireFeature(this.#config.login, 'hashtagSearch', 'Hashtag search');
    const limit = options.limit ?? 50;
    const choice = { order: options.order ?? 'top', limit, turns: this.#hashtagTurns };
    return walkList(this.#client, options, 'Searching a hashtag', limit, (run, list: WalkedList<HashtagMedia>) =>
      searchHashtag(run, this.#config.userId, tag, choice, list),
    );
  }

  /** Reads a post of another account that mentions this one, by its id. Facebook login only. Cost: 1 call. */
  async getMentionedMedia(
    mediaId: string,
    options: CallOptions & { readonly includeMediaUrls?: boolean | undefined } = {},
  ): Promise<MediaRecord> {
    check.getMentionedMedia({ mediaId, options });
    requireFeature(this.#config.login, 'mentions', 'Reading a mention');
    return this.#call(options, 'Reading a mention', async (run) =>
      this.#media.toRecord(await readMentionedMedia(run, this.#config.userId, mediaId), options),
    );
  }

  /** Reads a comment that mentions this account, by its id. Facebook login only. Cost: 1 call. */
  async getMentionedComment(commentId: string, options: CallOptions = {}): Promise<CommentRecord> {
    check.getMentionedComment({ commentId, options });
    requireFeature(this.#config.login, 'mentions', 'Reading a mention');
    return this.#call(options, 'Reading a mention', (run) => readMentionedComment(run, this.#config.userId, commentId));
  }

  /**
   * Reads another business's public counts and newest posts. Facebook login only. Nobody can read the insights of an
   * account but its own. Cost: 1 call per 100 posts.
   *
   * @throws GraphApiError `not_found` for a personal, unknown or age-gated account
   */
  async discoverAccount(
    username: string,
    options: CallOptions & { readonly limit?: number | undefined } = {},
  ): Promise<DiscoveredAccount> {
    check.discoverAccount({ username, options });
    requireFeature(this.#config.login, 'businessDiscovery', 'Business discovery');
    const limit = options.limit ?? this.#config.maxMediaItems;
    return walkList(this.#client, options, 'Discovering an account', limit, (run, list: WalkedList<DiscoveredMedia>) =>
      discoverAccount(run, this.#config.userId, username, limit, list),
    );
  }

  /**
   * Loads pictures of at most 10 posts as `data:` URIs, for a report: a document of its own, without an address.
   * Pictures of over 400 KB, or over 2 MB together, are left out; what could not be had is one issue. Cost: 1 call and
   * 1 request a post.
   *
   * @throws the abort reason of the signal; ArgumentError for more ids
   */
  async getThumbnails(mediaIds: readonly string[], options: CallOptions = {}): Promise<Thumbnails> {
    check.getThumbnails({ mediaIds, options });
    return collectThumbnails(this.#client, [...new Set(mediaIds)], options);
  }

  /** Reads what is known of the token: scopes present and missing, expiry, remedies. Never the token. Cost: 1 call. */
  async getTokenInfo(options: CallOptions = {}): Promise<TokenInfo> {
    check.getTokenInfo({ options });
    return this.#call(options, 'Inspecting the token', (run) => readTokenInfo(run, this.#config));
  }

  /**
   * Gets a new token, takes it into use and saves it in the token store. Callers at the same time share one refresh.
   * Cost: 1 call.
   *
   * @throws GraphApiError `auth` when the token has expired; `config` on Facebook login without app id and secret
   */
  async refreshToken(options: CallOptions = {}): Promise<AccessToken> {
    check.refreshToken({ options });
    return this.#token.refresh(options);
  }

  /**
   * Gives the token, refreshed first when it expires within `daysBeforeRefresh`. Cost: none while its expiry is known
   * and far.
   */
  async ensureFreshToken(options: CallOptions = {}): Promise<AccessToken> {
    check.ensureFreshToken({ options });
    return this.#token.ensureFresh(options);
  }

  /** The account's IANA time zone, for the analysis of posting times: as configured, else `UTC`. */
  get timezone(): string {
    return this.#config.timezone;
  }

  /** Tells how much of the limits the last answers said is used. No call. */
  getUsage(): UsageState {
    return this.#client.usage;
  }

  /**
   * Reads anything else on Graph, through the same gate, retries and redaction. Cost: 1 call.
   *
   * @param path - below the version: `17841…/content_publishing_limit`
   */
  async request(
    path: string,
    options: CallOptions & { readonly params?: GraphParams | undefined } = {},
  ): Promise<unknown> {
    check.request({ path, options });
    const checked = requireGraphPath(path, options.params);
    return this.#call(options, 'Reading from Graph', async (run) =>
      scrubLinks(await run.get({ path: checked, params: options.params })),
    );
  }

  /** Plans the calls a `collect` with these options takes. Sends nothing. */
  plan(options: CollectOptions = {}): CallPlan {
    check.plan({ options });
    return planCalls(this.#client, toCollectPlan(options, this.#config));
  }

  /**
   * Collects everything into one document. Hashtags, activity, summary and latest video come from the posts at no
   * further call. What cannot be read is `null` with a reason and an issue.
   *
   * @throws GraphApiError `auth` when the token was refused before anything was read
   */
  async collect(options: CollectOptions = {}): Promise<InstagramAnalytics> {
    check.collect({ options });
    const plan = toCollectPlan(options, this.#config);
    return collectAnalytics(this.#client, plan, { ...callOf(options), maxCalls: options.maxCalls });
  }

  /**
   * Collects and, when a path is given, writes the document there: whole or not at all. When nothing could be read, the
   * file that was there stays.
   *
   * @throws GraphApiError with the first cause when nothing could be read; ExportError when the file cannot be written
   */
  async exportToJson(path?: string, options: CollectOptions = {}): Promise<InstagramAnalytics> {
    check.exportToJson({ path, options });
    const document = await this.collect(options);
    if (path === undefined) return document;
    const failure = failureIfEmpty(document);
    if (failure !== null) throw failure;
    await writeFileAtomic(path, documentPieces('instagram-analytics', document), { signal: options.signal });
    return document;
  }

  /** Plans the Graph calls a {@link checkLive} takes. Sends nothing. */
  planLiveCheck(options: Pick<LiveCheckOptions, 'maxCalls'> = {}): LiveCheckPlan {
    check.planLiveCheck({ options });
    return planLiveCheck(this.#client, options.maxCalls ?? DEFAULT_LIVE_CHECK_CALLS);
  }

  /**
   * Tells which rows of this library's tables of platform facts hold for this token: the token in a header, batches,
   * fields, account metrics, and the metrics of the newest post of each kind. Reads only, through the usage gate. Cost:
   * what `planLiveCheck` says; one more call for each refusal, and never more than `maxCalls`.
   *
   * @throws GraphApiError when the account cannot be read at all; what fails later is a row that was `not_tried`
   */
  async checkLive(options: LiveCheckOptions = {}): Promise<LiveCheckReport> {
    check.checkLive({ options });
    const limit = options.maxCalls ?? DEFAULT_LIVE_CHECK_CALLS;
    return checkLive(this.#client, this.#config, limit, callOf(options));
  }

  /** Shows the account and login, never the token. */
  toJSON(): Record<string, unknown> {
    return { userId: this.#config.userId, login: this.#config.login };
  }

  /** Runs the requests of one method; `what` is the subject of the sentence when the deadline passes. */
  async #call<T>(options: CallOptions, what: string, work: (run: GraphRun) => Promise<T>): Promise<T> {
    return this.#client.run({ ...callOf(options), what }, work);
  }
}
