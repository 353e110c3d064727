import { describe, expect, it } from 'vitest';

import { InsightInventoryError, isConfigError } from '../../../src/base/errors.ts';
import { createSharedUsage, type SharedLimit } from '../../../src/runtime/shared-limit.ts';
import { ThrottleGate } from '../../../src/runtime/throttle-gate.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

const NEVER = { signal: new AbortController().signal };

function gateOf(limit: SharedLimit, clock: FakeClock, maxWaitMs = 60_000): ThrottleGate {
  const refuse = (until: string): InsightInventoryError =>
    new InsightInventoryError(until, { kind: 'rate_limit', code: 'graph:usage' });
  return new ThrottleGate({ clock, usageLimitPercent: 90, maxWaitMs, onWait: () => undefined, refuse }, limit);
}

const settle = async (): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
};

/** Requests that end one by one when asked to, by the name of who sends. */
function createTraffic(): {
  send: (name: string) => () => Promise<void>;
  started: string[];
  finish: () => Promise<void>;
} {
  const started: string[] = [];
  const open: (() => void)[] = [];
  return {
    started,
    send: (name) => async () => {
      started.push(name);
      await new Promise<void>((resolve) => open.push(resolve));
    },
    finish: async () => {
      open.shift()?.();
      await settle();
    },
  };
}

describe('createSharedUsage', () => {
  it('gives gates that wait their turns one after the other, however many requests each has', async () => {
    const clock = createFakeClock();
    const limit = createSharedUsage({ clock });
    limit.note({ percents: { app: 95 }, regainMs: null });
    const [busy, small] = [gateOf(limit, clock), gateOf(limit, clock)];
    const { send, started, finish } = createTraffic();
    const all = [1, 2, 3, 4].map(() => busy.pass(send('busy'), NEVER));
    all.push(small.pass(send('small'), NEVER), small.pass(send('small'), NEVER));
    await settle();
    for (let left = all.length; left > 0; left -= 1) {
      expect(started).toHaveLength(all.length - left + 1);
      await finish();
    }
    await Promise.all(all);
    expect(started).toEqual(['busy', 'busy', 'small', 'busy', 'small', 'busy']);
  });

  it('bounds what all gates have in flight together, tighter the nearer usage is to the limit', async () => {
    const clock = createFakeClock();
    const limit = createSharedUsage({ clock, concurrency: 4 });
    limit.note({ percents: { app: 70 }, regainMs: null });
    const { send, started, finish } = createTraffic();
    const all = [1, 2, 3].map(() => gateOf(limit, clock).pass(send('one'), NEVER));
    await settle();
    expect(started).toHaveLength(1);
    limit.note({ percents: { app: 10 }, regainMs: null });
    await finish();
    expect(started).toHaveLength(3);
    await finish();
    await finish();
    await Promise.all(all);
  });

  it('sends the first request alone, as nobody knows yet what is left', async () => {
    const clock = createFakeClock();
    const limit = createSharedUsage({ clock });
    const { send, started, finish } = createTraffic();
    const all = [1, 2, 3].map(() => gateOf(limit, clock).pass(send('one'), NEVER));
    await settle();
    expect(started).toHaveLength(1);
    await finish();
    expect(started).toHaveLength(3);
    await finish();
    await finish();
    await Promise.all(all);
  });

  it('holds back every gate once one has met the limit, without a request of theirs', async () => {
    const clock = createFakeClock();
    const limit = createSharedUsage({ clock });
    limit.block(90_000, 'server');
    const { send, started } = createTraffic();
    await expect(gateOf(limit, clock).pass(send('patient no more'), NEVER)).rejects.toThrow('1970-01-01T00:01:30Z');
    expect(started).toEqual([]);
  });

  it('lets one request try the limit after a wait, and the others only once that is answered', async () => {
    const clock = createFakeClock();
    const limit = createSharedUsage({ clock });
    limit.block(30_000, 'server');
    const { send, started, finish } = createTraffic();
    const all = [1, 2, 3].map(() => gateOf(limit, clock).pass(send('one'), NEVER));
    await settle();
    expect([clock.slept, started.length]).toEqual([[30_000], 1]);
    await finish();
    expect(started).toHaveLength(3);
    await finish();
    await finish();
    await Promise.all(all);
  });

  it('leaves the queue when the signal aborts, with its reason', async () => {
    const clock = createFakeClock();
    const limit = createSharedUsage({ clock, concurrency: 1 });
    const { send, started, finish } = createTraffic();
    const first = gateOf(limit, clock).pass(send('first'), NEVER);
    const controller = new AbortController();
    const second = gateOf(limit, clock).pass(send('second'), controller);
    const third = gateOf(limit, clock).pass(send('third'), NEVER);
    controller.abort('enough');
    await expect(second).rejects.toBe('enough');
    await finish();
    expect(started).toEqual(['first', 'third']);
    await finish();
    await Promise.all([first, third]);
  });

  it('names every option that is wrong', () => {
    try {
      createSharedUsage({ concurrency: 0, usageLimitPercent: 120 });
      expect.unreachable();
    } catch (error) {
      const problems = isConfigError(error) ? error.problems : [];
      expect(problems.map(({ key }) => key).sort()).toEqual(['concurrency', 'usageLimitPercent']);
    }
  });
});
