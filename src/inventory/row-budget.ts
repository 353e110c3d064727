import type { FileSelection } from '../documents/inventory.ts';
import { MAX_INVENTORY_ROWS } from './options.ts';
import { createRowKeeper, type RowKeeper } from './row-keeper.ts';

/**
 * Decides how many file rows a document holds. All rows are given up as soon as one too many would be kept: a part of
 * the files would pass for the whole.
 */
export class RowBudget {
  readonly #asked: FileSelection;
  readonly #limit: number;
  #kept = 0;
  #exceeded = false;

  constructor(asked: FileSelection, limit: number = MAX_INVENTORY_ROWS) {
    this.#asked = asked;
    this.#limit = limit;
  }

  /** What the document holds: what was asked for, or `none` once the limit was passed. */
  get selection(): FileSelection {
    return this.#exceeded ? 'none' : this.#asked;
  }

  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** A keeper for one folder's rows. */
  createKeeper(): RowKeeper {
    return createRowKeeper(this.selection);
  }

  /**
   * Pays for one object's row, however many folders show it; false when there are to be no rows, and those that were kept
   * are to be dropped.
   */
  take(): boolean {
    if (this.#exceeded) return false;
    // A fixed number per category replaces rows instead of adding them.
    if (this.#asked !== 'all') return true;
    this.#kept += 1;
    if (this.#kept <= this.#limit) return true;
    this.#exceeded = true;
    return false;
  }
}
