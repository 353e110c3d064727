import { isComplete } from '../../base/issues.ts';
import { writeDocument } from '../../collector/write-documents.ts';
import type { AnyInventory, FileSelection, InventoryReview } from '../../documents/inventory.ts';
import { GCSInventoryManager } from '../../inventory/gcs-inventory-manager.ts';
import type { DatasetSource, ReviewOption } from '../../inventory/options.ts';
import type { GcsConfig } from '../../runtime/platform-configs.ts';
import { createFileStore } from '../../runtime/stores.ts';
import { type Command, type CommandContext, EXIT, pathOption, shownPath, usageError } from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { openConfig, openLogger, outputDirOf } from '../inputs.ts';
import { inColumns, oneLine, tone } from '../terminal-text.ts';

const ENGINES = ['listing', 'builtin', 'duckdb', 'bigquery'] as const;
type Engine = (typeof ENGINES)[number];

export const inventoryCommand: Command = {
  name: 'inventory',
  summary: SUMMARIES.inventory,
  about:
    'The document is the same by every engine. Without --report and --dataset the bucket is listed. For which bucket which engine pays: docs/large-buckets.md.',
  options: [
    {
      name: 'engine',
      value: 'ENGINE',
      choices: ENGINES,
      about:
        'listing; of a report builtin or duckdb, which takes the package @duckdb/node-api and is used where it is installed; of a dataset bigquery.',
    },
    {
      name: 'report',
      value: 'ADDRESS',
      about: 'The manifest of an inventory report: gs://BUCKET/PATH/…_manifest.json.',
    },
    { name: 'dataset', value: 'NAME', about: 'A linked dataset of Storage Insights: DATASET, or PROJECT.DATASET.' },
    {
      name: 'table',
      value: 'NAME',
      about: 'A table of the dataset with the columns of a report, in place of its newest snapshot.',
    },
    {
      name: 'project',
      value: 'ID',
      about: 'The project that pays for BigQuery; that of the dataset, or gcs_project_id of the configuration.',
    },
    {
      name: 'location',
      value: 'PLACE',
      about: 'Where the dataset lies: US, EU, europe-west3; BigQuery finds it when it is not given.',
    },
    {
      name: 'max-bytes-billed',
      value: 'N',
      kind: 'count',
      about: 'The most bytes BigQuery may charge for, 100 GiB when it is not given; nothing runs that could go beyond.',
    },
    {
      name: 'bigquery-endpoint',
      value: 'URL',
      about: 'A proxy or a simulator in place of https://bigquery.googleapis.com.',
    },
    {
      name: 'state',
      value: 'DIR',
      about: 'Keep started BigQuery jobs in this folder, so that the same command goes on with them after a restart.',
    },
    {
      name: 'files',
      value: 'WHICH',
      about: 'Which rows the document has: all (the default), none, or so many of each category in each folder.',
    },
    {
      name: 'review',
      about: 'Also say how the files came month by month, which nobody changed for long, and which are copies.',
    },
    {
      name: 'stale-days',
      value: 'N',
      kind: 'count',
      about: 'Days without a change after which --review calls a file stale, 365 when it is not given.',
    },
    {
      name: 'output-dir',
      value: 'DIR',
      about: 'Where the document is written; collected_data, or output_dir of the configuration.',
    },
    { name: 'compress', about: 'Compress the document (.json.gz).' },
  ],
  examples: [
    'inventory',
    'inventory --review --stale-days 180 --files none',
    'inventory --engine duckdb --report gs://reports/2026/x_2026-11-20T06:35_manifest.json --files none',
    'inventory --engine bigquery --dataset my-project.insights --max-bytes-billed 50000000000 --state .state',
  ],
  run: async (context) => {
    const { options, output, signal } = context;
    const startedAt = Date.now();
    const config = await openConfig(context);
    const engine = engineOf(context);
    const gcs = config.getGcsConfig();
    const state = pathOption(context, 'state');
    const store = state === undefined ? undefined : createFileStore(state);
    const bucket = new GCSInventoryManager(gcs, { logger: openLogger(context, config), store });
    const inventory = await generate(bucket, engine, context, gcs);
    const outputDir = outputDirOf(context, config);
    const { path } = await writeDocument('gcs_inventory', inventory, {
      outputDir,
      startedAt,
      compress: options.isSet('compress'),
      signal,
    });
    const { inventory_info: info, issues } = inventory;
    const shown = { file: path, ...info, issues };
    output.result(shown, () => describe(context, inventory, path));
    return isComplete(issues) ? EXIT.complete : EXIT.partial;
  },
};

