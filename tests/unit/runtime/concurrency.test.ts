import { getEventListeners, setMaxListeners } from 'node:events';

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { finish, type Steps } from '../../../src/base/stats.ts';
import { LoopTurns, mapBounded, Slots, Turns } from '../../../src/runtime/concurrency.ts';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('mapBounded', () => {
  it('gives the results in the order of the items, whichever came first', async () => {
    const waits = [15, 5, 1];
    const run = async (ms: number, index: number): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return `${String(index)}:${String(ms)}`;
    };
    await expect(mapBounded(waits, 3, run)).resolves.toEqual(['0:15', '1:5', '2:1']);
  });

  it('gives nothing for nothing', async () => {
    await expect(mapBounded([], 3, () => Promise.resolve(1))).resolves.toEqual([]);
  });

  it('rejects with the first error and starts nothing after it', async () => {
    const started: number[] = [];
    const error = new Error('third');
    const run = async (item: number): Promise<number> => {
      started.push(item);
      await tick();
      if (item === 3) throw error;
      return item;
    };
    await expect(mapBounded([1, 2, 3, 4, 5, 6, 7, 8], 1, run)).rejects.toBe(error);
    for (let turn = 0; turn < 5; turn += 1) await tick();
    expect(started).toEqual([1, 2, 3]);
  });

  it("rejects with the signal's own reason and starts nothing after it", async () => {
    const controller = new AbortController();
    const started: number[] = [];
    const run = async (item: number): Promise<number> => {
      started.push(item);
      if (item === 2) controller.abort('enough');
      await tick();
      return item;
    };
    await expect(mapBounded([1, 2, 3, 4], 1, run, controller.signal)).rejects.toBe('enough');
    for (let turn = 0; turn < 5; turn += 1) await tick();
    expect(started).toEqual([1, 2]);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('starts nothing when the signal had aborted before', async () => {
    const started: number[] = [];
    const run = (item: number): Promise<number> => Promise.resolve(started.push(item));
    await expect(mapBounded([1, 2], 2, run, AbortSignal.abort('before'))).rejects.toBe('before');
    expect(started).toEqual([]);
  });

  it('hands over an item that is itself a promise without waiting for it', async () => {
    const item = Promise.resolve(1);
    await mapBounded([item], 1, (given) => {
      expect(given).toBe(item);
      return Promise.resolve();
    });
  });

  it('leaves no listener on a signal that outlives many calls', async () => {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    await Promise.all(Array.from({ length: 20 }, () => mapBounded([1, 2, 3], 2, tick, controller.signal)));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  test.prop([fc.array(fc.integer(), { maxLength: 30 }), fc.integer({ min: 1, max: 8 })])(
    'never runs more than the limit and runs each item once',
    async (items, limit) => {
      let running = 0;
      let most = 0;
      const results = await mapBounded(items, limit, async (item) => {
        running += 1;
        most = Math.max(most, running);
        await tick();
        running -= 1;
        return item;
      });
      expect(results).toEqual(items);
      expect(most).toBe(Math.min(limit, items.length));
    },
  );
});

describe('Turns', () => {
  it('starts a piece of work only once the one before has settled, in the order they came', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const work = (name: string, ms: number) => async (): Promise<string> => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      log.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all([turns.take(work('a', 10)), turns.take(work('b', 0))])).toEqual(['a', 'b']);
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  });

  it('gives the next its turn when one fails, and the failure to its own caller alone', async () => {
    const turns = new Turns();
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(() => Promise.resolve(1));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe(1);
  });
});

const never = new AbortController().signal;

describe('Slots', () => {
  it('gives a slot back to whoever waits longest, and tells those who listen only of what is left', async () => {
    const slots = new Slots({ limit: 1, tick: () => undefined });
    let told = 0;
    slots.onFree(() => {
      told += 1;
    });
    expect(slots.take()).toBe(true);
    expect(slots.take()).toBe(false);
    const order: string[] = [];
    const first = slots.acquire(never).then(() => order.push('first'));
    const second = slots.acquire(never).then(() => order.push('second'));
    slots.release();
    await first;
    slots.release();
    await second;
    expect(order).toEqual(['first', 'second']);
    expect(told).toBe(0);
    slots.release();
    expect(told).toBe(1);
    expect(slots.free).toBe(1);
  });

  it('gives nothing out while more are taken than the pace allows, and everything when it allows more', async () => {
    const pace = { limit: 4, tick: () => undefined };
    const slots = new Slots(pace);
    for (let taken = 0; taken < 4; taken += 1) slots.take();
    let granted = 0;
    const waiting = [1, 2, 3].map(() => slots.acquire(never).then(() => (granted += 1)));
    pace.limit = 2;
    slots.release();
    slots.release();
    await Promise.resolve();
    expect(granted).toBe(0);
    expect(slots.free).toBe(0);
    pace.limit = 5;
    slots.release();
    await Promise.all(waiting);
    expect(granted).toBe(3);
    expect(slots.free).toBe(1);
  });

  it('lets go of who no longer waits', async () => {
    const slots = new Slots({ limit: 1, tick: () => undefined });
    slots.take();
    const gone = new AbortController();
    const left = slots.acquire(gone.signal);
    gone.abort(new Error('no longer'));
    await expect(left).rejects.toThrow('no longer');
    slots.release();
    expect(slots.free).toBe(1);
  });
});

/** Works without pause until a turn of the event loop came in between, or for 2 s. */
function* work(seen: { turns: number }): Steps<string> {
  for (const end = performance.now() + 2_000; seen.turns === 0 && performance.now() < end;) yield;
  return 'done';
}

describe('long work in steps', () => {
  it('lets the event loop have its turns, and gives its result', async () => {
    const seen = { turns: 0 };
    setImmediate(() => {
      seen.turns += 1;
    });
    expect(await new LoopTurns().run(work(seen))).toBe('done');
    expect(seen.turns).toBe(1);
  });

  it('is done at once without', () => {
    expect(finish(work({ turns: 1 }))).toBe('done');
  });
});
