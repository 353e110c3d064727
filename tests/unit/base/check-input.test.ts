import { describe, expect, it } from 'vitest';

import { is, type Input, problemsOf, readRecords, recordList, recordsOf } from '../../../src/base/check-input.ts';
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

describe('what was found', () => {
  const refuse: Input<unknown> = (value, key, report) => {
    report(key, value, 'Give another.');
    report(key, value, 'Not this one: the first problem of a key counts.');
    return value;
  };

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [5n, '5n'],
    [() => 5, 'a function'],
    [Symbol('s'), 'a symbol'],
    [' ', 'an empty text'],
    ['videos', '"videos"'],
    [[], 'an empty list'],
    [[1], 'a list'],
    [{}, 'an object'],
    [new Map(), 'a Map'],
    [new ArrayBuffer(1), 'an ArrayBuffer'],
    [Promise.resolve(), 'a promise: it was not awaited'],
    [/x/, 'a regular expression'],
    [new Date(0), 'a Date'],
    [new Date(Number.NaN), 'an invalid Date'],
  ])('%s', (value, found) => {
    expect(problemsOf(refuse, value, { name: 'limit' })).toEqual([{ key: 'limit', found, remedy: 'Give another.' }]);
  });

  it.each([
    ['a list of records', recordList('records', shape)],
    ['records', recordsOf('records', shape)],
  ])('no list in the place of %s', (_, input) => {
    expect(problemsOf(input, 5, { name: 'files' })).toMatchObject([{ key: 'files', found: '5' }]);
    expect(problemsOf(input, null, { name: 'files' })).toMatchObject([{ key: 'files', found: 'null' }]);
  });

  it('the first record of a list that is none, alone', () => {
    const list = [{ name: 'a' }, { name: 5 }, { name: 6 }];
    expect(problemsOf(recordList('records', shape), list, { name: 'files' })).toMatchObject([{ key: 'files[1].name' }]);
  });
});
