import type { FieldSchema } from './field-mask.ts';

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
export interface BucketResourceOptions {
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
