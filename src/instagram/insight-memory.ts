import type { GraphApiError, InsightInventoryError } from '../base/errors.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { isBeforeBusinessAccount } from '../graph/graph-error.ts';
import { metricsFor, type ProductClass, sharedMetrics } from '../graph/media-metrics.ts';
import type { Login } from '../graph/platform.ts';
import { RefusalWords } from './names-query.ts';

/** A metric the server does not know. */
interface UnknownMetric {
  readonly reason: UnavailableReason;
  /** The refusal, for the issue of each post that lacks the metric; `null` where the issue was noted already. */
  readonly error: InsightInventoryError | null;
}

/**
 * What a run has learned about which metrics its server takes. A metric the server does not know is not asked again.
 * Any other rejection may be that one post's own, whatever its text says, and holds for that post alone: so what is
 * found does not depend on which post was asked first.
 */
export class InsightMemory {
  readonly #login: Login;
  /** What refusals that name no metric turned out to be about. */
  readonly words: RefusalWords = new RefusalWords();
  readonly #named: readonly string[] | null;
  readonly #unknown = new Map<string, UnknownMetric>();
  #suspected = false;
  #denied = false;
  #answered = false;

  constructor(login: Login, named: readonly string[] | null) {
    this.#login = login;
    this.#named = named;
  }

  /** Gives the metrics this run wants of one kind of post, before anything was learned. */
  wanted(product: ProductClass): string[] {
    return metricsFor(product, this.#login, this.#named);
  }

  /** Gives the metrics to send for one kind of post now. */
  requestable(product: ProductClass): string[] {
    return this.wanted(product).filter((metric) => !this.#unknown.has(metric));
  }

  /** Gives the metrics to send for a page of mixed posts. */
  shared(): string[] {
    return sharedMetrics(this.#login, this.#named).filter((metric) => !this.#unknown.has(metric));
  }

  /** Notes that the server does not know the metric, whatever the post. */
  forgetMetric(metric: string, unknown: UnknownMetric): void {
    this.#unknown.set(metric, unknown);
  }

  /** Notes that insights of a post were answered: whatever is denied later concerns single posts. */
  noteAnswered(): void {
    this.#answered = true;
  }

  /** Notes that a page of posts was denied: the permission may be missing, or one post on it may be somebody else's. */
  suspect(): void {
    this.#suspected = true;
  }

  /** Whether it pays to ask a few posts before all of them. */
  get suspicious(): boolean {
    return this.#suspected && !this.#answered && !this.#denied;
  }

  /** Notes that a single post was denied. */
  noteDenied(): void {
    this.#denied = true;
  }

  get answered(): boolean {
    return this.#answered;
  }

  /** Whether the token may not read insights at all. */
  get forbidden(): boolean {
    return this.#denied && !this.#answered;
  }

  /** Tells why a metric is asked of no post; `null` when it is. */
  unknown(metric: string): UnknownMetric | null {
    return this.#unknown.get(metric) ?? null;
  }
}

/** Posts asked first where a permission seems to be missing: if it is, the rest need not be asked. */
const SAMPLE_SIZE = 5;

/**
 * Splits many items into a few, spread over the whole list, and the rest. Few items are not worth splitting: all of
 * them go first.
 */
export function pickSample<T>(items: readonly T[]): { readonly first: T[]; readonly rest: T[] } {
  if (items.length <= 2 * SAMPLE_SIZE) return { first: [...items], rest: [] };
  const step = (items.length - 1) / (SAMPLE_SIZE - 1);
  const places = new Set(Array.from({ length: SAMPLE_SIZE }, (_, index) => Math.round(index * step)));
  return {
    first: items.filter((_, place) => places.has(place)),
    rest: items.filter((_, place) => !places.has(place)),
  };
}

/** What the request for a page of posts brings along besides the posts. */
export interface Expansion {
  readonly metrics: readonly string[];
  readonly comments: boolean;
  /** The posts of albums. */
  readonly children: boolean;
}

/** After this many pages in a row refused something, later pages are not asked for it. */
const REFUSALS_BEFORE_GIVING_UP = 2;

/** Decides what the pages of one list are asked to bring along, by what earlier pages refused. */
export class PageExpansions {
  readonly #memory: InsightMemory | null;
  readonly #wantsComments: boolean;
  #metricRefusals = 0;
  #commentRefusals = 0;
  #childRefusals = 0;

  constructor(memory: InsightMemory | null, wantsComments: boolean) {
    this.#memory = memory;
    this.#wantsComments = wantsComments;
  }

  /** Gives the most that is worth asking of the next page; `only` is the one kind of post seen so far, if it is one. */
  widest(only: ProductClass | null): Expansion {
    return {
      metrics: this.#metrics(only),
      comments: this.#wantsComments && this.#commentRefusals < REFUSALS_BEFORE_GIVING_UP,
      children: this.#childRefusals < REFUSALS_BEFORE_GIVING_UP,
    };
  }

  /**
   * Lists what to try in turn after a page refused. A missing permission, and an object that is gone, may concern
   * either part, and the error does not say which: each is tried without the other. Any other refusal is about metrics
   * far more often than about comments, which are left out second.
   */
  narrower(error: GraphApiError, { metrics, comments, children }: Expansion): Expansion[] {
    const nothing: Expansion = { metrics: [], comments: false, children };
    if (metrics.length === 0) return comments ? [nothing] : [];
    if (!comments) return [nothing];
    const onlyComments: Expansion = { metrics: [], comments: true, children };
    const onlyMetrics: Expansion = { metrics, comments: false, children };
    return error.kind === 'permission' || error.kind === 'not_found'
      ? [onlyMetrics, onlyComments, nothing]
      : [onlyComments, onlyMetrics, nothing];
  }

  /** Takes note of what a page was asked and what it took; `cause` is its first refusal. */
  settle(asked: Expansion, taken: Expansion, cause: GraphApiError | null): void {
    if (asked.metrics.length > 0) this.#metricRefusals = this.#countMetrics(taken.metrics.length === 0, cause);
    if (asked.comments) this.#commentRefusals = taken.comments ? 0 : this.#commentRefusals + 1;
    if (asked.children) this.#childRefusals = taken.children ? 0 : this.#childRefusals + 1;
    if (taken.metrics.length < asked.metrics.length && cause?.kind === 'permission') this.#memory?.suspect();
  }

  #metrics(only: ProductClass | null): string[] {
    const memory = this.#memory;
    if (memory === null || memory.forbidden || this.#metricRefusals >= REFUSALS_BEFORE_GIVING_UP) return [];
    return only === null ? memory.shared() : memory.requestable(only);
  }

  #countMetrics(isRefused: boolean, cause: GraphApiError | null): number {
    if (!isRefused || cause === null) return 0;
    // Posts come newest first: after one from before the business account come only older ones.
    return isBeforeBusinessAccount(cause) ? REFUSALS_BEFORE_GIVING_UP : this.#metricRefusals + 1;
  }
}

/**
 * Gives the query without the posts of albums, the last that can be left out when an object is gone: the posts of
 * albums are objects too.
 */
export function withoutChildren(error: GraphApiError, taken: Expansion): Expansion | null {
  return error.kind === 'not_found' && taken.children ? { ...taken, children: false } : null;
}
