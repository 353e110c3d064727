import { type InsightInventoryError, isGraphApiError, ownError } from '../../base/errors.ts';
import type { IssueKind } from '../../base/issues.ts';
import { isUnexpected } from '../../documents/collection.ts';
import { bareName } from '../../graph/fields.ts';
import {
  isBeforeBusinessAccount,
  isNotCrossposted,
  isTooFewViewers,
  readMetricRefusal,
  readRefusedField,
} from '../../graph/graph-error.ts';
import type { GraphRequest } from '../../graph/graph-request.ts';
import type { GraphRun } from '../../graph/graph-run.ts';
import type { ProductClass } from '../../graph/media-metrics.ts';
import type { InstagramLogin } from '../../runtime/platform-configs.ts';
import { runQueries } from '../account-insights.ts';
import { readInsightRows } from '../insight-answers.ts';
import type { NamesQuery } from '../names-query.ts';
import type { ResolvedInstagramConfig } from '../options.ts';

/** A table of the platform this library was built on. */
export type LiveCheckTable =
  | 'platform'
  | 'scopes'
  | 'account_fields'
  | 'account_metrics'
  | 'media_fields'
  | 'comment_fields'
  | 'media_metrics';

/** The tables in the order they are checked. */
export const LIVE_CHECK_TABLES: readonly LiveCheckTable[] = [
  'platform',
  'scopes',
  'account_fields',
  'account_metrics',
  'media_fields',
  'comment_fields',
  'media_metrics',
];

/** One entry of a platform table, and how Graph answered. */
export interface LiveCheckEntry {
  table: LiveCheckTable;
  /** As Graph names it: `views`, `reach week`, `batch`. */
  name: string;
  /** The kind of post a media metric was asked of. */
  post_kind: ProductClass | null;
  /** What the table says Graph does; `unsure` where it says that posts differ. */
  expected: 'accepted' | 'refused' | 'unsure';
  /** `accepted`: answered. `refused`: Graph said no to this. `not_tried`: no answer decides it. */
  outcome: 'accepted' | 'refused' | 'not_tried';
  /** Graph's own words, redacted, or why the entry was not tried. */
  detail: string | null;
}

/** Graph calls a check takes. */
export interface LiveCheckPlan {
  /** The account has no post and nothing is refused. */
  min: number;
  /** It has a post of every kind and nothing is refused. */
  max: number;
  /** Never more: what a refusal leaves is asked again until these are used up. */
  limit: number;
}

/** Which rows of the platform tables hold true for one token. */
export interface LiveCheckReport {
  checked_at: string;
  login: InstagramLogin;
  api_version: string;
  plan: LiveCheckPlan;
  calls: { http_requests: number; graph_calls: number };
  entries: LiveCheckEntry[];
  /** Entries whose outcome is not the expected one; those that were not tried are not among them. */
  unexpected: number;
}

/** What became of one name of a request. */
export interface LiveCheckResult {
  readonly outcome: LiveCheckEntry['outcome'];
  readonly detail: string | null;
}

/** An entry before it was tried. */
export type ExpectedEntry = Pick<LiveCheckEntry, 'name' | 'expected'>;

export const ACCEPTED: LiveCheckResult = { outcome: 'accepted', detail: null };

export function notTried(detail: string): LiveCheckResult {
  return { outcome: 'not_tried', detail };
}

/** The request got no answer of its own: the connection, a limit or the token stood in its way. */
const NO_ANSWER: ReadonlySet<IssueKind> = new Set([
  'auth',
  'rate_limit',
  'quota',
  'transient',
  'network',
  'timeout',
  'invalid_response',
]);

/** Gives what an error says of everything that was asked in its request. */
export function resultOf(error: InsightInventoryError): LiveCheckResult {
  if (error.code === 'budget:max_calls') return notTried('The calls allowed were used up before.');
  return NO_ANSWER.has(error.kind) ? notTried(error.message) : { outcome: 'refused', detail: error.message };
}

/** Gathers the entries of a check, table by table. */
export class LiveCheckSheet {
  readonly entries: LiveCheckEntry[] = [];

