import { isGraphApiError } from '../../base/errors.ts';
import type { GraphAccount, GraphRun } from '../../graph/graph-run.ts';
import { SCOPES } from '../../graph/platform.ts';
import { readTokenInfo } from '../token-life.ts';
import { readAccountRow } from '../wire-rows.ts';
import {
  ACCEPTED,
  accepted,
  attempt,
  type ExpectedEntry,
  type LiveCheckContext,
  type LiveCheckResult,
  type LiveCheckSheet,
  notTried,
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

/** The token in the Authorization header; when it is refused there, in the query. Gives the way that works. */
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

/** Two reads in one request. */
export async function checkBatch(run: GraphRun, userId: string, sheet: LiveCheckSheet): Promise<void> {
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
export async function checkPlatform({ run, config, way, sheet }: LiveCheckContext): Promise<void> {
  const { features } = run.client;
  const scopes = accepted(SCOPES.filter(({ login }) => login === config.login).map(({ scope }) => scope));
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
    const info = await attempt(run, () => readTokenInfo(run, config));
    outcomes.set('debug_token', info.outcome);
    granted = info.value?.scopes ?? info.outcome;
    outcomes.set('business_discovery', await checkDiscovery(run, config.userId, way));
  }
  sheet.add('platform', platform, (name) => outcomes.get(name) ?? notTried('It is not asked of this login.'));
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
