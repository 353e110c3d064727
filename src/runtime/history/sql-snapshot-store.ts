import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

import * as v from 'valibot';

import { checkInput } from '../../base/check-input.ts';
import { itemAt } from '../../base/lists.ts';
import { momentOf } from '../../base/time.ts';
import type { InstagramAnalytics, Snapshot } from '../../documents/analytics.ts';
import type { MediaRecord } from '../../documents/media.ts';
import { Turns } from '../concurrency.ts';
import type { DamagedEntry } from '../file-io.ts';
import {
  columnsSql,
  type HistoryDatabase,
  type HistoryGroup,
  type HistoryLine,
  type HistoryTransaction,
  type HistoryValue,
} from './history-database.ts';
import {
  ACCOUNT_METRICS,
  figureOf,
  type HistoryMetric,
  type HistoryReading,
  newSnapshot,
  POST_METRICS,
  resolveHistoryQuery,
  savedSnapshot,
  setFigure,
  type SnapshotStore,
} from './snapshot-store.ts';

/**
 * The tables, alike in SQLite and DuckDB. `collections` has a line a snapshot, `figures` one a post of it, `posts` what
 * seldom changes of a post, once for as long as it stays the same. `rest` is JSON in Brotli: a document, or the record
 * of a post, without what has columns.
 */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS collections (collection INTEGER NOT NULL, taken_at TEXT NOT NULL, taken_ms BIGINT NOT NULL,
    account_id TEXT, ${ACCOUNT_METRICS.map((name) => `${name} DOUBLE`).join(', ')}, rest BLOB NOT NULL)`,
  'CREATE TABLE IF NOT EXISTS posts (post TEXT PRIMARY KEY, media_id TEXT NOT NULL, rest BLOB NOT NULL)',
  `CREATE TABLE IF NOT EXISTS figures (collection INTEGER NOT NULL, place INTEGER NOT NULL, media_id TEXT NOT NULL,
    post TEXT NOT NULL, ${POST_METRICS.map((name) => `"${name}" DOUBLE`).join(', ')})`,
];

/** Posts that a statement names at most: SQLite takes 32,766 parameters. Source: sqlite.org/limits.html, 2026-11. */
const MAX_NAMED_POSTS = 10_000;

/** How figures are asked for: by collection, in the order of the document. */
const FIGURES = { key: 'collection', order: 'place' };

const COLLECTION_COLUMNS = ['collection', 'taken_at', 'taken_ms', 'account_id', ...ACCOUNT_METRICS, 'rest'];
const POST_COLUMNS = ['post', 'media_id', 'rest'];
const FIGURE_COLUMNS = ['collection', 'place', 'media_id', 'post', ...POST_METRICS];

/** Creates a history whose figures are rows of a database. */
export function createSqlSnapshotStore(database: HistoryDatabase): SnapshotStore {
  const turns = new Turns();
  let damaged: readonly DamagedEntry[] = [];
  const transact = <T>(purpose: 'read' | 'append', work: (transaction: HistoryTransaction) => Promise<T>): Promise<T> =>
    turns.take(() =>
      database.transact(purpose, async (transaction) => {
        await prepareTables(transaction);
        return work(transaction);
      }),
    );
  return {
    append: async (snapshot) => {
      checkInput('append', 'snapshot', snapshot, newSnapshot);
      const rows = await rowsOf(snapshot);
      await transact('append', (transaction) => write(transaction, rows));
    },
    list: async () => {
      const lines = await transact('read', async ({ all, groups }) => ({
        collections: await all('SELECT * FROM collections ORDER BY taken_ms, collection'),
        posts: await all('SELECT post, rest FROM posts'),
        figures: await groups({ ...FIGURES, columns: ['post', ...POST_METRICS], from: 'figures', values: [] }),
      }));
      const read = await snapshotsOf(database.path, lines);
      ({ damaged } = read);
      return read.snapshots;
    },
    read: async (query) => {
      const resolved = resolveHistoryQuery(query);
      const { since, media, accountMetrics, postMetrics } = resolved;
      const from = Number.isFinite(since) ? since : Number.MIN_SAFE_INTEGER;
      // A database takes so many parameters; of more posts than that the others are left out here.
      const named = media === null || media.size > MAX_NAMED_POSTS ? null : [...media];
      const chosen = named === null ? '' : ` AND media_id IN (${named.map(() => '?').join(', ') || 'NULL'})`;
      const { collections, figures } = await transact('read', async ({ all, groups }) => ({
        collections: await all(
          `SELECT collection, taken_at, account_id, ${columnsSql(ACCOUNT_METRICS)} FROM collections
            WHERE taken_ms >= ? ORDER BY taken_ms, collection`,
          [from],
        ),
        figures:
          postMetrics.length === 0
            ? new Map<HistoryValue, HistoryGroup>()
            : await groups({
                ...FIGURES,
                columns: ['media_id', ...postMetrics],
                from: `figures WHERE collection IN (SELECT collection FROM collections WHERE taken_ms >= ?)${chosen}`,
                values: [from, ...(named ?? [])],
              }),
      }));
      return collections.flatMap((line): HistoryReading[] => {
        const key = { taken_at: String(line['taken_at']), account_id: textOf(line['account_id']) };
        const [ids = [], ...lists] = figures.get(line['collection'] ?? null) ?? [];
        const posts = ids.flatMap((id, place) => {
          if (media?.has(String(id)) === false) return [];
          return [{ ...key, media_id: textOf(id), values: valuesOf(postMetrics, (index) => lists[index]?.[place]) }];
        });
        if (accountMetrics.length === 0) return posts;
        const values = valuesOf(accountMetrics, (_, metric) => line[metric]);
        return [{ ...key, media_id: null, values }, ...posts];
      });
    },
    check: () => transact('append', () => Promise.resolve()),
    get damaged() {
      return damaged;
    },
  };
}

/** Makes the tables, and the figures of posts that a later version of the library adds. */
async function prepareTables({ run, all }: HistoryTransaction): Promise<void> {
  for (const statement of TABLES) await run(statement);
  const present = new Set((await all("SELECT name FROM pragma_table_info('figures')")).map(({ name }) => name));
  for (const name of POST_METRICS) if (!present.has(name)) await run(`ALTER TABLE figures ADD COLUMN "${name}" DOUBLE`);
}

/** A snapshot as lines of the tables; its number is given when it is written. */
interface SnapshotRows {
  readonly collection: readonly HistoryValue[];
  readonly posts: readonly { readonly key: string; readonly id: string; readonly rest: Uint8Array }[];
  readonly figures: readonly (readonly (number | null)[])[];
}

async function rowsOf({ taken_at, analytics }: Snapshot): Promise<SnapshotRows> {
  const account = analytics.account_info;
  const media = analytics.recent_media;
  const rest = await pack({ ...analytics, recent_media: media === null ? null : [] });
  const posts = await Promise.all(
    (media ?? []).map(async (post) => {
      const bare: MediaRecord = { ...post, insights: { ...post.insights }, engagement: { ...post.engagement } };
      for (const metric of POST_METRICS) setFigure(bare, metric, null);
      const json = JSON.stringify(bare);
      const key = createHash('sha256').update(json).digest('base64url').slice(0, KEY_LENGTH);
      return { key, id: post.id, rest: await packText(json) };
    }),
  );
  return {
    collection: [
      taken_at,
      momentOf(taken_at),
      account?.account_id ?? null,
      ...ACCOUNT_METRICS.map((metric) => account?.[metric] ?? null),
      rest,
    ],
    posts,
    figures: (media ?? []).map((post) => POST_METRICS.map((metric) => figureOf(post, metric))),
  };
}

/** 132 bits of a hash. */
const KEY_LENGTH = 22;

async function write({ all, insert }: HistoryTransaction, rows: SnapshotRows): Promise<void> {
  const [last] = await all('SELECT COALESCE(MAX(collection), 0) AS last FROM collections');
  const collection = Number(last?.['last'] ?? 0) + 1;
  await insert('collections', COLLECTION_COLUMNS, [[collection, ...rows.collection]]);
  const known = new Set((await all('SELECT post FROM posts')).map(({ post }) => post));
  const fresh = rows.posts.filter(({ key }) => !known.has(key) && known.add(key));
  await insert(
    'posts',
    POST_COLUMNS,
    fresh.map(({ key, id, rest }) => [key, id, rest]),
  );
  await insert(
    'figures',
    FIGURE_COLUMNS,
    rows.posts.map(({ key, id }, place) => [collection, place, id, key, ...itemAt(rows.figures, place)]),
  );
}

interface Lines {
  readonly collections: readonly HistoryLine[];
  readonly posts: readonly HistoryLine[];
  readonly figures: ReadonlyMap<HistoryValue, HistoryGroup>;
}

/** Puts documents together again. One that has become unreadable costs only itself. */
async function snapshotsOf(
  path: string,
  { collections, posts, figures }: Lines,
): Promise<{ snapshots: Snapshot[]; damaged: DamagedEntry[] }> {
  const restOf = new Map(posts.map(({ post, rest }) => [post, rest]));
  // Of a post that did not change the JSON is unpacked once.
  const unpacked = new Map<HistoryValue, Promise<string>>();
  const postJson = (key: HistoryValue): Promise<string> => {
    const known = unpacked.get(key) ?? unpackText(restOf.get(key));
    unpacked.set(key, known);
    return known;
  };
  const snapshots: Snapshot[] = [];
  const damaged: DamagedEntry[] = [];
  for (const line of collections) {
    const where = `${path}, collection ${String(line['collection'])}`;
    try {
      const analytics = JSON.parse(await unpackText(line['rest'])) as InstagramAnalytics;
      const [posted = [], ...lists] = figures.get(line['collection'] ?? null) ?? [];
      for (const [place, key] of posted.entries()) {
        const post = JSON.parse(await postJson(key)) as MediaRecord;
        for (const [index, metric] of POST_METRICS.entries()) setFigure(post, metric, numberOf(lists[index]?.[place]));
        analytics.recent_media?.push(post);
      }
      const read = v.safeParse(savedSnapshot, { taken_at: line['taken_at'], analytics }, { abortEarly: true });
      if (read.success) snapshots.push(read.output);
      else damaged.push({ where, problem: 'It is no snapshot of this version.' });
    } catch {
      damaged.push({ where, problem: 'A part of it cannot be unpacked.' });
    }
  }
  return { snapshots, damaged };
}

function valuesOf<Metric extends HistoryMetric>(
  metrics: readonly Metric[],
  valueOf: (index: number, metric: Metric) => HistoryValue | undefined,
): HistoryReading['values'] {
  const values: HistoryReading['values'] = {};
  for (const [index, metric] of metrics.entries()) values[metric] = numberOf(valueOf(index, metric));
  return values;
}

function numberOf(value: HistoryValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function textOf(value: HistoryValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** A hundredth of a second for a document, at a sixth of its size or less. */
const QUALITY = 6;

function pack(value: unknown): Promise<Uint8Array> {
  return packText(JSON.stringify(value));
}

function packText(json: string): Promise<Uint8Array> {
  return compress(json, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
}

async function unpackText(rest: HistoryValue | undefined): Promise<string> {
  return (await decompress(rest instanceof Uint8Array ? rest : new Uint8Array())).toString('utf8');
}
