import { describe, expect, it } from 'vitest';

import { measureGrowth, SUBJECTS } from '../../../bench/growth.ts';

describe('the measurement of growth', () => {
  it.each(SUBJECTS.map((subject) => [subject.name, subject] as const))('runs %s', (_name, subject) => {
    expect(measureGrowth(subject, 0.002, 1)).toMatchObject({ size: Math.round(subject.size * 0.002) });
  });
});
