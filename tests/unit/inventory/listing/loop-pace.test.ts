import { describe, expect, it } from 'vitest';

import { LoopPace } from '../../../../src/inventory/listing/loop-pace.ts';
import type { Pace } from '../../../../src/runtime/concurrency.ts';

/** A service and a program that reads its answers one after the other, in milliseconds. */
interface Setting {
  readonly most?: number;
  /** Of the network, for all requests side by side. */
  readonly latency: number;
  /** Of the service's one processor for a page; 0 for a service of many. */
  readonly server: number;
  /** Of our own processor for a page. */
  readonly client: number;
  readonly pages: number;
  /** How many times as long the first page takes on both sides. */
  readonly cold?: number;
}

interface PlayedListing {
  readonly ms: number;
  /** The limit after each answer. */
  readonly limits: readonly number[];
  /** Requests in flight at each answer. */
  readonly inFlight: readonly number[];
}

/** Plays a listing through, as many requests in flight as the pace allows. */
function play(setting: Setting, paced: (time: () => { active: number; idle: number }) => Pace): PlayedListing {
  const { latency, server, client, pages, cold = 1 } = setting;
  const time = { active: 0, idle: 0 };
  const pace = paced(() => ({ ...time }));
  const answers: number[] = [];
  const limits: number[] = [];
  const inFlight: number[] = [];
  let [now, serverFree, sent] = [0, 0, 0];
  const send = (): void => {
    for (; sent < pages && answers.length < pace.limit; sent += 1) {
      const begins = Math.max(now + latency / 2, server === 0 ? 0 : serverFree);
      serverFree = begins + server * (sent === 0 ? cold : 1);
      answers.push(serverFree + latency / 2);
    }
  };
  send();
  while (limits.length < pages) {
    answers.sort((a, b) => a - b);
    const next = answers[0] ?? now;
    time.idle += Math.max(0, next - now);
    now = Math.max(now, next);
    const work = client * (limits.length === 0 ? cold : 1);
    time.active += work;
    now += work;
    inFlight.push(answers.length);
    pace.tick(answers.length);
    answers.shift();
    limits.push(pace.limit);
    send();
  }
  return { ms: now, limits, inFlight };
}

const withLoopPace = (setting: Setting): PlayedListing =>
  play(setting, (time) => new LoopPace(setting.most ?? 32, time));
const withAll = (setting: Setting): PlayedListing =>
  play(setting, () => ({ limit: setting.most ?? 32, tick: () => undefined }));
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('LoopPace', () => {
  it('has two in flight where answers take less time than their rows', () => {
    const setting = { latency: 0.5, server: 8, client: 10, pages: 200 };
    const { limits, ms } = withLoopPace(setting);
    expect(limits.slice(-100).every((limit) => limit === 2)).toBe(true);
    expect(ms).toBeCloseTo(withAll(setting).ms, 0);
  });

  it('takes back what does not make the loop busier: the service sets the pace', () => {
    const setting = { latency: 0.5, server: 13, client: 10, pages: 400 };
    const { limits, ms } = withLoopPace(setting);
    expect(meanOf(limits.slice(-200))).toBeLessThan(4);
    expect(ms).toBeLessThan(1.01 * withAll(setting).ms);
  });

  it.each([
    ['a page in 50 ms', { latency: 50, server: 2.6, client: 4.5, pages: 1_000 }],
    ['the same with a cold start', { latency: 50, server: 2.6, client: 4.5, pages: 1_000, cold: 8 }],
    ['a page in 300 ms', { latency: 300, server: 0, client: 10, pages: 1_000, cold: 8 }],
    ['a page in a second', { latency: 1_000, server: 0, client: 3, pages: 1_000 }],
  ])('takes hardly longer than with all requests at once: %s', (_name, setting) => {
    expect(withLoopPace(setting).ms).toBeLessThan(1.12 * withAll(setting).ms);
  });

  it('finds what keeps the loop busy after the first answers, and holds about that', () => {
    // 50 ms for the answer and 4.5 ms for its rows: 12 at a time.
    const { limits } = withLoopPace({ latency: 45.5, server: 0, client: 4.5, pages: 400 });
    expect(limits[6]).toBeGreaterThanOrEqual(11);
    expect(Math.max(...limits)).toBeLessThanOrEqual(20);
    expect(meanOf(limits.slice(-200))).toBeGreaterThan(10);
    expect(meanOf(limits.slice(-200))).toBeLessThan(14);
  });

  it('has no more in flight than it was given', () => {
    const { inFlight } = withLoopPace({ most: 9, latency: 1_000, server: 0, client: 1, pages: 100 });
    expect(Math.max(...inFlight)).toBe(9);
    expect(new LoopPace(1).limit).toBe(1);
    const one = withLoopPace({ most: 1, latency: 0, server: 0, client: 10, pages: 20 });
    expect(new Set(one.limits)).toEqual(new Set([1]));
  });
});
