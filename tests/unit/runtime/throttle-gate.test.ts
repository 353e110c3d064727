import { describe, expect, it } from 'vitest';

import { InsightInventoryError, isConfigError } from '../../../src/base/errors.ts';
import {
  createSharedUsage,
  type LimitReport,
  type SharedLimit,
  ThrottleGate,
} from '../../../src/runtime/throttle-gate.ts';
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

/** Creates requests that end one by one when asked to, by the name of who sends. */
function createSenders(): {
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
    const { send, started, finish } = createSenders();
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
    const { send, started, finish } = createSenders();
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
    const { send, started, finish } = createSenders();
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
    const { send, started } = createSenders();
    await expect(gateOf(limit, clock).pass(send('patient no more'), NEVER)).rejects.toThrow('1970-01-01T00:01:30Z');
    expect(started).toEqual([]);
  });

  it('lets one request try the limit after a wait, and the others only once that is answered', async () => {
    const clock = createFakeClock();
    const limit = createSharedUsage({ clock });
    limit.block(30_000, 'server');
    const { send, started, finish } = createSenders();
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
    const { send, started, finish } = createSenders();
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
      expect(problems.find(({ key }) => key === 'concurrency')?.found).toContain('0');
    }
    expect(() => createSharedUsage(7 as never)).toThrow(/options/);
  });

  it('leaves alone what a gate learned while another waited for the same limit', async () => {
    const clock = createFakeClock();
    const limit = createSharedUsage({ clock });
    limit.block(30_000, 'server');
    clock.sleep = () => {
      limit.reopen();
      limit.note({ percents: { app: 50 }, regainMs: null });
      return Promise.resolve();
    };
    await gateOf(limit, clock).pass(() => Promise.resolve(1), NEVER);
    expect(limit.percentOf('app')).toBe(50);
  });
});

const MINUTE = 60_000;

const refuse = (until: string, waitMs: number): InsightInventoryError =>
  new InsightInventoryError(`${until}, ${String(waitMs)} ms`, { kind: 'rate_limit', code: 'graph:usage' });

interface Bench {
  readonly gate: ThrottleGate;
  readonly clock: FakeClock;
  readonly waits: number[];
}

function createBench(maxWaitMs = MINUTE): Bench {
  const clock = createFakeClock(Date.parse('2026-11-22T12:00:00Z'));
  const waits: number[] = [];
  const gate = new ThrottleGate({ clock, usageLimitPercent: 90, maxWaitMs, onWait: (ms) => waits.push(ms), refuse });
  return { gate, clock, waits };
}

/** Notes percentages of limits, and a time to regain. */
function note(gate: ThrottleGate, percents: LimitReport['percents'], regainMs: number | null = null): void {
  gate.limit.note({ percents, regainMs });
}

/** Starts requests that finish only when told to, and tells how many run at once. */
function createTraffic(gate: ThrottleGate): { running: () => number; finish: () => void; all: Promise<unknown> } {
  const open: (() => void)[] = [];
  let running = 0;
  const request = async (): Promise<void> => {
    running += 1;
    await new Promise<void>((resolve) => open.push(resolve));
    running -= 1;
  };
  const all = Promise.all([1, 2, 3].map(() => gate.pass(request, NEVER)));
  return { running: () => running, finish: () => open.shift()?.(), all };
}

