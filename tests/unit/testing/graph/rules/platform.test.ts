import { expect, it } from 'vitest';

import { parseMoment } from '../../../../../src/testing/graph/rules/platform.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

it.each([
  ['1795132800', 1_795_132_800],
  ['now', NOW / 1_000],
  ['today', NOW / 1_000 - 43_200],
  ['yesterday', NOW / 1_000 - 43_200 - 86_400],
  ['-1 day', NOW / 1_000 - 86_400],
  ['-30 days', NOW / 1_000 - 30 * 86_400],
  ['2026-11-22', NOW / 1_000 - 43_200],
  ['2026-11-22T14:00:00+0200', NOW / 1_000],
  ['2026-99-99', null],
  ['last monday', null],
  ['', null],
])('reads the moment %j as %j', (text, seconds) => {
  expect(parseMoment(text, NOW)).toBe(seconds);
});
