/** Which fields a partial response keeps: everything, or the named ones. */
export type FieldMask = '*' | ReadonlyMap<string, FieldMask>;

/** The fields a resource can have: none below (`leaf`), any below (`open`), or the named ones. */
export type FieldSchema = 'leaf' | 'open' | ReadonlyMap<string, FieldSchema>;

/** A `fields` value the service refuses. */
export class FieldMaskError extends Error {
  override readonly name: string = 'FieldMaskError';
}

type MutableMask = Map<string, '*' | MutableMask>;

/**
 * Reads a `fields` parameter: `a,b(c,d/e),*`. A field named twice keeps what either asks for.
 *
 * @throws FieldMaskError for broken syntax, or a field the schema does not have
 * @source Google APIs, partial response (checked 2026-11-22)
 * @example
 * parseFieldMask('items(name,size),nextPageToken', schema);
 */
export function parseFieldMask(text: string, schema: FieldSchema): FieldMask {
  const tokens = text.match(/[^\s,/()]+|[,/()]/g) ?? [];
  const reader = { tokens, at: 0 };
  const mask = readList(reader);
  if (reader.at < tokens.length) throw new FieldMaskError(`Invalid field selection ${tokens[reader.at] ?? ''}`);
  assertKnown(mask, schema);
  return mask;
}

/** The mask of one field, `null` when it is not kept. */
export function fieldOf(mask: FieldMask, name: string): FieldMask | null {
  return mask === '*' ? '*' : (mask.get('*') ?? mask.get(name) ?? null);
}

/** The parts of a value that the mask keeps. Arrays are masked item by item. */
export function applyMask(value: unknown, mask: FieldMask): unknown {
  if (mask === '*' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => applyMask(item, mask));
  const kept: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(value)) {
    const inner = fieldOf(mask, name);
    if (inner !== null) kept[name] = applyMask(child, inner);
  }
  return kept;
}

interface TokenReader {
  readonly tokens: readonly string[];
  at: number;
}

function readList(reader: TokenReader): MutableMask {
  const mask: MutableMask = new Map();
  for (;;) {
    readPath(reader, mask);
    if (reader.tokens[reader.at] !== ',') return mask;
    reader.at += 1;
  }
}

function readPath(reader: TokenReader, mask: MutableMask): void {
  const name = reader.tokens[reader.at];
  if (name === undefined || /^[,/()]$/.test(name)) throw new FieldMaskError(`Invalid field selection ${name ?? ''}`);
  reader.at += 1;
  const next = reader.tokens[reader.at];
  if (next === '/') {
    reader.at += 1;
    const inner: MutableMask = new Map();
    readPath(reader, inner);
    merge(mask, name, inner);
  } else if (next === '(') {
    reader.at += 1;
    const inner = readList(reader);
    if (reader.tokens[reader.at] !== ')') throw new FieldMaskError(`Invalid field selection ${name}`);
    reader.at += 1;
    merge(mask, name, inner);
  } else {
    merge(mask, name, '*');
  }
}

function merge(mask: MutableMask, name: string, added: '*' | MutableMask): void {
  const present = mask.get(name);
  if (present === undefined || added === '*') mask.set(name, added);
  else if (present !== '*') for (const [child, inner] of added) merge(present, child, inner);
}

function assertKnown(mask: FieldMask, schema: FieldSchema): void {
  if (mask === '*' || schema === 'open') return;
  for (const [name, inner] of mask) {
    if (name === '*') continue;
    const known = schema === 'leaf' ? undefined : schema.get(name);
    if (known === undefined) throw new FieldMaskError(`Invalid field selection ${name}`);
    assertKnown(inner, known);
  }
}
