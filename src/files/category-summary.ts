import type { CategoryGroup, CountAndSize, FileRecord } from '../documents/file.ts';
import { groupOf, perGroup } from './category-groups.ts';
import type { Fold } from './fold.ts';
import { addToTally, emptyTally, tallyCountAndSize } from './totals.ts';

/** Count and size of every category group, in document order; a group without files is a counted 0. */
export function createCategorySummary(): Fold<
  Pick<FileRecord, 'file_category' | 'size_bytes'>,
  Record<CategoryGroup, CountAndSize>
> {
  const tallies = perGroup(emptyTally);
  return {
    add: (file) => {
      if (file.size_bytes !== null) addToTally(tallies[groupOf(file.file_category)], file.size_bytes);
    },
    result: () => ({
      videos: tallyCountAndSize(tallies.videos),
      audio: tallyCountAndSize(tallies.audio),
      images: tallyCountAndSize(tallies.images),
      '3d_models': tallyCountAndSize(tallies['3d_models']),
      documents: tallyCountAndSize(tallies.documents),
      archives: tallyCountAndSize(tallies.archives),
      other: tallyCountAndSize(tallies.other),
    }),
  };
}
