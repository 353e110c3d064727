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

/**
 * Lets a caller's own path into a request: segments of letters, digits and `_`, which cannot climb out of the version.
 * Tokens and the features Graph removed are refused in the parameters.
 *
 * @throws InsightInventoryError `invalid_request` before any call
 */
export function requireGraphPath(path: string, params: Readonly<Record<string, unknown>> = {}): string {
  const clean = path.replace(/^\/+|\/+$/g, '');
  if (!/^[\w]+(?:\/[\w]+)*$/.test(clean)) {
    throw new InsightInventoryError('The path of a Graph request holds something besides names and ids.', {
      kind: 'invalid_request',
      code: 'invalid_request:path',
      remedy: 'Pass a path below the version, such as 17841400000000000/tags, and everything else in params.',
    });
  }
  const refused = Object.keys(params).find((key) => REFUSED_PARAMS.has(key));
  if (refused === undefined) return clean;
  throw new InsightInventoryError(`The parameter ${refused} cannot be set.`, {
    kind: 'invalid_request',
    code: `invalid_request:${refused}`,
    remedy: 'The token is added by the manager; ids, date_format, pretty and debug were removed from Graph.',
  });
}

const REFUSED_PARAMS: ReadonlySet<string> = new Set([
  'access_token',
  'appsecret_proof',
  'ids',
  'date_format',
  'pretty',
  'debug',
]);
