import { compileGlob } from './glob.ts';
import { createLitterTest } from './litter.ts';

/** Whether an object is left out; its size, as listed, tells a folder marker from an object whose name ends in `/`. */
export type IgnoreTest = (name: string, size?: string | number | null) => boolean;

/**
 * Creates the test for objects an inventory leaves out: folder markers (the name ends in `/` and there are no bytes), litter
 * of desktop systems, and what the caller's globs match, in the dialect of `compileGlob`.
 *
 * @throws InsightInventoryError of kind `invalid_request` naming the glob that cannot be read (`ignore[2]`)
 * @example
 * createIgnore(['*.tmp'])('drafts/a.tmp'); //=> true
 */
export function createIgnore(globs: readonly string[] = []): IgnoreTest {
  const matchers = globs.map((glob, index) => compileGlob(glob, `ignore[${String(index)}]`));
  const isLitter = createLitterTest();
  return (name, size) =>
    name === '' ||
    (name.endsWith('/') && !(Number(size) > 0)) ||
    isLitter(name) ||
    (matchers.length > 0 && matchers.some((matches) => matches(name)));
}
