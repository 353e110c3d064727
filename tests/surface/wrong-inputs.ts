import * as v from 'valibot';

import type { InputSchema, InputTable } from '../../src/base/check-input.ts';
import { ASSISTANT_INPUTS } from '../../src/assistant/inputs.ts';
import { FILES_INPUTS } from '../../src/files/inputs.ts';
import { INSTAGRAM_INPUTS } from '../../src/instagram/inputs.ts';
import { INVENTORY_INPUTS } from '../../src/inventory/inputs.ts';
import { METRICS_INPUTS } from '../../src/metrics/inputs.ts';
import { PLANNING_INPUTS } from '../../src/planning/inputs.ts';
import { REPORT_INPUTS } from '../../src/report/inputs.ts';

/** Every table of the library, by what its functions are called on. */
export const TABLES: Readonly<Record<string, InputTable>> = {
  InstagramAnalyticsManager: INSTAGRAM_INPUTS,
  GCSInventoryManager: INVENTORY_INPUTS,
  'insight-inventory/files': FILES_INPUTS,
  'insight-inventory/metrics': METRICS_INPUTS,
  'insight-inventory': PLANNING_INPUTS,
  'insight-inventory/assistant': ASSISTANT_INPUTS,
  'insight-inventory/report': REPORT_INPUTS,
};

/** What callers without types pass by mistake, and what each is called in English. */
const JUNK: readonly (readonly [value: unknown, found: string])[] = [
  [null, 'null'],
  [5, '5'],
  [-1, '-1'],
  [1.5, '1.5'],
  [Number.NaN, 'NaN'],
  [true, 'true'],
  ['', 'an empty text'],
  ['videos', '"videos"'],
  ['2025-02-30', '"2025-02-30"'],
  ['Mars/Olympus', '"Mars/Olympus"'],
  [[], 'an empty list'],
  [[null], 'null'],
  [{}, 'an object'],
  [{ nope: 1 }, 'a key that does not exist'],
  [new Date(Number.NaN), 'an invalid Date'],
  [/x/, 'a regular expression'],
  [10n, '10n'],
  [Symbol('x'), 'a symbol'],
  [Promise.resolve([]), 'a promise: it was not awaited'],
  [() => undefined, 'a function'],
  [new Map(), 'a Map'],
];

/** A wrong input of a function: which argument or key of it is wrong, and with what. */
export interface WrongInput {
  readonly table: string;
  readonly where: string;
  readonly argument: string;
  /** A key of the argument, where it has keys. */
  readonly key: string | null;
  readonly value: unknown;
  readonly found: string;
  readonly remedy: string;
}

/** Keys of an argument with their schemas; empty for one that has none. */
export function keysOf(schema: InputSchema<unknown>): Readonly<Record<string, InputSchema<unknown>>> {
  return 'inputs' in schema ? (schema.inputs as Readonly<Record<string, InputSchema<unknown>>>) : {};
}

/** Everything of {@link JUNK} that a schema refuses, for every argument and every key of the library. */
export function wrongInputs(): WrongInput[] {
  const wrong: WrongInput[] = [];
  const add = (place: Omit<WrongInput, 'value' | 'found' | 'remedy'>, schema: InputSchema<unknown>): void => {
    for (const [value, found] of JUNK) {
      const parsed = v.safeParse(schema, value);
      if (!parsed.success) wrong.push({ ...place, value, found, remedy: parsed.issues[0].message });
    }
    // An argument that must be there; these have defaults.
    if (!v.is(schema, undefined) && place.key === null && !['options', 'measure', 'globs'].includes(place.argument)) {
      wrong.push({ ...place, value: undefined, found: 'undefined', remedy: '' });
    }
  };
  for (const [table, inputs] of Object.entries(TABLES)) {
    for (const [where, args] of Object.entries(inputs)) {
      for (const [argument, schema] of Object.entries(args)) {
        add({ table, where, argument, key: null }, schema);
        for (const [key, inner] of Object.entries(keysOf(schema))) add({ table, where, argument, key }, inner);
      }
    }
  }
  return wrong;
}

/** The table of docs/errors.md: for every function its first wrong input of each kind of argument, and what is said. */
export function misuseTable(): string {
  const rows = new Map<string, string[]>();
  for (const { table, where, argument, key, found, remedy } of wrongInputs()) {
    const name = key === null ? argument : argument === 'options' ? key : `${argument}.${key}`;
    const id = `${table}|${where}`;
    const row = rows.get(id) ?? [table, where, '', ''];
    const isFirst = row[2] === '';
    if (!(row[2] ?? '').split(', ').includes(`\`${name}\``))
      row[2] = isFirst ? `\`${name}\`` : `${row[2] ?? ''}, \`${name}\``;
    if (isFirst) row[3] = `${name}: found ${found}. ${remedy}`;
    rows.set(id, row);
  }
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const lines = [...rows.values()].map((row) => `| ${row.map(cell).join(' | ')} |`);
  return [
    '| of | function | arguments and keys that are checked | for example |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
