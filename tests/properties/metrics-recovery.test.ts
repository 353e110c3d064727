import { describe, expect, it } from 'vitest';

import { runScenario, type Scenario, type Share, type Tally } from '../unit/metrics/run-scenario.ts';
import { IRREGULAR, NOTHING, SCENARIOS } from '../unit/metrics/scenarios.ts';

// Simulated accounts with known truth, few seeds; `bench/analytics.ts` runs many. Bars leave room for the luck of so few.
const SEEDS = 16;
/** Of 240 posts, which take four times as long, where each account has several rows to count. */
const FEW_SEEDS = 8;

const tallies = new Map<string, Tally>();

/** Counts what was counted over the accounts of a scenario, each run once. */
function run(name: string): Tally {
  const scenario = [...SCENARIOS, ...NOTHING, ...IRREGULAR].find(
    (candidate): candidate is Scenario => candidate.name === name,
  );
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const seeds = name.endsWith('240 posts') && !NOTHING.includes(scenario) ? FEW_SEEDS : SEEDS;
  const tally = tallies.get(name) ?? runScenario(scenario, seeds);
  tallies.set(name, tally);
  return tally;
}

function rate({ hits, of }: Share): number {
  return hits / of;
}

describe('credit without cause', () => {
  it.each([
    'growth × 2, late tag, 60 posts',
    'growth × 4, late tag, 60 posts',
    'companion on 80 %, 60 posts',
    'companion on 80 %, 240 posts',
    'weekend tag, 240 posts',
    'slots under a Friday to Sunday tag, 240 posts',
    'tags in runs, autoregression 0.7, 240 posts',
    'immature, 60 posts',
  ])('is rare: %s', (name) => {
    const { falseRows } = run(name);
    expect(falseRows.of).toBeGreaterThanOrEqual(FEW_SEEDS);
    expect(rate(falseRows)).toBeLessThanOrEqual(0.13);
  });

  it.each(['tags in runs, autoregression 0.7, 60 posts', 'tags in runs, autoregression 0.7, 240 posts'])(
    'no trend in slow noise: %s',
    (name) => {
      expect(rate(run(name).falseTrends)).toBeLessThanOrEqual(0.13);
    },
  );

  it.each(NOTHING.map(({ name }) => name))('few plans name a finding where there is none: %s', (name) => {
    expect(rate(run(name).falsePlans)).toBeLessThanOrEqual(0.25);
  });
});

describe('what is there is found', () => {
  it('finds a tag of × 1.6 among eight at 240 posts', () => {
    expect(rate(run('× 1.6 among eight, 240 posts').found)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('80 % intervals', () => {
  it.each(['× 1.6 among eight, 60 posts', '× 1.6 among eight, 240 posts', 'missing reach 40 %, 240 posts'])(
    'hold the truth about as often as they say, that of a lone winner too: %s',
    (name) => {
      const { held, winnersHeld } = run(name);
      expect(rate(held)).toBeGreaterThanOrEqual(0.72);
      expect(rate(held)).toBeLessThanOrEqual(0.9);
      expect(rate(winnersHeld)).toBeGreaterThanOrEqual(0.55);
    },
  );
});
