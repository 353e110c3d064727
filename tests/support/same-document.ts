import { parquetWriteBuffer } from 'hyparquet-writer';

import type { AnyInventory, GcsInventory } from '../../src/documents/inventory.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import type { FileSelection } from '../../src/documents/inventory.ts';
import type { ReviewOption } from '../../src/inventory/options.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { GcsConfig } from '../../src/runtime/platform-configs.ts';
import { startBigQuerySimulator } from '../../src/testing/bigquery/start-bigquery-simulator.ts';
import type { SimulatedObject } from '../../src/testing/bucket/simulated-object.ts';
import { startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { createRandom } from '../../src/testing/shared/random.ts';

/** A bucket, and how it is looked at. */
export interface GeneratedBucket {
  readonly objects: readonly SimulatedObject[];
  readonly config: Pick<GcsConfig, 'folders' | 'ignore' | 'categories'>;
  readonly files: FileSelection;
  readonly review: ReviewOption;
}

const FOLDERS = [
  'video',
  'video/raw',
  'video//odd',
  'music',
  'caf\u00e9',
  'cafe\u0301',
  '\u{1F600}',
  '__MACOSX',
  'a b',
  '',
  '',
  'Video',
  'x/@eaDir',
  "it's",
  '"q"',
  '/',
];
const STEMS = [
  'clip',
  '.hidden',
  '..',
  'a.b',
  '5" pipe',
  'x, y',
  "o'clock",
  '\u{1F600}',
  '._clip',
  'cube.slice',
  'a  ',
  'tab\there',
  '%_',
  'Thumbs',
  'e\u0301',
];
const ENDS = [
  '.mp4',
  '.MOV',
  '.tar.gz',
  '.gz',
  '..mp4',
  '.mp4.',
  '.mp4 ',
  '',
  '.',
  '.xyz',
  '.ts',
  '.dat',
  '.av\u0130',
  '.m\u212Av',
  '.jpg',
  '.ome.tif',
  '.zip.001',
  '.part 2',
  '.constructor',
  '.db',
  '.slice.jpg',
  '.json',
  '.ini',
  '/',
];
const TYPES = [
  null,
  null,
  'video/mp4',
  'Video/MP4; codecs="x"',
  'text/plain',
  'text/x-c',
  'application/octet-stream',
  'application/zip',
  'application/x-unheard',
  'application/vnd.oasis.opendocument.text',
  'image/foo+xml',
  'application/a+zip',
  ' audio/mpeg ',
  'video',
];
const GLOBS = ['*.tmp', '*.{jpg,mov}', '**/raw/**', 'clip[!a-z]*', 'caf\u00e9/*', '?.mp4', '*(x)*', '[]'];

/** Makes a bucket of odd names, the same for the same seed. */
export function generateBucket(seed: number): GeneratedBucket {
  const random = createRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const names = new Set<string>();
  const count = 5 + Math.floor(random() * 60);
  for (let index = 0; index < count; index += 1) {
    const folder = pick(FOLDERS);
    const deeper = random() < 0.3 ? `${pick(FOLDERS)}/` : '';
    const name = `${folder === '' ? '' : `${folder}/`}${deeper}${pick(STEMS)}${random() < 0.5 ? String(index) : ''}${pick(ENDS)}`;
    if (name !== '.' && name !== '..') names.add(name);
  }
  const objects = [...names].map((name): SimulatedObject => {
    const created = new Date(
      Date.UTC(2024, Math.floor(random() * 20), 1, 0, 0, Math.floor(random() * 3)),
    ).toISOString();
    const contentType = pick(TYPES);
    // Of one content are some with an MD5 and some without; of one checksum, sometimes, two contents.
    const copy = Math.floor(random() * 7);
    return {
      name,
      size: copy * 524_288,
      contentType,
      storageClass: pick(['STANDARD', 'NEARLINE', 'ARCHIVE']),
      timeCreated: created,
      updated: random() < 0.5 ? created : '2025-11-28T00:00:00.000Z',
      md5Hash: random() < 0.3 ? null : `M${String(copy + Math.floor(random() * 1.2) * 4)}`,
      crc32c: `C${String(copy)}`,
    };
  });
  const folders = [
    undefined,
    undefined,
    ['video'],
    ['video', 'video/raw', 'gone'],
    ['caf\u00e9', 'music'],
    ['', 'video'],
    ["it's", '"q"', '\u{1F600}'],
  ];
  return {
    objects,
    config: {
      folders: pick(folders),
      ignore: random() < 0.5 ? [] : [pick(GLOBS), pick(GLOBS)],
      categories: pick([
        undefined,
        { xyz: 'video', 'slice.jpg': '3d_model', '': 'archive', gz: 'other' },
        { mp4: 'document' },
      ]),
    },
    files: pick<FileSelection>(['all', 'none', { perCategory: 2 }]),
    review: pick<ReviewOption>([true, { staleDays: 30 }, { staleDays: 700 }]),
  };
}

/** All are made at one moment: a review counts back from its day. */
const clock = { ...systemClock, now: () => Date.UTC(2026, 10, 28, 17) };

/** Gives the documents of one bucket by each way to read it. */
export async function inventoriesOf({
  objects,
  config,
  files,
  review,
}: GeneratedBucket): Promise<Record<string, AnyInventory>> {
  const source = await startBucketSimulator({ bucket: 'prints', objects });
  const listing = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: source.url, ...config }, { clock });
  const rows = await storedRows(source.url);
  const reports = await startBucketSimulator({ bucket: 'reports', objects: reportsOf(rows) });
  const bigquery = await startBigQuerySimulator({
    tables: { 'insights.object_attributes_latest_snapshot_view': rows.map(datasetRow) },
    pageCap: 7,
    slowPolls: 1,
  });
  try {
    const reader = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: reports.url, ...config }, { clock });
    const report = (kind: string, engine: 'builtin' | 'duckdb'): Promise<GcsInventory> =>
      reader.generateInventoryFromReport(`gs://reports/${kind}_manifest.json`, undefined, { files, review, engine });
    const dataset = { projectId: bigquery.project, dataset: 'insights', endpoint: bigquery.url };
    return {
      listing: await listing.generateInventory(undefined, { files, review }),
      'csv by builtin': await report('csv', 'builtin'),
      'csv by duckdb': await report('csv', 'duckdb'),
      'parquet by builtin': await report('parquet', 'builtin'),
      'parquet by duckdb': await report('parquet', 'duckdb'),
      bigquery: await listing.generateInventoryFromDataset(dataset, undefined, { files, review }),
    };
  } finally {
    await Promise.all([source.close(), reports.close(), bigquery.close()]);
  }
}

