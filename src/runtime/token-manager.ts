import { type Clock, untilAborted } from './clock.ts';
import { type InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import { type Redactor, Secret } from '../base/redact.ts';
import { normalizeTimestamp, toEpochMs } from '../base/time.ts';
import {
  type AccessToken,
  type AccessTokenProvider,
  type AccessTokenSource,
  tokenProblem,
  type TokenStore,
} from './stores.ts';

interface Current<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  callers: number;
}

/**
 * Work that several callers wait for together: done once, on a signal of its own. A caller that leaves takes nobody
 * else along; when the last one leaves the work is stopped.
 */
export class SharedWork<T> {
  #current: Current<T> | null = null;

  /**
   * Joins the work under way, or starts it.
   *
   * @throws the caller's own abort reason; whatever the work throws
   */
  async join(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const current = (this.#current ??= this.#start(work));
    current.callers += 1;
    try {
      return await untilAborted(() => current.result, [signal]);
    } finally {
      current.callers -= 1;
      if (current.callers === 0) this.#leave(current);
    }
  }

  #start(work: (signal: AbortSignal) => Promise<T>): Current<T> {
    const stop = new AbortController();
    const result = work(stop.signal);
    const current: Current<T> = { result, stop, callers: 0 };
    const finish = (): void => {
      this.#forget(current);
    };
    // Its callers get the error; when all have left, nobody does.
    result.then(finish, finish);
    return current;
  }

  #leave(current: Current<T>): void {
    this.#forget(current);
    current.stop.abort();
  }

  #forget(current: Current<T>): void {
    if (this.#current === current) this.#current = null;
  }
}

/** A token in use, and where it came from. */
export interface ActiveToken {
  readonly secret: Secret;
  readonly expiresAt: string | null;
  readonly origin: 'store' | 'configured';
}

/** How a platform refuses a token. */
export interface TokenUse<T> {
  readonly signal: AbortSignal;
  readonly isRefusal: (error: unknown) => boolean;
  /** For answers that hold many results, of which one may be a refusal. */
  readonly refuses?: ((result: T) => boolean) | undefined;
}

/** How often a token is replaced: a configured one gives way to a fresh one, a stored one to the configured one first. */
const TOKEN_REPLACEMENTS = { configured: 1, store: 2 } as const;

/** Why there is no token: what the source or the store threw or gave. */
export type TokenErrorCode = 'provider' | 'store' | 'empty_token' | 'malformed_token';

export interface TokenManagerOptions {
  readonly source: AccessTokenSource;
  /** Expiry of a configured token; `null` when the configuration names none. */
  readonly expiresAt: string | null;
  readonly store: TokenStore | null;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Makes the platform's error of a token that cannot be had. */
  readonly toError: (message: string, code: TokenErrorCode) => InsightInventoryError;
}

/**
 * Holds the access token of one manager. A stored token wins while it has not expired; when Graph refuses it, the
 * configured one is tried once; a provider is asked for a fresh one once. Whoever asks at the same time shares one
 * answer.
 */
export class TokenManager {
  readonly #options: TokenManagerOptions;
  readonly #loading = new SharedWork<ActiveToken>();
  #active: ActiveToken | null = null;

  constructor(options: TokenManagerOptions) {
    this.#options = options;
    if (typeof options.source !== 'function') options.redactor.add(options.source);
  }

