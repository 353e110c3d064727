/** What the suites of `npm run bench` share: the form of a result, turns, medians, processor time. */

/** One line of a table: what was measured, and its figures by column. */
export interface BenchRow {
  readonly subject: string;
  /** `null` where it could not be measured, such as a program that is not installed. */
  readonly figures: Readonly<Record<string, number | null>>;
}

/** One table of the results. */
export interface BenchTable {
  readonly title: string;
  /** What was done, and which row is the floor or the rival. */
  readonly about: string;
  readonly rows: readonly BenchRow[];
  /** The row the others are compared with, by this column; left out where nothing is compared. */
  readonly compare?: { readonly subject: string; readonly column: string } | undefined;
}

/** How much a suite does: `full` for the page, `short` for the test that keeps the suites running. */
export type BenchMode = 'full' | 'short';

export interface BenchSuite {
  readonly name: string;
  readonly run: (mode: BenchMode) => Promise<BenchTable[]>;
}

/** Measures one subject once: its figures by column, `null` when it cannot be run here. */
export type Measure = () => Promise<Readonly<Record<string, number>> | null>;

/**
 * Measures subjects in turns, so that a busy minute of the machine meets all of them, and gives the median of each figure.
 *
 * @param once - subjects of the first round alone: those that take the longest, and whose figures are far from the others'
 */
export async function interleave(
  subjects: Readonly<Record<string, Measure>>,
  rounds: number,
  once: readonly string[] = [],
): Promise<BenchRow[]> {
  const taken = new Map<string, Readonly<Record<string, number>>[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [subject, measure] of Object.entries(subjects)) {
      if (round > 0 && once.includes(subject)) continue;
      const figures = await measure();
      if (figures !== null) taken.set(subject, [...(taken.get(subject) ?? []), figures]);
    }
  }
  return Object.keys(subjects).map((subject) => ({ subject, figures: medians(taken.get(subject) ?? []) }));
}

/** Computes the median of every figure; of an even number the lower of the two in the middle. */
export function medians(runs: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const columns = Object.keys(runs[0] ?? {});
  return Object.fromEntries(
    columns.map((column) => {
      const values = runs.map((run) => run[column] ?? Number.NaN).sort((a, b) => a - b);
      return [column, values[Math.floor((values.length - 1) / 2)] ?? Number.NaN];
    }),
  );
}

/** Runs something and gives the seconds it took on the clock and of the processor. */
export async function timed(run: () => unknown): Promise<{ readonly s: number; readonly 'CPU s': number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { s: seconds, 'CPU s': (user + system) / 1_000_000 };
}

/** Measures the least processor time of some runs, in milliseconds: what the work takes where nothing disturbs it. */
export function leastCpuMs(runs: number, run: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}
