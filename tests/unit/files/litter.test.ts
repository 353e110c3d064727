import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

import { createLitterTest, isLitter } from '../../../src/files/litter.ts';

describe('the litter test of a listing', () => {
  const piece = fc.constantFrom(
    '/',
    'a',
    '._b',
    '__MACOSX',
    '__macosx2',
    '@eaDir',
    'Thumbs.db',
    'desktop.INI',
    '.DS_Store',
  );
  const name = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
  test.prop([fc.array(name, { maxLength: 30 })], { numRuns: 300 })('says of every name what isLitter says', (names) => {
    const test = createLitterTest();
    expect(names.map(test)).toEqual(names.map(isLitter));
  });
});
