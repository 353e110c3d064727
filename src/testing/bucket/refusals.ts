import type { SimulatedRequest, StatusFault } from '../shared/fault.ts';
import { jsonReply, type Reply } from '../shared/reply.ts';
import type { Misuse } from '../shared/request-log.ts';

/** One entry of the error envelope. */
interface StorageErrorDetail {
  readonly message: string;
  readonly reason: string;
  readonly domain?: string | undefined;
  readonly locationType?: string | undefined;
  readonly location?: string | undefined;
  readonly extendedHelp?: string | undefined;
}

interface ErrorReplyOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly misuse?: readonly Misuse[] | undefined;
}

// Reasons and texts as seen in published replies where there are any; for the rest the reason list of the reference.
const BY_STATUS: ReadonlyMap<number, StorageErrorDetail> = new Map<number, StorageErrorDetail>([
  [400, { reason: 'invalid', message: 'Invalid argument.' }],
  [401, { reason: 'authError', message: 'Invalid Credentials', locationType: 'header', location: 'Authorization' }],
  [403, { reason: 'forbidden', message: 'Forbidden' }],
  [404, { reason: 'notFound', message: 'Not Found' }],
  [408, { reason: 'requestTimeout', message: 'Request timed out.' }],
  [412, { reason: 'conditionNotMet', message: 'At least one of the pre-conditions you specified did not hold.' }],
  [416, { reason: 'requestedRangeNotSatisfiable', message: 'The requested range cannot be satisfied.' }],
  [429, { reason: 'rateLimitExceeded', message: 'Rate limit exceeded.', domain: 'usageLimits' }],
  [500, { reason: 'internalError', message: 'We encountered an internal error. Please try again.' }],
  [502, { reason: 'backendError', message: 'Backend Error' }],
  [503, { reason: 'backendError', message: 'Backend Error' }],
  [504, { reason: 'backendError', message: 'Backend Error' }],
]);

/**
 * Makes an error as the JSON API writes it: `{"error":{"code","message","errors":[{message,domain,reason,…}]}}`, laid
 * out with one space a level.
 *
 * @source Cloud Storage JSON API, status and error codes (checked 2026-11-22)
 */
export function errorReply(status: number, detail: StorageErrorDetail, options: ErrorReplyOptions = {}): Reply {
  const { headers, misuse } = options;
  return jsonReply(status, errorBody(status, detail), { indent: 2, errorCode: detail.reason, headers, misuse });
}

function errorBody(status: number, detail: StorageErrorDetail): object {
  const { message, reason, domain = 'global', ...place } = detail;
  return { error: { code: status, message, errors: [{ message, domain, reason, ...place }] } };
}

/** Makes the usual error of a status, for faults and for errors without more to say. */
export function statusReply(status: number, options: ErrorReplyOptions = {}): Reply {
  return errorReply(status, BY_STATUS.get(status) ?? { reason: 'backendError', message: 'Backend Error' }, options);
}

/** Makes the reply 400 `invalid`. */
export function invalidReply(message: string, options: ErrorReplyOptions = {}): Reply {
  return errorReply(400, { reason: 'invalid', message }, options);
}

/** Makes the reply 400 `invalidParameter`, naming the query parameter. */
export function invalidParameterReply(location: string, message: string, options: ErrorReplyOptions = {}): Reply {
  return errorReply(400, { reason: 'invalidParameter', message, locationType: 'parameter', location }, options);
}

/** Makes the reply 404 for an object, worded as the service does. */
export function noSuchObjectReply(bucket: string, name: string): Reply {
  return errorReply(404, { reason: 'notFound', message: `No such object: ${bucket}/${name}` });
}

const CALLER = 'simulator@insight-inventory.iam.gserviceaccount.com';
const PROJECT = '123456789012';

/** A cause of a refusal that no option of the simulator brings about. */
export type BucketFaultName =
  | 'service_usage'
  | 'ip_filter'
  | 'vpc_service_controls'
  | 'api_disabled'
  | 'kms_permission'
  | 'billing_disabled'
  | 'daily_limit'
  | 'user_rate_limit'
  | 'customer_key'
  | 'page_token_refused';

interface Refusal extends StorageErrorDetail {
  readonly status: number;
}

/**
 * Bodies as clients met them; the places are public reports. The texts of `ip_filter`, `daily_limit` and `customer_key`
 * are from memory.
 *
 * @source googleapis/java-storage-nio#61 (service usage), broadinstitute/gatk#9053 (VPC Service Controls),
 * cloudyr/googleCloudStorageR#5 (API), googleapis/nodejs-storage#1254 (KMS), googleapis/python-storage#1456 (billing),
 * googleapis/google-cloud-go#269 (rate), cloudyr/googleCloudStorageR#179 (token); Cloud Storage, bucket IP filtering
 * and status codes (checked 2026-11-27)
 */
