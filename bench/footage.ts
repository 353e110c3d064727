/**
 * How well clips are matched to posts, and how long it takes:
 * `npx tsx bench/footage.ts [seeds] [studio, a regular expression] [first seed]`.
 *
 * Simulates studios whose use of their footage is known (tests/unit/planning/simulated-studio.ts): what `used` is worth
 * at 0.85, how many published clips are found at 0.5, and whether confidences mean what they say, per studio and over
 * all of them. The last table times 50,000 clips against 300 posts.
 */
import { matchFootageToPosts } from '../src/index.ts';
import {
  calibrationOf,
  simulateStudio,
  STUDIOS,
  tallyStudios,
  type StudioPlan,
} from '../tests/unit/planning/simulated-studio.ts';
import { leastCpuMs } from './harness.ts';

const seeds = Number(process.argv[2] ?? 20);
const wanted = new RegExp(process.argv[3] ?? '');
const firstSeed = Number(process.argv[4] ?? 1);
/** Bins with fewer rows say little of a share. */
const MIN_ROWS = 50;

const percent = (hits: number, of: number): string => (of === 0 ? '' : `${((hits / of) * 100).toFixed(1)} %`);
const points = (value: number): string => (value * 100).toFixed(1);

const tallies = STUDIOS.filter(({ name }) => wanted.test(name)).map((plan) => ({
  plan,
  tally: tallyStudios(plan, seeds, firstSeed),
}));
const worstOf = (rows: (typeof tallies)[number]['tally']['rows']): number =>
  Math.max(
    ...calibrationOf(rows)
      .filter(({ rows: count }) => count >= MIN_ROWS)
      .map((bin) => Math.abs(bin.said - bin.true)),
  );
console.table(
  tallies.map(({ plan, tally }) => ({
    studio: plan.name,
    'used at 0.85': tally.sure,
    right: percent(tally.sureRight, tally.sure),
    'right post': percent(tally.surePostRight, tally.sure),
    'published found': percent(tally.found, tally.published),
    'whole ones found': percent(tally.wholesFound, tally.wholes),
    'farthest bin, points': points(worstOf(tally.rows)),
  })),
);
console.table(
  calibrationOf(tallies.flatMap(({ tally }) => tally.rows)).map((bin) => ({
    from: bin.from,
    rows: bin.rows,
    'said, %': points(bin.said),
    'true, %': points(bin.true),
  })),
);

/** Makes 300 posts of a studio of 600 clips, among many clips that were never posted. */
function manyClips(clips: number, lengths: Pick<StudioPlan, 'lengths'>): ReturnType<typeof simulateStudio> {
  const sources = { whole: 0.5, trimmed: 0.2, compilation: 0.1, elsewhere: 0.2 };
  const studio = simulateStudio({ name: '', clips: 600, posts: 300, sources, named: 0.6, ...lengths }, 1);
  const others = simulateStudio({ name: '', clips: clips - 600, posts: 0, sources, ...lengths }, 2);
  const files = others.files.map((file) => ({ ...file, name: file.name.replace('video/', 'archive/') }));
  return { ...studio, files: [...studio.files, ...files] };
}

if (process.argv[3] === undefined) {
  console.table(
    Object.entries({ 'lengths differ': {}, 'one length': { lengths: [15] } }).map(([name, lengths]) => {
      const [small = Number.NaN, large = Number.NaN] = [5_000, 50_000].map((clips) => {
        const { files, media } = manyClips(clips, lengths);
        return leastCpuMs(2, () => matchFootageToPosts(files, media));
      });
      return { studio: name, '5,000 clips × 300 posts, ms': small.toFixed(0), '50,000, ms': large.toFixed(0) };
    }),
  );
}
