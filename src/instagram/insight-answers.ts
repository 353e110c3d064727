import type { UnavailableReason } from '../documents/shapes.ts';
import { readInsightRows, rowValue } from './insight-rows.ts';

/** What is known so far about the metrics asked of one post: a value, or why there is none. */
export class InsightAnswers {
  readonly #values = new Map<string, number>();
  readonly #missing = new Map<string, UnavailableReason>();

  /**
   * Takes over an insights answer. A metric asked for and not in it is data Graph does not have, not 0. False, and
   * nothing is taken, when the body is no insights answer.
   */
  take(body: unknown, asked: readonly string[]): boolean {
    const rows = readInsightRows(body);
    if (rows === null) return false;
    for (const row of rows) {
      const value = rowValue(row);
      if (value !== null) this.#values.set(row.name, value);
    }
    this.settle(asked, 'not_enough_data');
    return true;
  }

  /** Gives a reason to every metric that has neither a value nor a reason yet. */
  settle(metrics: Iterable<string>, reason: UnavailableReason): void {
    for (const metric of metrics) {
      if (!this.#values.has(metric) && !this.#missing.has(metric)) this.#missing.set(metric, reason);
    }
  }

  value(metric: string): number | null {
    return this.#values.get(metric) ?? null;
  }

  reason(metric: string): UnavailableReason | null {
    return this.#missing.get(metric) ?? null;
  }

  /** Those of the metrics that are still to be asked. */
  open(metrics: readonly string[]): string[] {
    return metrics.filter((metric) => !this.#values.has(metric) && !this.#missing.has(metric));
  }
}
