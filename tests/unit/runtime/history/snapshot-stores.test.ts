import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import {
  createDuckDbSnapshotStore,
  createFileSnapshotStore,
  createMemorySnapshotStore,
  createSqliteSnapshotStore,
  exportHistory,
  InstagramAnalyticsManager,
  migrateSnapshots,
  readHistory,
  type Snapshot,
  type SnapshotStore,
} from '../../../../src/index.ts';
import { datasetFromExport, demoDataset, startGraphSimulator } from '../../../../src/testing/index.ts';
import { loadDuckdb } from '../../../../src/runtime/duckdb.ts';
import { loadSqlite } from '../../../../src/runtime/history/snapshot-databases.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const hasSqlite = await loadSqlite().then(
  () => true,
  () => false,
);
const hasDuckdb = (await loadDuckdb()) !== null;

const STORES: [string, boolean, () => Promise<SnapshotStore>][] = [
  ['memory', true, () => Promise.resolve(createMemorySnapshotStore())],
  ['file', true, async () => createFileSnapshotStore(join(await temporaryFolder(), 'history'))],
  ['SQLite', hasSqlite, async () => createSqliteSnapshotStore(join(await temporaryFolder(), 'a', 'h.sqlite'))],
  ['DuckDB', hasDuckdb, async () => createDuckDbSnapshotStore(join(await temporaryFolder(), 'a', 'h.duckdb'))],
];

let older: Snapshot;
let newer: Snapshot;

beforeAll(async () => {
  const simulator = await startGraphSimulator({
    dataset: datasetFromExport(demoDataset().account),
  });
  try {
    const instagram = new InstagramAnalyticsManager({
      userId: simulator.dataset.account.id,
      accessToken: simulator.token,
      baseUrl: simulator.url,
    });
    const analytics = await instagram.collect();
    older = { taken_at: '2026-01-01T00:00:00Z', analytics };
    const later = structuredClone(analytics);
    if (later.account_info !== null) later.account_info.followers_count = 4_321;
    for (const [index, post] of (later.recent_media ?? []).entries()) {
      post.insights.views = index === 0 ? null : index * 1.5;
      if (index === 1) post.caption = 'Changed — „später“ \u{1F980}';
    }
    newer = { taken_at: '2026-01-02T02:00:00+02:00', analytics: later };
  } finally {
    await simulator.close();
  }
});

if (!hasSqlite) process.stderr.write('No SQLite here (Node below 22.5, no better-sqlite3): its store is not tested.\n');

describe.each(STORES)('a history in %s', (_, isThere, open) => {
  it.runIf(isThere)('gives what was kept whole, oldest first, whatever the order of writing', async () => {
    const history = await open();
    expect(await history.list()).toEqual([]);
    await Promise.all([history.append(newer), history.append(older)]);
    expect(await history.list()).toEqual([older, newer]);
    const [first] = await history.list();
    // Keys in the order of the document.
    expect(JSON.stringify(first?.analytics.recent_media)).toBe(JSON.stringify(older.analytics.recent_media));
    expect(history.damaged ?? []).toEqual([]);
  });

  it.runIf(isThere)('keeps collections without account or posts', async () => {
    const history = await open();
    const empty = {
      taken_at: '2026-01-03T00:00:00Z',
      analytics: { ...older.analytics, account_info: null, recent_media: null },
    };
    await history.append(empty);
    expect(await history.list()).toEqual([empty]);
    expect(await readHistory(history, { metrics: ['followers_count', 'views'] })).toEqual([
      { taken_at: empty.taken_at, account_id: null, media_id: null, values: { followers_count: null } },
    ]);
  });

  it.runIf(isThere)('reads the figures that are asked for', async () => {
    const history = await open();
    await history.append(older);
    await history.append(newer);
    const posts = newer.analytics.recent_media ?? [];
    const media = posts.slice(0, 2).map(({ id }) => id);
    const account_id = newer.analytics.account_info?.account_id ?? null;
    const key = { taken_at: newer.taken_at, account_id };
    expect(
      await readHistory(history, { since: '2026-01-02', media, metrics: ['followers_count', 'views', 'like_count'] }),
    ).toEqual([
      { ...key, media_id: null, values: { followers_count: 4_321 } },
      { ...key, media_id: media[0], values: { views: null, like_count: posts[0]?.like_count } },
      { ...key, media_id: media[1], values: { views: 1.5, like_count: posts[1]?.like_count } },
    ]);
    expect(await readHistory(history, { media: [], metrics: ['views'] })).toEqual([]);
    expect(await readHistory(history, { metrics: ['rate_by_reach'], media })).toHaveLength(4);
    expect(await readHistory(history)).toEqual(await readHistory({ list: () => history.list() }));
  });

  it.runIf(isThere)('reads the figures of more posts than a statement can name', async () => {
    const history = await open();
    await history.append(older);
    const [post] = older.analytics.recent_media ?? [];
    const media = Array.from({ length: 40_000 }, (_none, index) => String(index)).concat(post?.id ?? '');
    const read = await readHistory(history, { media, metrics: ['like_count'] });
    expect(read.map(({ media_id }) => media_id)).toEqual([post?.id]);
  });

  it.runIf(isThere)('refuses what could not be read again, and what is no query', async () => {
    const history = await open();
    for (const wrong of [{ taken_at: 'not a date', analytics: older.analytics }, { ...older, analytics: {} }, null])
      await expect(history.append(wrong as Snapshot)).rejects.toMatchObject({ name: 'ArgumentError' });
    expect(await history.list()).toEqual([]);
    for (const query of [{ since: 'soon' }, { metrics: ['veiws'] }, { media: 'x' }])
      await expect(readHistory(history, query as never)).rejects.toMatchObject({ name: 'ArgumentError' });
  });

  it.runIf(isThere)('takes over another history, once', async () => {
    const from = createMemorySnapshotStore([older, older, newer]);
    const to = await open();
    await to.append(older);
    expect(await migrateSnapshots(from, to)).toEqual({ added: 2, present: 1 });
    expect(await migrateSnapshots(from, to)).toEqual({ added: 0, present: 3 });
    expect(await to.list()).toEqual([older, older, newer]);
  });
});

