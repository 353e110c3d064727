import { describe, expect, it } from 'vitest';

import { LoopPace } from '../../../src/inventory/run.ts';

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
