import { itemAt } from '../../base/lists.ts';
import { compareNames, firstIndex } from './object-names.ts';
import type { GeneratedObjects } from './generated-objects.ts';
import type { ObjectRow } from './simulated-object.ts';

/** Object versions in the order they are listed: by name in byte order, then by generation. */
export interface NameView {
  readonly length: number;
  nameAt(index: number): string;
  /** Gives the row at an index, valid until the next call. */
  rowAt(index: number): ObjectRow;
  /** Tells whether it is a folder rather than an object: it shows as a prefix alone. */
  isFolder(index: number): boolean;
  /** Finds the index of the first name that is not before `name`. */
  lowerBound(name: string): number;
}

interface StoreOptions {
  readonly base: GeneratedObjects | null;
  readonly versioning: boolean;
  /** Managed folders, and those of a hierarchical namespace. @default none */
  readonly folders?: readonly ObjectRow[] | undefined;
}

interface Views {
  readonly live: NameView;
  readonly all: NameView;
  readonly softDeleted: NameView;
  readonly withFolders: NameView;
}

/** The content of a bucket: generated objects, with stored ones laid over them. */
export class ObjectStore {
  readonly #base: GeneratedObjects | null;
  readonly #versioning: boolean;
  readonly #folders: readonly ObjectRow[];
  readonly #stored = new Map<string, ObjectRow[]>();
  #views: Views | null = null;

  constructor(options: StoreOptions) {
    this.#base = options.base;
    this.#versioning = options.versioning;
    this.#folders = options.folders ?? [];
  }

  /** Adds an object. One of the same name is replaced, or becomes noncurrent where the bucket keeps versions. */
  put(row: ObjectRow): void {
    this.#views = null;
    const before = this.#stored.get(row.name) ?? this.#generated(row.name);
    const kept = before.filter((other) => other.timeDeleted !== null || row.timeDeleted !== null || this.#versioning);
    const older = row.timeDeleted === null ? kept.map((other) => superseded(other, row)) : kept;
    const versions = [...older.filter((other) => other.generation !== row.generation), row];
    this.#stored.set(row.name, versions.sort(byGeneration));
  }

  /** Removes the live object of a name, which becomes noncurrent where the bucket keeps versions. */
  remove(name: string): void {
    this.#views = null;
    const versions = this.#stored.get(name) ?? this.#generated(name);
    const noncurrent = versions.map((row) => superseded(row, row));
    this.#stored.set(
      name,
      this.#versioning ? noncurrent : noncurrent.filter((_, at) => versions[at]?.timeDeleted !== null),
    );
  }

  /** What a listing shows. */
  get live(): NameView {
    return this.#currentViews().live;
  }

  /** What a listing with `versions=true` shows. */
  get all(): NameView {
    return this.#currentViews().all;
  }

  /** What a listing with `softDeleted=true` shows. */
  get softDeleted(): NameView {
    return this.#currentViews().softDeleted;
  }

  /** What a listing with `includeFoldersAsPrefixes=true` shows. */
  get withFolders(): NameView {
    return this.#currentViews().withFolders;
  }

  /** Finds the live object, or the version of that generation; `null` when there is none. */
  find(name: string, generation: string | null, softDeleted = false): ObjectRow | null {
    const view = softDeleted ? this.softDeleted : generation === null ? this.live : this.all;
    for (let index = view.lowerBound(name); index < view.length && view.nameAt(index) === name; index += 1) {
      const row = view.rowAt(index);
      if (generation === null || row.generation === generation) return row;
    }
    return null;
  }

