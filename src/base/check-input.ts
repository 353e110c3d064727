import leven, { closestMatch } from 'leven';
import * as v from 'valibot';

import { ArgumentError, ConfigError, type InputProblem } from './errors.ts';
import { Redactor, Secret } from './redact.ts';
import { isLocale } from './locale.ts';
import { isTimezone, toEpochMs } from './time.ts';

/** A schema of an input: its message is the remedy, a sentence that says what to give instead. */
export type InputSchema<T> = v.GenericSchema<unknown, T>;

/** A schema for every key of an object of options; a forgotten key, or one too many, is a type error. */
export type InputEntries<T> = { readonly [K in keyof Required<T>]: InputSchema<T[K]> };

/** The longest text of a caller that an error repeats. */
const MAX_SHOWN = 40;

/** How many records of a list are looked at: all of a short list, else evenly spread ones with the first and the last. */
const SAMPLED_RECORDS = 64;

/**
 * Checks one argument of a public function and gives it as its schema reads it. Rule of its cost: options and texts are
 * checked whole, lists of records by a sample of 64 ({@link recordList}), so that a list of 100,000 costs what one of 64
 * does.
 *
 * @param isSecret - that a text is not shown, whatever it looks like
 * @param name - of the argument; keys of an argument called `options` are named alone (`limit`, not `options.limit`)
 * @throws {ArgumentError} naming every key that is wrong, what was found and what to give
 * @example
 * checkInput('getLatestFiles', 'options', { limit: 5 }, LATEST_FILES_OPTIONS);
 */
export function checkInput<T>(
  where: string,
  name: string,
  value: unknown,
  schema: InputSchema<T>,
  { isSecret = false }: { readonly isSecret?: boolean } = {},
): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const prefix = name === 'options' ? '' : name;
  throw new ArgumentError(
    where,
    toProblems(parsed.issues, prefix, name, 'undefined', () => !isSecret),
  );
}

/** The arguments of a module's public functions: function, argument, schema. */
export type InputTable = Readonly<Record<string, Readonly<Record<string, InputSchema<unknown>>>>>;

/** Checks the arguments of a function of a table, each under its name. @throws {ArgumentError} */
export type InputCheck = (where: string, given: Readonly<Record<string, unknown>>) => void;

/**
 * Makes the check that every public function of a module begins with.
 *
 * @example
 * const check = checkerOf({ extensionOf: { fileName: anyText() } });
 * check('extensionOf', { fileName });
 */
export function checkerOf(table: InputTable): InputCheck {
  return (where, given) => {
    for (const name in given) {
      const schema = table[where]?.[name];
      if (schema !== undefined) checkInput(where, name, given[name], schema);
    }
  };
}

/** How a configuration names its settings in an error. */
export interface ConfigNames {
  /** Whether a text under the key may be shown: one that could be a secret in the wrong place may not. */
  readonly isShown: (key: string) => boolean;
  /** The name of a key where the configuration was written. @default the key */
  readonly nameOf?: ((key: string) => string) | undefined;
  /** What the whole is called where it is no object. @default 'config' */
  readonly name?: string | undefined;
}

/**
 * Checks a configuration and gives it as its schema reads it: the constructors and the configuration file pass here with
 * the same schemas. An empty text and `null` are settings that are not given.
 *
 * @throws {ConfigError} with every problem at once, in the order of the schema's keys
 */
export function checkConfig<T>(
  schema: InputSchema<T>,
  config: unknown,
  { isShown, nameOf, name = 'config' }: ConfigNames,
): T {
  const parsed = v.safeParse(schema, isObject(config) ? withoutEmpty(config) : config);
  if (parsed.success) return parsed.output;
  const problems = toProblems(parsed.issues, '', name, 'nothing', isShown);
  throw new ConfigError(nameOf === undefined ? problems : problems.map((one) => ({ ...one, key: nameOf(one.key) })));
}

/** The word that was most likely meant; `null` when none is near: more than a third of its letters differ. */
export function nearest(given: string, words: readonly string[]): string | null {
  const start = given.length > 1 ? words.find((word) => word.startsWith(given)) : undefined;
  if (start !== undefined) return start;
  const word = closestMatch(given, words);
  if (word === undefined) return null;
  return leven(given.toLowerCase(), word.toLowerCase()) <= Math.ceil(word.length / 3) ? word : null;
}

