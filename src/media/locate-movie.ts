import type { HeaderBytes } from './header-bytes.ts';
import { readBoxHead } from './isobmff-boxes.ts';

/** More boxes than any writer puts before the movie header. */
const MAX_BOXES = 64;

/** Where the header of the file lies: positions in the file. */
export interface MoviePlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the `moov` box from box to box, wherever it lies, and loads it whole: one request when it is first, two when it
 * is last. `null` when the file ends before it does: a broken-off upload, or a false claim.
 *
 * @throws as {@link HeaderBytes.read}: `media:budget` for a header larger than the budget
 */
export async function locateMovie(bytes: HeaderBytes): Promise<MoviePlace | null> {
  let at = 0;
  for (let boxes = 0; boxes < MAX_BOXES; boxes += 1) {
    const head = readBoxHead(await bytes.read(at, at + 16));
    if (head === null) return null;
    const end = head.size === null ? bytes.size : at + head.size;
    if (end === null || !Number.isSafeInteger(end) || (bytes.size !== null && end > bytes.size)) return null;
    if (head.type === 'moov') {
      const movie = await bytes.read(at, end);
      return movie.length < end - at ? null : { start: at, end };
    }
    at = end;
  }
  return null;
}
