import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';
import { stemOf } from './extension.ts';
import { fileNameOf, folderOf } from './folder-path.ts';

/** What pairing reads of a file. Every `FileRecord` fits. */
export type PairedFile = Pick<FileRecord, 'name' | 'file_category'>;

/** A still and the clip it lies beside. */
export interface FilePair<F extends PairedFile = FileRecord> {
  folder: string;
  /** File name of both without the extension. */
  stem: string;
  video: F;
  still: F;
}

/**
 * Every video that has an image of the same stem in the same folder, with that image; in the order of the videos' names.
 *
 * Stems are compared exactly. Of several images of one stem the first by name is taken; videos of one stem in several
 * formats share it. Videos and images without a partner are in no pair.
 *
 * @example
 * pairFiles([clip, still]); // clip video/a.mp4, still video/a.jpg
 * //=> [{ folder: 'video', stem: 'a', video: clip, still }]
 */
export function pairFiles<F extends PairedFile>(files: Iterable<F>): FilePair<F>[] {
  const videos: F[] = [];
  const stills = new Map<string, F>();
  for (const file of files) {
    if (file.file_category === 'video') videos.push(file);
    if (file.file_category !== 'image') continue;
    const key = pairKey(file.name);
    const held = stills.get(key);
    if (held === undefined || compareNames(file.name, held.name) < 0) stills.set(key, file);
  }
  const pairs: FilePair<F>[] = [];
  for (const video of videos.sort((a, b) => compareNames(a.name, b.name))) {
    const still = stills.get(pairKey(video.name));
    if (still !== undefined)
      pairs.push({ folder: folderOf(video.name), stem: stemOf(fileNameOf(video.name)), video, still });
  }
  return pairs;
}

/** The full name without its extension. */
export function pairKey(name: string): string {
  const fileName = fileNameOf(name);
  return name.slice(0, name.length - fileName.length) + stemOf(fileName);
}
