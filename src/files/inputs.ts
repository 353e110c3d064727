import {
  checkOf,
  type Input,
  type InputCheck,
  is,
  readRecords,
  recordOf,
  type RecordShape,
  recordsOf,
} from '../base/check-input.ts';
import {
  anyText,
  either,
  inputObject,
  mapOf,
  moment,
  numberIn,
  oneOf,
  optional,
  orNull,
  text,
  valueWhere,
  wholeNumber,
} from '../base/inputs.ts';
import { FILE_CATEGORIES } from '../documents/vocabulary.ts';

const contextValue: Input<unknown> = valueWhere(
  (value) => typeof value === 'string' || typeof value === 'boolean',
  'Give the text it must have, true for any, false for none.',
);

/** Keys of a filter, as `FileFilter` has them. */
const filter = inputObject({
  name: optional(anyText()),
  glob: optional(text('Give a pattern such as "*.mp4" or "video/**".')),
  category: optional(oneOf(FILE_CATEGORIES)),
  folder: optional(anyText('Give the path of a folder in the bucket.')),
  contentType: optional(text('Give a type such as "video/mp4", or a family such as "video".')),
  metadata: optional(mapOf(anyText(), 'Give an object of the keys that must be there with their values, all texts.')),
  contexts: optional(mapOf(contextValue, 'Give an object of context keys with a text, true or false.')),
  minSizeMb: optional(numberIn(0)),
  maxSizeMb: optional(numberIn(0)),
  createdAfter: optional(moment()),
  createdBefore: optional(moment()),
});

/** A text that the name contains, or a filter. */
export const fileQuery: Input<unknown> = either<unknown>(
  valueWhere((value) => typeof value === 'string', ''),
  filter,
);

/** A century: older than any bucket. */
export const staleDays: Input<number> = wholeNumber(1, 36_500);

const rules = optional(mapOf(oneOf(FILE_CATEGORIES), 'Give an object of extension to category: { mov: "video" }.'));
const name = anyText('Give the name of an object.');
const FILE_RECORDS = 'file records';
const FILE_SHAPE: RecordShape = { name: is.text };
const files = recordsOf(FILE_RECORDS, FILE_SHAPE);
const file = recordOf('a file record', { name: is.text });
const describe = inputObject({ bucket: text('Give the name of the bucket.'), rules });
const inventory = recordOf('an inventory', { folder_inventories: is.object });
const fullInventory = either<unknown>(inventory, files);

// What the functions of the entry `./files` take.

export const categorizeFile: InputCheck = checkOf('categorizeFile', {
  name,
  options: inputObject({ contentType: optional(orNull(anyText('Give a content type.'))), rules }),
});
export const categorizeFiles: InputCheck = checkOf('categorizeFiles', { files });
export const compileQuery: InputCheck = checkOf('compileQuery', { query: fileQuery });
export const describeFile: InputCheck = checkOf('describeFile', {
  row: recordOf('a row of a listing', { name: is.text }),
  options: describe,
});
export const diffInventories: InputCheck = checkOf('diffInventories', { before: fullInventory, after: fullInventory });
export const effectiveCategoryTable: InputCheck = checkOf('effectiveCategoryTable', { rules });
export const filesOf: InputCheck = checkOf('filesOf', { inventory });
export const findDuplicates: InputCheck = checkOf('findDuplicates', { files });
export const buildFolderTree: InputCheck = checkOf('buildFolderTree', {
  files,
  options: inputObject({ maxDepth: optional(wholeNumber(0)) }),
});
export const groupSeries: InputCheck = checkOf('groupSeries', {
  files,
  options: inputObject({ minRecordings: optional(wholeNumber(1)) }),
});
export const matchesQuery: InputCheck = checkOf('matchesQuery', { file, query: fileQuery });
export const parseNameDate: InputCheck = checkOf('parseNameDate', { name });
export const pairFiles: InputCheck = checkOf('pairFiles', { files });
export const reviewFiles: InputCheck = checkOf('reviewFiles', {
  files,
  options: inputObject({ now: moment(), staleDays: optional(staleDays) }),
});
export const summarizeFiles: InputCheck = checkOf('summarizeFiles', { files });

/**
 * Gives the files of an argument, to be read once; those of no list are checked as they are read. @throws
 * {ArgumentError}
 */
export function filesIn<F>(where: string, given: Iterable<F>): Iterable<F> {
  return readRecords(where, 'files', given, FILE_RECORDS, FILE_SHAPE);
}
