import { mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it, vi } from 'vitest';

import { createAssistantTools } from '../../src/assistant/index.ts';
import { readAnalytics } from '../../src/collector/saved-documents.ts';
import {
  createFileLedgerStore,
  createFileSnapshotStore,
  createFileStore,
  createFileTokenStore,
  loadConfig,
} from '../../src/index.ts';
import { csvShardRows } from '../../src/inventory/insights/csv-shard.ts';
import { parquetShardRows } from '../../src/inventory/insights/parquet-shard.ts';
import { CODECS } from '../../src/inventory/insights/parquet-reader.ts';
import { type ReadableObject, readManifest } from '../../src/inventory/insights/report-row.ts';
import { readKeyFile } from '../../src/storage/credentials.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { appendLine } from '../../src/runtime/atomic-write.ts';
import { analytics } from '../unit/assistant/samples.ts';
import { runCli } from '../unit/cli/run-cli.ts';
import { useTemporaryFolder } from '../unit/runtime/temporary-folder.ts';

const MEBIBYTE = 2 ** 20;
const folder = useTemporaryFolder();

/** Writes a file of so many bytes that takes none of the disk. */
async function sparse(name: string, bytes: number): Promise<string> {
  const path = folder.path(name);
  await writeFile(path, '');
  await truncate(path, bytes);
  return path;
}

const shardOf = (bytes: Uint8Array, size = bytes.length): ReadableObject => ({
  size,
  packed: false,
  read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
});

async function drained(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const row of rows) expect(row).toBeDefined();
}

describe('a file of settings that is too large', () => {
  it('is one problem of the configuration, and not read whole', async () => {
    const settings = await sparse('config.json', MEBIBYTE + 1);
    const env = await sparse('.env', MEBIBYTE + 1);
    await expect(loadConfig(settings, { envFile: env })).rejects.toMatchObject({
      problems: [
        { key: 'config_file', found: `a file of more than 1 MiB: ${settings}` },
        { key: 'envFile', found: `a file of more than 1 MiB: ${env}` },
      ],
    });
  });

  it.runIf(process.platform === 'linux')('ends at a device that never ends', async () => {
    await expect(loadConfig('/dev/zero')).rejects.toMatchObject({ problems: [{ key: 'config_file' }] });
  });

  it('is refused where it has the notes, the ids of accounts or a key', async () => {
    const notes = await sparse('notes.txt', MEBIBYTE + 1);
    const path = folder.path('config.json');
    await writeFile(path, JSON.stringify({ planning_notes: notes }));
    const config = await loadConfig(path, { env: {} });
    expect(() => config.getCollectorConfig()).toThrow(/planning_notes: found a file of more than 1 MiB/);
    await expect(readKeyFile(notes)).rejects.toMatchObject({ failure: { credentials: { word: 'too_large' } } });
    await writeFile(folder.path('login.json'), JSON.stringify({ instagram_access_token: 'a1b2c3d4e5f6' }));
    const asked = ['collect', '--config', 'login.json', '--accounts', 'notes.txt'];
    expect((await runCli(folder.path('.'), asked)).stderr).toContain('more than 1 MiB');
  });
});

describe('a saved file that is too large', () => {
  const TOO_LARGE = { kind: 'io', code: 'io:too_large' };
  const size = 256 * MEBIBYTE + 1;

  it('is refused by the ledger, the token store and a store of values, and is one damaged entry of a history', async () => {
    const path = await sparse('saved.jsonl', size);
    await expect(createFileLedgerStore(path).list()).rejects.toMatchObject(TOO_LARGE);
    await expect(createFileTokenStore(path).load()).rejects.toMatchObject(TOO_LARGE);
    await mkdir(folder.path('history'));
    await sparse('history/snapshot_20261128_100000.json', size);
    const history = createFileSnapshotStore(folder.path('history'));
    expect(await history.list()).toEqual([]);
    expect(history.damaged).toHaveLength(1);
    const store = createFileStore(folder.path('store'));
    await store.set('a', 'b');
    expect(await store.get('a')).toBe('b');
  });

  it('is not written by a store that would refuse it', async () => {
    const full = await sparse('ledger.jsonl', size - 2);
    await expect(appendLine(full, '{}')).rejects.toMatchObject(TOO_LARGE);
    expect((await stat(full)).size).toBe(size - 2);
    // Three bytes a sign: texts of as many signs are slow to look through.
    const tooLong = '€'.repeat(Math.ceil(size / 3));
    const store = createFileStore(folder.path('store'));
    await store.set('a', 'b');
    await expect(store.set('a', tooLong)).rejects.toMatchObject(TOO_LARGE);
    expect(await store.get('a')).toBe('b');
  });

  it('is not added to a history that would refuse it', async () => {
    const store = createFileSnapshotStore(folder.path('history'));
    const add = (): Promise<void> => store.append({ taken_at: '2026-11-28T10:00:00Z', analytics: analytics([]) });
    await add();
    // A snapshot of as many bytes takes three seconds and 700 MB to make.
    const bytes = vi.spyOn(Buffer, 'byteLength').mockReturnValueOnce(size);
    await expect(add()).rejects.toMatchObject(TOO_LARGE);
    bytes.mockReturnValueOnce(size - 1);
    await add();
    bytes.mockRestore();
    expect(await readdir(folder.path('history'))).toHaveLength(2);
  });

  it('is refused as a document, also when only its unpacked bytes are too many', async () => {
    await expect(readAnalytics(await sparse('document.json', size))).rejects.toMatchObject(TOO_LARGE);
    const member = gzipSync(new Uint8Array(16 * MEBIBYTE).fill(0x20));
    const path = folder.path('document.json.gz');
    await writeFile(path, Buffer.concat(Array.from({ length: 17 }, () => member)));
    await expect(readAnalytics(path)).rejects.toMatchObject(TOO_LARGE);
  });
});

