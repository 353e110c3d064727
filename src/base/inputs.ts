import leven from 'leven';

import { accepts, type Input, type InputEntries, isObject, joinKey, readInput } from './check-input.ts';
import { ConfigError } from './errors.ts';
import { isLocale } from './locale.ts';
import { Secret } from './redact.ts';
import { isTimezone, toEpochMs } from './time.ts';

/** Gives the word that was most likely meant; `null` when none is near: more than a third of its letters differ. */
export function nearest(given: string, words: readonly string[]): string | null {
  const start = given.length > 1 ? words.find((word) => word.startsWith(given)) : undefined;
  if (start !== undefined) return start;
  let [near, least]: [string | null, number] = [null, Infinity];
  for (const word of words) {
    const distance = leven(given.toLowerCase(), word.toLowerCase());
    if (distance < least) [near, least] = [word, distance];
  }
  return near !== null && least <= Math.ceil(near.length / 3) ? near : null;
}

/** Makes the input of a value that a test takes. */
export function valueWhere<T>(is: (value: unknown) => boolean, remedy: string): Input<T> {
  return (value, key, report) => {
    if (!is(value)) report(key, value, remedy);
    return value as T;
  };
}

/** An input of an object, with the input of each of its keys. */
type InputObject<T> = Input<T> & { readonly inputs: InputEntries<T> };

/** Makes the input of an object of known keys; any other key is refused with the one that was most likely meant. */
export function inputObject<T extends object>(inputs: InputEntries<T>): InputObject<T> {
  const keys = Object.keys(inputs) as (keyof T & string)[];
  const read: Input<T> = (value, key, report) => {
    if (!isObject(value)) {
      report(key, value, `Give an object with any of ${keys.join(', ')}.`);
      return value as T;
    }
    // A key that is not there is read like one that is undefined: by its own input, with its own remedy.
    const entries = keys.map((name) => [name, inputs[name](value[name], joinKey(key, name), report)]);
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(inputs, name)) continue;
      const near = nearest(name, keys);
      const remedy = near === null ? `Use ${keys.join(', ')}.` : `Did you mean "${near}"?`;
      report(joinKey(key, name), name, remedy, 'a key that does not exist');
    }
    return Object.fromEntries(entries) as T;
  };
  return Object.assign(read, { inputs });
}

/** Makes the same input, or `undefined`. */
export function optional<T>(input: Input<T>): Input<T | undefined> {
  return (value, key, report) => (value === undefined ? undefined : input(value, key, report));
}

/** Makes the same input, or `null`. */
export function orNull<T>(input: Input<T>): Input<T | null> {
  return (value, key, report) => (value === null ? null : input(value, key, report));
}

/** Chooses the first of several inputs that takes a value; a problem is reported by the last. */
export function either<T>(...inputs: readonly Input<T>[]): Input<T> {
  return (value, key, report) => {
    const taking = inputs.find((input) => accepts(input, value)) ?? inputs.at(-1);
    return taking === undefined ? (value as T) : taking(value, key, report);
  };
}

/** Turns the result of an input into something else; a value that is wrong is not changed. */
export function changed<T, U>(input: Input<T>, change: (value: T) => U): Input<U> {
  return (value, key, report) => {
    let problems = 0;
    const read = input(value, key, (...problem) => {
      problems += 1;
      report(...problem);
    });
    return problems === 0 ? change(read) : (value as U);
  };
}

/** Makes the input of a list whose every item is checked: for lists that a caller writes by hand. */
export function listOf<T>(item: Input<T>, remedy = 'Give a list.'): Input<T[]> {
  return (value, key, report) => {
    if (Array.isArray(value)) return value.map((one: unknown, place) => item(one, joinKey(key, place), report));
    report(key, value, remedy);
    return [];
  };
}

/** Makes the input of an object whose values are all taken by an input. */
export function mapOf<T>(input: Input<T>, remedy: string): Input<Record<string, T>> {
  return (value, key, report) => {
    if (!isObject(value)) {
      report(key, value, remedy);
      return {};
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, input(one, joinKey(key, name), report)]),
    );
  };
}

/** Makes the input of a text that is not blank. */
export function text(remedy = 'Give a text.'): Input<string> {
  return valueWhere((value) => typeof value === 'string' && value.trim() !== '', remedy);
}

/** Makes the input of any text, the empty one included. */
export function anyText(remedy = 'Give a text.'): Input<string> {
  return valueWhere((value) => typeof value === 'string', remedy);
}

/** Makes the input of an id of the platform: digits as text, since ids exceed what a number holds exactly. */
export function idText(remedy = 'Give the id as a text of digits.'): Input<string> {
  return valueWhere((value) => typeof value === 'string' && /^\d{1,32}$/.test(value), remedy);
}

/** Makes the input of a whole number of a range. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): Input<number> {
  return valueWhere(
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
    rangeRemedy('a whole number', min, max),
  );
}

/** Makes the input of a number of a range. */
export function numberIn(min: number, max: number = Number.MAX_VALUE): Input<number> {
  return valueWhere(
    (value) => typeof value === 'number' && value >= min && value <= max,
    rangeRemedy('a number', min, max),
  );
}

function rangeRemedy(what: string, min: number, max: number): string {
  const isOpen = max === Number.MAX_SAFE_INTEGER || max === Number.MAX_VALUE;
  return `Give ${what} from ${String(min)}${isOpen ? '' : ` to ${String(max)}`}.`;
}

/** Makes the input of `true` or `false`. */
export function flag(): Input<boolean> {
  return valueWhere((value) => typeof value === 'boolean', 'Give true or false.');
}

