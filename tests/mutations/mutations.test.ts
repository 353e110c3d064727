import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { mutate } from './mutation.ts';
import { BROKEN_PROMISES } from './promises.ts';
import { EQUIVALENT_MUTANTS } from './equivalent-mutants.ts';
import { FORMER_SURVIVORS } from './former-survivors.ts';
import { SURVIVORS } from './survivors.ts';

// That the tests fail of them takes minutes: npm run prove.
describe('mutations that tests must notice', () => {
  it('are of ten promises', () => {
    expect(new Set(BROKEN_PROMISES.map(({ promise }) => promise)).size).toBe(10);
  });

  it.each([...BROKEN_PROMISES, ...FORMER_SURVIVORS])('apply to the source as it is: $breaks', async (mutation) => {
    const source = await readFile(mutation.file, 'utf8');
    expect(mutate(source, mutation)).not.toBe(source);
  });
});

describe('mutants that tests do not notice', () => {
  it('are of lines that are there: a reason for a line that was changed would explain nothing', async () => {
    const entries = [...SURVIVORS, ...EQUIVALENT_MUTANTS];
    const isThere = async ({ file, source }: (typeof entries)[number]): Promise<boolean> =>
      (await readFile(file, 'utf8')).split('\n').some((line) => line.trim() === source);
    const found = await Promise.all(entries.map(isThere));
    expect(entries.filter((_entry, index) => found[index] === false)).toEqual([]);
  });
});
