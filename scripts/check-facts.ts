/**
 * Lists every dated entry of the platform tables, and every dated source in a docblock, by age in days, oldest first. Ends
 * with 1 when an entry of a table is older than the tables may be.
 *
 *   npm run check:facts [-- --older-than DAYS]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { ageInDays, MAX_TABLE_AGE_DAYS, type Sourced } from '../src/base/dated-table.ts';
import { GRAPH_TABLES, STORAGE_TABLES } from '../src/collector/requirements.ts';

/** A dated entry with the table, or the file and line, it is in. */
export interface PlacedEntry extends Sourced {
  readonly place: string;
  readonly isTable: boolean;
}

/** Lists every entry of the tables. */
export function tableEntries(): PlacedEntry[] {
  return [...GRAPH_TABLES, ...STORAGE_TABLES].flatMap((table) =>
    table.entries.map(({ name, source, checkedOn }) => {
      return { place: `${table.name}: ${name}`, source, checkedOn, isTable: true };
    }),
  );
}

/** Lists every `Source: …, 2026-11-22.` and `@source … (2026-11-22)` of the comments. */
export function commentEntries(root: string): PlacedEntry[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return files.sort().flatMap((path) => {
    const text = readFileSync(`${root}/${path}`, 'utf8');
    const found = text.matchAll(/(?:\bSources?:|@source)((?:(?!\*\/|@|\{@link).)*?)(\d{4}-\d{2}-\d{2})[.):;\s]/gs);
    return [...found].map(({ 1: words = '', 2: checkedOn = '', index }) => ({
      place: `src/${path}:${String(text.slice(0, index).split('\n').length)}`,
      source: words
        .replaceAll(/[\s*]+/g, ' ')
        .replace(/[\s,;.(]*(?:checked\s*)?$/i, '')
        .trim(),
      checkedOn,
      isTable: false,
    }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { 'older-than': { type: 'string', default: '-1' } } });
  const now = Date.now();
  const entries = [...tableEntries(), ...commentEntries(fileURLToPath(new URL('../src', import.meta.url)))]
    .map((entry) => ({ ...entry, days: ageInDays(entry, now) }))
    .filter(({ days }) => days > Number(values['older-than']))
    .sort((a, b) => b.days - a.days || (a.place < b.place ? -1 : 1));
  for (const { days, checkedOn, place, source } of entries) {
    process.stdout.write(`${String(days).padStart(5)}  ${checkedOn}  ${place}  [${source}]\n`);
  }
  if (entries.some(({ isTable, days }) => isTable && days > MAX_TABLE_AGE_DAYS)) process.exitCode = 1;
}
