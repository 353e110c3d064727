import { isGraphApiError } from '../base/errors.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { SCOPES } from '../graph/platform.ts';
import { readAccountRow } from './account-row.ts';
import { attempt, held, report, type FactContext, type TokenWay } from './fact-check.ts';
import { HELD, notTried, outcomeOf, type FactOutcome, type FactRow, type FactSheet } from './fact-sheet.ts';
import { readTokenInfo } from './token-life.ts';

/** Calls of {@link checkHeader} and {@link checkBatch}. */
export const TRANSPORT_CALLS = 3;
/** Calls of {@link checkPlatform} where the login has `debug_token`: the token, the account's name, its discovery. */
export const PLATFORM_CALLS = 3;

/** What Graph may be asked for that is neither a field nor a metric. */
const PLATFORM = ['hashtag_search', 'business_discovery', 'mentions', 'debug_token'] as const;

/** Runs requests that stop alone: a token refused in one form may pass in another. */
export type InRun = <T>(work: (run: GraphRun) => Promise<T>) => Promise<T>;

/** The token in the Authorization header; when it is refused there, in the query. Gives the way that works. */
export async function checkHeader(inRun: InRun, userId: string, sheet: FactSheet): Promise<TokenWay> {
  const row: FactRow = { fact: 'authorization_header', expected: 'held' };
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
    sheet.add('platform', [row], () => ({ outcome: 'refused', detail: error.message }));
    return 'query';
  }
  sheet.add('platform', [row], () => HELD);
  return undefined;
}

/** Two reads in one request. */
export async function checkBatch(run: GraphRun, userId: string, sheet: FactSheet): Promise<void> {
  report(run, 'A batch of two reads');
  const row: FactRow = { fact: 'batch', expected: run.client.features.batch ? 'held' : 'refused' };
  const outcomes = await run.batch(['id', 'username'].map((fields) => ({ path: userId, params: { fields } })));
  const failed = outcomes.find((outcome) => !outcome.ok);
  sheet.add('platform', [row], () => {
    if (failed?.ok !== false) return HELD;
    const { kind, message } = failed.error;
    // A host that has no batches may answer anything; only a bad connection or a limit says nothing of them.
    const isSilent = kind === 'network' || kind === 'timeout' || kind === 'rate_limit' || kind === 'quota';
    return isSilent ? outcomeOf(failed.error) : { outcome: 'refused', detail: message };
  });
}

/** What the login can do besides, and the permissions of the token. */
export async function checkPlatform({ run, settings, way, sheet }: FactContext): Promise<void> {
  const { features } = run.client;
  const scopes = held(SCOPES.filter(({ login }) => login === settings.login).map(({ scope }) => scope));
  const platform = PLATFORM.map((fact): FactRow => ({ fact, expected: features.debugToken ? 'held' : 'refused' }));
  const outcomes = new Map<string, FactOutcome>([
    ['hashtag_search', notTried('A search counts against the 30 tags an account may search in 7 days.')],
    ['mentions', notTried('It takes a post or comment of others that mentions the account.')],
  ]);
  let granted: FactOutcome | readonly string[] = notTried('This login does not list the permissions of a token.');
  if (features.debugToken) {
    report(run, 'The token and its permissions');
    const info = await attempt(run, () => readTokenInfo(run, settings));
    outcomes.set('debug_token', info.outcome);
    granted = info.value?.scopes ?? info.outcome;
    outcomes.set('business_discovery', await checkDiscovery(run, settings.userId, way));
  }
  sheet.add('platform', platform, (fact) => outcomes.get(fact) ?? notTried('It is not asked of this login.'));
  sheet.add('platform', [{ fact: 'appsecret_proof', expected: features.appSecretProof ? 'held' : 'refused' }], () => {
    if (!features.appSecretProof) return notTried('It is not sent on this login.');
    return settings.appSecret === null ? notTried('No app secret is configured, so none is sent.') : HELD;
  });
  sheet.add('scopes', scopes, (scope) => {
    if ('outcome' in granted) return notTried(granted.detail ?? 'The token lists no permissions.');
    return granted.includes(scope) ? HELD : { outcome: 'refused', detail: 'The token does not have it.' };
  });
}

/** The account discovers itself: nobody else is looked at. */
async function checkDiscovery(run: GraphRun, userId: string, way: TokenWay): Promise<FactOutcome> {
  const own = await attempt(run, () =>
    run.get({ path: userId, params: { fields: 'id,username' }, tokenTransport: way }),
  );
  const username = readAccountRow(own.value)?.username ?? null;
  if (username === null) return notTried('The name of the account is not known.');
  const fields = `business_discovery.username(${username}){username}`;
  const found = await attempt(run, () => run.get({ path: userId, params: { fields }, tokenTransport: way }));
  return found.outcome;
}
