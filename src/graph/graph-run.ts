import { GraphApiError, InsightInventoryError, isGraphApiError, isInsightInventoryError } from '../base/errors.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import { reportProgress, type ProgressEvent, type ProgressListener } from '../runtime/progress.ts';
import { RetryBudget } from '../runtime/retry-budget.ts';
import { retry, type RetryNotice } from '../runtime/retry.ts';
import { readBatch } from './batch.ts';
import { emptyTally, type CallTally } from './call-log.ts';
import type { GraphClient } from './graph-client.ts';
import { readGraphError } from './graph-error.ts';
import { toWireBatch, toWireRequest, type GraphRequest } from './graph-request.ts';
import { LIMITS } from './platform.ts';
import type { HeldToken } from './token-holder.ts';
import { sendWire, type WireAnswer, type WireRequest } from './transport.ts';
import { readRetryAfter, readUsage, type UsageReport } from './usage.ts';

/** What one run is held to, and who is told of it. */
export interface GraphRunOptions {
  readonly maxCalls?: number | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** What became of one of many requests. */
export type Outcome =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly error: InsightInventoryError };

/**
 * The requests of one method call: one deadline, one retry budget, one call limit, one account of what was spent. Once
 * the token is refused, a limit needs a long wait or the calls are used up, every further request fails at once with
 * that same error and nothing more is sent.
 */
export class GraphRun {
  readonly client: GraphClient;
  readonly signal: AbortSignal;
  readonly tally: CallTally = emptyTally();
  readonly #maxCalls: number | null;
  readonly #onProgress: ProgressListener | undefined;
  readonly #budget: RetryBudget = new RetryBudget();
  #stopped: InsightInventoryError | null = null;

  constructor(client: GraphClient, signal: AbortSignal, options: GraphRunOptions) {
    this.client = client;
    this.signal = signal;
    this.#maxCalls = options.maxCalls ?? null;
    this.#onProgress = options.onProgress;
  }

  /** Why nothing more is sent; `null` while requests go on. */
  get stopped(): InsightInventoryError | null {
    return this.#stopped;
  }

