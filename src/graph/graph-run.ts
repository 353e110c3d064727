import * as v from 'valibot';
import { parseGraphJson } from './answer.ts';
import { Redactor } from '../base/redact.ts';
import type { Secret } from '../base/redact.ts';
import { withDeadline } from '../runtime/deadline.ts';
import type { ResolvedDependencies } from '../runtime/dependencies.ts';
import { type ProgressEvent, type ProgressListener, reportProgress } from '../runtime/progress.ts';
import { LIMITS, LOGINS, type Login, type LoginFeatures } from './platform.ts';
import type { HeldToken, TokenHolder } from '../runtime/token-holder.ts';
import { UsageGate, type UsageState, readRetryAfter, readUsage } from './usage.ts';
import { GraphApiError, InsightInventoryError, isGraphApiError, isInsightInventoryError } from '../base/errors.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import { RetryBudget, type RetryNotice, retry } from '../runtime/retry.ts';
import { readGraphError } from './graph-error.ts';
import { type GraphRequest, toWireBatch, toWireRequest } from './graph-request.ts';
import { type WireAnswer, type WireRequest, sendWire } from './transport.ts';

/** What a run has spent so far. */
export interface CallTally {
  http_requests: number;
  graph_calls: number;
  retries: number;
  waited_ms: number;
}

export function emptyTally(): CallTally {
  return { http_requests: 0, graph_calls: 0, retries: 0, waited_ms: 0 };
}

/** One item of a batch answer; `null` when the platform ran out of time for it, or sent something else. */
export type BatchItem = {
  readonly status: number;
  /** The parsed body; `undefined` when it was not JSON. */
  readonly body: unknown;
  readonly header: (name: string) => string | null;
} | null;

const batchItem = v.object({
  code: v.number(),
  headers: v.fallback(v.nullish(v.array(v.object({ name: v.string(), value: v.string() })), null), null),
  body: v.fallback(v.nullish(v.string(), null), null),
});

/**
 * Reads a batch answer: items in the order of the requests, each body a JSON text of its own. An item of another shape
 * reads as one that was not answered; `null` when the answer is no list. Source: Graph API batch requests; checked 2026-11-22.
 */
export function readBatch(body: unknown): BatchItem[] | null {
  if (!Array.isArray(body)) return null;
  return body.map((value: unknown) => {
    const item = v.safeParse(batchItem, value);
    if (!item.success) return null;
    const { code, headers: list, body: text } = item.output;
    const headers = new Map((list ?? []).map(({ name, value: content }) => [name.toLowerCase(), content]));
    return {
      status: code,
      body: text === null ? undefined : parseGraphJson(text),
      header: (name) => headers.get(name) ?? null,
    };
  });
}

/** What a client talks to, and how. */
export interface GraphClientSettings {
  readonly login: Login;
  readonly apiVersion: string;
  /** Origin to talk to instead of the platform's own. */
  readonly baseUrl: string | null;
  readonly tokenTransport: 'header' | 'query';
  readonly appSecret: Secret | null;
  readonly tokens: TokenHolder;
  readonly redactor: Redactor;
  readonly dependencies: ResolvedDependencies;
}

/** Options of one run. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hard stop: no further Graph call is made once this many were, batch items and retries included. */
  readonly maxCalls?: number | undefined;
  /** Told of this run's steps, besides the manager's own listener. */
  readonly onProgress?: ProgressListener | undefined;
  /** What the run does, as the subject of a sentence. */
  readonly what: string;
}

/** One account's way to Graph: what outlives a single method call. Each method call is a {@link GraphRun}. */
export class GraphClient {
  readonly settings: GraphClientSettings;
  readonly features: LoginFeatures;
  readonly origin: string;
  readonly gate: UsageGate;
  /** Who is told of the waits: the runs under way. */
  readonly #runs = new Set<GraphRun>();

