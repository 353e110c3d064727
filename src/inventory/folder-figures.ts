import { compareNames } from '../base/order.ts';
import { mapGroups } from '../files/categories.ts';
import { subfolderOf } from '../files/folder-path.ts';
import { emptyTally, type GroupTallies } from '../files/summarize-files.ts';
import type { RowKeeper } from './row-keeper.ts';

/** What one entry of `folder_inventories` is made of, while rows come in. */
export interface FolderFigures {
  readonly folder: string;
  readonly groups: GroupTallies;
  readonly subfolders: SubfolderNames;
  readonly rows: RowKeeper;
  /** There is a folder marker: the folder exists, even without files. */
  hasMarker: boolean;
}

export function createFolderFigures(folder: string, rows: RowKeeper): FolderFigures {
  return {
    folder,
    groups: mapGroups(emptyTally),
    subfolders: new SubfolderNames(folder),
    rows,
    hasMarker: false,
  };
}

/** The most sub-folders listed for one folder. */
export const MAX_SUBFOLDERS = 10_000;

/** The immediate sub-folders of one folder, as its objects are seen: the first ones by name, in a bounded memory. */
export class SubfolderNames {
  readonly #folder: string;
  readonly #names = new FirstNames<true>(MAX_SUBFOLDERS);

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Looks at an object's name, or a marker's. */
  add(name: string): void {
    const found = subfolderOf(name, this.#folder);
    if (found !== null) this.#names.at(found, () => true);
  }

  get exceeded(): boolean {
    return this.#names.exceeded;
  }

  result(): string[] {
    return this.#names.entries().map(([name]) => name);
  }
}

/**
 * Values for the first names of an order, however the names come: at most twice `limit` are kept in memory, and which ones are
 * kept does not depend on when they came. A name that was turned away once stays away, so a value that is kept has seen
 * everything that belongs to it.
 */
export class FirstNames<T> {
  readonly #limit: number;
  readonly #values = new Map<string, T>();
  /** Names beyond it are turned away; `null` while none was. */
  #last: string | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether names were turned away. */
  get exceeded(): boolean {
    return this.#last !== null || this.#values.size > this.#limit;
  }

  /** The name's value, made when it is new; `null` for a name that is not among the first. */
  at(name: string, create: () => T): T | null {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (this.#last !== null && compareNames(name, this.#last) > 0) return null;
    const value = create();
    this.#values.set(name, value);
    if (this.#values.size > 2 * this.#limit) this.#trim();
    return value;
  }

  /** The first names and their values, in order. */
  entries(): [string, T][] {
    return [...this.#values].sort(([a], [b]) => compareNames(a, b)).slice(0, this.#limit);
  }

  #trim(): void {
    const kept = this.entries();
    this.#values.clear();
    for (const [name, value] of kept) this.#values.set(name, value);
    this.#last = kept.at(-1)?.[0] ?? null;
  }
}
