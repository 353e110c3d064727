import * as v from 'valibot';
import type { Sourced } from '../base/dated-table.ts';
import { GraphApiError, isGraphApiError } from '../base/errors.ts';
import type { ErrorCode, IssueKind } from '../base/issues.ts';
import type { Redactor } from '../base/redact.ts';
import { MINUTE_MS, toTimestamp } from '../base/time.ts';
import { MAX_SERVER_WAIT_MS } from '../runtime/retry.ts';
import type { Login } from './platform.ts';

/** What an answer says, whatever carried it: a response or one item of a batch. */
export interface GraphAnswer {
  /** HTTP status of the response or the batch item. */
  readonly status: number;
  /** The parsed body; `undefined` when it was not JSON. */
  readonly body: unknown;
  /** How long the platform asked to wait, from its headers; `null` when it did not say. */
  readonly retryAfterMs: number | null;
  /** Which attempt was answered, from 1. */
  readonly attempt: number;
  /** When, in milliseconds since the epoch. */
  readonly now: number;
}

/** What was asked, as far as it decides which setting is to blame. */
export interface AskedOf {
  readonly login: Login;
  /** The login that issues tokens which begin as this one; `null` when its beginning does not tell. */
  readonly tokenLogin: Login | null;
  /** Whether the configured account itself was read. */
  readonly isAccount: boolean;
}

const NOTHING_SPECIAL: AskedOf = { login: 'facebook', tokenLogin: null, isAccount: false };

/** What to do with a token that begins as those of another login do. */
export function otherLogin(login: string, tokenLogin: string): string {
  return `Configure login: '${tokenLogin}', or a token of ${login} login: the access token begins as those of ${tokenLogin} login do.`;
}

/** How long to stay away after a throttle that says nothing: further calls while blocked prolong the block. */
const THROTTLE_FIRST_WAIT_MS: number = MINUTE_MS;

interface Facts extends AskedOf {
  /** `graph` and `oauth` are the two shapes of an error body; `none` is any other answer. */
  readonly shape: 'graph' | 'oauth' | 'none';
  readonly status: number;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly message: string;
  readonly transient: boolean;
}

/** Conditions that callers react to; every other entry of the table only has a kind and a remedy. */
type GraphCondition =
  'too_few_viewers' | 'missing_permission' | 'before_business_account' | 'not_crossposted' | 'too_much_data';

/** One way in which Graph refuses or fails. Every condition that is given has to hold. */
interface GraphErrorEntry {
  readonly condition?: GraphCondition;
  /** Codes, or ranges of codes with both ends. */
  readonly codes?: readonly (number | readonly [from: number, to: number])[];
  readonly subcodes?: readonly number[];
  readonly notSubcodes?: readonly number[];
  readonly says?: RegExp;
  readonly when?: (facts: Facts) => boolean;
  readonly kind: IssueKind;
  readonly retryable?: true;
  readonly remedy: string | ((facts: Facts) => string);
}

const NEW_TOKEN = 'Get a new access token and configure it.';
/** What to do when Graph refuses the app's id or secret. */
export const OTHER_APP =
  'Configure the appId and the appSecret of one and the same app: Graph does not know the two together.';
const GONE = 'The object does not exist, or this token may not see it.';
const FIND_ACCOUNTS = 'findInstagramAccounts() lists the accounts a token may read.';
const TOO_MANY_CALLS = 'Too many calls: wait, then collect less at a time or less often.';
const NOT_YOURS = `The token may not read the account that userId names: check userId, or use a token of it. ${FIND_ACCOUNTS}`;
const CHECK_REQUEST = 'Check the request against the Graph API reference.';
const TRY_AGAIN = 'The platform failed for a moment: try again.';
const BLOCKED = 'The account or app is blocked from this action for now: open Instagram and follow its notice.';
const PUBLISHING_SPAM = 2_207_051;

/** The kinds of node that are no Instagram object. Instagram login calls its own account `User`. */
const FACEBOOK_NODE = /nonexisting field \(\w+\) on node type \((Page|User|Application|Business|Group|Event)\)/i;

/** Where the entries of the error table were read. */
export const GRAPH_ERROR_SOURCES: readonly (Sourced & { readonly of: string })[] = [
  {
    of: 'codes',
    source: 'Error handling guide; Graph API rate limiting; Insights references; probe of 2026-05-08',
    checkedOn: '2026-11-22',
  },
  { of: 'tokens of a Page', source: 'AceDataCloud/Skills issue 548', checkedOn: '2026-11-27' },
  { of: 'tokens of the other login', source: 'instagram-graph-api-lib issue 462', checkedOn: '2026-11-27' },
];

