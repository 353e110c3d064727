import type { FaultAction, SimulatedRequest } from './fault.ts';

/** Something a request did that the platform's documentation calls wrong, whether or not it was answered. */
export interface Misuse {
  /** A fixed word for the broken rule, `unknown_parameter` for example. */
  readonly rule: string;
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
interface RequestOutcome {
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly bodyBytes: number;
}

/** A log entry while its request is being answered. */
type OpenRequest = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

// A load test must not fill the heap with its own log; the counts stay exact.
const KEPT = 50_000;

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
    if (this.entries.length >= 2 * KEPT) this.entries.splice(0, KEPT);
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

  close(entry: OpenRequest, outcome: RequestOutcome): void {
    entry.status = outcome.status;
    entry.errorCode = outcome.errorCode;
    this.#inFlight -= 1;
    this.#bodyBytesSent += outcome.bodyBytes;
    count(this.#byStatus, outcome.status === null ? 'none' : String(outcome.status));
    if (outcome.errorCode !== null) count(this.#byErrorCode, outcome.errorCode);
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
