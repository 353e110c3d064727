/**
 * One request as a simulator sees it: an HTTP request, or one item inside a batch. What a fault's predicate is given.
 */
export interface SimulatedRequest {
  /** Upper case. */
  readonly method: string;
  /** The path as sent, percent-encoding kept, without the query. */
  readonly path: string;
  /** The decoded query. */
  readonly query: URLSearchParams;
  /** Lower-case names. Empty for a batch item. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, `''` when there is none. */
  readonly body: string;
  /** The simulator's own word for what was asked: `objects.list`, `media.insights` … */
  readonly endpoint: string;
  /** Position inside a batch, from 0; `null` for an HTTP request. */
  readonly item: number | null;
}
