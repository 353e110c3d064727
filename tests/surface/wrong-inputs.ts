import * as assistant from '../../src/assistant/inputs.ts';
import { accepts, type Input, type InputCheck, problemsOf } from '../../src/base/check-input.ts';
import * as files from '../../src/files/inputs.ts';
import * as instagram from '../../src/instagram/inputs.ts';
import * as inventory from '../../src/inventory/inputs.ts';
import * as metrics from '../../src/metrics/inputs.ts';
import * as planning from '../../src/planning/inputs.ts';
import * as report from '../../src/report/inputs.ts';

/** The arguments of a module's functions: function, argument, input. */
type InputTable = Readonly<Record<string, InputCheck['inputs']>>;

/**
 * Lists the checks among the exports of a module's `inputs.ts`, each under the name of its function, in order of the
 * names.
 */
function tableOf(exports: Readonly<Record<string, unknown>>): InputTable {
  const names = Object.entries(exports).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    names.flatMap(([name, value]) => {
      if (typeof value !== 'function' || !('where' in value)) return [];
      const { where, inputs } = value as InputCheck;
      if (where !== name) throw new Error(`The check ${name} names ${where} in its errors.`);
      return [[name, inputs]];
    }),
  );
}

/** Every table of the library, by what its functions are called on. */
export const TABLES: Readonly<Record<string, InputTable>> = {
  InstagramAnalyticsManager: tableOf(instagram),
  GCSInventoryManager: tableOf(inventory),
  'insight-inventory/files': tableOf(files),
  'insight-inventory/metrics': tableOf(metrics),
  'insight-inventory': tableOf(planning),
  'insight-inventory/assistant': tableOf(assistant),
  'insight-inventory/report': tableOf(report),
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

/** Lists the keys of an argument with their inputs; empty for one that has none. */
export function keysOf(input: Input<unknown>): Readonly<Record<string, Input<unknown>>> {
  return 'inputs' in input ? (input.inputs as Readonly<Record<string, Input<unknown>>>) : {};
}

/** Lists everything of {@link JUNK} that an input refuses, for every argument and every key of the library. */
export function wrongInputs(): WrongInput[] {
  const wrong: WrongInput[] = [];
  const add = (place: Omit<WrongInput, 'value' | 'found' | 'remedy'>, input: Input<unknown>): void => {
    for (const [value, found] of JUNK) {
      const [problem] = problemsOf(input, value, { name: place.key ?? place.argument });
      if (problem !== undefined) wrong.push({ ...place, value, found, remedy: problem.remedy });
    }
    // An argument that must be there; these have defaults.
    if (!accepts(input, undefined) && place.key === null && !['options', 'measure', 'globs'].includes(place.argument)) {
      wrong.push({ ...place, value: undefined, found: 'undefined', remedy: '' });
    }
  };
  for (const [table, inputs] of Object.entries(TABLES)) {
    for (const [where, args] of Object.entries(inputs)) {
      for (const [argument, input] of Object.entries(args)) {
        add({ table, where, argument, key: null }, input);
        for (const [key, inner] of Object.entries(keysOf(input))) add({ table, where, argument, key }, inner);
      }
    }
  }
  return wrong;
}

/**
 * Writes the table of docs/errors.md: for every function its first wrong input of each kind of argument, and what is
 * said.
 */
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
