import type { FileCategory } from '../documents/file.ts';
import { GROUP_BY_CATEGORY, isFileCategory } from './category-groups.ts';
import { invalidRequest } from './invalid-request.ts';

/**
 * The caller's own categories by extension, winning over the library's table. Extensions in any case, with or without a
 * leading dot; two parts (`slice.jpg`) win over one; `''` is for names without an extension.
 */
export type CategoryRules = Readonly<Record<string, FileCategory>>;

/**
 * The rules with their extensions in one spelling; `null` when there are none.
 *
 * @throws InsightInventoryError of kind `invalid_request` naming the extension whose category is none of the seven
 */
export function compileRules(rules: CategoryRules | null | undefined): ReadonlyMap<string, FileCategory> | null {
  if (rules === null || rules === undefined) return null;
  const compiled = new Map<string, FileCategory>();
  for (const [extension, category] of Object.entries(rules)) {
    if (!isFileCategory(category))
      throw invalidRequest(
        `categories.${extension}`,
        'is not a file category',
        `Use one of ${Object.keys(GROUP_BY_CATEGORY).join(', ')}.`,
      );
    const lower = extension.trim().toLowerCase();
    compiled.set(lower.startsWith('.') ? lower.slice(1) : lower, category);
  }
  return compiled.size === 0 ? null : compiled;
}
