import { GraphApiError, ownError } from '../base/errors.ts';
import { readPage } from '../graph/answer.ts';
import { bareName, commentsExpansion, fieldNames, insightsExpansion, MEDIA_FIELDS } from '../graph/fields.ts';
import {
  invalidAnswer,
  isTooMuchData,
  isUnknownMetric,
  readMetricRefusal,
  readRefusedField,
} from '../graph/graph-error.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { type ProductClass, productClassOf } from '../graph/media-metrics.ts';
import { LIMITS, type Login } from '../graph/platform.ts';
import type { ProbeOption } from '../media/media-prober.ts';
import { loopTurn } from '../runtime/concurrency.ts';
import { dropCommentField, readNestedComments, type CommentLimits } from './complete-comments.ts';
import { runQueries } from './account-insights.ts';
import { isNarrowable, type IssueLog, mayNameNothing } from './issue-log.ts';
import { type Expansion, type InsightMemory, PageExpansions, withoutChildren } from './insight-memory.ts';
import { createDraft, type DraftPost } from './media-record.ts';
import type { ListPage } from './walk-pages.ts';
import { idOf, readMediaRow } from './wire-rows.ts';

/** What to read of a list of posts. */
export interface MediaQuery {
  /** Path of the list: `17841…/media`. */
  readonly path: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** `null` reads no insights. */
  readonly memory: InsightMemory | null;
  /** `null` reads no comments. */
  readonly comments: CommentLimits | null;
  /** Whether the videos are probed once they are read. */
  readonly probe?: ProbeOption | undefined;
  /** The one kind of post on the list, where that is known beforehand. */
  readonly kind?: ProductClass | undefined;
}

/** The answer to the widest request a page took, what came along, and how many posts were asked for. */
interface WidestPage {
  readonly body: unknown;
  readonly taken: Expansion;
  readonly size: number;
}

/** Without these a row is no post. */
const NEEDED_FIELDS: ReadonlySet<string> = new Set(['id', 'media_type', 'timestamp']);

/**
 * Reads a list of posts page by page, in the widest request that is safe: insights and comments come along by field
 * expansion. One post that cannot take the shared metrics fails the whole request, so a refused page is read again
 * without what was refused, and what it lacks is completed post by post. What a page teaches holds for the next.
 */
export class MediaPageReader {
  readonly #query: MediaQuery;
  readonly #issues: IssueLog;
  readonly #refusedFields = new Set<string>();
  #hasSearchedFields = false;
  /** Kinds of post seen so far; pages of one kind only can be asked for all of its metrics at once. */
  readonly #seen = new Set<ProductClass>();
  readonly #expansions: PageExpansions;
  #pageSize: number;
  #sweeps: Promise<void> = Promise.resolve();
  /** The page that was asked for while the one before it is read. */
  #next: { readonly after: string; readonly page: Promise<WidestPage> } | null = null;

  constructor(query: MediaQuery, issues: IssueLog) {
    this.#query = query;
    this.#issues = issues;
    this.#expansions = new PageExpansions(query.memory, query.comments !== null);
    if (query.kind !== undefined) this.#seen.add(query.kind);
    const isExpanded = query.memory !== null || query.comments !== null;
    this.#pageSize = isExpanded ? LIMITS.expandedMediaPage : LIMITS.mediaPage;
  }