/** What was found, as the object of a sentence: `undefined`, `an empty text`, `"videos"`, `a list`, `a Date`. */
function describeFound(value: unknown, isShown = true): string {
  switch (typeof value) {
    case 'string':
      if (value.trim() === '') return 'an empty text';
      return isShown ? quote(value) : 'a text';
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${String(value)}n`;
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date';
  if (value instanceof RegExp) return 'a regular expression';
  if (value instanceof Promise) return 'a promise: it was not awaited';
  const name = Object.prototype.toString.call(value).slice(8, -1);
  if (name === 'Object') return 'an object';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Redacted first and cut then: a token that is cut in the middle no longer looks like one. */
function quote(value: string): string {
  const text = new Redactor().text(value);
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

function toProblems(
  issues: readonly v.BaseIssue<unknown>[],
  prefix: string,
  name: string,
  missing: string,
  isShown: (key: string) => boolean,
): InputProblem[] {
  const problems = new Map<string, InputProblem>();
  for (const issue of issues) {
    const path = issue.path ?? [];
    const key = path.reduce((before, { key: step }) => joinKey(before, step), prefix);
    const named = key === '' ? name : key;
    if (problems.has(named)) continue;
    const last = path.at(-1);
    const isUnknownKey = issue.expected === 'never' && last?.origin === 'key';
    const value: unknown = issue.input;
    const top = typeof path[0]?.key === 'string' ? path[0].key : named;
    const found = isUnknownKey
      ? 'a key that does not exist'
      : value === undefined
        ? missing
        : describeFound(value, isShown(top));
    problems.set(named, { key: named, found, remedy: issue.message });
  }
  return [...problems.values()];
}

function joinKey(before: string, step: unknown): string {
  if (typeof step === 'number') return `${before}[${String(step)}]`;
  const key = String(step);
  return before === '' ? key : `${before}.${key}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function withoutEmpty(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isGiven = (value: unknown): boolean => value !== null && !(typeof value === 'string' && value.trim() === '');
  return Object.fromEntries(Object.entries(config).filter(([, value]) => isGiven(value)));
}

/** A schema of an object, with the schema of each of its keys. */
export type InputObject<T> = InputSchema<T> & { readonly inputs: InputEntries<T> };

/** An object of known keys; any other key is refused with the one that was most likely meant. */
export function inputObject<T extends object>(entries: InputEntries<T>): InputObject<T> {
  const keys = Object.keys(entries);
  const remedy = `Give an object with any of ${keys.join(', ')}.`;
  const unknownKey = ({ input }: { readonly input: unknown }): string => {
    const near = typeof input === 'string' ? nearest(input, keys) : null;
    return near === null ? `Use ${keys.join(', ')}.` : `Did you mean "${near}"?`;
  };
  const absent = Object.fromEntries(keys.map((key) => [key, undefined]));
  const shape: v.GenericSchema<unknown, unknown> = v.strictObject(entries as v.ObjectEntries, unknownKey);
  const schema = v.pipe(
    v.unknown(),
    v.check(isObject, remedy),
    // A key that is not there is checked like one that is undefined: by its own schema, with its own remedy.
    v.transform((value) => ({ ...absent, ...(value as object) })),
    shape,
  ) as unknown as InputSchema<T>;
  return Object.assign(schema, { inputs: entries });
}

/** The same schema, or `undefined`. */
export function optional<T>(schema: InputSchema<T>): InputSchema<T | undefined> {
  return v.optional(schema as v.GenericSchema<T>);
}

/** A value that a test takes. */
export function valueWhere<T>(is: (value: unknown) => boolean, remedy: string): InputSchema<T> {
  return v.custom<T>(is, remedy);
}

/** A text that is not blank. */
export function text(remedy = 'Give a text.'): InputSchema<string> {
  return valueWhere((value) => typeof value === 'string' && value.trim() !== '', remedy);
}

/** Any text, the empty one included. */
export function anyText(remedy = 'Give a text.'): InputSchema<string> {
  return v.string(remedy);
}

/** An id of the platform: digits as text, since ids exceed what a number holds exactly. */
export function idText(remedy = 'Give the id as a text of digits.'): InputSchema<string> {
  return valueWhere((value) => typeof value === 'string' && /^\d{1,32}$/.test(value), remedy);
}

/** A whole number of a range. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): InputSchema<number> {
  return valueWhere(
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
    rangeRemedy('a whole number', min, max),
  );
}

/** A number of a range. */
export function numberIn(min: number, max: number = Number.MAX_VALUE): InputSchema<number> {
  return valueWhere(
    (value) => typeof value === 'number' && value >= min && value <= max,
    rangeRemedy('a number', min, max),
  );
}

function rangeRemedy(what: string, min: number, max: number): string {
  const isOpen = max === Number.MAX_SAFE_INTEGER || max === Number.MAX_VALUE;
  return `Give ${what} from ${String(min)}${isOpen ? '' : ` to ${String(max)}`}.`;
}

/** `true` or `false`. */
export function flag(): InputSchema<boolean> {
  return v.boolean('Give true or false.');
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(words: Words): InputSchema<Words[number]> {
  return v.picklist(words, ({ input }) => wordRemedy(input, words));
}

/** `Did you mean "video"? Use one of video, image.` */
function wordRemedy(given: unknown, words: readonly string[]): string {
  const near = typeof given === 'string' ? nearest(given, words) : null;
  return `${near === null ? '' : `Did you mean "${near}"? `}Use one of ${words.join(', ')}.`;
}

/** A list whose every item is checked: for lists that a caller writes by hand. */
export function listOf<T>(item: InputSchema<T>, remedy = 'Give a list.'): InputSchema<T[]> {
  return v.array(item, remedy);
}

/** A moment of the calendar: a `Date`, or a text that `parseTimestamp` reads. */
export function moment(remedy = 'Give a Date or an ISO 8601 text such as "2026-04-30".'): InputSchema<Date | string> {
  const isMoment = (value: unknown): boolean =>
    (value instanceof Date || typeof value === 'string') && toEpochMs(value) !== null;
  return valueWhere(isMoment, remedy);
}

/** An object whose values are all taken by a schema. */
export function mapOf<T>(value: InputSchema<T>, remedy: string): InputSchema<Record<string, T>> {
  return v.pipe(v.unknown(), v.check(isObject, remedy), v.record(v.string(), value));
}

/** A moment written as a text. */
export function momentText(remedy = 'Give an ISO 8601 text such as "2026-04-30T09:00:00Z".'): InputSchema<string> {
  return valueWhere((value) => typeof value === 'string' && toEpochMs(value) !== null, remedy);
}

/** A time zone this runtime knows. */
export function timezone(): InputSchema<string> {
  const isZone = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && isTimezone(value);
  return valueWhere(isZone, 'Give an IANA name such as "Europe/Berlin".');
}

/** A locale this runtime knows. */
export function locale(): InputSchema<string> {
  return valueWhere(isLocale, 'Give a BCP 47 tag, such as "de-DE".');
}

/** A function. */
export function func<T>(remedy = 'Give a function.'): InputSchema<T> {
  return valueWhere((value) => typeof value === 'function', remedy);
}

/** An object that has these methods. */
export function withMethods<T>(methods: readonly (keyof T & string)[], remedy: string): InputSchema<T> {
  const has = (value: unknown): boolean =>
    isObjectLike(value) && methods.every((name) => typeof value[name] === 'function');
  return valueWhere(has, remedy);
}

function isObjectLike(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** An `AbortSignal`, of this realm or another. */
export function abortSignal(): InputSchema<AbortSignal> {
  const isSignal = (value: unknown): boolean =>
    isObjectLike(value) && typeof value['aborted'] === 'boolean' && typeof value['addEventListener'] === 'function';
  return valueWhere(isSignal, 'Give the signal of an AbortController.');
}

/** A text or a {@link Secret}. */
export function secretText(remedy: string): InputSchema<Secret> {
  // It travels in a header: no space, line break or other control character.
  return v.pipe(
    v.unknown(),
    v.transform((value) => (value instanceof Secret ? value.reveal() : value)),
    v.string(remedy),
    v.trim(),
    v.regex(/^[\x21-\x7e]+$/, remedy),
    v.transform((value) => new Secret(value)),
  );
}

/**
 * A setting that a configuration file may hold as a text, since a placeholder is filled in as one: the text is trimmed
 * and read, anything else is checked as it is.
 */
export function setting<T>(schema: InputSchema<T>, read: (text: string) => unknown = (text) => text): InputSchema<T> {
  return v.pipe(
    v.unknown(),
    v.transform((value) => (typeof value === 'string' ? read(value.trim()) : value)),
    schema,
  );
}

/** Digits as a number, `true` and `false` as booleans; other texts stay. */
export function readScalar(text: string): unknown {
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : text;
}

/** An http or https address without credentials, query and fragment; the slashes at its end are taken off. */
export function httpAddress(): InputSchema<string> {
  const isAddress = (value: unknown): boolean => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    const { protocol, username, password, search, hash } = new URL(value);
    return (protocol === 'http:' || protocol === 'https:') && username + password + search + hash === '';
  };
  const remedy = 'Give an http or https address without credentials and query, or leave it out.';
  return v.pipe(
    valueWhere<string>(isAddress, remedy),
    v.transform((value) => value.replace(/\/+$/, '')),
  );
}

/** What a record must have to be one: for each key a test. */
export type RecordShape = Readonly<Record<string, (value: unknown) => boolean>>;

/** Tests of the values of records. */
export const is = {
  text: (value: unknown): boolean => typeof value === 'string',
  number: (value: unknown): boolean => typeof value === 'number',
  numberOrNull: (value: unknown): boolean => value === null || typeof value === 'number',
  textOrNull: (value: unknown): boolean => value === null || typeof value === 'string',
  list: (value: unknown): boolean => Array.isArray(value),
  listOrNull: (value: unknown): boolean => value === null || Array.isArray(value),
  object: (value: unknown): boolean => isObject(value),
  objectOrNull: (value: unknown): boolean => value === null || isObject(value),
} as const;

/** One record of a document, told by a few of its keys. */
export function recordOf<T>(what: string, shape: RecordShape): InputSchema<T> {
  return v.pipe(
    v.unknown(),
    v.rawCheck(({ dataset, addIssue }) => {
      const wrong = wrongKey(dataset.value, shape);
      if (wrong !== null) addIssue(issueAt(dataset.value, [], wrong, `Give ${what} as this library returns it.`));
    }),
  ) as unknown as InputSchema<T>;
}

/**
 * A list of records, told by a few of their keys. Looks at 64 at most, evenly spread, the first and the last among them.
 */
export function recordList<T>(what: string, shape: RecordShape): InputSchema<readonly T[]> {
  const remedy = `Give a list of ${what} as this library returns them.`;
  return v.pipe(
    v.unknown(),
    v.rawCheck(({ dataset, addIssue }) => {
      const { value } = dataset;
      if (!Array.isArray(value)) {
        addIssue({ message: remedy });
        return;
      }
      const step = Math.max(1, (value.length - 1) / (SAMPLED_RECORDS - 1));
      for (let place = 0; place <= value.length - 1; place += step) {
        const index = Math.round(place);
        const record: unknown = value[index];
        const wrong = wrongKey(record, shape);
        if (wrong === null) continue;
        addIssue(issueAt(record, [{ container: value, key: index }], wrong, remedy));
        return;
      }
    }),
  ) as unknown as InputSchema<readonly T[]>;
}

/** What can be read one after the other; a list is looked at like {@link recordList}, anything else by {@link readRecords}. */
export function recordsOf(what: string, shape: RecordShape): InputSchema<Iterable<unknown>> {
  const list = recordList<unknown>(what, shape);
  return v.lazy((value) =>
    Array.isArray(value) ? list : valueWhere<Iterable<unknown>>(isIterable, `Give a list of ${what}.`),
  ) as InputSchema<Iterable<unknown>>;
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
    const wrong = wrongKey(record, shape);
    if (wrong !== null) {
      const value = wrong === '' ? record : (record as Readonly<Record<string, unknown>>)[wrong];
      const key = `${name}[${String(place)}]${wrong === '' ? '' : `.${wrong}`}`;
      throw new ArgumentError(where, [
        { key, found: describeFound(value), remedy: `Give ${what} as this library returns them.` },
      ]);
    }
    place += 1;
    yield record;
  }
}

function isIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** The same schema, or `null`. */
export function orNull<T>(schema: InputSchema<T>): InputSchema<T | null> {
  return v.nullable(schema as v.GenericSchema<T>);
}

/** The first of several schemas that takes a value; an error is told by the last. */
export function either<T>(...schemas: readonly InputSchema<T>[]): InputSchema<T> {
  const last = schemas.at(-1);
  return v.lazy((value) => {
    const found = schemas.find((schema) => v.is(schema, value)) ?? last;
    if (found === undefined) throw new TypeError('no schema was given');
    return found as v.GenericSchema<T>;
  });
}

/** The first key of a record that is not as the shape says; `''` when it is no record at all. */
function wrongKey(record: unknown, shape: RecordShape): string | null {
  if (!isObject(record)) return '';
  return Object.keys(shape).find((key) => shape[key]?.(record[key]) !== true) ?? null;
}

interface IssueToAdd {
  message: string;
  input: unknown;
  path?: [v.IssuePathItem, ...v.IssuePathItem[]];
}

function issueAt(
  record: unknown,
  before: readonly { readonly container: unknown; readonly key: string | number }[],
  wrong: string,
  message: string,
): IssueToAdd {
  const steps = wrong === '' ? before : [...before, { container: record, key: wrong }];
  const input = wrong === '' ? record : (record as Readonly<Record<string, unknown>>)[wrong];
  const [first, ...rest] = steps.map(({ container, key }): v.IssuePathItem => ({
    type: 'unknown',
    origin: 'value',
    input: container,
    key,
    value: input,
  }));
  return { message, input, ...(first === undefined ? {} : { path: [first, ...rest] }) };
}
