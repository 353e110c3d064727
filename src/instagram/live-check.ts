import { isGraphApiError } from '../base/errors.ts';
import { toTimestamp } from '../base/time.ts';
import { ACCOUNT_METRICS, dayTotalMetrics } from '../graph/account-metrics.ts';
import { ACCOUNT_FIELDS, bareName, COMMENT_FIELDS, fieldNames, MEDIA_FIELDS } from '../graph/fields.ts';
import { isBeforeBusinessAccount, isNotCrossposted, isTooFewViewers } from '../graph/graph-error.ts';
import { readMetricRefusal, readRefusedField } from '../graph/metric-refusal.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphClient, GraphRun } from '../graph/graph-run.ts';
import { MEDIA_METRICS, type MediaMetricEntry, type ProductClass, productClassOf } from '../graph/media-metrics.ts';
import { lastPacificDay } from '../graph/pacific-day.ts';
import { type Login, SCOPES } from '../graph/platform.ts';
import { accountInsightGroups, groupRequest } from './account.ts';
import { askNames, type NamesQuestion } from './ask-names.ts';
import { readInsightRows } from './insight-answers.ts';
import {
  attempt,
  type LiveCheckContext,
  type LiveCheckResult,
  type LiveCheckPlan,
  type LiveCheckReport,
  type ExpectedEntry,
  LiveCheckSheet,
  ACCEPTED,
  accepted,
  notTried,
  resultOf,
  report,
  type TokenWay,
} from './live-check-sheet.ts';
import { callOf, type CallOptions } from './options.ts';
import type { ResolvedInstagramConfig } from './resolve-config.ts';
import { readTokenInfo } from './token-life.ts';
import { readAccountRow, readMediaRow, type MediaWireRow } from './wire-rows.ts';

/** How one request for several names is made, and how its answer and its refusal are read. */
type Question = Pick<NamesQuestion, 'request' | 'refused'> & {
  /** What an answer says of a name that was in it. */
  readonly result: (body: unknown, name: string) => LiveCheckResult;
};

