import { existsSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

import { describe, expect, it } from 'vitest';

import { anchorsOf, proseOf, readPage, readPages, ROOT, type Page } from './pages.ts';

/** Describes what is wrong with a link; `null` for a good one. */
function problemOf(page: Page, target: string): string | null {
  if (/^[a-z]+:/i.test(target)) return URL.canParse(target) ? null : 'is no address';
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page.path : posix.join(dirname(page.path), decodeURI(path));
  if (!existsSync(join(ROOT, file))) return 'leads to no file';
  if (anchor === undefined || anchor === '') return null;
  if (!file.endsWith('.md') || statSync(join(ROOT, file)).isDirectory()) return 'names an anchor of what is no page';
  return anchorsOf(readPage(file)).has(anchor) ? null : 'leads to no heading';
}

describe('links between the pages', () => {
  it.each(readPages().map((page) => [page.path, page] as const))('%s: every one leads somewhere', (_path, page) => {
    const targets = [...proseOf(page).matchAll(/\]\(([^()\s]+)\)/g)].map((match) => match[1] ?? '');
    const broken = targets.flatMap((target) => {
      const problem = problemOf(page, target);
      return problem === null ? [] : [`${target} ${problem}`];
    });
    expect(broken).toEqual([]);
  });

  it('finds a link that leads nowhere, and an anchor that is not there', () => {
    const page: Page = { path: 'docs/made-up.md', text: '' };
    expect(problemOf(page, 'nowhere.md')).toBe('leads to no file');
    expect(problemOf(page, '../README.md#nowhere')).toBe('leads to no heading');
    expect(problemOf(page, '../README.md#use-it')).toBeNull();
  });
});
