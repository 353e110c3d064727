import type { InsightPeriods } from '../documents/account.ts';
import type { Unavailable, UnavailableReason } from '../documents/shapes.ts';
import { ACCOUNT_METRICS, dayTotalMetrics, RETIRED_ACCOUNT_METRICS, type UnixRange } from '../graph/fields.ts';
import { readMetricRefusal } from '../graph/graph-error.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import { InsightAnswers, invalidInsights, malformedInsights } from './insight-answers.ts';
import { type IssueLog, mayNameNothing, noteFailure, reasonOf, saysRetired } from './issue-log.ts';
import { runQuery, type QuerySteps, type NamesQuery, RefusalWords } from './names-query.ts';

/** Items with which a batch goes out, though there is room for a few more: what waits for the next page is late. */
const MIN_BATCH_ITEMS: number = Math.ceil(0.8 * LIMITS.batchItems);

/** A query under way: the results of the requests of its last step, or what it requests next. */
interface RunningQuery {
  readonly query: NamesQuery;
  readonly steps: QuerySteps;
  readonly results: readonly ReadResult[];
  readonly parts: readonly (readonly string[])[];
}

/**
 * Runs queries until each of their names has a value or a reason. A refused name costs only itself: it is left out and
 * the rest is requested again. A refusal that names none is bisected, by one query for all that get the same message.
 * Queries may be added while others run: their requests share batches.
 *
 * Cost: one Graph call a query and one for each refusal; at most log2 of the names more for a refusal with a new message.
 */
export class NamesQueryRunner {
  readonly #run: GraphRun;
  readonly #words: RefusalWords;
  #queue: RunningQuery[] = [];
  /** Queries that wait for the bisection of another. */
  #waiting: RunningQuery[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly reason: unknown } | null = null;

  constructor(run: GraphRun, words: RefusalWords = new RefusalWords()) {
    this.#run = run;
    this.#words = words;
  }

