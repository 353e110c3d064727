import type { Reply } from '../shared/reply.ts';
import type { Misuse, MisuseRule } from '../shared/request-log.ts';
import { type ContextTest, parseContextFilter } from './contexts.ts';
import { type FieldMask, FieldMaskError, type FieldSchema, PAGE_SCHEMA, parseFieldMask } from './resources.ts';
import { compileGlob, globPrefix } from './object-names.ts';
import { invalidParameterReply, invalidReply } from './refusals.ts';

/** Where a listing goes on: after this object, or after everything under this prefix. */
export type PagePosition =
  | { readonly kind: 'object'; readonly name: string; readonly generation: string }
  | { readonly kind: 'prefix'; readonly prefix: string };

/**
 * Makes an opaque token of a position and of the number of the page it leads to. `bounds` is what the listing was asked for; another listing cannot use the token.
 * Standard base64, as the service's, so that clients must encode it for a query.
 */
export function encodePageToken(position: PagePosition, bounds: string, index: number): string {
  const parts =
    position.kind === 'object'
      ? ['o', bounds, position.generation, String(index), position.name]
      : ['p', bounds, '', String(index), position.prefix];
  return Buffer.from(`\n${parts.join('\u0001')}`).toString('base64');
}

/**
 * Decodes the position of a token, and the number of its page; `'malformed'`, or `'foreign'` for one made under other
 * bounds.
 */
export function decodePageToken(
  token: string,
  bounds: string,
): { readonly position: PagePosition; readonly index: number } | 'malformed' | 'foreign' {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const [kind, madeFor, generation, index, ...rest] = text.slice(1).split('\u0001');
  const reencoded = Buffer.from(text).toString('base64');
  if (!text.startsWith('\n') || reencoded !== token || generation === undefined || index === undefined)
    return 'malformed';
  if (madeFor !== bounds) return 'foreign';
  const name = rest.join('\u0001');
  const position: PagePosition = kind === 'o' ? { kind: 'object', name, generation } : { kind: 'prefix', prefix: name };
  return { position, index: Number(index) };
}

/** An objects.list request, checked. */
export interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly startOffset: string;
  /** `null`: no end. */
  readonly endOffset: string | null;
  readonly glob: { readonly pattern: RegExp; readonly prefix: string } | null;
  /** Whether an object has the contexts asked for; `null` without a filter. Prefixes are not filtered. */
  readonly hasContexts: ContextTest | null;
  readonly includeTrailingDelimiter: boolean;
  readonly includeFolders: boolean;
  readonly versions: boolean;
  readonly softDeleted: boolean;
  readonly projection: 'noAcl' | 'full';
  /** Items and prefixes on the page at most. */
  readonly limit: number;
  readonly after: PagePosition | null;
  /** Pages before this one, as the token counts them. */
  readonly index: number;
  readonly mask: FieldMask;
  /** Fingerprint of everything but page size, fields and token. */
  readonly bounds: string;
  readonly misuse: readonly Misuse[];
}

/**
 * Largest pages the service gives, by projection; `DEFAULT_LIMIT` without `maxResults`. The public page says 1,000.
 *
 * @source gcsfuse and Hadoop connector sources: 5,000 with noAcl, 2,000 with full (checked 2026-11-22)
 */
const MAXIMUM = { noAcl: 5_000, full: 2_000 } as const;
const DEFAULT_LIMIT = 1_000;

/** Signals an answer that ends the request early. */
export class RefusedQuery extends Error {
  override readonly name: string = 'RefusedQuery';
  readonly reply: Reply;

  constructor(reply: Reply) {
    super('The query is refused.');
    this.reply = reply;
  }
}

/** Reads the query of objects.list. Throws {@link RefusedQuery} where the service answers with an error. */
export function parseListQuery(query: URLSearchParams, pageCap: number | null): ListQuery {
  const text = (name: string): string => query.get(name) ?? '';
  const projection = parseProjection(query);
  const versions = parseFlag(query, 'versions');
  const softDeleted = parseFlag(query, 'softDeleted');
  if (versions && softDeleted) refuse(invalidReply('softDeleted and versions cannot be used together.'));
  const hasContexts = parseFilter(text('filter'));
  const delimiter = text('delimiter');
  const glob = parseGlob(query, delimiter);
  const includeFolders = parseFlag(query, 'includeFoldersAsPrefixes');
  if (includeFolders && delimiter !== '/') {
    refuse(invalidReply('includeFoldersAsPrefixes needs the delimiter /.'));
  }
  const { limit, misuse } = parseLimit(query, projection, pageCap);
  const bounded = ['prefix', 'startOffset', 'endOffset', 'matchGlob', 'includeTrailingDelimiter', 'filter'].map(text);
  const bounds = fingerprint(JSON.stringify([...bounded, delimiter, versions, softDeleted, includeFolders]));
  return {
    prefix: text('prefix'),
    delimiter,
    startOffset: text('startOffset'),
    endOffset: text('endOffset') === '' ? null : text('endOffset'),
    glob,
    hasContexts,
    includeTrailingDelimiter: parseFlag(query, 'includeTrailingDelimiter'),
    includeFolders,
    versions,
    softDeleted,
    projection,
    limit,
    ...parseToken(query, bounds),
    mask: parseFields(query, PAGE_SCHEMA),
    bounds,
    misuse,
  };
}

