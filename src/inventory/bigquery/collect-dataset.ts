import { ConfigError, type InputProblem } from '../../base/errors.ts';
import { roundTo } from '../../base/sums.ts';
import { openService } from '../../storage/open-storage.ts';
import { assembleParts, type InventoryParts } from '../build-inventory.ts';
import type { StaleRule } from '../../files/review-files.ts';
import type { DatasetInventoryOptions, DatasetSource } from '../options.ts';
import { planReview } from '../rows-and-review.ts';
import type { InventoryRun } from '../run.ts';
import type { FileSelection } from '../../documents/inventory.ts';
import { objectsSql } from '../sql/object-sql.ts';
import { plainSql, type Sql, sql } from '../sql/sql.ts';
import {
  ALL_FILES,
  cellsStatement,
  highlightedStatement,
  reviewStatements,
  subfoldersStatement,
  unfolded,
  withObjects,
} from '../sql/sum-review.ts';
import { rulesOf, sumObjects } from '../sql/sum-objects.ts';
import { BigQueryEngine } from './bigquery-engine.ts';

/** The least that runs queries and reads tables, and the objects behind an external table. */
const SCOPES = [
  'https://www.googleapis.com/auth/bigquery.readonly',
  'https://www.googleapis.com/auth/devstorage.read_only',
];

const ENDPOINT = 'https://bigquery.googleapis.com';

/** Bytes an inventory may read where nothing else is said: 100 GiB, about $0.60. */
const DEFAULT_MAXIMUM_BYTES_BILLED = 100 * 2 ** 30;

/** US dollars a tebibyte, on demand, in the US. Source: cloud.google.com/bigquery/pricing, 2026-11-28. */
const PRICE_PER_TEBIBYTE = 6.25;

/** Computes what so many bytes cost on demand, in US dollars to 4 decimals. */
function costOf(bytes: number): number {
  return roundTo((bytes / 2 ** 40) * PRICE_PER_TEBIBYTE, 4);
}

/**
 * Sums a bucket up by BigQuery into everything a document is made of, from the newest snapshot of a Storage Insights
 * dataset, or from a table that has the columns of an inventory report.
 *
 * @throws {StorageError} when BigQuery refuses; with code `bigquery:too_expensive` before anything has run
 */
export async function collectDataset(
  run: InventoryRun,
  source: DatasetSource,
  { files, review: asked }: DatasetInventoryOptions,
): Promise<InventoryParts> {
  const { setup } = run;
  const review = planReview(asked, run.startedAt);
  const { projectId, location, endpoint, maximumBytesBilled = DEFAULT_MAXIMUM_BYTES_BILLED } = source;
  const objects = objectsSql(sourceSql(source, setup.bucket), rulesOf(run));
  const service = {
    endpoint: (endpoint ?? ENDPOINT).replace(/\/+$/, ''),
    scopes: SCOPES,
    isCustom: endpoint !== undefined,
  };
  const open = () => openService(setup.config, service, () => setup.deps.clock.now());
  const engine = new BigQueryEngine(run, open, { projectId, location, maximumBytesBilled });
  const bytes = await engine.estimate(plannedStatements(objects, files, review?.rule ?? null));
  setup.deps.logger.info('bigquery estimate', { bytes, cost_usd: costOf(bytes) });
  run.onProgress({
    source: 'gcs',
    step: 'estimate',
    done: 0,
    total: bytes,
    message: `BigQuery reads ${String(bytes)} bytes, at most $${String(costOf(bytes))} on demand`,
  });
  const { roots, budget, duplicates, kinds } = await sumObjects(run, { engine, objects }, { files, review });
  await engine.finish();
  if (kinds.has('unnamed')) run.unusable.add(null, kinds.get('unnamed'));
  return assembleParts(run, {
    origin: {
      source: 'dataset',
      engine: 'bigquery',
      bytes_billed: engine.bytesBilled,
      cost_usd: costOf(engine.bytesBilled),
    },
    scans: roots.map((root) => ({ root, error: null })),
    budget,
    duplicates,
    issues: [],
  });
}

