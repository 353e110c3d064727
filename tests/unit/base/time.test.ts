import { fc, test } from '@fast-check/vitest';
import { describe, expect, it, vi } from 'vitest';

import {
  DAY_MS,
  HOUR_MS,
  isTimezone,
  MATURING_MS,
  MINUTE_MS,
  momentOf,
  normalizeTimestamp,
  parseTimestamp,
  SECOND_MS,
  timestampOrNull,
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

describe('parseTimestamp', () => {
  it.each([
    ['2026-11-20T13:00:34', '2026-11-20T13:00:34Z'],
    ['2026-11-20 13:00:34 UTC', '2026-11-20T13:00:34Z'],
    ['2026-11-20t13:00:34.123456z', '2026-11-20T13:00:34.123Z'],
    ['2026-11-20T13:00', '2026-11-20T13:00:00Z'],
    ['2026-11-20T13:00:34+05', '2026-11-20T08:00:34Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    [' 2026-11-20T13:00:34,5-0130\n', '2026-11-20T14:30:34.500Z'],
  ])('reads %j', (text, expected) => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(parseTimestamp(text)).toBe(Date.parse(expected));
  });

  it.each([
    'Post 7',
    'zzz 1',
    '7',
    '2026',
    '20261120',
    '2026-02-30T00:00:00+0000',
    '2026-02-29',
    '2026-00-10',
    '2026-11-20T24:00:00Z',
    '2026-11-20T13:60:00Z',
    '2026-11-20T13:00:60Z',
    '2026-11-20T13:00:00+9999',
    '9999-12-31T23:59:59-01:00',
    '0026-11-20',
    '+275760-09-13T00:00:00Z',
    '2026-11-20T13:00:34Z and more',
  ])('gives null for %j', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  test.prop([anyTime])('reads every time as it is written', (date) => {
    expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
    expect(parseTimestamp(date.toISOString().replace('T', ' ').replace('Z', ''))).toBe(date.getTime());
  });

  test.prop([fc.string()])('never throws, and what it reads can be written', (text) => {
    const time = parseTimestamp(text);
    if (time !== null) expect(toTimestamp(time)).toMatch(/^\d{4}-/);
  });

  test.prop([fc.integer({ min: 100, max: 9999 }), fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 })])(
    'takes the days of the calendar and no other',
    (year, month, day) => {
      const text = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join(
        '-',
      );
      const time = parseTimestamp(text);
      const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
      expect(time === null ? null : toTimestamp(time).slice(0, 10)).toBe(isDay ? text : null);
    },
  );
});

describe('timestampOrNull', () => {
  it('writes the years 1970 to 9999 and nothing else', () => {
    expect(timestampOrNull(0)).toBe('1970-01-01T00:00:00Z');
    expect([-1, Number.NaN, 253_402_300_800_000, Number.MAX_VALUE].map(timestampOrNull)).toEqual([
      null,
      null,
      null,
      null,
    ]);
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

describe('momentOf', () => {
  it('gives the milliseconds of what was checked before, and throws for what was not', () => {
    expect(momentOf('1970-01-01T00:00:01Z')).toBe(1_000);
    expect(() => momentOf('tomorrow')).toThrow('tomorrow is no moment.');
  });
});
