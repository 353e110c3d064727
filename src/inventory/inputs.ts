import {
  abortSignal,
  checkerOf,
  either,
  flag,
  func,
  inputObject,
  type InputSchema,
  type InputCheck,
  type InputTable,
  is,
  oneOf,
  optional,
  recordOf,
  recordsOf,
  text,
  valueWhere,
  wholeNumber,
  withMethods,
} from '../base/check-input.ts';
import { FILE_CATEGORIES } from '../documents/file.ts';
import type { FileSelection } from '../documents/inventory.ts';
import { fileQuery } from '../files/inputs.ts';
import type { FileQuery } from '../files/query.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import type {
  AnalyzeFoldersOptions,
  CategoryFilesOptions,
  ExportFilesOptions,
  GenerateInventoryOptions,
  IterateFilesOptions,
  LargestFilesOptions,
  LatestFilesOptions,
  ProbeMediaOptions,
  ReportInventoryOptions,
  ScanFilesOptions,
  StorageCallOptions,
} from './options.ts';

const call = { signal: optional(abortSignal()), onProgress: optional(func<never>()) };
const after = optional(text('Give the partial.after of an earlier error.'));
const cutPoints = optional(withMethods<KeyValueStore>(['get', 'set'], 'Give createFileStore(folder) or the like.'));

/** A folder of the bucket, `''` for all of it; an address is none. */
const folder = valueWhere<string>(
  (value) => typeof value === 'string' && !/^gs:/i.test(value),
  'Give the path of a folder in the bucket, without gs://.',
);
const category = oneOf(FILE_CATEGORIES);
const limit = optional(wholeNumber(0));
const query = fileQuery as InputSchema<FileQuery>;
const iterate = {
  ...call,
  after,
  cutPoints,
  folder: optional(folder),
  query: optional(query),
  order: optional(oneOf(['name', 'unordered'])),
};
const files = optional(
  either<FileSelection>(
    inputObject<{ perCategory: number }>({ perCategory: wholeNumber(1) }),
    valueWhere<FileSelection>(
      (value) => value === 'all' || value === 'none',
      'Use "all", "none" or { perCategory: 5 }.',
    ),
  ),
);
const detail = optional(oneOf(['full', 'essential']));
const inventory = { ...call, files, detail, probe: optional(flag()) };
const path = text('Give the path of a file.');
const outputPath = optional(text('Give the path of a file, or leave it out.'));
const top = { ...call, limit, folder: optional(folder), category: optional(category) };

/** What the methods of a `GCSInventoryManager` take. */
export const INVENTORY_INPUTS: InputTable = {
  scanFolder: { folder, options: inputObject<ScanFilesOptions>({ ...call, after }) },
  iterateFiles: { options: inputObject<IterateFilesOptions>(iterate) },
  categorizeFiles: { files: recordsOf('file records', { name: is.text }) },
  generateInventory: { outputPath, options: inputObject<GenerateInventoryOptions>({ ...inventory, cutPoints }) },
  generateInventoryFromReport: {
    manifest: text('Give the address of a manifest: gs://BUCKET/PATH/…_manifest.json.'),
    outputPath,
    options: inputObject<ReportInventoryOptions>(inventory),
  },
  exportFiles: {
    path,
    options: inputObject<ExportFilesOptions>({ ...iterate, format: optional(oneOf(['ndjson', 'csv'])), detail }),
  },
  getFilesByCategory: {
    category,
    options: inputObject<CategoryFilesOptions>({ ...call, after, folder: optional(folder) }),
  },
  getLargestFiles: { options: inputObject<LargestFilesOptions>(top) },
  getLatestFiles: { options: inputObject<LatestFilesOptions>(top) },
  searchFiles: { query: fileQuery, options: inputObject<ScanFilesOptions>({ ...call, after }) },
  analyzeFolders: {
    options: inputObject<AnalyzeFoldersOptions>({ ...call, cutPoints, maxDepth: optional(wholeNumber(0)) }),
  },
  getDraftFiles: { options: inputObject<StorageCallOptions>(call) },
  probeMedia: {
    file: recordOf('a file record', { name: is.text, size_bytes: is.numberOrNull }),
    options: inputObject<ProbeMediaOptions>({ ...call, maxBytes: optional(wholeNumber(1)) }),
  },
  validateAccess: { options: inputObject<StorageCallOptions>(call) },
};

/** Checks the arguments of a method. @throws {ArgumentError} naming every one that is wrong */
export const check: InputCheck = checkerOf(INVENTORY_INPUTS);
