import { ArgumentError, type InputProblem } from './errors.ts';
import { mayBeSecret } from './redact.ts';

/** Reports a wrong value: where it is, what it is and what to give instead. */
type ReportProblem = (key: string, value: unknown, remedy: string, found?: string) => void;

/**
 * Reads one value of a caller: gives it as the function takes it, or reports what is wrong with it. A plain function and
 * not a schema of valibot: every public function carries its own inputs and nothing else into a bundle.
 */
export type Input<T> = (value: unknown, key: string, report: ReportProblem) => T;

/** An input for every key of an object of options; a forgotten key, or one too many, is a type error. */
export type InputEntries<T> = { readonly [K in keyof Required<T>]: Input<T[K]> };

/** Checks the arguments of one function, each under its name. @throws {ArgumentError} */
export interface InputCheck {
  (given: Readonly<Record<string, unknown>>): void;
  /** The function, as an error names it. */
  readonly where: string;
  /** Its arguments. */
  readonly inputs: Readonly<Record<string, Input<unknown>>>;
}

/** The longest text of a caller that an error repeats. */
const MAX_SHOWN = 40;

/**
 * Makes the check that a public function begins with. Rule of its cost: options and texts are checked whole, lists of
 * records by a sample of 64 (`recordList`), so that a list of 100,000 costs what one of 64 does.
 *
 * @example
 * const check = checkOf('extensionOf', { fileName: anyText() });
 * check({ fileName });
 */
export function checkOf(where: string, inputs: Readonly<Record<string, Input<unknown>>>): InputCheck {
  const check = (given: Readonly<Record<string, unknown>>): void => {
    const problems = Object.entries(inputs).flatMap(([name, input]) => problemsOf(input, given[name], { name }));
    if (problems.length > 0) throw new ArgumentError(where, problems);
  };
  return Object.assign(check, { where, inputs });
}

/**
 * Checks one argument of a function and gives it as its input reads it.
 *
 * @param isSecret - that a text is not shown, whatever it looks like
 * @throws {ArgumentError} naming every key that is wrong, what was found and what to give
 * @example
 * checkInput('createFileStore', 'dir', dir, text('Give the path of a folder.'));
 */
export function checkInput<T>(
  where: string,
  name: string,
  value: unknown,
  input: Input<T>,
  { isSecret = false }: { readonly isSecret?: boolean } = {},
): T {
  const { output, problems } = readInput(input, value, { name, isShown: () => !isSecret });
  if (problems.length > 0) throw new ArgumentError(where, problems);
  return output;
}

/** How problems name what they are about. */
export interface InputNames {
  /** What the whole is called; keys of an argument called `options` are named alone (`limit`, not `options.limit`). */
  readonly name: string;
  /** Keys are named alone whatever the whole is called. */
  readonly areKeysAlone?: boolean;
  /** Whether a text under the key may be shown. @default always */
  readonly isShown?: (key: string) => boolean;
  /** What a value that is not there is called. @default 'undefined' */
  readonly missing?: string;
}

