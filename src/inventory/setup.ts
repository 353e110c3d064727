import { ConfigError, type ConfigProblem } from '../base/errors.ts';
import { compareNames } from '../base/order.ts';
import { Redactor } from '../base/redact.ts';
import { Secret } from '../base/redact.ts';
import type { FileRecord } from '../documents/file.ts';
import { type Categorizer, createCategorizer } from '../files/categorize-file.ts';
import { createDescriber } from '../files/describe-file.ts';
import { distinctFolders, normalizeFolder } from '../files/folder-path.ts';
import { createIgnore } from '../files/ignore.ts';
import type { ObjectRow } from '../files/object-row.ts';
import { type ManagerDependencies, type ResolvedDependencies, resolveDependencies } from '../runtime/dependencies.ts';
import type { GcsConfig } from '../runtime/gcs-config.ts';
import { createBucketStore } from '../storage/bucket-store.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { bucketOf, openStorage } from '../storage/open-storage.ts';
import { sdkTransport, type StorageLike } from '../storage/sdk-transport.ts';

/** What a {@link GCSInventoryManager} works with besides its configuration. */
export interface InventoryDependencies extends ManagerDependencies {
  /** A configured client of `@google-cloud/storage` 7 or 8, or another source of objects. @default opened from the configuration */
  readonly storage?: StorageLike | ObjectStore | undefined;
}

/** What every method of one manager shares. */
export interface InventorySetup {
  readonly deps: ResolvedDependencies;
  readonly bucket: string;
  /** Normalised, each once, in the order given; `null` for the whole bucket. */
  readonly folders: readonly string[] | null;
  readonly draftFolder: string | null;
  /** Not retried, not counted: a run wraps it. */
  readonly store: ObjectStore;
  /** Another bucket with the same credentials. */
  readonly openStore: (bucket: string) => ObjectStore;
  /** Requests in flight at a time. */
  readonly concurrency: number;
  readonly categorize: Categorizer;
  readonly describe: (row: ObjectRow) => FileRecord;
  readonly ignores: (name: string) => boolean;
}

/**
 * Listing pages are requests of tens of milliseconds that the service answers in any number: more are useful at a time
 * than the general default, and a bucket starts at 5,000 reads a second. Source: request-rate guidelines, 2026-11-22.
 */
const LISTING_CONCURRENCY = 32;

/**
 * A failed page costs its 50 ms again and not the general half second; where one in ten fails, one in a hundred million
 * does so all eight times. In an outage the waits double up to 12.7 s in all.
 */
const STORAGE_RETRY = { retries: 7, initialDelayMs: 100, maxDelayMs: 10_000 } as const;

/**
 * Checks the configuration and prepares what the methods share. Does no I/O and reads no environment.
 *
 * @throws {ConfigError} naming every setting that cannot be meant
 */
export function setUpInventory(config: GcsConfig, deps: InventoryDependencies): InventorySetup {
  const problems = configProblems(config);
  if (problems.length > 0) throw new ConfigError(problems);
  const held = holdCredentials(config);
  const resolved = resolveDependencies(
    { ...deps, retry: { ...STORAGE_RETRY, ...withoutUndefined(deps.retry) } },
    'gcs_inventory',
    new Redactor().add(held.credentials?.private_key),
  );
  const { bucket, categories } = config;
  return {
    deps: resolved,
    bucket,
    folders: config.folders === undefined ? null : [...new Set(config.folders.map(normalizeFolder))],
    draftFolder: config.draftFolder === undefined ? null : normalizeFolder(config.draftFolder),
    store: storeOf(held, deps.storage, resolved),
    openStore: (other) => storeOf({ ...held, bucket: other }, deps.storage, resolved),
    concurrency: deps.concurrency === undefined ? LISTING_CONCURRENCY : resolved.concurrency,
    categorize: createCategorizer(categories),
    describe: createDescriber({ bucket, rules: categories }),
    ignores: createIgnore(config.ignore),
  };
}

function storeOf(
  config: GcsConfig,
  storage: InventoryDependencies['storage'],
  { timeoutMs, clock }: ResolvedDependencies,
): ObjectStore {
  if (storage !== undefined && 'listPage' in storage) {
    if (storage.bucket === config.bucket) return storage;
    throw new ConfigError([
      {
        key: 'storage',
        found: `an object store of the bucket "${storage.bucket}", not "${config.bucket}"`,
        remedy: 'Give a store of that bucket, or a client that opens any.',
      },
    ]);
  }
  const now = (): number => clock.now();
  const open =
    storage === undefined
      ? () => openStorage(config, { timeoutMs, now })
      : () => Promise.resolve(sdkTransport(bucketOf(storage, config), config.userProject));
  return createBucketStore({ bucket: config.bucket, open, now });
}

function holdCredentials(config: GcsConfig): GcsConfig {
  const { credentials } = config;
  if (credentials === undefined || credentials.private_key instanceof Secret) return config;
  return { ...config, credentials: { ...credentials, private_key: new Secret(credentials.private_key) } };
}

function configProblems(config: GcsConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const bucket: unknown = config.bucket;
  if (typeof bucket !== 'string' || bucket.trim() === '' || /[/\s]/.test(bucket)) {
    const found = typeof bucket === 'string' ? JSON.stringify(bucket) : typeof bucket;
    problems.push({ key: 'bucket', found, remedy: 'Give the bucket’s name alone, without gs:// and without a path.' });
  }
  for (const key of ['folders', 'ignore'] as const) {
    const list: unknown = config[key];
    if (list === undefined || (Array.isArray(list) && list.every((item) => typeof item === 'string'))) continue;
    problems.push({ key, found: typeof list, remedy: `Give ${key} as a list of texts.` });
  }
  if (config.keyFilename !== undefined && config.credentials !== undefined) {
    problems.push({ key: 'credentials', found: 'keyFilename as well', remedy: 'Give one of the two.' });
  }
  return problems;
}

function withoutUndefined<T extends object>(options: T | undefined): Partial<T> {
  const given = Object.entries(options ?? {}).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(given) as Partial<T>;
}

/**
 * The folders to list, none inside another, in name order: the one that was asked for, else the configured ones, else
 * the whole bucket (`''`).
 */
export function foldersInScope(setup: InventorySetup, asked: string | undefined): readonly string[] {
  if (asked !== undefined) return [normalizeFolder(asked)];
  const folders = setup.folders === null ? [''] : distinctFolders(setup.folders);
  // With its slash, as the objects in it are ordered: `a-b/` comes before `a/`.
  return folders.toSorted((a, b) => compareNames(`${a}/`, `${b}/`));
}
