import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { parseUtcTime } from '../../../src/config/utc-time.ts';

describe('parseUtcTime', () => {
  it.each([
    ['2025-08-23 21:00:33', '2025-08-23T21:00:33Z'],
    ['2025-08-23T21:00:33Z', '2025-08-23T21:00:33Z'],
    ['2025-08-23T21:00:33.123Z', '2025-08-23T21:00:33Z'],
    ['2025-08-23 21:00', '2025-08-23T21:00:00Z'],
    ['2025-08-23', '2025-08-23T00:00:00Z'],
    [' 2025-08-23 21:00:33 UTC ', '2025-08-23T21:00:33Z'],
    ['2025-08-23T21:00:33+02:00', '2025-08-23T19:00:33Z'],
    ['2025-08-23T21:00:33-0530', '2025-08-24T02:30:33Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('reads %j as %s', (text, expected) => {
    expect(parseUtcTime(text)).toBe(expected);
  });

  it.each([
    '2025-02-29',
    '2025-02-30 10:00:00',
    '2025-13-01',
    '2025-00-10',
    '2025-08-23 24:00:00',
    '2025-08-23 21:60:00',
    '2025-08-23T21:00:33+25:00',
    '23.08.2025',
    '2025-8-23',
    'tomorrow',
    '1755982833',
    '',
  ])('refuses %j', (text) => {
    expect(parseUtcTime(text)).toBeNull();
  });

  test.prop([fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })])(
    'gives back every time that exists',
    (date) => {
      const stamp = date.toISOString().replace(/\.\d+Z$/, 'Z');
      expect(parseUtcTime(stamp)).toBe(stamp);
    },
  );
});
