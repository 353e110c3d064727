import { describe, expect, it } from 'vitest';

import { formatsOf, isLocale } from '../../../src/base/locale.ts';

describe('the formats of a locale', () => {
  it.each([
    ['en-US', '−54,107.13', '0.50', 'Nov 22, 2026'],
    ['de-DE', '−54.107,13', '0,50', '22.11.2026'],
    ['ja-JP', '−54,107.13', '0.50', '2026/11/22'],
  ])('of %s write %s, %s and %s', (locale, number, decimals, day) => {
    const formats = formatsOf(locale);
    expect(formats.number(-54_107.126)).toBe(number);
    expect(formats.twoDecimals(0.499_9)).toBe(decimals);
    // In UTC, on every machine.
    expect(formats.day('2026-11-22T23:59:59Z')).toBe(day);
    expect(formats.day('some day')).toBe('some day');
    expect(formatsOf(locale)).toBe(formats);
  });

  it.each([
    ['de-DE', true],
    ['zh-Hant-TW', true],
    ['no locale', false],
    ['', false],
    [7, false],
    [null, false],
  ])('accept %j: %s', (text, accepted) => {
    expect(isLocale(text)).toBe(accepted);
  });
});
