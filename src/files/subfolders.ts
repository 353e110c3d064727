import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';
import type { Fold } from './fold.ts';
import { isInFolder, normalizeFolder } from './folder-path.ts';

/**
 * The names of the folders directly inside a folder, in order. Files elsewhere are passed over. Empty segments belong to
 * the name behind them: `video//raw/clip.mp4` gives `/raw` in `video`.
 *
 * @example
 * foldFiles([{ name: 'video/raw/a.mp4' }, { name: 'video/b.mp4' }], createSubfolders('video')); //=> ['raw']
 */
export function createSubfolders(folder: string): Fold<Pick<FileRecord, 'name'>, string[]> {
  const path = normalizeFolder(folder);
  const start = path === '' ? 0 : path.length + 1;
  const found = new Set<string>();
  return {
    add: ({ name }) => {
      if (!isInFolder(name, path)) return;
      let begin = start;
      while (name[begin] === '/') begin += 1;
      const slash = name.indexOf('/', begin);
      if (slash !== -1) found.add(name.slice(start, slash));
    },
    result: () => [...found].sort(compareNames),
  };
}
