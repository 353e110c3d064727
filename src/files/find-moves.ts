import type { FileRecord } from '../documents/file.ts';
import { contentKeyOf, type ContentBasis } from './content-key.ts';
import { fileNameOf } from './folder-path.ts';

/** A file that is there under another name. */
export interface MovedFile {
  from: FileRecord;
  to: FileRecord;
  basis: ContentBasis;
}

interface Moves {
  readonly moved: MovedFile[];
  readonly added: FileRecord[];
  readonly removed: FileRecord[];
}

/**
 * Pairs files that went with files that came, by content: first those that kept their file name, then the rest, each in
 * the order given. Empty files all have the same content and are never moved.
 */
export function findMoves(gone: readonly FileRecord[], come: readonly FileRecord[]): Moves {
  const byNameKept = matchInOrder(gone, come, (file) => {
    const key = moveKeyOf(file);
    return key === null ? null : `${key}/${fileNameOf(file.name)}`;
  });
  const taken = new Set(byNameKept.values());
  const byContent = matchInOrder(
    gone.filter((file) => !byNameKept.has(file)),
    come.filter((file) => !taken.has(file)),
    moveKeyOf,
  );
  for (const file of byContent.values()) taken.add(file);

  const moved: MovedFile[] = [];
  const removed: FileRecord[] = [];
  for (const from of gone) {
    const to = byNameKept.get(from) ?? byContent.get(from);
    const content = contentKeyOf(from);
    if (to === undefined || content === null) removed.push(from);
    else moved.push({ from, to, basis: content.basis });
  }
  return { moved, added: come.filter((file) => !taken.has(file)), removed };
}

/** The first of one list with the first of the other that has the same key, the second with the second, and so on. */
function matchInOrder(
  gone: readonly FileRecord[],
  come: readonly FileRecord[],
  keyOf: (file: FileRecord) => string | null,
): Map<FileRecord, FileRecord> {
  const arrivals = new Map<string, { files: FileRecord[]; next: number }>();
  for (const file of come) {
    const key = keyOf(file);
    if (key === null) continue;
    const queue = arrivals.get(key);
    if (queue === undefined) arrivals.set(key, { files: [file], next: 0 });
    else queue.files.push(file);
  }
  const matches = new Map<FileRecord, FileRecord>();
  for (const file of gone) {
    const key = keyOf(file);
    const queue = key === null ? undefined : arrivals.get(key);
    const match = queue?.files[queue.next];
    if (queue === undefined || match === undefined) continue;
    queue.next += 1;
    matches.set(file, match);
  }
  return matches;
}

function moveKeyOf(file: FileRecord): string | null {
  return file.size_bytes === 0 ? null : (contentKeyOf(file)?.key ?? null);
}
