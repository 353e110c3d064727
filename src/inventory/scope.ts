import { compareNames } from '../base/order.ts';
import { distinctFolders, normalizeFolder } from '../files/folder-path.ts';
import type { InventorySetup } from './setup.ts';

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
