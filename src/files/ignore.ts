import { fileNameOf } from './folder-path.ts';
import { compileGlob } from './glob.ts';
import { invalidRequest } from './invalid-request.ts';

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
