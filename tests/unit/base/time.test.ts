import { fc, test } from '@fast-check/vitest';
import { describe, expect, it, vi } from 'vitest';

import {
  DAY_MS,
  HOUR_MS,
  isTimezone,
  MATURING_MS,
  MINUTE_MS,
  normalizeTimestamp,
  SECOND_MS,
  toEpochMs,
  toFileStamp,
  toTimestamp,
} from '../../../src/base/time.ts';

const anyTime = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

describe('units', () => {
  it('are milliseconds', () => {
    expect([SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS]).toEqual([1_000, 60_000, 3_600_000, 86_400_000]);
    expect(MATURING_MS).toBe(2 * DAY_MS);
  });
});

describe('toTimestamp', () => {
  it('writes UTC without milliseconds, cut rather than rounded', () => {
    expect(toTimestamp(1_999)).toBe('1970-01-01T00:00:01Z');
    expect(toTimestamp(new Date('2026-11-22T13:14:15.678Z'))).toBe('2026-11-22T13:14:15Z');
  });

  test.prop([anyTime])('is read back to the second', (date) => {
    expect(Date.parse(toTimestamp(date))).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
  });
});

describe('normalizeTimestamp', () => {
  it.each([
    ['2026-11-20T13:00:34+0000', '2026-11-20T13:00:34Z'],
    ['2026-11-20T13:00:34+0530', '2026-11-20T07:30:34Z'],
    ['2026-11-20T13:00:34-08:00', '2026-11-20T21:00:34Z'],
    ['2026-11-20T13:00:34.123Z', '2026-11-20T13:00:34Z'],
    ['2026-11-20', '2026-11-20T00:00:00Z'],
  ])('reads %s', (text, expected) => {
    expect(normalizeTimestamp(text)).toBe(expected);
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z'])('gives null for %j', (text) => {
    expect(normalizeTimestamp(text)).toBeNull();
  });
});

describe('toFileStamp', () => {
  it('is UTC and sorts as text', () => {
    expect(toFileStamp(Date.parse('2026-01-02T03:04:05Z'))).toBe('20260102_030405');
  });

  test.prop([anyTime, anyTime])('keeps the order of times', (a, b) => {
    fc.pre(Math.abs(a.getTime() - b.getTime()) >= 1_000);
    expect(toFileStamp(a.getTime()) < toFileStamp(b.getTime())).toBe(a < b);
  });
});

describe('toEpochMs', () => {
  it.each([
    [new Date(5), 5],
    ['1970-01-01T00:00:01Z', 1_000],
    [new Date(Number.NaN), null],
    ['soon', null],
  ])('reads %s', (time, expected) => {
    expect(toEpochMs(time)).toBe(expected);
  });

  it.each(['1970-01-01T00:00:01', '1970-01-01 00:00:01', '1970-01-01T00:00:01.000'])(
    'reads %s as UTC, whatever zone the machine is in',
    (time) => {
      vi.stubEnv('TZ', 'America/New_York');
      expect(new Date(1_000).getHours()).toBe(19);
      expect(toEpochMs(time)).toBe(1_000);
    },
  );
});

describe('isTimezone', () => {
  it('knows IANA names and nothing else', () => {
    expect(['UTC', 'Europe/Berlin', 'America/Los_Angeles'].filter(isTimezone)).toHaveLength(3);
    expect(['', 'Berlin', 'Europe/Atlantis', 'UTC '].filter(isTimezone)).toEqual([]);
  });
});
