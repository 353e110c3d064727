import type { BenchSuite } from '../harness.ts';
import { measureGrowth, SUBJECTS } from '../growth.ts';

/** How the processor time of the pure functions grows with their input. */
export const growth: BenchSuite = {
  name: 'growth',
  run: (mode) => {
    const rows = SUBJECTS.map((subject) => {
      const isFull = mode === 'full';
      const { name, size, cpuMs, cpuMsAt4, exponent } = measureGrowth(subject, isFull ? 1 : 0.002, isFull ? 5 : 1);
      const times = { n: size, 'CPU ms at n': cpuMs, 'CPU ms at 4 n': cpuMsAt4 };
      return { subject: name, figures: exponent === null ? times : { ...times, exponent: Math.max(0, exponent) } };
    });
    return Promise.resolve([
      {
        title: 'Growth of the pure functions',
        about:
          'The exponent between n and 4 n: 1 is linear, 2 is quadratic; none where the smaller time is below a millisecond. What sorts, or outgrows the caches of the processor, as a Map of all names does, shows up to 1.3.',
        rows,
      },
    ]);
  },
};
