import { compileGlob } from './glob.ts';
import { FolderTracker } from './path.ts';

/** Names of files that desktop systems leave behind, lower case: Windows writes them in any case. */
const LITTER_NAMES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  '.ds_store',
  '.localized',
  '.apdisk',
  'icon\r',
  'thumbs.db',
  'ehthumbs.db',
  'ehthumbs_vista.db',
  'desktop.ini',
]);

/** The codes of their last letters in either case: a listing asks about every name, and most are decided by one letter. */
const LITTER_ENDS: ReadonlySet<number> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ [...LITTER_NAMES].flatMap((name) => {
    const last = name.slice(-1);
    return [last.charCodeAt(0), last.toUpperCase().charCodeAt(0)];
  }),
);

/**
 * Folders that archivers, desktop systems and network storage keep for themselves, at any depth and in any case, as
 * regular expressions that JavaScript and RE2 read alike.
 */
const LITTER_FOLDERS: readonly string[] = [
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

const LITTER_FOLDER = /* @__PURE__ */ new RegExp(`(?:^|/)(?:${LITTER_FOLDERS.join('|')})/`, 'i');

/** Whether a folder's name may be one of those, by its first letter: a listing may have as many folders as objects. */
const LITTER_INITIALS: ReadonlySet<number> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ Array.from('_.$@#sS', (letter) => letter.charCodeAt(0)),
);

const DOT = 46;
const UNDERSCORE = 95;

/**
 * Decides whether a name is litter of a desktop system, never a file of the account: `.DS_Store`, `Thumbs.db`,
 * `desktop.ini` and their kin, the `._` twin that a Mac writes beside a file, and whatever lies in `__MACOSX/`, `@eaDir/`
 * or a recycle bin.
 *
 * @example
 * isLitter('card/._C0001.MP4'); //=> true
 */
export function isLitter(name: string): boolean {
  return isInLitter(name) || isLitterFile(name, name.lastIndexOf('/') + 1);
}

/** Creates {@link isLitter} for the names of a listing, where a folder that many of them share is looked at once. */
export function createLitterTest(): (name: string) => boolean {
  const tracker = new FolderTracker();
  let inLitter = false;
  return (name) => {
    if (tracker.entersFolder(name)) inLitter = isInLitter(name);
    return inLitter || isLitterFile(name, tracker.fileStart);
  };
}

function isInLitter(name: string): boolean {
  let start = 0;
  for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', start)) {
    if (LITTER_INITIALS.has(name.charCodeAt(start))) return LITTER_FOLDER.test(name);
    start = slash + 1;
  }
  return false;
}

/** @param start - the place of the file's own name, behind its folder */
function isLitterFile(name: string, start: number): boolean {
  return (
    (name.charCodeAt(start) === DOT && name.charCodeAt(start + 1) === UNDERSCORE) ||
    (LITTER_ENDS.has(name.charCodeAt(name.length - 1)) && LITTER_NAMES.has(name.slice(start).toLowerCase()))
  );
}

/**
 * Gives {@link isLitter} as one regular expression for RE2, to be looked for in a whole name behind a slash: databases have
 * no function of ours, and with one sign that every find begins with they skip what is between. Letters are spelled in both cases, because RE2 folds letters beyond ASCII that JavaScript does not.
 */
export function litterExpression(): string {
  const names = [...LITTER_NAMES].map((name) => inEitherCase(name.replaceAll('.', '[.]'), KELVIN));
  const folders = LITTER_FOLDERS.map((folder) => inEitherCase(folder, ''));
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
    isFolderMarker(name, size) ||
    isLitter(name) ||
    (matchers.length > 0 && matchers.some((matches) => matches(name)));
}

/** Decides whether an object only says that its folder is there: its name ends in `/`, and it has no bytes, as listed. */
export function isFolderMarker(name: string, size: string | number | null | undefined): boolean {
  return name.endsWith('/') && !(Number(size) > 0);
}
