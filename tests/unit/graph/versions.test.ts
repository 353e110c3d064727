import { afterAll, describe, expect, it } from 'vitest';

import { agedTables } from '../../../src/base/dated-table.ts';
import { GRAPH_TABLES } from '../../../src/graph/dated-tables.ts';
import { VERSIONS, versionNotice } from '../../../src/graph/versions.ts';
import { STORAGE_TABLES } from '../../../src/storage/dated-tables.ts';
import { closeStudios, startStudio } from '../instagram/studio.ts';

afterAll(closeStudios);

const NOW = Date.parse('2026-11-28T00:00:00Z');

describe('the table of versions', () => {
  it('lists versions newest first, each ending two years after the next one came, to within the platform’s own days', () => {
    expect(VERSIONS[0]).toMatchObject({ version: 'v27.0', introduced: '2026-11-04', ends: null });
    const majors = VERSIONS.map(({ version }) => Number(version.slice(1, -2)));
    expect(majors).toEqual(majors.map((_, index) => (majors[0] ?? 0) - index));
    for (const [index, { ends }] of VERSIONS.entries()) {
      const next = VERSIONS[index - 1]?.introduced ?? null;
      if (next === null) continue;
      const due = Date.parse(next.replace(/^\d+/, (year) => String(Number(year) + 2)));
      expect(Math.abs(Date.parse(ends ?? '') - due)).toBeLessThan(130 * 86_400_000);
    }
  });
});

describe('a version that is configured', () => {
  it.each([
    ['v27.0', null],
    ['v26.0', null],
    ['v22.0', null],
    ['v21.0', 'ending_soon'],
    ['v20.0', 'expired'],
    ['v19.0', 'expired'],
    ['v3.2', 'expired'],
    ['v28.0', 'not_checked'],
    ['v26.1', 'not_checked'],
  ])('%s is %s on 2026-11-28', (version, state) => {
    expect(versionNotice(version, NOW)?.state ?? null).toBe(state);
  });

  it('ends soon from 90 days before its end, and is expired from its last day on', () => {
    const at = (day: string): string | null => versionNotice('v21.0', Date.parse(day))?.state ?? null;
    expect([at('2026-10-22'), at('2026-10-23'), at('2027-01-20'), at('2027-01-21')]).toEqual([
      null,
      'ending_soon',
      'ending_soon',
      'expired',
    ]);
  });

  it('is named with the version that answers in its place', () => {
    expect(versionNotice('v20.0', NOW)?.issue.message).toBe(
      'Graph v20.0 ended on 2026-09-24: Graph answers with v21.0 in its place.',
    );
    expect(versionNotice('v20.0', Date.parse('2027-06-01'))?.issue.message).toContain('answers with v23.0');
  });
});

describe('a collection', () => {
  it.each([
    ['v20.0', 'config', 'config:apiVersion'],
    ['v21.0', 'unsupported', 'graph:version_ending'],
    ['v28.0', 'unsupported', 'graph:version_not_checked'],
  ])('with %s is delivered, with one issue', async (apiVersion, kind, code) => {
    const { managerWith } = await startStudio();
    const document = await managerWith({ apiVersion }).collect();
    expect(document.recent_media?.length).toBeGreaterThan(0);
    expect(document.issues.filter(({ scope }) => scope === 'api_version')).toMatchObject([{ kind, code, id: null }]);
  });

  it.each(['v27.0', 'v26.0', 'v25.0'])('with %s has no word of it', async (apiVersion) => {
    const { managerWith } = await startStudio();
    expect((await managerWith({ apiVersion }).collect()).issues).toEqual([]);
  });
});

describe('the dated tables', () => {
  it('are fresh until 90 days after their oldest entry was checked', () => {
    const aged = (day: string): string[] =>
      agedTables([...GRAPH_TABLES, ...STORAGE_TABLES], Date.parse(day)).map(({ name }) => name);
    expect(aged('2027-02-20')).toEqual([]);
    expect(aged('2027-02-21')).toContain('post metrics');
    expect(aged('2027-02-21')).toContain('Cloud Storage');
    expect(aged('2027-02-21')).not.toContain('Graph versions');
    expect(aged('2027-02-26')).toContain('Graph versions');
  });

  it('have a source and a day in every entry', () => {
    for (const { entries } of [...GRAPH_TABLES, ...STORAGE_TABLES]) {
      expect(entries.length).toBeGreaterThan(0);
      for (const { source, checkedOn } of entries) {
        expect(source).not.toBe('');
        expect(checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
    }
  });
});
