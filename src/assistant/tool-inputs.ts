import * as v from 'valibot';

import { FILE_CATEGORIES, type FileCategory } from '../documents/file.ts';
import { LEAST_BUDGET } from './planning-brief.ts';

/** An optional value that strict modes give as `null`, with words for the model. */
export function nullish<T>(
  schema: v.GenericSchema<unknown, T>,
  description: string,
): v.GenericSchema<unknown, T | null | undefined> {
  return v.pipe(v.nullish(schema), v.description(description));
}

type Nullish<T> = v.GenericSchema<unknown, T | null | undefined>;

/** Rows of a list, and what a result calls them. */
export const rows: v.GenericSchema = v.optional(v.array(v.looseObject({})));

export const cursorInput: Nullish<string> = nullish(
  v.pipe(v.string(), v.maxLength(400)),
  'next_cursor of the result before; null for the first page.',
);

export const mediaIdInput: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^\d[\d_]{0,63}$/),
  v.description('Id of the post, from instagram_list_recent_media.'),
);

export const folderInput: Nullish<string> = nullish(
  v.pipe(v.string(), v.maxLength(1_024)),
  'Only this folder and below; null for all.',
);

export const categoryInput: Nullish<FileCategory> = nullish(
  v.picklist(FILE_CATEGORIES),
  'Only files of this kind; null for all.',
);

export const timezoneInput: Nullish<string> = nullish(
  v.pipe(v.string(), v.maxLength(64)),
  'IANA time zone of the account such as Europe/Berlin; null for UTC.',
);

export const timeInput = (what: string): Nullish<string> =>
  nullish(v.pipe(v.string(), v.maxLength(40)), `${what}: ISO 8601 such as 2026-11-01; null for no bound.`);

export const sizeInput = (what: string): Nullish<number> =>
  nullish(v.pipe(v.number(), v.minValue(0)), `${what}, in mebibytes; null for no bound.`);

export function limitInput(most: number): Nullish<number> {
  return nullish(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most)),
    `Rows at most, 1 to ${String(most)}; null for the usual number.`,
  );
}

export const budgetInput: Nullish<number> = nullish(
  v.pipe(v.number(), v.integer(), v.minValue(LEAST_BUDGET), v.maxValue(100_000)),
  'Tokens of the text at most, from 800; null for as many as the tool may give.',
);
