import { describe, expect, it } from 'vitest';
import { ConfigError, isInsightInventoryError } from '../../../src/base/errors.ts';
import { Redactor } from '../../../src/base/redact.ts';
import { Secret } from '../../../src/base/redact.ts';
import { missingToken } from '../../../src/graph/tokens.ts';
import { TokenManager } from '../../../src/runtime/token-manager.ts';
import type { AccessToken, AccessTokenSource, TokenStore } from '../../../src/runtime/stores.ts';
import { createFakeClock } from './fake-clock.ts';

const NEVER = new AbortController().signal;
const NOW = Date.parse('2026-11-22T12:00:00Z');
const LATER = '2026-12-22T12:00:00Z';
const BEFORE = '2026-11-22T11:59:59Z';

function storeOf(token: AccessToken | null): TokenStore & { saved: AccessToken[] } {
  const saved: AccessToken[] = [];
  return {
    saved,
    load: () => Promise.resolve(token),
    save: (next) => {
      saved.push(next);
      return Promise.resolve();
    },
  };
}

function holderOf(source: AccessTokenSource, options: { store?: TokenStore; expiresAt?: string } = {}) {
  const clock = createFakeClock(NOW);
  const redactor = new Redactor();
  const { store = null, expiresAt = null } = options;
  const holder = new TokenManager({ source, expiresAt, store, clock, redactor, toError: missingToken });
  const value = async (): Promise<string> => (await holder.get(NEVER)).secret.reveal();
  return { holder, clock, redactor, value };
}

/** Creates a provider that counts how it is asked; each forced answer is a new token. */
function createProvider(expiresAt: string | null = null) {
  const asked: boolean[] = [];
  let made = 0;
  const provider = ({ forceRefresh }: { forceRefresh: boolean }): Promise<AccessToken> => {
    asked.push(forceRefresh);
    if (forceRefresh || made === 0) made += 1;
    return Promise.resolve({ value: `provided-token-${String(made)}`, expiresAt });
  };
  return { provider, asked };
}

describe('which token is in use', () => {
  it('is the configured one, given as text or as a secret', async () => {
    expect(await holderOf('configured-token').value()).toBe('configured-token');
    expect(await holderOf(new Secret('configured-token')).value()).toBe('configured-token');
  });

  it('is the stored one while that has not expired, or has no known end', async () => {
    for (const expiresAt of [LATER, null]) {
      const store = storeOf({ value: 'stored-token', expiresAt });
      expect(await holderOf('configured-token', { store }).value()).toBe('stored-token');
    }
  });

  it('is the configured one when the stored one has expired or none was stored', async () => {
    const expired = storeOf({ value: 'stored-token', expiresAt: BEFORE });
    expect(await holderOf('configured-token', { store: expired }).value()).toBe('configured-token');
    expect(await holderOf('configured-token', { store: storeOf(null) }).value()).toBe('configured-token');
  });

  it('comes without the line end that files and environments leave behind it', async () => {
    const store = storeOf({ value: ' stored-token\n', expiresAt: null });
    expect(await holderOf('configured-token', { store }).value()).toBe('stored-token');
    expect(await holderOf('configured-token\r\n').value()).toBe('configured-token');
  });

  it('has the expiry the configuration knows', async () => {
    expect((await holderOf('configured-token', { expiresAt: LATER }).holder.get(NEVER)).expiresAt).toBe(LATER);
  });
});

