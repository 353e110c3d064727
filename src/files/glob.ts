import picomatch from 'picomatch';

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
