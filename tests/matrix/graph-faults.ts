import type { StatusFault } from '../../src/testing/shared/fault.ts';
import { fails, HARMLESS, recovers, type MatrixFault } from './fault-case.ts';
import { bodyFaults, HEADER_FAULTS, WIRE_FAULTS } from './wire-faults.ts';

interface ErrorExtras {
  readonly subcode?: number;
  readonly status?: number;
  readonly transient?: boolean;
}

/** Gives an error body as Graph words it. Source: error handling reference, shared envelope; docs/metrics.md. */
function errorBody(code: number, message: string, extras: ErrorExtras = {}): StatusFault {
  const { subcode, status = 400, transient } = extras;
  const error = {
    ...{ message, type: 'OAuthException', code, fbtrace_id: 'AMatrix' },
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    ...(transient === undefined ? {} : { is_transient: transient }),
  };
  return { kind: 'status', status, body: { error } };
}

const PERMISSION = '(#10) Application does not have permission for this action';

/** Documented error bodies. */
const ERRORS: readonly MatrixFault[] = [
  { name: '190 malformed', action: errorBody(190, 'Invalid OAuth access token.'), ...fails('auth') },
  ...[458, 459, 460, 463, 464, 467, 490, 492].map((subcode) => ({
    name: `190/${String(subcode)}`,
    action: errorBody(190, 'Error validating access token', { subcode }),
    ...fails('auth'),
  })),
  { name: '102 session', action: errorBody(102, 'Session key invalid or no longer valid'), ...fails('auth') },
  { name: '10 permission', action: errorBody(10, PERMISSION, { status: 403 }), ...fails('permission') },
  {
    name: '200 permission',
    action: errorBody(200, '(#200) Requires instagram_basic', { status: 403 }),
    ...fails('permission'),
  },
  {
    name: '299 permission',
    action: errorBody(299, '(#299) Permissions error', { status: 403 }),
    ...fails('permission'),
  },
  {
    name: '3 capability',
    action: errorBody(3, '(#3) Application does not have the capability'),
    ...fails('permission'),
  },
  {
    name: '25 restricted',
    action: errorBody(25, 'Account restricted', { subcode: 2_207_050 }),
    ...fails('permission'),
  },
  {
    name: '368 blocked',
    action: errorBody(368, 'The action attempted has been deemed abusive'),
    ...fails('permission'),
  },
  {
    name: '4/2207051 spam',
    action: errorBody(4, 'Application request limit reached', { subcode: 2_207_051 }),
    ...fails('permission'),
  },
  {
    name: '100/33 gone',
    action: errorBody(100, "Object with ID '1' does not exist", { subcode: 33 }),
    ...fails('not_found'),
  },
  {
    name: '803 alias',
    action: errorBody(803, 'Some of the aliases you requested do not exist: x'),
    ...fails('not_found'),
  },
  { name: '24 no media', action: errorBody(24, 'Media not found', { subcode: 2_207_006 }), ...fails('not_found') },
  { name: '110 no user', action: errorBody(110, 'Invalid user id', { subcode: 2_207_013 }), ...fails('not_found') },
  { name: '100 parameter', action: errorBody(100, '(#100) Invalid parameter'), ...fails('invalid_request') },
  { name: '18 quota', action: errorBody(18, 'Max hashtags exceeded', { subcode: 2_207_034 }), ...fails('quota') },
  ...[4, 17, 32, 341, 613, 80_002].map((code) => ({
    name: `${String(code)} throttle`,
    action: errorBody(code, `(#${String(code)}) too many calls`, { status: code === 4 ? 403 : 400 }),
    ...recovers('rate_limit'),
  })),
  { name: '1 unknown', action: errorBody(1, 'An unknown error occurred', { status: 500 }), ...recovers('transient') },
  {
    name: '2 unavailable',
    action: errorBody(2, 'Service temporarily unavailable', { status: 500, transient: true }),
    ...recovers('transient'),
  },
  { name: '-1/2207001 server', action: errorBody(-1, 'Fatal', { subcode: 2_207_001 }), ...recovers('transient') },
  { name: '-2/2207003 timeout', action: errorBody(-2, 'Fatal', { subcode: 2_207_003 }), ...recovers('transient') },
  {
    name: 'transient of an unknown code',
    action: errorBody(99_999, 'Later', { transient: true }),
    ...recovers('transient'),
  },
  {
    name: 'an error inside a 200',
    action: errorBody(190, 'Invalid OAuth access token.', { status: 200 }),
    ...fails('auth'),
  },
];

/** Usage that no honest server tells. */
const USAGE: readonly MatrixFault[] = [
  { name: 'usage that is no JSON', headers: { 'x-app-usage': '{call_count:' } },
  { name: 'usage of huge figures', headers: { 'x-app-usage': '{"call_count":1e308,"total_time":-5}' } },
  {
    name: 'business usage of an odd form',
    headers: { 'x-business-use-case-usage': '{"1":"x","2":[null,{"type":7}]}' },
  },
].map(({ name, headers }) => ({ name, action: { kind: 'headers', headers } as const, ...HARMLESS }));

const named = (faults: readonly MatrixFault[], ...kinds: string[]): string[] =>
  faults.filter(({ always }) => kinds.includes(always)).map(({ name }) => name);

/** Objects that are gone, met in a list: it is asked for once more without what it is expanded by. */
export const GONE: readonly string[] = named(ERRORS, 'not_found');
/** Refusals of what was asked: less may pass. */
export const REFUSED: readonly string[] = named(ERRORS, 'not_found', 'permission', 'invalid_request');
/** Refusals of the token. */
export const AUTH: readonly string[] = named(ERRORS, 'auth');

export const GRAPH_FAULTS: readonly MatrixFault[] = [
  ...ERRORS,
  ...WIRE_FAULTS,
  ...bodyFaults(fails('invalid_response')),
  ...HEADER_FAULTS,
  ...USAGE,
];