  /**
   * Reads one page of at most `limit` posts. Cost: 1 call, and 1 for each refusal or, on the first page, for the rest
   * of its metrics: {@link settled}.
   *
   * @param ahead - whether the page behind it is asked for before this one is read; it has to be read next, or {@link end}
   * waits for it
   */
  async read(run: GraphRun, after: string | null, limit: number, ahead = false): Promise<ListPage<DraftPost>> {
    const { body, taken, size } = await (this.#takeNext(after) ?? this.#readWidest(run, after, limit));
    const page = readPage(body);
    const rows = page.rows.map((value) => ({ value, row: readMediaRow(value) }));
    for (const { row } of rows) if (row !== null) this.#seen.add(this.#query.kind ?? productClassOf(row));
    const left = limit - rows.length;
    if (ahead && page.after !== null && rows.length > 0 && left > 0) {
      this.#askNext(run, page.after, left);
      // It is on its way before the posts of this one are made.
      await loopTurn();
    }
    const posts: DraftPost[] = [];
    const read = rows.map(({ value, row }) => {
      const post = row === null ? this.#noteUnreadable(value) : this.#draft(run, row, taken);
      if (post !== null) posts.push(post);
      return { id: idOf(value), item: post };
    });
    if (taken.metrics.length > 0) {
      if (posts.length > 0) this.#query.memory?.noteAnswered();
      const before = this.#sweeps;
      this.#sweeps = Promise.all([before, this.#sweepRest(run, posts, after, size)]).then(() => undefined);
      // Whoever needs it waits for it, and hears of a failure then.
      this.#sweeps.catch(() => undefined);
    }
    return { rows: read, after: page.after, isCut: page.isCut };
  }

  /** Resolves when the metrics of one kind of post have come that were asked beside the pages read so far. */
  async settled(): Promise<void> {
    await this.#sweeps;
  }

  /** Resolves when nothing is under way: {@link settled}, and a page that was asked for and is not read after all. */
  async end(): Promise<void> {
    await Promise.allSettled([this.#next?.page]);
    await this.#sweeps;
  }

  #askNext(run: GraphRun, after: string, limit: number): void {
    const page = this.#readWidest(run, after, limit);
    // Whoever reads it hears of a failure.
    page.catch(() => undefined);
    this.#next = { after, page };
  }

  #takeNext(after: string | null): Promise<WidestPage> | null {
    const next = this.#next;
    this.#next = null;
    return next !== null && next.after === after ? next.page : null;
  }

  #onlyKind(): ProductClass | null {
    const [first, ...others] = this.#seen;
    return first !== undefined && others.length === 0 ? first : null;
  }

