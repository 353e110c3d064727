import type { IssueKind } from '../base/issues.ts';
import type { Sourced } from '../base/dated-table.ts';
import type { Login } from './platform.ts';

/** What was asked, as far as it decides which setting is to blame. */
export interface RequestContext {
  readonly login: Login;
  /** The login that issues tokens which begin as this one; `null` when its beginning does not tell. */
  readonly tokenLogin: Login | null;
  /** Whether the configured account itself was read. */
  readonly isAccount: boolean;
}

/** Gives what to do with a token that begins as those of another login do. */
export function otherLogin(login: string, tokenLogin: string): string {
  return `Configure login: '${tokenLogin}', or a token of ${login} login: the access token begins as those of ${tokenLogin} login do.`;
}

/** What is known of an error when it is classified. */
export interface ErrorTraits extends RequestContext {
  /** `graph` and `oauth` are the two shapes of an error body; `none` is any other answer. */
  readonly shape: 'graph' | 'oauth' | 'none';
  readonly status: number;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly message: string;
  readonly transient: boolean;
}

/** Conditions that callers react to; every other entry of the table only has a kind and a remedy. */
export type GraphCondition =
  | 'too_few_viewers'
  | 'missing_permission'
  | 'before_business_account'
  | 'not_crossposted'
  | 'too_much_data';

/** One way in which Graph refuses or fails. Every condition that is given has to hold. */
interface GraphErrorEntry {
  readonly condition?: GraphCondition;
  /** Codes, or ranges of codes with both ends. */
  readonly codes?: readonly (number | readonly [from: number, to: number])[];
  readonly subcodes?: readonly number[];
  readonly notSubcodes?: readonly number[];
  readonly messagePattern?: RegExp;
  readonly when?: (traits: ErrorTraits) => boolean;
  readonly kind: IssueKind;
  readonly retryable?: true;
  readonly remedy: string | ((traits: ErrorTraits) => string);
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
    messagePattern:
      /validating (?:the )?(?:application|client secret)|invalid (?:app(?:lication)?|client)[ _](?:id|secret)|invalid platform app/i,
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
    messagePattern: /not enough viewers/i,
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
    messagePattern: /appsecret_proof/i,
    kind: 'auth',
    remedy: 'Configure the app secret that belongs to the app of the access token: the app requires appsecret_proof.',
  },
  {
    codes: [100],
    messagePattern: /nonexisting field \(accounts\) on node type \(Page\)/i,
    kind: 'auth',
    remedy: 'The access token is that of a Facebook Page: configure accessToken with the token of a user of the Page.',
  },
  {
    codes: [100],
    messagePattern: FACEBOOK_NODE,
    when: ({ login }) => login === 'facebook',
    kind: 'not_found',
    remedy: ({ message }) =>
      `The id is that of a Facebook ${FACEBOOK_NODE.exec(message)?.[1] ?? 'object'}, not of an Instagram account or post: check userId. ${FIND_ACCOUNTS}`,
  },
  {
    codes: [2500, 2635, 12, 100],
    messagePattern:
      /unknown path components:? *\/?v?\d+(?:\.\d+)?(?:\/|$)|\bapi version\b|\bdeprecated version\b|(?:unknown|invalid) version\b|version v?\d+(?:\.\d+)? (?:is (?:not|no)|(?:and|or) (?:high|low|lat)er)/i,
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
    messagePattern: /reduce the amount of data/i,
    kind: 'invalid_request',
    remedy: 'Ask for fewer posts a page, or fewer comments and replies a post.',
  },
  { codes: [9005, 36_104], kind: 'unsupported', remedy: 'Leave the field out for this post.' },
  {
    codes: [100],
    messagePattern: /metric|breakdown|nonexisting field|incompatible/i,
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

/** Finds the entry of the table that an error is classified by. */
export function findEntry(traits: ErrorTraits): GraphErrorEntry {
  return GRAPH_ERRORS.find((entry) => matches(entry, traits)) ?? NO_GRAPH_ERROR;
}

function matches(
  { codes, subcodes, notSubcodes, messagePattern, when }: GraphErrorEntry,
  traits: ErrorTraits,
): boolean {
  const { code, subcode, message } = traits;
  const isCode = (one: number | readonly [from: number, to: number]): boolean =>
    typeof one === 'number' ? one === code : code !== null && code >= one[0] && code <= one[1];
  if (codes !== undefined && !codes.some(isCode)) return false;
  if (subcodes !== undefined && (subcode === null || !subcodes.includes(subcode))) return false;
  if (subcode !== null && notSubcodes?.includes(subcode) === true) return false;
  return messagePattern?.test(message) !== false && when?.(traits) !== false;
}
