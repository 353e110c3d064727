import {
  type ChaosCounts,
  measureEnd,
  runAccountChaos,
  runBucketChaos,
  runMovingBucket,
} from '../../tests/matrix/chaos.ts';
import { type Proof, table } from './section.ts';

const RATES = [0.01, 0.05, 0.1, 0.2, 0.3];

/** Collects under random faults. */
export async function proveChaos(): Promise<Proof> {
  const small = await runAccountChaos(60, RATES, 8);
  const large = await runAccountChaos(1_000, RATES, 4);
  const listing = await runBucketChaos(50_000, RATES, 2);
  const moving = await runMovingBucket(3_000, 3);
  const ends = [await measureEnd(false), await measureEnd(true)];
  return {
    parts: {
      chaos: table(
        ['collected', 'runs', 'faults met', 'as without faults', 'partial, with issues', 'ended in an error', 'untrue'],
        [row('60 posts', small), row('1,000 posts', large), row('a bucket of 50,000 objects', listing)],
      ),
      moving:
        `${String(moving.listings)} listings of 3,000 objects, during which ${String(moving.added)} were added and ` +
        `${String(moving.removed)} removed: objects that stayed were counted once each ${String(moving.counted)} times, ` +
        `otherwise ${String(moving.broken.length)} times.`,
      ends: table(
        ['a process that has collected', 'ends by itself after'],
        [
          ['without faults', `${ends[0]?.toFixed(0) ?? 'never'} ms`],
          ['under faults, left half-way', `${ends[1]?.toFixed(0) ?? 'never'} ms`],
        ],
      ),
    },
    problems: [
      ...[small, large, listing, moving].flatMap(({ broken }) => broken),
      ...ends.filter((end) => end === null || end > 5_000).map(() => 'a process did not end by itself'),
    ],
  };
}

function row(
  what: string,
  { runs, faults, recovered: healed, partial, failed, broken }: ChaosCounts,
): (string | number)[] {
  return [what, runs, faults, healed, partial, failed, broken.length];
}
