import { describe, expect, it, vi } from 'vitest';
import {
  DEFAULT_RETRY_POLICY,
  MAX_SERVER_WAIT_MS,
  readRetryAfter,
  RETRY_BUDGET_TOKENS,
  RetryBudget,
  type RetryNotice,
  retryDelayMs,
  retry,
} from '../../../src/runtime/retry.ts';
import { fc, test } from '@fast-check/vitest';
import { GraphApiError, InsightInventoryError, StorageError } from '../../../src/base/errors.ts';
import { getEventListeners, setMaxListeners } from 'node:events';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createFakeClock } from './fake-clock.ts';

function drain(budget: RetryBudget): number {
  let taken = 0;
  while (budget.take()) taken += 1;
  return taken;
}

describe('RetryBudget', () => {
  it('starts full and refuses when empty', () => {
    const budget = new RetryBudget();
    expect(drain(budget)).toBe(RETRY_BUDGET_TOKENS);
    expect(budget.take()).toBe(false);
    expect(budget.tokens).toBe(0);
  });

  it('takes back one token from a call that a retry saved', () => {
    const budget = new RetryBudget({ tokens: 2 });
    drain(budget);
    budget.succeeded('retry');
    expect(drain(budget)).toBe(1);
  });

  it('takes back a fifth of a token from a call that succeeded at once', () => {
    const budget = new RetryBudget({ tokens: 2 });
    drain(budget);
    for (let call = 0; call < 4; call += 1) budget.succeeded('first_attempt');
    expect(budget.take()).toBe(false); // 4 × 0.2 = 0.8
    budget.succeeded('first_attempt');
    expect(budget.take()).toBe(true); // 1.0
  });

  it('never holds more than it started with', () => {
    const budget = new RetryBudget({ tokens: 3 });
    for (let call = 0; call < 100; call += 1) budget.succeeded('retry');
    expect(budget.tokens).toBe(3);
  });
});

const policy = { retries: 3, initialDelayMs: 500, maxDelayMs: 30_000 };
const refused = new InsightInventoryError('refused', { kind: 'permission', code: 'gcs:403' });

function throttled(retryAfterMs: number | null): GraphApiError {
  return new GraphApiError('slow down', {
    kind: 'rate_limit',
    code: 'graph:4',
    status: 429,
    retryable: true,
    retryAfterMs,
  });
}

describe('retryDelayMs', () => {
  it('has the defaults of the contract', () => {
    expect(DEFAULT_RETRY_POLICY).toEqual({ retries: 3, initialDelayMs: 500, maxDelayMs: 30_000 });
  });

  it.each([
    // ceiling 500 × 2^(attempt − 1), times the random number
    { attempt: 1, random: 0, delayMs: 0 },
    { attempt: 1, random: 0.5, delayMs: 250 },
    { attempt: 2, random: 0.5, delayMs: 500 },
    { attempt: 3, random: 0.5, delayMs: 1_000 },
    { attempt: 3, random: 0.999, delayMs: 1_998 },
  ])('waits $delayMs ms after attempt $attempt at random $random', ({ attempt, random, delayMs }) => {
    expect(retryDelayMs(busy(), attempt, policy, random)).toBe(delayMs);
  });

  it('never waits longer than maxDelayMs of its own accord', () => {
    // 500 × 2^19 = 262 million, cut to 30,000; times 0.5 = 15,000
    expect(retryDelayMs(busy(), 20, { ...policy, retries: 99 }, 0.5)).toEqual(15_000);
  });

  it('never waits longer than maxWaitMs of its own accord', () => {
    expect(retryDelayMs(busy(), 3, { ...policy, maxWaitMs: 100 }, 0.5)).toEqual(50);
  });

  it.each([
    ['an error of ours that is final', refused],
    ['a programming error', new TypeError('x is not a function')],
    ['an abort', new DOMException('aborted', 'AbortError')],
    ['something that only looks like ours', { retryable: true, code: 'x' }],
    ['no error at all', undefined],
  ])('does not retry %s', (_name, error) => {
    expect(retryDelayMs(error, 1, policy, 0)).toEqual(null);
  });

  it('waits exactly as long as the server asks, even beyond maxDelayMs', () => {
    expect(retryDelayMs(throttled(45_000), 1, { ...policy, maxWaitMs: 60_000 }, 0.1)).toEqual(45_000);
    expect(retryDelayMs(throttled(0), 1, policy, 0.9)).toEqual(0);
  });

  it('does not ask again when the server asks for longer than the caller waits', () => {
    expect(retryDelayMs(throttled(60_001), 1, { ...policy, maxWaitMs: 60_000 }, 0)).toEqual(null);
    expect(retryDelayMs(throttled(60_000), 1, { ...policy, maxWaitMs: 60_000 }, 0)).toEqual(60_000);
  });

  it('looks at the wait a bucket asks for as well', () => {
    const error = new StorageError('busy', {
      kind: 'transient',
      code: 'gcs:503',
      retryable: true,
      bucket: 'b',
      retryAfterMs: 7,
    });
    expect(retryDelayMs(error, 1, policy, 0.5)).toEqual(7);
  });

  it('falls back to its own wait when the server names none', () => {
    expect(retryDelayMs(throttled(null), 1, policy, 0.5)).toEqual(250);
  });

  test.prop([fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })])(
    'gives a wait between 0 and the ceiling at every attempt',
    (attempt, random) => {
      const delayMs = retryDelayMs(busy(), attempt, { ...policy, retries: 60 }, random);
      const ceiling = Math.min(500 * 2 ** (attempt - 1), 30_000);
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThanOrEqual(ceiling);
    },
  );
});

