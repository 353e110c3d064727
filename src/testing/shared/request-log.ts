import type { FaultAction, SimulatedRequest } from './fault.ts';

/** Every rule a simulator counts the breach of, with what was wrong. */
export const MISUSE_RULES = {
  account_insights_rule: 'Period, `metric_type`, breakdown or range that the account metric does not take',
  batch_over_maximum: 'More calls in one batch than the platform takes: 50 of Graph, 100 of Cloud Storage',
  batch_unsupported: 'A batch on graph.instagram.com',
  batch_without_headers: 'A batch that declines the headers, and with them the usage',
  field_of_other_login: 'A field the other login has',
  field_syntax: 'A `fields` expression that does not parse, or names a field twice',
  foreign_cursor: 'A cursor of another list',
  foreign_host: 'A request that names another host: a link that was followed as given',
  hashtag_with_sign: 'A hashtag searched with its `#`',
  id_not_numeric: 'An id that is no number',
  inapplicable_breakdown: 'A breakdown the metric does not have',
  inapplicable_field: 'A field this node does not have',
  inapplicable_metric: 'A metric this kind of post does not have',
  inapplicable_parameter: 'A parameter of account insights sent to media insights',
  insights_of_others: 'Insights of a post that belongs to somebody else',
  insights_window_followed: 'A `next` of account insights followed: it never ends',
  invalid_page_token: 'A page token the service did not give',
  limit_over_maximum: 'A page larger than the maximum',
  metric_missing: 'Insights without a metric',
  metric_of_other_login: 'A metric the other login has',
  missing_user_project: 'A requester-pays bucket without `userProject`',
  page_token_with_other_bounds: 'A page token sent with other bounds than it was given for',
  removed_feature: '`ids`, `date_format`, `pretty`, `debug`, `method`, `callback`, conditional requests',
  retired_metric: 'A metric Meta took away',
  token_in_query: 'A token in the address where a header does',
  token_to_media_host: 'A token sent to a media address',
  unencoded_object_name: 'An object name with bare slashes in the path',
  unknown_breakdown: 'A breakdown nobody knows',
  unknown_edge: 'An edge nobody knows',
  unknown_field: 'A field nobody knows',
  unknown_metric: 'A metric nobody knows',
  unknown_parameter: 'A parameter nobody knows',
  unsupported_method: 'Writing',
  version_not_checked: 'A Graph version newer than the rules of the simulator: answered by the newest, not checked',
} as const;

/** The name of a rule of the platforms. */
export type MisuseRule = keyof typeof MISUSE_RULES;

/** Something a request did that the platform's documentation calls wrong, whether or not it was answered. */
export interface Misuse {
  /** The broken rule, `unknown_parameter` for example. */
  readonly rule: MisuseRule;
  /** What exactly was wrong with this request. */
  readonly detail: string;
}

/** A misuse with the request it was found in. */
export interface LoggedMisuse extends Misuse {
  /** `index` of the request. */
  readonly request: number;
  readonly endpoint: string;
}

/** One HTTP request a simulator received. */
export interface LoggedRequest {
  /** Order of arrival, from 1. */
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly endpoint: string;
  /** Of the answer; `null` until it is sent, and for a connection cut before an answer. */
  readonly status: number | null;
  /** The platform's error code or reason in the answer; `null` when it was no error. */
  readonly errorCode: string | null;
  /** The injected fault, if any. */
  readonly fault: FaultAction['kind'] | null;
}

/** Counts over a simulator's life so far. A copy: later requests do not change it. */
export interface SimulatorStats {
  /** HTTP requests received, those answered by a fault included. */
  readonly requests: number;
  readonly byEndpoint: Readonly<Record<string, number>>;
  /** By HTTP status of the answer; cut connections are under `none`. Requests still in flight are not counted. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** By the platform's error code or reason. */
  readonly byErrorCode: Readonly<Record<string, number>>;
  /** Requests that a fault answered or changed. */
  readonly faults: number;
  readonly inFlight: number;
  readonly peakInFlight: number;
  /** Bytes of the bodies handed to the network, after compression. */
  readonly bodyBytesSent: number;
  readonly misuse: readonly LoggedMisuse[];
}

/** How an answered request ended, for the log. */
interface LoggedAnswer {
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly bodyBytes: number;
}

/** A log entry while its request is being answered. */
type OpenRequest = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

// A load test must not fill the heap with its own log; the counts stay exact.
const MIN_ENTRIES = 50_000;

/** Keeps the requests in order of arrival and counts them. Holds the latest 50,000 to 100,000 entries. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  readonly #misuse: LoggedMisuse[] = [];
  readonly #byEndpoint = new Map<string, number>();
  readonly #byStatus = new Map<string, number>();
  readonly #byErrorCode = new Map<string, number>();
  #requests = 0;
  #faults = 0;
  #inFlight = 0;
  #peakInFlight = 0;
  #bodyBytesSent = 0;

  open(request: SimulatedRequest): OpenRequest {
    this.#requests += 1;
    this.#inFlight += 1;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    const { method, path, query, headers, body, endpoint } = request;
    const entry: OpenRequest = {
      index: this.#requests,
      method,
      path,
      query,
      headers,
      body,
      endpoint,
      status: null,
      errorCode: null,
      fault: null,
    };
    count(this.#byEndpoint, endpoint);
    this.entries.push(entry);
    if (this.entries.length >= 2 * MIN_ENTRIES) this.entries.splice(0, MIN_ENTRIES);
    return entry;
  }

  fault(entry: OpenRequest, kind: FaultAction['kind']): void {
    entry.fault = kind;
    this.#faults += 1;
  }

  misuse(entry: LoggedRequest, found: readonly Misuse[]): void {
    for (const { rule, detail } of found) {
      this.#misuse.push({ rule, detail, request: entry.index, endpoint: entry.endpoint });
    }
  }

  close(entry: OpenRequest, answer: LoggedAnswer): void {
    entry.status = answer.status;
    entry.errorCode = answer.errorCode;
    this.#inFlight -= 1;
    this.#bodyBytesSent += answer.bodyBytes;
    count(this.#byStatus, answer.status === null ? 'none' : String(answer.status));
    if (answer.errorCode !== null) count(this.#byErrorCode, answer.errorCode);
  }

  stats(): SimulatorStats {
    return {
      requests: this.#requests,
      byEndpoint: Object.fromEntries(this.#byEndpoint),
      byStatus: Object.fromEntries(this.#byStatus),
      byErrorCode: Object.fromEntries(this.#byErrorCode),
      faults: this.#faults,
      inFlight: this.#inFlight,
      peakInFlight: this.#peakInFlight,
      bodyBytesSent: this.#bodyBytesSent,
      misuse: [...this.#misuse],
    };
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
