import { mimes } from 'mrmime';

import type { FileCategory } from '../documents/file.ts';
import { AMBIGUOUS_EXTENSIONS } from './ambiguous-extensions.ts';
import { CATEGORY_BY_EXTENSION } from './category-table.ts';
import { compileRules, type CategoryRules } from './category-rules.ts';
import { bareContentType, categoryOfContentType, isInformative } from './content-type.ts';
import { extensionOf, isSingleExtension, lastTwoParts } from './extension.ts';
import { fileNameOf } from './folder-path.ts';

/** What helps to tell a file's category. */
export interface CategorizeOptions {
  /** As the object's resource says it; absent is the same as `application/octet-stream`. */
  readonly contentType?: string | null | undefined;
  readonly rules?: CategoryRules | undefined;
}

/** Tells categories with rules read once: what to use for many names. */
export type Categorizer = (name: string, contentType?: string | null) => FileCategory;

/**
 * The category of an object by its name and content type, in this order:
 *
 * 1. the caller's own rules, two-part extensions first;
 * 2. the library's table by extension, two-part extensions (`tar.gz`) first; case does not matter;
 * 3. an extension two families share (`ts`, `obj`, `dat`): the content type, or the meaning usual among media;
 * 4. the family of the content type, unless it is what writers set by default (`application/octet-stream`,
 *    `text/plain`, none);
 * 5. the public MIME table (mrmime) for extensions the library does not know;
 * 6. `other`.
 *
 * @throws InsightInventoryError of kind `invalid_request` when a rule names no category
 * @example
 * categorizeFile('timelapse.gcode_20250422.mp4'); //=> 'video'
 * categorizeFile('index.ts', { contentType: 'text/typescript' }); //=> 'document'
 * categorizeFile('notes.xyz', { rules: { xyz: 'document' } }); //=> 'document'
 */
export function categorizeFile(name: string, options: CategorizeOptions = {}): FileCategory {
  return createCategorizer(options.rules)(name, options.contentType);
}

/**
 * {@link categorizeFile} for many names: the rules are read once.
 *
 * @throws InsightInventoryError of kind `invalid_request` when a rule names no category
 */
export function createCategorizer(rules?: CategoryRules): Categorizer {
  const byRule = compileRules(rules);
  // A listing has few kinds: a name that ends as one of the last did is not taken apart.
  const recent: Kind[] = [];
  let oldest = 0;
  return (name, contentType) => {
    for (const kind of recent)
      if (kind.contentType === contentType && endsLike(name, kind.ending)) return kind.category;
    const fileName = fileNameOf(name);
    const extension = extensionOf(fileName);
    const category = categorizeParts(fileName, extension, contentType, byRule);
    const ending = `.${extension}`;
    // A caller's rule may look at two parts of a name.
    if (byRule === null && isSingleExtension(extension) && name.endsWith(ending)) {
      recent[oldest] = { ending, contentType, category };
      oldest = (oldest + 1) % RECENT_KINDS;
    }
    return category;
  };
}

interface Kind {
  readonly ending: string;
  readonly contentType: string | null | undefined;
  readonly category: FileCategory;
}

/** More would cost more to look through than they save. */
const RECENT_KINDS = 4;

/** Whether a name has this ending as its extension: something other than a dot or a slash stands before it. */
function endsLike(name: string, ending: string): boolean {
  if (!name.endsWith(ending)) return false;
  const before = name.at(-ending.length - 1);
  return before !== undefined && before !== '/' && before !== '.';
}

/** {@link categorizeFile} for a name already taken apart and rules already read. */
export function categorizeParts(
  fileName: string,
  extension: string,
  contentType: string | null | undefined,
  byRule: ReadonlyMap<string, FileCategory> | null,
): FileCategory {
  return (
    (byRule === null ? undefined : ruledCategory(fileName, extension, byRule)) ?? categoryOf(extension, contentType)
  );
}

function ruledCategory(
  fileName: string,
  extension: string,
  byRule: ReadonlyMap<string, FileCategory>,
): FileCategory | undefined {
  const double = lastTwoParts(fileName);
  const byDouble = double === '' ? undefined : byRule.get(double);
  return byDouble ?? byRule.get(extension) ?? byRule.get(extension.slice(extension.lastIndexOf('.') + 1));
}

/** Steps 2 to 6 of {@link categorizeFile} for an extension already taken from the name. */
function categoryOf(extension: string, contentType: string | null | undefined): FileCategory {
  const known = CATEGORY_BY_EXTENSION.get(extension);
  if (known !== undefined) return known;
  const type = bareContentType(contentType);
  const byType = isInformative(type) ? categoryOfContentType(type) : null;
  const ambiguous = AMBIGUOUS_EXTENSIONS.get(extension);
  if (ambiguous !== undefined) {
    if (type.startsWith('text/') || byType === 'document') return ambiguous.text;
    return byType ?? ambiguous.otherwise;
  }
  return byType ?? categoryByMimeTable(extension) ?? 'other';
}

/** `mimes` is an ordinary object: an extension called `constructor` must not find what it inherits. */
function categoryByMimeTable(extension: string): FileCategory | null {
  const type = Object.hasOwn(mimes, extension) ? mimes[extension] : undefined;
  return type === undefined ? null : categoryOfContentType(type);
}