function busy(text = 'busy'): InsightInventoryError {
  return new InsightInventoryError(text, { kind: 'transient', code: 'gcs:503', retryable: true });
}

/** Fails so many times, then gives its number of attempts. */
function failing(
  times: number,
  error: () => unknown = busy,
): { attempts: number[]; run: (attempt: number) => Promise<number> } {
  const attempts: number[] = [];
  return {
    attempts,
    run: (attempt) => {
      attempts.push(attempt);
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what is not an error is tested too
      return attempts.length <= times ? Promise.reject(error()) : Promise.resolve(attempts.length);
    },
  };
}

const half = (): number => 0.5;

describe('readRetryAfter', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('reads seconds and dates', () => {
    expect(readRetryAfter('3', now)).toBe(3_000);
    expect(readRetryAfter(' 0.5 ', now)).toBe(500);
    expect(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
  });

  it('never gives a wait that lies in the past', () => {
    expect(readRetryAfter('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0);
    expect(readRetryAfter('-5', now)).toBe(0);
  });

  it('cuts an absurd wait to a day, so that it can be written as a time', () => {
    expect(readRetryAfter('99999999999999', now)).toBe(MAX_SERVER_WAIT_MS);
    expect(readRetryAfter('9'.repeat(400), now)).toBe(MAX_SERVER_WAIT_MS);
    expect(readRetryAfter('Fri, 31 Dec 9999 23:59:59 GMT', now)).toBe(MAX_SERVER_WAIT_MS);
  });

  it.each([null, '', ' ', 'soon', 'Post 7', '1e999', '0x10', 'Sun, 99 Nov 2026 12:00:30 GMT'])(
    'gives null for %j',
    (header) => {
      expect(readRetryAfter(header, now)).toBeNull();
    },
  );

  test.prop([fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String))])(
    'gives null or a wait of at most a day, whatever the header',
    (header) => {
      const wait = readRetryAfter(header, now) ?? 0;
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(MAX_SERVER_WAIT_MS);
    },
  );
});

