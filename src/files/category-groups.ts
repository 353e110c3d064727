import type { CategoryGroup, FileCategory } from '../documents/file.ts';

/**
 * The group of each category, in document order. Kept here as plain data: the documents' own lists stand beside their
 * schemas, and a program that only wants to categorise a name need not carry a schema library.
 */
export const GROUP_BY_CATEGORY: Readonly<Record<FileCategory, CategoryGroup>> = /* @__PURE__ */ Object.freeze({
  video: 'videos',
  audio: 'audio',
  image: 'images',
  '3d_model': '3d_models',
  document: 'documents',
  archive: 'archives',
  other: 'other',
} as const);

/** The groups in document order. */
export const GROUPS: readonly CategoryGroup[] = /* @__PURE__ */ Object.values(GROUP_BY_CATEGORY);

/**
 * The inventory group a category is listed under.
 *
 * @example
 * groupOf('image'); //=> 'images'
 */
export function groupOf(category: FileCategory): CategoryGroup {
  return GROUP_BY_CATEGORY[category];
}

/** One fresh value per group, every group present, in document order. */
export function perGroup<T>(create: () => T): Record<CategoryGroup, T> {
  return {
    videos: create(),
    audio: create(),
    images: create(),
    '3d_models': create(),
    documents: create(),
    archives: create(),
    other: create(),
  };
}

/** True for one of the seven category names. */
export function isFileCategory(value: unknown): value is FileCategory {
  return typeof value === 'string' && Object.hasOwn(GROUP_BY_CATEGORY, value);
}
