import { describe, expect, it } from 'vitest';

import type { Orientation } from '../../../src/documents/file.ts';
import type { ClipEvidence, PostEvidence } from '../../../src/planning/footage-candidates.ts';
import { type ClipPosterior, estimateFootageUse, readCaptions } from '../../../src/planning/footage-reading.ts';
import { readName } from '../../../src/planning/footage-names.ts';
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

/** Makes clips and posts at random, a third of the posts of the length of a clip. */
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

describe('readCaptions', () => {
  const read = (names: readonly string[], captions: readonly (string | null)[]): [object, object][] =>
    readCaptions(names.map(readName), captions).map(({ quoted, named }) => [
      Object.fromEntries(quoted),
      Object.fromEntries(named),
    ]);

  it('says nothing of captions without words', () => {
    expect(read(['tu24.mp4'], [])).toEqual([]);
    expect(read(['tu24.mp4'], [null, '', ' !?'])).toEqual([
      [{}, {}],
      [{}, {}],
      [{}, {}],
    ]);
  });

  it.each<[string, string[], string, object]>([
    ['a whole name with a digit', ['a1.mp4'], 'here is a1!', { 0: 600 }],
    ['a whole name in capitals', ['A1.mp4'], 'Here Is A1.', { 0: 600 }],
    ['a whole name with an underscore', ['studio_tour.mp4'], 'from the studio_tour we', { 0: 600 }],
    ['a name with dots and dashes', ['a-1.b.mp4'], 'here a-1.b, so', { 0: 600 }],
    // One word in one of one captions: 0.5 · 3 / 2.
    ['a whole name that is a word', ['kiln.mp4'], 'the kiln', { 0: 0.75 }],
    ['a subject with a number', ['video/timelapse_vase24.gcode_20260101_1200.mp4'], 'vase24 at last', { 0: 40 }],
    ['a subject with folders', ['timelapse_vase24_20260101.mp4'], 'timelapse_vase24', { 0: 40 }],
    ['a subject of three letters', ['timelapse_tu4_20260101.mp4'], 'tu4', {}],
    ['a subject of four letters', ['timelapse_tu24_20260101.mp4'], 'tu24', { 0: 40 }],
    ['a subject without a number', ['timelapse_vase_20260101.mp4'], 'vase', {}],
    ['a part of a name', ['vase24.mp4'], 'vase', {}],
    ['the clips of one name', ['a/b1.mp4', 'c/b1.mp4', 'b2.mp4'], 'b1', { 0: 600, 1: 600 }],
    ['a whole name before its subject', ['vase24.mp4'], 'vase24', { 0: 600 }],
  ])('finds %s', (_what, names, caption, quoted) => {
    // A ratio under 1 says nothing.
    const expected = Object.fromEntries(Object.entries(quoted).filter(([, ratio]) => ratio > 1));
    expect(read(names, [caption])[0]?.[0]).toEqual(expected);
  });

  it('weighs a name that is a word by how rare the word is', () => {
    const captions = ['the kiln', ...Array.from({ length: 9 }, () => 'a bowl')];
    // 0.5 · (10 + 2) / (1 + 1), and 0.5 · 12 / 10.
    expect(read(['kiln.mp4'], captions)[0]?.[0]).toEqual({ 0: 3 });
    expect(read(['bowl.mp4'], captions)[9]?.[0]).toEqual({});
    const many = ['the kiln', ...Array.from({ length: 99 }, () => 'a bowl')];
    expect(read(['kiln.mp4'], many)[0]?.[0]).toEqual({ 0: 20 });
  });

  it('finds no clip by a name that more than sixty have', () => {
    const same = (count: number): string[] => Array.from({ length: count }, (_, at) => `f${String(at)}/a1.mp4`);
    expect(Object.keys(read(same(60), ['a1'])[0]?.[0] ?? {})).toHaveLength(60);
    expect(read(same(61), ['a1'])[0]?.[0]).toEqual({});
  });

  it('finds series by the words of their names that tell them apart', () => {
    const captions = ['the planter', ...Array.from({ length: 9 }, () => 'so')];
    const others = ['bowl1.mp4', 'bowl2.mp4'];
    expect(read(['planter_tall1.mp4', 'planter_tall2.mp4', ...others], captions)[0]?.[1]).toEqual({ planter_tall: 3 });
    expect(read(['planter_tall1.mp4', 'planter_wide1.mp4', ...others], captions)[0]?.[1]).toEqual({
      planter_tall: 3,
      planter_wide: 3,
    });
    // In more than half of the names.
    expect(read(['planter_a1.mp4', 'planter_b1.mp4', 'bowl1.mp4'], captions)[0]?.[1]).toEqual({});
    const many = ['the planter', ...Array.from({ length: 99 }, () => 'so')];
    expect(read(['planter1.mp4', ...others], many)[0]?.[1]).toEqual({ planter: 20 });
    expect(read(['jug1.mp4', ...others], ['the jug', ...captions])[0]?.[1]).toEqual({});
    expect(read(['mugs1.mp4', ...others], ['the mugs', ...captions])[0]?.[1]).toEqual({ mugs: 3.25 });
  });
});
