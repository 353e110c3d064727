import { InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import type { IssueSource } from '../base/issues.ts';
import { SECOND_MS } from '../base/time.ts';
import { withDeadline } from './clock.ts';
import {
  type ProgressEvent,
  type ProgressListener,
  reportProgress,
  type ResolvedDependencies,
} from './dependencies.ts';
import { retry, RetryBudget, type RetryNotice } from './retry.ts';

/** What all runs of one manager have in common. */
export interface RunSetup {
  /** The source of its progress events. */
  readonly source: IssueSource;
  readonly dependencies: Pick<
    ResolvedDependencies,
    'clock' | 'logger' | 'retry' | 'maxWaitMs' | 'deadlineMs' | 'onProgress'
  >;
  /** Whether nothing else in the run can succeed after an error. @default never */
  readonly endsRun?: ((error: InsightInventoryError) => boolean) | undefined;
}

/** Options of one run. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hard stop: no further call is made once this many were, retries included. @default no limit */
  readonly maxCalls?: number | undefined;
  /** Called at this run's steps, besides the manager's own listener. */
  readonly onProgress?: ProgressListener | undefined;
}

/** What a run has spent so far. */
export interface RunTally {
  /** HTTP requests sent, retries included. */
  requests: number;
  /** Calls as the platform counts them: a request with a batch is as many as it has items. */
  calls: number;
  retries: number;
  /** Waited for retries and limits; waits side by side count once. */
  waitedMs: number;
}

/** One attempt of a request. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly signal: AbortSignal;
}

/**
 * Wraps every attempt of a request: a limit that lets it through later, a token that is replaced when it is refused, a
 * time limit. May call `send` again; each call is admitted and counted by itself.
 */
export type RequestHook<T> = (send: () => Promise<T>, attempt: Attempt) => Promise<T>;

/** How a request is made. */
export interface RequestPlan<T> {
  /** Its name in the log. */
  readonly operation: string;
  /** Calls the next attempt costs, asked when it is about to be sent. @default 1 */
  readonly cost?: (() => number) | undefined;
  /** The first is the outermost. */
  readonly hooks?: readonly RequestHook<T>[] | undefined;
  /** Whether its failure says nothing about the run's other requests, and so never ends it. @default false */
  readonly isolated?: boolean | undefined;
  /** A narrower signal than the run's. @default the run's */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The requests of one method call on any platform: one retry budget, one limit of calls, one tally of what was spent,
 * one listener, one reason to stop. Once the run has stopped, every further request fails at once with that same error
 * and nothing is sent.
 *
 * A platform opens it with {@link inRun} and sends everything through {@link Run.request}, with hooks for what it has of
 * its own: `TokenManager.use` and `ThrottleGate.pass` are two, ready for any platform with tokens and limits; Cloud
 * Storage has a time limit. A run outside {@link inRun} has no deadline: for iterators, whose consumer decides how long
 * they live.
 *
 * @example
 * await inRun(setup, { what: 'The inventory', signal }, async (run) => {
 *   const page = await run.request(({ signal }) => store.listPage(request, { signal }), { operation: 'list' });
 *   run.report({ step: 'listing', done: page.items.length, total: null, message: 'Listing' });
 * });
 */
export class Run {
  readonly signal: AbortSignal;
  readonly tally: RunTally = { requests: 0, calls: 0, retries: 0, waitedMs: 0 };
  /** From the injected clock, in milliseconds. */
  readonly startedAt: number;
  readonly #setup: RunSetup;
  readonly #options: RunOptions;
  readonly #budget: RetryBudget = new RetryBudget();
  #stopped: InsightInventoryError | null = null;
  /** Until when waits were announced already: requests that wait side by side wait once. */
  #waitingUntil = 0;

  constructor(setup: RunSetup, options: RunOptions = {}) {
    this.#setup = setup;
    this.#options = options;
    this.signal = options.signal ?? new AbortController().signal;
    this.startedAt = setup.dependencies.clock.now();
  }

  /** Why nothing more is sent; `null` while requests go on. */
  get stopped(): InsightInventoryError | null {
    return this.#stopped;
  }

  /** Ends the run: later requests fail with this error. The first reason stays. */
  stop(error: InsightInventoryError): void {
    this.#stopped ??= error;
  }

