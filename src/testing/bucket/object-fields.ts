import type { FieldSchema } from './field-mask.ts';
import type { ObjectRow } from './object-row.ts';

/** What the fields of a resource need to know beyond the object itself. */
export interface ResourceContext {
  readonly bucket: string;
  /** Base URL of the simulator, for the links. */
  readonly url: string;
  /** `full` adds owner and access controls. */
  readonly projection: 'noAcl' | 'full';
}

/** One field of the object resource: its JSON text for a row, `null` to leave it out. */
export interface ObjectField {
  readonly name: string;
  readonly json: (row: ObjectRow, context: ResourceContext) => string | null;
  /** Present for fields with an inner structure, whose JSON is masked and laid out again. */
  readonly inner?: FieldSchema;
}

// Plain texts (numbers, times, base64) need no escaping and are by far the most common.
const plain = (text: string | null): string | null => (text === null ? null : `"${text}"`);
const escaped = (text: string | null): string | null => (text === null ? null : JSON.stringify(text));
const literal = (value: number | boolean | null): string | null => (value === null ? null : String(value));
const structure = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

const OWNER = { entity: 'project-owners-123456789012' };
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
export const OBJECT_FIELDS: readonly ObjectField[] = [
  { name: 'kind', json: () => '"storage#object"' },
  { name: 'id', json: (row, { bucket }) => JSON.stringify(`${bucket}/${row.name}/${row.generation}`) },
  {
    name: 'selfLink',
    json: (row, context) => plain(`${context.url}/storage/v1/b/${context.bucket}/o/${encodedName(row.name)}`),
  },
  { name: 'mediaLink', json: (row, context) => plain(mediaLink(row, context)) },
  { name: 'name', json: (row) => nameJson(row.name) },
  { name: 'bucket', json: (_row, { bucket }) => plain(bucket) },
  { name: 'generation', json: (row) => plain(row.generation) },
  { name: 'metageneration', json: (row) => plain(row.metageneration) },
  { name: 'contentType', json: (row) => escaped(row.contentType) },
  { name: 'contentEncoding', json: (row) => escaped(row.contentEncoding) },
  { name: 'contentDisposition', json: (row) => escaped(row.contentDisposition) },
  { name: 'contentLanguage', json: (row) => escaped(row.contentLanguage) },
  { name: 'cacheControl', json: (row) => escaped(row.cacheControl) },
  { name: 'storageClass', json: (row) => escaped(row.storageClass) },
  { name: 'size', json: (row) => `"${row.size}"` },
  { name: 'md5Hash', json: (row) => plain(row.md5Hash) },
  { name: 'crc32c', json: (row) => plain(row.crc32c) },
  { name: 'etag', json: (row) => plain(row.etag) },
  { name: 'componentCount', json: (row) => literal(row.componentCount) },
  { name: 'temporaryHold', json: (row) => literal(row.temporaryHold) },
  { name: 'eventBasedHold', json: (row) => literal(row.eventBasedHold) },
  { name: 'kmsKeyName', json: (row) => escaped(row.kmsKeyName) },
  { name: 'timeCreated', json: (row) => escaped(row.timeCreated) },
  { name: 'updated', json: (row) => escaped(row.updated) },
  { name: 'timeStorageClassUpdated', json: (row) => escaped(row.timeCreated) },
  { name: 'timeFinalized', json: (row) => escaped(row.timeCreated) },
  { name: 'timeDeleted', json: (row) => escaped(row.timeDeleted) },
  { name: 'customTime', json: (row) => escaped(row.customTime) },
  { name: 'metadata', json: (row) => structure(row.metadata), inner: 'open' },
  {
    name: 'owner',
    json: (_row, { projection }) => (projection === 'full' ? structure(OWNER) : null),
    inner: new Map([
      ['entity', 'leaf'],
      ['entityId', 'leaf'],
    ]),
  },
  { name: 'acl', json: (_row, { projection }) => (projection === 'full' ? structure(ACL) : null), inner: ACL_FIELDS },
];

// Fields the service has and the simulator never fills: asking for them is right and gives nothing.
const UNFILLED: readonly [string, FieldSchema][] = [
  ['contexts', 'open'],
  ['customerEncryption', 'open'],
  ['hardDeleteTime', 'leaf'],
  ['restoreToken', 'leaf'],
  ['retention', 'open'],
  ['retentionExpirationTime', 'leaf'],
  ['softDeleteTime', 'leaf'],
];

/** What `fields` may name on an object. */
export const OBJECT_SCHEMA: FieldSchema = new Map([
  ...OBJECT_FIELDS.map(({ name, inner }): [string, FieldSchema] => [name, inner ?? 'leaf']),
  ...UNFILLED,
]);

/** What `fields` may name on a page of objects. */
export const PAGE_SCHEMA: FieldSchema = new Map<string, FieldSchema>([
  ['kind', 'leaf'],
  ['nextPageToken', 'leaf'],
  ['prefixes', 'leaf'],
  ['items', OBJECT_SCHEMA],
]);

/** The name as one path segment. */
export function encodedName(name: string): string {
  return /^[\w./-]*$/.test(name) ? name.replaceAll('/', '%2F') : encodeURIComponent(name);
}

function nameJson(name: string): string {
  // Testing is much cheaper than escaping, and nearly every name is plain.
  return /^[\w ./-]*$/.test(name) ? `"${name}"` : JSON.stringify(name);
}

function mediaLink(row: ObjectRow, { url, bucket }: ResourceContext): string {
  return `${url}/download/storage/v1/b/${bucket}/o/${encodedName(row.name)}?generation=${row.generation}&alt=media`;
}
