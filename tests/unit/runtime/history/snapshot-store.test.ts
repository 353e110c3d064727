import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Snapshot } from '../../../../src/documents/analytics.ts';
import { createFileSnapshotStore, createMemorySnapshotStore } from '../../../../src/runtime/history/snapshot-store.ts';
import { openAccount } from '../../../support/demo.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

async function snapshots(): Promise<[Snapshot, Snapshot]> {
  const { instagram } = await openAccount();
  const analytics = await instagram.collect();
  return [
    { taken_at: '2026-01-01T00:00:00Z', analytics },
    { taken_at: '2026-01-02T00:00:00Z', analytics },
  ];
}

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

  it('with a broken snapshot gives the others, and names the file', async () => {
    const folder = await temporaryFolder();
    const [snapshot] = await snapshots();
    const history = createFileSnapshotStore(folder);
    await history.append(snapshot);
    await writeFile(join(folder, 'snapshot_20250101_000000.json'), '{}');
    await writeFile(join(folder, 'snapshot_20250102_000000.json'), '{"taken_at": "2025-01-');
    expect(await history.list()).toEqual([snapshot]);
    expect(history.damaged).toEqual([
      {
        where: join(folder, 'snapshot_20250101_000000.json'),
        problem: 'It is no snapshot of this version: taken_at is not as it should be.',
      },
      { where: join(folder, 'snapshot_20250102_000000.json'), problem: 'It is cut off, or no JSON.' },
    ]);
  });
});

describe('what could not be read again', () => {
  it.each([{ taken_at: 'not a date', analytics: {} }, { taken_at: '2026-01-01T00:00:00Z', analytics: {} }, null])(
    'is refused by both histories: %j',
    async (wrong) => {
      const folder = await temporaryFolder();
      for (const history of [createMemorySnapshotStore(), createFileSnapshotStore(folder)]) {
        await expect(history.append(wrong as unknown as Snapshot)).rejects.toMatchObject({ name: 'ArgumentError' });
        expect(await history.list()).toEqual([]);
      }
    },
  );
});