  /** Adds entries of which one outcome is known. */
  add(
    table: LiveCheckTable,
    entries: readonly ExpectedEntry[],
    resultFor: (name: string) => LiveCheckResult,
    kind: ProductClass | null = null,
  ): void {
    for (const { name, expected } of entries) {
      this.entries.push({ table, name, post_kind: kind, expected, ...resultFor(name) });
    }
  }

  get unexpected(): number {
    return this.entries.filter(isUnexpected).length;
  }
}

/** How the token travels; `undefined` for the configured way. */
export type TokenWay = GraphRequest['tokenTransport'];

/** What every part of a live check needs. */
export interface LiveCheckContext {
  readonly run: GraphRun;
  readonly config: ResolvedInstagramConfig;
  readonly way: TokenWay;
  readonly sheet: LiveCheckSheet;
}

/** Marks entries the table says Graph answers. */
export function accepted(names: readonly string[]): ExpectedEntry[] {
  return names.map((name) => ({ name, expected: 'accepted' }));
}

/** Reads once and gives the failure as a result instead of throwing it. */
export async function attempt<T>(
  run: GraphRun,
  read: () => Promise<T>,
): Promise<{ readonly value: T | null; readonly outcome: LiveCheckResult }> {
  try {
    return { value: await read(), outcome: ACCEPTED };
  } catch (caught) {
    const error = ownError(caught, run.signal);
    return { value: null, outcome: resultOf(error) };
  }
}

/** Reports what is asked next. */
export function report(run: GraphRun, message: string): void {
  run.report({ step: 'live_check', done: 0, total: null, message });
}

/** How one request for several names is made, and how its answer and its refusal are read. */
export type LiveQuery = Pick<NamesQuery, 'request' | 'refused'> & {
  /** What an answer says of a name that was in it. */
  readonly result: (body: unknown, name: string) => LiveCheckResult;
};

/** Asks for several names, until each has its result. Cost: 1 Graph call, one more for each refusal. */
export async function queryNames(
  run: GraphRun,
  names: readonly string[],
  { request, refused, result }: LiveQuery,
): Promise<(name: string) => LiveCheckResult> {
  const results = new Map<string, LiveCheckResult>();
  const settle = (some: readonly string[], one: LiveCheckResult): void => {
    for (const name of some) results.set(name, one);
  };
  await runQueries(run, [
    {
      names,
      group: 'live check',
      request,
      open: (some) => some.filter((name) => !results.has(name)),
      answered: (body, some) => {
        for (const name of some) results.set(name, result(body, name));
        return null;
      },
      refused: (error, some) => (isAboutThePost(error) ? null : refused(error, some)),
      rejected: (some, error) => {
        settle(some, resultOf(error));
      },
      failed: (some, error) => {
        settle(some, isAboutThePost(error) ? notTried(error.message) : resultOf(error));
      },
    },
  ]);
  return (name) => results.get(name) ?? notTried('It was not asked.');
}

/** Tells whether an error is about the post: another post may well answer. */
function isAboutThePost(error: unknown): boolean {
  return (
    isGraphApiError(error) && (isBeforeBusinessAccount(error) || isTooFewViewers(error) || isNotCrossposted(error))
  );
}

/** Makes the query of some fields. */
export function fieldsQuery(path: string, way: GraphRequest['tokenTransport'], limit?: number): LiveQuery {
  return {
    request: (fields) => ({ path, params: { fields: fields.join(','), limit }, tokenTransport: way }),
    refused: (error, requested) => {
      if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
      const name = readRefusedField(error);
      return requested.filter((field) => bareName(field) === name);
    },
    // Graph leaves out a field that is empty: no error is all it takes.
    result: () => ACCEPTED,
  };
}

/** Makes the query of some metrics. */
export function metricsQuery(request: LiveQuery['request']): LiveQuery {
  return {
    request,
    refused: (error, requested) => readMetricRefusal(error, requested) ?? null,
    result: (body, name) => {
      const rows = readInsightRows(body);
      if (rows === null) return notTried('Graph answered with something that is no insights answer.');
      return rows.some((row) => row.name === name) ? ACCEPTED : { ...ACCEPTED, detail: 'Answered without a value.' };
    },
  };
}
