import type { Login } from '../graph/platform.ts';
import type { ProductClass } from '../graph/media-metrics.ts';
import type { UnavailableReason } from '../documents/unavailable.ts';
import { metricsFor, sharedMetrics } from '../graph/media-metrics.ts';

/**
 * What a run has learned about which metrics its server takes. A metric the server does not know, or rejects for a kind
 * of post, is not asked of that kind again; what one post alone rejects is not remembered.
 */
export class InsightMemory {
  readonly #login: Login;
  readonly #named: readonly string[] | null;
  readonly #unknown = new Map<string, UnavailableReason>();
  readonly #rejected = new Map<string, UnavailableReason>();
  /** Set when the token may not read insights at all. */
  forbidden = false;

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
    return this.wanted(product).filter((metric) => this.reason(product, metric) === null);
  }

  /** The metrics to send for a page of mixed posts. */
  shared(): string[] {
    return sharedMetrics(this.#login, this.#named).filter(
      (metric) => this.reason('feed', metric) === null && this.reason('reels', metric) === null,
    );
  }

  /** The server does not know the metric, whatever the post. */
  forgetMetric(metric: string, reason: UnavailableReason): void {
    this.#unknown.set(metric, reason);
  }

  /** This kind of post does not take the metric. */
  rejectMetric(product: ProductClass, metric: string, reason: UnavailableReason): void {
    this.#rejected.set(`${product}/${metric}`, reason);
  }

  /** Why a metric is not asked of a kind of post; `null` when it is. */
  reason(product: ProductClass, metric: string): UnavailableReason | null {
    return this.#unknown.get(metric) ?? this.#rejected.get(`${product}/${metric}`) ?? null;
  }
}
