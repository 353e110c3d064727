import type { StatusFault } from '../shared/fault.ts';
import type { Reply } from '../shared/reply.ts';
import { GraphFailure, objectMissing, reduceData } from './rules/failures.ts';
import { throttled } from './usage-meter.ts';
import { tokenMalformed } from './tokens/token-registry.ts';

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
 * The fault action that answers with a documented error: `{ match: '/media', times: 1, action: graphFault('server') }`.
 * `too_many_requests` is HTTP 429 without an error in its body.
 */
export function graphFault(name: GraphFaultName): StatusFault {
  if (name === 'too_many_requests') {
    return { kind: 'status', status: 429, body: {}, headers: { 'content-type': 'application/json; charset=UTF-8' } };
  }
  const failure = INJECTED[name]();
  return { kind: 'status', status: failure.status, body: failure.toBody('facebook', TRACE) };
}

/** The documented body of a status, for a fault that names only the status. */
export function statusReply(status: number, login: 'facebook' | 'instagram'): Reply {
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
