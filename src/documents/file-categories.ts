/**
 * The categories of files with the group of an inventory each is listed under, in document order. Plain data without a
 * schema, so that a program that only categorises names carries no schema library.
 */
export const GROUP_BY_CATEGORY = {
  video: 'videos',
  audio: 'audio',
  image: 'images',
  '3d_model': '3d_models',
  document: 'documents',
  archive: 'archives',
  other: 'other',
} as const;

/** What a file is, by its extension, else by its content type. */
export type FileCategory = keyof typeof GROUP_BY_CATEGORY;

/** The plural of a category, as the keys of an inventory spell it. */
export type CategoryGroup = (typeof GROUP_BY_CATEGORY)[FileCategory];

/** Every category a file can have, in document order. */
export const FILE_CATEGORIES: readonly FileCategory[] = /* @__PURE__ */ Object.keys(
  GROUP_BY_CATEGORY,
) as FileCategory[];

/** The groups of an inventory, in document order: the plural of each category. */
export const CATEGORY_GROUPS: readonly CategoryGroup[] = /* @__PURE__ */ Object.values(GROUP_BY_CATEGORY);