/** Makes the input of one of a few words: `Did you mean "video"? Use one of video, image.` */
export function oneOf<const Words extends readonly string[]>(words: Words): Input<Words[number]> {
  return (value, key, report) => {
    if (!words.includes(value as string)) {
      const near = typeof value === 'string' ? nearest(value, words) : null;
      report(key, value, `${near === null ? '' : `Did you mean "${near}"? `}Use one of ${words.join(', ')}.`);
    }
    return value as Words[number];
  };
}

/** Makes the input of a moment of the calendar: a `Date`, or a text that `parseTimestamp` reads. */
export function moment(remedy = 'Give a Date or an ISO 8601 text such as "2026-04-30".'): Input<Date | string> {
  return valueWhere(
    (value) => (value instanceof Date || typeof value === 'string') && toEpochMs(value) !== null,
    remedy,
  );
}

/** Makes the input of a moment written as a text. */
export function momentText(remedy = 'Give an ISO 8601 text such as "2026-04-30T09:00:00Z".'): Input<string> {
  return valueWhere((value) => typeof value === 'string' && toEpochMs(value) !== null, remedy);
}

/** Makes the input of a time zone this runtime knows. */
export function timezone(): Input<string> {
  const isZone = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && isTimezone(value);
  return valueWhere(isZone, 'Give an IANA name such as "Europe/Berlin".');
}

/** Makes the input of a locale this runtime knows. */
export function locale(): Input<string> {
  return valueWhere(isLocale, 'Give a BCP 47 tag, such as "de-DE".');
}

/** Makes the input of a function. */
export function func<T>(remedy = 'Give a function.'): Input<T> {
  return valueWhere((value) => typeof value === 'function', remedy);
}

/** Makes the input of an object that has these methods. */
export function withMethods<T>(methods: readonly (keyof T & string)[], remedy: string): Input<T> {
  const has = (value: unknown): boolean =>
    isObjectLike(value) && methods.every((name) => typeof value[name] === 'function');
  return valueWhere(has, remedy);
}

function isObjectLike(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Makes the input of an `AbortSignal`, of this realm or another. */
export function abortSignal(): Input<AbortSignal> {
  const isSignal = (value: unknown): boolean =>
    isObjectLike(value) && typeof value['aborted'] === 'boolean' && typeof value['addEventListener'] === 'function';
  return valueWhere(isSignal, 'Give the signal of an AbortController.');
}

/** How a configuration names its keys in an error. */
interface ConfigNames {
  /** Whether a text under the key may be shown: one that could be a secret in the wrong place may not. */
  readonly isShown: (key: string) => boolean;
  /** The name of a key where the configuration was written. @default the key */
  readonly nameOf?: ((key: string) => string) | undefined;
  /** What the whole is called where it is no object. @default 'config' */
  readonly name?: string | undefined;
}

/**
 * Checks a configuration and gives it as its input reads it: the constructors and the configuration file pass here with
 * the same inputs. An empty text and `null` are keys that are not given.
 *
 * @throws {ConfigError} with every problem at once, in the order of the input's keys
 */
export function checkConfig<T>(input: Input<T>, config: unknown, { isShown, nameOf, name = 'config' }: ConfigNames): T {
  const given = isObject(config) ? withoutEmpty(config) : config;
  const { output, problems } = readInput(input, given, { name, areKeysAlone: true, isShown, missing: 'nothing' });
  if (problems.length === 0) return output;
  throw new ConfigError(nameOf === undefined ? problems : problems.map((one) => ({ ...one, key: nameOf(one.key) })));
}

function withoutEmpty(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isGiven = (value: unknown): boolean => value !== null && !(typeof value === 'string' && value.trim() === '');
  return Object.fromEntries(Object.entries(config).filter(([, value]) => isGiven(value)));
}

/**
 * Makes the input of a value that a configuration file may have as a text, since a placeholder is filled in as one: the
 * text is trimmed and read, anything else is checked as it is.
 */
export function setting<T>(input: Input<T>, read: (text: string) => unknown = (text) => text): Input<T> {
  return (value, key, report) => input(typeof value === 'string' ? read(value.trim()) : value, key, report);
}

/** Reads digits as a number, `true` and `false` as booleans; other texts stay. */
export function readScalar(text: string): unknown {
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : text;
}

/**
 * Makes the input of a text or a {@link Secret}.
 *
 * @param remedyOf - what to do about a text that is none for another reason; `null` when it is one
 */
export function secretText(remedy: string, remedyOf: (text: string) => string | null = () => null): Input<Secret> {
  return (value, key, report) => {
    const given: unknown = value instanceof Secret ? value.reveal() : value;
    const secret = typeof given === 'string' ? given.trim() : '';
    // It travels in a header: no space, line break or other control character.
    const wrong = /^[\x21-\x7e]+$/.test(secret) ? remedyOf(secret) : remedy;
    if (wrong !== null) report(key, given, wrong);
    return new Secret(secret);
  };
}

/**
 * Makes the input of an http or https address without credentials, query and fragment; the slashes at its end are taken
 * off.
 */
export function httpAddress(): Input<string> {
  const isAddress = (value: unknown): boolean => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    const { protocol, username, password, search, hash } = new URL(value);
    return (protocol === 'http:' || protocol === 'https:') && username + password + search + hash === '';
  };
  const remedy = 'Give an http or https address without credentials and query, or leave it out.';
  return changed(valueWhere<string>(isAddress, remedy), (value) => value.replace(/\/+$/, ''));
}
