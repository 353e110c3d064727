import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { createAccount } from '../../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator } from '../../src/testing/graph/start-graph-simulator.ts';
import type { SimulatedRequest } from '../../src/testing/shared/fault.ts';
import { createFakeClock } from '../unit/runtime/fake-clock.ts';
import type { MatrixCall, MatrixPlatform } from './fault-case.ts';
import { AUTH, GONE, GRAPH_FAULTS, REFUSED } from './graph-faults.ts';
import { ODD_BODIES } from './wire-faults.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ACCOUNT = createAccount().account.id;
const OTHER = { id: '17841400000000099', username: 'bluebottle', followers_count: 5, media_count: 0, media: [] };

type Call = MatrixCall<InstagramAnalyticsManager>;

const at =
  (path: RegExp): Exclude<Call['match'], string | RegExp> =>
  ({ item, path: asked, query }: SimulatedRequest) =>
    item === null && path.test(`${asked}?${query.toString()}`);

/** Gives the same outcome for several faults. */
function each(names: readonly string[], outcome: NonNullable<Call['except']>[string]): NonNullable<Call['except']> {
  return Object.fromEntries(names.map((name) => [name, outcome]));
}

/** A list is asked once more for less when an object in it is gone. */
const NARROWED = each(GONE, { once: 'same' });

/** Usage above the limit ends a collection, however far above. */
const FULL = { 'usage of huge figures': { once: 'partial', always: 'partial' } } as const;

/** Single reads, one endpoint each; then a whole collection with the fault in one place. */
const CALLS: readonly Call[] = [
  {
    name: 'getAccountInfo',
    match: at(/./),
    call: (m) => m.getAccountInfo({ insights: false }),
    except: { '100 parameter': { once: 'logged' } },
  },
  {
    name: 'getRecentMedia',
    match: at(/\/media\?/),
    call: (m) => m.getRecentMedia({ insights: false, comments: false }),
    except: NARROWED,
  },
  { name: 'getStories', match: at(/\/stories/), call: (m) => m.getStories({ insights: false }), except: NARROWED },
  { name: 'getTaggedMedia', match: at(/\/tags/), call: (m) => m.getTaggedMedia(), except: NARROWED },
  { name: 'searchHashtag', match: at(/recent_media|top_media/), call: (m) => m.searchHashtag('pottery') },
  { name: 'discoverAccount', match: at(/business_discovery/), call: (m) => m.discoverAccount('bluebottle') },
  {
    name: 'getTokenInfo',
    match: at(/debug_token/),
    call: (m) => m.getTokenInfo(),
    // That the token is refused is what was asked for.
    except: { ...each(AUTH, { once: 'partial', always: 'partial' }), '102 session': {} },
  },
  {
    name: 'request',
    match: at(/content_publishing_limit/),
    call: (m) => m.request(`${ACCOUNT}/content_publishing_limit`),
    isRaw: true,
    except: each([...ODD_BODIES, 'keys nobody knows', 'a __proto__ key'], { once: 'passed on', always: 'passed on' }),
  },
  {
    name: 'collect, its account',
    match: at(/^\/v[\d.]+\/\?/),
    call: (m) => m.collect(),
    isDocument: true,
    except: {
      // The posts may be under way when the account's answer says that usage is above the limit.
      'usage of huge figures': { once: 'same or partial', always: 'same or partial' },
      // A batch of an odd form is asked for again one by one.
      ...each(ODD_BODIES, { once: 'same' }),
    },
  },
  {
    name: 'collect, its posts',
    match: at(/\/media\?/),
    call: (m) => m.collect(),
    isDocument: true,
    except: { ...each(REFUSED, { once: 'same' }), ...FULL },
  },
];

/** Starts a Graph simulator under faults. */
export async function startGraphMatrix(): Promise<
  MatrixPlatform<InstagramAnalyticsManager> & { readonly close: () => Promise<void> }
> {
  const account = createAccount({ posts: 4, stories: 2, mix: { reels: 1, image: 1 } });
  const dataset = { ...account, tags: account.media.slice(0, 2), otherAccounts: [OTHER] };
  const simulator = await startGraphSimulator({ dataset, now: () => NOW });
  return {
    name: 'Instagram',
    faults: GRAPH_FAULTS,
    calls: CALLS,
    addFault: (fault) => simulator.addFault(fault),
    createManager: (timeoutMs, logger) =>
      new InstagramAnalyticsManager(
        { userId: dataset.account.id, accessToken: simulator.token, baseUrl: simulator.url },
        { clock: createFakeClock(NOW), timeoutMs, logger },
      ),
    close: () => simulator.close(),
  };
}
