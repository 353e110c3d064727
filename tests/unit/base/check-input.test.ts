import { expect, it } from 'vitest';

import { is, readRecords } from '../../../src/base/check-input.ts';
import { summarizeFiles } from '../../../src/files/summarize-files.ts';

const shape = { name: is.text };

it('gives a list as it is', () => {
  const list = [{ name: 'a' }];
  expect(readRecords('f', 'files', list, 'file records', shape)).toBe(list);
});

it('checks each record of another iterable as it is read, and names its place', () => {
  const seen: unknown[] = [];
  const read = (): void => {
    for (const record of readRecords('f', 'files', new Set<unknown>([{ name: 'a' }, { name: 5 }]), 'records', shape)) {
      seen.push(record);
    }
  };
  expect(read).toThrow('files[1].name: found 5. Give records as this library returns them.');
  expect(seen).toEqual([{ name: 'a' }]);
});

it('is how the functions over files read what is no list', () => {
  const wrong = new Map([['a', 1]]).keys() as unknown as Parameters<typeof summarizeFiles>[0];
  expect(() => summarizeFiles(wrong)).toThrow(
    /summarizeFiles\(\) was given a wrong argument:\n {2}files\[0\]: found "a"/,
  );
});
