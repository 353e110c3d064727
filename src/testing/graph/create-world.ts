import { cdnAddress } from './cdn-address.ts';
import { indexDataset } from './dataset/dataset-index.ts';
import { HashtagLedger } from './routes/hashtag-ledger.ts';
import { PUBLIC_CONTENT_FEATURE } from './rules/scopes.ts';
import { USUAL_MAX_WEIGHT } from './rules/weights.ts';
import type { GraphSimulatorOptions } from './simulator-options.ts';
import { TokenRegistry } from './tokens/token-registry.ts';
import { UsageMeter } from './usage/usage-meter.ts';
import { WindowLinks } from './window-links.ts';
import type { World } from './world.ts';

/** Puts together what a simulator knows, from its options and their defaults. */
export function createWorld(options: GraphSimulatorOptions): World {
  const { dataset, login = 'facebook', appId = '100000000000001', appSecret = 'simulated-app-secret' } = options;
  const now = clockOf(options.now);
  const links = new WindowLinks();
  let reads = 0;
  let traces = 0;
  const pageTokens = new Map<string, string>();
  const tokens = new TokenRegistry({ login, appId, appSecret, scopes: options.scopes, now });
  const { usage, quota } = options;
  const world: World = {
    login,
    appId,
    appSecret,
    requireProof: options.requireProof ?? false,
    features: options.features ?? [PUBLIC_CONTENT_FEATURE],
    meShape: options.meShape ?? 'flat',
    maxWeight: options.maxWeight ?? USUAL_MAX_WEIGHT,
    paging: options.paging ?? {},
    index: indexDataset(dataset),
    tokens,
    usage: new UsageMeter({ accountId: dataset.account.id, usage, quota, now }),
    hashtags: new HashtagLedger(dataset.hashtags ?? [], dataset.searchedHashtags ?? []),
    links,
    now,
    origin: '',
    wasLost: () => false,
    nextTrace: () => {
      traces += 1;
      return `ASim${traces.toString(36).padStart(10, '0')}Trace`;
    },
    addressOf: (role, id) => {
      reads += 1;
      return cdnAddress(world.origin, role, id, now(), reads);
    },
    pageToken: (pageId) => {
      const known = pageTokens.get(pageId) ?? tokens.issue({ kind: 'page', expiresAt: null }).value;
      pageTokens.set(pageId, known);
      return known;
    },
  };
  return world;
}

function clockOf(now: number | (() => number) | undefined): () => number {
  if (now === undefined) return () => Date.now();
  return typeof now === 'number' ? () => now : now;
}
