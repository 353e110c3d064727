import { ConfigError, type ConfigProblem } from '../base/errors.ts';
import type { Redactor } from '../base/redact.ts';
import { MAX_TIMER_MS, systemClock, type Clock } from './clock.ts';
import { safeLogger, silentLogger, type Logger, type LoggerName } from './logger.ts';
import { reportProgress, type ProgressListener } from './progress.ts';
import { DEFAULT_RETRY_POLICY, type RetryOptions, type RetryPolicy } from './retry.ts';
import { createMemoryStore, type KeyValueStore } from './stores.ts';
import type { TokenStore } from './token-store.ts';

/**
 * What the library needs of `fetch`. It is always called with a `Request`; `globalThis.fetch` and every function that
 * takes what that takes fit.
 */
export type FetchLike = (input: Request, init?: RequestInit) => Promise<Response>;

/** Requests in flight at a time: as many as browsers open to one host. */
const DEFAULT_CONCURRENCY = 6;
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_DEADLINE_MS = 600_000;
const DEFAULT_USAGE_LIMIT_PERCENT = 90;
const DEFAULT_MAX_WAIT_MS = 60_000;

/** What a manager works with besides its configuration. Everything has a default. */
export interface ManagerDependencies {
  /** `console`, a tslog logger, `createLogger()` or `fromPino(pino)`. It never sees a secret. @default silent */
  readonly logger?: Logger | undefined;
  /** @default globalThis.fetch */
  readonly fetch?: FetchLike | undefined;
  readonly clock?: Clock | undefined;
  /** Where refreshed tokens are kept; without one they last as long as the manager. */
  readonly tokenStore?: TokenStore | undefined;
  /** Where ledgers and caches are kept. @default in memory */
  readonly store?: KeyValueStore | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Requests in flight at a time, from 1. @default 6 */
  readonly concurrency?: number | undefined;
  /** For one attempt of one request. @default 30_000 */
  readonly timeoutMs?: number | undefined;
  /** For one method call, with all its requests and waits. @default 600_000 */
  readonly deadlineMs?: number | undefined;
  /** Usage above which requests go one at a time, in percent. Only 100 % or a throttle stops them. @default 90 */
  readonly usageLimitPercent?: number | undefined;
  /** A longer wait ends the run with kind `rate_limit` and the time to return. @default 60_000 */
  readonly maxWaitMs?: number | undefined;
  /** Told of every step. A callback that throws does not break the run. */
  readonly onProgress?: ProgressListener | undefined;
}

/** {@link ManagerDependencies} with every default filled in. */
export interface ResolvedDependencies {
  /** Redacts, names itself and never throws. */
  readonly logger: Logger;
  readonly fetch: FetchLike;
  readonly clock: Clock;
  readonly tokenStore: TokenStore | null;
  readonly store: KeyValueStore;
  readonly retry: RetryPolicy;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly usageLimitPercent: number;
  readonly maxWaitMs: number;
  /** Never throws. */
  readonly onProgress: ProgressListener;
}

/**
 * Checks the dependencies and fills in the defaults. Does no I/O and reads no environment.
 *
 * @param name - what the manager logs under
 * @param redactor - knows the manager's secrets
 * @throws {ConfigError} naming every number that is out of range
 */
export function resolveDependencies(
  deps: ManagerDependencies,
  name: LoggerName,
  redactor: Redactor,
): ResolvedDependencies {
  const problems: ConfigProblem[] = [];
  const number = (key: string, value: number | undefined, fallback: number, range: Range): number =>
    checkNumber(key, value ?? fallback, range, problems);

  const retry: RetryPolicy = {
    retries: number('retry.retries', deps.retry?.retries, DEFAULT_RETRY_POLICY.retries, COUNT_FROM_0),
    initialDelayMs: number(
      'retry.initialDelayMs',
      deps.retry?.initialDelayMs,
      DEFAULT_RETRY_POLICY.initialDelayMs,
      WAIT,
    ),
    maxDelayMs: number('retry.maxDelayMs', deps.retry?.maxDelayMs, DEFAULT_RETRY_POLICY.maxDelayMs, WAIT),
  };
  const numbers = {
    concurrency: number('concurrency', deps.concurrency, DEFAULT_CONCURRENCY, COUNT_FROM_1),
    timeoutMs: number('timeoutMs', deps.timeoutMs, DEFAULT_TIMEOUT_MS, LIMIT),
    deadlineMs: number('deadlineMs', deps.deadlineMs, DEFAULT_DEADLINE_MS, LIMIT),
    usageLimitPercent: number('usageLimitPercent', deps.usageLimitPercent, DEFAULT_USAGE_LIMIT_PERCENT, PERCENT),
    maxWaitMs: number('maxWaitMs', deps.maxWaitMs, DEFAULT_MAX_WAIT_MS, WAIT),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  const { onProgress } = deps;
  return {
    logger: safeLogger(deps.logger ?? silentLogger, redactor, name),
    // Looked up at each call, so that a program may replace the global later.
    fetch: deps.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock: deps.clock ?? systemClock,
    tokenStore: deps.tokenStore ?? null,
    store: deps.store ?? createMemoryStore(),
    retry,
    ...numbers,
    onProgress: (event) => {
      reportProgress(onProgress, event);
    },
  };
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

const COUNT_FROM_0: Range = { min: 0, max: 1_000, whole: true };
const COUNT_FROM_1: Range = { min: 1, max: 1_000, whole: true };
const PERCENT: Range = { min: 1, max: 100, whole: false };
/** Timers cannot hold more. */
const WAIT: Range = { min: 0, max: MAX_TIMER_MS, whole: false };
const LIMIT: Range = { min: 1, max: MAX_TIMER_MS, whole: false };

function checkNumber(key: string, value: unknown, range: Range, problems: ConfigProblem[]): number {
  const { min, max, whole } = range;
  if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const found = typeof value === 'number' ? String(value) : typeof value;
  const kind = whole ? 'a whole number' : 'a number';
  problems.push({ key, found, remedy: `Give ${kind} from ${String(min)} to ${String(max)}.` });
  return min;
}
