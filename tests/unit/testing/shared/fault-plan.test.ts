import { describe, expect, it } from 'vitest';

import type { Fault, SimulatedRequest } from '../../../../src/testing/shared/fault.ts';
import { FaultPlan } from '../../../../src/testing/shared/fault-plan.ts';
import { createRandom, hash32 } from '../../../../src/testing/shared/random.ts';

const request = (path: string, item: number | null = null): SimulatedRequest => ({
  method: 'GET',
  path,
  query: new URLSearchParams('limit=5'),
  headers: {},
  body: '',
  endpoint: 'any',
  item,
});

const action = { kind: 'status', status: 500 } as const;

/** Lists the positions, from 1, of the requests that fail. */
function failing(fault: Omit<Fault, 'action'>, count = 10): number[] {
  const plan = new FaultPlan([{ ...fault, action }]);
  const positions = Array.from({ length: count }, (_, index) => index + 1);
  return positions.filter(() => plan.take(request('/x')) !== null);
}

describe('a fault plan', () => {
  it('fails every request without a selection', () => {
    expect(failing({}, 3)).toEqual([1, 2, 3]);
  });

  it('fails only the nth, or from the nth as many times as asked', () => {
    expect(failing({ nth: 4 })).toEqual([4]);
    expect(failing({ nth: 4, times: 2 })).toEqual([4, 5]);
    expect(failing({ times: 2 })).toEqual([1, 2]);
  });

  it('draws by a seeded probability, the same each time', () => {
    const first = failing({ probability: 0.1, seed: 7 }, 2_000);
    expect(first).toEqual(failing({ probability: 0.1, seed: 7 }, 2_000));
    expect(first).not.toEqual(failing({ probability: 0.1, seed: 8 }, 2_000));
    // 2,000 draws at 0.1: mean 200, standard deviation 13.4; six of them either side.
    expect(first.length).toBeGreaterThan(120);
    expect(first.length).toBeLessThan(280);
  });

  it('selects by decoded path, by expression on path and query, and by predicate', () => {
    const took = (match: Fault['match'], path: string): boolean =>
      new FaultPlan([{ match, action }]).take(request(path)) !== null;
    expect(took('a b', '/x/a%20b')).toBe(true);
    expect(took('a b', '/x/ab')).toBe(false);
    expect(took(/limit=5$/, '/x')).toBe(true);
    expect(took(/^limit/, '/x')).toBe(false);
    expect(took((one) => one.query.get('limit') === '5', '/x')).toBe(true);
  });

  it('matches with a global expression each time', () => {
    const plan = new FaultPlan([{ match: /x/g, action }]);
    expect([1, 2, 3].map(() => plan.take(request('/x')) !== null)).toEqual([true, true, true]);
  });

  it('gives the request to the first fault that fires and leaves later counts alone', () => {
    const plan = new FaultPlan([
      { nth: 1, action: { kind: 'empty' } },
      { nth: 1, action },
    ]);
    expect([1, 2, 3].map(() => plan.take(request('/x'))?.kind ?? null)).toEqual(['empty', 'status', null]);
  });

  it('applies to batch items only what an item can suffer', () => {
    const kindFor = (fault: Fault['action'], item: number | null): string | null =>
      new FaultPlan([{ action: fault }]).take(request('/x', item))?.kind ?? null;
    expect(kindFor({ kind: 'status', status: 400 }, 0)).toBe('status');
    expect(kindFor({ kind: 'null' }, 0)).toBe('null');
    expect(kindFor({ kind: 'null' }, null)).toBeNull();
    expect(kindFor({ kind: 'reset' }, 0)).toBeNull();
    expect(kindFor({ kind: 'reset' }, null)).toBe('reset');
  });

  it('refuses invalid selections', () => {
    expect(() => new FaultPlan([{ nth: 0, action }])).toThrow(RangeError);
    expect(() => new FaultPlan([{ times: -1, action }])).toThrow(RangeError);
    expect(() => new FaultPlan([{ probability: 10, action }])).toThrow(RangeError);
  });
});

describe('the seeded generator', () => {
  it('is mulberry32', () => {
    const random = createRandom(1);
    expect(random()).toBe(0.6270739405881613);
    expect(createRandom(1)()).not.toBe(createRandom(2)());
  });

  it('spreads the hash of an index over 32 bits', () => {
    expect(hash32(1, 5)).toBe(hash32(1, 5));
    const tops = new Set(Array.from({ length: 4_096 }, (_, index) => hash32(1, index) >>> 24));
    expect(tops.size).toBe(256);
  });
});
