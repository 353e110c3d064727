import { mimes } from 'mrmime';

import type { FileCategory } from '../documents/file.ts';
import { type CategoryRules, compileRules } from './categorize-file.ts';
import {
  AMBIGUOUS_EXTENSIONS,
  type AmbiguousExtension,
  CATEGORY_BY_EXTENSION,
  CATEGORY_BY_FAMILY,
  CATEGORY_BY_PREFIX,
  CATEGORY_BY_SUFFIX,
  CATEGORY_BY_TYPE,
  categoryOfContentType,
  UNINFORMATIVE,
} from './category-table.ts';
import * as check from './inputs.ts';

/**
 * Everything by which `categorizeFile` decides, as plain data: for a database, a spreadsheet or another language. The
 * first of these that has an answer decides:
 *
 * 1. `rules` by the last two parts of the file name, by its extension, by the last part of that;
 * 2. `extensions` by the extension, where a two-part one (`tar.gz`) counts only if it is listed;
 * 3. `ambiguous`: its `text` for a content type that begins with `text/`;
 * 4. the content type, without parameters and in lower case, unless it is in `uninformative`: `types`, then `families` by
 *    what is before the slash, `suffixes` and `prefixes`;
 * 5. `ambiguous`: its `otherwise`;
 * 6. `fallback` by the extension;
 * 7. `other`.
 *
 * Extensions are in lower case without a dot; `''` is a name without one. Litter of desktop systems is `other` before all.
 */
export interface EffectiveCategoryTable {
  readonly rules: Readonly<Record<string, FileCategory>>;
  readonly extensions: Readonly<Record<string, FileCategory>>;
  readonly ambiguous: Readonly<Record<string, AmbiguousExtension>>;
  readonly uninformative: readonly string[];
  readonly types: Readonly<Record<string, FileCategory>>;
  readonly families: Readonly<Record<string, FileCategory>>;
  readonly suffixes: Readonly<Record<string, FileCategory>>;
  readonly prefixes: Readonly<Record<string, FileCategory>>;
  readonly fallback: Readonly<Record<string, FileCategory>>;
}

/**
 * Gives the table that decides with these rules, the library's own and the public MIME table included.
 *
 * @throws InsightInventoryError of kind `invalid_request` when a rule names no category
 * @example
 * effectiveCategoryTable({ '.XYZ': 'document' }).rules['xyz']; //=> 'document'
 */
export function effectiveCategoryTable(rules?: CategoryRules): EffectiveCategoryTable {
  check.effectiveCategoryTable({ rules });
  return {
    rules: Object.fromEntries(compileRules(rules) ?? []),
    extensions: Object.fromEntries(CATEGORY_BY_EXTENSION),
    ambiguous: Object.fromEntries(AMBIGUOUS_EXTENSIONS),
    uninformative: [...UNINFORMATIVE],
    types: Object.fromEntries(CATEGORY_BY_TYPE),
    families: Object.fromEntries(CATEGORY_BY_FAMILY),
    suffixes: CATEGORY_BY_SUFFIX,
    prefixes: CATEGORY_BY_PREFIX,
    fallback: fallbackOfMimes(),
  };
}

/** Extensions that only the public table lists, by the type it gives them. */
function fallbackOfMimes(): Record<string, FileCategory> {
  const listed = Object.entries(mimes).flatMap(([extension, type]): [string, FileCategory][] => {
    const category = categoryOfContentType(type);
    const isOwn = CATEGORY_BY_EXTENSION.has(extension) || AMBIGUOUS_EXTENSIONS.has(extension);
    return category === null || isOwn ? [] : [[extension, category]];
  });
  return Object.fromEntries(listed);
}
