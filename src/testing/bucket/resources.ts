import type { FieldSchema } from './field-mask.ts';
import type { ObjectRow } from './simulated-object.ts';

/** What the fields of a resource need to know beyond the object itself. */
export interface ResourceContext {
  readonly bucket: string;
  /** Base URL of the simulator, for the links. */
  readonly url: string;
  /** `full` adds owner and access controls. */
  readonly projection: 'noAcl' | 'full';
}

/** One field of the object resource. */
export interface ObjectField {
  readonly name: string;
  /** `text` values become JSON strings; `json` values are JSON already. */
  readonly kind: 'text' | 'json';
  /** The value for a row, `null` to leave the field out. */
  readonly value: (row: ObjectRow, context: ResourceContext) => string | null;
  /** Whether the value is the same in all rows of one pool. */
  readonly pooled: boolean;
  /** For values that are not: the texts around `value`, which are. */
  readonly around?: (row: ObjectRow, context: ResourceContext) => readonly [before: string, after: string];
  /** Present for fields with an inner structure, whose JSON is masked and laid out again. */
  readonly inner?: FieldSchema;
}

const own = (name: string, value: ObjectField['value'], around?: ObjectField['around']): ObjectField => ({
  name,
  kind: 'text',
  pooled: false,
  value,
  ...(around === undefined ? {} : { around }),
});
const text = (name: string, value: ObjectField['value']): ObjectField => ({ name, kind: 'text', pooled: true, value });

const json = (
  name: string,
  value: (row: ObjectRow, context: ResourceContext) => object | number | boolean | null,
  inner?: FieldSchema,
): ObjectField => ({
  name,
  kind: 'json',
  pooled: true,
  value: (row, context) => {
    const plain = value(row, context);
    return plain === null ? null : JSON.stringify(plain);
  },
  ...(inner === undefined ? {} : { inner }),
});

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
export const OBJECT_FIELDS: readonly ObjectField[] = [
  text('kind', () => 'storage#object'),
  own(
    'id',
    (row) => row.name,
    (row, { bucket }) => [`${bucket}/`, `/${row.generation}`],
  ),
  own(
    'selfLink',
    (row) => encodedName(row.name),
    (_row, { url, bucket }) => [`${url}/storage/v1/b/${bucket}/o/`, ''],
  ),
  own(
    'mediaLink',
    (row) => encodedName(row.name),
    (row, { url, bucket }) => [`${url}/download/storage/v1/b/${bucket}/o/`, `?generation=${row.generation}&alt=media`],
  ),
  own('name', (row) => row.name),
  text('bucket', (_row, { bucket }) => bucket),
  text('generation', (row) => row.generation),
  text('metageneration', (row) => row.metageneration),
  text('contentType', (row) => row.contentType),
  text('contentEncoding', (row) => row.contentEncoding),
  text('contentDisposition', (row) => row.contentDisposition),
  text('contentLanguage', (row) => row.contentLanguage),
  text('cacheControl', (row) => row.cacheControl),
  text('storageClass', (row) => row.storageClass),
  text('size', (row) => String(row.size)),
  own('md5Hash', (row) => row.md5Hash),
  own('crc32c', (row) => row.crc32c),
  text('etag', (row) => row.etag),
  json('componentCount', (row) => row.componentCount),
  json('temporaryHold', (row) => row.temporaryHold),
  json('eventBasedHold', (row) => row.eventBasedHold),
  text('kmsKeyName', (row) => row.kmsKeyName),
  text('timeCreated', (row) => row.timeCreated),
  text('updated', (row) => row.updated),
  text('timeStorageClassUpdated', (row) => row.timeCreated),
  text('timeFinalized', (row) => row.timeCreated),
  text('timeDeleted', (row) => row.timeDeleted),
  text('customTime', (row) => row.customTime),
  json('metadata', (row) => row.metadata, 'open'),
  json('owner', (_row, { projection }) => (projection === 'full' ? OWNER : null), OWNER_FIELDS),
  json('acl', (_row, { projection }) => (projection === 'full' ? ACL : null), ACL_FIELDS),
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
function encodedName(name: string): string {
  if (!/^[\w./-]*$/.test(name)) return encodeURIComponent(name);
  return name.includes('/') ? name.replaceAll('/', '%2F') : name;
}

/** What `fields` may name on a bucket. */
export const BUCKET_SCHEMA: FieldSchema = new Map<string, FieldSchema>([
  ...['kind', 'id', 'selfLink', 'name', 'projectNumber', 'generation', 'metageneration', 'etag'].map(leaf),
  ...['location', 'locationType', 'storageClass', 'timeCreated', 'updated', 'rpo', 'defaultEventBasedHold'].map(leaf),
  ...['billing', 'versioning', 'iamConfiguration', 'labels', 'lifecycle', 'logging', 'website', 'cors'].map(open),
  ...['encryption', 'retentionPolicy', 'softDeletePolicy', 'hierarchicalNamespace', 'autoclass', 'owner'].map(open),
  ...['acl', 'defaultObjectAcl', 'customPlacementConfig', 'objectRetention', 'ipFilter'].map(open),
]);

/** The bucket resource, int64 values as texts. */
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
