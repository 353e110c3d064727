/**
 * A nightly run: keeps each collection in a history and the stories of the day,
 * writes the plan, and says what changed since the night before.
 * Without --config two nights pass at once, in which the simulated account gains followers, views and a post.
 *
 *   npx tsx examples/nightly.ts [--config insight-inventory.config.json]
 *
 * As a cron line: 15 3 * * * cd /srv/studio && npx tsx examples/nightly.ts --config studio.json
 */
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

import {
  compareAnalytics,
  createFileLedgerStore,
  createFileSnapshotStore,
  createFileTokenStore,
  createFileStore,
  createMemoryLedgerStore,
  createMemorySnapshotStore,
  createMemoryStore,
  DataCollector,
  describePlanningLine,
  keepStories,
  systemClock,
  type Clock,
  type KeyValueStore,
  type LedgerStore,
  type PlanningContext,
  type SnapshotStore,
  type TokenStore,
} from 'insight-inventory';
import { createAccount, type GraphDataset } from 'insight-inventory/testing';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { openBucket } from './support/open-bucket.ts';
import { openInstagram } from './support/open-instagram.ts';

/** What outlives a night. */
interface State {
  readonly history: SnapshotStore;
  readonly ledger: LedgerStore;
  /** Stories, which the platform shows for a day. */
  readonly kept: KeyValueStore;
  readonly tokenStore?: TokenStore;
}

/** Collects once, and compares with the collection before, if there is one. */
async function collectNight(
  { history, ledger, kept, tokenStore }: State,
  clock: Clock,
  dataset = createAccount(),
): Promise<void> {
  const deps = { clock, tokenStore };
  const { instagram, close } = await openInstagram(configOption(), deps, { dataset, now: () => clock.now() });
  const { gcs, close: closeBucket } = await openBucket(configOption(), { clock });
  try {
    // A collection never renews the token by itself, and one that has expired cannot be renewed.
    await instagram.ensureFreshToken();
    const collector = new DataCollector({ instagram, gcs, history, ledger, clock });
    const { status, started_at, planning_file } = await collector.collectAllData({ planning: true });
    console.log(`${started_at}: ${status}`);
    const { stories, added } = await keepStories(instagram, kept, { clock });
    if (stories.length > 0) console.log(`  stories kept: ${String(stories.length)}, ${String(added)} new`);
    const [before, now] = (await history.list()).slice(-2);
    if (before !== undefined && now !== undefined) {
      const { account, hours, media, new_media_ids } = compareAnalytics(before.analytics, now.analytics);
      const { change, per_hour } = account.followers_count;
      console.log(
        `  in ${String(hours)} hours: followers ${signed(change)} (${per_hour?.toFixed(1) ?? 'unknown'} an hour)`,
      );
      console.log(`  new posts: ${String(new_media_ids?.length ?? 'unknown')}`);
      const [fastest] = [...(media ?? [])].sort(
        (a, b) => (b.changes.views.change ?? 0) - (a.changes.views.change ?? 0),
      );
      if (fastest !== undefined) {
        console.log(`  most new views: ${fastest.media_id}, ${signed(fastest.changes.views.change)}`);
      }
    }
    if (planning_file === null) return;
    const plan = JSON.parse(await readFile(planning_file, 'utf8')) as PlanningContext;
    const gained = plan.state.filter(({ kind, figures }) => kind === 'followers' && figures['change'] !== null);
    for (const line of gained) console.log(`  plan: ${describePlanningLine(line)}`);
  } finally {
    await Promise.all([close(), closeBucket()]);
  }
}

function signed(change: number | null): string {
  return change === null ? 'unknown' : `${change < 0 ? '' : '+'}${String(change)}`;
}

/**
 * Makes the same account the night before: one post, one story and 25 followers fewer, and a fifth of the views not
 * there yet.
 */
function dayBefore({ account, media, ...rest }: GraphDataset): GraphDataset {
  const isStory = (post: (typeof media)[number]): boolean => post.media_product_type === 'STORY';
  const added = [media.find(isStory), media.find((post) => !isStory(post))];
  const older = media.filter((post) => !added.includes(post));
  return {
    ...rest,
    account: { ...account, followers_count: (account.followers_count ?? 0) - 25 },
    media: older.map(({ insights, ...post }) => ({
      ...post,
      insights: { ...insights, views: Math.round((insights?.['views'] ?? 0) * 0.8) },
    })),
  };
}

function clockAt(time: string): Clock {
  return { now: () => Date.parse(time), sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) };
}

async function main(): Promise<void> {
  if (configOption() !== undefined) {
    const state = {
      history: createFileSnapshotStore('.state/history'),
      ledger: createFileLedgerStore('.state/ledger.json'),
      kept: createFileStore('.state/kept'),
      tokenStore: createFileTokenStore('.state/instagram-token.json'),
    };
    await collectNight(state, systemClock);
    return;
  }
  const dataset = createAccount({ posts: 20, stories: 2, mix: { reels: 1 }, endDate: '2026-11-22T00:00:00Z' });
  const state = {
    history: createMemorySnapshotStore(),
    ledger: createMemoryLedgerStore(),
    kept: createMemoryStore(),
  };
  await collectNight(state, clockAt('2026-11-21T03:15:00Z'), dayBefore(dataset));
  await collectNight(state, clockAt('2026-11-22T03:15:00Z'), dataset);
}

main().catch(fail);
