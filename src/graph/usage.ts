import * as v from 'valibot';
import { readFigure } from './answer.ts';
import { parseGraphJson } from '../base/graph-json.ts';
import { MINUTE_MS } from '../base/time.ts';
import type { Sourced } from '../base/dated-table.ts';
import { GraphApiError } from '../base/errors.ts';
import { isAccountId } from './platform.ts';
import { type SharedLimit, ThrottleGate, type ThrottleGateOptions, type WaitSource } from '../runtime/throttle-gate.ts';
import { boundWait } from '../runtime/retry.ts';

/** What one answer says about how much of a limit is used. */
export interface UsageReport {
  /** Highest of the app's call, time and CPU percentages; `null` when the header has none. */
  readonly appPercent: number | null;
  /** Highest percentage of the account's use case; `null` when the header has none of this account. */
  readonly businessPercent: number | null;
  /** How long until calls are let through again; `null` when not blocked or not said. */
  readonly regainMs: number | null;
}

/** Where the headers and their limits were read. */
export const USAGE_SOURCES: readonly (Sourced & { readonly of: string })[] = [
  { of: 'usage headers', source: 'Graph API rate limiting', checkedOn: '2026-11-27' },
  {
    of: 'names on graph.instagram.com',
    source: 'restfb issue 1571; recorded answers of v25.0',
    checkedOn: '2026-11-27',
  },
];

/** The names a percentage goes by, one list for each of calls, time and CPU time. */
const PERCENTAGES: readonly string[] = [
  ...['call_count', 'total_time', 'total_cputime'],
  // graph.instagram.com
  ...['call_volume', 'cpu_time'],
];

/**
 * The use case whose limit is that of an account's reads. The platform applies every use case to a business object, not
 * to the app: the app's own limit is the one of `X-App-Usage`. Source: {@link USAGE_SOURCES}.
 */
const USE_CASE = 'instagram';

const figures = v.record(v.string(), v.unknown());

/**
 * Reads `X-App-Usage` and `X-Business-Use-Case-Usage`, whose figures may come as text and under either host's names; a
 * figure of an unknown name says nothing. The business header may name up to 32 objects. Where it names the account,
 * that row alone counts; else the rows of objects that are no other account, since a business may stand for its
 * accounts. Only rows of the use case `instagram`, or of none, count. The time to regain access is in minutes, may be
 * missing or fractional. Source: {@link USAGE_SOURCES}.
 *
 * @param accountId - the account that is read; `null`, or an id of another form, when it cannot be told from others
 */
export function readUsage(header: (name: string) => string | null, accountId: string | null = null): UsageReport {
  const rows = ownRows(parseHeader(header('x-business-use-case-usage')), accountId);
  const regain = highest(rows.map((row) => readFigure(row['estimated_time_to_regain_access'])));
  return {
    appPercent: readPercent(parseHeader(header('x-app-usage'))),
    businessPercent: highest(rows.map(readPercent)),
    regainMs: regain === null || regain === 0 ? null : boundWait(regain * MINUTE_MS),
  };
}

type Figures = v.InferOutput<typeof figures>;

function ownRows(objects: Figures, accountId: string | null): Figures[] {
  const isKnown = accountId !== null && isAccountId(accountId);
  const named = isKnown ? objects[accountId] : undefined;
  const counted = Object.entries(objects).filter(([id]) => !(isKnown && isAccountId(id)));
  return (named === undefined ? counted.map(([, rows]) => rows) : [named])
    .flat()
    .map(readFigures)
    .filter((row) => typeof row['type'] !== 'string' || row['type'].trim().toLowerCase() === USE_CASE);
}

function parseHeader(value: string | null): Figures {
  return readFigures(value === null ? null : parseGraphJson(value));
}

function readFigures(value: unknown): Figures {
  const row = v.safeParse(figures, value);
  return row.success && !Array.isArray(value) ? row.output : {};
}