const REFUSALS: Readonly<Record<BucketFaultName, Refusal>> = {
  service_usage: {
    status: 403,
    reason: 'forbidden',
    message: `${CALLER} does not have serviceusage.services.use access to the Google Cloud project. Permission 'serviceusage.services.use' denied on resource (or it may not exist).`,
  },
  ip_filter: {
    status: 403,
    reason: 'forbidden',
    message: 'There is an IP filtering condition that is preventing access to the resource.',
  },
  vpc_service_controls: {
    status: 403,
    reason: 'securityPolicyViolated',
    message:
      "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: SimulatedUniqueIdentifier0001",
  },
  api_disabled: {
    status: 403,
    reason: 'accessNotConfigured',
    domain: 'usageLimits',
    message: `Cloud Storage JSON API has not been used in project ${PROJECT} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/storage-api.googleapis.com/overview?project=${PROJECT} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
    extendedHelp: 'https://console.developers.google.com',
  },
  kms_permission: {
    status: 403,
    reason: 'forbidden',
    message:
      'Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account has been authorized to use this key.',
  },
  billing_disabled: {
    status: 403,
    reason: 'accountDisabled',
    message: 'The billing account for the owning project is disabled in state absent',
    locationType: 'header',
    location: 'Authorization',
  },
  daily_limit: { status: 403, reason: 'dailyLimitExceeded', domain: 'usageLimits', message: 'Daily Limit Exceeded' },
  user_rate_limit: {
    status: 403,
    reason: 'userRateLimitExceeded',
    domain: 'usageLimits',
    message: 'User Rate Limit Exceeded',
  },
  customer_key: {
    status: 400,
    reason: 'resourceIsEncryptedWithCustomerEncryptionKey',
    message: 'The target object is encrypted by a customer-supplied encryption key.',
    extendedHelp: 'https://cloud.google.com/storage/docs/encryption#customer-supplied_encryption_keys',
  },
  page_token_refused: { status: 400, reason: 'invalid', message: 'Invalid argument.' },
};

/** Makes the fault action of a refusal by its cause: `{ match: '/o', action: bucketFault('ip_filter') }`. */
export function bucketFault(name: BucketFaultName): StatusFault {
  const { status, ...detail } = REFUSALS[name];
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  return { kind: 'status', status, headers, body: errorBody(status, detail) };
}

/** Makes the reply 400 for bytes under a key of the caller. */
export function customerKeyReply(): Reply {
  const { status, ...detail } = REFUSALS.customer_key;
  return errorReply(status, detail);
}

/**
 * Tells whether the service could have a bucket of that name.
 *
 * @source Cloud Storage, bucket names: 3 to 63 characters, with dots 222, lower case, digits, `-`, `_`, `.` (checked
 * 2026-11-27)
 */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name) && name.split('.').every((part) => part.length <= 63);
}

/** Who may do what. */
export interface AccessRules {
  readonly permissions: ReadonlySet<string>;
  readonly accessToken: string | null;
  readonly requesterPays: boolean;
}

/**
 * Gives the error of a request that may not read, `null` when it may: 401 without or with a wrong token, 400 for a
 * missing `userProject` on a requester-pays bucket, 403 without the permission.
 *
 * @source published replies of the service: 401 required and authError, 403 forbidden, 400 required (checked 2026-11-22)
 */
export function deniedReply(
  request: SimulatedRequest,
  permission: string,
  resource: 'object' | 'bucket',
  rules: AccessRules,
): Reply | null {
  const denied = unauthenticatedReply(request, permission, resource, rules) ?? unpaidReply(request, rules);
  if (denied !== null || rules.permissions.has(permission)) return denied;
  return errorReply(403, { reason: 'forbidden', message: lacking(CALLER, permission, resource) });
}

/** Makes the reply 401 when a token is required and is not the right one. */
export function unauthenticatedReply(
  request: SimulatedRequest,
  permission: string,
  resource: 'object' | 'bucket',
  rules: AccessRules,
): Reply | null {
  const header = request.headers['authorization'];
  if (rules.accessToken === null || header === `Bearer ${rules.accessToken}`) return null;
  if (header !== undefined) return statusReply(401);
  const message = lacking('Anonymous caller', permission, resource);
  return errorReply(401, { reason: 'required', message, locationType: 'header', location: 'Authorization' });
}

/** Makes the reply 400 when no project is charged for the request. */
export function unpaidReply(request: SimulatedRequest, rules: AccessRules): Reply | null {
  if (!rules.requesterPays || (request.query.get('userProject') ?? '') !== '') return null;
  return errorReply(
    400,
    { reason: 'required', message: 'Bucket is a requester pays bucket but no user project provided.' },
    { misuse: [{ rule: 'missing_user_project', detail: 'userProject is required on a requester-pays bucket' }] },
  );
}

function lacking(caller: string, permission: string, resource: 'object' | 'bucket'): string {
  return (
    `${caller} does not have ${permission} access to the Google Cloud Storage ${resource}. ` +
    `Permission '${permission}' denied on resource (or it may not exist).`
  );
}

/**
 * Gives the answer of a failed precondition: 412, or 304 for a `…NotMatch` of a read. `null` when all hold.
 *
 * @source Cloud Storage JSON API, request preconditions (checked 2026-11-22)
 */
export function failedPrecondition(query: URLSearchParams, version: PreconditionVersion): Reply | null {
  const { generation, metageneration } = version;
  for (const [name, actual] of [
    ['ifGenerationMatch', generation],
    ['ifMetagenerationMatch', metageneration],
  ] as const) {
    const wanted = query.get(name);
    if (wanted !== null && wanted !== actual) return statusReply(412);
  }
  for (const [name, actual] of [
    ['ifGenerationNotMatch', generation],
    ['ifMetagenerationNotMatch', metageneration],
  ] as const) {
    if (query.get(name) === actual) return { status: 304, headers: {}, body: '', errorCode: null, misuse: [] };
  }
  return null;
}

/** What preconditions are compared with. */
interface PreconditionVersion {
  readonly generation: string;
  readonly metageneration: string;
}
