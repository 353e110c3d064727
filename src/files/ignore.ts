import { compileGlob } from './glob.ts';
import { FolderTracker } from './path.ts';

/** Names of files that desktop systems leave behind, lower case: Windows writes them in any case. */
const SYSTEM_NAMES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  '.ds_store',
  '.localized',
  '.apdisk',
  'icon\r',
  'thumbs.db',
  'ehthumbs.db',
  'ehthumbs_vista.db',
  'desktop.ini',
]);

/**
 * The codes of their last letters in either case: a listing asks about every name, and most are decided by one letter.
 */
const SYSTEM_NAME_ENDS: ReadonlySet<number> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ [...SYSTEM_NAMES].flatMap((name) => {
    const last = name.slice(-1);
    return [last.charCodeAt(0), last.toUpperCase().charCodeAt(0)];
  }),
);

/**
 * Folders that archivers, desktop systems and network storage keep for themselves, at any depth and in any case, as
 * regular expressions that JavaScript and RE2 read alike.
 */
const SYSTEM_FOLDERS: readonly string[] = [
  '__MACOSX',
  '[.]Spotlight-V100',
  '[.]Trashes',
  '[.]Trash-[0-9]+',
  '[.]fseventsd',
  '[.]TemporaryItems',
  '[.]DocumentRevisions-V100',
  '[.]AppleDouble',
  '[$]RECYCLE[.]BIN',
  'System Volume Information',
  '@eaDir',
  '[.]@__thumb',
  '#recycle',
];

const SYSTEM_FOLDER = /* @__PURE__ */ new RegExp(`(?:^|/)(?:${SYSTEM_FOLDERS.join('|')})/`, 'i');

/** Whether a folder's name may be one of those, by its first letter: a listing may have as many folders as objects. */
const SYSTEM_FOLDER_INITIALS: ReadonlySet<number> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ Array.from('_.$@#sS', (letter) => letter.charCodeAt(0)),
);

const DOT = 46;
const UNDERSCORE = 95;

/**
 * Tells whether a name is a system file of a desktop, never a file of the account: `.DS_Store`, `Thumbs.db`,
 * `desktop.ini` and their kin, the `._` twin that a Mac writes beside a file, and whatever lies in `__MACOSX/`,
 * `@eaDir/` or a recycle bin.
 *
 * @example
 * isSystemFile('card/._C0001.MP4'); //=> true
 */
export function isSystemFile(name: string): boolean {
  return isInSystemFolder(name) || hasSystemFileName(name, name.lastIndexOf('/') + 1);
}

/**
 * Creates {@link isSystemFile} for the names of a listing, where a folder that many of them share is looked at once.
 */
export function createSystemFileTest(): (name: string) => boolean {
  const tracker = new FolderTracker();
  let inSystemFolder = false;
  return (name) => {
    if (tracker.entersFolder(name)) inSystemFolder = isInSystemFolder(name);
    return inSystemFolder || hasSystemFileName(name, tracker.fileStart);
  };
}

function isInSystemFolder(name: string): boolean {
  let start = 0;
  for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', start)) {
    if (SYSTEM_FOLDER_INITIALS.has(name.charCodeAt(start))) return SYSTEM_FOLDER.test(name);
    start = slash + 1;
  }
  return false;
}

/** @param start - the place of the file's own name, behind its folder */
function hasSystemFileName(name: string, start: number): boolean {
  return (
    (name.charCodeAt(start) === DOT && name.charCodeAt(start + 1) === UNDERSCORE) ||
    (SYSTEM_NAME_ENDS.has(name.charCodeAt(name.length - 1)) && SYSTEM_NAMES.has(name.slice(start).toLowerCase()))
  );
}

/**
 * Gives {@link isSystemFile} as one regular expression for RE2, to be looked for in a whole name behind a slash:
 * databases have no function of ours, and with one sign that every find begins with they skip what is between. Letters
 * are spelled in both cases, because RE2 folds letters beyond ASCII that JavaScript does not.
 */
export function systemFileExpression(): string {
  const names = [...SYSTEM_NAMES].map((name) => inEitherCase(name.replaceAll('.', '[.]'), KELVIN));
  const folders = SYSTEM_FOLDERS.map((folder) => inEitherCase(folder, ''));
  return `/(?:[.]_[^/]*$|(?:${names.join('|')})$|(?:${folders.join('|')})/)`;
}

/** The sign that `toLowerCase` turns into a k. */
const KELVIN = '\u212A';

function inEitherCase(expression: string, alsoK: string): string {
  return expression.replaceAll(/[a-z]/gi, (letter) => {
    const lower = letter.toLowerCase();
    return `[${lower}${letter.toUpperCase()}${lower === 'k' ? alsoK : ''}]`;
  });
}

/** Whether an object is left out; its size, as listed, tells a folder marker from an object whose name ends in `/`. */
export type IgnoreTest = (name: string, size?: string | number | null) => boolean;

/**
 * Creates the test for objects an inventory leaves out: folder markers (the name ends in `/` and there are no bytes),
 * system files of desktops, and what the caller's globs match, in the dialect of `compileGlob`.
 *
 * @throws InsightInventoryError of kind `invalid_request` naming the glob that cannot be read (`ignore[2]`)
 * @example
 * createIgnore(['*.tmp'])('drafts/a.tmp'); //=> true
 */
export function createIgnore(globs: readonly string[] = []): IgnoreTest {
  const matchers = globs.map((glob, index) => compileGlob(glob, `ignore[${String(index)}]`));
  const isSystemFile = createSystemFileTest();
  return (name, size) =>
    name === '' ||
    isFolderMarker(name, size) ||
    isSystemFile(name) ||
    (matchers.length > 0 && matchers.some((matches) => matches(name)));
}

/**
 * Decides whether an object only says that its folder is there: its name ends in `/`, and it has no bytes, as listed.
 */
export function isFolderMarker(name: string, size: string | number | null | undefined): boolean {
  return name.endsWith('/') && !(Number(size) > 0);
}
