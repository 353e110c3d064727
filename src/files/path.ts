import { DOUBLE_EXTENSION_ENDS, DOUBLE_EXTENSIONS } from './category-table.ts';

/**
 * Gives the full parent path of an object name, without a slash at the end; `''` at the root. Empty segments inside a
 * path are part of it, those at its end are not: `a//b.mp4` is in `a`.
 *
 * @example
 * folderOf('video/raw/clip.mp4'); //=> 'video/raw'
 */
export function folderOf(name: string): string {
  let end = name.lastIndexOf('/');
  while (end > 0 && name.charCodeAt(end - 1) === SLASH) end -= 1;
  return end <= 0 ? '' : name.slice(0, end);
}

const SLASH = 47;

/**
 * Gives the last segment of an object name; `''` for a folder marker (`video/`).
 *
 * @example
 * fileNameOf('video/raw/clip.mp4'); //=> 'clip.mp4'
 */
export function fileNameOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/**
 * Gives one spelling for a folder: no slash at either end. `video`, `video/` and `/video/` are one folder, `''` is the
 * root.
 *
 * @example
 * normalizeFolder('/video/raw/'); //=> 'video/raw'
 */
export function normalizeFolder(path: string): string {
  let start = 0;
  let end = path.length;
  while (start < end && path.charCodeAt(start) === SLASH) start += 1;
  while (end > start && path.charCodeAt(end - 1) === SLASH) end -= 1;
  return path.slice(start, end);
}

/**
 * Tells whether an object lies in a folder or below it. `video_old/clip.mp4` is not in `video`; everything is in `''`.
 * Composed and decomposed letters are one.
 *
 * @param folder in any spelling {@link normalizeFolder} takes
 * @example
 * isInFolder('video/raw/clip.mp4', 'video'); //=> true
 * isInFolder('video_old/clip.mp4', 'video'); //=> false
 */
export function isInFolder(name: string, folder: string): boolean {
  const path = normalizeFolder(folder);
  if (isUnderPrefix(name, path)) return true;
  const other = composed(path);
  return /[^ -~]/.test(path) && isUnderPrefix(composed(name), other);
}

/**
 * Does the same as {@link isInFolder} as a listing by prefix sees it: the same bytes, and a path in the form of
 * {@link normalizeFolder}.
 */
export function isUnderPrefix(name: string, path: string): boolean {
  return path === '' || (name.charCodeAt(path.length) === SLASH && name.startsWith(path));
}

/**
 * Writes a name in the one form in which names are compared: composed characters (NFC). A Mac uploads `é` as two
 * characters.
 *
 * @example
 * composed('cafe\u0301'); //=> 'café'
 */
export function composed(name: string): string {
  return name.normalize('NFC');
}

/**
 * Gives folders in the form of {@link normalizeFolder}, each once, in the order given. Of two spellings of one letter
 * the first stays.
 */
export function distinctSpellings(folders: readonly string[]): string[] {
  const paths = new Map<string, string>();
  for (const path of folders.map(normalizeFolder)) if (!paths.has(composed(path))) paths.set(composed(path), path);
  return [...paths.values()];
}

/**
 * Gives the folders that are left when those inside another one of the list, and repetitions, are taken out, so that
 * each object is listed once. Normalised, in the order given.
 *
 * @example
 * distinctFolders(['video/', 'music', 'video/raw']); //=> ['video', 'music']
 */
export function distinctFolders(folders: readonly string[]): string[] {
  const paths = distinctSpellings(folders);
  const known = new Set(paths.map(composed));
  return paths.filter((path) => !parentsOf(composed(path)).some((parent) => known.has(parent)));
}

/** Gives the folders a folder lies in, the root (`''`) first; none of the root. */
function parentsOf(path: string): string[] {
  const parents = path === '' ? [] : [''];
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    parents.push(path.slice(0, slash));
  return parents;
}

/**
 * Gives the first segment of an object name: the key of its top-level folder, `''` for an object at the root.
 *
 * @example
 * topFolderOf('video/raw/clip.mp4'); //=> 'video'
 */
export function topFolderOf(name: string): string {
  const slash = name.indexOf('/');
  return slash === -1 ? '' : name.slice(0, slash);
}

/**
 * Gives the name of the folder directly inside `folder` that an object lies in; `null` for an object that lies in the
 * folder itself or elsewhere. Empty segments belong to the name behind them: `video//raw/clip.mp4` gives `/raw` in
 * `video`.
 *
 * @example
 * subfolderOf('video/raw/old/a.mp4', 'video'); //=> 'raw'
 */
