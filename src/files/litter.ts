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

const DOT = 46;
const UNDERSCORE = 95;

/** Folders that archivers, desktop systems and network storage keep for themselves, at any depth. */
const LITTER_FOLDER =
  /(?:^|\/)(?:__MACOSX|\.Spotlight-V100|\.Trashes|\.Trash-\d+|\.fseventsd|\.TemporaryItems|\.DocumentRevisions-V100|\.AppleDouble|\$RECYCLE\.BIN|System Volume Information|@eaDir|#recycle)\//i;

/**
 * Whether a name is litter of a desktop system, never a file of the account: `.DS_Store`, `Thumbs.db`, `desktop.ini` and
 * their kin, the `._` twin that a Mac writes beside a file, and whatever lies in `__MACOSX/`, `@eaDir/` or a recycle bin.
 *
 * @example
 * isLitter('card/._C0001.MP4'); //=> true
 */
export function isLitter(name: string): boolean {
  return createLitterCheck()(name);
}

/** {@link isLitter} for a listing: names of one folder come together, and the folder is looked at once. */
export function createLitterCheck(): (name: string) => boolean {
  let folder = '';
  let isLitterFolder = false;
  return (name) => {
    // Mostly the folder of the name before: told without cutting the name.
    if (!name.startsWith(folder) || name.includes('/', folder.length)) {
      folder = name.slice(0, name.lastIndexOf('/') + 1);
      isLitterFolder = LITTER_FOLDER.test(folder);
    }
    const start = folder.length;
    return (
      isLitterFolder ||
      (name.charCodeAt(start) === DOT && name.charCodeAt(start + 1) === UNDERSCORE) ||
      (LITTER_ENDS.has(name.charCodeAt(name.length - 1)) && LITTER_NAMES.has(name.slice(start).toLowerCase()))
    );
  };
}