/** Reads the highest percentage of a row; `null` when it has none under a known name. */
function readPercent(row: Figures): number | null {
  return highest(PERCENTAGES.map((name) => readFigure(row[name])));
}

function highest(figures: readonly (number | null)[]): number | null {
  const given = figures.filter((figure) => figure !== null);
  return given.length === 0 ? null : Math.max(...given);
}

/** How much of the limits is used, from the last headers. */
export interface UsageState {
  app_percent: number | null;
  business_percent: number | null;
  /** When calls are let through again; `null` when they are now. */
  regain_at: string | null;
}

/**
 * Tells whether a code says that an account, a Page or a use case is over its own limit; any other throttle is the
 * app's. Source: {@link USAGE_SOURCES}.
 */
const isOwnLimit = (code: number | null): boolean => code === 32 || (code !== null && code >= 80_000 && code <= 80_014);

/** Requests in flight before the first answer says how much of the limits is used: an account with its insights. */
const UNKNOWN_LANES = 4;

/**
 * The throttle gate of Graph. The app's limit is its managers' where they share it, the business use case's is the
 * account's alone.
 */
export class UsageGate {
  #isAnswered = false;
  readonly #own: ThrottleGate;
  readonly #app: ThrottleGate;

  /** @param shared - the app's limit as other managers see it; without it both limits are one */
  constructor(options: Omit<ThrottleGateOptions, 'refuse'>, shared?: SharedLimit) {
    const all = { ...options, refuse: limitReached };
    this.#own = new ThrottleGate(all);
    this.#app = shared === undefined ? this.#own : new ThrottleGate(all, shared);
  }

  /** Runs one request, now or in its turn: past the account's own limit first, so that nobody waits for it. */
  async pass<T>(send: () => Promise<T>, attempt: { readonly signal: AbortSignal }): Promise<T> {
    if (this.#own === this.#app) return this.#app.pass(send, attempt);
    return this.#own.pass(() => this.#app.pass(send, attempt), attempt);
  }

  /** Takes note of what an answer's headers say. */
  observe({ appPercent: app, businessPercent: business, regainMs }: UsageReport): void {
    this.#isAnswered = true;
    this.#own.limit.note({ percents: { business }, regainMs });
    this.#app.limit.note({ percents: { app }, regainMs: null });
  }

  /** Lets nothing through for a while after a throttle with this code. */
  block(waitMs: number, source: WaitSource, code: number | null): void {
    (isOwnLimit(code) ? this.#own : this.#app).limit.block(waitMs, source);
  }

  /**
   * Tells how many requests are worth having in flight: no more than {@link UNKNOWN_LANES} before anything was
   * answered.
   */
  lanes(most: number): number {
    const lanes = this.#isAnswered ? most : Math.min(most, UNKNOWN_LANES);
    return Math.min(...this.#limits.map((limit) => limit.lanes(lanes)));
  }

  /** How long no call is let through, in milliseconds; `null` when calls are. */
  get blockedForMs(): number | null {
    return highest(this.#limits.map((limit) => limit.blockedForMs));
  }

  /** The highest percentage seen; `null` when no answer carried one. */
  get peakPercent(): number | null {
    return highest(this.#limits.map((limit) => limit.peakPercent));
  }

  get state(): UsageState {
    const regain = this.#limits.map((limit) => limit.regainAt).filter((at) => at !== null);
    return {
      app_percent: this.#app.limit.percentOf('app'),
      business_percent: this.#own.limit.percentOf('business'),
      regain_at: regain.sort().at(-1) ?? null,
    };
  }

  get #limits(): SharedLimit[] {
    return [this.#own.limit, this.#app.limit];
  }
}

function limitReached(until: string, waitMs: number): GraphApiError {
  return new GraphApiError(`The platform's limit is used up; calls are let through again at about ${until}.`, {
    kind: 'rate_limit',
    code: 'graph:usage',
    retryable: true,
    remedy: `Come back after ${until}, or raise maxWaitMs to let the run wait that long.`,
    status: null,
    retryAfterMs: waitMs,
  });
}
