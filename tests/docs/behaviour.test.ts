import { describe, expect, it } from 'vitest';

import { readPage } from './pages.ts';
import { isTest, namedTests, type NamedTest } from './test-titles.ts';

interface Case {
  readonly number: string;
  readonly body: string;
  readonly tests: readonly NamedTest[];
}

const { text } = readPage('docs/behaviour.md');
const cases = text
  .split(/^### /m)
  .slice(1)
  .map((part): Case => {
    // Another section may begin behind the last case of one.
    const body = part.split(/^## /m)[0] ?? '';
    return { number: /^\S+/.exec(body)?.[0] ?? '', body, tests: namedTests(body, '- ') };
  });

describe('docs/behaviour.md', () => {
  it('numbers its cases without a gap, each once', () => {
    expect(cases.length).toBeGreaterThan(50);
    const counts: Record<string, number> = {};
    for (const { number } of cases) {
      const [series = '', count] = number.split('-');
      counts[series] = (counts[series] ?? 0) + 1;
      expect(number).toBe(`${series}-${String(counts[series]).padStart(2, '0')}`);
      expect(['IG', 'GCS', 'RUN', 'OUT']).toContain(series);
      expect(count).toMatch(/^\d\d$/);
    }
  });

  it.each(cases.map((one) => [one.number, one] as const))('%s says why, and its tests exist', (_number, one) => {
    expect(one.body).toContain('**Why it matters.**');
    expect(one.tests.length).toBeGreaterThan(0);
    // As many links as were understood: a line in another form would go unchecked.
    expect(one.body.match(/^- \[/gm)?.length).toBe(one.tests.length);
    expect(one.tests.filter((test) => test.link !== `../${test.file}` || !isTest(test))).toEqual([]);
  });
});
