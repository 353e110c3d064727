import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { type BenchResults, performancePage } from '../../bench/performance-page.ts';
import { describeMachine, runSuites, SUITES } from '../../bench/run.ts';

describe('npm run bench', () => {
  it.each(SUITES.map((suite) => [suite.name, suite] as const))('measures %s', async (name, suite) => {
    const { [name]: result } = await runSuites([suite], 'short');
    expect(result?.tables.length).toBeGreaterThan(0);
    for (const { rows, compare } of result?.tables ?? []) {
      const measured = rows.filter(({ figures }) => Object.keys(figures).length > 0);
      // rclone and Meta's SDK are not everywhere.
      expect(measured.length).toBeGreaterThanOrEqual(rows.length - 1);
      for (const { figures } of measured)
        for (const value of Object.values(figures)) expect(value).toBeGreaterThanOrEqual(0);
      if (compare !== undefined) expect(measured.map(({ subject }) => subject)).toContain(compare.subject);
    }
  });

  it('names the machine and writes a page of tables', async () => {
    const rows = [
      { subject: 'a', figures: { s: 2 } },
      { subject: 'b', figures: { s: 0.5 } },
      { subject: 'c', figures: {} },
    ];
    const table = { title: 'T', about: 'How.', rows, compare: { subject: 'a', column: 's' } };
    const page = await performancePage({
      machine: { ...describeMachine(), cpu: '2 × Example' },
      suites: { one: { date: '2026-11-28', load: 3.5, tables: [table] } },
    });
    expect(page).toContain('one: 3.5 processors');
    expect(page.replaceAll(/ +/g, ' ')).toContain('| b | 0.5 | 0.25 |');
    expect(page).toContain('not installed');
  });

  it('docs/performance.md is the page of bench/results.json', async () => {
    const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
    const results = JSON.parse(await read('bench/results.json')) as BenchResults;
    expect(await read('docs/performance.md')).toBe(await performancePage(results));
    expect(Object.keys(results.suites).sort()).toEqual(SUITES.map(({ name }) => name).sort());
  });
});