describe('retry', () => {
  it('gives the result of the first attempt that succeeds, and tells each attempt its number', async () => {
    const clock = createFakeClock();
    const { run, attempts } = failing(2);
    await expect(retry(run, { clock, random: half })).resolves.toBe(3);
    expect(attempts).toEqual([1, 2, 3]);
    expect(clock.slept).toEqual([250, 500]); // 0.5 × 500, 0.5 × 1,000
  });

  it('sends once when retries are off', async () => {
    const { run, attempts } = failing(1);
    const clock = createFakeClock();
    await expect(retry(run, { clock, policy: { ...DEFAULT_RETRY_POLICY, retries: 0 } })).rejects.toThrow('busy');
    expect(attempts).toEqual([1]);
    expect(clock.slept).toEqual([]);
  });

  it("throws the last attempt's own error when all failed", async () => {
    let count = 0;
    const { run, attempts } = failing(99, () => busy(`failure ${String((count += 1))}`));
    await expect(retry(run, { clock: createFakeClock(), random: half })).rejects.toThrow('failure 4');
    expect(attempts).toHaveLength(4);
  });

  it('throws a final error at once, the very object', async () => {
    const error = new InsightInventoryError('no', { kind: 'permission', code: 'gcs:403' });
    const { run, attempts } = failing(9, () => error);
    await expect(retry(run, { clock: createFakeClock() })).rejects.toBe(error);
    expect(attempts).toHaveLength(1);
  });

  it.each([
    ['a programming error', new TypeError('x is not a function')],
    ['a network TypeError nobody translated', new TypeError('fetch failed')],
    ['a string', 'a thrown string'],
    ['undefined', undefined],
    ['an object without a text form', Object.create(null)],
  ])('throws %s at once and unchanged', async (_name, thrown: unknown) => {
    const { run, attempts } = failing(9, () => thrown);
    await expect(retry(run, { clock: createFakeClock() })).rejects.toBe(thrown);
    expect(attempts).toHaveLength(1);
  });

  it('sends nothing and says why when the signal had aborted before', async () => {
    const { run, attempts } = failing(0);
    await expect(retry(run, { signal: AbortSignal.abort('before') })).rejects.toBe('before');
    expect(attempts).toHaveLength(0);
  });

  it("ends a wait with the signal's own reason and sends nothing after it", async () => {
    const controller = new AbortController();
    const { run, attempts } = failing(9);
    const policy = { retries: 3, initialDelayMs: 60_000, maxDelayMs: 60_000 };
    const onRetry = (): void => {
      setTimeout(() => {
        controller.abort('enough');
      }, 5);
    };
    const result = retry(run, { policy, clock: systemClock, random: () => 0.99, signal: controller.signal, onRetry });
    await expect(result).rejects.toBe('enough');
    expect(attempts).toHaveLength(1);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it("prefers the signal's reason to the error of an attempt that was aborted", async () => {
    const controller = new AbortController();
    const reason = { because: 'the user left' };
    const run = (): Promise<never> => {
      controller.abort(reason);
      return Promise.reject(busy('the socket closed'));
    };
    const budget = new RetryBudget();
    const onRetry = vi.fn();
    const clock = createFakeClock();
    await expect(retry(run, { signal: controller.signal, clock, budget, onRetry })).rejects.toBe(reason);
    expect(onRetry).not.toHaveBeenCalled();
    expect(budget.tokens).toBe(RETRY_BUDGET_TOKENS);
  });

  it('keeps a result that arrived, although the signal aborted meanwhile', async () => {
    const controller = new AbortController();
    const run = (): Promise<string> => {
      controller.abort('late');
      return Promise.resolve('a refreshed token is not thrown away');
    };
    await expect(retry(run, { signal: controller.signal })).resolves.toContain('refreshed');
  });

  it('announces each wait before it starts', async () => {
    const notices: RetryNotice[] = [];
    const clock = createFakeClock();
    const { run } = failing(2);
    await retry(run, {
      clock,
      random: half,
      onRetry: (notice) => {
        expect(clock.slept).toHaveLength(notices.length);
        notices.push(notice);
      },
    });
    expect(notices.map(({ attempt, delayMs }) => ({ attempt, delayMs }))).toEqual([
      { attempt: 1, delayMs: 250 },
      { attempt: 2, delayMs: 500 },
    ]);
    expect(notices[0]?.error).toBeInstanceOf(InsightInventoryError);
  });

  it('ends with what onRetry throws', async () => {
    const { run, attempts } = failing(9);
    const enough = new Error('no calls left');
    const onRetry = (): void => {
      throw enough;
    };
    await expect(retry(run, { clock: createFakeClock(), onRetry })).rejects.toBe(enough);
    expect(attempts).toHaveLength(1);
  });

  it('keeps an outage within the budget of the whole run', async () => {
    const budget = new RetryBudget({ tokens: 5 });
    const clock = createFakeClock();
    let requests = 0;
    const down = (): Promise<never> => {
      requests += 1;
      return Promise.reject(busy());
    };
    const calls = Array.from({ length: 20 }, () => retry(down, { clock, budget }));
    await Promise.allSettled(calls);
    expect(requests).toBe(25); // 20 first attempts and the 5 retries of the budget
    expect(clock.slept).toHaveLength(5);
  });

  it('retries without end on a service that stumbles and recovers', async () => {
    const budget = new RetryBudget({ tokens: 5 });
    for (let call = 0; call < 50; call += 1) {
      await expect(retry(failing(1).run, { clock: createFakeClock(), budget })).resolves.toBe(2);
    }
    expect(budget.tokens).toBe(5);
  });

  it('leaves no listener on a signal that outlives many calls', async () => {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const policy = { retries: 2, initialDelayMs: 1, maxDelayMs: 1 };
    await Promise.all(
      Array.from({ length: 30 }, () =>
        retry(failing(2).run, { policy, signal: controller.signal, clock: systemClock }),
      ),
    );
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });
});
