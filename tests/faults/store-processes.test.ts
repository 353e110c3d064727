import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { createFileLedgerStore, createFileSnapshotStore, createFileStore } from '../../src/index.ts';
import { openAccount } from '../support/demo.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('three processes that write to one store at once', () => {
  const writers = async (store: 'ledger' | 'history' | 'values', path: string, document: string): Promise<void> => {
    const script = fileURLToPath(new URL('append-entries.ts', import.meta.url));
    const run = promisify(execFile);
    const names = ['a', 'b', 'c'];
    await Promise.all(
      names.map((name) => run(process.execPath, ['--import', 'tsx', script, store, path, name, document])),
    );
  };

  it('lose no entry of a ledger, a history or a store of values', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder();
    const { instagram } = await openAccount();
    const analytics = await instagram.collect();
    const document = join(folder, 'document.json');
    const small = { ...analytics, recent_media: [], recent_activity: [] };
    await writeFile(document, JSON.stringify({ taken_at: '2026-01-01T00:00:00Z', analytics: small }));
    for (const store of ['ledger', 'history', 'values'] as const) await writers(store, join(folder, store), document);

    const ledger = createFileLedgerStore(join(folder, 'ledger'));
    const entries = await ledger.list();
    expect([entries.length, new Set(entries.map(({ media_id }) => media_id)).size, ledger.damaged]).toEqual([
      300,
      300,
      [],
    ]);
    const history = createFileSnapshotStore(join(folder, 'history'));
    expect([(await history.list()).length, history.damaged]).toEqual([300, []]);
    const values = createFileStore(join(folder, 'values'));
    const kept = await Promise.all(
      ['a', 'b', 'c'].flatMap((name) => Array.from({ length: 100 }, (_, n) => values.get(`${name}${String(n)}`))),
    );
    expect(kept.filter((value) => value !== null)).toHaveLength(300);
    expect((await readdir(join(folder, 'values'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