describe('a provider', () => {
  it('is asked once for all who ask at the same time, and not again while its token lives', async () => {
    const { provider, asked } = createProvider(LATER);
    const { holder, value } = holderOf(provider);
    await Promise.all([holder.get(NEVER), holder.get(NEVER), holder.get(NEVER)]);
    expect(await value()).toBe('provided-token-1');
    expect(asked).toEqual([false]);
  });

  it('is asked for a fresh token when its own has run out', async () => {
    const { provider, asked } = createProvider('2026-11-22T12:10:00Z');
    const { clock, value } = holderOf(provider);
    await value();
    clock.advance(11 * 60_000);
    expect(await value()).toBe('provided-token-2');
    expect(asked).toEqual([false, true]);
  });

  it('is asked for a fresh token after a refusal, once for all who were refused', async () => {
    const { provider, asked } = createProvider();
    const { holder, value } = holderOf(provider);
    const refused = await holder.get(NEVER);
    expect(await Promise.all([holder.replace(refused, NEVER), holder.replace(refused, NEVER)])).toEqual([true, true]);
    expect(await holder.replace(refused, NEVER)).toBe(true);
    expect(await value()).toBe('provided-token-2');
    expect(asked).toEqual([false, true]);
  });

  it('that fails or gives nothing is an error of kind auth that shows none of what it said', async () => {
    const failing = (): Promise<AccessToken> => Promise.reject(new Error('vault said EAAsecretsecretsecret'));
    const empty = (): Promise<AccessToken> => Promise.resolve({ value: ' ', expiresAt: null });
    const nothing = (): Promise<AccessToken> => Promise.resolve(undefined as unknown as AccessToken);
    for (const source of [failing, empty, nothing]) {
      const error: unknown = await holderOf(source)
        .holder.get(NEVER)
        .catch((reason: unknown) => reason);
      if (!isInsightInventoryError(error)) throw new Error('It should have been refused.');
      expect(error.kind).toBe('auth');
      expect(error.message).not.toContain('EAA');
    }
  });

  it('may throw an error of this library, which is passed on as it is', async () => {
    const cause = new ConfigError([{ key: 'vault', found: 'nothing', remedy: 'Log in to the vault.' }]);
    await expect(holderOf(() => Promise.reject(cause)).holder.get(NEVER)).rejects.toBe(cause);
  });

  it("is not stopped for one caller by another caller's abort", async () => {
    let give: (token: AccessToken) => void = () => undefined;
    const { holder } = holderOf(
      ({ signal }) =>
        new Promise((resolve, reject) => {
          give = resolve;
          signal?.addEventListener('abort', () => {
            reject(new Error('stopped by its signal'));
          });
        }),
    );
    const first = new AbortController();
    const reason = new Error('the first caller left');
    const leaving = holder.get(first.signal);
    const staying = holder.get(NEVER);
    first.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    give({ value: 'provided-token', expiresAt: null });
    expect((await staying).secret.reveal()).toBe('provided-token');
  });

  it('is stopped when the last of its callers leaves', async () => {
    let stopped = false;
    const { holder } = holderOf(
      ({ signal }) =>
        new Promise(() => {
          signal?.addEventListener('abort', () => {
            stopped = true;
          });
        }),
    );
    const controller = new AbortController();
    const leaving = holder.get(controller.signal);
    controller.abort();
    await expect(leaving).rejects.toBe(controller.signal.reason);
    expect(stopped).toBe(true);
  });
});

describe('a refused token', () => {
  it('has no other when it was the configured text', async () => {
    const { holder } = holderOf('configured-token');
    expect(await holder.replace(await holder.get(NEVER), NEVER)).toBe(false);
  });

  it('gives way to the configured one when it came from the store', async () => {
    const { holder, value } = holderOf('configured-token', {
      store: storeOf({ value: 'stored-token', expiresAt: LATER }),
    });
    const refused = await holder.get(NEVER);
    expect(await holder.replace(refused, NEVER)).toBe(true);
    expect(await value()).toBe('configured-token');
    expect(await holder.replace(await holder.get(NEVER), NEVER)).toBe(false);
  });

  it('has no other when the stored one is the configured one', async () => {
    const { holder } = holderOf('same-token', { store: storeOf({ value: 'same-token', expiresAt: LATER }) });
    expect(await holder.replace(await holder.get(NEVER), NEVER)).toBe(false);
  });

  it('from the store that the provider still gives is asked for anew', async () => {
    const { provider, asked } = createProvider();
    const { holder, value } = holderOf(provider, { store: storeOf({ value: 'provided-token-1', expiresAt: LATER }) });
    expect(await holder.replace(await holder.get(NEVER), NEVER)).toBe(true);
    expect(await value()).toBe('provided-token-2');
    expect(asked).toEqual([false, true]);
  });

  it('from the store gives way to a cached one of the provider, and that to a fresh one', async () => {
    const { provider, asked } = createProvider();
    const { holder, value } = holderOf(provider, { store: storeOf({ value: 'stored-token', expiresAt: LATER }) });
    await holder.replace(await holder.get(NEVER), NEVER);
    expect(await value()).toBe('provided-token-1');
    await holder.replace(await holder.get(NEVER), NEVER);
    expect(await value()).toBe('provided-token-2');
    expect(asked).toEqual([false, true]);
  });
});

