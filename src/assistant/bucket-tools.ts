import * as v from 'valibot';

import type { FileRecord, FolderNode } from '../documents/file.ts';
import { compareNewest } from '../files/top-files.ts';
import { buildFolderTree } from '../files/folder-tree.ts';
import { fileNameOf, folderOf, isInFolder, normalizeFolder } from '../files/path.ts';
import { invalidRequest } from '../base/errors.ts';
import { compileQuery, type FileFilter } from '../files/query.ts';
import { type ResultBounds, type ToolAnswer, pageOf, readCursor } from './bound-answer.ts';
import { type AssistantTool, toolMaker } from './define-tool.ts';
import { fromFileReference, unfence } from './untrusted.ts';
import { holdsAllRows, rowsOf } from '../files/inventory-files.ts';
import {
  type BucketSource,
  type ToolSources,
  categoryInput,
  cursorInput,
  fileRow,
  folderInput,
  limitInput,
  nullish,
  rows,
  sizeInput,
  timeInput,
} from './tool-inputs.ts';

const PAGE = 50;
const MAX_PROBED = 20;
/** Folders below are counted in those above them. */
const DEPTH = 4;

/** Gives the tools that answer from a bucket, live or as it was inventoried. */
export function bucketTools(sources: ToolSources, bounds: ResultBounds): AssistantTool[] {
  const define = toolMaker(bounds);
  const { gcs } = sources;
  const inventory = sources.documents?.inventory ?? null;
  if (gcs === undefined && inventory === null) return [];
  const asks = gcs !== undefined;
  // Sorted once, when first asked for: an inventory holds up to 50,000 rows.
  let sorted: readonly FileRecord[] | null = null;
  const known = (): readonly FileRecord[] => (sorted ??= inventory === null ? [] : rowsOf(inventory));
  const find = async (reference: string, signal: AbortSignal | undefined): Promise<FileRecord | null> => {
    const name = fromFileReference(reference);
    if (name === null) return null;
    const row = known().find((one) => one.name === name);
    if (row !== undefined || gcs === undefined) return row ?? null;
    const found = await gcs.searchFiles({ folder: folderOf(name), name: fileNameOf(name) }, { signal });
    return found.find((one) => one.name === name) ?? null;
  };
  const isWhole = inventory !== null && holdsAllRows(inventory);
  const useRows = isWhole || gcs === undefined;
  const asOf = inventory === null ? {} : { as_of: inventory.inventory_info.generated_at };
  // Without file rows an inventory still knows its own folders, each as a whole.
  const knownFolders = (): FolderRow[] =>
    isWhole
      ? flatten(buildFolderTree(known(), { maxDepth: DEPTH }))
      : Object.entries(inventory?.folder_inventories ?? {}).map(([folder, part]) => ({
          folder,
          files: part.total_files,
          size_mb: part.total_size_mb,
        }));
  const values = {
    ...(useRows ? asOf : {}),
    ...(useRows && !isWhole ? { complete: false, searched: 'the newest and largest files only' } : {}),
  };
  const live = (): BucketSource => {
    if (gcs !== undefined) return gcs;
    throw invalidRequest('tool', 'has nothing to answer from', 'Take the inventory again with all files.');
  };

  const search = define({
    name: 'gcs_search_files',
    title: 'Search files',
    description:
      'Files of the bucket by part of the name, glob, kind, folder, size or time of upload, in name order. Use it to find particular files; not for clips nobody posted, which footage_unused finds. Costs no request from an inventory, else one request per 1,000 to 5,000 files of the bucket, each page again.',
    input: v.strictObject({
      name: nullish(v.pipe(v.string(), v.maxLength(200)), 'Part of the full name, in any case; null for any.'),
      glob: nullish(v.pipe(v.string(), v.maxLength(100)), 'Pattern such as *.mp4 or video/**; null for any.'),
      category: categoryInput,
      folder: folderInput,
      min_size_mb: sizeInput('Smallest size'),
      max_size_mb: sizeInput('Largest size'),
      created_after: timeInput('Uploaded at or after'),
      created_before: timeInput('Uploaded before'),
      limit: limitInput(200),
      cursor: cursorInput,
    }),
    output: { files: rows, found: v.optional(v.number()) },
    asks,
    run: async (input, signal): Promise<ToolAnswer> => {
      readCursor(input.cursor);
      const filter: FileFilter = {
        name: unfenced(input.name),
        glob: input.glob ?? undefined,
        category: input.category ?? undefined,
        folder: unfenced(input.folder),
        minSizeMb: input.min_size_mb ?? undefined,
        maxSizeMb: input.max_size_mb ?? undefined,
        createdAfter: input.created_after ?? undefined,
        createdBefore: input.created_before ?? undefined,
      };
      const matches = compileQuery(filter);
      const found = useRows ? known().filter(matches) : await live().searchFiles(filter, { signal });
      const list = pageOf('files', found.map(fileRow), input.cursor, input.limit ?? PAGE);
      return { values: { found: found.length, ...values }, list };
    },
  });

  const latest = define({
    name: 'gcs_list_latest_files',
    title: 'Latest files',
    description:
      'The files uploaded last, newest first. Use it for what is new in the bucket; not to find a file by its name. Costs no request from an inventory, else one request per 1,000 to 5,000 files, each page again.',
    input: v.strictObject({
      folder: folderInput,
      category: categoryInput,
      limit: limitInput(200),
      cursor: cursorInput,
    }),
    output: { files: rows },
    asks,
    run: async ({ folder: given, category, limit, cursor }, signal): Promise<ToolAnswer> => {
      const most = limit ?? PAGE;
      const folder = unfenced(given);
      const { skip } = readCursor(cursor);
      const matches = compileQuery({ folder, category: category ?? undefined });
      const found = useRows
        ? known().filter(matches).sort(compareNewest)
        : await live().getLatestFiles({ limit: skip + most + 1, folder, category: category ?? undefined, signal });
      return { values, list: pageOf('files', found.map(fileRow), cursor, most) };
    },
  });

  const folders = define({
    name: 'gcs_folder_overview',
    title: 'Folders',
    description:
      'Folders of the bucket with how many files and mebibytes each holds. Use it first, to see how the bucket is laid out; not to list files. Costs no request from an inventory with all files, else one request per 1,000 to 5,000 files, each page again.',
    input: v.strictObject({ folder: folderInput, cursor: cursorInput }),
    output: { folders: rows },
    asks,
    run: async ({ folder: given, cursor }, signal): Promise<ToolAnswer> => {
      const folder = normalizeFolder(unfence(given ?? ''));
      readCursor(cursor);
      const isLive = !isWhole && gcs !== undefined;
      const found = isLive ? flatten(await gcs.analyzeFolders({ maxDepth: DEPTH, signal })) : knownFolders();
      const inside = found.filter(
        (row) => folder === '' || row.folder === folder || isInFolder(`${row.folder}/`, folder),
      );
      return { values: isLive ? {} : asOf, list: pageOf('folders', inside, cursor, 200) };
    },
  });

  const details = define({
    name: 'gcs_file_details',
    title: 'File details',
    description:
      'One file by its full name: size, times, custom metadata, and for media its length and orientation, read from the file itself. Use it before planning with a clip whose length is not known; not for many files, which gcs_probe_files reads. Costs one listing of the folder when the file is in no inventory, and one or two range reads.',
    input: v.strictObject({
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(3_300), v.description('Full name as another tool gave it.')),
    }),
    output: { file: v.optional(v.looseObject({})), media: v.optional(v.nullable(v.looseObject({}))) },
    asks,
    run: async ({ name: reference }, signal): Promise<ToolAnswer> => {
      const file = await find(reference, signal);
      if (file === null) {
        throw invalidRequest('name', 'is no file of the bucket', 'Find the full name with gcs_search_files.');
      }
      const probed = isMedia(file) && gcs !== undefined ? await gcs.probeMedia(file, { signal }) : null;
      const { content_type, storage_class, updated_time, metadata, contexts } = file;
      const own = { content_type, storage_class, updated_time, metadata, ...(contexts && { contexts }) };
      const shown = { ...fileRow(file), ...own };
      return { values: { file: shown, media: probed } };
    },
  });
  const probe = define({
    name: 'gcs_probe_files',
    title: 'Probe files',
    description:
      'Length, orientation and sound of up to 20 clips, read from the files themselves. Use it before planning with clips whose length is not known; not for files other than video, audio and images. Costs one or two range reads a file, and one listing of a folder for files in no inventory.',
    input: v.strictObject({
      names: v.pipe(
        v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(3_300))),
        v.minLength(1),
        v.maxLength(MAX_PROBED),
        v.description('Full names as another tool or the brief gave them.'),
      ),
    }),
    output: { files: rows },
    asks,
    run: async ({ names }, signal): Promise<ToolAnswer> => {
      const probed = await Promise.all(
        names.map(async (reference) => {
          const file = await find(reference, signal);
          if (file === null) return { name: reference, problem: 'no file of the bucket' };
          const kept = fileRow(file);
          if (!isMedia(file)) return { ...kept, problem: 'no video, audio or image' };
          const found = gcs === undefined ? null : await gcs.probeMedia(file, { signal });
          if (found === null) return { ...kept, problem: 'no bucket to read from' };
          const { duration_seconds, orientation, width, height, has_audio } = found;
          return { ...kept, duration_seconds, orientation, width, height, has_audio };
        }),
      );
      return { list: { key: 'files', rows: probed, cursorAt: () => null }, howToGet: 'Probe fewer files at once.' };
    },
  });
  return [search, latest, folders, details, probe];
}

function unfenced(text: string | null | undefined): string | undefined {
  return text == null ? undefined : unfence(text);
}

function isMedia({ file_category: category }: FileRecord): boolean {
  return category === 'video' || category === 'audio' || category === 'image';
}

interface FolderRow {
  folder: string;
  files: number | null;
  size_mb: number | null;
}

function flatten(node: FolderNode): FolderRow[] {
  return [
    { folder: node.path, files: node.total.files, size_mb: node.total.size_mb },
    ...node.children.flatMap(flatten),
  ];
}
