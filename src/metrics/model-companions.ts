import type { Design, TraitName, TraitTest } from './model-design.ts';

/** Traits this much correlated, either way, are named as used with each other. */
const USED_WITH_CORRELATION = 0.8;
/** Only the most used traits are compared with each other. */
const MOST_TRAITS = 1_500;

/**
 * Finds, for each judged trait, the others mostly on the same posts or mostly on the other ones, which it cannot be told
 * from. Levels of one trait exclude each other and are no companions; weekdays and slots are parts of the rest.
 */
export function findCompanions(design: Design): Map<TraitTest, TraitName[]> {
  const posts = design.y.length;
  const tests = [...design.tests, ...design.extra]
    .filter(({ enough, names }) => enough && names.every(({ kind }) => kind !== 'slot' && kind !== 'weekday'))
    .sort((a, b) => b.members.length - a.members.length)
    .slice(0, MOST_TRAITS);
  const both = countTogether(tests, posts);
  const companions = new Map<TraitTest, TraitName[]>(tests.map((test) => [test, []]));
  tests.forEach((first, index) => {
    for (let other = index + 1; other < tests.length; other += 1) {
      const second = tests[other];
      if (second === undefined || sharesKind(first, second)) continue;
      const [a, b] = [first.members.length / posts, second.members.length / posts];
      const together = (both[index * tests.length + other] ?? 0) / posts;
      const correlation = (together - a * b) / Math.sqrt(a * (1 - a) * b * (1 - b));
      if (Math.abs(correlation) < USED_WITH_CORRELATION) continue;
      companions.get(first)?.push(...second.names);
      companions.get(second)?.push(...first.names);
    }
  });
  return companions;
}

/** How many posts carry each pair of traits, in one triangle. */
function countTogether(tests: readonly TraitTest[], posts: number): Uint32Array {
  const byPost: number[][] = Array.from({ length: posts }, () => []);
  tests.forEach(({ members }, index) => {
    for (const post of members) byPost[post]?.push(index);
  });
  const counts = new Uint32Array(tests.length ** 2);
  for (const carried of byPost) {
    carried.forEach((first, position) => {
      for (let next = position + 1; next < carried.length; next += 1) {
        const at = first * tests.length + (carried[next] ?? 0);
        counts[at] = (counts[at] ?? 0) + 1;
      }
    });
  }
  return counts;
}

function sharesKind(a: TraitTest, b: TraitTest): boolean {
  const kind = a.names[0]?.kind;
  return kind === b.names[0]?.kind && kind !== 'hashtag' && kind !== 'series';
}
