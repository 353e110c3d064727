import { spawnSync } from 'node:child_process';
import { getEventListeners, setMaxListeners } from 'node:events';

import { describe, expect, it, vi } from 'vitest';

import { InsightInventoryError } from '../../../src/base/errors.ts';
import { systemClock, withDeadline } from '../../../src/runtime/clock.ts';

describe('systemClock', () => {
  it('tells the time of the computer', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('sleeps, and takes a negative or zero wait for none', async () => {
    await systemClock.sleep(0);
    await systemClock.sleep(-5);
    await expect(systemClock.sleep(1)).resolves.toBeUndefined();
  });

  it("rejects with the signal's own reason when it aborts during the sleep", async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
  });

  it('rejects with a reason that is not an error, unchanged', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort('enough');
    await expect(sleep).rejects.toBe('enough');
  });

  it('rejects at once when the signal had aborted before', async () => {
    await expect(systemClock.sleep(60_000, AbortSignal.abort('before'))).rejects.toBe('before');
  });

  it('leaves no listener on a long-lived signal, whether it slept to the end or not', async () => {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    await Promise.all(Array.from({ length: 50 }, () => systemClock.sleep(1, controller.signal)));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);

    const sleeps = Array.from({ length: 5 }, () => systemClock.sleep(60_000, controller.signal));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(5);
    controller.abort('enough');
    await Promise.allSettled(sleeps);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('leaves no timer behind when the signal aborts: it would hold up the end of the process', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const controller = new AbortController();
    const sleeps = Array.from({ length: 5 }, () => systemClock.sleep(60_000, controller.signal));
    expect(timers()).toBe(before + 5);
    controller.abort('enough');
    await Promise.allSettled(sleeps);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('does not fire at once for a wait longer than a timer can hold', async () => {
    const controller = new AbortController();
    let slept = false;
    const sleep = systemClock.sleep(Number.POSITIVE_INFINITY, controller.signal).then(() => {
      slept = true;
    });
    await systemClock.sleep(20);
    expect(slept).toBe(false);
    controller.abort('enough');
    await expect(sleep).rejects.toBe('enough');
  });

  it('keeps a process alive that waits on nothing else', () => {
    // A process whose only timer is unreferenced ends with code 13 in the middle of its top-level await.
    const run = spawnSync(
      process.execPath,
      [
        '--import',
        'tsx',
        '--input-type=module',
        '-e',
        "const { systemClock } = await import('./src/runtime/clock.ts'); await systemClock.sleep(20); console.log('awake');",
      ],
      { encoding: 'utf8' },
    );
    expect(run.stdout).toContain('awake');
    expect(run.status).toBe(0);
  });
});

const never = (): Promise<never> => new Promise(() => undefined);
const options = { deadlineMs: 60_000, what: 'Reading the recent media' };

describe('withDeadline', () => {
  it('gives the result of the work', async () => {
    await expect(withDeadline(() => Promise.resolve(7), options)).resolves.toBe(7);
  });

  it('passes the error of the work through unchanged', async () => {
    const error = new TypeError('bug');
    await expect(withDeadline(() => Promise.reject(error), options)).rejects.toBe(error);
  });

  it('passes a synchronous throw through and clears up', async () => {
    const controller = new AbortController();
    const error = new TypeError('bug');
    const run = (): Promise<never> => {
      throw error;
    };
    await expect(withDeadline(run, { ...options, signal: controller.signal })).rejects.toBe(error);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('ends work that ignores its signal, with kind timeout and a remedy', async () => {
    const error: unknown = await withDeadline(never, { deadlineMs: 10, what: 'Reading the recent media' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InsightInventoryError);
    expect(error).toMatchObject({
      kind: 'timeout',
      code: 'timeout:deadline',
      retryable: true,
      message: 'Reading the recent media did not finish within 0.01 s.',
    });
    expect((error as InsightInventoryError).remedy).toContain('deadlineMs');
  });

  it.each([new Error('enough'), 'a text', { any: 'object' }, 0])(
    "rejects at once with the caller's own reason %s, although the work ignores it",
    async (reason) => {
      const controller = new AbortController();
      const result = withDeadline(never, { ...options, signal: controller.signal });
      controller.abort(reason);
      await expect(result).rejects.toBe(reason);
    },
  );

  it('does not start work when the signal had aborted before', async () => {
    const run = vi.fn(never);
    await expect(withDeadline(run, { ...options, signal: AbortSignal.abort('before') })).rejects.toBe('before');
    expect(run).not.toHaveBeenCalled();
  });

  it("gives the work a signal that fires with the caller's reason", async () => {
    const controller = new AbortController();
    let seen: unknown;
    const run = (signal: AbortSignal): Promise<never> => {
      signal.addEventListener('abort', () => {
        seen = signal.reason;
      });
      return never();
    };
    const result = withDeadline(run, { ...options, signal: controller.signal });
    controller.abort('enough');
    await expect(result).rejects.toBe('enough');
    expect(seen).toBe('enough');
  });

  it('gives the work a signal that fires when the time is up', async () => {
    let seen: unknown;
    const run = (signal: AbortSignal): Promise<never> => {
      signal.addEventListener('abort', () => {
        seen = signal.reason;
      });
      return never();
    };
    const error: unknown = await withDeadline(run, { ...options, deadlineMs: 5 }).catch((thrown: unknown) => thrown);
    expect(seen).toBe(error);
  });

  it('is not talked out of a stop by work that makes an error or half a result of it', async () => {
    for (const finish of ['reject', 'resolve'] as const) {
      const controller = new AbortController();
      const run = (signal: AbortSignal): Promise<string> =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => {
            if (finish === 'resolve') resolve('half');
            else reject(new Error('translated'));
          });
        });
      const result = withDeadline(run, { ...options, signal: controller.signal });
      controller.abort('enough');
      await expect(result).rejects.toBe('enough');
    }
  });

  it('swallows what stopped work throws later', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const controller = new AbortController();
    const run = async (): Promise<never> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error('too late');
    };
    const result = withDeadline(run, { ...options, signal: controller.signal });
    controller.abort('enough');
    await expect(result).rejects.toBe('enough');
    await new Promise((resolve) => setTimeout(resolve, 15));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('lets any number of waits listen to its signal without a warning of a leak', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    await withDeadline(async (signal) => {
      for (let count = 0; count < 20; count += 1) signal.addEventListener('abort', () => undefined);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }, options);
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });

  it('leaves no listener and no timer behind', async () => {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const timersBefore = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const calls = Array.from({ length: 100 }, (_, index) =>
      withDeadline(() => (index % 2 === 0 ? Promise.resolve(1) : Promise.reject(new Error('x'))), {
        ...options,
        signal: controller.signal,
      }),
    );
    await Promise.allSettled(calls);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(
      timersBefore,
    );
  });

  it('does not end at once when the limit is longer than a timer can hold', async () => {
    const run = async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return 'done';
    };
    await expect(withDeadline(run, { ...options, deadlineMs: Number.POSITIVE_INFINITY })).resolves.toBe('done');
  });
});
