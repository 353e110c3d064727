import { execFile } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import {
  createDuckDbSnapshotStore,
  createFileLedgerStore,
  createFileSnapshotStore,
  createFileStore,
  createSqliteSnapshotStore,
} from '../../src/index.ts';
import { loadDuckdb } from '../../src/runtime/duckdb.ts';
import { loadSqlite } from '../../src/runtime/history/snapshot-databases.ts';
import { appendSideBySide } from '../support/append-side-by-side.ts';
import { compileProgram } from '../support/compile-program.ts';
import { openAccount } from '../support/demo.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NAMES = ['a', 'b', 'c'];
const APPENDER = fileURLToPath(new URL('append-entries.ts', import.meta.url));

describe('three processes that each write 100 times to the same stores', () => {
  it('lose no entry of a ledger, a history, a store of values or a token', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder();
    const { instagram } = await openAccount();
    const analytics = { ...(await instagram.collect()), recent_media: [], recent_activity: [] };
    await writeFile(join(folder, 'snapshot.json'), JSON.stringify({ taken_at: '2026-01-01T00:00:00Z', analytics }));
    const appender = await compileProgram(APPENDER);
    const append = (name: string) =>
      promisify(execFile)(process.execPath, [appender, folder, name]).then(({ stdout }) => stdout);
    // Each reads the token after each of its 100 saves.
    expect(await Promise.all(NAMES.map(append))).toEqual(['100', '100', '100']);

    const ledger = createFileLedgerStore(join(folder, 'ledger.jsonl'));
    const ids = (await ledger.list()).map(({ media_id }) => media_id);
    expect([ids.length, new Set(ids).size, ledger.damaged]).toEqual([300, 300, []]);
    const history = createFileSnapshotStore(join(folder, 'history'));
    expect([(await history.list()).length, history.damaged]).toEqual([300, []]);
    const values = createFileStore(join(folder, 'values'));
    const kept = await Promise.all(ids.map(async (id) => (await values.get(id)) === id));
    expect(kept.filter(Boolean)).toHaveLength(300);
    const lines = (await values.get('tags'))?.trimEnd().split('\n');
    expect(lines?.toSorted()).toEqual(ids.toSorted());
    expect((await readdir(join(folder, 'values'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await readdir(join(folder, 'token'))).toEqual(['token.json']);
    expect((await stat(join(folder, 'token', 'token.json'))).mode & 0o777).toBe(0o600);
  });
});

const hasSqlite = await loadSqlite().then(
  () => true,
  () => false,
);
const hasDuckdb = (await loadDuckdb()) !== null;

describe.each([
  ['SQLite', hasSqlite, createSqliteSnapshotStore, 100],
  // It opens and closes the file for each; 100 are a command of their own, `npx tsx bench/history.ts --processes`.
  ['DuckDB', hasDuckdb, createDuckDbSnapshotStore, 10],
] as const)('processes that append to one %s file', (name, isThere, open, count) => {
  it.runIf(isThere)('lose no snapshot, and a killed one leaves none half', { timeout: 60_000 }, async () => {
    const path = join(await temporaryFolder(), 'history');
    const { instagram } = await openAccount();
    const analytics = await instagram.collect({ limit: 2 });
    const { codes, fewest } = await appendSideBySide(
      name,
      path,
      { taken_at: '2026-01-01T00:00:00Z', analytics },
      count,
    );
    expect(codes).toEqual([0, 0, 0]);
    const store = open(path);
    const kept = await store.list();
    expect(kept.length).toBeGreaterThanOrEqual(fewest);
    // The one the killed process had not reported yet.
    expect(kept.length).toBeLessThanOrEqual(fewest + 1);
    expect(store.damaged).toEqual([]);
    expect(kept.every((snapshot) => snapshot.analytics.recent_media?.length === 2)).toBe(true);
  });
});
