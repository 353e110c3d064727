import type { InsightInventoryError } from '../base/errors.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { metricsFor, type ProductClass, sharedMetrics } from '../graph/media-metrics.ts';
import type { Login } from '../graph/platform.ts';
import { RefusalWords } from './names-question.ts';

/** A metric the server does not know. */
export interface UnknownMetric {
  readonly reason: UnavailableReason;
  /** The refusal, for the issue of each post that lacks the metric; `null` where the issue was noted already. */
  readonly error: InsightInventoryError | null;
}

/**
 * What a run has learned about which metrics its server takes. A metric the server does not know is not asked again. Any
 * other rejection may be that one post's own, whatever its text says, and holds for that post alone: so what is found
 * does not depend on which post was asked first.
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

  /** The metrics this run wants of one kind of post, before anything was learned. */
  wanted(product: ProductClass): string[] {
    return metricsFor(product, this.#login, this.#named);
  }

  /** The metrics to send for one kind of post now. */
  askable(product: ProductClass): string[] {
    return this.wanted(product).filter((metric) => !this.#unknown.has(metric));
  }

  /** The metrics to send for a page of mixed posts. */
  shared(): string[] {
    return sharedMetrics(this.#login, this.#named).filter((metric) => !this.#unknown.has(metric));
  }

  /** The server does not know the metric, whatever the post. */
  forgetMetric(metric: string, unknown: UnknownMetric): void {
    this.#unknown.set(metric, unknown);
  }

  /** Insights of a post were answered: whatever is denied later concerns single posts. */
  noteAnswered(): void {
    this.#answered = true;
  }

  /** A page of posts was denied: the permission may be missing, or one post on it may be somebody else's. */
  suspect(): void {
    this.#suspected = true;
  }

  /** Whether it pays to ask a few posts before all of them. */
  get suspicious(): boolean {
    return this.#suspected && !this.#answered && !this.#denied;
  }

  /** A single post was denied. */
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

  /** Why a metric is asked of no post; `null` when it is. */
  unknown(metric: string): UnknownMetric | null {
    return this.#unknown.get(metric) ?? null;
  }
}

/** Posts asked first where a permission seems to be missing: if it is, the rest need not be asked. */
const SCOUTS = 5;

/**
 * Splits many items into a few, spread over the whole list, and the rest. Few items are not worth splitting: all of
 * them go first.
 */
export function pickScouts<T>(items: readonly T[]): { readonly first: T[]; readonly rest: T[] } {
  if (items.length <= 2 * SCOUTS) return { first: [...items], rest: [] };
  const step = (items.length - 1) / (SCOUTS - 1);
  const places = new Set(Array.from({ length: SCOUTS }, (_, scout) => Math.round(scout * step)));
  return {
    first: items.filter((_, place) => places.has(place)),
    rest: items.filter((_, place) => !places.has(place)),
  };
}
