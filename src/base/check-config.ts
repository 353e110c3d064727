import { type Input, isObject, readInput } from './check-input.ts';
import { ConfigError } from './errors.ts';
import { changed, valueWhere } from './inputs.ts';
import { Secret } from './redact.ts';

/** How a configuration names its keys in an error. */
export interface ConfigNames {
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
 * A value that a configuration file may have as a text, since a placeholder is filled in as one: the text is trimmed and
 * read, anything else is checked as it is.
 */
export function setting<T>(input: Input<T>, read: (text: string) => unknown = (text) => text): Input<T> {
  return (value, key, report) => input(typeof value === 'string' ? read(value.trim()) : value, key, report);
}

/** Digits as a number, `true` and `false` as booleans; other texts stay. */
export function readScalar(text: string): unknown {
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : text;
}

/**
 * A text or a {@link Secret}.
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

/** An http or https address without credentials, query and fragment; the slashes at its end are taken off. */
export function httpAddress(): Input<string> {
  const isAddress = (value: unknown): boolean => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    const { protocol, username, password, search, hash } = new URL(value);
    return (protocol === 'http:' || protocol === 'https:') && username + password + search + hash === '';
  };
  const remedy = 'Give an http or https address without credentials and query, or leave it out.';
  return changed(valueWhere<string>(isAddress, remedy), (value) => value.replace(/\/+$/, ''));
}