/** Asks for several names, until each has its result. Cost: 1 Graph call, one more for each refusal. */
async function askEach(
  run: GraphRun,
  names: readonly string[],
  { request, refused, result }: Question,
): Promise<(name: string) => LiveCheckResult> {
  const results = new Map<string, LiveCheckResult>();
  const settle = (some: readonly string[], one: LiveCheckResult): void => {
    for (const name of some) results.set(name, one);
  };
  await askNames(run, [
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

/** Another post may well answer. */
function isAboutThePost(error: unknown): boolean {
  return (
    isGraphApiError(error) && (isBeforeBusinessAccount(error) || isTooFewViewers(error) || isNotCrossposted(error))
  );
}

/** A question for fields. */
function fieldsQuestion(path: string, way: GraphRequest['tokenTransport'], limit?: number): Question {
  return {
    request: (fields) => ({ path, params: { fields: fields.join(','), limit }, tokenTransport: way }),
    refused: (error, asked) => {
      if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
      const name = readRefusedField(error);
      return asked.filter((field) => bareName(field) === name);
    },
    // Graph leaves out a field that is empty: no error is all it takes.
    result: () => ACCEPTED,
  };
}

/** A question for metrics. */
function metricsQuestion(request: Question['request']): Question {
  return {
    request,
    refused: (error, asked) => readMetricRefusal(error, asked)?.rejected ?? null,
    result: (body, name) => {
      const rows = readInsightRows(body);
      if (rows === null) return notTried('Graph answered with something that is no insights answer.');
      return rows.some((row) => row.name === name) ? ACCEPTED : { ...ACCEPTED, detail: 'Answered without a value.' };
    },
  };
}

/** Calls of {@link checkHeader} and {@link checkBatch}. */
const TRANSPORT_CALLS = 3;
/** Calls of {@link checkPlatform} where the login has `debug_token`: the token, the account's name, its discovery. */
const PLATFORM_CALLS = 3;

/** What Graph may be asked for that is neither a field nor a metric. */
const PLATFORM = ['hashtag_search', 'business_discovery', 'mentions', 'debug_token'] as const;

/** Runs requests that stop alone: a token refused in one form may pass in another. */
export type InRun = <T>(work: (run: GraphRun) => Promise<T>) => Promise<T>;

/** The token in the Authorization header; when it is refused there, in the query. Gives the way that works. */
async function checkHeader(inRun: InRun, userId: string, sheet: LiveCheckSheet): Promise<TokenWay> {
  const entry: ExpectedEntry = { name: 'authorization_header', expected: 'accepted' };
  const ask = (way: TokenWay): Promise<unknown> =>
    inRun((run) => {
      report(run, 'The token in a header');
      return run.get({ path: userId, params: { fields: 'id' }, tokenTransport: way });
    });
  try {
    await ask('header');
  } catch (error) {
    if (!isGraphApiError(error) || error.kind !== 'auth') throw error;
    await ask('query');
    sheet.add('platform', [entry], () => ({ outcome: 'refused', detail: error.message }));
    return 'query';
  }
  sheet.add('platform', [entry], () => ACCEPTED);
  return undefined;
}

/** Two reads in one request. */
async function checkBatch(run: GraphRun, userId: string, sheet: LiveCheckSheet): Promise<void> {
  report(run, 'A batch of two reads');
  const entry: ExpectedEntry = { name: 'batch', expected: run.client.features.batch ? 'accepted' : 'refused' };
  const outcomes = await run.batch(['id', 'username'].map((fields) => ({ path: userId, params: { fields } })));
  const failed = outcomes.find((outcome) => !outcome.ok);
  sheet.add('platform', [entry], () => {
    if (failed?.ok !== false) return ACCEPTED;
    const { kind, message } = failed.error;
    // A host that has no batches may answer anything; only a bad connection or a limit says nothing of them.
    const isSilent = kind === 'network' || kind === 'timeout' || kind === 'rate_limit' || kind === 'quota';
    return isSilent ? resultOf(failed.error) : { outcome: 'refused', detail: message };
  });
}

/** What the login can do besides, and the permissions of the token. */
async function checkPlatform({ run, settings, way, sheet }: LiveCheckContext): Promise<void> {
  const { features } = run.client;
  const scopes = accepted(SCOPES.filter(({ login }) => login === settings.login).map(({ scope }) => scope));
  const platform = PLATFORM.map((name): ExpectedEntry => ({
    name,
    expected: features.debugToken ? 'accepted' : 'refused',
  }));
  const outcomes = new Map<string, LiveCheckResult>([
    ['hashtag_search', notTried('A search counts against the 30 tags an account may search in 7 days.')],
    ['mentions', notTried('It takes a post or comment of others that mentions the account.')],
  ]);
  let granted: LiveCheckResult | readonly string[] = notTried('This login does not list the permissions of a token.');
  if (features.debugToken) {
    report(run, 'The token and its permissions');
    const info = await attempt(run, () => readTokenInfo(run, settings));
    outcomes.set('debug_token', info.outcome);
    granted = info.value?.scopes ?? info.outcome;
    outcomes.set('business_discovery', await checkDiscovery(run, settings.userId, way));
  }
  sheet.add('platform', platform, (name) => outcomes.get(name) ?? notTried('It is not asked of this login.'));
  sheet.add(
    'platform',
    [{ name: 'appsecret_proof', expected: features.appSecretProof ? 'accepted' : 'refused' }],
    () => {
      if (!features.appSecretProof) return notTried('It is not sent on this login.');
      return settings.appSecret === null ? notTried('No app secret is configured, so none is sent.') : ACCEPTED;
    },
  );
  sheet.add('scopes', scopes, (scope) => {
    if ('outcome' in granted) return notTried(granted.detail ?? 'The token lists no permissions.');
    return granted.includes(scope) ? ACCEPTED : { outcome: 'refused', detail: 'The token does not have it.' };
  });
}

/** The account discovers itself: nobody else is looked at. */
async function checkDiscovery(run: GraphRun, userId: string, way: TokenWay): Promise<LiveCheckResult> {
  const own = await attempt(run, () =>
    run.get({ path: userId, params: { fields: 'id,username' }, tokenTransport: way }),
  );
  const username = readAccountRow(own.value)?.username ?? null;
  if (username === null) return notTried('The name of the account is not known.');
  const fields = `business_discovery.username(${username}){username}`;
  const found = await attempt(run, () => run.get({ path: userId, params: { fields }, tokenTransport: way }));
  return found.outcome;
}

/** The one split of demographics that is asked for; the table has four. */
const DEMOGRAPHICS_SPLIT = 'country';

/** Fields and metrics of the account. Cost: 1 Graph call, and {@link accountCalls}; one more for each refusal. */
async function checkAccount({ run, settings, way, sheet }: LiveCheckContext): Promise<void> {
  const { userId } = settings;
  report(run, 'The fields of the account');
  const fields = fieldNames(ACCOUNT_FIELDS, run.client.login);
  sheet.add('account_fields', accepted(fields), await askEach(run, fields, fieldsQuestion(userId, way)));
  report(run, 'The metrics of the account');
  const now = run.client.settings.dependencies.clock.now();
  for (const { label, metrics, request } of accountQuestions(userId, now)) {
    const question = metricsQuestion((names) => ({ ...request(names), tokenTransport: way }));
    const outcomeFor = await askEach(run, metrics, question);
    const names = accepted(metrics.map((metric) => `${metric} ${label}`));
    sheet.add('account_metrics', names, (name) => outcomeFor(name.split(' ')[0] ?? name));
  }
}

interface AccountQuestion {
  /** What follows the metric's name: the period, or the split. */
  readonly label: string;
  readonly metrics: readonly string[];
  readonly request: (metrics: readonly string[]) => GraphRequest;
}

/** Every entry of the account table in the fewest requests. */
function accountQuestions(userId: string, now: number): AccountQuestion[] {
  const day = lastPacificDay(now);
  const groups = accountInsightGroups().map((group): AccountQuestion => {
    return {
      label: group.period,
      metrics: group.metrics,
      request: (metrics) => groupRequest(userId, { ...group, metrics }, day),
    };
  });
  const daily = new Set(dayTotalMetrics());
  const others = ACCOUNT_METRICS.filter(({ metric }) => !daily.has(metric)).map((row): AccountQuestion => {
    const isSeries = row.metricTypes.includes('time_series');
    const isDemographics = row.breakdowns.includes(DEMOGRAPHICS_SPLIT);
    const breakdown = isDemographics ? DEMOGRAPHICS_SPLIT : (row.requiredBreakdown ?? undefined);
    return {
      label: `${row.periods[0] ?? ''}${breakdown === undefined ? '' : ` by ${breakdown}`}`,
      metrics: [row.metric],
      request: ([metric = row.metric]) => ({
        path: `${userId}/insights`,
        params: {
          metric,
          period: row.periods[0],
          metric_type: isSeries ? undefined : 'total_value',
          breakdown,
          timeframe: isDemographics && metric !== 'follower_demographics' ? 'this_month' : undefined,
          since: isDemographics ? undefined : day.since,
          until: isDemographics ? undefined : day.until,
        },
      }),
    };
  });
  return [...groups, ...others];
}

/** Calls the metrics of the account take when none is refused. */
function accountCalls(): number {
  return accountQuestions('0', 0).length;
}

const KINDS: readonly ProductClass[] = ['reels', 'feed', 'feed_video', 'story'];

/** Posts looked through for one of each kind. */
const POSTS = 50;

/** Calls for posts, stories and the comments of a post. */
const LIST_CALLS = 3;

/** Calls the metrics take when there is a post of every kind and none is refused. */
function mediaMetricCalls(login: Login): number {
  return KINDS.reduce((sum, kind) => sum + mediaGroups(kind, login).length, 1);
}

/** Fields of posts and comments, and the metrics of one post of each kind. */
async function checkPosts(check: LiveCheckContext): Promise<void> {
  const { run, settings, way, sheet } = check;
  report(run, 'The fields of a post');
  const fields = fieldNames(MEDIA_FIELDS, run.client.login);
  let posts: readonly MediaWireRow[] = [];
  const question = fieldsQuestion(`${settings.userId}/media`, way, POSTS);
  const outcomeFor = await askEach(run, fields, {
    ...question,
    result: (body) => {
      posts = readPosts(body);
      return ACCEPTED;
    },
  });
  sheet.add('media_fields', accepted(fields), outcomeFor);
  const stories = await attempt(run, () =>
    run.get({
      path: `${settings.userId}/stories`,
      params: { fields: 'id,media_type,media_product_type,timestamp' },
      tokenTransport: way,
    }),
  );
  await checkComments(check, posts);
  await checkMetrics(check, [...posts, ...readPosts(stories.value)]);
}

async function checkComments({ run, way, sheet }: LiveCheckContext, posts: readonly MediaWireRow[]): Promise<void> {
  report(run, 'The fields of a comment');
  const fields = fieldNames(COMMENT_FIELDS, run.client.login);
  const post = posts.find(({ comments_count }) => (comments_count ?? 0) > 0) ?? posts[0];
  const outcomeFor =
    post === undefined
      ? () => notTried('The account has no post.')
      : await askEach(run, fields, fieldsQuestion(`${post.id}/comments`, way, 1));
  sheet.add('comment_fields', accepted(fields), outcomeFor);
}

/** The metrics of the newest post of each kind. */
async function checkMetrics({ run, way, sheet }: LiveCheckContext, posts: readonly MediaWireRow[]): Promise<void> {
  const asking = (post: MediaWireRow): Question =>
    metricsQuestion((names) => ({
      path: `${post.id}/insights`,
      params: { metric: names.join(',') },
      tokenTransport: way,
    }));
  for (const kind of KINDS) {
    report(run, `The metrics of a post of the kind ${kind}`);
    const post = posts.find((one) => productClassOf(one) === kind);
    for (const group of mediaGroups(kind, run.client.login)) {
      const entries = group.map(({ metric, unsure }): ExpectedEntry => {
        return { name: metric, expected: unsure.includes(kind) ? 'unsure' : 'accepted' };
      });
      const outcomeFor =
        post === undefined
          ? () => notTried(`There is no post of this kind among the last ${String(POSTS)}.`)
          : await askEach(
              run,
              group.map(({ metric }) => metric),
              asking(post),
            );
      sheet.add('media_metrics', entries, outcomeFor, kind);
    }
  }
  const retired = MEDIA_METRICS.filter((row) => row.retired !== null).map(({ metric }) => metric);
  const [newest] = posts;
  sheet.add(
    'media_metrics',
    retired.map((name) => ({ name, expected: 'refused' })),
    newest === undefined ? () => notTried('The account has no post.') : await askEach(run, retired, asking(newest)),
  );
}

/** What one kind of post is asked for in one request each: what is always asked, what is on request, what is unsure. */
function mediaGroups(kind: ProductClass, login: Login): (readonly MediaMetricEntry[])[] {
  const rows = MEDIA_METRICS.filter((row) => row.retired === null && row.logins.includes(login));
  const sure = rows.filter(({ products }) => products.includes(kind));
  return [
    sure.filter(({ key, onRequest }) => key !== null && !onRequest),
    sure.filter(({ onRequest }) => onRequest),
    sure.filter(({ key }) => key === null),
    ...rows.filter(({ unsure }) => unsure.includes(kind)).map((row) => [row]),
  ].filter((group) => group.length > 0);
}

function readPosts(body: unknown): MediaWireRow[] {
  if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) return [];
  return body.data.flatMap((row: unknown) => readMediaRow(row) ?? []);
}

/** How a check of the platform tables is accepted back. */
export interface LiveCheckOptions extends CallOptions {
  /** Hard stop in Graph calls; entries that are left are `not_tried`. @default 80 */
  readonly maxCalls?: number | undefined;
}

export const DEFAULT_LIVE_CHECK_CALLS = 80;

/** Reckons the calls of a check. Sends nothing. */
export function planLiveCheck(client: GraphClient, limit: number): LiveCheckPlan {
  const platform = client.features.debugToken ? PLATFORM_CALLS : 0;
  const fixed = TRANSPORT_CALLS + platform + 1 + accountCalls() + LIST_CALLS;
  const max = fixed + mediaMetricCalls(client.login);
  // Without a post there is none whose comments could be read.
  return { min: Math.min(fixed - 1, limit), max: Math.min(max, limit), limit };
}

/**
 * Asks Graph for every entry of the platform tables that can be asked for by reading, the least certain ones first: the token
 * in a header, a batch, fields, account metrics, and the metrics of one post of each kind.
 *
 * @throws GraphApiError when the account cannot be read at all
 */
export async function checkLive(
  client: GraphClient,
  settings: ResolvedInstagramConfig,
  limit: number,
  options: CallOptions,
): Promise<LiveCheckReport> {
  const { clock } = client.settings.dependencies;
  const sheet = new LiveCheckSheet();
  const calls = { http_requests: 0, graph_calls: 0 };
  /** A run of its own stops alone: a token refused in one form may pass in another. */
  const inRun = async <T>(work: (run: GraphRun) => Promise<T>): Promise<T> => {
    const left = Math.max(0, limit - calls.graph_calls);
    return client.run({ ...callOf(options), maxCalls: left, what: 'Checking the platform' }, async (run) => {
      try {
        return await work(run);
      } finally {
        calls.http_requests += run.tally.requests;
        calls.graph_calls += run.tally.calls;
      }
    });
  };
  const way = await checkHeader(inRun, settings.userId, sheet);
  await inRun((run) => checkBatch(run, settings.userId, sheet));
  await inRun(async (run) => {
    const check: LiveCheckContext = { run, settings, way, sheet };
    await checkPlatform(check);
    await checkAccount(check);
    await checkPosts(check);
  });
  return {
    checked_at: toTimestamp(clock.now()),
    login: client.login,
    api_version: client.settings.apiVersion,
    plan: planLiveCheck(client, limit),
    calls,
    entries: sheet.entries,
    unexpected: sheet.unexpected,
  };
}
