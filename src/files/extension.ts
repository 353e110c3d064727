import { DOUBLE_EXTENSION_ENDS, DOUBLE_EXTENSIONS } from './category-table.ts';

const DOT = 46;
const SPACE = 32;

/**
 * The extension of a file name: lower case, without the dot, known double extensions whole; `''` when there is none.
 *
 * A leading dot makes a hidden file, not an extension. Dots and spaces at the end of a name are not part of it. What
 * follows the last dot is no extension when there is a space in it.
 *
 * @param fileName the last segment of an object name
 * @example
 * extensionOf('prints.TAR.GZ'); //=> 'tar.gz'
 * extensionOf('x.gcode_20250422.mp4'); //=> 'mp4'
 * extensionOf('.gitignore'); //=> ''
 */
export function extensionOf(fileName: string): string {
  const end = endOfName(fileName);
  const dot = lastDot(fileName, end);
  if (dot === -1) return '';
  const last = fileName.slice(dot + 1, end).toLowerCase();
  return doubleExtension(fileName, dot, last) ?? last;
}

/**
 * A file name without its extension and what follows it: the stem by which a still is found beside its clip.
 *
 * @example
 * stemOf('clip_01.MP4'); //=> 'clip_01'
 */
export function stemOf(fileName: string): string {
  const end = endOfName(fileName);
  const dot = lastDot(fileName, end);
  if (dot === -1) return fileName;
  const last = fileName.slice(dot + 1, end).toLowerCase();
  return fileName.slice(0, doubleExtension(fileName, dot, last) === null ? dot : outerDot(fileName, dot));
}

/**
 * The last two parts of a file name in lower case, where a double extension of the caller's own may stand; `''` when
 * there are not two.
 *
 * @example
 * lastTwoParts('cube.slice.JPG'); //=> 'slice.jpg'
 */
export function lastTwoParts(fileName: string): string {
  const end = endOfName(fileName);
  const outer = outerDot(fileName, lastDot(fileName, end));
  return outer === -1 ? '' : fileName.slice(outer + 1, end).toLowerCase();
}

/** Whether no double extension ends in it, so that the part before it never matters. */
export function isSingleExtension(extension: string): boolean {
  return extension !== '' && !extension.includes('.') && !DOUBLE_EXTENSION_ENDS.has(extension);
}

/** The place of the dot of a one-part extension; -1 when there is no extension. */
function lastDot(fileName: string, end: number): number {
  const dot = fileName.lastIndexOf('.', end - 1);
  if (dot < firstDot(fileName)) return -1;
  const space = fileName.indexOf(' ', dot);
  return space !== -1 && space < end ? -1 : dot;
}

/** The known double extension that ends in `last`; `null` when the name has none. */
function doubleExtension(fileName: string, dot: number, last: string): string | null {
  if (!DOUBLE_EXTENSION_ENDS.has(last)) return null;
  const outer = outerDot(fileName, dot);
  if (outer === -1) return null;
  const whole = `${fileName.slice(outer + 1, dot).toLowerCase()}.${last}`;
  return DOUBLE_EXTENSIONS.has(whole) ? whole : null;
}

/** The dot before the last part but one; -1 when none is there or it would leave no stem. */
function outerDot(fileName: string, dot: number): number {
  if (dot < 2) return -1;
  const outer = fileName.lastIndexOf('.', dot - 1);
  return outer < firstDot(fileName) || outer === dot - 1 ? -1 : outer;
}

/** The first place an extension's dot can stand: behind the leading dots and one more character. */
function firstDot(fileName: string): number {
  let start = 0;
  while (fileName.charCodeAt(start) === DOT) start += 1;
  return start + 1;
}

/** Where the name ends when dots and spaces at its end are left out. */
function endOfName(fileName: string): number {
  let end = fileName.length;
  while (end > 0 && isFiller(fileName.charCodeAt(end - 1))) end -= 1;
  return end;
}

function isFiller(unit: number): boolean {
  return unit === DOT || unit === SPACE;
}
