/**
 * Reads every post in pages, keeps the cursor, and goes on from it after a failure: in this run, or in the next one.
 * Without --config the simulated account breaks down after the first page, and then works again.
 *
 *   npx tsx examples/resume.ts [--config insight-inventory.config.json]
 */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';

import {
  createFileStore,
  isGraphApiError,
  type InstagramAnalyticsManager,
  type KeyValueStore,
  type MediaRecord,
} from 'insight-inventory';
import { createAccount } from 'insight-inventory/testing';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { openInstagram } from './support/open-instagram.ts';

const FOLDER = 'collected_data';
const ROWS = `${FOLDER}/posts.ndjson`;
const CURSOR = 'media cursor';
/** What the store holds before the first page and after the last. */
const FROM_THE_NEWEST = '';
const ATTEMPTS = 3;

/** Reads on from the kept cursor to the end. Posts published meanwhile shift the pages: keep the rows by `id`. */
async function readOn(instagram: InstagramAnalyticsManager, state: KeyValueStore): Promise<number> {
  let read = 0;
  const cursor = (await state.get(CURSOR)) ?? FROM_THE_NEWEST;
  if (cursor === FROM_THE_NEWEST) await writeFile(ROWS, '');
  const start = cursor === FROM_THE_NEWEST ? null : cursor;
  for await (const { items, after } of instagram.iterateMediaPages({ after: start })) {
    // The rows first: a cursor that is ahead of them would lose a page.
    await appendFile(ROWS, items.map((post) => `${JSON.stringify(post)}\n`).join(''));
    await state.set(CURSOR, after ?? FROM_THE_NEWEST);
    read += items.length;
    console.log(`page of ${String(items.length)} kept`);
  }
  return read;
}

/** Reads a list in one call, whose error carries what it had when it broke, and where to go on. */
async function readAtOnce(
  instagram: InstagramAnalyticsManager,
  limit: number,
  mend: (() => void) | undefined,
): Promise<MediaRecord[]> {
  try {
    return await instagram.getRecentMedia({ limit });
  } catch (error) {
    if (!isGraphApiError(error) || error.partial === undefined) throw error;
    const had = error.partial.items as MediaRecord[];
    mend?.();
    console.log(`the list broke after ${String(had.length)} posts: ${error.kind}`);
    const rest: MediaRecord[] = [];
    for await (const { items } of instagram.iterateMediaPages({ after: error.partial.after })) {
      rest.push(...items);
      if (had.length + rest.length >= limit) break;
    }
    return [...had, ...rest].slice(0, limit);
  }
}

async function main(): Promise<void> {
  const deps = { retry: { retries: 1, initialDelayMs: 50 } };
  const dataset = createAccount({ posts: 200, mix: { reels: 1 } });
  const { instagram, graph, close } = await openInstagram(configOption(), deps, { dataset });
  const breakDown = (): (() => void) | undefined =>
    graph?.addFault({ match: ({ query }) => query.has('after'), action: { kind: 'status', status: 503 } });
  try {
    await mkdir(FOLDER, { recursive: true });
    let mend = breakDown();
    const state = createFileStore(`${FOLDER}/state`);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        console.log(`attempt ${String(attempt)}: through to the end, ${String(await readOn(instagram, state))} posts`);
        break;
      } catch (error) {
        if (!isGraphApiError(error) || attempt === ATTEMPTS) throw error;
        console.log(`attempt ${String(attempt)}: ${error.kind}, the cursor is kept`);
        mend?.();
      }
    }
    mend = breakDown();
    const posts = await readAtOnce(instagram, 150, mend);
    console.log(`${String(new Set(posts.map(({ id }) => id)).size)} different posts in the list`);
  } finally {
    await close();
  }
}

main().catch(fail);
