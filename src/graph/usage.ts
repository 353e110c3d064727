import * as v from 'valibot';
import { readFigure } from './answer.ts';
import { parseGraphJson } from '../base/graph-json.ts';
import { MINUTE_MS } from '../base/time.ts';
import type { Sourced } from '../base/dated-table.ts';
import { GraphApiError } from '../base/errors.ts';
import { isAccountId } from './platform.ts';
import { ThrottleGate, type ThrottleGateOptions } from '../runtime/throttle-gate.ts';
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
  const counted = Object.entries(objects).flatMap(([id, rows]) => (isKnown && isAccountId(id) ? [] : [rows]));
  return (named === undefined ? counted : [named])
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

/** The throttle gate of Graph: its limits are the app's and the business use case's. */
export class UsageGate extends ThrottleGate {
  constructor(options: Omit<ThrottleGateOptions, 'refuse'>) {
    super({ ...options, refuse: limitReached });
  }

  /** Takes note of what an answer's headers say. */
  observe({ appPercent, businessPercent, regainMs }: UsageReport): void {
    this.note({ percents: { app: appPercent, business: businessPercent }, regainMs });
  }

  get state(): UsageState {
    return {
      app_percent: this.percentOf('app'),
      business_percent: this.percentOf('business'),
      regain_at: this.regainAt,
    };
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
