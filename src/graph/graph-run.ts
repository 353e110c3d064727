import {
  type GraphApiError,
  type InsightInventoryError,
  isGraphApiError,
  isInsightInventoryError,
} from '../base/errors.ts';
import { itemAt } from '../base/lists.ts';
import type { Redactor, Secret } from '../base/redact.ts';
import { chunksOf, mapBounded, Slots } from '../runtime/concurrency.ts';
import type { ProgressEvent, ResolvedDependencies } from '../runtime/dependencies.ts';
import type { Attempt, RequestHook, Run, RunTally } from '../runtime/run.ts';
import type { ActiveToken, TokenManager } from '../runtime/token-manager.ts';
import { readRetryAfter } from '../runtime/retry.ts';
import { type BatchItem, readBatch } from './answer.ts';
import type { RequestContext } from './error-table.ts';
import { isRefusedToken, malformed, readGraphError, timedOutItem } from './graph-error.ts';
import {
  type GraphRequest,
  sendWire,
  toWireBatch,
  toWireRequest,
  type WireAnswer,
  type WireRequest,
} from './graph-request.ts';
import { LIMITS, type Login, type LoginFeatures, loginOfToken } from './platform.ts';
import { readUsage, type UsageGate } from './usage.ts';

/** What a client talks to, and how. */
export interface GraphClientConfig {
  readonly login: Login;
  /** The account that is read, whose limits its answers name; `null` before it is known. */
  readonly accountId: string | null;
  readonly apiVersion: string;
  /** Origin to talk to instead of the platform's own. */
  readonly baseUrl: string | null;
  readonly tokenTransport: 'header' | 'query';
  readonly appSecret: Secret | null;
  readonly tokens: TokenManager;
  readonly redactor: Redactor;
  readonly dependencies: ResolvedDependencies;
}

/** What the runs of one account share. */
export interface GraphAccount {
  readonly config: GraphClientConfig;
  readonly login: Login;
  readonly features: LoginFeatures;
  readonly origin: string;
  readonly gate: UsageGate;
}

/** What became of one of many requests. */
export type ReadResult =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly error: InsightInventoryError };

/** One result a request, in their order. */
type ResultsOf<Requests extends readonly GraphRequest[]> = { -readonly [Place in keyof Requests]: ReadResult };

/** The Graph requests of one method call: a {@link Run} whose requests pass the account's token and usage gate. */
export class GraphRun {
  readonly client: GraphAccount;
  readonly #run: Run;
  readonly #slots: Slots;

