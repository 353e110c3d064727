import * as v from 'valibot';

import { Secret } from '../base/redact.ts';
import { isTimezone } from '../base/time.ts';
import { parseUtcTime } from './utc-time.ts';

/** Any text, without the spaces around it. */
export const text: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.trim(), v.nonEmpty());

/** An id: digits as text, since ids exceed what a JSON number holds exactly. */
export const idText: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.trim(), v.digits());

/** A text that must not be seen. It travels in a header, so it holds no space, line break or other control character. */
export const secretText: v.GenericSchema<unknown, Secret> = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[\x21-\x7e]+$/),
  v.transform((value) => new Secret(value)),
);

/** A whole number from a minimum, as a number or as a text of digits. */
export function wholeNumber(min: number): v.GenericSchema<unknown, number> {
  const digits = v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^[+-]?\d+$/),
    v.transform((value) => Number(value)),
  );
  return v.pipe(v.union([v.number(), digits]), v.safeInteger(), v.minValue(min));
}

/** True or false, or one of these words in any case. */
export const flag: v.GenericSchema<unknown, boolean> = v.union([
  v.boolean(),
  v.pipe(
    v.string(),
    v.trim(),
    v.toLowerCase(),
    v.picklist(['true', 'false']),
    v.transform((word) => word === 'true'),
  ),
]);

/** One of a few words, in any case. */
export function oneOf<const Words extends readonly string[]>(words: Words): v.GenericSchema<unknown, Words[number]> {
  return v.pipe(v.string(), v.trim(), v.toLowerCase(), v.picklist(words));
}

/** A list of texts. An empty text is allowed: it names the root of a bucket. */
export const textList: v.GenericSchema<unknown, string[]> = v.array(v.pipe(v.string(), v.trim()));

/** An http or https address without credentials, query and fragment; without the slashes at its end. */
export const httpAddress: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.trim(),
  v.check((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, username, password, search, hash } = new URL(value);
    return (protocol === 'http:' || protocol === 'https:') && username + password + search + hash === '';
  }),
  v.transform((value) => value.replace(/\/+$/, '')),
);

/** A time zone this runtime knows. */
export const timeZone: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.trim(), v.check(isTimezone));

/** A point in time in UTC, in the documents' form. */
export const utcTime: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const time = parseUtcTime(dataset.value);
    if (time !== null) return time;
    addIssue();
    return NEVER;
  }),
);
