import type { Fault } from '../shared/fault.ts';
import type { PageFlaw } from '../shared/fault-plan.ts';
import { textHash } from '../shared/random.ts';
import type { Misuse, MisuseRule } from '../shared/request-log.ts';
import type { Latency } from '../shared/simulator-host.ts';
import type { DatasetIndex } from './dataset/dataset-index.ts';
import type { GraphDataset, HashtagNode, SearchedHashtag } from './dataset/graph-dataset.ts';
import { hashtagLimit } from './rules/failures.ts';
import { HASHTAG_WINDOW_MS, MAX_SEARCHED_HASHTAGS, parseTime } from './rules/platform.ts';
import type { IssuedToken, TokenRegistry } from './tokens/token-registry.ts';
import type { QuotaOptions, UsageMeter, UsageOptions } from './usage-meter.ts';

/** Rows of a hashtag's list that a request was given. */
interface ServedPage {
  readonly start: number;
  /** Where the page after it begins. */
  readonly end: number;
  /** Pages before this one. */
  readonly index: number;
  /** The request, by its parameters. */
  readonly params: URLSearchParams;
}

/** Hashtags the account has searched, and every hashtag that got an id. */
export class HashtagLedger {
  readonly #searched = new Map<string, number>();
  readonly #byName = new Map<string, HashtagNode>();
  readonly #byId = new Map<string, HashtagNode>();
  readonly #pages = new Map<string, ServedPage>();

  constructor(hashtags: readonly HashtagNode[], searched: readonly SearchedHashtag[]) {
    for (const hashtag of hashtags) this.#add(hashtag);
    for (const { name, at } of searched) {
      this.#node(name);
      this.#searched.set(name.toLowerCase(), parseTime(at));
    }
  }

  /** Finds the id of a tag. A tag counts once from its first search; the 31st in seven days is refused. */
  search(name: string, now: number): HashtagNode {
    const tag = name.toLowerCase();
    this.#forget(now);
    if (!this.#searched.has(tag)) {
      if (this.#searched.size >= MAX_SEARCHED_HASHTAGS) throw hashtagLimit();
      this.#searched.set(tag, now);
    }
    return this.#node(tag);
  }

  find(id: string): HashtagNode | null {
    return this.#byId.get(id) ?? null;
  }

  /** Lists the tags searched in the last seven days, latest first. */
  searched(now: number): readonly HashtagNode[] {
    this.#forget(now);
    return [...this.#searched].sort((a, b) => b[1] - a[1]).map(([name]) => this.#node(name));
  }

  /** Gives the page of a hashtag's list that was served last: its cursor, the same on every page, cannot tell. */
  lastPage(list: string): ServedPage | null {
    return this.#pages.get(list) ?? null;
  }

  served(list: string, page: ServedPage): void {
    this.#pages.set(list, page);
  }

  #forget(now: number): void {
    for (const [tag, at] of this.#searched) {
      if (now - at >= HASHTAG_WINDOW_MS) this.#searched.delete(tag);
    }
  }

  #node(name: string): HashtagNode {
    const tag = name.toLowerCase();
    const known = this.#byName.get(tag);
    if (known !== undefined) return known;
    const made = { id: `1784${String(textHash(tag)).padStart(13, '0')}`, name: tag };
    this.#add(made);
    return made;
  }

  #add(hashtag: HashtagNode): void {
    this.#byName.set(hashtag.name.toLowerCase(), hashtag);
    this.#byId.set(hashtag.id, hashtag);
  }
}

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
   * Nodes one request may ask for before it is refused with "reduce the amount of data". The usual 4,500 lets 50 posts with
   * insights, 10 comments and 5 replies pass and refuses 100 of these. @default 4_500
   */
  readonly maxWeight?: number | undefined;
  readonly paging?: PagingOptions | undefined;
  /**
   * The sentence a metric is refused with that a post does not have: `(#100) The metric shares is not supported for this
   * media type` has been seen beside the documented one.
   * @default the documented sentence
   * @source exileum/meta-mcp#120 (checked 2026-11-27)
   */
  readonly metricRefusal?: ((metric: string) => string) | undefined;
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
  /**
   * What is wrong with a page of a list.
   * @default nothing
   */
  readonly flaw?: ((page: PagePosition) => PageFlaw | undefined) | undefined;
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

/** Which file of a post an address leads to. */
export type CdnRole = 'media' | 'thumbnail' | 'picture';

const MAX_LINKS = 1_000;

/** The links of account insights a simulator handed out. Following one is a mistake: they never end. */
export class WindowLinks {
  readonly #links = new Set<string>();

  remember(url: string): void {
    if (this.#links.size >= MAX_LINKS) this.#links.clear();
    this.#links.add(tailOf(url));
  }

  /** Tells whether a request's path and query are a link that was handed out. */
  has(pathAndQuery: string): boolean {
    return this.#links.has(pathAndQuery);
  }
}

function tailOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

/** What one simulator answers from, and what it keeps between calls. */
export interface GraphState {
  readonly login: 'facebook' | 'instagram';
  readonly appId: string;
  readonly appSecret: string;
  readonly requireProof: boolean;
  readonly features: readonly string[];
  readonly meShape: 'flat' | 'data';
  readonly maxWeight: number;
  readonly paging: PagingOptions;
  readonly metricRefusal: ((metric: string) => string) | undefined;
  readonly index: DatasetIndex;
  readonly tokens: TokenRegistry;
  readonly usage: UsageMeter;
  readonly hashtags: HashtagLedger;
  readonly links: WindowLinks;
  readonly now: () => number;
  /** The next `fbtrace_id`. */
  readonly nextTrace: () => string;
  /** A signed address of the simulator's own delivery network. */
  readonly addressOf: (role: CdnRole, id: string) => string;
  /** The token of a Page, which never expires. */
  readonly pageToken: (pageId: string) => string;
  /** The simulator's own origin; known once it listens. */
  origin: string;
  /** Whether the answer to the request with these parameters was broken by a fault. */
  wasLost: (params: URLSearchParams) => boolean;
}

/** One logical Graph call: an HTTP request or an item of a batch. */
export interface GraphCall {
  readonly state: GraphState;
  readonly method: string;
  /** Path without the version. */
  readonly segments: readonly string[];
  /** Version segment as sent, with which links are built; `''` when there was none. */
  readonly versionPath: string;
  /** The version that answers: 26. */
  readonly major: number;
  readonly params: URLSearchParams;
  readonly token: IssuedToken;
  /** Whether links to other pages carry the token: Graph repeats it where it came in the query. */
  readonly tokenInQuery: boolean;
  /** Whether it counts for the app alone. */
  readonly isPlatform: boolean;
  readonly misuse: Misuse[];
}

/** The parameters of an edge: a query, or the modifiers of a field. */
export interface Params {
  get(name: string): string | null | undefined;
}

export function noteMisuse(call: { readonly misuse: Misuse[] }, rule: MisuseRule, detail: string): void {
  call.misuse.push({ rule, detail });
}

/** Tells whether the token has a scope for a target: the account, or the Page of that id. */
export function hasScope(
  call: GraphCall,
  scope: string,
  target: string = call.state.index.dataset.account.id,
): boolean {
  const { scopes, targets } = call.token;
  const granted = targets[scope];
  return scopes.includes(scope) && (granted === undefined || granted.includes(target));
}
