import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { describeFile } from '../../../src/files/describe-file.ts';
import { csvHeader, csvLine } from '../../../src/inventory/find-files.ts';
import { GCSInventoryManager } from '../../../src/inventory/gcs-inventory-manager.ts';
import {
  type BucketSimulator,
  type BucketSimulatorOptions,
  startBucketSimulator,
} from '../../../src/testing/bucket/start-bucket-simulator.ts';

let dir = '';
const open: BucketSimulator[] = [];

async function managerOf(
  options: BucketSimulatorOptions,
): Promise<{ manager: GCSInventoryManager; simulator: BucketSimulator }> {
  const simulator = await startBucketSimulator(options);
  open.push(simulator);
  return { simulator, manager: new GCSInventoryManager({ bucket: simulator.bucket, apiEndpoint: simulator.url }) };
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'export-'));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
  await rm(dir, { recursive: true });
});

describe('exportFiles', () => {
  it('reads the name in any case', async () => {
    const { manager } = await managerOf({ generate: { shape: 'flat', count: 3 } });
    const path = join(dir, 'FILES.CSV.GZ');
    await manager.exportFiles(path);
    expect(gunzipSync(await readFile(path)).toString()).toMatch(/^name,/);
  });

  it('writes a line of JSON per file in name order, and a receipt of what is on the disk', async () => {
    const { manager, simulator } = await managerOf({ generate: { shape: 'mixed', count: 3_000 }, pageCap: 500 });
    const path = join(dir, 'files.ndjson');
    const receipt = await manager.exportFiles(path);
    const bytes = await readFile(path);
    const rows = bytes
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string });
    const names = Array.from(simulator.objects(), (object) => object.name).filter((name) => !name.endsWith('/'));
    expect(rows.map((row) => row.name)).toEqual(names);
    expect(receipt).toEqual({
      path,
      rows: names.length,
      size_bytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      issues: [],
    });
  });

  it('compresses by the name and narrows to a query', async () => {
    const { manager } = await managerOf({
      objects: [
        { name: 'a.mp4', size: 5 },
        { name: 'b.jpg', size: 7 },
      ],
    });
    const path = join(dir, 'files.csv.gz');
    const receipt = await manager.exportFiles(path, { query: { category: 'image' }, detail: 'essential' });
    const text = gunzipSync(await readFile(path)).toString('utf8');
    expect(text.split('\r\n')[0]).toBe('name,size_mb,file_category,created_time,public_url,metadata');
    expect(text.split('\r\n')[1]).toMatch(/^b\.jpg,0,image,2025-01-01T00:01:00Z,https:/);
    expect(receipt.rows).toBe(1);
  });

  it('writes the same rows in parallel, in another order', async () => {
    const { manager } = await managerOf({ generate: { shape: 'skewed', count: 3_000 }, pageCap: 100 });
    const lines = async (order: 'name' | 'unordered'): Promise<string[]> => {
      const path = join(dir, order);
      await manager.exportFiles(path, { order });
      return (await readFile(path, 'utf8')).trimEnd().split('\n');
    };
    const byName = await lines('name');
    const unordered = await lines('unordered');
    expect(unordered).toHaveLength(3_000);
    expect(unordered.toSorted()).toEqual(byName.toSorted());
  });
});

describe('a line of CSV', () => {
  const line = (name: string): string => {
    const file = describeFile({ name, size: '1', md5Hash: '+abc==', metadata: { 'a"b': 'c,d' } }, { bucket: 'b' });
    return csvLine(file, 'full');
  };

  it('quotes what would break a field, and leaves the unknown empty', () => {
    const fields = line('x, "y".mp4');
    expect(fields.startsWith('"x, ""y"".mp4",,"x, ""y"".mp4",mp4,video,1,0,,,,,,')).toBe(true);
    expect(fields.endsWith('"{""a\\""b"":""c,d""}",\r\n')).toBe(true);
    expect(csvHeader('full').split(',')).toHaveLength(18);
  });

  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@x', '\tx', '＝1+1', '＋1', '－1', '＠x'])(
    'does not let a name run as a formula: %j',
    (name) => {
      expect(line(name)).toMatch(/^"?'/);
    },
  );

  it('leaves hashes as they are', () => {
    expect(line('a.mp4')).toContain(',+abc==,');
  });
});