/** Gives what all documents of a bucket have to be equal in: everything but how they were made. */
export function comparable({ inventory_info: info, ...rest }: AnyInventory): object {
  const { files, detail, folders_scanned, bucket_name } = info;
  return { ...rest, inventory_info: { files, detail, folders_scanned, bucket_name } };
}

type StoredRow = Readonly<Record<string, string | null>>;

/** Lists the objects as the bucket itself describes them. */
async function storedRows(url: string): Promise<StoredRow[]> {
  const response = await fetch(`${url}/storage/v1/b/prints/o?projection=noAcl&maxResults=5000`);
  const { items = [] } = (await response.json()) as { items?: Record<string, string>[] };
  const columns = [
    'name',
    'size',
    'contentType',
    'storageClass',
    'timeCreated',
    'updated',
    'generation',
    'md5Hash',
    'crc32c',
  ];
  return items.map(
    (item) =>
      Object.fromEntries([['bucket', 'prints'], ...columns.map((key) => [key, item[key] ?? null])]) as StoredRow,
  );
}

function datasetRow(row: StoredRow): Record<string, unknown> {
  return { ...row, size: Number(row['size']), metadata: [] };
}

/** Makes the same report twice, as CSV and as Parquet, of two shards each. */
function reportsOf(rows: readonly StoredRow[]): SimulatedObject[] {
  const half = Math.ceil(rows.length / 2);
  const parts = [rows.slice(0, half), rows.slice(half)];
  const columns = [
    'bucket',
    'name',
    'size',
    'storageClass',
    'timeCreated',
    'updated',
    'contentType',
    'crc32c',
    'md5Hash',
    'generation',
    'timeDeleted',
  ];
  const field = (value: string | null | undefined): string =>
    /[",\r\n]/.test(value ?? '') ? `"${(value ?? '').replaceAll('"', '""')}"` : (value ?? '');
  const csv = (part: readonly StoredRow[]): string =>
    [columns.join(','), ...part.map((row) => columns.map((column) => field(row[column])).join(','))].join('\n') + '\n';
  const parquet = (part: readonly StoredRow[]): Uint8Array =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: columns.map((name) => {
          const values = part.map((row) => row[name] ?? null);
          if (name === 'size' || name === 'generation')
            return {
              name,
              type: 'INT64' as const,
              data: values.map((value) => (value === null ? null : BigInt(value))),
            };
          if (name.startsWith('time') || name === 'updated')
            return {
              name,
              type: 'TIMESTAMP' as const,
              data: values.map((value) => (value === null ? null : new Date(value))),
            };
          return { name, type: 'STRING' as const, data: values };
        }),
      }),
    );
  const manifest = (kind: string): SimulatedObject => ({
    name: `${kind}_manifest.json`,
    content: JSON.stringify({ report_shards_file_names: [`0.${kind}`, `1.${kind}`], records_processed: rows.length }),
  });
  return [
    manifest('csv'),
    manifest('parquet'),
    ...parts.flatMap((part, index) => [
      { name: `${String(index)}.csv`, content: csv(part) },
      { name: `${String(index)}.parquet`, content: parquet(part) },
    ]),
  ];
}
