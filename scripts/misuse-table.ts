/**
 * Writes the table of wrong inputs of docs/errors.md from the schemas of the public surface, between
 * `<!-- table: misuse -->` and `<!-- /table -->`.
 *
 *   npx tsx scripts/misuse-table.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { formatted } from './formatted.ts';

import { misuseTable } from '../tests/surface/wrong-inputs.ts';

const path = fileURLToPath(new URL('../docs/errors.md', import.meta.url));
const page = readFileSync(path, 'utf8');
const between = /(<!-- table: misuse -->\n)[\s\S]*?(<!-- \/table -->)/;
if (!between.test(page)) throw new Error('docs/errors.md has no place for the table.');
const table = await formatted('page.md', misuseTable());
writeFileSync(
  path,
  page.replace(between, (_, start: string, end: string) => `${start}\n${table}\n${end}`),
);
