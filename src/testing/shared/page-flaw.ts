/**
 * What a page of any list may be like, as public reports of endless or repeated listings show it.
 *
 * - `repeats`: the cursor leads to the same page again, for ever.
 * - `circles`: the cursor leads back to the first page.
 * - `overlaps`: the next page begins with the last row of this one.
 * - `doubles`: the last row is on the page twice.
 */
export type PageFlaw = 'repeats' | 'circles' | 'overlaps' | 'doubles';

/** The rows of a page with its flaw. */
export function flawedRows<T>(rows: readonly T[], flaw: PageFlaw | undefined): readonly T[] {
  return flaw === 'doubles' ? [...rows, ...rows.slice(-1)] : rows;
}

/** Where the page after a flawed one begins. */
export function nextStart(flaw: PageFlaw | undefined, page: { readonly start: number; readonly end: number }): number {
  switch (flaw) {
    case 'repeats':
      return page.start;
    case 'circles':
      return 0;
    case 'overlaps':
      return Math.max(page.start, page.end - 1);
    case 'doubles':
    case undefined:
      return page.end;
    default:
      return flaw satisfies never;
  }
}

/** The number of the page after a flawed one, from 0: pages are counted as their cursors lead to them. */
export function nextIndex(flaw: PageFlaw | undefined, index: number): number {
  if (flaw === 'repeats') return index;
  return flaw === 'circles' ? 0 : index + 1;
}

/** Whether a page leads on although its list is at its end. */
export function isEndless(flaw: PageFlaw | undefined): boolean {
  return flaw === 'repeats' || flaw === 'circles';
}
