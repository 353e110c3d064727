import { describe, expect, it } from 'vitest';

import { Slots } from '../../../src/runtime/slots.ts';

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
