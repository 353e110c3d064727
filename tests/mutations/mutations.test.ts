import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { mutate } from './mutation.ts';
import { BROKEN_PROMISES } from './promises.ts';
import { FORMER_SURVIVORS } from './former-survivors.ts';

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
