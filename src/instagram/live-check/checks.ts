import { isGraphApiError } from '../../base/errors.ts';
import { COMMENT_FIELDS, fieldNames, MEDIA_FIELDS } from '../../graph/fields.ts';
import type { GraphAccount, GraphRun } from '../../graph/graph-run.ts';
import { MEDIA_METRICS, type MediaMetricEntry, type ProductClass, productClassOf } from '../../graph/media-metrics.ts';
import { type Login, SCOPES } from '../../graph/platform.ts';
import { readTokenInfo } from '../token-life.ts';
import { type MediaWireRow, readAccountRow, readMediaRow } from '../wire-rows.ts';
import {
  ACCEPTED,
  accepted,
  queryNames,
  attempt,
  type ExpectedEntry,
  fieldsQuery,
  type LiveCheckContext,
  type LiveCheckResult,
  type LiveCheckSheet,
  metricsQuery,
  notTried,
  type LiveQuery,
  report,
  resultOf,
  type TokenWay,
} from './sheet.ts';

/**
 * Counts the calls of this file: the token in a header and a batch of two; where the login has `debug_token` also the
 * token, the account's name and its discovery.
 */
export function platformCalls(client: GraphAccount): number {
  return client.features.debugToken ? 6 : 3;
}

/** What Graph may be asked for that is neither a field nor a metric. */
const PLATFORM = ['hashtag_search', 'business_discovery', 'mentions', 'debug_token'] as const;

/** Runs requests that stop alone: a token refused in one form may pass in another. */
type InRun = <T>(work: (run: GraphRun) => Promise<T>) => Promise<T>;

