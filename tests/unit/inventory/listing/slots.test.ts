import { describe, expect, it } from 'vitest';

import { LoopPace, Slots } from '../../../../src/inventory/listing/slots.ts';

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

describe('LoopPace', () => {
  function paced(most: number): { pace: LoopPace; spend: (active: number, idle: number) => number } {
    const time = { active: 1_000, idle: 1_000 };
    const pace = new LoopPace(most, () => ({ ...time }));
    const spend = (active: number, idle: number): number => {
      time.active += active;
      time.idle += idle;
      pace.tick();
      return pace.limit;
    };
    return { pace, spend };
  }

  it('halves what is in flight while the loop does not pause, down to four', () => {
    const { pace, spend } = paced(32);
    expect(pace.limit).toBe(32);
    expect([1, 2, 3, 4, 5].map(() => spend(200, 0))).toEqual([16, 8, 4, 4, 4]);
  });

  it('doubles it again while the loop pauses, up to the most', () => {
    const { spend } = paced(30);
    expect([spend(300, 0), spend(300, 0)]).toEqual([15, 7]);
    expect([spend(150, 50), spend(150, 50), spend(10, 500), spend(10, 500)]).toEqual([14, 28, 30, 30]);
  });

  it('waits for a whole window, and lets one that is nearly full be', () => {
    const { spend } = paced(32);
    expect([spend(100, 0), spend(99, 0)]).toEqual([32, 32]);
    expect(spend(1, 0)).toBe(16);
    expect(spend(194, 6)).toBe(16);
  });

  it('stays at what it was given when that is less than four', () => {
    const { spend } = paced(2);
    expect([spend(200, 0), spend(0, 200)]).toEqual([2, 2]);
  });
});
