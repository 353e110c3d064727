import type { Fault, RemoveFault, SimulatedRequest, StatusFault } from '../shared/fault.ts';
import type { Reply } from '../shared/reply.ts';
import type { LoggedRequest, SimulatorStats } from '../shared/request-log.ts';
import { startSimulatorHost } from '../shared/simulator-host.ts';
import { indexDataset } from './dataset/dataset-index.ts';
import type { GraphDataset } from './dataset/graph-dataset.ts';
import { type GraphSimulatorOptions, type GraphState, HashtagLedger, WindowLinks } from './graph-state.ts';
import { answerHttp, CallCounts } from './routes/answer-http.ts';
import { cdnAddress } from './routes/cdn.ts';
import { endpointOf } from './routes/execute-call.ts';
import { GraphFailure, objectMissing, reduceData } from './rules/failures.ts';
import { PUBLIC_CONTENT_FEATURE, USUAL_MAX_WEIGHT } from './rules/platform.ts';
import { tokenMalformed, type TokenProblem, TokenRegistry, type TokenRequest } from './tokens/token-registry.ts';
import { throttled, UsageMeter } from './usage-meter.ts';

const TRACE = 'AFaultTrace0001';

/** A documented error body by name. */
export type GraphFaultName =
  | 'unknown'
  | 'service_unavailable'
  | 'temporarily_blocked'
  | 'server'
  | 'timeout'
  | 'reduce_data'
  | 'app_limit'
  | 'user_limit'
  | 'page_limit'
  | 'application_limit'
  | 'custom_limit'
  | 'business_limit'
  | 'too_many_requests';

/** Errors that no set-up provokes and only a fault plan can inject. */
const INJECTED: Record<Exclude<GraphFaultName, 'too_many_requests'>, () => GraphFailure> = {
  unknown: () => new GraphFailure('An unknown error occurred', { code: 1, status: 500 }),
  service_unavailable: () =>
    new GraphFailure('Service temporarily unavailable', { code: 2, status: 500, extras: { is_transient: true } }),
  temporarily_blocked: () =>
    new GraphFailure('The action attempted has been deemed abusive or is otherwise disallowed', { code: 368 }),
  server: () => new GraphFailure('Fatal', { code: -1, extras: { error_subcode: 2_207_001, is_transient: false } }),
  timeout: () => new GraphFailure('Fatal', { code: -2, extras: { error_subcode: 2_207_003, is_transient: false } }),
  reduce_data: reduceData,
  app_limit: () => throttled(4),
  user_limit: () => throttled(17),
  page_limit: () => throttled(32),
  application_limit: () => throttled(341),
  custom_limit: () => throttled(613),
  business_limit: () => throttled(80_002),
};

/**
 * Makes the fault action that answers with a documented error: `{ match: '/media', times: 1, action:
 * graphFault('server') }`. `too_many_requests` is HTTP 429 without an error in its body.
 */
export function graphFault(name: GraphFaultName): StatusFault {
  if (name === 'too_many_requests') {
    return { kind: 'status', status: 429, body: {}, headers: { 'content-type': 'application/json; charset=UTF-8' } };
  }
  const failure = INJECTED[name]();
  return { kind: 'status', status: failure.status, body: failure.toBody('facebook', TRACE) };
}

/** Makes the documented body of a status, for a fault that names only the status. */
function statusReply(status: number, login: 'facebook' | 'instagram'): Reply {
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  if (status === 429) return { status, headers, body: '{}', errorCode: '429', misuse: [] };
  const failure = failureOf(status);
  const body = JSON.stringify(failure.toBody(login, TRACE));
  return { status, headers, body, errorCode: failure.word, misuse: [] };
}

function failureOf(status: number): GraphFailure {
  if (status === 401) return tokenMalformed('facebook');
  if (status === 403) return throttled(4);
  if (status === 404) return objectMissing('0');
  if (status === 503) return INJECTED.service_unavailable();
  return INJECTED.unknown();
}

