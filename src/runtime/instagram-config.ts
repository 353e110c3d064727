import {
  changed,
  checkConfig,
  either,
  func,
  httpAddress,
  idText,
  inputObject,
  momentText,
  oneOf,
  optional,
  readScalar,
  secretText,
  setting,
  timezone,
  valueWhere,
  wholeNumber,
} from '../base/inputs.ts';
import type { InputEntries, Input } from '../base/check-input.ts';
import type { Secret } from '../base/redact.ts';
import { normalizeTimestamp } from '../base/time.ts';
import { type AccessTokenProvider, type AccessTokenSource, tokenProblem } from './stores.ts';

/** How the token was obtained; decides the host and which features exist. */
export type InstagramLogin = 'facebook' | 'instagram';

/** The version the dated tables were checked against; newer ones are known, their metrics are not yet checked. */
export const DEFAULT_API_VERSION = 'v26.0';
export const DEFAULT_LOGIN: InstagramLogin = 'facebook';
export const DEFAULT_DAYS_BEFORE_REFRESH = 7;
export const DEFAULT_MAX_MEDIA_ITEMS = 25;
export const DEFAULT_MAX_COMMENTS_PER_MEDIA = 10;
export const DEFAULT_MAX_REPLIES_PER_COMMENT = 5;
export const DEFAULT_TIMEZONE = 'UTC';

/** Which account, with which token, and how much of it. */
export interface InstagramConfig {
  /** Id of the professional account, digits as text: it exceeds what a number holds exactly. */
  readonly userId: string;
  /** The token, or a function that gives it. A plain one is kept as a {@link Secret}. */
  readonly accessToken: AccessTokenSource;
  /** @default 'facebook' */
  readonly login?: InstagramLogin | undefined;
  /** Needed to exchange and inspect tokens with Facebook login. */
  readonly appId?: string | undefined;
  /** Needed to exchange and inspect tokens, and for `appsecret_proof`. Kept as a {@link Secret}. */
  readonly appSecret?: string | Secret | undefined;
  /** When a plain token expires, ISO 8601. */
  readonly tokenExpiration?: string | undefined;
  /** How many days before its expiry a token is refreshed. @default 7 */
  readonly daysBeforeRefresh?: number | undefined;
  /** @default 'v26.0' */
  readonly apiVersion?: string | undefined;
  /** A simulator or a proxy in place of Meta's host; the version segment is added. */
  readonly baseUrl?: string | undefined;
  /** A header keeps the token out of addresses; `query` is for proxies that drop the header. @default 'header' */
  readonly tokenTransport?: 'header' | 'query' | undefined;
  /** @default 25 */
  readonly maxMediaItems?: number | undefined;
  /** 0 reads no comments. @default 10 */
  readonly maxCommentsPerMedia?: number | undefined;
  /** @default 5 */
  readonly maxRepliesPerComment?: number | undefined;
  /** IANA name, for the analysis of posting times. @default 'UTC' */
  readonly timezone?: string | undefined;
}

const accessToken: Input<AccessTokenSource> = either<AccessTokenSource>(
  func<AccessTokenProvider>(),
  secretText(
    'Give the access token as one text without spaces, or a function that returns { value, expiresAt }.',
    (token) => (tokenProblem(token) === null ? null : 'Give the token itself: this is a placeholder for one.'),
  ),
);

const expiration: Input<string> = changed(
  setting(momentText('Give a time that exists, in UTC unless it says otherwise: "2026-08-23 21:00:33".')),
  (text) => normalizeTimestamp(text) ?? text,
);

/** One of a few words in any case; a text that is none stays as it is, so that an error can redact it. */
const word = <const Words extends readonly string[]>(words: Words): Input<Words[number]> =>
  setting(oneOf(words), (text) => words.find((one) => one === text.toLowerCase()) ?? text);

const count = (min: number): Input<number> => setting(wholeNumber(min), readScalar);

/** Every setting of an account, for the constructor and for the configuration file alike. */
const ENTRIES: InputEntries<InstagramConfig> = {
  userId: setting(idText('Give the id of the professional account as a text of digits: a number would lose some.')),
  accessToken,
  tokenExpiration: optional(expiration),
  daysBeforeRefresh: optional(count(0)),
  appId: optional(setting(idText('Give the id of the app as a text of digits: a number would lose some.'))),
  appSecret: optional(secretText('Give the app secret as one text without spaces.')),
  login: optional(word(['facebook', 'instagram'])),
  apiVersion: optional(
    setting(
      valueWhere(
        (value) => typeof value === 'string' && /^v\d{1,3}\.\d{1,2}$/.test(value),
        `Give a version such as "${DEFAULT_API_VERSION}", or leave it out.`,
      ),
    ),
  ),
  baseUrl: optional(setting(httpAddress())),
  tokenTransport: optional(word(['header', 'query'])),
  timezone: optional(setting(timezone())),
  maxMediaItems: optional(count(1)),
  maxCommentsPerMedia: optional(count(0)),
  maxRepliesPerComment: optional(count(0)),
};

const SCHEMA = inputObject(ENTRIES);

/** Texts that an error may repeat; the others could be a token in the wrong place. */
const SHOWN: ReadonlySet<string> = new Set(
  ['tokenExpiration', 'daysBeforeRefresh', 'login', 'apiVersion', 'tokenTransport', 'timezone'].concat(
    Object.keys(ENTRIES).filter((key) => key.startsWith('max')),
  ),
);

/** How the configuration file differs from the constructor: its own names, and texts that came from a variable. */
export interface ConfigOrigin {
  readonly nameOf?: ((key: string) => string) | undefined;
  /** Whether the text under a key was written out, not filled in from a variable. @default always */
  readonly isLiteral?: ((key: string) => boolean) | undefined;
}

/**
 * Checks the settings of an account and reads them: texts trimmed, secrets wrapped, times in UTC. No I/O.
 *
 * @throws {ConfigError} with every problem at once
 */
export function checkInstagramConfig(config: unknown, { nameOf, isLiteral }: ConfigOrigin = {}): InstagramConfig {
  return checkConfig(SCHEMA, config, {
    isShown: (key) => SHOWN.has(key) && isLiteral?.(key) !== false,
    nameOf,
  });
}
