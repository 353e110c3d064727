import { StorageError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { compareNames } from '../base/order.ts';

/** Code of a folder that has neither an object nor a marker. */
export const FOLDER_NOT_FOUND = 'gcs:folder_not_found';

/** What to do about such a folder. */
const FOLDER_NOT_FOUND_REMEDY =
  'Check the spelling; names are case-sensitive and no globs. A folder whose last object was deleted is gone as well.';

/** Reports a folder that has neither an object nor a marker. */
export function missingFolderIssue(folder: string): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'folder',
    id: folder,
    kind: 'not_found',
    code: FOLDER_NOT_FOUND,
    message: 'The bucket has no file in this folder.',
    remedy: FOLDER_NOT_FOUND_REMEDY,
    retryable: false,
  };
}

/** The error where none of the folders is there. */
export function missingFoldersError(bucket: string, folders: readonly string[]): StorageError {
  const names = folders.map((folder) => `"${folder}"`).join(', ');
  return new StorageError(
    `gs://${bucket} has no object in the ${folders.length === 1 ? 'folder' : 'folders'} ${names}.`,
    {
      kind: 'not_found',
      code: FOLDER_NOT_FOUND,
      remedy: FOLDER_NOT_FOUND_REMEDY,
      bucket,
    },
  );
}

/** Names that an issue about many objects shows: the first in order, however they came. */
export const NAMES_SHOWN = 5;

/**
 * Collects the objects a listing or a report gave without a size that can be added up, or without a name: they are
 * counted as seen and are in no total. Holds a few names.
 */
export class OddRows {
  #count = 0;
  readonly #names: string[] = [];

  /**
   * @param name - `null` when the object has none
   * @param count - objects it stands for: some of whose names only the first are known
   */
  add(name: string | null, count = 1): void {
    this.#count += count;
    if (name === null) return;
    this.#names.push(name);
    this.#names.sort(compareNames).splice(NAMES_SHOWN);
  }

  get count(): number {
    return this.#count;
  }

  /** One issue for all of them; none when there are none. */
  issues(scope = 'files'): CollectionIssue[] {
    if (this.#count === 0) return [];
    const subject = this.#count === 1 ? 'One object is' : `${String(this.#count)} objects are`;
    const shown = this.#names.map((name) => JSON.stringify(name)).join(', ');
    const rest = this.#count - this.#names.length;
    const others = `${String(rest)} ${shown === '' ? 'without a name' : 'more'}`;
    const which = [shown, ...(rest > 0 ? [others] : [])].filter((text) => text !== '').join(' and ');
    return [
      {
        source: 'gcs',
        scope,
        id: this.#names[0] ?? null,
        kind: 'invalid_response',
        code: 'gcs:odd_row',
        message: `${subject} in no total, for want of a usable size or name: ${which}.`,
        remedy:
          'Look at them with "gcloud storage objects describe"; if they are whole there, the endpoint alters its replies.',
        retryable: false,
      },
    ];
  }
}
