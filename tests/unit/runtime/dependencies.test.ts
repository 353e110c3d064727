import { afterEach, describe, expect, it, vi } from 'vitest';

import { ConfigError } from '../../../src/base/errors.ts';
import { Redactor } from '../../../src/base/redact.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createSharedUsage } from '../../../src/runtime/throttle-gate.ts';
import {
  type FetchLike,
  type ManagerDependencies,
  type ProgressEvent,
  reportProgress,
  resolveDependencies,
} from '../../../src/runtime/dependencies.ts';
import { silentLogger } from '../../../src/runtime/logger.ts';

function resolve(deps: ManagerDependencies = {}): ReturnType<typeof resolveDependencies> {
  return resolveDependencies(deps, 'instagram_analytics', new Redactor());
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('resolveDependencies', () => {
  it('has the defaults of the contract', () => {
    expect(resolve()).toMatchObject({
      logger: silentLogger,
      clock: systemClock,
      tokenStore: null,
      retry: { retries: 3, initialDelayMs: 500, maxDelayMs: 30_000 },
      concurrency: 6,
      timeoutMs: 30_000,
      deadlineMs: 600_000,
      usageLimitPercent: 90,
      maxWaitMs: 60_000,
    });
  });

  it('gives each manager a memory of its own', async () => {
    const [first, second] = [resolve(), resolve()];
    await first.store.set('k', 'v');
    await expect(second.store.get('k')).resolves.toBeNull();
  });

  it('takes what it is given and undefined for not given', () => {
    const clock = { now: () => 5, sleep: () => Promise.resolve() };
    const resolved = resolve({
      clock,
      concurrency: 2,
      retry: { retries: 0, maxDelayMs: undefined },
      timeoutMs: undefined,
    });
    expect(resolved.clock).toBe(clock);
    expect(resolved).toMatchObject({ concurrency: 2, timeoutMs: 30_000, retry: { retries: 0, maxDelayMs: 30_000 } });
  });

  it.each([
    ['no number', () => new Date(0) as unknown as number],
    ['NaN', () => Number.NaN],
    ['microseconds', () => 1.8e15],
    ['nothing', () => undefined as unknown as number],
  ])('refuses a clock whose now() gives %s: it would end a collection later', (_what, now) => {
    const clock = { now, sleep: () => Promise.resolve() };
    expect(() => resolve({ clock })).toThrow(/^[^]*clock\.now.*milliseconds since 1970/);
    expect(() => createSharedUsage({ clock })).toThrow(/clock\.now/);
  });

  it('accepts the global fetch, and looks it up at each call', async () => {
    const own: FetchLike = globalThis.fetch;
    expect(resolve({ fetch: own }).fetch).toBe(own);

    const { fetch } = resolve();
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('later')));
    expect(await (await fetch(new Request('http://127.0.0.1'))).text()).toBe('later');
  });

  it('names every number that is out of range, at once', () => {
    let error: unknown;
    try {
      resolve({
        concurrency: 0,
        timeoutMs: Number.NaN,
        deadlineMs: Number.POSITIVE_INFINITY,
        usageLimitPercent: 101,
        maxWaitMs: -1,
        retry: { retries: 1.5, initialDelayMs: -1, maxDelayMs: '5' as unknown as number },
      });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems.map(({ key, found }) => [key, found])).toEqual([
      ['retry.retries', '1.5'],
      ['retry.initialDelayMs', '-1'],
      ['retry.maxDelayMs', 'a text'],
      ['concurrency', '0'],
      ['timeoutMs', 'NaN'],
      ['deadlineMs', 'Infinity'],
      ['usageLimitPercent', '101'],
      ['maxWaitMs', '-1'],
    ]);
  });

  it('redacts before the logger, and survives a listener that throws', () => {
    const info = vi.fn();
    const resolved = resolveDependencies(
      {
        logger: { ...silentLogger, info },
        onProgress: () => {
          throw new Error('gone');
        },
      },
      'gcs_inventory',
      new Redactor().add('canary-4711'),
    );
    resolved.logger.info('read canary-4711', { n: 1 });
    expect(info).toHaveBeenCalledWith('read [redacted]', { logger: 'gcs_inventory', n: 1 });
    expect(() => {
      resolved.onProgress({ source: 'gcs', step: 's', done: 0, total: null, message: '' });
    }).not.toThrow();
  });
});

const event: ProgressEvent = { source: 'gcs', step: 'listing', done: 1, total: null, message: '1 page' };

describe('reportProgress', () => {
  it('tells the listener', () => {
    const listener = vi.fn();
    reportProgress(listener, event);
    expect(listener).toHaveBeenCalledExactlyOnceWith(event);
  });

  it('does nothing without a listener', () => {
    expect(() => {
      reportProgress(undefined, event);
    }).not.toThrow();
  });

  it('survives a listener that throws', () => {
    expect(() => {
      reportProgress(() => {
        throw new Error('the terminal is gone');
      }, event);
    }).not.toThrow();
  });

  it('survives a listener whose promise rejects', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    // oxlint-disable-next-line typescript/no-misused-promises -- what a caller may well write
    reportProgress(() => Promise.reject(new Error('the socket is gone')), event);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