  constructor(settings: GraphClientSettings) {
    this.settings = settings;
    this.features = LOGINS[settings.login];
    this.origin = new URL(settings.baseUrl ?? `https://${this.features.host}`).href.replace(/\/+$/, '');
    this.gate = new UsageGate({
      clock: settings.dependencies.clock,
      usageLimitPercent: settings.dependencies.usageLimitPercent,
      maxWaitMs: settings.dependencies.maxWaitMs,
      onWait: (waitMs) => {
        for (const run of this.#runs) run.announceWait(waitMs);
      },
    });
  }

  get login(): Login {
    return this.settings.login;
  }

  get usage(): UsageState {
    return this.gate.state;
  }

  /**
   * Runs one method's requests under its deadline and call limit. After it has settled nothing more is sent.
   *
   * @throws the caller's abort reason unchanged; kind `timeout` when the deadline passes
   */
  async run<T>(options: RunOptions, work: (run: GraphRun) => Promise<T>): Promise<T> {
    const { dependencies } = this.settings;
    return withDeadline(
      async (signal) => {
        const run = new GraphRun(this, signal, options);
        this.#runs.add(run);
        try {
          return await work(run);
        } finally {
          this.#runs.delete(run);
        }
      },
      { signal: options.signal, deadlineMs: dependencies.deadlineMs, what: options.what },
    );
  }
}

/** What one run is held to, and who is told of it. */
export interface GraphRunOptions {
  readonly maxCalls?: number | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** What became of one of many requests. */
export type Outcome =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly error: InsightInventoryError };

/** A configured token gives way to a fresh one; a stored one to the configured one first. */
const TOKEN_REPLACEMENTS = { configured: 1, store: 2 } as const;

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
  /** Until when waits were announced already: requests that wait side by side wait once. */
  #waitingUntil = 0;

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
      const answer = await this.#withToken(request, (token) =>
        this.#exchange(toWireRequest(this.client, request, token), 1, attempt, request),
      );
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
      outcomes.push(...(await this.batch(requests.slice(start, start + LIMITS.batchItems))));
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
    const { clock, logger } = this.client.settings.dependencies;
    const now = clock.now();
    const added = now + waitMs - Math.max(now, this.#waitingUntil);
    if (added <= 0) return;
    this.#waitingUntil = now + waitMs;
    this.tally.waited_ms += Math.round(added);
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

  /**
   * One batch, whatever the login is taken to have; items that failed for a moment, or timed out inside it, are sent
   * again in a smaller one. Never throws for an item. Costs one Graph call an item.
   */
  async batch(requests: readonly GraphRequest[]): Promise<Outcome[]> {
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
        if (last === null || waitOf(item.error) > waitOf(last)) last = item.error;
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
    const cost = Math.max(1, affordable);
    const outcomes = await this.#withToken(
      null,
      async (token) => {
        const answer = await this.#exchange(toWireBatch(this.client, sent, token), cost, attempt, null);
        const items = readBatch(answer.body);
        if (items === null) throw malformed();
        return items.map((item) => this.#toOutcome(item, attempt));
      },
      (items) => items.some((item) => !item.ok && isRefusedToken(item.error)),
    );
    // The token of a batch stands at its top, so an item that refuses it refuses it for all.
    const refused = outcomes.find((item) => !item.ok && item.error.kind === 'auth');
    if (refused?.ok === false) this.#stopped ??= refused.error;
    const left = requests.slice(affordable).map((): Outcome => ({ ok: false, error: this.#outOfCalls() }));
    return [...outcomes, ...left];
  }

  #toOutcome(item: BatchItem, attempt: number): Outcome {
    if (item === null) return { ok: false, error: timedOutItem() };
    const error = this.#readError({ ...item, attempt });
    if (error !== null) return { ok: false, error };
    return item.body === undefined ? { ok: false, error: malformed() } : { ok: true, body: item.body };
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
    this.client.settings.dependencies.logger.warn('retrying a graph request', { code, attempt, delay_ms: delayMs });
    if (isGraphApiError(error) && error.kind === 'rate_limit') this.announceWait(delayMs);
    else this.tally.waited_ms += Math.round(delayMs);
  }

  /**
   * Sends; when the token is refused and another can be had, again with that.
   */
  async #withToken<T>(
    request: GraphRequest | null,
    send: (token: HeldToken | null) => Promise<T>,
    isRefusal: (result: T) => boolean = () => false,
  ): Promise<T> {
    if (request?.tokenTransport === 'none' || request?.authorization !== undefined) return send(null);
    const { tokens } = this.client.settings;
    let token = await tokens.get(this.signal);
    for (let left: number = TOKEN_REPLACEMENTS[token.origin]; ; left -= 1) {
      const held = token;
      const replace = async (): Promise<boolean> => left > 0 && (await tokens.replace(held, this.signal));
      try {
        const result = await send(token);
        if (!isRefusal(result) || !(await replace())) return result;
      } catch (error) {
        // A refusal that has stopped the run before is not one of this token.
        if (error === this.#stopped || !isRefusedToken(error) || !(await replace())) throw error;
      }
      token = await tokens.get(this.signal);
    }
  }

  async #exchange(wire: WireRequest, cost: number, attempt: number, request: GraphRequest | null): Promise<WireAnswer> {
    const { dependencies } = this.client.settings;
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
        duration_ms: clock.now() - startedAt,
      });
      const error = this.#readError({ ...answer, attempt });
      if (error === null) return answer;
      throw error;
    }, this.signal);
  }

  /** Takes note of an answer's usage headers and of the error in it. A throttle holds back every request. */
  #readError(answer: WireAnswer & { readonly attempt: number }): GraphApiError | null {
    const { gate, settings } = this.client;
    const now = settings.dependencies.clock.now();
    const usage = readUsage(answer.header);
    gate.observe(usage);
    const told = usage.regainMs ?? readRetryAfter(answer.header('retry-after'), now);
    const { status, body, attempt } = answer;
    const retryAfterMs = told ?? gate.blockedForMs;
    const error = readGraphError({ status, body, retryAfterMs, attempt, now }, settings.redactor);
    if (error?.kind === 'rate_limit' && error.retryAfterMs !== null) {
      gate.block(error.retryAfterMs, told === null ? 'guessed' : 'told');
    }
    return error;
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

function isRefusedToken(error: unknown): boolean {
  return isGraphApiError(error) && error.kind === 'auth' && error.graphCode === 190;
}

/** How long an error asks to wait; a throttle's wait decides for a whole batch. */
function waitOf(error: InsightInventoryError): number {
  return isGraphApiError(error) ? (error.retryAfterMs ?? 0) : 0;
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
