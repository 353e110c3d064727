import * as v from 'valibot';

import { InsightInventoryError } from '../base/errors.ts';
import { DAY_MS } from '../base/time.ts';
import { readPage } from '../graph/answer.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { idOf } from './wire-rows.ts';

const WEEK_MS = 7 * DAY_MS;

/**
 * The ledger has three parts that take turns, a quarter each: what is older than the part before can then be emptied while
 * nobody writes to it. To rewrite a part that others append to would lose their lines.
 */
const PARTS = 3;
const PART_MS = 13 * WEEK_MS;

function partKey(userId: string, part: number): string {
  return part === 0 ? `hashtag_ledger_${userId}` : `hashtag_ledger_${userId}_${String(part)}`;
}

/** A line of the ledger: a tag's first search of a window of 7 days, and the id that Graph knows the tag by. */
const searchedTag = v.object({ tag: v.string(), id: v.string(), first_searched_at: v.number() });
type SearchedTag = v.InferOutput<typeof searchedTag>;

/**
 * The id of a hashtag, from the ledger where it was searched for in this quarter or the one before. Cost: 1 call otherwise.
 *
 * @throws InsightInventoryError `quota` when the tag would be the 31st in 7 days; `not_found` when Graph knows no such tag
 */
export async function hashtagId(run: GraphRun, userId: string, name: string): Promise<string> {
  const { clock, store } = run.client.config.dependencies;
  const now = clock.now();
  const parts = await Promise.all(
    Array.from({ length: PARTS }, async (_, part) => readPart(store, partKey(userId, part))),
  );
  const ledger = new Map<string, SearchedTag>();
  for (const entry of parts.flat())
    if (entry.first_searched_at >= (ledger.get(entry.tag)?.first_searched_at ?? 0)) ledger.set(entry.tag, entry);
  const known = ledger.get(name);
  const isInWindow = (entry: SearchedTag): boolean => now - entry.first_searched_at < WEEK_MS;
  const note = async (id: string): Promise<void> => {
    const part = Math.floor(now / PART_MS) % PARTS;
    const line = JSON.stringify({ tag: name, id, first_searched_at: now } satisfies SearchedTag);
    await addLine(store, partKey(userId, part), line);
    const next = (part + 1) % PARTS;
    const left = parts[next] ?? [];
    // An earlier version wrote to one part at all times.
    if (left.length > 0 && !left.some(isInWindow)) await store.set(partKey(userId, next), '');
  };
  const isOpen = known !== undefined && isInWindow(known);
  const used = [...ledger.values()].filter(isInWindow);
  if (!isOpen && used.length >= LIMITS.hashtagsPerWeek) throw ledgerFull(used, now);
  if (known !== undefined) {
    if (!isOpen) await note(known.id);
    return known.id;
  }
  const found = readPage(await run.get({ path: 'ig_hashtag_search', params: { user_id: userId, q: name } }));
  const id = found.rows.map(idOf).find((one) => one !== null);
  if (id == null) throw noSuchTag(name);
  await note(id);
  return id;
}

/** The lines of a part. What cannot be read is left out: Graph keeps its own count and refuses by it. */
async function readPart(store: KeyValueStore, key: string): Promise<SearchedTag[]> {
  const lines = ((await store.get(key)) ?? '').split('\n');
  return lines.flatMap((line) => {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), searchedTag), line);
    return read.success ? [read.output] : [];
  });
}

async function addLine(store: KeyValueStore, key: string, line: string): Promise<void> {
  if (store.append !== undefined) await store.append(key, line);
  else await store.set(key, `${(await store.get(key)) ?? ''}${line}\n`);
}

function ledgerFull(used: readonly { first_searched_at: number }[], now: number): InsightInventoryError {
  const oldest = Math.min(...used.map((entry) => entry.first_searched_at));
  const days = Math.ceil((oldest + WEEK_MS - now) / DAY_MS);
  return new InsightInventoryError('The 30 hashtags an account may search in 7 days are used up.', {
    kind: 'quota',
    code: 'hashtags:30_in_7_days',
    remedy: `Search one of those again, which is free, or wait ${String(days)} days until the oldest leaves the window.`,
  });
}

function noSuchTag(name: string): InsightInventoryError {
  return new InsightInventoryError(`Graph knows no hashtag ${name}.`, {
    kind: 'not_found',
    code: 'graph:hashtag',
    remedy: 'Check the spelling; sensitive tags and emoji cannot be searched.',
  });
}
