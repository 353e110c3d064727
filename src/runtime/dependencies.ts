import type { Input, InputEntries } from '../base/check-input.ts';
import { checkConfig, func, inputObject, numberIn, optional, wholeNumber, withMethods } from '../base/inputs.ts';
import type { IssueSource } from '../base/issues.ts';
import type { Redactor } from '../base/redact.ts';
import { type Clock, clockInput, MAX_TIMER_MS, systemClock } from './clock.ts';
import { type Logger, type LoggerName, safeLogger, silentLogger } from './logger.ts';
import { DEFAULT_RETRY_POLICY, type RetryOptions, type RetryPolicy } from './retry.ts';
import { createMemoryStore, type KeyValueStore, keyValueStoreInput, type TokenStore } from './stores.ts';
import { DEFAULT_USAGE_LIMIT_PERCENT, type SharedLimit } from './throttle-gate.ts';

/** One step of a long run. */
export interface ProgressEvent {
  source: IssueSource;
  /** What is being done: `media`, `comments`, `listing`, … */
  step: string;
  done: number;
  /** `null` while the total is not known. */
  total: number | null;
  message: string;
}

/** Called at every step; what it returns is not looked at. */
export type ProgressListener = (event: ProgressEvent) => void;

/** Tells the caller of a step, as `notify` does. */
export function reportProgress(listener: ProgressListener | undefined, event: ProgressEvent): void {
  notify(listener, event);
}

/** Calls a caller's function. One that throws, or whose promise rejects, does not break the run. */
export function notify<T>(listener: ((value: T) => unknown) | undefined, value: T): void {
  if (listener === undefined) return;
  try {
    const returned = listener(value);
    if (returned instanceof Promise) returned.catch(() => undefined);
  } catch {
    // A listener that throws does not stop the run.
  }
}

/**
 * What the library needs of `fetch`. It is always called with a `Request`; `globalThis.fetch` and every function that
 * takes what that takes fit.
 */
export type FetchLike = (input: Request, init?: RequestInit) => Promise<Response>;

/** Requests in flight at a time: as many as browsers open to one host. */
const DEFAULT_CONCURRENCY = 6;
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_DEADLINE_MS = 600_000;
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
  /** The app's limit, shared by the managers of one app: `createSharedUsage()`. @default each manager learns it by itself */
  readonly usage?: SharedLimit | undefined;
  /** A longer wait ends the run with kind `rate_limit` and the time to return. @default 60_000 */
  readonly maxWaitMs?: number | undefined;
  /** Called at every step. A callback that throws does not break the run. */
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
  readonly usage: SharedLimit | undefined;
  readonly maxWaitMs: number;
  /** Never throws. */
  readonly onProgress: ProgressListener;
}

const COUNT_MAX = 1_000;

/** Timers cannot hold more. */
const wait = numberIn(0, MAX_TIMER_MS);
const limit = numberIn(1, MAX_TIMER_MS);

/** A schema of everything a manager works with, for the constructors of both managers. */
export const DEPENDENCY_ENTRIES: InputEntries<ManagerDependencies> = {
  logger: optional(
    withMethods<Logger>(['debug', 'info', 'warn', 'error'], 'Give console, createLogger() or fromPino(pino).'),
  ),
  fetch: optional(func('Give a function like the global fetch.')),
  clock: optional(clockInput),
  tokenStore: optional(withMethods<TokenStore>(['load', 'save'], 'Give createFileTokenStore(path) or the like.')),
  store: optional(keyValueStoreInput),
  retry: optional(
    inputObject<RetryOptions>({
      retries: optional(wholeNumber(0, COUNT_MAX)),
      initialDelayMs: optional(wait),
      maxDelayMs: optional(wait),
    }),
  ),
  concurrency: optional(wholeNumber(1, COUNT_MAX)),
  timeoutMs: optional(limit),
  deadlineMs: optional(limit),
  usageLimitPercent: optional(numberIn(1, 100)),
  usage: optional(withMethods<SharedLimit>(['inTurn', 'note', 'block'], 'Give createSharedUsage().')),
  maxWaitMs: optional(wait),
  onProgress: optional(func()),
};

const SCHEMA: Input<ManagerDependencies> = inputObject(DEPENDENCY_ENTRIES);

/**
 * Checks the dependencies and fills in the defaults. Does no I/O and reads no environment.
 *
 * @param name - what the manager logs under
 * @param redactor - knows the manager's secrets
 * @param schema - of a manager that takes more than these
 * @throws {ConfigError} naming everything that is wrong
 */
export function resolveDependencies(
  given: ManagerDependencies,
  name: LoggerName,
  redactor: Redactor,
  schema: Input<ManagerDependencies> = SCHEMA,
): ResolvedDependencies {
  const deps = checkConfig(schema, given, { isShown: () => false, name: 'dependencies' });
  const { onProgress, retry } = deps;
  return {
    logger: safeLogger(deps.logger ?? silentLogger, redactor, name),
    // Looked up at each call, so that a program may replace the global later.
    fetch: deps.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock: deps.clock ?? systemClock,
    tokenStore: deps.tokenStore ?? null,
    store: deps.store ?? createMemoryStore(),
    retry: {
      retries: retry?.retries ?? DEFAULT_RETRY_POLICY.retries,
      initialDelayMs: retry?.initialDelayMs ?? DEFAULT_RETRY_POLICY.initialDelayMs,
      maxDelayMs: retry?.maxDelayMs ?? DEFAULT_RETRY_POLICY.maxDelayMs,
    },
    concurrency: deps.concurrency ?? DEFAULT_CONCURRENCY,
    timeoutMs: deps.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    deadlineMs: deps.deadlineMs ?? DEFAULT_DEADLINE_MS,
    usageLimitPercent: deps.usageLimitPercent ?? DEFAULT_USAGE_LIMIT_PERCENT,
    usage: deps.usage,
    maxWaitMs: deps.maxWaitMs ?? DEFAULT_MAX_WAIT_MS,
    onProgress: (event) => {
      reportProgress(onProgress, event);
    },
  };
}