  /** Gives the token to send; loaded at first use, and again when a provider's token has run out. */
  async get(signal: AbortSignal): Promise<ActiveToken> {
    const active = this.#active;
    if (active !== null && !(this.#isExpired(active.expiresAt) && typeof this.#options.source === 'function'))
      return active;
    return this.#share(signal, (shared) => (active === null ? this.#load(shared) : this.#configured(shared, true)));
  }

  /**
   * Sends with the token in use; when it is refused and another can be had, again with that.
   *
   * @returns what the last attempt gave, refused or not
   * @throws what `send` throws
   */
  async use<T>(send: (token: ActiveToken) => Promise<T>, options: TokenUse<T>): Promise<T> {
    const { signal, isRefusal, refuses = () => false } = options;
    let token = await this.get(signal);
    for (let left: number = TOKEN_REPLACEMENTS[token.origin]; ; left -= 1) {
      const used = token;
      const isReplaced = async (): Promise<boolean> => left > 0 && (await this.replace(used, signal));
      try {
        const result = await send(token);
        if (!refuses(result) || !(await isReplaced())) return result;
      } catch (error) {
        if (!isRefusal(error) || !(await isReplaced())) throw error;
      }
      token = await this.get(signal);
    }
  }

  /** Replaces a refused token: tells whether another one is now active, so that the request may be sent again. */
  async replace(refused: ActiveToken, signal: AbortSignal): Promise<boolean> {
    if (this.#active !== null && this.#active !== refused) return true;
    const isProvider = typeof this.#options.source === 'function';
    if (refused.origin === 'configured' && !isProvider) return false;
    const other = await this.#share(signal, async (shared) => {
      const configured = await this.#configured(shared, refused.origin === 'configured');
      const same = configured.secret.reveal() === refused.secret.reveal();
      return same && isProvider && refused.origin === 'store' ? this.#configured(shared, true) : configured;
    });
    return other.secret.reveal() !== refused.secret.reveal();
  }

  /** Takes a refreshed token into use and keeps it in the store. */
  async adopt(token: AccessToken): Promise<void> {
    this.#active = this.#activate(token, 'store');
    await this.#options.store?.save(token);
  }

  async #share(signal: AbortSignal, load: (signal: AbortSignal) => Promise<ActiveToken>): Promise<ActiveToken> {
    return this.#loading.join(signal, async (shared) => {
      this.#active = await load(shared);
      return this.#active;
    });
  }

  async #load(signal: AbortSignal): Promise<ActiveToken> {
    const stored = await this.#stored(signal);
    const active = stored === null ? null : this.#activate(stored, 'store');
    return active === null || this.#isExpired(active.expiresAt) ? this.#configured(signal, false) : active;
  }

  /** Loads from the caller's own store: what it throws may show a token and is not passed on as it is. */
  async #stored(signal: AbortSignal): Promise<AccessToken | null> {
    try {
      return (await this.#options.store?.load()) ?? null;
    } catch (error) {
      signal.throwIfAborted();
      throw this.#ownError(error, 'The token store failed', 'store');
    }
  }

  #ownError(error: unknown, what: string, code: 'provider' | 'store'): Error {
    if (isInsightInventoryError(error)) return error;
    const message = error instanceof Error ? error.message : 'no reason given';
    return this.#error(this.#options.redactor.text(`${what}: ${message}`), code);
  }

  async #configured(signal: AbortSignal, forceRefresh: boolean): Promise<ActiveToken> {
    const { source, expiresAt } = this.#options;
    if (typeof source === 'string') return this.#activate({ value: source, expiresAt }, 'configured');
    if (source instanceof Secret) return this.#activate({ value: source.reveal(), expiresAt }, 'configured');
    return this.#activate(await this.#ask(source, forceRefresh, signal), 'configured');
  }

  /** Asks the caller's own function: what it throws may show a token and is not passed on as it is. */
  async #ask(provider: AccessTokenProvider, forceRefresh: boolean, signal: AbortSignal): Promise<AccessToken> {
    try {
      return await provider({ forceRefresh, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw this.#ownError(error, 'The access token provider failed', 'provider');
    }
  }

  #activate(token: AccessToken, origin: ActiveToken['origin']): ActiveToken {
    // The caller's own store or provider may give anything.
    const { value: given, expiresAt }: Record<string, unknown> = { ...token };
    // Files and environment variables like to end in a line break, which no header takes.
    const value = typeof given === 'string' ? given.trim() : '';
    const problem = tokenProblem(value);
    this.#options.redactor.add(value);
    if (problem !== null) {
      throw this.#error(`The ${origin} access token ${problem}.`, value === '' ? 'empty_token' : 'malformed_token');
    }
    return { secret: new Secret(value), expiresAt: normalizeTimestamp(expiresAt), origin };
  }

  #error(message: string, code: TokenErrorCode): InsightInventoryError {
    return this.#options.toError(message, code);
  }

  #isExpired(expiresAt: string | null): boolean {
    const expiry = expiresAt === null ? null : toEpochMs(expiresAt);
    return expiry !== null && expiry <= this.#options.clock.now();
  }
}