  #generated(name: string): readonly ObjectRow[] {
    if (this.#base === null) return [];
    const index = this.#base.lowerBound(name);
    if (index >= this.#base.length || this.#base.nameAt(index) !== name) return [];
    return [copyOf(this.#base.rowAt(index))];
  }

  #currentViews(): Views {
    if (this.#views === null) {
      const rows = [...this.#stored].sort(([a], [b]) => compareNames(a, b)).flatMap(([, versions]) => versions);
      const all = rows.filter((row) => row.softDeleteTime === null);
      const softDeleted = rows.filter((row) => row.softDeleteTime !== null);
      const live = all.filter((row) => row.timeDeleted === null);
      // A name whose versions are all noncurrent still hides the generated object of that name.
      const hidden = new Set(this.#stored.keys());
      this.#views = {
        live: new MergedView(this.#base, live, hidden),
        all: new MergedView(this.#base, all, hidden),
        softDeleted: new MergedView(null, softDeleted, hidden),
        withFolders: new MergedView(this.#base, [...live, ...this.#folders].sort(byName), hidden, this.#folders),
      };
    }
    return this.#views;
  }
}

/** Stored rows merged into the generated ones by arithmetic, so that the latter stay unmade. */
class MergedView implements NameView {
  readonly length: number;
  readonly #base: GeneratedObjects | null;
  readonly #rows: readonly ObjectRow[];
  readonly #folders: ReadonlySet<ObjectRow>;
  /** Place of each stored row in the merged order. */
  readonly #places: readonly number[];
  /** Ascending indexes of generated objects that a stored name hides. */
  readonly #hidden: readonly number[];

  constructor(
    base: GeneratedObjects | null,
    rows: readonly ObjectRow[],
    hiddenNames: ReadonlySet<string>,
    folders: readonly ObjectRow[] = [],
  ) {
    this.#base = base;
    this.#rows = rows;
    this.#folders = new Set(folders);
    this.#hidden = base === null ? [] : hiddenIndexes(base, hiddenNames);
    this.#places = rows.map(
      (row, order) => order + (base === null ? 0 : this.#visibleBefore(base.lowerBound(row.name))),
    );
    this.length = rows.length + (base?.length ?? 0) - this.#hidden.length;
  }

  nameAt(index: number): string {
    const { stored, generated } = this.#locate(index);
    return stored?.name ?? this.#base?.nameAt(generated) ?? '';
  }

  rowAt(index: number): ObjectRow {
    const { stored, generated } = this.#locate(index);
    const row = stored ?? this.#base?.rowAt(generated);
    if (row === undefined) throw new RangeError(`No object ${String(index)}.`);
    return row;
  }

  isFolder(index: number): boolean {
    const { stored } = this.#locate(index);
    return stored !== undefined && this.#folders.has(stored);
  }

  lowerBound(name: string): number {
    const stored = firstIndex(0, this.#rows.length, (at) => compareNames(itemAt(this.#rows, at).name, name) >= 0);
    return stored + (this.#base === null ? 0 : this.#visibleBefore(this.#base.lowerBound(name)));
  }

  #locate(index: number): { readonly stored: ObjectRow | undefined; readonly generated: number } {
    if (this.#rows.length === 0) return { stored: undefined, generated: this.#unhidden(index) };
    const after = firstIndex(0, this.#places.length, (at) => itemAt(this.#places, at) > index);
    const stored = this.#places[after - 1] === index ? this.#rows[after - 1] : undefined;
    return { stored, generated: stored === undefined ? this.#unhidden(index - after) : -1 };
  }

  /** Counts how many generated objects before `index` are visible. */
  #visibleBefore(index: number): number {
    return index - firstIndex(0, this.#hidden.length, (at) => itemAt(this.#hidden, at) >= index);
  }

  /** Finds the index of the `order`-th visible generated object. */
  #unhidden(order: number): number {
    return order + firstIndex(0, this.#hidden.length, (at) => itemAt(this.#hidden, at) - at > order);
  }
}

function hiddenIndexes(base: GeneratedObjects, names: ReadonlySet<string>): number[] {
  const indexes: number[] = [];
  for (const name of names) {
    const index = base.lowerBound(name);
    if (index < base.length && base.nameAt(index) === name) indexes.push(index);
  }
  return indexes.sort((left, right) => left - right);
}

function superseded(row: ObjectRow, by: ObjectRow): ObjectRow {
  return row.timeDeleted === null ? { ...row, timeDeleted: by.timeCreated ?? row.timeCreated } : row;
}

function byName(left: ObjectRow, right: ObjectRow): number {
  return compareNames(left.name, right.name);
}

function byGeneration(left: ObjectRow, right: ObjectRow): number {
  return Number(BigInt(left.generation) - BigInt(right.generation));
}

/** Copies a row. A generated row is shared and its values are getters, so spreading would lose them. */
function copyOf(row: ObjectRow): ObjectRow {
  return {
    name: row.name,
    size: row.size,
    generation: row.generation,
    metageneration: row.metageneration,
    contentType: row.contentType,
    contentEncoding: row.contentEncoding,
    contentDisposition: row.contentDisposition,
    contentLanguage: row.contentLanguage,
    cacheControl: row.cacheControl,
    storageClass: row.storageClass,
    md5Hash: row.md5Hash,
    crc32c: row.crc32c,
    etag: row.etag,
    timeCreated: row.timeCreated,
    updated: row.updated,
    timeFinalized: row.timeFinalized,
    timeDeleted: row.timeDeleted,
    softDeleteTime: row.softDeleteTime,
    hardDeleteTime: row.hardDeleteTime,
    customTime: row.customTime,
    componentCount: row.componentCount,
    temporaryHold: row.temporaryHold,
    eventBasedHold: row.eventBasedHold,
    kmsKeyName: row.kmsKeyName,
    customerEncryption: row.customerEncryption,
    metadata: row.metadata,
    contexts: row.contexts,
    content: row.content,
    asSent: row.asSent,
  };
}
