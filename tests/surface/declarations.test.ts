import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const DIST = new URL('../../dist/', import.meta.url);
const FILES = readdirSync(DIST).filter((name) => /\.d\.c?ts$/.test(name));
const PACKAGE = JSON.parse(readFileSync(new URL('../package.json', DIST), 'utf8')) as { exports: object };
const ENTRIES = Object.keys(PACKAGE.exports)
  .filter((path) => !path.endsWith('.json'))
  .map((path) => (path === '.' ? 'index' : path.slice('./'.length)));

/** Lists every module a declaration file takes types from, in whatever way. */
function modulesOf(code: string): string[] {
  const forms = /\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]|<reference\s+types="([^"]+)"/g;
  return [...code.matchAll(forms)].flatMap(([, from, direct, reference]) => from ?? direct ?? reference ?? []);
}

describe('the declarations', () => {
  it('are looked for under every entry', () => {
    expect(ENTRIES).toEqual(expect.arrayContaining(['index', 'metrics', 'files', 'report', 'testing']));
  });

  it.each(ENTRIES)('exist for %s in both formats', (entry) => {
    expect(FILES).toEqual(expect.arrayContaining([`${entry}.d.ts`, `${entry}.d.cts`]));
  });

  it('take types from valibot alone: no type of a transport, a logger or a Cloud Storage major is public', () => {
    const foreign = FILES.flatMap((name) => modulesOf(readFileSync(new URL(name, DIST), 'utf8')))
      .filter((module) => !module.startsWith('./'))
      .sort();
    expect([...new Set(foreign)]).toEqual(['valibot']);
  });
});