describe.each(STORES.slice(2))('a file that is no %s database', (_, isThere) => {
  it.runIf(isThere)('is an error that names it, and stays as it is', async () => {
    const path = join(await temporaryFolder(), 'notes.txt');
    const text = 'Not a database. '.repeat(100);
    await writeFile(path, text);
    for (const store of [createSqliteSnapshotStore(path), createDuckDbSnapshotStore(path)]) {
      const error: unknown = await store.append(older).catch((failure: unknown) => failure);
      // Without SQLite its store says so.
      expect(error).toHaveProperty('kind', expect.stringMatching(/^(?:io|config)$/));
    }
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

describe('a history in SQLite that another process writes to', () => {
  it.runIf(hasSqlite)('is read meanwhile, as it was', async () => {
    const path = join(await temporaryFolder(), 'h.sqlite');
    const history = createSqliteSnapshotStore(path);
    await history.append(older);
    const writer = (await loadSqlite())(path);
    writer.exec('BEGIN IMMEDIATE; DELETE FROM collections');
    try {
      expect(await history.list()).toEqual([older]);
      expect(await readHistory(history, { metrics: ['followers_count'] })).toHaveLength(1);
    } finally {
      writer.close();
    }
  });
});

describe('SQLite that is not there', () => {
  it.skipIf(hasSqlite)('is an error that names the package and the remedy', async () => {
    const store = createSqliteSnapshotStore(join(await temporaryFolder(), 'h.sqlite'));
    await expect(store.list()).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'config:better-sqlite3',
      remedy: 'Use Node 22.5 or later, or npm install better-sqlite3.',
    });
  });
});

describe('a store of the caller', () => {
  const listing = (...snapshots: unknown[]) => ({ list: () => Promise.resolve(snapshots as Snapshot[]) });

  it('needs no more than it is asked for', async () => {
    const path = join(await temporaryFolder(), 'account.ndjson');
    expect(await exportHistory(listing(older), path, { table: 'account' })).toBe(1);
    expect(await migrateSnapshots(listing(older), createMemorySnapshotStore())).toEqual({ added: 1, present: 0 });
    await expect(migrateSnapshots(undefined as never, createMemorySnapshotStore())).rejects.toThrow(/from: found/);
  });

  it('is told of a snapshot without a moment, by its place', async () => {
    const store = listing(older, { ...newer, taken_at: 'yesterday' });
    await expect(readHistory(store)).rejects.toMatchObject({
      name: 'ArgumentError',
      code: 'argument:store.list()[1].taken_at',
    });
  });
});

describe('an exported history', () => {
  it('is a line a collection, or a line a post of it', async () => {
    const folder = await temporaryFolder();
    const store = createMemorySnapshotStore([older, newer]);
    const posts = newer.analytics.recent_media ?? [];
    expect(await exportHistory(store, join(folder, 'account.ndjson'), { table: 'account' })).toBe(2);
    const lines = (await readFile(join(folder, 'account.ndjson'), 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ taken_at: newer.taken_at, followers_count: 4_321 });
    expect(await exportHistory(store, join(folder, 'media.ndjson'), { since: '2026-01-02' })).toBe(posts.length);
    expect(JSON.parse((await readFile(join(folder, 'media.ndjson'), 'utf8')).split('\n')[1] ?? '')).toMatchObject({
      media_id: posts[1]?.id,
      views: 1.5,
    });
  });

  it.runIf(hasDuckdb)('is Parquet with the same columns', async () => {
    const path = join(await temporaryFolder(), "it's.parquet");
    const store = createMemorySnapshotStore([older, newer]);
    const rows = await exportHistory(store, path);
    const { asyncBufferFromFile, parquetReadObjects } = await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors });
    expect(read).toHaveLength(rows);
    const posts = newer.analytics.recent_media ?? [];
    expect(read[posts.length + 1]).toMatchObject({
      taken_at: new Date(newer.taken_at),
      media_id: posts[1]?.id,
      views: 1.5,
      rate_by_reach: posts[1]?.engagement.rate_by_reach,
    });
  });
});
