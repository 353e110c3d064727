import type { Input, InputEntries } from '../base/check-input.ts';
import { ConfigError } from '../base/errors.ts';
import {
  anyText,
  changed,
  checkConfig,
  either,
  flag,
  func,
  httpAddress,
  idText,
  inputObject,
  listOf,
  mapOf,
  momentText,
  oneOf,
  optional,
  readScalar,
  secretText,
  setting,
  text,
  timezone,
  valueWhere,
  wholeNumber,
} from '../base/inputs.ts';
import { Secret } from '../base/redact.ts';
import { normalizeTimestamp } from '../base/time.ts';
import { FILE_CATEGORIES, type FileCategory } from '../documents/file.ts';
import { type AccessTokenProvider, type AccessTokenSource, tokenProblem } from './stores.ts';

/** A service account's credentials, in place of a key file. */
export interface GcsCredentials {
  readonly client_email: string;
  /** PEM. Kept as a {@link Secret}. */
  readonly private_key: string | Secret;
}

/** Which bucket, as whom, and which part of it. */
export interface GcsConfig {
  readonly bucket: string;
  /** A service account's key file. Default: application default credentials. */
  readonly keyFilename?: string | undefined;
  readonly credentials?: GcsCredentials | undefined;
  /** Folders to inventory. Default, and what an empty list means: the whole bucket. */
  readonly folders?: readonly string[] | undefined;
  /** Where drafts are kept. */
  readonly draftFolder?: string | undefined;
  readonly projectId?: string | undefined;
  /** The project that is billed for reading a requester-pays bucket. */
  readonly userProject?: string | undefined;
  /** A simulator or an emulator in place of Google's host. */
  readonly apiEndpoint?: string | undefined;
  /** Whether credentials are sent to a custom `apiEndpoint`. @default false there */
  readonly useAuth?: boolean | undefined;
  /** Extension (`mov`, `tar.gz`) to category; wins over the library's own table. */
  readonly categories?: Readonly<Record<string, FileCategory>> | undefined;
  /**
   * Globs on full or base names of objects to leave out, beside the defaults: folder markers (the name ends in `/`),
   * `.DS_Store`, `Thumbs.db`.
   */
  readonly ignore?: readonly string[] | undefined;
}

const FOLDERS = 'Give a list of folders of the bucket: ["videos", "images"]; leave it out for the whole bucket.';

/** A folder, or `''` for the root of the bucket; `gs://…` is an address and no folder. */
const folder = setting(
  valueWhere<string>((value) => typeof value === 'string' && !/^gs:/i.test(value), 'Give the path inside the bucket.'),
);

const folders: Input<string[] | undefined> = changed(listOf(folder, FOLDERS), (list) =>
  list.length === 0 ? undefined : list,
);

const credentials: Input<GcsCredentials> = inputObject<GcsCredentials>({
  client_email: text('Give the e-mail address of the service account.'),
  private_key: changed(
    valueWhere<string | Secret>(
      (value) => value instanceof Secret || (typeof value === 'string' && value.trim() !== ''),
      'Give the private key of the service account as PEM text.',
    ),
    (key) => (typeof key === 'string' ? new Secret(key) : key),
  ),
});

/** Every setting of a bucket, for the constructor and for the configuration file alike. */
const GCS_SCHEMA: Input<GcsConfig> = inputObject<GcsConfig>({
  bucket: setting(
    valueWhere<string>(
      (value) => typeof value === 'string' && /^[^\s/:]+$/.test(value),
      "Give the bucket's name alone, without gs:// and without a folder.",
    ),
  ),
  keyFilename: optional(setting(text("Give the path of a service account's key file, or leave it out."))),
  credentials: optional(credentials),
  folders: optional(folders),
  draftFolder: optional(folder),
  projectId: optional(setting(text('Give the id of the project.'))),
  userProject: optional(setting(text('Give the id of the project that is billed.'))),
  apiEndpoint: optional(setting(httpAddress())),
  useAuth: optional(setting(flag(), readScalar)),
  categories: optional(mapOf(oneOf(FILE_CATEGORIES), 'Give an object of extension to category: { mov: "video" }.')),
  ignore: optional(listOf(setting(anyText('Give a pattern.')), 'Give a list of patterns: ["*.tmp", "old/**"].')),
});

const GCS_SHOWN: ReadonlySet<string> = new Set(['bucket', 'useAuth', 'folders', 'ignore', 'categories']);

/**
 * Checks the settings of a bucket and reads them: texts trimmed, the private key wrapped, an empty list of folders as
 * none given. No I/O.
 *
 * @throws {ConfigError} with every problem at once
 */
export function checkGcsConfig(config: unknown, { nameOf, isLiteral }: ConfigOrigin = {}): GcsConfig {
  const checked = checkConfig(GCS_SCHEMA, config, {
    isShown: (key) => GCS_SHOWN.has(key) && isLiteral?.(key) !== false,
    nameOf,
  });
  if (checked.keyFilename === undefined || checked.credentials === undefined) return checked;
  throw new ConfigError([{ key: 'credentials', found: 'keyFilename as well', remedy: 'Give one of the two.' }]);
}

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

/** Reads one of a few words in any case; a text that is none stays as it is, so that an error can redact it. */
const word = <const Words extends readonly string[]>(words: Words): Input<Words[number]> =>
  setting(oneOf(words), (text) => words.find((one) => one === text.toLowerCase()) ?? text);

const count = (min: number): Input<number> => setting(wholeNumber(min), readScalar);

/** Every setting of an account, for the constructor and for the configuration file alike. */
const INSTAGRAM_ENTRIES: InputEntries<InstagramConfig> = {
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

const INSTAGRAM_SCHEMA = inputObject(INSTAGRAM_ENTRIES);

/** Texts that an error may repeat; the others could be a token in the wrong place. */
const INSTAGRAM_SHOWN: ReadonlySet<string> = new Set(
  ['tokenExpiration', 'daysBeforeRefresh', 'login', 'apiVersion', 'tokenTransport', 'timezone'].concat(
    Object.keys(INSTAGRAM_ENTRIES).filter((key) => key.startsWith('max')),
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
  return checkConfig(INSTAGRAM_SCHEMA, config, {
    isShown: (key) => INSTAGRAM_SHOWN.has(key) && isLiteral?.(key) !== false,
    nameOf,
  });
}