describe('an inventory report that is too large', () => {
  const UNREADABLE = { code: 'gcs:report_unreadable' };

  it('has no manifest that unpacks to more than 4 MiB', async () => {
    const manifest = JSON.stringify({ report_shards_file_names: ['0.csv'] });
    const store = (text: string): ObjectStore =>
      ({ bucket: 'prints', readRange: () => Promise.resolve(gzipSync(text)) }) as unknown as ObjectStore;
    const call = { signal: new AbortController().signal };
    expect(await readManifest(store(manifest), 'm.json', call)).toMatchObject({ shards: ['0.csv'] });
    const padded = manifest + ' '.repeat(4 * MEBIBYTE);
    await expect(readManifest(store(padded), 'm.json', call)).rejects.toMatchObject({ code: 'gcs:report_manifest' });
  });

  it('ends at a line of its CSV that does not end', async () => {
    const piece = Buffer.alloc(4 * MEBIBYTE, 'a');
    let reads = 0;
    const endless: ReadableObject = {
      size: 10 ** 12,
      packed: false,
      read: () => {
        reads += 1;
        return Promise.resolve(reads === 1 ? Buffer.from(`name,size\n${piece.toString()}`) : piece);
      },
    };
    await expect(drained(csvShardRows(endless, 'prints', []))).rejects.toMatchObject(UNREADABLE);
    expect(reads).toBeLessThan(4);
  });

  it('makes no room for a page, a row group or a column of Parquet beyond what writers make', async () => {
    for (const unpack of Object.values(CODECS))
      expect(() => unpack(Uint8Array.of(1, 2, 3), 2 ** 31 - 1)).toThrow(/a page has more than/);
    const bomb = gzipSync(new Uint8Array(MEBIBYTE));
    expect(() => CODECS.GZIP?.(bomb, 10)).toThrow();
    // A footer that says it is as long as two gigabytes.
    const footer = Buffer.from('PAR1\0\0\0\x7fPAR1', 'latin1');
    await expect(drained(parquetShardRows(shardOf(footer, 2 ** 32), 'prints'))).rejects.toMatchObject(UNREADABLE);
  });
});

describe('a Parquet report whose pages lie about their runs', () => {
  const NAMES = Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? 'a.mp4' : 'b.mp4'));
  const written = (codec: 'UNCOMPRESSED' | 'SNAPPY'): Uint8Array =>
    new Uint8Array(
      parquetWriteBuffer({
        codec,
        columnData: [
          { name: 'name', data: NAMES, type: 'STRING' },
          { name: 'size', data: NAMES.map(() => 1n), type: 'INT64' },
        ],
      }),
    );

  it('is read where they do not, packed or not', async () => {
    for (const codec of ['UNCOMPRESSED', 'SNAPPY'] as const) {
      const names: unknown[] = [];
      for await (const rows of parquetShardRows(shardOf(written(codec)), 'prints'))
        for (const row of rows) names.push(typeof row === 'string' ? row : row.name);
      expect(names).toEqual(NAMES);
    }
  });

  // Of the names, the levels begin at byte 56: 40 times 1. The width of their values is at 58, and a run behind it.
  it.each([
    ['of less than no values, which would never end', 58, '008180808002'],
    ['of two thousand million values', 58, '01feffffff0f00'],
    ['of two thousand million levels', 56, 'feffffff0f01'],
  ])('ends at a run %s', async (_, at, run) => {
    const bytes = written('UNCOMPRESSED');
    expect(Buffer.from(bytes.subarray(56, 60)).toString('hex')).toBe('5001010b');
    bytes.set(Buffer.from(run, 'hex'), at);
    await expect(drained(parquetShardRows(shardOf(bytes), 'prints'))).rejects.toMatchObject({
      code: 'gcs:report_unreadable',
      message: expect.stringContaining('run of a page') as string,
    });
  });
});

describe('arguments of a tool that are too long', () => {
  const tools = createAssistantTools({ documents: { analytics: analytics([]), inventory: null } });

  it('are refused before anything is read', async () => {
    expect(tools.length).toBeGreaterThan(0);
    const nested = { plan: {} as Record<string, unknown> };
    nested.plan['again'] = nested;
    for (const input of [
      { plan: { caption: 'a'.repeat(100_001) } },
      { x: Array.from({ length: 10_000 }, () => 1) },
      nested,
    ]) {
      for (const tool of tools) {
        const result = await tool.execute(input);
        expect(result).toMatchObject({ ok: false, error: { kind: 'invalid_request' } });
        expect(JSON.stringify(result)).toContain('more than 100000 characters');
      }
    }
  });
});
