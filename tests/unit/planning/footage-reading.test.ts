import { describe, expect, it } from 'vitest';

import type { Orientation } from '../../../src/documents/file.ts';
import type { ClipEvidence, PostEvidence } from '../../../src/planning/footage-candidates.ts';
import { type ClipPosterior, estimateFootageUse } from '../../../src/planning/footage-reading.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';
import { plainFootageUse } from './plain-footage.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const WAYS: readonly (Orientation | null)[] = ['portrait', 'landscape', 'square', null];

interface Plan {
  readonly clips: number;
  readonly posts: number;
  readonly seed: number;
  /** Lengths are multiples of it. */
  readonly step: number;
  /** Shares of which time, length or name is not known. */
  readonly gaps: number;
  readonly quoted: number;
}

/** Clips and posts at random, a third of the posts of the length of a clip. */
function studio({ clips: count, posts: most, seed, step, gaps, quoted }: Plan): [ClipEvidence[], PostEvidence[]] {
  const random = createRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const unless = <T>(share: number, value: T): T | null => (random() < share ? null : value);
  const length = (): number => Math.max(step, Math.round((4 + 30 * random()) / step) * step);
  const clips = Array.from({ length: count }, (): ClipEvidence => ({
    time: unless(gaps, START + Math.floor(random() * 40) * DAY_MS),
    seconds: unless(gaps, length()),
    orientation: pick(WAYS),
    series: pick(['vase', 'bowl', '']),
  }));
  const posts = Array.from({ length: most }, (): PostEvidence => {
    const source = pick(clips);
    const seconds =
      random() < 0.3 && source.seconds !== null ? source.seconds + step * Math.floor(random() * 2) : length();
    return {
      time: unless(gaps / 2, START + Math.floor(2 + random() * 50) * DAY_MS),
      seconds: unless(gaps, seconds),
      orientation: pick(WAYS),
      quoted: new Map(random() < quoted ? [[Math.floor(random() * count), pick([40, 600])]] : []),
      named: new Map(random() < quoted ? [['vase', 8]] : []),
    };
  });
  return [clips, posts];
}

function differences(one: readonly ClipPosterior[], other: readonly ClipPosterior[]): number[] {
  return one.map(({ used }, at) => Math.abs(used - (other[at]?.used ?? Number.NaN)));
}

const readings = (rows: readonly ClipPosterior[]): object[] =>
  rows.map(({ post, support, isSpecific }) => ({ post, support, isSpecific }));

describe('estimateFootageUse', () => {
  it('has nothing to say without clips, and nothing but 0 without posts', () => {
    const [clips] = studio({ clips: 2, posts: 1, seed: 1, step: 0.01, gaps: 0, quoted: 0 });
    expect(estimateFootageUse([], [])).toEqual([]);
    const unused = { used: 0, post: null, support: 'time', isSpecific: false };
    expect(estimateFootageUse(clips, [])).toEqual([unused, unused]);
  });

  it.each<Plan>([
    { clips: 1, posts: 1, seed: 1, step: 0.01, gaps: 0, quoted: 0 },
    { clips: 2, posts: 1, seed: 2, step: 0.01, gaps: 0, quoted: 0 },
    { clips: 3, posts: 3, seed: 3, step: 0.01, gaps: 0, quoted: 0 },
    { clips: 6, posts: 4, seed: 4, step: 0.01, gaps: 0, quoted: 0.5 },
    { clips: 8, posts: 8, seed: 5, step: 0.01, gaps: 0.2, quoted: 0.3 },
    { clips: 8, posts: 3, seed: 6, step: 0.1, gaps: 0.1, quoted: 0.3 },
    { clips: 8, posts: 12, seed: 7, step: 1, gaps: 0.1, quoted: 0.3 },
    { clips: 12, posts: 10, seed: 8, step: 0.01, gaps: 0.5, quoted: 0.6 },
    { clips: 12, posts: 30, seed: 9, step: 0.01, gaps: 0.1, quoted: 0.1 },
    { clips: 12, posts: 6, seed: 10, step: 0.01, gaps: 1, quoted: 0.6 },
    { clips: 20, posts: 2, seed: 11, step: 0.01, gaps: 0.1, quoted: 0.3 },
    { clips: 40, posts: 30, seed: 12, step: 0.01, gaps: 0.05, quoted: 0.1 },
  ])('weighs $clips clips and $posts posts (seed $seed) as the plain rule does', (plan) => {
    const [clips, posts] = studio(plan);
    const [rows, plain] = [estimateFootageUse(clips, posts), plainFootageUse(clips, posts)];
    expect(readings(rows)).toEqual(readings(plain));
    expect(Math.max(...differences(rows, plain))).toBeLessThan(1e-9);
  });

  it.each<Plan>([
    { clips: 150, posts: 12, seed: 1, step: 0.01, gaps: 0, quoted: 0.2 },
    { clips: 150, posts: 12, seed: 2, step: 0.01, gaps: 0.2, quoted: 0.2 },
    { clips: 150, posts: 12, seed: 3, step: 1, gaps: 0.1, quoted: 0.2 },
    { clips: 400, posts: 6, seed: 4, step: 0.1, gaps: 0, quoted: 0.2 },
  ])('comes near to that where it sums up most of $clips clips (seed $seed)', (plan) => {
    const [clips, posts] = studio(plan);
    const [rows, plain] = [estimateFootageUse(clips, posts), plainFootageUse(clips, posts)];
    const off = differences(rows, plain);
    expect(Math.max(...off)).toBeLessThan(0.1);
    expect(off.reduce((sum, one) => sum + one, 0) / off.length).toBeLessThan(0.01);
  });
});