/**
 * How an error is classified: by code, subcode and words, and by HTTP status only where the body is no Graph error. The
 * first entry that matches decides. Sources: {@link GRAPH_ERROR_SOURCES}. The words about a wrong app are those the public
 * SDKs' issues quote; no document has them.
 */
const GRAPH_ERRORS: readonly GraphErrorEntry[] = [
  {
    says: /validating (?:the )?(?:application|client secret)|invalid (?:app(?:lication)?|client)[ _](?:id|secret)|invalid platform app/i,
    kind: 'auth',
    remedy: OTHER_APP,
  },
  { codes: [101], kind: 'auth', remedy: OTHER_APP },
  {
    codes: [190],
    when: ({ subcode, login, tokenLogin }) => subcode === null && tokenLogin !== null && tokenLogin !== login,
    kind: 'auth',
    remedy: ({ login, tokenLogin }) => otherLogin(login, String(tokenLogin)),
  },
  {
    codes: [190],
    subcodes: [458],
    kind: 'auth',
    remedy: 'The app was removed from the account: log in with it again.',
  },
  {
    codes: [190],
    subcodes: [459, 464, 490],
    kind: 'auth',
    remedy: 'The account is held at a checkpoint: log in to it in a browser, then get a new access token.',
  },
  {
    codes: [190],
    subcodes: [460],
    kind: 'auth',
    remedy: 'The password was changed: log in again for a new access token.',
  },
  {
    codes: [190],
    subcodes: [463],
    kind: 'auth',
    remedy: 'The access token has expired: get a new one. Long-lived tokens can be refreshed while they are valid.',
  },
  { codes: [190, 102], kind: 'auth', remedy: NEW_TOKEN },
  {
    codes: [4, 17, 32, 341, 613, [80_000, 80_014]],
    notSubcodes: [PUBLISHING_SPAM],
    kind: 'rate_limit',
    retryable: true,
    remedy: TOO_MANY_CALLS,
  },
  { codes: [4], subcodes: [PUBLISHING_SPAM], kind: 'permission', remedy: BLOCKED },
  { codes: [368, 25], kind: 'permission', remedy: BLOCKED },
  {
    codes: [9],
    subcodes: [2_207_042],
    kind: 'quota',
    remedy: 'The account has published all it may for now: see content_publishing_limit.',
  },
  {
    codes: [18],
    kind: 'quota',
    remedy:
      'The 30 hashtags of the last 7 days are used up: ask for one of them, or wait until the oldest leaves the window.',
  },
  {
    condition: 'too_few_viewers',
    codes: [10],
    says: /not enough viewers/i,
    kind: 'unsupported',
    remedy: 'Graph shows insights once a story has been seen by enough accounts.',
  },
  {
    codes: [3],
    kind: 'permission',
    remedy: 'The app lacks a capability for this: see the products and features of the app.',
  },
  {
    condition: 'missing_permission',
    codes: [10, [200, 299]],
    kind: 'permission',
    remedy: 'The token or the app lacks a permission for this: see getTokenInfo() for the missing scopes.',
  },
  {
    condition: 'before_business_account',
    codes: [100],
    subcodes: [2_108_006],
    kind: 'unsupported',
    remedy: 'The post is from before the account became a business account: it has no insights.',
  },
  {
    condition: 'not_crossposted',
    codes: [-1],
    subcodes: [2_207_086],
    kind: 'unsupported',
    remedy: 'The post is not shared to Facebook: do not ask it for crossposted_views or facebook_views.',
  },
  {
    codes: [100],
    says: /appsecret_proof/i,
    kind: 'auth',
    remedy: 'Configure the app secret that belongs to the app of the access token: the app requires appsecret_proof.',
  },
  {
    codes: [100],
    says: /nonexisting field \(accounts\) on node type \(Page\)/i,
    kind: 'auth',
    remedy: 'The access token is that of a Facebook Page: configure accessToken with the token of a user of the Page.',
  },
  {
    codes: [100],
    says: FACEBOOK_NODE,
    when: ({ login }) => login === 'facebook',
    kind: 'not_found',
    remedy: ({ message }) =>
      `The id is that of a Facebook ${FACEBOOK_NODE.exec(message)?.[1] ?? 'object'}, not of an Instagram account or post: check userId. ${FIND_ACCOUNTS}`,
  },
  {
    codes: [2500, 2635, 12, 100],
    says: /unknown path components:? *\/?v?\d+(?:\.\d+)?(?:\/|$)|\bapi version\b|\bdeprecated version\b|(?:unknown|invalid) version\b|version v?\d+(?:\.\d+)? (?:is (?:not|no)|(?:and|or) (?:high|low|lat)er)/i,
    kind: 'invalid_request',
    remedy: 'Graph does not answer this in the configured apiVersion: configure one that is alive, or leave it out.',
  },
  { codes: [100], subcodes: [33], kind: 'not_found', remedy: ({ isAccount }) => (isAccount ? NOT_YOURS : GONE) },
  { codes: [803], kind: 'not_found', remedy: ({ isAccount }) => (isAccount ? NOT_YOURS : GONE) },
  { codes: [24], subcodes: [2_207_006], kind: 'not_found', remedy: ({ isAccount }) => (isAccount ? NOT_YOURS : GONE) },
  { codes: [110], kind: 'not_found', remedy: ({ isAccount }) => (isAccount ? NOT_YOURS : GONE) },
  {
    condition: 'too_much_data',
    codes: [1],
    says: /reduce the amount of data/i,
    kind: 'invalid_request',
    remedy: 'Ask for fewer posts a page, or fewer comments and replies a post.',
  },
  { codes: [9005, 36_104], kind: 'unsupported', remedy: 'Leave the field out for this post.' },
  {
    codes: [100],
    says: /metric|breakdown|nonexisting field|incompatible/i,
    kind: 'unsupported',
    remedy: 'Leave the named metric or field out.',
  },
  {
    when: ({ code, subcode, transient }) =>
      transient || code === 1 || code === 2 || code === -2 || (code === -1 && subcode === 2_207_001),
    kind: 'transient',
    retryable: true,
    remedy: TRY_AGAIN,
  },
  {
    when: ({ code, status }) => code !== null && status >= 500,
    kind: 'transient',
    retryable: true,
    remedy: TRY_AGAIN,
  },
  { when: ({ code }) => code !== null, kind: 'invalid_request', remedy: CHECK_REQUEST },
  { when: ({ status }) => status === 429, kind: 'rate_limit', retryable: true, remedy: TOO_MANY_CALLS },
  { when: ({ status, shape }) => status === 401 || shape === 'oauth', kind: 'auth', remedy: NEW_TOKEN },
  {
    when: ({ status }) => status >= 300 && status < 400,
    kind: 'invalid_response',
    remedy: 'The server redirected, which Graph never does: check baseUrl and any proxy. Redirects are not followed.',
  },
  // A batch that is too large has an error body without a code.
  {
    when: ({ status, shape }) => shape === 'graph' && status < 500,
    kind: 'invalid_request',
    remedy: CHECK_REQUEST,
  },
  {
    when: ({ status }) => status >= 500 || status === 408,
    kind: 'transient',
    retryable: true,
    remedy: 'A gateway failed for a moment: try again.',
  },
];