export function subfolderOf(name: string, folder: string): string | null {
  const path = normalizeFolder(folder);
  if (!isInFolder(name, path)) return null;
  // Two spellings of the folder differ in length.
  const [text, parent] = isUnderPrefix(name, path) ? [name, path] : [composed(name), composed(path)];
  const start = parent === '' ? 0 : parent.length + 1;
  let begin = start;
  while (text[begin] === '/') begin += 1;
  const slash = text.indexOf('/', begin);
  return slash === -1 ? null : text.slice(start, slash);
}

const DOT = 46;
const SPACE = 32;

/**
 * Gives the extension of a file name: lower case, without the dot, known double extensions whole; `''` when there is
 * none.
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
 * Gives a file name without its extension and what follows it: the stem by which a still is found beside its clip.
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
 * Gives the last two parts of a file name in lower case, where a double extension of the caller's own may be; `''`
 * when there are not two.
 *
 * @example
 * lastTwoParts('cube.slice.JPG'); //=> 'slice.jpg'
 */
export function lastTwoParts(fileName: string): string {
  const end = endOfName(fileName);
  const outer = outerDot(fileName, lastDot(fileName, end));
  return outer === -1 ? '' : fileName.slice(outer + 1, end).toLowerCase();
}

/** Tells whether no double extension ends in it, so that the part before it never matters. */
export function isSingleExtension(extension: string): boolean {
  return extension !== '' && !extension.includes('.') && !DOUBLE_EXTENSION_ENDS.has(extension);
}

/** Finds the place of the dot of a one-part extension; -1 when there is no extension. */
function lastDot(fileName: string, end: number): number {
  const dot = fileName.lastIndexOf('.', end - 1);
  if (dot < firstDot(fileName)) return -1;
  const space = fileName.indexOf(' ', dot);
  return space !== -1 && space < end ? -1 : dot;
}

/** Gives the known double extension that ends in `last`; `null` when the name has none. */
function doubleExtension(fileName: string, dot: number, last: string): string | null {
  if (!DOUBLE_EXTENSION_ENDS.has(last)) return null;
  const outer = outerDot(fileName, dot);
  if (outer === -1) return null;
  const whole = `${fileName.slice(outer + 1, dot).toLowerCase()}.${last}`;
  return DOUBLE_EXTENSIONS.has(whole) ? whole : null;
}

/** Finds the dot before the last part but one; -1 when none is there or it would leave no stem. */
function outerDot(fileName: string, dot: number): number {
  if (dot < 2) return -1;
  const outer = fileName.lastIndexOf('.', dot - 1);
  return outer < firstDot(fileName) || outer === dot - 1 ? -1 : outer;
}

/** Finds the first place where an extension's dot can be: behind the leading dots and one more character. */
function firstDot(fileName: string): number {
  let start = 0;
  while (fileName.charCodeAt(start) === DOT) start += 1;
  return start + 1;
}

/** Finds where the name ends when dots and spaces at its end are left out. */
function endOfName(fileName: string): number {
  let end = fileName.length;
  while (end > 0 && isFiller(fileName.charCodeAt(end - 1))) end -= 1;
  return end;
}

function isFiller(unit: number): boolean {
  return unit === DOT || unit === SPACE;
}

/**
 * Follows names from folder to folder. Most names of a listing lie in the folder of the one before, and that is decided
 * without cutting the name.
 */
export class FolderTracker {
  /** The folder's names lie from `#start` to before `#end`; none of them at first. */
  #start = '';
  #end: string | null = '';

  /** Where the last name's own part begins, behind its folder. */
  get fileStart(): number {
    return this.#start.length;
  }

  /** Tells whether the name lies in another folder than the one before; the first one does. */
  entersFolder(name: string): boolean {
    const isInside = name >= this.#start && (this.#end === null || name < this.#end);
    if (isInside && !name.includes('/', this.#start.length)) return false;
    const slash = name.lastIndexOf('/');
    const folder = name.slice(0, Math.max(slash, 0));
    // `0` follows the slash. Two comparisons with texts that were put together cost a third of one with a slice.
    this.#start = slash === -1 ? '' : `${folder}/`;
    this.#end = slash === -1 ? null : `${folder}0`;
    return true;
  }
}

/**
 * Percent-encodes a text for an address. Half of a surrogate pair, which no stored name has, becomes U+FFFD instead of
 * throwing.
 *
 * @example
 * encodeText('a b'); //=> 'a%20b'
 */
export function encodeText(text: string): string {
  return encodeURIComponent(text.replaceAll(LONE_SURROGATES, '\uFFFD'));
}

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Gives the full name without its extension, in the form in which names are compared. */
export function pairKey(name: string): string {
  const fileName = fileNameOf(name);
  return composed(name.slice(0, name.length - fileName.length) + stemOf(fileName));
}
