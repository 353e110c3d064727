import { inputObject, optional, valueWhere } from '../base/inputs.ts';
import { ConfigError } from '../base/errors.ts';
import { compareNames } from '../base/order.ts';
import { Redactor } from '../base/redact.ts';
import type { FileRecord } from '../documents/file.ts';
import { type Categorizer, createListingCategorizer } from '../files/categorize-file.ts';
import { createDescriber, type ObjectRow } from '../files/describe-file.ts';
import { distinctFolders, distinctSpellings, normalizeFolder } from '../files/path.ts';
import { createIgnore, type IgnoreTest } from '../files/ignore.ts';
import {
  DEPENDENCY_ENTRIES,
  type ManagerDependencies,
  type ResolvedDependencies,
  resolveDependencies,
} from '../runtime/dependencies.ts';
import { checkGcsConfig, type GcsConfig } from '../runtime/platform-configs.ts';
import { createBucketStore } from '../storage/bucket-store.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { bucketOf, openStorage, sdkTransport, type StorageLike } from '../storage/open-storage.ts';

/** What a {@link GCSInventoryManager} works with besides its configuration. */
export interface InventoryDependencies extends ManagerDependencies {
  /**
   * A configured client of `@google-cloud/storage` 7 or 8, or another source of objects. @default opened from the
   * configuration
   */
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
  readonly ignores: IgnoreTest;
  /** What all this is made of, for whoever decides elsewhere. */
  readonly config: GcsConfig;
}

/**
 * Listing pages are requests of tens of milliseconds that the service answers in any number: more are useful at a time
 * than the general default, and a bucket starts at 5,000 reads a second. Source: request-rate guidelines
 * (dated-tables.ts).
 */
const LISTING_CONCURRENCY = 32;

/**
 * A failed page costs its 50 ms again and not the general half second; where one in ten fails, one in a hundred million
 * does so all eight times. In an outage the waits double up to 12.7 s in all.
 */
const STORAGE_RETRY = { retries: 7, initialDelayMs: 100, maxDelayMs: 10_000 } as const;

const DEPENDENCIES = inputObject<InventoryDependencies>({
  ...DEPENDENCY_ENTRIES,
  storage: optional(
    valueWhere(
      (value) =>
        typeof value === 'object' &&
        value !== null &&
        (('bucket' in value && typeof value.bucket === 'function') ||
          ('listPage' in value && typeof value.listPage === 'function')),
      'Give a Storage client of @google-cloud/storage, or an ObjectStore.',
    ),
  ),
});

/**
 * Checks the configuration and prepares what the methods share. Does no I/O and reads no environment.
 *
 * @throws {ConfigError} naming every invalid setting
 */
export function setUpInventory(given: GcsConfig, deps: InventoryDependencies): InventorySetup {
  const config = checkGcsConfig(given);
  const resolved = resolveDependencies(
    { ...deps, retry: { ...STORAGE_RETRY, ...withoutUndefined(deps.retry) } },
    'gcs_inventory',
    new Redactor().add(config.credentials?.private_key),
    DEPENDENCIES,
  );
  const { bucket, categories } = config;
  return {
    deps: resolved,
    bucket,
    folders: config.folders === undefined ? null : distinctSpellings(config.folders),
    draftFolder: config.draftFolder === undefined ? null : normalizeFolder(config.draftFolder),
    store: storeOf(config, deps.storage, resolved),
    openStore: (other) => storeOf({ ...config, bucket: other }, deps.storage, resolved),
    concurrency: deps.concurrency === undefined ? LISTING_CONCURRENCY : resolved.concurrency,
    categorize: createListingCategorizer(categories),
    describe: createDescriber({ bucket, rules: categories }),
    ignores: createIgnore(config.ignore),
    config,
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

function withoutUndefined<T extends object>(options: T | undefined): Partial<T> {
  const given = Object.entries(options ?? {}).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(given) as Partial<T>;
}

/**
 * Chooses the folders to list, none inside another, in name order: the one that was asked for, else the configured
 * ones, else the whole bucket (`''`).
 */
export function foldersInScope(setup: InventorySetup, requested: string | undefined): readonly string[] {
  if (requested !== undefined) return [normalizeFolder(requested)];
  const folders = setup.folders === null ? [''] : distinctFolders(setup.folders);
  // With its slash, as the objects in it are ordered: `a-b/` comes before `a/`.
  return folders.toSorted((a, b) => compareNames(`${a}/`, `${b}/`));
}
