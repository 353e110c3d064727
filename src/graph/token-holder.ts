import { GraphApiError } from '../base/errors.ts';
import type { Redactor } from '../base/redact.ts';
import { Secret } from '../base/secret.ts';
import { toEpochMs } from '../base/time.ts';
import type { AccessToken, AccessTokenSource } from '../runtime/access-token.ts';
import type { Clock } from '../runtime/clock.ts';
import type { TokenStore } from '../runtime/token-store.ts';

/** A token in use, and where it came from. */
export interface HeldToken {
  readonly secret: Secret;
  readonly expiresAt: string | null;
  readonly origin: 'store' | 'configured';
}

export interface TokenHolderSettings {
  readonly source: AccessTokenSource;
  /** Expiry of a configured token, where the configuration knows it. */
  readonly expiresAt: string | null;
  readonly store: TokenStore | null;
  readonly clock: Clock;
  readonly redactor: Redactor;
}

/**
 * Holds the access token of one manager. A stored token wins while it has not expired; when Graph refuses it, the
 * configured one is tried once; a provider is asked for a fresh one once. Whoever asks at the same time shares one
 * answer.
 */
export class TokenHolder {
  readonly #settings: TokenHolderSettings;
  #held: HeldToken | null = null;
  #pending: Promise<HeldToken> | null = null;

  constructor(settings: TokenHolderSettings) {
    this.#settings = settings;
    if (typeof settings.source !== 'function') settings.redactor.add(settings.source);
  }

  /** The token to send; loaded at first use, and again when a provider's token has run out. */
  async get(signal: AbortSignal): Promise<HeldToken> {
    const held = this.#held;
    if (held !== null && !(this.#isExpired(held.expiresAt) && typeof this.#settings.source === 'function')) return held;
    return this.#share(() => (held === null ? this.#load(signal) : this.#configured(signal, true)));
  }

  /** After Graph refused a token: whether another one is now held, so that the request may be sent again. */
  async replace(refused: HeldToken, signal: AbortSignal): Promise<boolean> {
    if (this.#held !== null && this.#held !== refused) return true;
    const isProvider = typeof this.#settings.source === 'function';
    if (refused.origin === 'configured' && !isProvider) return false;
    const other = await this.#share(async () => {
      const configured = await this.#configured(signal, refused.origin === 'configured');
      const same = configured.secret.reveal() === refused.secret.reveal();
      return same && isProvider && refused.origin === 'store' ? this.#configured(signal, true) : configured;
    });
    return other.secret.reveal() !== refused.secret.reveal();
  }

  /** Takes a refreshed token into use and keeps it in the store. */
  async adopt(token: AccessToken): Promise<void> {
    this.#held = this.#hold(token, 'store');
    await this.#settings.store?.save(token);
  }

  async #share(load: () => Promise<HeldToken>): Promise<HeldToken> {
    this.#pending ??= load().finally(() => {
      this.#pending = null;
    });
    this.#held = await this.#pending;
    return this.#held;
  }

  async #load(signal: AbortSignal): Promise<HeldToken> {
    const stored = (await this.#settings.store?.load()) ?? null;
    if (stored !== null && !this.#isExpired(stored.expiresAt)) return this.#hold(stored, 'store');
    return this.#configured(signal, false);
  }

  async #configured(signal: AbortSignal, forceRefresh: boolean): Promise<HeldToken> {
    const { source, expiresAt } = this.#settings;
    if (typeof source === 'string') return this.#hold({ value: source, expiresAt }, 'configured');
    if (source instanceof Secret) return this.#hold({ value: source.reveal(), expiresAt }, 'configured');
    return this.#hold(await source({ forceRefresh, signal }), 'configured');
  }

  #hold(token: AccessToken, origin: HeldToken['origin']): HeldToken {
    if (typeof token.value !== 'string' || token.value.trim() === '') throw emptyToken(origin);
    this.#settings.redactor.add(token.value);
    return { secret: new Secret(token.value), expiresAt: token.expiresAt, origin };
  }

  #isExpired(expiresAt: string | null): boolean {
    const expiry = expiresAt === null ? null : toEpochMs(expiresAt);
    return expiry !== null && expiry <= this.#settings.clock.now();
  }
}

function emptyToken(origin: HeldToken['origin']): GraphApiError {
  return new GraphApiError(`The ${origin} access token is empty.`, {
    kind: 'auth',
    code: 'auth:empty_token',
    remedy: 'Configure an access token, or let the provider return one.',
    status: null,
  });
}