/** Gives the statements every inventory of this kind asks; what others read is a part of what these do. */
function plannedStatements(objects: Sql, files: FileSelection | undefined, rule: StaleRule | null): Sql[] {
  const folds = unfolded(rule);
  const planned = [
    cellsStatement(folds),
    subfoldersStatement(folds, ''),
    highlightedStatement(rule),
    ...(files === 'none' ? [] : [ALL_FILES]),
    ...(folds.review === null ? [] : reviewStatements(folds.review)),
  ];
  return planned.map((statement) => withObjects(objects, statement));
}

/** The view of a linked dataset with the newest snapshot. Source: Storage Insights datasets, tables and schemas, 2026-11-27. */
const LATEST_SNAPSHOT = 'object_attributes_latest_snapshot_view';

function sourceSql(source: DatasetSource, bucket: string): Sql {
  const { projectId, datasetProjectId = projectId, dataset, table } = source;
  const name = quotedTable({ project: datasetProjectId, dataset, table: table ?? LATEST_SNAPSHOT });
  return table === undefined ? snapshotSql(name, bucket) : reportTableSql(name, bucket);
}

const NO_TEXT = sql`CAST(NULL AS STRING)`;

/** Writes the SQL of a snapshot. Soft-deleted objects and earlier versions are no files of the bucket. */
function snapshotSql(table: Sql, bucket: string): Sql {
  return sql`SELECT NULLIF(name, '') AS name, size AS bytes, NULLIF(contentType, '') AS contentType,
    NULLIF(storageClass, '') AS storageClass, UNIX_SECONDS(timeCreated) AS created, ${NO_TEXT} AS created_text,
    UNIX_SECONDS(updated) AS updated, ${NO_TEXT} AS updated_text, CAST(generation AS STRING) AS generation,
    NULLIF(md5Hash, '') AS md5Hash, NULLIF(crc32c, '') AS crc32c, TO_JSON_STRING(metadata) AS metadata,
    CASE WHEN name IS NULL OR name = '' THEN 'unnamed' END AS left_out
  FROM ${table}
  WHERE bucket = ${bucket} AND timeDeleted IS NULL AND softDeleteTime IS NULL`;
}

/** Writes the SQL of a report's rows, whatever types the columns were given. */
function reportTableSql(table: Sql, bucket: string): Sql {
  const text = (column: string): Sql => plainSql(`NULLIF(CAST(${column} AS STRING), '')`);
  const seconds = (column: string): Sql => sql`UNIX_SECONDS(SAFE_CAST(${text(column)} AS TIMESTAMP))`;
  const unread = (column: string): Sql => sql`CASE WHEN ${seconds(column)} IS NULL THEN ${text(column)} END`;
  return sql`SELECT ${text('name')} AS name, SAFE_CAST(${text('size')} AS INT64) AS bytes,
    ${text('contentType')} AS contentType, ${text('storageClass')} AS storageClass,
    ${seconds('timeCreated')} AS created, ${unread('timeCreated')} AS created_text,
    ${seconds('updated')} AS updated, ${unread('updated')} AS updated_text, ${text('generation')} AS generation,
    ${text('md5Hash')} AS md5Hash, ${text('crc32c')} AS crc32c, ${NO_TEXT} AS metadata,
    CASE WHEN name IS NULL OR CAST(name AS STRING) = '' THEN 'unnamed' END AS left_out
  FROM ${table}
  WHERE bucket = ${bucket} AND ${text('timeDeleted')} IS NULL`;
}

/** Names of projects (with a domain before a colon where they are old), datasets and tables. Source: BigQuery, naming, 2026-11-28. */
const NAMES = {
  project: /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
  dataset: /^\w{1,1024}$/,
  table: /^[\w-]{1,1024}$/,
};

/** @throws {ConfigError} for a name that is none: it would be part of a statement */
function quotedTable(parts: Record<keyof typeof NAMES, string>): Sql {
  const problems = (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((key): InputProblem[] =>
    NAMES[key].test(parts[key])
      ? []
      : [{ key, found: 'no name that BigQuery takes', remedy: 'Give project, dataset and table apart, as they are.' }],
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return plainSql(`\`${parts.project}.${parts.dataset}.${parts.table}\``);
}
