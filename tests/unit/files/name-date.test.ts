import { describe, expect, it } from 'vitest';

import { findNameDate, parseNameDate } from '../../../src/files/name-date.ts';

describe('the date in a name', () => {
  it.each([
    ['20250430.mp4', '2025-04-30', 'day'],
    ['2025-04-30 a.mp4', '2025-04-30', 'day'],
    ['a_2025.04.30', '2025-04-30', 'day'],
    ['a 1999_12_31.mp4', '1999-12-31', 'day'],
    ['20240229.mp4', '2024-02-29', 'day'],
    ['20250430_1347.mp4', '2025-04-30T13:47', 'minute'],
    ['DJI_20250430134705_0001.mp4', '2025-04-30T13:47:05', 'second'],
    ['20250430134705123.mp4', '2025-04-30T13:47:05', 'second'],
    ['PXL_20250430_134705.123.mp4', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30T13:47:05Z.json', '2025-04-30T13:47:05Z', 'second'],
    ['2025-04-30 - 13h47.mp4', '2025-04-30T13:47', 'minute'],
    ['Screen Recording 2025-04-30 at 1.47.05 PM.mov', '2025-04-30T13:47:05', 'second'],
    ['Screen Recording 2025-04-30 at 1.47.05\u202FPM.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 at 12.47.05 AM.mov', '2025-04-30T00:47:05', 'second'],
    ['2025-04-30 at 12.47.05 p.m.mov', '2025-04-30T12:47:05', 'second'],
    ['2025-04-30 at 11.47 AM.mov', '2025-04-30T11:47', 'minute'],
    ['2025-04-30 at 13.47.05 PM.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 at 13.47.05 AM.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 at 00.47.05 PM.mov', '2025-04-30T00:47:05', 'second'],
    ['2025-04-30 um 13.47.05.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 a\u0300 13.47.05.mov', '2025-04-30T13:47:05', 'second'],
    ['2025-04-30 23.59.59.mov', '2025-04-30T23:59:59', 'second'],
    ['2025-04-30 00.00.00.mov', '2025-04-30T00:00:00', 'second'],
    ['20250429 20250430_1347.mp4', '2025-04-30T13:47', 'minute'],
    ['20250429 20250430.mp4', '2025-04-29', 'day'],
  ])('of %j is %s, by the %s', (name, time, precision) => {
    expect(parseNameDate(name)).toEqual({ time, precision, zone: time.endsWith('Z') ? 'utc' : null });
  });

  it.each([
    ['a day that is none', '20251340.mp4'],
    ['a leap day of another year', '20250229.mp4'],
    ['day 0', '20250400.mp4'],
    ['another century', '18991231.mp4'],
    ['a longer number', '120250430.mp4'],
    ['a number that goes on', '2025043012.mp4'],
    ['two signs', '2025-04.30'],
    ['a folder', '20250430/a.mp4'],
    ['no date', 'clip.mp4'],
  ])('is none: %s', (_, name) => {
    expect(parseNameDate(name)).toBeNull();
  });

  it.each([
    ['an hour that is none', '2025-04-30 24.00.00.mov'],
    ['a minute that is none', '2025-04-30 13.60.00.mov'],
    ['a second that is none', '2025-04-30 13.00.60.mov'],
    ['one digit without the half of the day', '2025-04-30 1.47.05.mov'],
  ])('is a day without a time: %s', (_, name) => {
    expect(parseNameDate(name)).toEqual({ time: '2025-04-30', precision: 'day', zone: null });
  });

  it('is found where it is', () => {
    const place = (text: string): string => {
      const found = findNameDate(text);
      return text.slice(found?.start, found?.end);
    };
    expect(place('a 2025-04-30 b')).toBe('2025-04-30');
    expect(place('a20250430b')).toBe('20250430');
    expect(place('a 20250430_134705 b')).toBe('20250430_134705');
    expect(place('a 2025-04-30 at 1.47 PM b')).toBe('2025-04-30 at 1.47 PM');
    expect(place('a 2025_04_30 1 b')).toBe('2025_04_30');
  });
});

describe('half days and days there are not', () => {
  it.each([
    ['a 2026-01-05 at 1.30 PM', '2026-01-05T13:30'],
    ['a 2026-01-05 at 12.30 PM', '2026-01-05T12:30'],
    ['a 2026-01-05 at 12.30 AM', '2026-01-05T00:30'],
    ['a_20260131.mp4', '2026-01-31'],
    ['a_20260231.mp4', undefined],
    ['a_20261301.mp4', undefined],
    ['a_20260100.mp4', undefined],
  ])('of %s are %s', (name, time) => {
    expect(findNameDate(name)?.date.time).toBe(time);
  });
});