  constructor(client: GraphAccount, run: Run) {
    this.client = client;
    this.#run = run;
    const { concurrency } = client.config.dependencies;
    const limit = (): number => client.gate.lanes(concurrency);
    this.#slots = new Slots({
      get limit() {
        return limit();
      },
      tick: () => undefined,
    });
  }

  get signal(): AbortSignal {
    return this.#run.signal;
  }

  get tally(): RunTally {
    return this.#run.tally;
  }

  /**
   * Tells whether requests that do not need each other may go side by side: where the calls cannot run out before their
   * end, and more than one request may be in flight. What is found is the same either way.
   *
   * @param most - calls it may take; any number when left out
   */
  mayOverlap(most?: number): boolean {
    const calls = most ?? Infinity;
    return this.client.config.dependencies.concurrency > 1 && this.#run.affordable(calls) >= calls;
  }

  /** Tells the manager's listener and the run's of a step. Never throws. */
  report(event: Omit<ProgressEvent, 'source'>): void {
    this.#run.report(event);
  }

  /** Sends one read, retried as its error allows. Costs one Graph call an attempt. @throws GraphApiError */
  async get(request: GraphRequest): Promise<unknown> {
    let token: ActiveToken | null = null;
    const useToken = this.#tokenHook<unknown>((active) => {
      token = active;
    });
    const isOwnToken = request.tokenTransport !== 'none' && request.authorization === undefined;
    const operation = template(request.path);
    return this.#run.request(
      async (attempt) => {
        const wire = toWireRequest(this.client, request, token);
        const context = this.#contextOf(request.path, request.authorization ?? token?.secret ?? null);
        const { givesToken } = request;
        const { body } = await this.#exchange(wire, attempt, { path: operation, items: 1, givesToken }, context);
        if (body === undefined) throw malformed('something that is not JSON');
        return body;
      },
      {
        operation,
        hooks: [...(isOwnToken ? [useToken] : []), this.#slotHook(), this.#gateHook()],
        // What refuses another token, or none, says nothing of the account's.
        isolated: !isOwnToken,
      },
    );
  }

  /**
   * Sends many reads side by side, each judged alone: in batches where the login has them. Never throws for an item; an
   * item that was not sent because the run had stopped carries the error that stopped it. Costs one Graph call an item.
   */
  async getMany<const Requests extends readonly GraphRequest[]>(requests: Requests): Promise<ResultsOf<Requests>>;
  async getMany(requests: readonly GraphRequest[]): Promise<ReadResult[]> {
    const { concurrency } = this.client.config.dependencies;
    if (!this.client.features.batch || requests.length === 1) {
      return mapBounded(requests, concurrency, (request) => this.#settle(() => this.get(request)), this.signal);
    }
    // At once, in the order of those who ask.
    if (requests.length > 0 && requests.length <= LIMITS.batchItems) return this.batch(requests);
    const batches = chunksOf(requests, LIMITS.batchItems);
    return (await mapBounded(batches, concurrency, (batch) => this.batch(batch), this.signal)).flat();
  }

  /** Sends a read for each item and gives it beside the item; otherwise {@link getMany}. */
  async getEach<T>(items: readonly T[], toRequest: (item: T) => GraphRequest): Promise<[T, ReadResult][]> {
    const results: readonly ReadResult[] = await this.getMany(items.map(toRequest));
    return items.flatMap((item, place): [T, ReadResult][] => {
      const result = results[place];
      return result === undefined ? [] : [[item, result]];
    });
  }

  /**
   * Sends one batch, whatever the login is taken to have; items that failed for a moment, or timed out inside it, are sent
   * again in a smaller one. Never throws for an item. Costs one Graph call an item.
   */
  async batch(requests: readonly GraphRequest[]): Promise<ReadResult[]> {
    const results: (ReadResult | undefined)[] = requests.map(() => undefined);
    let open = requests.map((_, index) => index);
    let sent: number[] = [];
    let token: ActiveToken | null = null;
    const cost = (): number => {
      sent = open.slice(0, this.#run.affordable(open.length));
      return Math.max(1, sent.length);
    };
    const keepResults: RequestHook<ReadResult[]> = async (send) => {
      const items = await send();
      for (const [position, index] of open.entries()) {
        results[index] = items[position] ?? { ok: false, error: this.#run.outOfCalls() };
      }
      // A batch has one token for all its items, so one that refuses it refuses it for all.
      const refused = items.find((item) => !item.ok && item.error.kind === 'auth');
      if (refused?.ok === false) this.#run.stop(refused.error);
      const failed = open.flatMap((index) => {
        const result = results[index];
        return result?.ok === false && result.error.retryable ? { index, error: result.error } : [];
      });
      open = failed.map(({ index }) => index);
      // The item that asks for the longest wait decides when the others are sent again.
      const [longest] = failed.sort((a, b) => waitOf(b.error) - waitOf(a.error));
      if (longest !== undefined) throw longest.error;
      return items;
    };
    const useToken = this.#tokenHook<ReadResult[]>(
      (active) => {
        token = active;
      },
      (items) => items.some((item) => !item.ok && isRefusedToken(item.error)),
    );
    const settled = await this.#settle(() =>
      this.#run.request(
        async (attempt) => {
          const sentRequests = sent.flatMap((index) => itemAt(requests, index));
          const wire = toWireBatch(this.client, sentRequests, token);
          const bearer = token?.secret ?? null;
          const log = { path: '(batch)', items: sentRequests.length };
          const { body } = await this.#exchange(wire, attempt, log, this.#contextOf('', bearer));
          const items = readBatch(body, sentRequests);
          if (items === null) throw malformed('no answer to the batch that was sent');
          return items.map((item, index) =>
            this.#toResult(item, attempt, this.#contextOf(itemAt(sentRequests, index).path, bearer)),
          );
        },
        { operation: '(batch)', cost, hooks: [keepResults, useToken, this.#slotHook(), this.#gateHook()] },
      ),
    );
    const failure = settled.ok ? timedOutItem() : settled.error;
    return results.map((result) => result ?? { ok: false, error: failure });
  }

  async #settle(read: () => Promise<unknown>): Promise<ReadResult> {
    try {
      return { ok: true, body: await read() };
    } catch (error) {
      this.signal.throwIfAborted();
      if (isInsightInventoryError(error)) return { ok: false, error };
      throw error;
    }
  }

  #toResult(item: BatchItem, { number }: Attempt, context: RequestContext): ReadResult {
    if (item === null) return { ok: false, error: timedOutItem() };
    const error = this.#readError(item, number, context);
    if (error !== null) return { ok: false, error };
    return item.body === undefined
      ? { ok: false, error: malformed('something that is not JSON') }
      : { ok: true, body: item.body };
  }

  /** Sends with the account's token; when it is refused and another can be had, again with that. */
  #tokenHook<T>(use: (token: ActiveToken) => void, refuses?: (result: T) => boolean): RequestHook<T> {
    return (send, { signal }) =>
      this.client.config.tokens.use(
        (token) => {
          use(token);
          return send();
        },
        {
          signal,
          // A refusal that has stopped the run before is not one of this token.
          isRefusal: (error) => error !== this.#run.stopped && isRefusedToken(error),
          refuses,
        },
      );
  }

  /** Makes the hook that takes a slot, within the token's hook: what renews a token is a request of its own. */
  #slotHook<T>(): RequestHook<T> {
    return (send, { signal }) => this.#slots.use(send, signal);
  }

  #gateHook<T>(): RequestHook<T> {
    return (send, attempt) => this.client.gate.pass(send, attempt);
  }

  async #exchange(
    wire: WireRequest,
    attempt: Attempt,
    sent: { readonly path: string; readonly items: number; readonly givesToken?: boolean | undefined },
    context: RequestContext,
  ): Promise<WireAnswer> {
    const { redactor, dependencies } = this.client.config;
    const { clock, logger, timeoutMs, fetch } = dependencies;
    const { givesToken = false, ...log } = sent;
    const clean = (text: string): string => (givesToken ? text : redactor.answer(text));
    const startedAt = clock.now();
    const answer = await sendWire(wire, { signal: attempt.signal, timeoutMs, fetch, clean });
    logger.debug('graph request finished', {
      ...log,
      status: answer.status,
      attempt: attempt.number,
      duration_ms: clock.now() - startedAt,
    });
    const error = this.#readError(answer, attempt.number, context);
    if (error === null) return answer;
    throw error;
  }

  /** Gathers what decides which setting an error is blamed on. */
  #contextOf(path: string, token: Secret | null): RequestContext {
    const { login, accountId } = this.client.config;
    const isAccount = accountId !== null && path.split('/')[0] === accountId;
    return { login, tokenLogin: token === null ? null : loginOfToken(token), isAccount };
  }

  /** Takes note of an answer's usage headers and of the error in it. A throttle holds back every request. */
  #readError({ status, body, header }: WireAnswer, attempt: number, context: RequestContext): GraphApiError | null {
    const { gate, config } = this.client;
    const now = config.dependencies.clock.now();
    const usage = readUsage(header, config.accountId);
    gate.observe(usage);
    const serverWaitMs = usage.regainMs ?? readRetryAfter(header('retry-after'), now);
    const retryAfterMs = serverWaitMs ?? gate.blockedForMs;
    const error = readGraphError({ status, body, retryAfterMs, attempt, now }, config.redactor, context);
    if (error?.kind === 'rate_limit' && error.retryAfterMs !== null) {
      gate.block(error.retryAfterMs, serverWaitMs === null ? 'estimate' : 'server', error.graphCode);
    }
    return error;
  }
}

/** Gives how long an error asks to wait; a throttle's wait decides for a whole batch. */
function waitOf(error: InsightInventoryError): number {
  return isGraphApiError(error) ? (error.retryAfterMs ?? 0) : 0;
}

/** Replaces the ids of a path, for the log. */
function template(path: string): string {
  return path.replaceAll(/\d{5,}/g, '{id}');
}
