import { checkOf, type Input, type InputCheck, is, recordOf, recordsOf } from '../base/check-input.ts';
import {
  abortSignal,
  either,
  flag,
  func,
  inputObject,
  oneOf,
  optional,
  text,
  valueWhere,
  wholeNumber,
} from '../base/inputs.ts';
import { FILE_CATEGORIES } from '../documents/file.ts';
import type { FileSelection } from '../documents/inventory.ts';
import { fileQuery, staleDays } from '../files/inputs.ts';
import type { FileQuery } from '../files/query.ts';
import { probeOption } from '../media/media-prober.ts';
import { keyValueStoreInput } from '../runtime/stores.ts';
import type {
  AnalyzeFoldersOptions,
  CategoryFilesOptions,
  DatasetInventoryOptions,
  DatasetSource,
  ExportFilesOptions,
  GenerateInventoryOptions,
  IterateFilesOptions,
  LargestFilesOptions,
  LatestFilesOptions,
  ProbeMediaOptions,
  ReportInventoryOptions,
  ReviewOption,
  ReviewOptions,
  ScanFilesOptions,
  StorageCallOptions,
} from './options.ts';

const call = {
  signal: optional(abortSignal()),
  onProgress: optional(func<never>()),
  onIssue: optional(func<never>()),
};
const after = optional(text('Give the partial.after of an earlier error.'));
const cutPoints = optional(keyValueStoreInput);

/** A folder of the bucket, `''` for all of it; an address is none. */
const folder = valueWhere<string>(
  (value) => typeof value === 'string' && !/^gs:/i.test(value),
  'Give the path of a folder in the bucket, without gs://.',
);
const category = oneOf(FILE_CATEGORIES);
const limit = optional(wholeNumber(0));
const query = fileQuery as Input<FileQuery>;
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
const review = optional(either<ReviewOption>(flag(), inputObject<ReviewOptions>({ staleDays: optional(staleDays) })));
const inventory = { ...call, files, detail, probe: optional(probeOption), review };
const path = text('Give the path of a file.');
const outputPath = optional(text('Give the path of a file, or leave it out.'));
const top = { ...call, limit, folder: optional(folder), category: optional(category) };

// What the methods of a `GCSInventoryManager` take.

export const scanFolder: InputCheck = checkOf('scanFolder', {
  folder,
  options: inputObject<ScanFilesOptions>({ ...call, after }),
});
export const iterateFiles: InputCheck = checkOf('iterateFiles', { options: inputObject<IterateFilesOptions>(iterate) });
export const categorizeFiles: InputCheck = checkOf('categorizeFiles', {
  files: recordsOf('file records', { name: is.text }),
});
export const generateInventory: InputCheck = checkOf('generateInventory', {
  outputPath,
  options: inputObject<GenerateInventoryOptions>({ ...inventory, cutPoints, otherObjects: optional(flag()) }),
});
export const generateInventoryFromReport: InputCheck = checkOf('generateInventoryFromReport', {
  manifest: text('Give the address of a manifest: gs://BUCKET/PATH/…_manifest.json.'),
  outputPath,
  options: inputObject<ReportInventoryOptions>({ ...inventory, engine: optional(oneOf(['builtin', 'duckdb'])) }),
});
export const generateInventoryFromDataset: InputCheck = checkOf('generateInventoryFromDataset', {
  source: inputObject<DatasetSource>({
    projectId: text('Give the id of the project that pays.'),
    dataset: text('Give the name of the linked dataset.'),
    datasetProjectId: optional(text('Give the id of a project.')),
    table: optional(text('Give the name of a table.')),
    location: optional(text('Give a location: EU.')),
    maximumBytesBilled: optional(wholeNumber(1)),
    endpoint: optional(text('Give an address.')),
  }),
  outputPath,
  options: inputObject<DatasetInventoryOptions>(inventory),
});
export const exportFiles: InputCheck = checkOf('exportFiles', {
  path,
  options: inputObject<ExportFilesOptions>({ ...iterate, format: optional(oneOf(['ndjson', 'csv'])), detail }),
});
export const getFilesByCategory: InputCheck = checkOf('getFilesByCategory', {
  category,
  options: inputObject<CategoryFilesOptions>({ ...call, after, folder: optional(folder) }),
});
export const getLargestFiles: InputCheck = checkOf('getLargestFiles', {
  options: inputObject<LargestFilesOptions>(top),
});
export const getLatestFiles: InputCheck = checkOf('getLatestFiles', { options: inputObject<LatestFilesOptions>(top) });
export const searchFiles: InputCheck = checkOf('searchFiles', {
  query: fileQuery,
  options: inputObject<ScanFilesOptions>({ ...call, after }),
});
export const analyzeFolders: InputCheck = checkOf('analyzeFolders', {
  options: inputObject<AnalyzeFoldersOptions>({ ...call, cutPoints, maxDepth: optional(wholeNumber(0)) }),
});
export const getDraftFiles: InputCheck = checkOf('getDraftFiles', { options: inputObject<StorageCallOptions>(call) });
export const probeMedia: InputCheck = checkOf('probeMedia', {
  file: recordOf('a file record', { name: is.text, size_bytes: is.numberOrNull }),
  options: inputObject<ProbeMediaOptions>({ ...call, maxBytes: optional(wholeNumber(1)) }),
});
export const validateAccess: InputCheck = checkOf('validateAccess', { options: inputObject<StorageCallOptions>(call) });
export const checkLive: InputCheck = checkOf('checkLive', { options: inputObject<StorageCallOptions>(call) });