describe('pacing', () => {
  it('lets requests pass side by side up to the limit, the limit included', async () => {
    const { gate } = createBench();
    note(gate, { app: 90 });
    const traffic = createTraffic(gate);
    await settle();
    expect(traffic.running()).toBe(3);
    for (let left = 3; left > 0; left -= 1) traffic.finish();
    await traffic.all;
  });

  it.each([{ app: 91 }, { business: 90.5 }])('lets one at a time pass above it: %o', async (percents) => {
    const { gate } = createBench();
    note(gate, percents);
    const traffic = createTraffic(gate);
    for (let left = 3; left > 0; left -= 1) {
      await settle();
      expect(traffic.running()).toBe(1);
      traffic.finish();
    }
    await traffic.all;
  });

  it('goes on with the next in turn when one fails', async () => {
    const { gate } = createBench();
    note(gate, { app: 95 });
    const failing = gate.pass(() => Promise.reject(new Error('broken')), NEVER);
    const next = gate.pass(() => Promise.resolve('answer'), NEVER);
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('answer');
  });

  it('remembers each header until the next of its kind, and the highest percentage for good', () => {
    const { gate } = createBench();
    note(gate, { app: 40 });
    note(gate, { business: 70 });
    note(gate, { business: 5 });
    note(gate, {});
    expect([gate.limit.percentOf('app'), gate.limit.percentOf('business'), gate.limit.regainAt]).toEqual([40, 5, null]);
    expect(gate.limit.peakPercent).toBe(70);
  });

  it('knows nothing before the first header', () => {
    const { gate } = createBench();
    expect([gate.limit.percentOf('app'), gate.limit.regainAt]).toEqual([null, null]);
    expect(gate.limit.peakPercent).toBeNull();
  });

  it('takes a wait without a percentage, which says nothing of usage', () => {
    const { gate } = createBench();
    note(gate, {}, 30_000);
    expect([gate.limit.blockedForMs, gate.limit.peakPercent]).toEqual([30_000, null]);
  });

  it('does not begin a wait anew at an answer that says nothing', () => {
    const { gate, clock } = createBench();
    note(gate, { app: 100 });
    clock.advance(10 * MINUTE);
    note(gate, { app: null });
    expect(gate.limit.blockedForMs).toBe(50 * MINUTE);
  });
});

describe('how many requests are worth having in flight', () => {
  it('is all of them up to half the limit, fewer above, and one from the limit on', () => {
    const { gate } = createBench();
    expect(gate.limit.lanes(6)).toBe(6);
    const lanes = [0, 45, 60, 75, 89, 90, 95].map((app) => {
      note(gate, { app });
      return gate.limit.lanes(6);
    });
    expect(lanes).toEqual([6, 6, 4, 2, 1, 1, 1]);
  });

  it('has no bound of its own up to the limit, the limit included', () => {
    const { gate } = createBench();
    const lanes = [0, 89, 90, 91].map((app) => {
      note(gate, { app });
      return gate.limit.lanes(Infinity);
    });
    expect(lanes).toEqual([Infinity, Infinity, Infinity, 1]);
  });

  it('is one while nothing passes, whatever is known of usage', () => {
    const { gate } = createBench();
    gate.limit.block(30_000, 'server');
    expect(gate.limit.lanes(6)).toBe(1);
  });
});