/** Parses the `fields` parameter against a resource. */
export function parseFields(query: URLSearchParams, schema: FieldSchema): FieldMask {
  const fields = query.get('fields');
  if (fields === null || fields === '') return '*';
  try {
    return parseFieldMask(fields, schema);
  } catch (error) {
    if (error instanceof FieldMaskError) refuse(invalidParameterReply('fields', error.message));
    throw error;
  }
}

/** Reads `prettyPrint`: true unless it is turned off. */
export function wantsPretty(query: URLSearchParams): boolean {
  return parseFlag(query, 'prettyPrint', true);
}

export function parseProjection(query: URLSearchParams): 'noAcl' | 'full' {
  const projection = query.get('projection') ?? 'noAcl';
  if (projection !== 'noAcl' && projection !== 'full') {
    refuse(invalidParameterReply('projection', `Invalid value for projection: ${projection}`));
  }
  return projection;
}

/** Tells bounds apart; FNV-1a in two passes is enough for that and cheaper than a cryptographic digest. */
function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 16), 0x85ebca6b);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36);
}

function parseFlag(query: URLSearchParams, name: string, otherwise = false): boolean {
  const value = query.get(name);
  if (value === null || value === '') return otherwise;
  if (value !== 'true' && value !== 'false') {
    refuse(invalidParameterReply(name, `Invalid value '${value}'. Values must be one of: [true, false]`));
  }
  return value === 'true';
}

function parseGlob(query: URLSearchParams, delimiter: string): ListQuery['glob'] {
  const pattern = query.get('matchGlob');
  if (pattern === null || pattern === '') return null;
  if (delimiter !== '' && delimiter !== '/') refuse(invalidReply('matchGlob can only be used with the delimiter /.'));
  try {
    return { pattern: compileGlob(pattern), prefix: globPrefix(pattern) };
  } catch {
    return refuse(invalidReply(`Invalid glob: ${pattern}`));
  }
}

function parseLimit(
  query: URLSearchParams,
  projection: 'noAcl' | 'full',
  pageCap: number | null,
): { readonly limit: number; readonly misuse: readonly Misuse[] } {
  const requested = query.get('maxResults');
  const maximum = MAXIMUM[projection];
  const cap = Math.min(pageCap ?? maximum, maximum);
  if (requested === null || requested === '') return { limit: Math.min(DEFAULT_LIMIT, cap), misuse: [] };
  if (!/^\d{1,10}$/.test(requested) || Number(requested) === 0) {
    refuse(invalidParameterReply('maxResults', `Invalid value for maxResults: ${requested}`));
  }
  const count = Number(requested);
  const detail = `maxResults=${requested}, the service gives at most ${String(maximum)} with projection=${projection}`;
  return { limit: Math.min(count, cap), misuse: count > maximum ? [{ rule: 'limit_over_maximum', detail }] : [] };
}

function parseToken(query: URLSearchParams, bounds: string): Pick<ListQuery, 'after' | 'index'> {
  const token = query.get('pageToken');
  if (token === null || token === '') return { after: null, index: 0 };
  const decoded = decodePageToken(token, bounds);
  if (decoded === 'malformed') return refuse(invalidReply('Invalid argument.', misused('invalid_page_token', token)));
  if (decoded === 'foreign') {
    const detail = 'the token was made for another prefix, delimiter, offset, glob or version setting';
    return refuse(invalidReply('Invalid argument.', misused('page_token_with_other_bounds', detail)));
  }
  return { after: decoded.position, index: decoded.index };
}

function misused(rule: MisuseRule, detail: string): { readonly misuse: readonly Misuse[] } {
  return { misuse: [{ rule, detail }] };
}

function parseFilter(filter: string): ContextTest | null {
  if (filter === '') return null;
  return parseContextFilter(filter) ?? refuse(invalidParameterReply('filter', `Invalid filter: ${filter}`));
}

function refuse(reply: Reply): never {
  throw new RefusedQuery(reply);
}
