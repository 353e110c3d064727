import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readPage, ROOT } from './pages.ts';
import { isTest, namedTests } from './test-titles.ts';

const { text } = readPage('SECURITY.md');
const threats = [...text.matchAll(/^\| (T\d+) /gm)].map(([, number = '']) => number);

describe('SECURITY.md', () => {
  it('numbers its threats, and names a test for each', () => {
    expect(threats.length).toBeGreaterThan(10);
    expect(threats).toEqual(threats.map((_, index) => `T${String(index + 1)}`));
    const named = namedTests(text, '- T\\d+: ').length;
    expect(text.match(/^- T\d+/gm)).toHaveLength(named);
  });

  it.each(threats)('%s is shown by tests that exist', (number) => {
    const tests = namedTests(text, `- ${number}: `);
    expect(tests.length).toBeGreaterThan(1);
    expect(tests.filter((test) => test.link !== test.file || !isTest(test))).toEqual([]);
  });
});

describe('the library', () => {
  it('has no code that turns TLS off', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    expect(files.length).toBeGreaterThan(300);
    const loose = /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/;
    expect(files.filter((file) => loose.test(readFileSync(join(ROOT, 'src', file), 'utf8')))).toEqual([]);
  });
});
