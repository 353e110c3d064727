import { InsightInventoryError } from '../base/errors.ts';

/**
 * Lets an id into a request path. Graph ids are digits (a comment id may join two with `_`); anything else could climb
 * into another path.
 *
 * @throws InsightInventoryError `invalid_request` before any call
 */
export function requireGraphId(id: string, what: string): string {
  if (typeof id === 'string' && /^\d{1,32}(?:_\d{1,32})?$/.test(id)) return id;
  throw new InsightInventoryError(`The ${what} id must be a string of digits, found ${describe(id)}.`, {
    kind: 'invalid_request',
    code: 'invalid_request:id',
    remedy: `Pass the id as Graph returns it, as a string. Ids exceed what a JavaScript number can hold.`,
  });
}

function describe(value: unknown): string {
  if (typeof value !== 'string') return `a ${typeof value}`;
  return value === '' ? 'an empty text' : `a text of ${String(value.length)} characters that are not all digits`;
}