  /** Narrows the request until the server takes it. Every turn asks for strictly less, so it ends. */
  async #readWidest(run: GraphRun, after: string | null, limit: number): Promise<WidestPage> {
    const widest = this.#expansions.widest(this.#onlyKind());
    let taken = widest;
    let cause: GraphApiError | null = null;
    let narrower: Expansion[] = [];
    for (;;) {
      const size = Math.min(limit, this.#pageSize);
      try {
        const body = await this.#list(run, after, size, this.#fields(run.client.login, taken));
        this.#expansions.settle(widest, taken, cause);
        return { body, taken, size };
      } catch (error) {
        if (isTooMuchData(error) && size > 1) {
          this.#pageSize = Math.ceil(size / 2);
          continue;
        }
        if (!isNarrowable(error, this.#query.path)) throw error;
        const field = readRefusedField(error);
        if (field !== null && this.#dropField(field, error)) continue;
        const { comments } = this.#query;
        if (taken.comments && comments !== null && dropCommentField(comments, error, this.#issues)) continue;
        const known = this.#withoutUnknown(error, taken.metrics);
        if (known.length < taken.metrics.length) {
          taken = { ...taken, metrics: known };
          continue;
        }
        if (cause === null) narrower = this.#expansions.narrower(error, taken);
        cause ??= error;
        const next = narrower.shift() ?? withoutChildren(error, taken);
        if (next === null && (await this.#dropUnnamedFields(run, error))) {
          taken = widest;
          cause = null;
          continue;
        }
        if (next === null) throw error;
        taken = next;
      }
    }
  }

  /** Gives the metrics that are left when the server lists the names it knows; all of them when it does not. */
  #withoutUnknown(error: GraphApiError, metrics: readonly string[]): readonly string[] {
    const refusal = isUnknownMetric(error) ? readMetricRefusal(error, metrics) : null;
    if (refusal === null || refusal.length === 0) return metrics;
    for (const metric of refusal) this.#query.memory?.forgetMetric(metric, { reason: 'unsupported', error: null });
    this.#issues.note({
      ...error.toIssue({ scope: 'media_insights' }),
      message: `Not known to this server: ${refusal.join(', ')}. ${error.message}`,
    });
    return metrics.filter((metric) => !refusal.includes(metric));
  }

  #dropField(field: string, error: GraphApiError): boolean {
    const isOurs = MEDIA_FIELDS.some((row) => bareName(row.field) === field);
    if (!isOurs || NEEDED_FIELDS.has(field) || this.#refusedFields.has(field)) return false;
    this.#refusedFields.add(field);
    this.#issues.add(error, 'media');
    return true;
  }

  /**
   * Searches for the fields that a page is refused for in words that name none, once a list; whether it found any. Cost:
   * about 5 calls for one field.
   */
  async #dropUnnamedFields(run: GraphRun, error: GraphApiError): Promise<boolean> {
    if (this.#hasSearchedFields || !mayNameNothing(error)) return false;
    this.#hasSearchedFields = true;
    const names = fieldNames(MEDIA_FIELDS, run.client.login, new Set([...this.#refusedFields, ...NEEDED_FIELDS]));
    const settled = new Set<string>();
    const before = this.#refusedFields.size;
    const settle = (some: readonly string[]): void => {
      for (const name of some) settled.add(name);
    };
    const { path } = this.#query;
    await runQueries(run, [
      {
        names,
        group: 'media fields',
        request: (some) => ({ path, params: { fields: [...NEEDED_FIELDS, ...some].join(','), limit: 1 } }),
        open: (some) => some.filter((name) => !settled.has(name)),
        answered: (_body, some) => {
          settle(some);
          return null;
        },
        refused: (refusal, some) => {
          const field = readRefusedField(refusal);
          if (field !== null) return some.filter((name) => bareName(name) === field);
          return mayNameNothing(refusal) ? [] : null;
        },
        rejected: (some, refusal) => {
          settle(some);
          for (const name of some) this.#refusedFields.add(bareName(name));
          this.#issues.note({ ...refusal.toIssue({ scope: 'media' }), code: `${refusal.code}:${some.join(',')}` });
        },
        failed: settle,
      },
    ]);
    return this.#refusedFields.size > before;
  }

  #fields(login: Login, expansion: Expansion): string {
    const { comments } = this.#query;
    const without = expansion.children ? this.#refusedFields : new Set([...this.#refusedFields, 'children']);
    const parts = fieldNames(MEDIA_FIELDS, login, without);
    if (expansion.metrics.length > 0) parts.push(insightsExpansion(expansion.metrics));
    if (expansion.comments && comments !== null) parts.push(commentsExpansion(login, comments, comments.refusedFields));
    return parts.join(',');
  }

  async #list(run: GraphRun, after: string | null, limit: number, fields: string): Promise<unknown> {
    const { path, since, until } = this.#query;
    return run.get({ path, params: { fields, limit, after: after ?? undefined, since, until } });
  }

  #noteUnreadable(value: unknown): null {
    this.#issues.add(unreadableRow(), 'media', idOf(value));
    return null;
  }

  #draft(run: GraphRun, row: NonNullable<ReturnType<typeof readMediaRow>>, taken: Expansion): DraftPost {
    // What is read of the nested lists is all that is kept of them.
    const { insights, comments, ...own } = row;
    const post = createDraft(own, this.#query.comments !== null, this.#query.kind);
    if (taken.metrics.length > 0) takeInsights(post, insights, taken.metrics);
    if (taken.comments) post.comments = readNestedComments(run, row, comments, this.#issues);
    post.isAlbumOpen = !taken.children && row.media_type.toUpperCase() === 'CAROUSEL_ALBUM';
    return post;
  }

  /**
   * Completes the first page: on a page of one kind of post, one more request brings the metrics only that kind has;
   * cheaper than one a post.
   */
  async #sweepRest(run: GraphRun, posts: readonly DraftPost[], after: string | null, size: number): Promise<void> {
    const only = this.#onlyKind();
    const { memory } = this.#query;
    if (only === null || memory === null || posts.length < 2) return;
    const rest = memory
      .requestable(only)
      .filter((metric) => posts.some((post) => post.insights.open([metric]).length > 0));
    if (rest.length === 0) return;
    try {
      const page = readPage(await this.#list(run, after, size, `id,${insightsExpansion(rest)}`));
      const byId = new Map(page.rows.map((row) => [idOf(row), row]));
      for (const post of posts) {
        const row = byId.get(post.row.id);
        if (row !== undefined) takeInsights(post, insightsOf(row), rest);
      }
    } catch (caught) {
      // The page itself was read: each post is asked on its own afterwards.
      ownError(caught, run.signal);
    }
  }
}

/** Takes the insights. Graph leaves the edge out when it has no data; one that cannot be read leaves the post open. */
function takeInsights(post: DraftPost, edge: unknown, requested: readonly string[]): void {
  if (edge === undefined || edge === null) post.insights.settle(requested, 'not_enough_data');
  else post.insights.take(edge, requested, { ids: [post.row.id] });
}

function insightsOf(row: unknown): unknown {
  return typeof row === 'object' && row !== null && 'insights' in row ? row.insights : undefined;
}

function unreadableRow(): GraphApiError {
  const remedy = 'Look at the post in Instagram; read it with request() to see what Graph sends.';
  return invalidAnswer('A post came without id, type or time and was left out.', 'media_row', remedy);
}
