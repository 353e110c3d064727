import type { Misuse } from '../shared/request-log.ts';
import type { CdnRole } from './cdn-address.ts';
import type { DatasetIndex } from './dataset/dataset-index.ts';
import type { HashtagLedger } from './routes/hashtag-ledger.ts';
import type { PagingOptions } from './simulator-options.ts';
import type { IssuedToken } from './tokens/issued-token.ts';
import type { TokenRegistry } from './tokens/token-registry.ts';
import type { UsageMeter } from './usage/usage-meter.ts';
import type { WindowLinks } from './window-links.ts';

/** Everything one simulator knows and remembers. */
export interface World {
  readonly login: 'facebook' | 'instagram';
  readonly appId: string;
  readonly appSecret: string;
  readonly requireProof: boolean;
  readonly features: readonly string[];
  readonly meShape: 'flat' | 'data';
  readonly maxWeight: number;
  readonly paging: PagingOptions;
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
  readonly world: World;
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

export function noteMisuse(call: { readonly misuse: Misuse[] }, rule: string, detail: string): void {
  call.misuse.push({ rule, detail });
}
