import { mimes } from 'mrmime';

import { invalidRequest } from '../base/errors.ts';
import type { FileCategory } from '../documents/file.ts';
import { FILE_CATEGORIES } from '../documents/vocabulary.ts';
import {
  AMBIGUOUS_EXTENSIONS,
  type AmbiguousExtension,
  bareContentType,
  CATEGORY_BY_EXTENSION,
  CATEGORY_BY_FAMILY,
  CATEGORY_BY_PREFIX,
  CATEGORY_BY_SUFFIX,
  CATEGORY_BY_TYPE,
  UNINFORMATIVE,
} from './category-table.ts';
import { isSystemFile } from './ignore.ts';
import * as check from './inputs.ts';
import { extensionOf, fileNameOf, isSingleExtension, lastTwoParts } from './path.ts';
import { isFileCategory } from './summarize-files.ts';

/** What helps to tell a file's category. */
export interface CategorizeOptions {
  /** As the object's resource says it; absent is the same as `application/octet-stream`. */
  readonly contentType?: string | null | undefined;
  readonly rules?: CategoryRules | undefined;
}

/** Tells categories with rules read once: what to use for many names. */
export type Categorizer = (name: string, contentType?: string | null) => FileCategory;

/**
 * Finds the category of an object by its name and content type, in this order:
 *
 * 1. system files of desktops (`._clip.mov`, `__MACOSX/…`, `desktop.ini`) are `other`;
 * 2. the caller's own rules, two-part extensions first;
 * 3. the library's table by extension, two-part extensions (`tar.gz`) first; case does not matter;
 * 4. an extension two families share (`ts`, `obj`, `dat`): the content type, or the meaning usual among media;
 * 5. the content type or its family, unless it is what writers set by default (`application/octet-stream`,
 *    `text/plain`, none);
 * 6. the public MIME table (mrmime) for extensions the library does not know;
 * 7. `other`.
 *
 * @throws InsightInventoryError of kind `invalid_request` when a rule names no category
 * @example
 * categorizeFile('timelapse.gcode_20250422.mp4'); //=> 'video'
 * categorizeFile('index.ts', { contentType: 'text/typescript' }); //=> 'document'
 * categorizeFile('notes.xyz', { rules: { xyz: 'document' } }); //=> 'document'
 */
export function categorizeFile(name: string, options: CategorizeOptions = {}): FileCategory {
  check.categorizeFile({ name, options });
  return isSystemFile(name) ? 'other' : createListingCategorizer(options.rules)(name, options.contentType);
}

/** Makes {@link categorizeFile} for a listing that has left system files out already, its rules read once. */
export function createListingCategorizer(rules?: CategoryRules): Categorizer {
  const byRule = compileRules(rules);
  return (name, contentType) => {
    const atOnce = byRule === null ? categoryAtOnce(name) : undefined;
    if (atOnce !== undefined) return atOnce;
    const fileName = fileNameOf(name);
    return categorizeParts(fileName, extensionOf(fileName), contentType, byRule);
  };
}

const DOT = 46;
const SLASH = 47;

/**
 * Categorizes by what follows the last dot, where that alone decides: most names of a listing, which need not be taken
 * apart.
 */
function categoryAtOnce(name: string): FileCategory | undefined {
  const dot = lastDotOf(name);
  const before = name.charCodeAt(dot - 1);
  // A dot behind another or at the start of a name may be no extension's.
  if (dot < 1 || before === DOT || before === SLASH) return undefined;
  if (name.length - dot - 1 > MAX_PACKED_LETTERS) return DECISIVE_EXTENSIONS.get(name.slice(dot + 1));
  return DECISIVE_SHORT_EXTENSIONS.get(packed(name, dot + 1));
}

/** Finds the last dot. Most extensions have three letters, and to look there first costs a third of a search. */
function lastDotOf(name: string): number {
  const usual = name.length - 4;
  return name.charCodeAt(usual) === DOT && !name.includes('.', usual + 1) ? usual : name.lastIndexOf('.');
}

/** Letters of an extension that fit into one number. */
const MAX_PACKED_LETTERS = 4;

/**
 * Packs the letters of a text from a place on into one number, which a map finds faster than a piece of the text; -1
 * beyond ASCII.
 */
function packed(text: string, start: number): number {
  let key = 0;
  for (let index = start; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 127) return -1;
    key = (key << 7) | unit;
  }
  return key;
}

/** The table without extensions that may be half of a double one. */
const DECISIVE_EXTENSIONS: ReadonlyMap<string, FileCategory> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ [...CATEGORY_BY_EXTENSION].filter(([extension]) => isSingleExtension(extension)),
);

