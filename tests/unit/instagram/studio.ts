import { InstagramAnalyticsManager } from '../../../src/instagram/instagram-analytics-manager.ts';
import type { ManagerDependencies } from '../../../src/runtime/dependencies.ts';
import type { InstagramConfig } from '../../../src/runtime/platform-configs.ts';
import type { CreateAccountOptions } from '../../../src/testing/graph/dataset/post-plan.ts';
import { createAccount } from '../../../src/testing/graph/dataset/create-account.ts';
import type { GraphDataset, MediaNode } from '../../../src/testing/graph/dataset/graph-dataset.ts';
import type { GraphSimulatorOptions } from '../../../src/testing/graph/graph-state.ts';
import { type GraphSimulator, startGraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';
import type { Fault, SimulatedRequest } from '../../../src/testing/shared/fault.ts';
import { createFakeClock, type FakeClock } from '../runtime/fake-clock.ts';

export const NOW: number = Date.parse('2026-11-22T12:00:00Z');

/** An account, the platform that holds it and a manager that reads it, all on one clock. */
export interface Studio {
  readonly simulator: GraphSimulator;
  readonly manager: InstagramAnalyticsManager;
  readonly clock: FakeClock;
  readonly dataset: GraphDataset;
  /** Another manager of the same account. */
  readonly managerWith: (config: Partial<InstagramConfig>, deps?: ManagerDependencies) => InstagramAnalyticsManager;
}

export interface StudioOptions {
  readonly account?: CreateAccountOptions | undefined;
  /** Changes the account after it was made. */
  readonly media?: ((media: readonly MediaNode[]) => readonly MediaNode[]) | undefined;
  readonly simulator?: Partial<GraphSimulatorOptions> | undefined;
  readonly config?: Partial<InstagramConfig> | undefined;
  readonly deps?: ManagerDependencies | undefined;
}

const open: GraphSimulator[] = [];

/** Starts a studio of 6 reels unless told otherwise. Close all with {@link closeStudios}. */
export async function startStudio(options: StudioOptions = {}): Promise<Studio> {
  const made = createAccount({ posts: 6, mix: { reels: 1 }, ...options.account });
  const dataset = options.media === undefined ? made : { ...made, media: options.media(made.media) };
  const clock = createFakeClock(NOW);
  const simulator = await startGraphSimulator({ dataset, now: () => clock.now(), ...options.simulator });
  open.push(simulator);
  const managerWith: Studio['managerWith'] = (config, deps) =>
    new InstagramAnalyticsManager(
      {
        userId: dataset.account.id,
        accessToken: simulator.token,
        login: options.simulator?.login ?? 'facebook',
        baseUrl: simulator.url,
        ...options.config,
        ...config,
      },
      { clock, ...options.deps, ...deps },
    );
  return { simulator, manager: managerWith({}), clock, dataset, managerWith };
}

export async function closeStudios(): Promise<void> {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
}

/** Tells whether a request, request, alone or in a batch or nested in a list of posts, that asks posts for a metric. */
export function asksMetric(metric: string): (request: SimulatedRequest) => boolean {
  return ({ endpoint, query }) => {
    const nested = /insights\.metric\(([^)]*)\)/.exec(query.get('fields') ?? '')?.[1];
    const asked = endpoint === '/{media}/insights' ? query.get('metric') : nested;
    return (asked ?? '').split(',').includes(metric);
  };
}

/** Makes a refusal as Graph words it, for whatever a predicate holds. */
export function refuse(
  match: Fault['match'],
  error: Readonly<Record<string, unknown>> & { readonly code: number; readonly message: string },
  status = 400,
): Fault {
  const body = { error: { type: 'OAuthException', fbtrace_id: 'AFault', ...error } };
  return { match, action: { kind: 'status', status, body } };
}

/** Names the server lists as acceptable, with one left out: how a metric that was retired yesterday is refused. */
export function retireMetric(metric: string): Fault {
  const names = [
    ...['reach', 'replies', 'saved', 'likes', 'comments', 'shares', 'total_interactions', 'follows', 'profile_visits'],
    ...['profile_activity', 'navigation', 'ig_reels_video_view_total_time', 'ig_reels_avg_watch_time', 'views'],
    ...['reels_skip_rate', 'reposts', 'facebook_views', 'crossposted_views', 'link_clicks'],
  ].filter((name) => name !== metric);
  const message = `(#100) metric[0] must be one of the following values: ${names.join(', ')}`;
  return refuse(asksMetric(metric), { code: 100, message });
}

/** Gives what a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It should have been rejected.');
}
