import type { InsightPeriods } from '../documents/account.ts';
import type { Unavailable, UnavailableReason } from '../documents/shapes.ts';
import { ACCOUNT_METRICS, dayTotalMetrics, RETIRED_ACCOUNT_METRICS, type UnixRange } from '../graph/fields.ts';
import { readMetricRefusal } from '../graph/graph-error.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import { InsightAnswers, notInsights, oddInsights } from './insight-answers.ts';
import { type IssueLog, mayNameNothing, noteFailure, reasonOf, saysRetired } from './issue-log.ts';
import { ask, type Asking, type NamesQuestion, RefusalWords } from './names-question.ts';

/** Items with which a batch goes out, though there is room for a few more: what waits for the next page is late. */
const ENOUGH_FOR_A_BATCH: number = Math.ceil(0.8 * LIMITS.batchItems);

/** A question under way: what came of the requests of its last step, or what it asks next. */
interface AskedQuestion {
  readonly question: NamesQuestion;
  readonly asking: Asking;
  readonly results: readonly ReadResult[];
  readonly parts: readonly (readonly string[])[];
}

/**
 * Asks questions until each of their names has a value or a reason. A refused name costs only itself: it is left out and
 * the rest is asked again. A refusal that names none is searched for by halves, by one question for all that get the
 * same words. Questions may come while others are asked: their requests share batches.
 *
 * Cost: one Graph call a question and one for each refusal; at most log2 of the names more for a refusal in new words.
 */
export class NamesAsker {
  readonly #run: GraphRun;
  readonly #words: RefusalWords;
  #queue: AskedQuestion[] = [];
  /** Questions that wait for what another searches. */
  #waiting: AskedQuestion[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly reason: unknown } | null = null;

  constructor(run: GraphRun, words: RefusalWords = new RefusalWords()) {
    this.#run = run;
    this.#words = words;
  }

  /** Takes questions in, and sends nothing before there are enough of them for a batch. */
  add(questions: readonly NamesQuestion[]): void {
    const { batch } = this.#run.client.features;
    this.#take(questions);
    const enough = batch ? ENOUGH_FOR_A_BATCH : 1;
    while (this.#queue.length >= enough) this.#send(this.#queue.splice(0, LIMITS.batchItems));
  }

  /** Asks questions, and what is left of those before, to the end. @throws what a request throws that is no failure of its own */
  async finish(questions: readonly NamesQuestion[] = []): Promise<void> {
    this.#take(questions);
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

  #take(questions: readonly NamesQuestion[]): void {
    for (const question of questions) {
      const asking = ask(question, this.#words);
      this.#keep({ question, asking, results: [], parts: [] }, asking.next([]));
    }
  }

  #keep(asked: AskedQuestion, { done, value }: IteratorResult<readonly (readonly string[])[]>): void {
    if (done === true) return;
    (value.length === 0 ? this.#waiting : this.#queue).push({ ...asked, parts: value });
  }

  #send(asked: readonly AskedQuestion[]): void {
    const work = this.#answer(asked).catch((reason: unknown) => {
      this.#failure ??= { reason };
    });
    this.#inFlight.add(work);
    void work.then(() => this.#inFlight.delete(work));
  }

  async #answer(asked: readonly AskedQuestion[]): Promise<void> {
    const requests = asked.flatMap(({ question, parts }) => parts.map((names) => question.request(names)));
    const results: readonly ReadResult[] = await this.#run.getMany(requests);
    let place = 0;
    const answered = asked.map((one) => {
      const own = results.slice(place, place + one.parts.length);
      place += one.parts.length;
      return { ...one, results: own };
    });
    this.#step([...answered, ...this.#waiting.splice(0)]);
  }

  /** First what came: a refusal means less where other questions were answered. */
  #step(asked: readonly AskedQuestion[]): void {
    const ordered = asked.toSorted((a, b) => Number(hasFailed(a.results)) - Number(hasFailed(b.results)));
    for (const one of ordered) this.#keep({ ...one, results: [] }, one.asking.next(one.results));
  }
}

/** Asks questions to the end, all at once: {@link NamesAsker}. */
export async function askNames(
  run: GraphRun,
  questions: readonly NamesQuestion[],
  words?: RefusalWords,
): Promise<void> {
  await new NamesAsker(run, words).finish(questions);
}

function hasFailed(outcomes: readonly ReadResult[]): boolean {
  return outcomes.some(({ ok }) => !ok);
}

type Period = keyof InsightPeriods;
const SCOPE = 'account_insights';

/** Account metrics that share one request: same period, same envelope. */
export interface InsightGroup {
  readonly period: Period;
  readonly metricType: 'total_value' | 'time_series';
  readonly metrics: readonly string[];
}

/** The fewest requests that bring the account record's insights: one day's totals, and reach over the longer windows. */
export function accountInsightGroups(): InsightGroup[] {
  return [
    { period: 'day', metricType: 'total_value', metrics: dayTotalMetrics() },
    { period: 'week', metricType: 'time_series', metrics: ['reach'] },
    { period: 'days_28', metricType: 'time_series', metrics: ['reach'] },
  ];
}

/** The request for one group. Without `since` and `until` the window is not what the reference says: both are sent. */
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
export interface GroupQuestion {
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
  groups: readonly GroupQuestion[],
  issues: IssueLog,
): Promise<InsightAnswers[]> {
  const answers = groups.map(() => new InsightAnswers());
  const questions = groups.flatMap((group, place) => {
    const answer = answers[place];
    return answer === undefined ? [] : [toQuestion(run, group, answer, issues)];
  });
  await askNames(run, questions);
  for (const { odd } of answers) if (odd.length > 0) issues.add(oddInsights(odd), SCOPE);
  return answers;
}

function toQuestion(run: GraphRun, group: GroupQuestion, answers: InsightAnswers, issues: IssueLog): NamesQuestion {
  const { ids, metrics, period, request, first } = group;
  return {
    names: metrics,
    group: `account ${period}`,
    request,
    first,
    open: (names) => answers.open(names),
    answered: (body, names) => (answers.take(body, names, { ids, period }) ? null : notInsights()),
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

/** A metric the platform took away is an expected gap, as it is for a post. */
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

/** How many metric–period pairs are asked for, and how many of them came. */
export function countPairs(values: AccountInsightValues | null): { asked: number; got: number } {
  const asked = accountInsightGroups().reduce((sum, group) => sum + group.metrics.length, 0);
  if (values === null) return { asked: 0, got: 0 };
  const cells = Object.values(values.insights).flatMap((row) => [row.day, row.week, row.days_28]);
  return { asked, got: cells.filter((value) => value !== null).length };
}
