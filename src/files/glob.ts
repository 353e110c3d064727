import picomatch from 'picomatch';

import { invalidRequest } from '../base/errors.ts';
import { fileNameOf } from './folder-path.ts';

/**
 * The one way a glob is read: `*` stays within a segment, `**` crosses, names with a leading dot are ordinary names (a
 * bucket hides nothing), case counts, and a backslash escapes on every system.
 */
const OPTIONS = { dot: true, windows: false } as const;

/**
 * Compiles a glob once. One with a slash is compared with the full name; one without, with the last segment, so that
 * `*.mp4` finds clips in every folder.
 *
 * The pattern becomes a regular expression, which backtracks: on a long name of repetitions the time grows with every
 * further star, so patterns of strangers are to be kept short.
 *
 * @throws TypeError or SyntaxError of picomatch when the glob is empty or cannot be compiled
 */
export function compileGlob(glob: string): (name: string) => boolean {
  const matches = picomatch(glob, OPTIONS);
  return glob.includes('/') ? (name) => matches(name) : (name) => matches(fileNameOf(name));
}

/** Litter of desktop systems that is never a file of the account. */
const LITTER: ReadonlySet<string> = /* @__PURE__ */ new Set(['.DS_Store', 'Thumbs.db']);

/** Their last letters: a listing asks about every name, and most are told by one letter. */
const LITTER_ENDS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ [...LITTER].map((name) => name.slice(-1)),
);

/**
 * Tells which objects an inventory leaves out: folder markers (the name ends in `/`), `.DS_Store`, `Thumbs.db`, and what
 * the caller's globs match. A glob with a slash is compared with the full name, one without with the last segment.
 *
 * @throws InsightInventoryError of kind `invalid_request` naming the glob that cannot be read (`ignore[2]`)
 * @example
 * createIgnore(['*.tmp'])('drafts/a.tmp'); //=> true
 */
export function createIgnore(globs: readonly string[] = []): (name: string) => boolean {
  const matchers = globs.map((glob, index) => {
    try {
      return compileGlob(glob);
    } catch {
      throw invalidRequest(
        `ignore[${String(index)}]`,
        'is not a glob',
        'Write a pattern such as "*.tmp" or "drafts/**".',
      );
    }
  });
  return (name) => isLitter(name) || matchers.some((matches) => matches(name));
}

function isLitter(name: string): boolean {
  const last = name.at(-1);
  if (last === undefined || last === '/') return true;
  return LITTER_ENDS.has(last) && LITTER.has(fileNameOf(name));
}
