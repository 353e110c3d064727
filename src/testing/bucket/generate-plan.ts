/**
 * Shapes of names a bucket can be filled with.
 *
 * - `flat`: a counter at the root, no folder.
 * - `tree`: three levels of folders of equal size, 100 files in each leaf.
 * - `timestamps`: one folder-less series named by time, one a minute.
 * - `hash`: UUID-like names, spread evenly over the hexadecimal digits.
 * - `mixed`: many habits side by side, among them non-ASCII and astral names, percent signs, folder markers, dotfiles,
 *   names without extension and names of 900 bytes.
 * - `folder`: one huge folder with 96 % of the objects and two small ones.
 * - `skewed`: 60 tenants of very different size with one folder a day, 45 % of the objects, and one flat folder with
 *   the rest.
 */
export type GeneratedShape = 'flat' | 'tree' | 'timestamps' | 'hash' | 'mixed' | 'folder' | 'skewed';

/** A bucket that is computed rather than stored: its size costs no memory. */
export interface GeneratePlan {
  readonly shape: GeneratedShape;
  /** How many objects, 0 to 100,000,000. */
  readonly count: number;
  /** Varies sizes, times, hashes and, where a shape has them, names. @default 1 */
  readonly seed?: number | undefined;
}
