import { itemAt } from '../../base/lists.ts';
import type { ObjectRow } from './simulated-object.ts';

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
  const tokens = Array.from(text.matchAll(/[^\s,/()]+|[,/()]/g), ([token]) => token);
  const reader = { tokens, at: 0 };
  const mask = readList(reader);
  if (reader.at < tokens.length) throw new FieldMaskError(`Invalid field selection ${itemAt(tokens, reader.at)}`);
  assertKnown(mask, schema);
  return mask;
}

/** Finds the mask of one field, `null` when it is not kept. */
export function fieldOf(mask: FieldMask, name: string): FieldMask | null {
  return mask === '*' ? '*' : (mask.get('*') ?? mask.get(name) ?? null);
}

/** Gives the parts of a value that the mask keeps. Arrays are masked item by item. */
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

/** What the fields of a resource need to know beyond the object itself. */
export interface ResourceContext {
  readonly bucket: string;
  /** Base URL of the simulator, for the links. */
  readonly url: string;
  /** `full` adds owner and access controls. */
  readonly projection: 'noAcl' | 'full';
  /** Whether the resource is a row of a listing. */
  readonly isListed: boolean;
}

/** One field of the object resource. */
interface ObjectField {
  readonly name: string;
  /** Gives the value for a row as it is on the wire, `null` to leave the field out. */
  readonly value: (row: ObjectRow, context: ResourceContext) => unknown;
  /** What `fields` may name inside it. @default nothing */
  readonly inner: FieldSchema;
}

function field(name: string, value: ObjectField['value'], inner: FieldSchema = 'leaf'): ObjectField {
  return { name, value, inner };
}

const OWNER = { entity: 'project-owners-123456789012' };
const OWNER_FIELDS: FieldSchema = new Map<string, FieldSchema>([
  ['entity', 'leaf'],
  ['entityId', 'leaf'],
]);
const ACL = [{ kind: 'storage#objectAccessControl', entity: OWNER.entity, role: 'OWNER' }];
const ACL_FIELDS: FieldSchema = new Map(
  ['kind', 'id', 'selfLink', 'bucket', 'object', 'generation', 'entity', 'role', 'email', 'domain', 'etag'].map(
    (name): [string, FieldSchema] => [name, 'leaf'],
  ),
);

/**
 * The object resource, in the order the service writes it.
 *
 * Every int64 is a text, times are RFC 3339, `componentCount` is the one number.
 * @source Cloud Storage JSON API v1, Objects resource (checked 2026-11-22)
 */
const OBJECT_FIELDS: readonly ObjectField[] = [
  field('kind', () => 'storage#object'),
  field('id', (row, { bucket }) => `${bucket}/${row.name}/${row.generation}`),
  field('selfLink', (row, { url, bucket }) => `${url}/storage/v1/b/${bucket}/o/${encodeURIComponent(row.name)}`),
  field('mediaLink', (row, { url, bucket }) => {
    const path = `${url}/download/storage/v1/b/${bucket}/o/${encodeURIComponent(row.name)}`;
    return `${path}?generation=${row.generation}&alt=media`;
  }),
  field('name', (row) => row.name),
  field('bucket', (_row, { bucket }) => bucket),
  field('generation', (row) => row.generation),
  field('metageneration', (row) => row.metageneration),
  field('contentType', (row) => row.contentType),
  field('contentEncoding', (row) => row.contentEncoding),
  field('contentDisposition', (row) => row.contentDisposition),
  field('contentLanguage', (row) => row.contentLanguage),
  field('cacheControl', (row) => row.cacheControl),
  field('storageClass', (row) => row.storageClass),
  field('size', (row) => String(row.size)),
  field('md5Hash', (row, context) => (hidesHashes(row, context) ? null : row.md5Hash)),
  field('crc32c', (row, context) => (hidesHashes(row, context) ? null : row.crc32c)),
  field('etag', (row) => row.etag),
  field('componentCount', (row) => row.componentCount),
  field('temporaryHold', (row) => row.temporaryHold),
  field('eventBasedHold', (row) => row.eventBasedHold),
  field('kmsKeyName', (row) => row.kmsKeyName),
  field('customerEncryption', (row) => row.customerEncryption, 'open'),
  field('timeCreated', (row) => row.timeCreated),
  field('updated', (row) => row.updated),
  field('timeStorageClassUpdated', (row) => row.timeCreated),
  field('timeFinalized', (row) => row.timeFinalized),
  field('timeDeleted', (row) => row.timeDeleted),
  field('softDeleteTime', (row) => row.softDeleteTime),
  field('hardDeleteTime', (row) => row.hardDeleteTime),
  field('customTime', (row) => row.customTime),
  field('metadata', (row) => row.metadata, 'open'),
  field('contexts', (row) => row.contexts && { custom: row.contexts }, 'open'),
  field('owner', (_row, { projection }) => (projection === 'full' ? OWNER : null), OWNER_FIELDS),
  field('acl', (_row, { projection }) => (projection === 'full' ? ACL : null), ACL_FIELDS),
];

