import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';
import { CATEGORY_GROUPS, type CategoryGroup, type FileCategory, GROUP_BY_CATEGORY } from '../documents/vocabulary.ts';
import * as check from './inputs.ts';
import { filesIn } from './inputs.ts';

/**
 * The inventory group a category is listed under.
 *
 * @example
 * groupOf('image'); //=> 'images'
 */
export function groupOf(category: FileCategory): CategoryGroup {
  return GROUP_BY_CATEGORY[category];
}

/**
 * One value per group, every group present, in document order.
 *
 * @example
 * mapGroups((group) => group.length).videos; //=> 6
 */
export function mapGroups<T>(valueOf: (group: CategoryGroup) => T): Record<CategoryGroup, T> {
  return Object.fromEntries(CATEGORY_GROUPS.map((group) => [group, valueOf(group)])) as Record<CategoryGroup, T>;
}

/** True for the name of a category. */
export function isFileCategory(value: unknown): value is FileCategory {
  return typeof value === 'string' && Object.hasOwn(GROUP_BY_CATEGORY, value);
}

/**
 * Sorts files into the category groups: every group present, empty or not, in document order; within a group by name.
 *
 * @example
 * categorizeFiles([]).videos; //=> []
 */
export function categorizeFiles<F extends Pick<FileRecord, 'name' | 'file_category'>>(
  files: Iterable<F>,
): Record<CategoryGroup, F[]> {
  check.categorizeFiles({ files });
  const groups = mapGroups<F[]>(() => []);
  for (const file of filesIn('categorizeFiles', files)) groups[groupOf(file.file_category)].push(file);
  for (const rows of Object.values(groups)) rows.sort((a, b) => compareNames(a.name, b.name));
  return groups;
}
