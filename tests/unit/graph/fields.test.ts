import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { lastPacificDay, pacificMidnight } from '../../../src/graph/fields.ts';

const HOUR = 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const day = (iso: string): { since: string; until: string; hours: number } => {
  const { since, until } = lastPacificDay(at(iso));
  return {
    since: new Date(since * 1_000).toISOString(),
    until: new Date(until * 1_000).toISOString(),
    hours: (until - since) / 3_600,
  };
};

describe('lastPacificDay', () => {
  it('is yesterday from Pacific midnight to Pacific midnight: 08:00 UTC in winter', () => {
    expect(day('2026-11-22T12:00:00Z')).toEqual({
      since: '2026-11-21T08:00:00.000Z',
      until: '2026-11-22T08:00:00.000Z',
      hours: 24,
    });
  });

  it('is 07:00 UTC in summer', () => {
    expect(day('2026-07-15T12:00:00Z').since).toBe('2026-07-14T07:00:00.000Z');
  });

  it('is still the day before yesterday in UTC while the Pacific coast has not reached midnight', () => {
    expect(day('2026-11-22T07:59:59Z').until).toBe('2026-11-21T08:00:00.000Z');
    expect(day('2026-11-22T08:00:00Z').until).toBe('2026-11-22T08:00:00.000Z');
  });

  it('has 23 hours on the day the clocks go forward', () => {
    // 2026-03-08 begins at 08:00 UTC (PST) and ends at 07:00 UTC (PDT).
    expect(day('2026-03-09T12:00:00Z')).toEqual({
      since: '2026-03-08T08:00:00.000Z',
      until: '2026-03-09T07:00:00.000Z',
      hours: 23,
    });
  });

  it('has 25 hours on the day the clocks go back', () => {
    // 2026-11-01 begins at 07:00 UTC (PDT) and ends at 08:00 UTC (PST).
    expect(day('2026-11-02T12:00:00Z')).toEqual({
      since: '2026-11-01T07:00:00.000Z',
      until: '2026-11-02T08:00:00.000Z',
      hours: 25,
    });
  });

  it('finds midnight at every half hour of both days of change', () => {
    for (const start of ['2026-03-08T08:00:00Z', '2026-11-01T07:00:00Z']) {
      const hours = start.startsWith('2026-03') ? 23 : 25;
      for (let half = 0; half < hours * 2; half += 1) {
        expect(pacificMidnight(at(start) + half * (HOUR / 2))).toBe(at(start));
      }
      expect(pacificMidnight(at(start) + hours * HOUR)).toBe(at(start) + hours * HOUR);
    }
  });

  test.prop([fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') })])(
    'is a full day of 23 to 25 hours that ends at or before the moment, by less than a day and an hour',
    (now) => {
      const { since, until } = lastPacificDay(now);
      expect([23, 24, 25]).toContain((until - since) / 3_600);
      expect(until * 1_000).toBeLessThanOrEqual(now);
      expect(now - until * 1_000).toBeLessThan(25 * HOUR);
      expect(Number.isInteger(since) && Number.isInteger(until)).toBe(true);
    },
  );
});
