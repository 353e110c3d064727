import { StorageError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';

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