/** Checks the token in the Authorization header; when it is refused there, in the query. Gives the way that works. */
export async function checkHeader(inRun: InRun, userId: string, sheet: LiveCheckSheet): Promise<TokenWay> {
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

/** Checks two reads in one request. */
export async function checkBatch(run: GraphRun, userId: string, sheet: LiveCheckSheet): Promise<void> {
  report(run, 'A batch of two reads');
  const entry: ExpectedEntry = { name: 'batch', expected: run.client.features.batch ? 'accepted' : 'refused' };
  const results = await run.batch(['id', 'username'].map((fields) => ({ path: userId, params: { fields } })));
  const failed = results.find((outcome) => !outcome.ok);
  sheet.add('platform', [entry], () => {
    if (failed?.ok !== false) return ACCEPTED;
    const { kind, message } = failed.error;
    // A host that has no batches may answer anything; only a bad connection or a limit says nothing of them.
    const isSilent = kind === 'network' || kind === 'timeout' || kind === 'rate_limit' || kind === 'quota';
    return isSilent ? resultOf(failed.error) : { outcome: 'refused', detail: message };
  });
}

/** Checks what else the login can do, and the permissions of the token. */
export async function checkPlatform({ run, config, way, sheet }: LiveCheckContext): Promise<void> {
  const { features } = run.client;
  const scopes = accepted(SCOPES.filter(({ login }) => login === config.login).map(({ scope }) => scope));
  const platform = PLATFORM.map((name): ExpectedEntry => ({
    name,
    expected: features.debugToken ? 'accepted' : 'refused',
  }));
  const results = new Map<string, LiveCheckResult>([
    ['hashtag_search', notTried('A search counts against the 30 tags an account may search in 7 days.')],
    ['mentions', notTried('It takes a post or comment of others that mentions the account.')],
  ]);
  let granted: LiveCheckResult | readonly string[] = notTried('This login does not list the permissions of a token.');
  if (features.debugToken) {
    report(run, 'The token and its permissions');
    const info = await attempt(run, () => readTokenInfo(run, config));
    results.set('debug_token', info.outcome);
    granted = info.value?.scopes ?? info.outcome;
    results.set('business_discovery', await checkDiscovery(run, config.userId, way));
  }
  sheet.add('platform', platform, (name) => results.get(name) ?? notTried('It is not asked of this login.'));
  sheet.add(
    'platform',
    [{ name: 'appsecret_proof', expected: features.appSecretProof ? 'accepted' : 'refused' }],
    () => {
      if (!features.appSecretProof) return notTried('It is not sent on this login.');
      return config.appSecret === null ? notTried('No app secret is configured, so none is sent.') : ACCEPTED;
    },
  );
  sheet.add('scopes', scopes, (scope) => {
    if ('outcome' in granted) return notTried(granted.detail ?? 'The token lists no permissions.');
    return granted.includes(scope) ? ACCEPTED : { outcome: 'refused', detail: 'The token does not have it.' };
  });
}

/** Checks the account discovers itself: nobody else is looked at. */
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

const KINDS: readonly ProductClass[] = ['reels', 'feed', 'feed_video', 'story'];

/** Posts looked through for one of each kind. */
const POSTS = 50;

/**
 * Counts the calls of {@link checkPosts} when nothing is refused: posts and stories; with a post of every kind also its
 * comments, the metrics of each kind and the retired ones.
 */
export function postCalls(login: Login): { min: number; max: number } {
  return { min: 2, max: KINDS.reduce((sum, kind) => sum + mediaGroups(kind, login).length, 4) };
}

/** Checks fields of posts and comments, and the metrics of one post of each kind. */
export async function checkPosts(check: LiveCheckContext): Promise<void> {
  const { run, config, way, sheet } = check;
  report(run, 'The fields of a post');
  const fields = fieldNames(MEDIA_FIELDS, run.client.login);
  let posts: readonly MediaWireRow[] = [];
  const query = fieldsQuery(`${config.userId}/media`, way, POSTS);
  const resultFor = await queryNames(run, fields, {
    ...query,
    result: (body) => {
      posts = readPosts(body);
      return ACCEPTED;
    },
  });
  sheet.add('media_fields', accepted(fields), resultFor);
  const stories = await attempt(run, () =>
    run.get({
      path: `${config.userId}/stories`,
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
  const resultFor =
    post === undefined
      ? () => notTried('The account has no post.')
      : await queryNames(run, fields, fieldsQuery(`${post.id}/comments`, way, 1));
  sheet.add('comment_fields', accepted(fields), resultFor);
}

/** Checks the metrics of the newest post of each kind. */
async function checkMetrics({ run, way, sheet }: LiveCheckContext, posts: readonly MediaWireRow[]): Promise<void> {
  const queryOf = (post: MediaWireRow): LiveQuery =>
    metricsQuery((names) => ({
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
      const resultFor =
        post === undefined
          ? () => notTried(`There is no post of this kind among the last ${String(POSTS)}.`)
          : await queryNames(
              run,
              group.map(({ metric }) => metric),
              queryOf(post),
            );
      sheet.add('media_metrics', entries, resultFor, kind);
    }
  }
  const retired = MEDIA_METRICS.filter((entry) => entry.retired !== null).map(({ metric }) => metric);
  const [newest] = posts;
  sheet.add(
    'media_metrics',
    retired.map((name) => ({ name, expected: 'refused' })),
    newest === undefined ? () => notTried('The account has no post.') : await queryNames(run, retired, queryOf(newest)),
  );
}

/**
 * Lists what one kind of post is asked for in one request each: what is always asked, what is on request, what is
 * unsure.
 */
function mediaGroups(kind: ProductClass, login: Login): (readonly MediaMetricEntry[])[] {
  const entries = MEDIA_METRICS.filter((entry) => entry.retired === null && entry.logins.includes(login));
  const sure = entries.filter(({ products }) => products.includes(kind));
  return [
    sure.filter(({ key, onRequest }) => key !== null && !onRequest),
    sure.filter(({ onRequest }) => onRequest),
    sure.filter(({ key }) => key === null),
    ...entries.filter(({ unsure }) => unsure.includes(kind)).map((entry) => [entry]),
  ].filter((group) => group.length > 0);
}

function readPosts(body: unknown): MediaWireRow[] {
  if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) return [];
  return body.data.flatMap((row: unknown) => readMediaRow(row) ?? []);
}