describe('waiting', () => {
  it('waits as long as the platform said, announces it, and then lets requests pass', async () => {
    const { gate, clock, waits } = createBench();
    note(gate, { business: 100 }, 30_000);
    expect(gate.limit.regainAt).toBe('2026-11-22T12:00:30Z');
    expect(await gate.pass(() => Promise.resolve(clock.now()), NEVER)).toBe(Date.parse('2026-11-22T12:00:30Z'));
    expect([waits, clock.slept, gate.limit.regainAt]).toEqual([[30_000], [30_000], null]);
  });

  it('takes an hour for a full limit that says nothing, and refuses instead of waiting that long', async () => {
    const { gate, clock } = createBench();
    note(gate, { app: 100 });
    await expect(gate.pass(() => Promise.resolve(1), NEVER)).rejects.toThrow('2026-11-22T13:00:00Z, 3600000 ms');
    expect(clock.slept).toEqual([]);
  });

  it('knows nothing of usage after a wait, until the next answer says', async () => {
    const { gate } = createBench();
    note(gate, { app: 95, business: 100 }, 30_000);
    expect(gate.limit.lanes(8)).toBe(1);
    await gate.pass(() => Promise.resolve(1), NEVER);
    expect([gate.limit.percentOf('app'), gate.limit.percentOf('business'), gate.limit.lanes(8)]).toEqual([
      null,
      null,
      8,
    ]);
    expect(gate.limit.peakPercent).toBe(100);
  });

  it('waits the hour when the caller allows it', async () => {
    const { gate, clock } = createBench(2 * 60 * MINUTE);
    note(gate, { app: 100 });
    await gate.pass(() => Promise.resolve(1), NEVER);
    expect(clock.slept).toEqual([60 * MINUTE]);
  });

  it('does not wait when the time has passed meanwhile', async () => {
    const { gate, clock } = createBench();
    gate.limit.block(30_000, 'server');
    clock.advance(30_000);
    await gate.pass(() => Promise.resolve(1), NEVER);
    expect(clock.slept).toEqual([]);
  });

  it('waits as long as the caller will wait at most', async () => {
    const { gate, clock } = createBench();
    gate.limit.block(MINUTE, 'server');
    await gate.pass(() => Promise.resolve(1), NEVER);
    expect(clock.slept).toEqual([MINUTE]);
  });

  it('is over by itself when its time has passed', () => {
    const { gate, clock } = createBench();
    gate.limit.block(30_000, 'server');
    clock.advance(30_000);
    expect([gate.limit.regainAt, gate.limit.blockedForMs]).toEqual([null, null]);
  });

  it('lets one request try a limit of its own after a wait, however many answers come that were sent before', async () => {
    const { gate } = createBench();
    const { send, started, finish } = createSenders();
    const early = gate.pass(send('early'), NEVER);
    await settle();
    gate.limit.block(30_000, 'server');
    const late = [1, 2, 3].map(() => gate.pass(send('late'), NEVER));
    await settle();
    expect(started).toEqual(['early']);
    await finish();
    expect(started).toEqual(['early', 'late']);
    late.push(gate.pass(send('late'), NEVER));
    await settle();
    expect(started).toEqual(['early', 'late']);
    await finish();
    expect(started).toHaveLength(5);
    for (let left = 3; left > 0; left -= 1) await finish();
    await Promise.all([early, ...late]);
  });

  it('keeps the longer of two blocks of one source, also of those that answers told of', () => {
    const { gate } = createBench();
    note(gate, { business: 100 }, 12 * MINUTE);
    gate.limit.block(10 * MINUTE, 'server');
    expect(gate.limit.blockedForMs).toBe(12 * MINUTE);
    const { gate: other } = createBench();
    note(other, { app: 100 });
    other.limit.block(120 * MINUTE, 'estimate');
    expect(other.limit.blockedForMs).toBe(120 * MINUTE);
  });

  it('keeps the longer of two blocks', () => {
    const { gate } = createBench();
    gate.limit.block(30_000, 'server');
    gate.limit.block(10_000, 'server');
    expect(gate.limit.blockedForMs).toBe(30_000);
  });

  it('believes the server before its own estimate, longer or shorter', () => {
    const { gate } = createBench();
    note(gate, { app: 100 });
    expect(gate.limit.blockedForMs).toBe(60 * MINUTE);
    note(gate, { business: 100 }, 12 * MINUTE);
    expect(gate.limit.blockedForMs).toBe(12 * MINUTE);
    gate.limit.block(30 * MINUTE, 'estimate');
    expect(gate.limit.blockedForMs).toBe(12 * MINUTE);
  });

  it("estimates anew once the server's wait has passed", () => {
    const { gate, clock } = createBench();
    gate.limit.block(10_000, 'server');
    clock.advance(10_000);
    gate.limit.block(30_000, 'estimate');
    expect(gate.limit.blockedForMs).toBe(30_000);
  });

  it('waits on when an answer still under way prolongs the block during the wait', async () => {
    const { gate, clock } = createBench();
    const slept: number[] = [];
    clock.sleep = (ms) => {
      if (slept.length === 0) gate.limit.block(50_000, 'server');
      slept.push(ms);
      clock.advance(ms);
      return Promise.resolve();
    };
    gate.limit.block(30_000, 'server');
    await gate.pass(() => Promise.resolve(1), NEVER);
    expect(slept).toEqual([30_000, 20_000]);
  });

  it('waits once on a clock that does not move', async () => {
    const waits: number[] = [];
    const still = { now: () => 0, sleep: () => Promise.resolve() };
    const gate = new ThrottleGate({
      clock: still,
      usageLimitPercent: 90,
      maxWaitMs: MINUTE,
      onWait: (ms) => waits.push(ms),
      refuse,
    });
    gate.limit.block(1_000, 'server');
    expect(await gate.pass(() => Promise.resolve('answer'), NEVER)).toBe('answer');
    expect(waits).toEqual([1_000]);
  });

  it('ends a wait with the reason of the signal, and sends nothing', async () => {
    const { gate, clock } = createBench();
    const controller = new AbortController();
    const reason = { mine: true };
    clock.sleep = (_ms, signal) => {
      controller.abort(reason);
      signal?.throwIfAborted();
      return Promise.resolve();
    };
    gate.limit.block(30_000, 'server');
    let sent = false;
    const passing = gate.pass(() => {
      sent = true;
      return Promise.resolve(1);
    }, controller);
    await expect(passing).rejects.toBe(reason);
    expect(sent).toBe(false);
  });
});