/** Makes the state of a simulator from its options and their defaults. */
function createState(options: GraphSimulatorOptions): GraphState {
  const { dataset, login = 'facebook', appId = '100000000000001', appSecret = 'simulated-app-secret' } = options;
  const now = clockOf(options.now);
  const links = new WindowLinks();
  let reads = 0;
  let traces = 0;
  const pageTokens = new Map<string, string>();
  const tokens = new TokenRegistry({ login, appId, appSecret, scopes: options.scopes, now });
  const { usage, quota } = options;
  const state: GraphState = {
    login,
    appId,
    appSecret,
    requireProof: options.requireProof ?? false,
    features: options.features ?? [PUBLIC_CONTENT_FEATURE],
    meShape: options.meShape ?? 'flat',
    maxWeight: options.maxWeight ?? USUAL_MAX_WEIGHT,
    paging: options.paging ?? {},
    metricRefusal: options.metricRefusal,
    index: indexDataset(dataset),
    tokens,
    usage: new UsageMeter({ accountId: dataset.account.id, login, usage, quota, now }),
    hashtags: new HashtagLedger(dataset.hashtags ?? [], dataset.searchedHashtags ?? []),
    links,
    now,
    origin: '',
    wasLost: () => false,
    nextTrace: () => {
      traces += 1;
      return `ASim${traces.toString(36).padStart(10, '0')}Trace`;
    },
    addressOf: (role, id) => {
      reads += 1;
      return cdnAddress(state.origin, role, id, now(), reads);
    },
    pageToken: (pageId) => {
      const known = pageTokens.get(pageId) ?? tokens.issue({ kind: 'page', expiresAt: null }).value;
      pageTokens.set(pageId, known);
      return known;
    },
  };
  return state;
}

function clockOf(now: number | (() => number) | undefined): () => number {
  if (now === undefined) return () => Date.now();
  return typeof now === 'number' ? () => now : now;
}

/** Counts over a simulator's life so far. */
export interface GraphSimulatorStats extends SimulatorStats {
  /** Graph calls: HTTP requests that are one, and the items of batches. Media addresses are not counted. */
  readonly graphCalls: number;
  readonly callsByEndpoint: Readonly<Record<string, number>>;
  /** Errors of the calls by code and subcode, batch items included: `190/463`. */
  readonly callsByErrorCode: Readonly<Record<string, number>>;
}

/** A running Graph simulator. */
export interface GraphSimulator {
  /** `http://127.0.0.1:PORT`: the host of the API, the token endpoints and the media addresses at once. */
  readonly url: string;
  /** A long-lived token with every scope asked for. */
  readonly token: string;
  readonly dataset: GraphDataset;
  /** HTTP requests in order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Tells what was asked so far, and what a platform would have refused. */
  stats(): GraphSimulatorStats;
  /** Adds a fault; call what it gives to take it out again. */
  addFault(fault: Fault): RemoveFault;
  /** Issues another token: expired, short-lived, with fewer scopes, refused with a subcode of 190. */
  issueToken(request?: TokenRequest): string;
  /** Breaks a token: from now on the token is refused with this subcode of error 190. */
  breakToken(token: string, problem: TokenProblem): void;
  /** Issues a code of Instagram login for one exchange at `POST /oauth/access_token`. */
  issueCode(): string;
  /** Ends every connection, also one that hangs. */
  close(): Promise<void>;
}

/**
 * Starts a simulated Instagram Graph API on 127.0.0.1 and a free port. It answers from a dataset and refuses what the
 * platform refuses, with the same status and body. Rules as of 2026-11-27.
 *
 * Rejects when no port can be opened. Close it, or the process stays alive.
 */
export async function startGraphSimulator(options: GraphSimulatorOptions): Promise<GraphSimulator> {
  const state = createState(options);
  const { value: token } = state.tokens.issue();
  const counts = new CallCounts();
  const errorReply = (status: number): Reply => statusReply(status, state.login);
  const host = await startSimulatorHost({
    endpointOf: (method, path) => endpointOf(state.index, method, path),
    answer: (request) => answerHttp({ state, counts, errorReply, plan: host.plan }, request),
    errorReply: (status, request) => {
      const reply = errorReply(status);
      countFaulted(counts, request, reply);
      return reply;
    },
    faults: options.faults,
    latencyMs: options.latencyMs,
  });
  state.origin = host.url;
  state.wasLost = (params) => {
    const entry = host.requests.findLast(({ query }) => query === params);
    return entry !== undefined && entry.fault !== null && entry.fault !== 'delay' && entry.fault !== 'drip';
  };
  return {
    url: host.url,
    token,
    dataset: options.dataset,
    requests: host.requests,
    stats: () => ({ ...host.stats(), ...counts.read() }),
    addFault: (fault) => host.addFault(fault),
    issueToken: (request) => state.tokens.issue(request).value,
    breakToken: (value, problem) => {
      state.tokens.break(value, problem);
    },
    issueCode: () => state.tokens.issueCode(),
    close: () => host.close(),
  };
}

/** Counts a faulted request. A request answered by a fault never reaches the routes, yet it was a call. */
function countFaulted(counts: CallCounts, request: SimulatedRequest, reply: Reply): void {
  if (request.endpoint !== '/cdn' && request.endpoint !== 'batch') counts.add(request.endpoint, reply.errorCode);
}
