import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { GraphApiError, InsightInventoryError, StorageError } from '../../../src/base/errors.ts';
import { decideRetry, DEFAULT_RETRY_POLICY } from '../../../src/runtime/retry-decision.ts';

const policy = { retries: 3, initialDelayMs: 500, maxDelayMs: 30_000 };
const busy = new InsightInventoryError('busy', { kind: 'transient', code: 'gcs:503', retryable: true });
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

describe('decideRetry', () => {
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
    expect(decideRetry(busy, attempt, policy, random)).toEqual({ retry: true, delayMs });
  });

  it('never waits longer than maxDelayMs of its own accord', () => {
    // 500 × 2^19 = 262 million, cut to 30,000; times 0.5 = 15,000
    expect(decideRetry(busy, 20, { ...policy, retries: 99 }, 0.5)).toEqual({ retry: true, delayMs: 15_000 });
  });

  it('never waits longer than maxWaitMs of its own accord', () => {
    expect(decideRetry(busy, 3, { ...policy, maxWaitMs: 100 }, 0.5)).toEqual({ retry: true, delayMs: 50 });
  });

  it('stops after the last retry', () => {
    expect(decideRetry(busy, 3, policy, 0)).toMatchObject({ retry: true });
    expect(decideRetry(busy, 4, policy, 0)).toEqual({ retry: false, why: 'exhausted' });
    expect(decideRetry(busy, 1, { ...policy, retries: 0 }, 0)).toEqual({ retry: false, why: 'exhausted' });
  });

  it.each([
    ['an error of ours that is final', refused],
    ['a programming error', new TypeError('x is not a function')],
    ['an abort', new DOMException('aborted', 'AbortError')],
    ['something that only looks like ours', { retryable: true, code: 'x' }],
    ['no error at all', undefined],
  ])('does not retry %s', (_name, error) => {
    expect(decideRetry(error, 1, policy, 0)).toEqual({ retry: false, why: 'final' });
  });

  it('waits exactly as long as the server asks, even beyond maxDelayMs', () => {
    expect(decideRetry(throttled(45_000), 1, { ...policy, maxWaitMs: 60_000 }, 0.1)).toEqual({
      retry: true,
      delayMs: 45_000,
    });
    expect(decideRetry(throttled(0), 1, policy, 0.9)).toEqual({ retry: true, delayMs: 0 });
  });

  it('does not ask again when the server asks for longer than the caller waits', () => {
    expect(decideRetry(throttled(60_001), 1, { ...policy, maxWaitMs: 60_000 }, 0)).toEqual({
      retry: false,
      why: 'too_long',
    });
    expect(decideRetry(throttled(60_000), 1, { ...policy, maxWaitMs: 60_000 }, 0)).toEqual({
      retry: true,
      delayMs: 60_000,
    });
  });

  it('looks at the wait a bucket asks for as well', () => {
    const error = new StorageError('busy', {
      kind: 'transient',
      code: 'gcs:503',
      retryable: true,
      bucket: 'b',
      retryAfterMs: 7,
    });
    expect(decideRetry(error, 1, policy, 0.5)).toEqual({ retry: true, delayMs: 7 });
  });

  it('falls back to its own wait when the server names none', () => {
    expect(decideRetry(throttled(null), 1, policy, 0.5)).toEqual({ retry: true, delayMs: 250 });
  });

  test.prop([fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })])(
    'gives a wait between 0 and the ceiling at every attempt',
    (attempt, random) => {
      const decision = decideRetry(busy, attempt, { ...policy, retries: 60 }, random);
      const ceiling = Math.min(500 * 2 ** (attempt - 1), 30_000);
      expect(decision.retry).toBe(true);
      if (!decision.retry) return;
      expect(decision.delayMs).toBeGreaterThanOrEqual(0);
      expect(decision.delayMs).toBeLessThanOrEqual(ceiling);
    },
  );
});
