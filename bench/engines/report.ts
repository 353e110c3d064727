/*
 * One inventory from the shards of a report on the disk, in a process of its own, with its CPU time and memory:
 * npx tsx bench/engines/report.ts make FOLDER ROWS csv|parquet   writes a report of so many rows, in ten shards
 * npx tsx bench/engines/report.ts FOLDER duckdb|builtin          reads it
 * npx tsx bench/engines/report.ts FOLDER duckdb|builtin review   with its review
 */
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import type { ReportEngine } from '../../src/inventory/options.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';

const MANIFEST = 'report_manifest.json';
const SHARDS = 10;

/** Names of three levels, twenty extensions, 100 folders: what a studio of that size would have. */
const NAMES =
  "'folder_' || (i % 97) || '/sub_' || ((i // 97) % 211) || '/clip_' || lpad(i::VARCHAR, 9, '0') || '_take' || (i % 7) || '.' ||";
const EXTENSIONS =
  "['mp4', 'MOV', 'jpg', 'png', 'mp3', 'wav', 'gcode', 'stl', 'zip', 'tar.gz', 'pdf', 'json', 'ts', 'dat', 'xyz', 'webp', 'JPG', 'mp4', 'mp4', 'mp4']";
const TYPES =
  "['video/mp4', 'video/quicktime', 'image/jpeg', 'image/png', 'audio/mpeg', 'audio/wav', 'text/x-gcode', 'model/stl', 'application/zip', 'application/gzip', 'application/pdf', 'application/json', 'video/mp2t', 'application/octet-stream', 'application/octet-stream', 'image/webp', 'image/jpeg', 'video/mp4', 'video/mp4', 'video/mp4']";

/** Of 25 files one is a copy: two or so of each content, anywhere in the report. */
const CONTENT = 'CASE WHEN i % 25 = 0 THEN 1000000000000 + (i // 25) % 200000 ELSE i END';

async function make(folder: string, rows: number, format: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const database = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '600MB' });
  const connection = await database.connect();
  const moment = (factor: number): string => {
    const time = `TIMESTAMP '2020-01-01' + to_seconds((hash(i * ${String(factor)}) % 180000000)::BIGINT)`;
    return format === 'csv' ? `strftime(${time}, '%Y-%m-%dT%H:%M:%S.123Z')` : time;
  };
  const shards = Array.from({ length: SHARDS }, (_, shard) => `report_${String(shard)}.${format}`);
  for (const [shard, name] of shards.entries()) {
    const from = Math.floor((rows * shard) / SHARDS);
    const to = Math.floor((rows * (shard + 1)) / SHARDS);
    const select = `SELECT 'prints' AS bucket, ${NAMES} ${EXTENSIONS}[1 + (hash(i) % 20)::INT] AS name,
      (hash(content * 3) % 5000000000)::BIGINT AS size, ['STANDARD', 'STANDARD', 'NEARLINE', 'COLDLINE'][1 + (i % 4)::INT] AS storageClass,
      ${moment(7)} AS timeCreated, ${moment(7)} AS updated, NULL::TIMESTAMP AS timeDeleted,
      ${TYPES}[1 + (hash(i) % 20)::INT] AS contentType, CASE WHEN i % 97 > 0 THEN to_base64(substr(md5(content::VARCHAR), 1, 16)::BLOB) END AS md5Hash,
      substr(md5((content * 5)::VARCHAR), 1, 6) || '==' AS crc32c, 1700000000000000 + i AS generation,
      'CJ' || md5((i * 11)::VARCHAR) AS etag FROM (
        SELECT i, ${CONTENT} AS content FROM range(${String(from)}, ${String(to)}) AS t(i))`;
    const how = format === 'csv' ? 'HEADER' : 'COMPRESSION snappy';
    await connection.run(`COPY (${select}) TO '${join(folder, name)}' (${how})`);
  }
  await writeFile(
    join(folder, MANIFEST),
    JSON.stringify({ report_shards_file_names: shards, records_processed: rows }),
  );
}

/** Makes a folder as a bucket. */
async function folderStore(folder: string): Promise<ObjectStore> {
  const files = new Map(
    await Promise.all((await readdir(folder)).map(async (name) => [name, await open(join(folder, name))] as const)),
  );
  const fileOf = (name: string) => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`${name} is not there.`);
    return file;
  };
  return {
    bucket: 'prints',
    listPage: () => Promise.reject(new Error('Not listed.')),
    listNames: () => Promise.reject(new Error('Not listed.')),
    testPermissions: () => Promise.resolve([]),
    getObject: async (name) => ({ name, size: String((await fileOf(name).stat()).size) }),
    readRange: async ({ name, start, end }) => {
      const bytes = Buffer.allocUnsafe(end - start + 1);
      const { bytesRead } = await fileOf(name).read(bytes, 0, bytes.byteLength, start);
      return bytes.subarray(0, bytesRead);
    },
  };
}

const [first = '', second = '', third = '', format = 'parquet'] = process.argv.slice(2);
const review = third === 'review';
if (first === 'make') await make(second, Number(third), format);
else {
  const manager = new GCSInventoryManager(
    { bucket: 'prints' },
    { storage: await folderStore(first), deadlineMs: 3_600_000 },
  );
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const {
    bucket_summary: summary,
    review: found,
    issues,
  } = await manager.generateInventoryFromReport(MANIFEST, undefined, {
    engine: second as ReportEngine,
    files: 'none',
    review,
  });
  const { user, system } = process.cpuUsage(before);
  console.log({
    files: summary.total_files,
    ...(found === undefined ? {} : { stale: found.stale.files, copies: found.duplicates?.redundant_files }),
    issues: issues.length,
    cpu_seconds: (user + system) / 1e6,
    seconds: Math.round(performance.now() - startedAt) / 1_000,
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1_024),
  });
  process.exit();
}
