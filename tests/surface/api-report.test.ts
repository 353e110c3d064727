import { describe, expect, it } from 'vitest';

import { readApiReports, renderApiReports } from '../../scripts/api-report.ts';

describe('the public surface', () => {
  const kept = readApiReports();
  const now = renderApiReports();

  it('has a report for each entry, and no other', () => {
    expect([...now.keys()]).toEqual(expect.arrayContaining(['index.api.md', 'metrics.api.md', 'testing.api.md']));
    expect([...kept.keys()].sort()).toEqual([...now.keys()].sort());
  });

  it.each([...now])('is what %s says', (name, text) => {
    expect(kept.get(name), 'the surface changed: run `npm run api`, and review the difference like code').toBe(text);
  });

  it.each([...now])('shows no file of the build in %s', (_name, text) => {
    expect(text).not.toMatch(/\.d\.c?ts\b|-[\w-]{8}\.js/);
  });
});
