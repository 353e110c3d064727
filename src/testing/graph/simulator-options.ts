import type { Fault } from '../shared/fault.ts';
import type { Latency } from '../shared/simulator-host.ts';
import type { GraphDataset } from './dataset/graph-dataset.ts';
import type { QuotaOptions, UsageOptions } from './usage/usage-options.ts';

/** What a Graph simulator is started with. */
export interface GraphSimulatorOptions {
  readonly dataset: GraphDataset;
  /** `facebook` plays graph.facebook.com, `instagram` graph.instagram.com and api.instagram.com. @default 'facebook' */
  readonly login?: 'facebook' | 'instagram' | undefined;
  /** @default '100000000000001' */
  readonly appId?: string | undefined;
  /** @default 'simulated-app-secret' */
  readonly appSecret?: string | undefined;
  /** Refuse calls without `appsecret_proof`. A wrong proof is always refused. @default false */
  readonly requireProof?: boolean | undefined;
  /** Scopes of the tokens. @default everything of the login that reading needs */
  readonly scopes?: readonly string[] | undefined;
  /** Features of the app. @default ['Instagram Public Content Access'] */
  readonly features?: readonly string[] | undefined;
  /** Milliseconds since the epoch, or a function that gives them. @default the real clock */
  readonly now?: number | (() => number) | undefined;
  /** How long each answer waits. @default 0 */
  readonly latencyMs?: Latency | undefined;
  /** Usage headers. @default none */
  readonly usage?: UsageOptions | undefined;
  /** @default no end */
  readonly quota?: QuotaOptions | undefined;
  /**
   * Nodes one request may ask for before it is told to reduce the amount of data. The usual 4,500 lets 50 posts with
   * insights, 10 comments and 5 replies pass and refuses 100 of these. @default 4_500
   */
  readonly maxWeight?: number | undefined;
  readonly paging?: PagingOptions | undefined;
  /** Instagram login: `/me` as one object or in `data`. @default 'flat' */
  readonly meShape?: 'flat' | 'data' | undefined;
  readonly faults?: readonly Fault[] | undefined;
}

/** How lists are cut into pages. */
export interface PagingOptions {
  /**
   * Rows of a page, when it shall hold fewer than it could: 0 is an empty page that still has `next`.
   * @default as many as the limit allows
   */
  readonly rows?: ((page: PagePosition) => number | undefined) | undefined;
  /** Origin of the links, `https://graph.facebook.com` for example. @default the simulator's own */
  readonly origin?: string | undefined;
}

/** Which page of which list is cut. */
export interface PagePosition {
  /** `media`, `comments`, `replies`, `tags` … */
  readonly edge: string;
  /** Pages before this one. */
  readonly index: number;
  readonly limit: number;
}
