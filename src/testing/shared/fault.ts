/**
 * One request as a simulator sees it: an HTTP request, or one item inside a batch. What a fault's predicate is given.
 */
export interface SimulatedRequest {
  /** Upper case. */
  readonly method: string;
  /** The path as sent, percent-encoding kept, without the query. */
  readonly path: string;
  /** The decoded query. */
  readonly query: URLSearchParams;
  /** Lower-case names. Empty for a batch item. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, `''` when there is none. */
  readonly body: string;
  /** The simulator's own word for what was asked: `objects.list`, `media.insights` … */
  readonly endpoint: string;
  /** Position inside a batch, from 0; `null` for an HTTP request. */
  readonly item: number | null;
}

/**
 * What goes wrong. `status`, `html`, `malformed_json`, `empty`, `edit`, `headers` and `null` also work on the items of a
 * Graph batch; the others happen to a connection and are never applied to an item.
 */
export type FaultAction =
  | StatusFault
  | HtmlFault
  | ResetFault
  | TruncatedFault
  | MalformedJsonFault
  | EmptyFault
  | HangFault
  | DripFault
  | OversizedFault
  | RedirectFault
  | DelayFault
  | EditFault
  | HeadersFault
  | NullItemFault;

/** An HTTP status with a body. */
export interface StatusFault {
  readonly kind: 'status';
  readonly status: number;
  /** A text, or an object sent as JSON. @default the simulator's documented body for that status */
  readonly body?: string | object | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** `Retry-After`: seconds, or a text such as an HTTP date. @default no header */
  readonly retryAfter?: number | string | undefined;
}

/** The HTML page of a proxy that could not reach the service, or, with status 200, of a network that wants a login. */
export interface HtmlFault {
  readonly kind: 'html';
  /** @default 502 */
  readonly status?: 200 | 502 | 504 | undefined;
}

/** A TCP reset: the client sees `ECONNRESET`. */
export interface ResetFault {
  readonly kind: 'reset';
  /** Before the first byte of the answer, or after half of its body. @default 'before' */
  readonly when?: 'before' | 'mid_body' | undefined;
}

/** Half of the body is missing. */
export interface TruncatedFault {
  readonly kind: 'truncated';
  /**
   * `chunked`: no Content-Length, the connection ends without the last chunk. `content_length`: the length of the whole
   * body is announced, half is sent, the connection ends. `matching_length`: half is sent, announced and ended as if
   * it were whole, so only the content shows the loss. @default 'content_length'
   */
  readonly how?: 'chunked' | 'content_length' | 'matching_length' | undefined;
}

/** The right status and headers with a body that does not parse as JSON. */
export interface MalformedJsonFault {
  readonly kind: 'malformed_json';
}

/** No body at all, with the right length of 0. */
export interface EmptyFault {
  readonly kind: 'empty';
  /** @default 200 */
  readonly status?: number | undefined;
}

/** Nothing comes (any more) until the client gives up or the simulator closes. */
export interface HangFault {
  readonly kind: 'hang';
  /** @default 'before' */
  readonly when?: 'before' | 'mid_body' | undefined;
}

/** The whole body, slowly. */
export interface DripFault {
  readonly kind: 'drip';
  /** @default 64 */
  readonly chunkBytes?: number | undefined;
  /** Pause between two chunks. @default 10 */
  readonly intervalMs?: number | undefined;
}

/** A body that would fill the memory of a client that reads it whole. */
export interface OversizedFault {
  readonly kind: 'oversized';
  /**
   * `packed`: some 260 kB of gzip that unpack to 256 MiB. `endless`: spaces until the client goes. @default 'packed'
   */
  readonly how?: 'packed' | 'endless' | undefined;
}

/** A redirect to another host. A client that follows it with its credentials has leaked them. */
export interface RedirectFault {
  readonly kind: 'redirect';
  /** @default 'https://elsewhere.invalid/' (a name that never resolves) */
  readonly location?: string | undefined;
  /** @default 302 */
  readonly status?: 301 | 302 | 303 | 307 | 308 | undefined;
}

/** The right answer, later. */
export interface DelayFault {
  readonly kind: 'delay';
  readonly ms: number;
}

/**
 * The right answer with its JSON changed: an odd row, an item too few in a batch, a number as text. A body that is no
 * JSON goes out as it is.
 */
export interface EditFault {
  readonly kind: 'edit';
  /** Gives the JSON to send in place of the right one. It may change what it is given. */
  readonly edit: (json: unknown, request: SimulatedRequest) => unknown;
}

/** The right answer with other headers: a usage header, a `retry-after` on success. */
export interface HeadersFault {
  readonly kind: 'headers';
  /** By lower-case name; `null` takes the header away. */
  readonly headers: Readonly<Record<string, string | null>>;
}

/** Batch items only: the item's place in the answer holds `null`, as Graph does for an item that ran out of time. */
export interface NullItemFault {
  readonly kind: 'null';
}

/** Which requests fail, and how. Everything left out means "any". */
export interface Fault {
  /**
   * A text the percent-decoded path contains, an expression tested on path and query as sent, or a predicate.
   * @default every request
   */
  readonly match?: string | RegExp | ((request: SimulatedRequest) => boolean) | undefined;
  /** Position of the first matching request to fail, from 1. @default 1 */
  readonly nth?: number | undefined;
  /** How many requests fail in all. @default 1 when `nth` is given, else no end */
  readonly times?: number | undefined;
  /** Chance of each request counted so far to fail, 0 to 1. @default 1 */
  readonly probability?: number | undefined;
  /** Seed of the draws. @default 1 */
  readonly seed?: number | undefined;
  readonly action: FaultAction;
}

/** Takes a fault out again. Calling it twice is harmless. */
export type RemoveFault = () => void;
