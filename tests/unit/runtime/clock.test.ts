import { getEventListeners, setMaxListeners } from 'node:events';
import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { systemClock } from '../../../src/runtime/clock.ts';

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
