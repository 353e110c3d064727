import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import { type BucketFaultName, bucketFault } from '../../src/testing/bucket/refusals.ts';
import { startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { createFakeClock } from '../unit/runtime/fake-clock.ts';
import { fails, recovers, type MatrixCall, type MatrixFault, type MatrixPlatform } from './fault-case.ts';
import { bodyFaults, HEADER_FAULTS, WIRE_FAULTS } from './wire-faults.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** Statuses with the body the service documents for them. */
const STATUSES: readonly MatrixFault[] = [
  { status: 400, ...fails('invalid_request') },
  { status: 401, ...fails('auth') },
  { status: 403, ...fails('permission') },
  { status: 404, ...fails('not_found') },
  { status: 408, ...recovers('timeout') },
  { status: 412, ...recovers('invalid_request') },
  { status: 429, ...recovers('rate_limit') },
  { status: 500, ...recovers('transient') },
  { status: 502, ...recovers('transient') },
  { status: 503, ...recovers('transient') },
  { status: 504, ...recovers('transient') },
].map(({ status, ...outcome }) => ({
  name: `HTTP ${String(status)}`,
  action: { kind: 'status', status } as const,
  ...outcome,
}));

/** Refusals with a cause of their own. */
const REFUSALS: readonly MatrixFault[] = Object.entries({
  service_usage: fails('permission'),
  ip_filter: fails('permission'),
  vpc_service_controls: fails('permission'),
  api_disabled: fails('permission'),
  kms_permission: fails('permission'),
  billing_disabled: fails('permission'),
  daily_limit: fails('quota'),
  user_rate_limit: recovers('rate_limit'),
  customer_key: fails('unsupported'),
} satisfies Record<Exclude<BucketFaultName, 'page_token_refused'>, Pick<MatrixFault, 'once' | 'always'>>).map(
  ([name, outcome]) => ({ name: name.replaceAll('_', ' '), action: bucketFault(name as BucketFaultName), ...outcome }),
);

type Call = MatrixCall<GCSInventoryManager>;

const CALLS: readonly Call[] = [
  { name: 'scanFolder', match: /\/o\?/, call: (m) => m.scanFolder('video') },
  { name: 'searchFiles', match: /\/o\?/, call: (m) => m.searchFiles({ name: 'wheel' }) },
  { name: 'getLargestFiles', match: /\/o\?/, call: (m) => m.getLargestFiles() },
  { name: 'analyzeFolders', match: /\/o\?/, call: (m) => m.analyzeFolders() },
  { name: 'generateInventory', match: /\/o\?/, call: (m) => m.generateInventory() },
];

/** Starts a bucket simulator under faults. */
export async function startBucketMatrix(): Promise<
  MatrixPlatform<GCSInventoryManager> & { readonly close: () => Promise<void> }
> {
  const objects = Array.from({ length: 40 }, (_, index) => ({
    name: `${index % 2 === 0 ? 'video/wheel' : 'image/kiln'}-${String(index)}.${index % 2 === 0 ? 'mp4' : 'jpg'}`,
    size: 1_000 + index,
  }));
  const simulator = await startBucketSimulator({ objects, pageCap: 15 });
  return {
    name: 'Cloud Storage',
    faults: [...STATUSES, ...REFUSALS, ...WIRE_FAULTS, ...bodyFaults(recovers('invalid_response')), ...HEADER_FAULTS],
    calls: CALLS,
    addFault: (fault) => simulator.addFault(fault),
    createManager: (timeoutMs, logger) =>
      new GCSInventoryManager(
        { bucket: simulator.bucket, apiEndpoint: simulator.url },
        { clock: createFakeClock(NOW), timeoutMs, logger },
      ),
    close: () => simulator.close(),
  };
}
