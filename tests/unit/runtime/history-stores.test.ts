import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  createFileLedgerStore,
  createFileSnapshotStore,
  createMemoryLedgerStore,
  createMemorySnapshotStore,
  type LedgerEntry,
  type Snapshot,
} from '../../../src/index.ts';
import { openAccount } from '../../support/demo.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const entry = (id: string): LedgerEntry => ({ media_id: id, files: [`${id}.mp4`], published_at: null });

async function snapshots(): Promise<[Snapshot, Snapshot]> {
  const { instagram } = await openAccount();
  const analytics = await instagram.collect();
  return [
    { taken_at: '2026-01-01T00:00:00Z', analytics },
    { taken_at: '2026-01-02T00:00:00Z', analytics },
  ];
}

describe.each([
  ['memory', () => Promise.resolve(createMemoryLedgerStore())],
  ['file', async () => createFileLedgerStore(join(await temporaryFolder(), 'ledger', 'ledger.json'))],
])('a ledger in a %s', (_, open) => {
  it('is empty at first and keeps the order of writing, side by side too', async () => {
    const ledger = await open();
    expect(await ledger.list()).toEqual([]);
    const entries = ['1', '2', '3', '4'].map(entry);
    await Promise.all(entries.map((one) => ledger.append(one)));
    expect(await ledger.list()).toEqual(entries);
  });
});

describe('a ledger file', () => {
  it('is read by another store of the same path', async () => {
    const path = join(await temporaryFolder(), 'ledger.json');
    await createFileLedgerStore(path).append(entry('1'));
    expect(await createFileLedgerStore(path).list()).toEqual([entry('1')]);
  });

  it('that holds something else is an error, and nothing is written over it', async () => {
    const path = join(await temporaryFolder(), 'ledger.json');
    await writeFile(path, '{"media_id": 1}');
    const ledger = createFileLedgerStore(path);
    await expect(ledger.append(entry('1'))).rejects.toMatchObject({ kind: 'io', code: 'io:ledger' });
    await expect(ledger.list()).rejects.toMatchObject({ code: 'io:ledger' });
  });
});

describe.each([
  ['memory', () => Promise.resolve(createMemorySnapshotStore())],
  ['file', async () => createFileSnapshotStore(join(await temporaryFolder(), 'history'))],
])('a history in a %s', (_, open) => {
  it('gives what was kept, oldest first, whatever the order of writing', async () => {
    const [older, newer] = await snapshots();
    const history = await open();
    expect(await history.list()).toEqual([]);
    await history.append(newer);
    await history.append(older);
    expect(await history.list()).toEqual([older, newer]);
  });
});

describe('a history folder', () => {
  it('keeps two snapshots of the same second in two files', async () => {
    const folder = await temporaryFolder();
    const [snapshot] = await snapshots();
    const history = createFileSnapshotStore(folder);
    await history.append(snapshot);
    await history.append(snapshot);
    expect(await readdir(folder)).toHaveLength(2);
    expect(await history.list()).toHaveLength(2);
  });

  it('with a broken snapshot is an error that names the file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'snapshot_20260101_000000.json'), '{}');
    await expect(createFileSnapshotStore(folder).list()).rejects.toMatchObject({ kind: 'io', code: 'io:snapshot' });
  });
});
