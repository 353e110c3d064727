import type { CategoryGroup, FileMoment, FileRecord } from '../documents/file.ts';
import { perGroup } from '../files/category-groups.ts';
import { createNewest, createOldest } from '../files/file-moments.ts';
import type { DatedFile, SizedFile } from '../files/file-order.ts';
import type { Fold } from '../files/fold.ts';
import type { SummarizedFile } from '../files/summarize-files.ts';
import { createLargest, createLatest, type TopFold } from '../files/top-files.ts';
import { addTally, addToTally, emptyTally, type Tally } from '../files/totals.ts';

/** Rows of the `highlights`. */
export const HIGHLIGHTS = { newest: 50, newestVideos: 500, largest: 20 } as const;

/** What the summaries of a document are made of, for one listing or for several put together. */
export interface BucketFigures {
  readonly groups: Record<CategoryGroup, Tally>;
  readonly storageClasses: Map<string, Tally>;
  readonly newestFile: Fold<DatedFile, FileMoment | null>;
  readonly oldestFile: Fold<DatedFile, FileMoment | null>;
  readonly newest: TopFold<DatedFile, FileRecord>;
  readonly newestVideos: TopFold<DatedFile, FileRecord>;
  readonly largest: TopFold<SizedFile, FileRecord>;
}

export function createBucketFigures(): BucketFigures {
  return {
    groups: perGroup(emptyTally),
    storageClasses: new Map(),
    newestFile: createNewest(),
    oldestFile: createOldest(),
    newest: createLatest(HIGHLIGHTS.newest),
    newestVideos: createLatest(HIGHLIGHTS.newestVideos),
    largest: createLargest(HIGHLIGHTS.largest),
  };
}

/** Counts a file in its storage class, if the source gave one. */
export function addToStorageClass(
  figures: BucketFigures,
  storageClass: string | null | undefined,
  bytes: number,
): void {
  if (storageClass !== null && storageClass !== undefined)
    addToTally(tallyOf(figures.storageClasses, storageClass), bytes);
}

/** Offers a file to what tells the newest and the oldest. */
export function addMoments(figures: BucketFigures, file: DatedFile): void {
  figures.newestFile.add(file);
  figures.oldestFile.add(file);
}

/** Whether the file may be among the highlights, for which its whole record is needed. */
export function wouldHighlight(figures: BucketFigures, file: SummarizedFile): boolean {
  return (
    figures.newest.wouldKeep(file) ||
    figures.largest.wouldKeep(file) ||
    (file.file_category === 'video' && figures.newestVideos.wouldKeep(file))
  );
}

/** Offers a file to the highlights. */
export function highlight(figures: BucketFigures, file: FileRecord): void {
  figures.newest.add(file);
  figures.largest.add(file);
  if (file.file_category === 'video') figures.newestVideos.add(file);
}

/** The figures of several listings of different objects as one. */
export function mergeBucketFigures(parts: readonly BucketFigures[]): BucketFigures {
  const whole = createBucketFigures();
  for (const part of parts) {
    for (const [group, tally] of Object.entries(part.groups)) addTally(whole.groups[group as CategoryGroup], tally);
    for (const [name, tally] of part.storageClasses) addTally(tallyOf(whole.storageClasses, name), tally);
    addMoment(whole.newestFile, part.newestFile.result());
    addMoment(whole.oldestFile, part.oldestFile.result());
    for (const file of part.newest.result()) whole.newest.add(file);
    for (const file of part.newestVideos.result()) whole.newestVideos.add(file);
    for (const file of part.largest.result()) whole.largest.add(file);
  }
  return whole;
}

function addMoment(fold: Fold<DatedFile, FileMoment | null>, moment: FileMoment | null): void {
  if (moment !== null) fold.add(moment);
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  let tally = tallies.get(name);
  if (tally === undefined) {
    tally = emptyTally();
    tallies.set(name, tally);
  }
  return tally;
}
