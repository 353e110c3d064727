import { foldFiles } from '../files/fold.ts';
import { createSubfolders } from '../files/subfolders.ts';
import { FirstNames } from './first-names.ts';

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
    const [found] = foldFiles([{ name }], createSubfolders(this.#folder));
    if (found !== undefined) this.#names.at(found, () => true);
  }

  get exceeded(): boolean {
    return this.#names.exceeded;
  }

  result(): string[] {
    return this.#names.entries().map(([name]) => name);
  }
}
