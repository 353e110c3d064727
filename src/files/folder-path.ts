/**
 * The full parent path of an object name, without a slash at the end; `''` at the root. Empty segments inside a path
 * are part of it, those at its end are not: `a//b.mp4` is in `a`.
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
 * The last segment of an object name; `''` for a folder marker (`video/`).
 *
 * @example
 * fileNameOf('video/raw/clip.mp4'); //=> 'clip.mp4'
 */
export function fileNameOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/**
 * One spelling for a folder: no slash at either end. `video`, `video/` and `/video/` are one folder, `''` is the root.
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
 * Whether an object lies in a folder or below it. `video_old/clip.mp4` is not in `video`; everything is in `''`. Composed
 * and decomposed letters are one.
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

/** {@link isInFolder} as a listing by prefix sees it: the same bytes, and a path in the form of {@link normalizeFolder}. */
export function isUnderPrefix(name: string, path: string): boolean {
  return path === '' || (name.charCodeAt(path.length) === SLASH && name.startsWith(path));
}

/**
 * The one form in which names are compared: composed characters (NFC). A Mac uploads `é` as two characters.
 *
 * @example
 * composed('cafe\u0301'); //=> 'café'
 */
export function composed(name: string): string {
  return name.normalize('NFC');
}

/**
 * Folders in the form of {@link normalizeFolder}, each once, in the order given. Of two spellings of one letter the first
 * stays.
 */
export function distinctSpellings(folders: readonly string[]): string[] {
  const paths = new Map<string, string>();
  for (const path of folders.map(normalizeFolder)) if (!paths.has(composed(path))) paths.set(composed(path), path);
  return [...paths.values()];
}

/**
 * The folders that are left when those inside another one of the list, and repetitions, are taken out, so that each
 * object is listed once. Normalised, in the order given.
 *
 * @example
 * distinctFolders(['video/', 'music', 'video/raw']); //=> ['video', 'music']
 */
export function distinctFolders(folders: readonly string[]): string[] {
  const paths = distinctSpellings(folders);
  const known = new Set(paths.map(composed));
  return paths.filter((path) => !parentsOf(composed(path)).some((parent) => known.has(parent)));
}

/** The folders a folder lies in, the root (`''`) first; none of the root. */
function parentsOf(path: string): string[] {
  const parents = path === '' ? [] : [''];
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    parents.push(path.slice(0, slash));
  return parents;
}

/**
 * The first segment of an object name: the key of its top-level folder, `''` for an object at the root.
 *
 * @example
 * topFolderOf('video/raw/clip.mp4'); //=> 'video'
 */
export function topFolderOf(name: string): string {
  const slash = name.indexOf('/');
  return slash === -1 ? '' : name.slice(0, slash);
}

/**
 * The name of the folder directly inside `folder` that an object lies in; `null` for an object that lies in the folder
 * itself or elsewhere. Empty segments belong to the name behind them: `video//raw/clip.mp4` gives `/raw` in `video`.
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
