import { InsightInventoryError, isStorageError, type StorageError } from '../base/errors.ts';
import type { CollectionIssue, IssueKind } from '../base/issues.ts';
import { compareNames } from '../base/order.ts';
import type { CategoryGroup, FileCategory, FileRecord, MediaMetadata } from '../documents/file.ts';
import type { FolderInventory, GcsInventory } from '../documents/inventory.ts';
import { folderOf } from '../files/path.ts';
import { toFileMediaMetadata } from '../media/findings.ts';
import { createProbeCache, MediaProber, type ProbeBudget, type ProbeItem, probeMany } from '../media/media-prober.ts';
import type { MediaKind } from '../media/probe-media.ts';
import type { RangeReader } from '../media/header-bytes.ts';
import { mapHighlights } from './bucket-figures.ts';
import type { InventoryRun } from './run.ts';

/** What probing reads of a file. Every `FileRecord` fits. */
export type ProbedFile = Pick<FileRecord, 'name' | 'file_category' | 'size_bytes' | 'generation'>;

/** Creates a prober of this bucket's objects; what it finds is kept by generation in the manager's store. */
function createFileProber(run: InventoryRun, maxBytes?: number): MediaProber {
  return new MediaProber({ source: 'gcs', cache: createProbeCache(run.setup.deps.store), maxBytes });
}

/** Makes a file something to probe; `null` when it is no video, audio or image. */
function toProbeItem(run: InventoryRun, file: ProbedFile, refusals: Refusals = new Refusals()): ProbeItem | null {
  const kind = kindOf(file.file_category);
  if (kind === null) return null;
  const { name, generation } = file;
  return {
    id: name,
    name,
    kind,
    identity: generation === null ? null : `${run.setup.bucket}/${name}#${generation}`,
    open: () => openObject(run, file, refusals),
  };
}

/** Puts what its header says into the record. */
function withMetadata(file: FileRecord, metadata: MediaMetadata): FileRecord {
  const { video_metadata, audio_metadata, image_metadata } = file;
  return {
    ...file,
    ...(video_metadata === undefined ? {} : { video_metadata: toFileMediaMetadata(video_metadata, metadata) }),
    ...(audio_metadata === undefined ? {} : { audio_metadata: toFileMediaMetadata(audio_metadata, metadata) }),
    ...(image_metadata === undefined ? {} : { image_metadata: toFileMediaMetadata(image_metadata, metadata) }),
  };
}

function kindOf(category: FileCategory): MediaKind | null {
  return category === 'video' || category === 'audio' || category === 'image' ? category : null;
}

function openObject(
  { store }: InventoryRun,
  { name, size_bytes, generation }: ProbedFile,
  refusals: Refusals,
): RangeReader {
  return {
    size: size_bytes,
    read: (start, end, signal) =>
      refusals.watch(name, () =>
        store.readRange({ name, start, end: end - 1, generation: generation ?? undefined }, { signal }),
      ),
  };
}

/** Files in a row that are refused for one reason before no other is asked for. */
const REFUSALS_BEFORE_STOP = 5;

/** Kinds of refusals of one file that say the same of all others: the account may not read, or not any more today. */
const REFUSALS_OF_ALL: ReadonlySet<IssueKind> = /* @__PURE__ */ new Set(['auth', 'permission', 'quota']);

/** Kinds of errors that say something of a file, not of the way to it. */
const REFUSALS_OF_FILES: ReadonlySet<IssueKind> = /* @__PURE__ */ new Set([
  'not_found',
  'invalid_request',
  'unsupported',
]);

/**
 * Tells what an error says of the other files: of all, where the account or the endpoint is at fault, of the folder's,
 * or nothing.
 */
function scopeOf({ kind, retryable, status }: StorageError, folder: string): string | null {
  if (REFUSALS_OF_ALL.has(kind) || (kind === 'invalid_response' && !retryable)) return EVERYWHERE;
  return REFUSALS_OF_FILES.has(kind) || status === 412 ? folder : null;
}

/**
 * Stops asking for files once several in a row were refused for one reason: those of the bucket, where the reason is the
 * account or the endpoint, else those of the same folder, which were deleted, changed or encrypted together.
 */
class Refusals {
  readonly #scopes = new Map<string, { readonly error: StorageError; inARow: number }>();

