/** Where a listing goes on: after this object, or after everything under this prefix. */
export type PagePosition =
  | { readonly kind: 'object'; readonly name: string; readonly generation: string }
  | { readonly kind: 'prefix'; readonly prefix: string };

/**
 * Makes an opaque token of a position. `bounds` is what the listing was asked for; another listing cannot use the token.
 * Standard base64, as the service's, so that clients must encode it for a query.
 */
export function encodePageToken(position: PagePosition, bounds: string): string {
  const parts =
    position.kind === 'object' ? ['o', bounds, position.generation, position.name] : ['p', bounds, '', position.prefix];
  return Buffer.from(`\n${parts.join('\u0001')}`).toString('base64');
}

/** The position of a token; `'malformed'`, or `'foreign'` for one made under other bounds. */
export function decodePageToken(token: string, bounds: string): PagePosition | 'malformed' | 'foreign' {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const [kind, madeFor, generation, ...rest] = text.slice(1).split('\u0001');
  const reencoded = Buffer.from(text).toString('base64');
  if (!text.startsWith('\n') || reencoded !== token || generation === undefined) return 'malformed';
  if (madeFor !== bounds) return 'foreign';
  const name = rest.join('\u0001');
  return kind === 'o' ? { kind: 'object', name, generation } : { kind: 'prefix', prefix: name };
}
