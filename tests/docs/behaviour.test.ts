import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readPage, ROOT } from './pages.ts';

interface Case {
  readonly number: string;
  readonly body: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

const { text } = readPage('docs/behaviour.md');
const cases = text
  .split(/^### /m)
  .slice(1)
  .map((part): Case => {
    // Another section may begin behind the last case of one.
    const body = part.split(/^## /m)[0] ?? '';
    const tests = [...body.matchAll(/^- \[`([^`]+)`\]\(([^)]+)\): "(.+)"$/gm)];
    return {
      number: /^\S+/.exec(body)?.[0] ?? '',
      body,
      tests: tests.map(([, file = '', link = '', title = '']) => {
        expect(link).toBe(`../${file}`);
        return { file, title: title.replaceAll('\\', '') };
      }),
    };
  });

/** Whether a file has a test of this title, whichever quotes it stands in. */
function hasTitle(file: string, title: string): boolean {
  const code = readFileSync(join(ROOT, file), 'utf8');
  return ["'", '"', '`'].some((quote) => code.includes(`${quote}${title.replaceAll(quote, `\\${quote}`)}${quote}`));
}

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
    const missing = one.tests.filter(({ file, title }) => !existsSync(join(ROOT, file)) || !hasTitle(file, title));
    expect(missing).toEqual([]);
  });
});