function engineOf({ options }: CommandContext): Engine {
  const chosen = ENGINES.find((engine) => engine === options.text('engine'));
  const [report, dataset] = [options.isSet('report'), options.isSet('dataset')];
  if (report && dataset) throw usageError('--report and --dataset are two inventories.', 'Name one of them.');
  const fitting: readonly Engine[] = report ? ['duckdb', 'builtin'] : dataset ? ['bigquery'] : ['listing'];
  if (chosen !== undefined && !fitting.includes(chosen)) {
    const needs = {
      listing: 'neither --report nor --dataset',
      builtin: '--report',
      duckdb: '--report',
      bigquery: '--dataset',
    };
    throw usageError(`--engine ${chosen} takes ${needs[chosen]}.`, 'See insight-inventory inventory --help.');
  }
  // Of a report the library chooses by what is installed.
  return chosen ?? (dataset ? 'bigquery' : 'listing');
}

async function generate(
  bucket: GCSInventoryManager,
  engine: Engine,
  context: CommandContext,
  gcs: GcsConfig,
): Promise<AnyInventory> {
  const { options, output, signal } = context;
  const common = { files: filesOf(context), review: reviewOf(context), signal, onProgress: output.onProgress };
  const report = options.text('report');
  if (report !== undefined) {
    const reader = engine === 'builtin' || engine === 'duckdb' ? engine : undefined;
    return bucket.generateInventoryFromReport(report, undefined, { ...common, engine: reader });
  }
  const dataset = options.text('dataset');
  if (dataset === undefined) return bucket.generateInventory(undefined, common);
  return bucket.generateInventoryFromDataset(sourceOf(context, dataset, gcs), undefined, common);
}

function sourceOf({ options }: CommandContext, named: string, { projectId: configured }: GcsConfig): DatasetSource {
  const dot = named.lastIndexOf('.');
  const owner = dot === -1 ? undefined : named.slice(0, dot);
  const projectId = options.text('project') ?? owner ?? configured;
  if (projectId === undefined)
    throw usageError(
      'It is not known which project pays for BigQuery.',
      'Give --project, or --dataset PROJECT.DATASET.',
    );
  return {
    projectId,
    dataset: named.slice(dot + 1),
    datasetProjectId: owner ?? configured,
    table: options.text('table'),
    location: options.text('location'),
    maximumBytesBilled: options.number('max-bytes-billed'),
    endpoint: options.text('bigquery-endpoint'),
  };
}

function reviewOf({ options }: CommandContext): ReviewOption {
  const staleDays = options.number('stale-days');
  if (staleDays !== undefined && !options.isSet('review'))
    throw usageError('--stale-days is of a review.', 'Give --review too.');
  return options.isSet('review') && { staleDays };
}

function filesOf({ options }: CommandContext): FileSelection {
  const text = options.text('files') ?? 'all';
  if (text === 'all' || text === 'none') return text;
  if (/^[1-9]\d{0,6}$/.test(text)) return { perCategory: Number(text) };
  throw usageError(`--files does not take "${oneLine(text)}".`, 'Write all, none or a number.');
}

function describeReview({ stale, duplicates }: InventoryReview): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  return [
    `Not changed for ${number(stale.days)} days: ${number(stale.files)} files, ${number(stale.size_mb)} MB.`,
    ...(duplicates === null
      ? []
      : [`Copies: ${number(duplicates.redundant_files)} files, ${number(duplicates.wasted_mb)} MB.`]),
  ].join('\n');
}

function describe(context: CommandContext, inventory: AnyInventory, path: string): string {
  const { inventory_info: info, issues } = inventory;
  const cost =
    info.bytes_billed === undefined
      ? []
      : [
          `BigQuery charges for ${info.bytes_billed.toLocaleString('en-US')} bytes, $${String(info.cost_usd)} on demand.`,
        ];
  const missing = issues.map(({ id, message, remedy }) => {
    const what = oneLine(id === null ? message : `${id}: ${message}`);
    return remedy === null ? `  ${what}` : `  ${what}\n    ${oneLine(remedy)}`;
  });
  return [
    describeBucket(inventory),
    ...(inventory.review === undefined ? [] : [describeReview(inventory.review)]),
    ...(missing.length === 0 ? [] : [['Not everything came:', ...missing].join('\n')]),
    [...cost, `Written: ${shownPath(context, path)}`].join('\n'),
  ].join('\n\n');
}

/** Describes the headline figures of a bucket. */
export function describeBucket({ inventory_info, bucket_summary, categorized_summary }: AnyInventory): string {
  const { total_files, total_size_mb, folder_count, newest_file } = bucket_summary;
  const groups = Object.entries(categorized_summary).filter(([, { count }]) => count > 0);
  const rows = [
    ['files', `${show(total_files)}, ${show(total_size_mb)} MB in ${String(folder_count)} folders`],
    ...groups.map(([group, { count, size_mb }]) => [group, `${show(count)}, ${show(size_mb)} MB`]),
    ['newest', newest_file === null ? 'unknown' : oneLine(newest_file.name)],
    ['calls', String(inventory_info.listing.requests)],
  ];
  return `${tone('bold', `Bucket ${oneLine(inventory_info.bucket_name)}`)}\n${inColumns(rows)}`;
}

/** Writes a figure for people. */
export function show(value: number | null | undefined): string {
  return value === null || value === undefined ? 'unknown' : value.toLocaleString('en-US');
}
