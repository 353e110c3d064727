import type { GraphApiError } from '../base/errors.ts';
import { isBeforeBusinessAccount } from '../graph/graph-error.ts';
import type { ProductClass } from '../graph/media-metrics.ts';
import type { InsightMemory } from './insight-memory.ts';

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

  /** The most that is worth asking of the next page; `only` is the one kind of post seen so far, if it is one. */
  widest(only: ProductClass | null): Expansion {
    return {
      metrics: this.#metrics(only),
      comments: this.#wantsComments && this.#commentRefusals < REFUSALS_BEFORE_GIVING_UP,
      children: this.#childRefusals < REFUSALS_BEFORE_GIVING_UP,
    };
  }

  /**
   * What to try in turn after a page refused. A missing permission, and an object that is gone, may concern either part,
   * and the error does not say which: each is tried without the other. Any other refusal is about metrics far more often
   * than about comments, which are left out second.
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
    return only === null ? memory.shared() : memory.askable(only);
  }

  #countMetrics(isRefused: boolean, cause: GraphApiError | null): number {
    if (!isRefused || cause === null) return 0;
    // Posts come newest first: behind one from before the business account stand only older ones.
    return isBeforeBusinessAccount(cause) ? REFUSALS_BEFORE_GIVING_UP : this.#metricRefusals + 1;
  }
}

/** The last that can be left out when an object is gone: the posts of albums are objects too. */
export function withoutChildren(error: GraphApiError, taken: Expansion): Expansion | null {
  return error.kind === 'not_found' && taken.children ? { ...taken, children: false } : null;
}