const DECISIVE_SHORT_EXTENSIONS: ReadonlyMap<number, FileCategory> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ [...DECISIVE_EXTENSIONS]
    .filter(([extension]) => extension.length <= MAX_PACKED_LETTERS)
    .map(([extension, category]) => [packed(extension, 0), category]),
);

/** Does the same as {@link categorizeFile} for a name already taken apart and rules already read. */
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

/** Applies steps 3 to 7 of {@link categorizeFile} for an extension already taken from the name. */
function categoryOf(extension: string, contentType: string | null | undefined): FileCategory {
  const known = CATEGORY_BY_EXTENSION.get(extension);
  if (known !== undefined) return known;
  const type = bareContentType(contentType);
  const byType = isInformative(type) ? categoryOfContentType(type) : null;
  const ambiguous = AMBIGUOUS_EXTENSIONS.get(extension);
  if (ambiguous !== undefined) return type.startsWith('text/') ? ambiguous.text : (byType ?? ambiguous.otherwise);
  return byType ?? categoryByMimeTable(extension) ?? 'other';
}

/**
 * Categorizes by the table of content types. `mimes` is an ordinary object: an extension called `constructor` must not
 * find what it inherits.
 */
function categoryByMimeTable(extension: string): FileCategory | null {
  const type = Object.hasOwn(mimes, extension) ? mimes[extension] : undefined;
  return type === undefined ? null : categoryOfContentType(type);
}

/**
 * The caller's own categories by extension, winning over the library's table. Extensions in any case, with or without a
 * leading dot; two parts (`slice.jpg`) win over one; `''` is for names without an extension.
 */
export type CategoryRules = Readonly<Record<string, FileCategory>>;

/**
 * Compiles the rules with their extensions in one spelling; `null` when there are none.
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
        `Use one of ${FILE_CATEGORIES.join(', ')}.`,
      );
    const lower = extension.trim().toLowerCase();
    compiled.set(lower.startsWith('.') ? lower.slice(1) : lower, category);
  }
  return compiled.size === 0 ? null : compiled;
}

/**
 * Everything by which `categorizeFile` decides, as plain data: for a database, a spreadsheet or another language. The
 * first of these that has an answer decides:
 *
 * 1. `rules` by the last two parts of the file name, by its extension, by the last part of that;
 * 2. `extensions` by the extension, where a two-part one (`tar.gz`) counts only if it is listed;
 * 3. `ambiguous`: its `text` for a content type that begins with `text/`;
 * 4. the content type, without parameters and in lower case, unless it is in `uninformative`: `types`, then `families` by
 * what is before the slash, `suffixes` and `prefixes`;
 * 5. `ambiguous`: its `otherwise`;
 * 6. `fallback` by the extension;
 * 7. `other`.
 *
 * Extensions are in lower case without a dot; `''` is a name without one. System files of desktops are `other` before
 * all.
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

/** Collects extensions that only the public table lists, by the type it gives them. */
function fallbackOfMimes(): Record<string, FileCategory> {
  const listed = Object.entries(mimes).flatMap(([extension, type]): [string, FileCategory][] => {
    const category = categoryOfContentType(type);
    const isOwn = CATEGORY_BY_EXTENSION.has(extension) || AMBIGUOUS_EXTENSIONS.has(extension);
    return category === null || isOwn ? [] : [[extension, category]];
  });
  return Object.fromEntries(listed);
}

/** Tells whether a bare content type says anything of the content: `text/plain` is what many writers set by default. */
export function isInformative(bareType: string): boolean {
  return !UNINFORMATIVE.has(bareType);
}

/**
 * Gives the category of a bare content type; `null` when it is of no family known here.
 *
 * @example
 * categoryOfContentType('model/gltf-binary'); //=> '3d_model'
 * categoryOfContentType('application/x-unheard-of'); //=> null
 */
function categoryOfContentType(bareType: string): FileCategory | null {
  const exact = CATEGORY_BY_TYPE.get(bareType);
  if (exact !== undefined) return exact;
  const slash = bareType.indexOf('/');
  const family = CATEGORY_BY_FAMILY.get(slash === -1 ? bareType : bareType.slice(0, slash));
  if (family !== undefined) return family;
  for (const [suffix, category] of Object.entries(CATEGORY_BY_SUFFIX)) if (bareType.endsWith(suffix)) return category;
  for (const [prefix, category] of Object.entries(CATEGORY_BY_PREFIX)) if (bareType.startsWith(prefix)) return category;
  return null;
}
