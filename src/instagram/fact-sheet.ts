import type { InsightInventoryError } from '../base/errors.ts';
import type { IssueKind } from '../base/issues.ts';
import type { ProductClass } from '../graph/media-metrics.ts';
import type { InstagramLogin } from '../runtime/instagram-config.ts';

/** A table of platform facts this library was built on. */
export type FactTable =
  'platform' | 'scopes' | 'account_fields' | 'account_metrics' | 'media_fields' | 'comment_fields' | 'media_metrics';

/** One row of a fact table, and what Graph said to it. */
export interface FactCheck {
  table: FactTable;
  /** As Graph names it: `views`, `reach week`, `batch`. */
  fact: string;
  /** The kind of post a media metric was asked of. */
  post_kind: ProductClass | null;
  /** What the table says Graph does; `unsure` where it says that posts differ. */
  expected: 'held' | 'refused' | 'unsure';
  /** `held`: answered. `refused`: Graph said no to this. `not_tried`: no answer tells. */
  outcome: 'held' | 'refused' | 'not_tried';
  /** Graph's own words, redacted, or why the row was not tried. */
  detail: string | null;
}

/** Graph calls a check takes. */
export interface FactPlan {
  /** The account has no post and nothing is refused. */
  min: number;
  /** It has a post of every kind and nothing is refused. */
  max: number;
  /** Never more: what a refusal leaves is asked again until these are used up. */
  limit: number;
}

/** Which rows of the fact tables hold for one token. */
export interface FactReport {
  checked_at: string;
  login: InstagramLogin;
  api_version: string;
  plan: FactPlan;
  calls: { http_requests: number; graph_calls: number };
  rows: FactCheck[];
  /** Rows whose outcome is not the expected one; those that were not tried are not among them. */
  unexpected: number;
}

/** What became of one name of a request. */
export interface FactOutcome {
  readonly outcome: FactCheck['outcome'];
  readonly detail: string | null;
}

/** A row before it was tried. */
export type FactRow = Pick<FactCheck, 'fact' | 'expected'>;

export const HELD: FactOutcome = { outcome: 'held', detail: null };

export function notTried(detail: string): FactOutcome {
  return { outcome: 'not_tried', detail };
}

/** The answer was no answer to the question: the connection, a limit or the token stood in its way. */
const NO_ANSWER: ReadonlySet<IssueKind> = new Set([
  'auth',
  'rate_limit',
  'quota',
  'transient',
  'network',
  'timeout',
  'invalid_response',
]);

/** What an error says of everything that was asked in its request. */
export function outcomeOf(error: InsightInventoryError): FactOutcome {
  if (error.code === 'budget:max_calls') return notTried('The calls allowed were used up before.');
  return NO_ANSWER.has(error.kind) ? notTried(error.message) : { outcome: 'refused', detail: error.message };
}

/** Gathers the rows of a check, table by table. */
export class FactSheet {
  readonly rows: FactCheck[] = [];

  /** Rows of which one outcome is known. */
  add(
    table: FactTable,
    rows: readonly FactRow[],
    outcomeFor: (fact: string) => FactOutcome,
    kind: ProductClass | null = null,
  ): void {
    for (const { fact, expected } of rows) {
      this.rows.push({ table, fact, post_kind: kind, expected, ...outcomeFor(fact) });
    }
  }

  get unexpected(): number {
    return this.rows.filter(({ expected, outcome }) => {
      return expected !== 'unsure' && outcome !== 'not_tried' && outcome !== expected;
    }).length;
  }
}
