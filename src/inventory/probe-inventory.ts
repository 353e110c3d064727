import { compareNames } from '../base/order.ts';
import type { CategoryGroup, FileRecord } from '../documents/file.ts';
import type { FolderInventory, GcsInventory } from '../documents/inventory.ts';
import { probeMany } from '../media/probe-many.ts';
import { createFileProber, toProbeItem, withMetadata } from './probe-files.ts';
import type { InventoryRun } from './run.ts';

/**
 * The document with the length, size and orientation of every video, audio file and image it holds a row of. Reads
 * header bytes by range: 1 to 3 requests a file. A file that cannot be read is an issue and has `null` with reasons.
 */
export async function probeInventory(run: InventoryRun, document: GcsInventory): Promise<GcsInventory> {
  const files = distinctFiles(document);
  const items = files.flatMap((file) => toProbeItem(run, file) ?? []);
  const prober = createFileProber(run);
  const { signal, onProgress, setup } = run;
  const found = await probeMany(prober, items, {
    concurrency: setup.deps.concurrency,
    signal,
    onProgress,
    source: 'gcs',
  });
  const metadata = new Map(items.map((item, index) => [item.name, found[index]]));
  const probed = (file: FileRecord): FileRecord => {
    const known = metadata.get(file.name);
    return known === undefined ? file : withMetadata(file, known);
  };
  const { highlights, folder_inventories } = document;
  return {
    ...document,
    folder_inventories: Object.fromEntries(
      Object.entries(folder_inventories).map(([name, folder]) => [name, mapRows(folder, probed)]),
    ),
    highlights: {
      newest: highlights.newest.map(probed),
      newest_videos: highlights.newest_videos.map(probed),
      largest: highlights.largest.map(probed),
    },
    // Several files are read at a time: the order of names is the one order.
    issues: [...document.issues, ...prober.issues.toSorted((a, b) => compareNames(a.id ?? '', b.id ?? ''))],
  };
}

function distinctFiles({ folder_inventories, highlights }: GcsInventory): FileRecord[] {
  const files = new Map<string, FileRecord>();
  const lists = [
    ...Object.values(folder_inventories).flatMap((folder) => Object.values(folder.file_categories ?? {})),
    ...Object.values(highlights),
  ];
  for (const list of lists) for (const file of list) files.set(file.name, file);
  return [...files.values()];
}

function mapRows(
  folder: FolderInventory<FileRecord>,
  map: (file: FileRecord) => FileRecord,
): FolderInventory<FileRecord> {
  if (folder.file_categories === null) return folder;
  const groups = Object.entries(folder.file_categories).map(([group, files]) => [group, files.map(map)]);
  return { ...folder, file_categories: Object.fromEntries(groups) as Record<CategoryGroup, FileRecord[]> };
}