/** For an answer the table does not have. */
const NO_GRAPH_ERROR: GraphErrorEntry = {
  kind: 'invalid_response',
  remedy: 'The answer was no Graph error: check baseUrl and any proxy in between.',
};

function findEntry(facts: Facts): GraphErrorEntry {
  return GRAPH_ERRORS.find((entry) => matches(entry, facts)) ?? NO_GRAPH_ERROR;
}

function matches({ codes, subcodes, notSubcodes, says, when }: GraphErrorEntry, facts: Facts): boolean {
  const { code, subcode, message } = facts;
  const hasCode = (given: number): boolean =>
    (codes ?? []).some((one) => (typeof one === 'number' ? one === given : given >= one[0] && given <= one[1]));
  if (codes !== undefined && (code === null || !hasCode(code))) return false;
  if (subcodes !== undefined && (subcode === null || !subcodes.includes(subcode))) return false;
  if (subcode !== null && notSubcodes?.includes(subcode) === true) return false;
  return says?.test(message) !== false && when?.(facts) !== false;
}

/** Reads the error of an answer; `null` when it is none. A 200 that carries an error body is one. */
export function readGraphError(
  answer: GraphAnswer,
  redactor: Redactor,
  asked: AskedOf = NOTHING_SPECIAL,
): GraphApiError | null {
  const found = readFacts(answer);
  if (found === null) return null;
  const facts: Facts = { ...found, ...asked };
  const { kind, retryable = false, remedy } = findEntry(facts);
  const label: ErrorCode = facts.code === null ? `http:${String(facts.status)}` : `graph:${codeLabel(facts)}`;
  const retryAfterMs = kind === 'rate_limit' ? throttleWait(answer) : null;
  const advice = typeof remedy === 'string' ? remedy : remedy(facts);
  return new GraphApiError(redactor.text(`${facts.message} (${label})`), {
    kind,
    code: label,
    retryable,
    remedy: retryAfterMs === null ? redactor.text(advice) : comeBack(answer.now + retryAfterMs),
    status: facts.status,
    graphCode: facts.code,
    graphSubcode: facts.subcode,
    traceId: found.traceId === null ? null : redactor.text(found.traceId),
    retryAfterMs,
  });
}

function comeBack(at: number): string {
  return `Too many calls: come back after ${toTimestamp(at)}, then collect less at a time or less often.`;
}