/** Reads a value and gives it with everything that is wrong with it: the first problem of each key. */
export function readInput<T>(
  input: Input<T>,
  value: unknown,
  { name, areKeysAlone = name === 'options', isShown, missing = 'undefined' }: InputNames,
): { readonly output: T; readonly problems: InputProblem[] } {
  const problems = new Map<string, InputProblem>();
  const output = input(value, areKeysAlone ? '' : name, (path, wrong, remedy, found) => {
    const key = path === '' ? name : path;
    if (problems.has(key)) return;
    const shown = isShown?.(key.replace(/[.[].*/s, '')) !== false;
    problems.set(key, { key, found: found ?? (wrong === undefined ? missing : describeFound(wrong, shown)), remedy });
  });
  return { output, problems: [...problems.values()] };
}

/** Gives everything that is wrong with a value. */
export function problemsOf(input: Input<unknown>, value: unknown, names: InputNames): InputProblem[] {
  return readInput(input, value, names).problems;
}

/**
 * Describes what was found, as the object of a sentence: `undefined`, `an empty text`, `"videos"`, `a list`, `a Date`.
 */
function describeFound(value: unknown, isShown = true): string {
  if (typeof value === 'string') {
    if (value.trim() === '') return 'an empty text';
    if (!isShown || mayBeSecret(value)) return 'a text';
    return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
  }
  if (typeof value === 'object' && value !== null) return describeObject(value);
  if (typeof value === 'bigint') return `${String(value)}n`;
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value);
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  const name = Object.prototype.toString.call(value).slice(8, -1);
  if (name === 'Promise') return 'a promise: it was not awaited';
  if (name === 'RegExp') return 'a regular expression';
  if (name === 'Date' && Number.isNaN(Number(value))) return 'an invalid Date';
  return name === 'Object' ? 'an object' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/**
 * Tells whether a value is an object by its tag `[object Object]`: a plain object or an instance of a class, of this
 * realm or another.
 */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** Writes the name of a key inside another: `retry.retries`, `folders[1]`. */
export function joinKey(before: string, step: string | number): string {
  if (typeof step === 'number') return `${before}[${String(step)}]`;
  return before === '' ? step : `${before}.${step}`;
}

/** Tells whether an input takes a value. */
export function accepts(input: Input<unknown>, value: unknown): boolean {
  let isRight = true;
  input(value, '', () => {
    isRight = false;
  });
  return isRight;
}

/** What a record must have to be one: for each key a test. */
export type RecordShape = Readonly<Record<string, ValueTest>>;

type ValueTest = (value: unknown) => boolean;

/** Tests of the values of records. */
export const is: Readonly<Record<'text' | 'numberOrNull' | 'list' | 'object', ValueTest>> = {
  text: (value) => typeof value === 'string',
  numberOrNull: (value) => value === null || typeof value === 'number',
  list: (value) => Array.isArray(value),
  object: isObject,
};

/** How many records of a list are looked at: all of a short list, else evenly spread ones with the first and the last. */
const SAMPLED_RECORDS = 64;

/** Makes the input of one record of a document, recognized by a few of its keys. */
export function recordOf<T>(what: string, shape: RecordShape): Input<T> {
  return (value, key, report) => {
    reportRecord(value, shape, key, `Give ${what} as this library returns it.`, report);
    return value as T;
  };
}

/**
 * Makes the input of a list of records, recognized by a few of their keys. Looks at 64 at most, evenly spread, the
 * first and the last among them, and reports the first that is none.
 */
export function recordList<T>(what: string, shape: RecordShape): Input<readonly T[]> {
  const remedy = `Give a list of ${what} as this library returns them.`;
  return (value, key, report) => {
    const list = value as readonly T[];
    if (!Array.isArray(value)) {
      report(key, value, remedy);
      return list;
    }
    const step = Math.max(1, (list.length - 1) / (SAMPLED_RECORDS - 1));
    for (let place = 0; place <= list.length - 1; place += step) {
      const index = Math.round(place);
      if (!reportRecord(list[index], shape, joinKey(key, index), remedy, report)) break;
    }
    return list;
  };
}

/**
 * Makes the input of what can be read one after the other; a list is looked at like {@link recordList}, anything else
 * by {@link readRecords}.
 */
export function recordsOf(what: string, shape: RecordShape): Input<Iterable<unknown>> {
  const list = recordList<unknown>(what, shape);
  return (value, key, report) => {
    if (Array.isArray(value)) return list(value, key, report);
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
      report(key, value, `Give a list of ${what}.`);
    }
    return value as Iterable<unknown>;
  };
}

/**
 * Gives records to read one after the other. A list is given as it is: {@link recordList} has looked at it. Of anything
 * else each record is checked as it is read, since it can be read once only: the cost is that of a few tests a record.
 *
 * @throws {ArgumentError} on reading, naming the argument and the place of the record
 */
export function readRecords<T>(
  where: string,
  name: string,
  records: Iterable<T>,
  what: string,
  shape: RecordShape,
): Iterable<T> {
  return Array.isArray(records) ? (records as readonly T[]) : checkedRecords(where, name, records, what, shape);
}

function* checkedRecords<T>(
  where: string,
  name: string,
  records: Iterable<T>,
  what: string,
  shape: RecordShape,
): Generator<T, void, undefined> {
  let place = 0;
  for (const record of records) {
    reportRecord(
      record,
      shape,
      joinKey(name, place),
      `Give ${what} as this library returns them.`,
      (key, value, remedy) => {
        throw new ArgumentError(where, [{ key, found: describeFound(value), remedy }]);
      },
    );
    place += 1;
    yield record;
  }
}

/** Reports the first key of a record that is not as its shape says, or that it is no record at all; true when all is well. */
function reportRecord(
  record: unknown,
  shape: RecordShape,
  key: string,
  remedy: string,
  report: ReportProblem,
): boolean {
  if (!isObject(record)) {
    report(key, record, remedy);
    return false;
  }
  for (const name in shape) {
    if (shape[name]?.(record[name]) === true) continue;
    report(joinKey(key, name), record[name], remedy);
    return false;
  }
  return true;
}