describe('a refreshed token', () => {
  it('is taken into use and saved', async () => {
    const store = storeOf(null);
    const { holder, value } = holderOf('configured-token', { store });
    await holder.adopt({ value: 'refreshed-token', expiresAt: LATER });
    expect(await value()).toBe('refreshed-token');
    expect(store.saved).toEqual([{ value: 'refreshed-token', expiresAt: LATER }]);
  });
});

describe('what the redactor knows', () => {
  it('is every token that was ever in use', async () => {
    const { provider } = createProvider();
    const { holder, redactor } = holderOf(provider, { store: storeOf({ value: 'stored-token', expiresAt: LATER }) });
    await holder.replace(await holder.get(NEVER), NEVER);
    await holder.adopt({ value: 'refreshed-token', expiresAt: null });
    expect(redactor.text('stored-token provided-token-1 refreshed-token')).toBe('[redacted] [redacted] [redacted]');
  });

  it('is the configured token from the start, before anything was asked', () => {
    expect(holderOf('configured-token').redactor.text('x configured-token')).toBe('x [redacted]');
  });
});

describe('what a provider gives', () => {
  it.each([undefined, null, 7, 'soon', {}])('is used whatever it says of its expiry: %j', async (expiresAt) => {
    const given = { value: 'a-token', expiresAt } as unknown as AccessToken;
    const { holder } = holderOf(() => Promise.resolve(given));
    await expect(holder.get(NEVER)).resolves.toMatchObject({ expiresAt: null });
    await expect(holder.get(NEVER)).resolves.toMatchObject({ expiresAt: null });
  });

  it.each(['<TOKEN>', 'EAA…', 'a token'])('is refused before any request when it is no token: %j', async (value) => {
    const { holder } = holderOf(() => Promise.resolve({ value, expiresAt: null }));
    const sent: unknown[] = [];
    const send = (token: unknown): Promise<number> => Promise.resolve(sent.push(token));
    const using = holder.use(send, { signal: NEVER, isRefusal: () => false });
    await expect(using).rejects.toMatchObject({ kind: 'auth', code: 'auth:malformed_token' });
    expect(sent).toEqual([]);
  });
});

describe('TokenManager.use', () => {
  const refusal = new Error('refused');
  const isRefusal = (error: unknown): boolean => error === refusal;

  it('sends again with another token, once for a configured one', async () => {
    const { provider } = createProvider();
    const { holder } = holderOf(provider);
    const sent: string[] = [];
    const send = (token: { secret: Secret }): Promise<never> => {
      sent.push(token.secret.reveal());
      return Promise.reject(refusal);
    };
    await expect(holder.use(send, { signal: NEVER, isRefusal })).rejects.toBe(refusal);
    expect(sent).toHaveLength(2);
    expect(new Set(sent).size).toBe(2);
  });

  it('sends a stored token, then the one of the provider, then a fresh one, and no more', async () => {
    const { provider, asked } = createProvider();
    const { holder } = holderOf(provider, { store: storeOf({ value: 'stored-token', expiresAt: LATER }) });
    const sent: string[] = [];
    const send = (token: { secret: Secret }): Promise<never> => {
      sent.push(token.secret.reveal());
      return Promise.reject(refusal);
    };
    await expect(holder.use(send, { signal: NEVER, isRefusal })).rejects.toBe(refusal);
    expect(sent).toEqual(['stored-token', 'provided-token-1', 'provided-token-2']);
    expect(asked).toEqual([false, true]);
  });

  it('gives back a refused result when there is no other token', async () => {
    const { holder } = holderOf('the-only-token');
    let sent = 0;
    const send = (): Promise<string> => Promise.resolve(`refused ${String((sent += 1))}`);
    await expect(holder.use(send, { signal: NEVER, isRefusal, refuses: () => true })).resolves.toBe('refused 1');
  });
});