/**
 * Gives the function that makes the resource of a row: the fields `mask` keeps, in the order of the table. What an
 * object says of itself in `asSent` is laid over them, or takes the whole place where it is no record.
 */
export function resourceMaker(mask: FieldMask, context: ResourceContext): (row: ObjectRow) => unknown {
  const kept = OBJECT_FIELDS.flatMap(({ name, value }) => {
    const inner = fieldOf(mask, name);
    return inner === null ? [] : [{ name, value, inner }];
  });
  return (row) => {
    const resource: Record<string, unknown> = {};
    for (const { name, value, inner } of kept) {
      const plain = value(row, context);
      if (plain !== null) resource[name] = inner === '*' ? plain : applyMask(plain, inner);
    }
    if (row.asSent === null) return resource;
    const { value: sent } = row.asSent;
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent;
    return Object.assign(resource, applyMask(sent, mask));
  };
}

/**
 * Hashes are left out for whoever does not send the key, and a listing has none of objects under a key of Cloud KMS.
 *
 * @source Cloud Storage, customer-supplied keys and customer-managed keys, restrictions (checked 2026-11-27)
 */
function hidesHashes(row: ObjectRow, { isListed }: ResourceContext): boolean {
  return row.customerEncryption !== null || (isListed && row.kmsKeyName !== null);
}

// Fields the service has and the simulator never fills: asking for them is right and gives nothing.
const UNFILLED: readonly [string, FieldSchema][] = [
  ['restoreToken', 'leaf'],
  ['retention', 'open'],
  ['retentionExpirationTime', 'leaf'],
];

/** What `fields` may name on an object. */
export const OBJECT_SCHEMA: FieldSchema = new Map([
  ...OBJECT_FIELDS.map(({ name, inner }): [string, FieldSchema] => [name, inner]),
  ...UNFILLED,
]);

/** What `fields` may name on a page of objects. */
export const PAGE_SCHEMA: FieldSchema = new Map<string, FieldSchema>([
  ['kind', 'leaf'],
  ['nextPageToken', 'leaf'],
  ['prefixes', 'leaf'],
  ['items', OBJECT_SCHEMA],
]);

/** What `fields` may name on a bucket. */
export const BUCKET_SCHEMA: FieldSchema = new Map<string, FieldSchema>([
  ...['kind', 'id', 'selfLink', 'name', 'projectNumber', 'generation', 'metageneration', 'etag'].map(leaf),
  ...['location', 'locationType', 'storageClass', 'timeCreated', 'updated', 'rpo', 'defaultEventBasedHold'].map(leaf),
  ...['billing', 'versioning', 'iamConfiguration', 'labels', 'lifecycle', 'logging', 'website', 'cors'].map(open),
  ...['encryption', 'retentionPolicy', 'softDeletePolicy', 'hierarchicalNamespace', 'autoclass', 'owner'].map(open),
  ...['acl', 'defaultObjectAcl', 'customPlacementConfig', 'objectRetention', 'ipFilter'].map(open),
]);

/** Makes the bucket resource, int64 values as texts. */
export function bucketResource(options: BucketResourceOptions): Record<string, unknown> {
  const { bucket, url, requesterPays, versioning } = options;
  return {
    kind: 'storage#bucket',
    id: bucket,
    selfLink: `${url}/storage/v1/b/${bucket}`,
    name: bucket,
    projectNumber: '123456789012',
    generation: '1735689600000000000',
    metageneration: '1',
    location: 'EUROPE-WEST1',
    locationType: 'region',
    storageClass: 'STANDARD',
    etag: 'CAE=',
    timeCreated: '2025-01-01T00:00:00.000Z',
    updated: '2025-01-01T00:00:00.000Z',
    iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: 'inherited' },
    ...(requesterPays ? { billing: { requesterPays: true } } : {}),
    ...(versioning ? { versioning: { enabled: true } } : {}),
  };
}

/** Settings that show in the bucket resource. */
interface BucketResourceOptions {
  readonly bucket: string;
  readonly url: string;
  readonly requesterPays: boolean;
  readonly versioning: boolean;
}

function leaf(name: string): [string, FieldSchema] {
  return [name, 'leaf'];
}

function open(name: string): [string, FieldSchema] {
  return [name, 'open'];
}
