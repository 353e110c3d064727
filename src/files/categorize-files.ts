import { compareNames } from '../base/order.ts';
import type { CategoryGroup, FileRecord } from '../documents/file.ts';
import { groupOf, perGroup } from './category-groups.ts';

/**
 * Files by category group: every group present, empty or not, in document order; within a group by name.
 *
 * @example
 * categorizeFiles([]).videos; //=> []
 */
export function categorizeFiles<F extends Pick<FileRecord, 'name' | 'file_category'>>(
  files: Iterable<F>,
): Record<CategoryGroup, F[]> {
  const groups = perGroup<F[]>(() => []);
  for (const file of files) groups[groupOf(file.file_category)].push(file);
  for (const rows of Object.values(groups)) rows.sort((a, b) => compareNames(a.name, b.name));
  return groups;
}
