import { execFileSync } from 'node:child_process';
import { lstat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { LedgerEntry } from '../../../../src/documents/analytics.ts';
import { createFileLedgerStore, createMemoryLedgerStore } from '../../../../src/runtime/history/ledger-store.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const entry = (id: string): LedgerEntry => ({ media_id: id, files: [`${id}.mp4`], published_at: null });

describe.each([
  ['memory', () => Promise.resolve(createMemoryLedgerStore())],
  ['file', async () => createFileLedgerStore(join(await temporaryFolder(), 'ledger', 'ledger.json'))],
])('a ledger in a %s', (_, open) => {
  it('is empty at first and keeps the order of writing, side by side too', async () => {
    const ledger = await open();
    expect(await ledger.list()).toEqual([]);
    const entries = ['1', '2', '3', '4'].map(entry);
    await Promise.all(entries.map((one) => ledger.append(one)));
    expect(await ledger.list()).toEqual(entries);
  });
});

it('begins with the entries it is given', async () => {
  const initial = [entry('1'), entry('2')];
  const ledger = createMemoryLedgerStore(initial);
  await ledger.append(entry('3'));
  expect(await ledger.list()).toEqual(['1', '2', '3'].map(entry));
  expect(initial).toHaveLength(2);
});

it('says which argument is wrong', async () => {
  const wrong = { media_id: '1' } as unknown as LedgerEntry;
  expect(() => createMemoryLedgerStore([wrong])).toThrow(/^createMemoryLedgerStore\b[^]*\binitial\b/);
  expect(() => createFileLedgerStore('')).toThrow(/^createFileLedgerStore\b[^]*\bpath\b/);
  for (const ledger of [createMemoryLedgerStore(), createFileLedgerStore(join(await temporaryFolder(), 'ledger'))]) {
    await expect(ledger.append(wrong)).rejects.toThrow(/^append\b[^]*\bentry\b/);
  }
});

describe('a ledger file', () => {
  it('can be checked before it is written', async () => {
    const path = join(await temporaryFolder(), 'ledger.json');
    const ledger = createFileLedgerStore(path);
    expect(ledger.damaged).toEqual([]);
    await expect(ledger.check?.()).resolves.toBeUndefined();
    await writeFile(path, 'a diary');
    await expect(ledger.check?.()).rejects.toMatchObject({ code: 'io:ledger' });
  });

  it('is read by another store of the same path', async () => {
    const path = join(await temporaryFolder(), 'ledger.json');
    await createFileLedgerStore(path).append(entry('1'));
    expect(await createFileLedgerStore(path).list()).toEqual([entry('1')]);
  });

  it('that holds something else is an error, and nothing is written over it', async () => {
    const path = join(await temporaryFolder(), 'ledger.json');
    await writeFile(path, '{"media_id": 1}');
    const ledger = createFileLedgerStore(path);
    await expect(ledger.append(entry('1'))).rejects.toMatchObject({ kind: 'io', code: 'io:ledger' });
    await expect(ledger.list()).rejects.toMatchObject({ code: 'io:ledger' });
  });
});

describe('what could not be read again', () => {
  const junk = [null, 5, 'text', [], {}, { media_id: 5, files: ['a'], published_at: null }] as unknown as LedgerEntry[];
  it.each([
    ...junk,
    { ...entry('1'), files: 'a.mp4' as unknown as string[] },
    { ...entry('1'), published_at: '2026-02-30' },
    { ...entry('1'), published: null } as LedgerEntry,
  ])('is refused by both ledgers: %j', async (wrong) => {
    const path = join(await temporaryFolder(), 'ledger.ndjson');
    for (const ledger of [createMemoryLedgerStore(), createFileLedgerStore(path)]) {
      await ledger.append(entry('1'));
      await expect(ledger.append(wrong)).rejects.toMatchObject({ name: 'ArgumentError', kind: 'invalid_request' });
      expect(await ledger.list()).toEqual([entry('1')]);
    }
  });
});

describe('a ledger of an earlier version', () => {
  const filesLast = (id: string): LedgerEntry => ({ media_id: id, published_at: null, files: [`${id}.mp4`] });

  it.each([
    ['indented', JSON.stringify([entry('1'), entry('2')], null, 2)],
    ['on one line', JSON.stringify([entry('1'), entry('2')])],
    ['with a byte order mark', `\uFEFF${JSON.stringify([entry('1'), entry('2')], null, 2)}\n`],
    ['indented, with the files last', JSON.stringify([filesLast('1'), filesLast('2')], null, 2)],
    ['with a file named like its end', JSON.stringify([entry('1'), { ...entry('2'), files: ['2.mp4'] }], null, 2)],
  ])('is read and appended to: %s', async (_, text) => {
    const path = join(await temporaryFolder(), 'ledger.json');
    await writeFile(path, text);
    await createFileLedgerStore(path).append(entry('3'));
    await createFileLedgerStore(path).append(entry('4'));
    const ledger = createFileLedgerStore(path);
    expect(await ledger.list()).toEqual(['1', '2', '3', '4'].map(entry));
    expect(ledger.damaged).toEqual([]);
  });
});

describe('a damaged ledger', () => {
  it('names the line behind the list of an earlier version', async () => {
    const path = join(await temporaryFolder(), 'ledger.json');
    const list = JSON.stringify([entry('1'), { media_id: 2 }], null, 2);
    await writeFile(path, `${list}\n${JSON.stringify(entry('3'))}\n  \n{"media_id"`);
    const ledger = createFileLedgerStore(path);
    expect(await ledger.list()).toEqual([entry('1'), entry('3')]);
    expect(ledger.damaged?.map(({ where }) => where)).toEqual([
      `${path}, entry 2 of its list`,
      `${path}, line ${String(list.split('\n').length + 3)}`,
    ]);
  });

  it('keeps the names of files as they are', async () => {
    const path = join(await temporaryFolder(), 'ledger.ndjson');
    const odd = { ...entry('1'), files: ['a\uFEFF.mp4'] };
    await createFileLedgerStore(path).append(odd);
    expect(await createFileLedgerStore(path).list()).toEqual([odd]);
  });

  it('loses the damaged lines alone, names them, and takes new entries', async () => {
    const path = join(await temporaryFolder(), 'ledger.ndjson');
    const cut = JSON.stringify(entry('3')).slice(0, 20);
    await writeFile(path, `${JSON.stringify(entry('1'))}\n{"media_id": 2}\n${cut}`);
    const ledger = createFileLedgerStore(path);
    await ledger.append(entry('4'));
    expect(await ledger.list()).toEqual([entry('1'), entry('4')]);
    expect(ledger.damaged).toEqual([
      { where: `${path}, line 2`, problem: 'It is no ledger entry.' },
      { where: `${path}, line 3`, problem: 'It is cut off, or no JSON.' },
    ]);
  });

  it('that is no file is not read, which would wait without end, and not replaced', async () => {
    const path = join(await temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [path]);
    const ledger = createFileLedgerStore(path);
    await expect(ledger.list()).rejects.toMatchObject({ code: 'io:not_a_file' });
    await expect(ledger.append(entry('1'))).rejects.toMatchObject({ code: 'io:not_a_file' });
    expect((await lstat(path)).isFIFO()).toBe(true);
  });
});