  /** Queues queries, and sends nothing before there are enough of them for a batch. */
  add(queries: readonly NamesQuery[]): void {
    const { batch } = this.#run.client.features;
    this.#take(queries);
    const enough = batch ? MIN_BATCH_ITEMS : 1;
    while (this.#queue.length >= enough) this.#send(this.#queue.splice(0, LIMITS.batchItems));
  }

  /** Runs queries, and what is left of those before, to the end. @throws what a request throws that is no failure of its own */
  async finish(queries: readonly NamesQuery[] = []): Promise<void> {
    this.#take(queries);
    for (;;) {
      if (this.#queue.length > 0) this.#send(this.#queue.splice(0));
      if (this.#inFlight.size > 0) await Promise.race(this.#inFlight);
      else if (this.#waiting.length > 0) this.#step(this.#waiting.splice(0));
      if (this.#failure !== null) {
        await Promise.all(this.#inFlight);
        throw this.#failure.reason;
      }
      if (this.#queue.length + this.#waiting.length + this.#inFlight.size === 0) return;
    }
  }

  #take(queries: readonly NamesQuery[]): void {
    for (const query of queries) {
      const steps = runQuery(query, this.#words);
      this.#keep({ query, steps, results: [], parts: [] }, steps.next([]));
    }
  }

  #keep(running: RunningQuery, { done, value }: IteratorResult<readonly (readonly string[])[]>): void {
    if (done === true) return;
    (value.length === 0 ? this.#waiting : this.#queue).push({ ...running, parts: value });
  }

  #send(running: readonly RunningQuery[]): void {
    const work = this.#answer(running).catch((reason: unknown) => {
      this.#failure ??= { reason };
    });
    this.#inFlight.add(work);
    void work.then(() => this.#inFlight.delete(work));
  }

  async #answer(running: readonly RunningQuery[]): Promise<void> {
    const requests = running.flatMap(({ query, parts }) => parts.map((names) => query.request(names)));
    const results: readonly ReadResult[] = await this.#run.getMany(requests);
    let place = 0;
    const answered = running.map((one) => {
      const own = results.slice(place, place + one.parts.length);
      place += one.parts.length;
      return { ...one, results: own };
    });
    this.#step([...answered, ...this.#waiting.splice(0)]);
  }

  /** Continues queries, answered ones first: a refusal means less where other queries were answered. */
  #step(running: readonly RunningQuery[]): void {
    const ordered = running.toSorted((a, b) => Number(hasFailed(a.results)) - Number(hasFailed(b.results)));
    for (const one of ordered) this.#keep({ ...one, results: [] }, one.steps.next(one.results));
  }
}

/** Runs queries to the end, all at once: {@link NamesQueryRunner}. */
export async function runQueries(run: GraphRun, queries: readonly NamesQuery[], words?: RefusalWords): Promise<void> {
  await new NamesQueryRunner(run, words).finish(queries);
}

function hasFailed(results: readonly ReadResult[]): boolean {
  return results.some(({ ok }) => !ok);
}

type Period = keyof InsightPeriods;
const SCOPE = 'account_insights';

/** Account metrics that share one request: same period, same envelope. */
export interface InsightGroup {
  readonly period: Period;
  readonly metricType: 'total_value' | 'time_series';
  readonly metrics: readonly string[];
}

/**
 * Gives the fewest requests that bring the account record's insights: one day's totals, and reach over the longer
 * windows.
 */
export function accountInsightGroups(): InsightGroup[] {
  return [
    { period: 'day', metricType: 'total_value', metrics: dayTotalMetrics() },
    { period: 'week', metricType: 'time_series', metrics: ['reach'] },
    { period: 'days_28', metricType: 'time_series', metrics: ['reach'] },
  ];
}

/**
 * Makes the request for one group. Without `since` and `until` the window is not what the reference says: both are
 * sent.
 */
export function groupRequest(userId: string, group: InsightGroup, range: UnixRange): GraphRequest {
  return {
    path: `${userId}/insights`,
    params: {
      metric: group.metrics.join(','),
      period: group.period,
      metric_type: group.metricType,
      since: range.since,
      until: range.until,
    },
  };
}

export interface AccountInsightValues {
  readonly insights: Record<string, InsightPeriods>;
  readonly unavailable: Unavailable;
}

/** Some metrics of the account, and what came of the request for them where it was sent already. */
export interface GroupQuery {
  /** Ids the account goes by; an answer about another is not taken. */
  readonly ids: readonly string[] | undefined;
  readonly metrics: readonly string[];
  readonly period: Period;
  readonly request: (metrics: readonly string[]) => GraphRequest;
  readonly first?: ReadResult | undefined;
}

/**
 * Asks groups of account metrics until each metric has a value or a reason; the answers in the order of the groups. A
 * refused metric is left out and its group asked again, one call a refusal.
 */
export async function settleGroups(
  run: GraphRun,
  groups: readonly GroupQuery[],
  issues: IssueLog,
): Promise<InsightAnswers[]> {
  const answers = groups.map(() => new InsightAnswers());
  const queries = groups.flatMap((group, place) => {
    const answer = answers[place];
    return answer === undefined ? [] : [toQuery(run, group, answer, issues)];
  });
  await runQueries(run, queries);
  for (const { malformed } of answers) if (malformed.length > 0) issues.add(malformedInsights(malformed), SCOPE);
  return answers;
}

function toQuery(run: GraphRun, group: GroupQuery, answers: InsightAnswers, issues: IssueLog): NamesQuery {
  const { ids, metrics, period, request, first } = group;
  return {
    names: metrics,
    group: `account ${period}`,
    request,
    first,
    open: (names) => answers.open(names),
    answered: (body, names) => (answers.take(body, names, { ids, period }) ? null : invalidInsights()),
    refused: (error, names) => readMetricRefusal(error, names) ?? (mayNameNothing(error) ? [] : null),
    rejected: (names, error) => {
      for (const metric of names) {
        const reason = refusalReason(metric, error.message);
        answers.settle([metric], reason);
        if (reason === 'retired') continue;
        const issue = error.toIssue({ scope: SCOPE });
        issues.note({ ...issue, code: `${issue.code}:${metric}` });
      }
    },
    failed: (names, error) => {
      answers.settle(names, reasonOf(error));
      noteFailure(run, error, { scope: SCOPE, purpose: 'insights' }, issues);
    },
  };
}

/** Gives the reason of a refused metric. A metric the platform took away is an expected gap, as it is for a post. */
function refusalReason(metric: string, message: string): UnavailableReason {
  return metric in RETIRED_ACCOUNT_METRICS || saysRetired(message) ? 'retired' : 'unsupported';
}

export function toValues(answers: ReadonlyMap<Period, InsightAnswers | undefined>): AccountInsightValues {
  const insights: Record<string, InsightPeriods> = {};
  const unavailable: Unavailable = {};
  for (const row of ACCOUNT_METRICS.filter(({ inAccountInfo }) => inAccountInfo)) {
    const cell = (period: Period): number | null => {
      const value = answers.get(period)?.value(row.metric) ?? null;
      if (value === null) {
        const asked = row.periods.includes(period);
        const reason: UnavailableReason = asked
          ? (answers.get(period)?.reason(row.metric) ?? 'not_requested')
          : 'not_requested';
        unavailable[`account_insights.${row.metric}.${period}`] = reason;
      }
      return value;
    };
    insights[row.metric] = { day: cell('day'), week: cell('week'), days_28: cell('days_28') };
  }
  return { insights, unavailable };
}

/** Tells how many metric–period pairs are asked for, and how many of them came. */
export function countPairs(values: AccountInsightValues | null): { asked: number; got: number } {
  const asked = accountInsightGroups().reduce((sum, group) => sum + group.metrics.length, 0);
  if (values === null) return { asked: 0, got: 0 };
  const cells = Object.values(values.insights).flatMap((row) => [row.day, row.week, row.days_28]);
  return { asked, got: cells.filter((value) => value !== null).length };
}