  /** Tells how many of so many calls the limit still allows. */
  affordable(calls: number): number {
    const { maxCalls } = this.#options;
    return maxCalls === undefined ? calls : Math.min(calls, Math.max(0, maxCalls - this.tally.calls));
  }

  /**
   * Sends one request, retried as its error allows.
   *
   * @param send - one attempt; what it throws as an {@link InsightInventoryError} decides whether there is another
   * @throws the last attempt's error; why the run has stopped; `quota` (`budget:max_calls`) when the calls are used up;
   * the signal's own reason
   */
  async request<T>(send: (attempt: Attempt) => Promise<T>, plan: RequestPlan<T>): Promise<T> {
    const { clock, retry: policy, maxWaitMs } = this.#setup.dependencies;
    const signal = plan.signal ?? this.signal;
    const once = async (number: number): Promise<T> => {
      const attempt: Attempt = { number, signal };
      const admitted = async (): Promise<T> => {
        this.#admit(plan.cost?.() ?? 1, signal);
        return send(attempt);
      };
      return (plan.hooks ?? []).reduceRight<() => Promise<T>>((next, hook) => () => hook(next, attempt), admitted)();
    };
    const onRetry = (notice: RetryNotice): void => {
      this.#noteRetry(plan.operation, notice);
    };
    try {
      return await retry(once, { policy, clock, signal, budget: this.#budget, maxWaitMs, onRetry });
    } catch (error) {
      const canEndRun = plan.isolated !== true && isInsightInventoryError(error);
      if (canEndRun && this.#setup.endsRun?.(error) === true) this.stop(error);
      throw error;
    }
  }

  /** Tells the manager's listener and the run's of a step. Never throws. */
  report(event: Omit<ProgressEvent, 'source'>): void {
    const full: ProgressEvent = { source: this.#setup.source, ...event };
    this.#setup.dependencies.onProgress(full);
    reportProgress(this.#options.onProgress, full);
  }

  /** Counts and tells of a wait for a limit that begins now. */
  announceWait(waitMs: number): void {
    const { clock, logger } = this.#setup.dependencies;
    const now = clock.now();
    const added = now + waitMs - Math.max(now, this.#waitingUntil);
    if (added <= 0) return;
    this.#waitingUntil = now + waitMs;
    this.tally.waitedMs += Math.round(added);
    const seconds = Math.ceil(waitMs / SECOND_MS);
    logger.warn('waiting for the usage limit', { seconds });
    this.report({ step: 'wait', done: 0, total: null, message: `Waiting ${String(seconds)} s for the usage limit` });
  }

  /** Stops the run with the error of a call beyond the limit, and gives it. */
  outOfCalls(): InsightInventoryError {
    const error = new InsightInventoryError(
      `The ${String(this.#options.maxCalls)} calls allowed by maxCalls are used up.`,
      {
        kind: 'quota',
        code: 'budget:max_calls',
        remedy: 'Raise maxCalls; plan() tells how many a collection takes.',
      },
    );
    this.stop(error);
    return this.#stopped ?? error;
  }

  #admit(cost: number, signal: AbortSignal): void {
    signal.throwIfAborted();
    if (this.#stopped !== null) throw this.#stopped;
    if (this.affordable(cost) < cost) throw this.outOfCalls();
    this.tally.requests += 1;
    this.tally.calls += cost;
  }

  #noteRetry(operation: string, { error, attempt, delayMs }: RetryNotice): void {
    const { logger } = this.#setup.dependencies;
    this.tally.retries += 1;
    const ours = isInsightInventoryError(error) ? error : null;
    logger.warn('retrying a request', { operation, code: ours?.code ?? 'unknown', attempt, delay_ms: delayMs });
    if (ours?.kind === 'rate_limit') this.announceWait(delayMs);
    else this.tally.waitedMs += Math.round(delayMs);
  }
}

/**
 * Runs one method under its deadline and the caller's signal. After it has settled nothing more is sent.
 *
 * @param options - `what` is the subject of the sentence when the deadline passes: `The inventory`
 * @throws the caller's abort reason unchanged; kind `timeout` when the deadline passes; whatever the work throws
 */
export async function inRun<T>(
  setup: RunSetup,
  options: RunOptions & { readonly what: string },
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const { deadlineMs } = setup.dependencies;
  const { signal, what } = options;
  return withDeadline((inner) => work(new Run(setup, { ...options, signal: inner })), { signal, deadlineMs, what });
}