  /** One read, retried as its error allows. Costs one Graph call an attempt. @throws GraphApiError */
  async get(request: GraphRequest): Promise<unknown> {
    return this.#retrying(async (attempt) => {
      const answer = await this.#send((token) => toWireRequest(this.client, request, token), 1, attempt, request);
      if (answer.body === undefined) throw malformed();
      return answer.body;
    });
  }

  /**
   * Many reads, each judged alone: in batches where the login has them, else side by side. Never throws for an item; an
   * item that was not sent because the run had stopped carries the error that stopped it. Costs one Graph call an item.
   */
  async getMany(requests: readonly GraphRequest[]): Promise<Outcome[]> {
    if (!this.client.features.batch || requests.length === 1) {
      return mapBounded(
        requests,
        this.client.settings.dependencies.concurrency,
        (request) => this.#settle(() => this.get(request)),
        this.signal,
      );
    }
    const outcomes: Outcome[] = [];
    for (let start = 0; start < requests.length; start += LIMITS.batchItems) {
      outcomes.push(...(await this.#batch(requests.slice(start, start + LIMITS.batchItems))));
    }
    return outcomes;
  }

  /** Tells the manager's listener and the run's. Never throws. */
  report(event: Omit<ProgressEvent, 'source'>): void {
    const full: ProgressEvent = { source: 'instagram', ...event };
    this.client.settings.dependencies.onProgress(full);
    reportProgress(this.#onProgress, full);
  }

  /** Called by the gate before it waits. */
  announceWait(waitMs: number): void {
    const { logger } = this.client.settings.dependencies;
    this.tally.waited_ms += Math.round(waitMs);
    const seconds = Math.ceil(waitMs / 1_000);
    logger.warn('waiting for the usage limit', { seconds });
    this.report({
      step: 'wait',
      done: 0,
      total: null,
      message: `Waiting ${String(seconds)} s for the usage limit`,
    });
  }

  async #settle(read: () => Promise<unknown>): Promise<Outcome> {
    try {
      return { ok: true, body: await read() };
    } catch (error) {
      this.signal.throwIfAborted();
      if (isInsightInventoryError(error)) return { ok: false, error };
      throw error;
    }
  }

  /** One batch; items that failed for a moment, or timed out inside it, are sent again in a smaller one. */
  async #batch(requests: readonly GraphRequest[]): Promise<Outcome[]> {
    const outcomes: (Outcome | undefined)[] = requests.map(() => undefined);
    let open = requests.map((_, index) => index);
    const round = async (attempt: number): Promise<void> => {
      let last: InsightInventoryError | null = null;
      const items = await this.#sendBatch(
        open.flatMap((index) => requests[index] ?? []),
        attempt,
      );
      const again: number[] = [];
      for (const [position, index] of open.entries()) {
        const item = items[position] ?? { ok: false as const, error: timedOutItem() };
        outcomes[index] = item;
        if (item.ok || !item.error.retryable) continue;
        again.push(index);
        // A throttle decides the wait for all.
        if (last?.kind !== 'rate_limit') last = item.error;
      }
      open = again;
      if (open.length > 0 && last !== null) throw last;
    };
    const settled = await this.#settle(async () => {
      await this.#retrying(round);
    });
    const failure = settled.ok ? null : settled.error;
    return outcomes.map((outcome) => outcome ?? { ok: false, error: failure ?? timedOutItem() });
  }

  async #sendBatch(requests: readonly GraphRequest[], attempt: number): Promise<Outcome[]> {
    const affordable = this.#affordable(requests.length);
    const sent = requests.slice(0, affordable);
    const answer = await this.#send(
      (token) => toWireBatch(this.client, sent, token),
      Math.max(1, affordable),
      attempt,
      null,
    );
    const { redactor, dependencies } = this.client.settings;
    const items = readBatch(answer.body);
    if (items === null) throw malformed();
    const outcomes = items.map((item): Outcome => {
      if (item === null) return { ok: false, error: timedOutItem() };
      const usage = this.#observe(item.header);
      const retryAfterMs = usage.regainMs ?? readRetryAfter(item.header('retry-after'), dependencies.clock.now());
      const error = readGraphError({ status: item.status, body: item.body, retryAfterMs, attempt }, redactor);
      if (error === null)
        return item.body === undefined ? { ok: false, error: malformed() } : { ok: true, body: item.body };
      this.#considerItem(error);
      return { ok: false, error };
    });
    const left = requests.slice(affordable).map((): Outcome => ({ ok: false, error: this.#outOfCalls() }));
    return [...outcomes, ...left];
  }

  async #retrying<T>(attempt: (attempt: number) => Promise<T>): Promise<T> {
    const { dependencies } = this.client.settings;
    try {
      return await retry(attempt, {
        policy: dependencies.retry,
        clock: dependencies.clock,
        signal: this.signal,
        budget: this.#budget,
        maxWaitMs: dependencies.maxWaitMs,
        onRetry: (notice) => {
          this.#noteRetry(notice);
        },
      });
    } catch (error) {
      if (isInsightInventoryError(error) && stopsTheRun(error)) this.#stopped ??= error;
      throw error;
    }
  }

  #noteRetry({ error, attempt, delayMs }: RetryNotice): void {
    this.tally.retries += 1;
    const code = isInsightInventoryError(error) ? error.code : 'unknown';
    this.client.settings.dependencies.logger.warn('retrying a graph request', { code, attempt, delayMs });
    if (isGraphApiError(error) && error.kind === 'rate_limit') this.announceWait(delayMs);
    else this.tally.waited_ms += Math.round(delayMs);
  }

  /** Sends once; when the token is refused and another can be had, once more with that. */
  async #send(
    build: (token: HeldToken | null) => WireRequest,
    cost: number,
    attempt: number,
    request: GraphRequest | null,
  ): Promise<WireAnswer> {
    const { tokens } = this.client.settings;
    const token = request?.tokenTransport === 'none' ? null : await tokens.get(this.signal);
    try {
      return await this.#exchange(build(token), cost, attempt, request);
    } catch (error) {
      const isRefusedToken = isGraphApiError(error) && error.kind === 'auth' && error.graphCode === 190;
      if (token === null || !isRefusedToken || !(await tokens.replace(token, this.signal))) throw error;
      return this.#exchange(build(await tokens.get(this.signal)), cost, attempt, request);
    }
  }

  async #exchange(wire: WireRequest, cost: number, attempt: number, request: GraphRequest | null): Promise<WireAnswer> {
    const { dependencies, redactor } = this.client.settings;
    const { clock, logger } = dependencies;
    return this.client.gate.pass(async () => {
      this.signal.throwIfAborted();
      if (this.#stopped !== null) throw this.#stopped;
      if (this.#affordable(cost) < cost) throw this.#outOfCalls();
      this.tally.http_requests += 1;
      this.tally.graph_calls += cost;
      const startedAt = clock.now();
      const answer = await sendWire(wire, {
        signal: this.signal,
        timeoutMs: dependencies.timeoutMs,
        fetch: dependencies.fetch,
      });
      logger.debug('graph request finished', {
        path: request === null ? '(batch)' : template(request.path),
        items: cost,
        status: answer.status,
        attempt,
        durationMs: clock.now() - startedAt,
      });
      const usage = this.#observe(answer.header);
      const retryAfterMs = usage.regainMs ?? readRetryAfter(answer.header('retry-after'), clock.now());
      const error = readGraphError({ status: answer.status, body: answer.body, retryAfterMs, attempt }, redactor);
      if (error === null) return answer;
      this.#consider(error);
      throw error;
    }, this.signal);
  }

  #observe(header: (name: string) => string | null): UsageReport {
    const usage = readUsage(header);
    this.client.gate.observe(usage);
    return usage;
  }

  /** A throttle holds back every request, not only the one it answered. */
  #consider(error: GraphApiError): void {
    if (error.kind === 'rate_limit' && error.retryAfterMs !== null) this.client.gate.block(error.retryAfterMs);
  }

  /** The token of a batch stands at its top, so an item that refuses it refuses it for all. */
  #considerItem(error: GraphApiError): void {
    this.#consider(error);
    if (error.kind === 'auth') this.#stopped ??= error;
  }

  #affordable(cost: number): number {
    return this.#maxCalls === null ? cost : Math.min(cost, Math.max(0, this.#maxCalls - this.tally.graph_calls));
  }

  #outOfCalls(): InsightInventoryError {
    const error = new InsightInventoryError(`The ${String(this.#maxCalls)} calls allowed by maxCalls are used up.`, {
      kind: 'quota',
      code: 'budget:max_calls',
      remedy: 'Raise maxCalls; plan() tells how many a collection takes.',
    });
    this.#stopped ??= error;
    return this.#stopped;
  }
}

/** After these nothing else can succeed either. */
function stopsTheRun(error: InsightInventoryError): boolean {
  return error.kind === 'auth' || error.kind === 'rate_limit' || error.code === 'budget:max_calls';
}

/** Paths in the log carry no ids. */
function template(path: string): string {
  return path.replaceAll(/\d{5,}/g, '{id}');
}

function malformed(): GraphApiError {
  return new GraphApiError('Graph answered with something that is not JSON.', {
    kind: 'invalid_response',
    code: 'graph:malformed',
    retryable: true,
    remedy: 'Try again; if it stays so, check baseUrl and any proxy in between.',
    status: null,
  });
}

function timedOutItem(): GraphApiError {
  return new GraphApiError('Graph ran out of time for one request of a batch.', {
    kind: 'transient',
    code: 'graph:batch_item_timeout',
    retryable: true,
    remedy: 'Try again.',
    status: null,
  });
}