  /** @throws the refusal, without sending anything, once there were enough of it */
  async watch<T>(name: string, read: () => Promise<T>): Promise<T> {
    const folder = `/${folderOf(name)}`;
    for (const scope of [EVERYWHERE, folder]) {
      const known = this.#scopes.get(scope);
      if (known !== undefined && known.inARow >= REFUSALS_BEFORE_STOP) throw known.error;
    }
    try {
      const result = await read();
      this.#scopes.delete(folder);
      // The start of a file also comes from an endpoint that gives no parts.
      if (this.#scopes.get(EVERYWHERE)?.error.kind !== 'invalid_response') this.#scopes.delete(EVERYWHERE);
      return result;
    } catch (error) {
      const scope = isStorageError(error) ? scopeOf(error, folder) : null;
      if (isStorageError(error) && scope !== null) {
        const before = this.#scopes.get(scope);
        this.#scopes.set(scope, { error, inARow: before?.error.code === error.code ? before.inARow + 1 : 1 });
      }
      throw error;
    }
  }
}

/** Scope of a refusal that concerns the whole bucket; folders begin with a slash. */
const EVERYWHERE = '';

/** Puts issues that say the same of several files into one, in the place of the first. */
function groupIssues(issues: readonly CollectionIssue[]): CollectionIssue[] {
  const groups = new Map<string, CollectionIssue[]>();
  for (const issue of issues) {
    const key = JSON.stringify([issue.code, issue.message]);
    groups.set(key, [...(groups.get(key) ?? []), issue]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    if (others.length === 0) return [first];
    const count = others.length + 1;
    return [{ ...first, id: null, message: `${first.message} So it was for ${String(count)} files.` }];
  });
}

/**
 * Reads what one file's header says, by a few range reads. A header that cannot be understood is `null`s with their reasons.
 *
 * @throws {InsightInventoryError} of kind `invalid_request` for a file that is no media; {StorageError} when the object
 * cannot be read
 */
export async function probeOne(run: InventoryRun, file: ProbedFile, maxBytes?: number): Promise<MediaMetadata> {
  const item = toProbeItem(run, file);
  if (item === null) {
    throw new InsightInventoryError(`${file.name} is no video, sound or image.`, {
      kind: 'invalid_request',
      code: 'argument:file',
      remedy: 'Probe files whose file_category is video, audio or image.',
    });
  }
  // The prober turns every failure into nulls; a caller that asks for one file gets the error.
  const failed: { error?: Error } = {};
  const open: typeof item.open = () => {
    const reader = item.open();
    return {
      size: reader.size,
      read: async (start, end, signal) => {
        try {
          return await reader.read(start, end, signal);
        } catch (error) {
          if (error instanceof Error) failed.error = error;
          throw error;
        }
      },
    };
  };
  const metadata = await createFileProber(run, maxBytes).probe({ ...item, open }, run.signal);
  if (failed.error !== undefined) throw failed.error;
  return metadata;
}

/**
 * Fills in the length, size and orientation of every video, audio file and image it holds a row of. Reads
 * header bytes by range: 1 to 3 requests a file. A file that cannot be read is an issue and has `null` with reasons.
 */
export async function probeInventory(
  run: InventoryRun,
  document: GcsInventory,
  { maxBytes }: ProbeBudget,
): Promise<GcsInventory> {
  const files = distinctFiles(document);
  const refusals = new Refusals();
  const items = files.flatMap((file) => toProbeItem(run, file, refusals) ?? []);
  const prober = createFileProber(run, maxBytes);
  const { signal, onProgress, setup } = run;
  const found = await probeMany(prober, items, {
    concurrency: setup.deps.concurrency,
    signal,
    onProgress,
    source: 'gcs',
  });
  const metadata = new Map(items.map((item, index) => [item.name, found[index]]));
  const probed = (file: FileRecord): FileRecord => {
    const known = metadata.get(file.name);
    return known === undefined ? file : withMetadata(file, known);
  };
  const { highlights, folder_inventories } = document;
  return {
    ...document,
    folder_inventories: Object.fromEntries(
      Object.entries(folder_inventories).map(([name, folder]) => [name, mapRows(folder, probed)]),
    ),
    highlights: mapHighlights(highlights, probed),
    // Several files are read at a time: the order of names is the one order.
    issues: [
      ...document.issues,
      ...groupIssues(prober.issues.toSorted((a, b) => compareNames(a.id ?? '', b.id ?? ''))),
    ],
  };
}

function distinctFiles({ folder_inventories, highlights }: GcsInventory): FileRecord[] {
  const files = new Map<string, FileRecord>();
  const lists = [
    ...Object.values(folder_inventories).flatMap((folder) => Object.values(folder.file_categories ?? {})),
    ...Object.values(highlights),
  ];
  for (const list of lists) for (const file of list) files.set(file.name, file);
  return [...files.values()];
}

function mapRows(
  folder: FolderInventory<FileRecord>,
  map: (file: FileRecord) => FileRecord,
): FolderInventory<FileRecord> {
  if (folder.file_categories === null) return folder;
  const groups = Object.entries(folder.file_categories).map(([group, files]) => [group, files.map(map)]);
  return { ...folder, file_categories: Object.fromEntries(groups) as Record<CategoryGroup, FileRecord[]> };
}
