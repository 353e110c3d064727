import {
  anyText,
  changed,
  checkConfig,
  flag,
  httpAddress,
  inputObject,
  listOf,
  mapOf,
  oneOf,
  optional,
  readScalar,
  setting,
  text,
  valueWhere,
} from '../base/inputs.ts';
import type { Input } from '../base/check-input.ts';
import { ConfigError } from '../base/errors.ts';
import { Secret } from '../base/redact.ts';
import { FILE_CATEGORIES, type FileCategory } from '../documents/file.ts';
import type { ConfigOrigin } from './instagram-config.ts';

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
const SCHEMA: Input<GcsConfig> = inputObject<GcsConfig>({
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

const SHOWN: ReadonlySet<string> = new Set(['bucket', 'useAuth', 'folders', 'ignore', 'categories']);

/**
 * Checks the settings of a bucket and reads them: texts trimmed, the private key wrapped, an empty list of folders as
 * none given. No I/O.
 *
 * @throws {ConfigError} with every problem at once
 */
export function checkGcsConfig(config: unknown, { nameOf, isLiteral }: ConfigOrigin = {}): GcsConfig {
  const checked = checkConfig(SCHEMA, config, {
    isShown: (key) => SHOWN.has(key) && isLiteral?.(key) !== false,
    nameOf,
  });
  if (checked.keyFilename === undefined || checked.credentials === undefined) return checked;
  throw new ConfigError([{ key: 'credentials', found: 'keyFilename as well', remedy: 'Give one of the two.' }]);
}