function throttleWait({ retryAfterMs, attempt }: GraphAnswer): number {
  return retryAfterMs ?? Math.min(THROTTLE_FIRST_WAIT_MS * 2 ** (attempt - 1), MAX_SERVER_WAIT_MS);
}

function codeLabel(facts: Facts): string {
  return facts.subcode === null ? String(facts.code) : `${String(facts.code)}/${String(facts.subcode)}`;
}

/** Only message, type, code and trace id are reliable: a field of another form must not cost the code beside it. */
const optional = <T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T | null> =>
  v.fallback(v.nullish(schema, null), null);

const errorBody = v.object({
  error: v.object({
    message: v.fallback(v.string(), ''),
    code: optional(v.number()),
    error_subcode: optional(v.number()),
    is_transient: optional(v.boolean()),
    error_user_title: optional(v.string()),
    fbtrace_id: optional(v.string()),
  }),
});

/** The other shape: api.instagram.com answers an OAuth exchange so. */
const oauthBody = v.object({ error_type: v.string(), code: v.number(), error_message: v.string() });

type BodyFacts = Omit<Facts, keyof AskedOf> & { readonly traceId: string | null };

function readFacts({ status, body }: Pick<GraphAnswer, 'status' | 'body'>): BodyFacts | null {
  const graph = v.safeParse(errorBody, body);
  if (graph.success) {
    const { message, code, error_subcode, is_transient, error_user_title, fbtrace_id } = graph.output.error;
    const title = error_user_title === null || error_user_title === message ? '' : ` — ${error_user_title}`;
    return {
      ...{ shape: 'graph', status, code, subcode: error_subcode, traceId: fbtrace_id },
      message: `Graph: ${message}${title}`,
      transient: is_transient ?? false,
    };
  }
  const nothing = { status, code: null, subcode: null, transient: false, traceId: null };
  const oauth = v.safeParse(oauthBody, body);
  // The code repeats the HTTP status there; as a Graph code it would mean something else.
  if (oauth.success) return { ...nothing, shape: 'oauth', message: `Instagram: ${oauth.output.error_message}` };
  if (status >= 200 && status < 300) return null;
  return { ...nothing, shape: 'none', message: `Graph answered with HTTP ${String(status)} and no error body` };
}

/** Makes the error of an answer in a form that Graph does not document. @param code - what is unreadable, behind `graph:` */
export function invalidAnswer(message: string, code: string, remedy: string, retryable = false): GraphApiError {
  const kind = 'invalid_response';
  return new GraphApiError(message, { kind, code: `graph:${code}`, remedy, retryable, status: null });
}

/** Tells whether Graph refused the token itself: another one is needed. */
export function isRefusedToken(error: unknown): error is GraphApiError {
  return isGraphApiError(error) && error.kind === 'auth' && error.graphCode === 190;
}

/** Tells whether an error is one of the table's named conditions. */
function hasCondition(error: unknown, condition: GraphCondition): error is GraphApiError {
  if (!isGraphApiError(error) || error.graphCode === null) return false;
  const { graphCode: code, graphSubcode: subcode, status, message } = error;
  const facts: Facts = {
    ...{ ...NOTHING_SPECIAL, shape: 'graph', status: status ?? 0, code, subcode, message },
    transient: error.kind === 'transient',
  };
  return findEntry(facts).condition === condition;
}

/** Tells "please reduce the amount of data": the same request can never pass, a smaller one can. */
export function isTooMuchData(error: unknown): error is GraphApiError {
  return hasCondition(error, 'too_much_data');
}

/** Tells a post from before the account was converted to a business account. */
export function isBeforeBusinessAccount(error: unknown): boolean {
  return hasCondition(error, 'before_business_account');
}

/** Tells a story that too few accounts have seen. Shares its code with missing permissions; only the message tells. */
export function isTooFewViewers(error: unknown): boolean {
  return hasCondition(error, 'too_few_viewers');
}

/** Tells a reel that is not shared to Facebook and was asked for Facebook's share of its views. */
export function isNotCrossposted(error: unknown): boolean {
  return hasCondition(error, 'not_crossposted');
}

/** Tells a token that lacks a scope. An app or account that is blocked for a while is refused with other codes. */
export function isMissingPermission(error: unknown): boolean {
  return hasCondition(error, 'missing_permission');
}

/**
 * Tells a refusal that means "this request asks for something it may not", so that a smaller request may pass. An object that is
 * gone is one: it refuses the whole list it is expanded in.
 */
export function isRequestRefused(error: unknown): error is GraphApiError {
  return isGraphApiError(error) && NARROWED.includes(error.kind);
}

const NARROWED: readonly IssueKind[] = ['unsupported', 'invalid_request', 'permission', 'not_found'];
