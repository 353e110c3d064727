import type { IssueKind } from '../base/issues.ts';

/** What a refusal of the service means. */
export interface StatusCause {
  readonly statuses: readonly number[];
  /** Of the reason and the service's sentence together; every failure of these statuses when absent. */
  readonly pattern?: RegExp;
  readonly kind: IssueKind;
  readonly explanation: string;
  readonly remedy: string;
  readonly retryable?: boolean;
  /** Part of the code behind the status, where the status alone says too little: `gcs:403/ipFilter`. */
  readonly word?: string;
}

const RATE = 'Wait, or lower concurrency.';
const BILLED =
  'Set userProject (gcs_user_project) to a project of yours on which the account has serviceusage.services.use (roles/serviceusage.serviceUsageConsumer).';

/**
 * Causes by status, reason and sentence; the first that fits. A refusal for want of a permission is decided in code,
 * since the service names the permission. Sources: JSON API status and error codes, IAM, VPC Service Controls, bucket IP
 * filtering, customer-managed and customer-supplied keys, requester pays; firebase/firebase-ios-sdk#13968,
 * googleapis/java-storage#1736; 2026-11-22 to 2026-11-28.
 */
export const STATUS_CAUSES: readonly StatusCause[] = [
  {
    statuses: [403],
    pattern: /^(?:user)?rateLimitExceeded\b|^quotaExceeded\b/i,
    kind: 'rate_limit',
    explanation: 'too many requests',
    remedy: RATE,
    retryable: true,
  },
  { statuses: [429], kind: 'rate_limit', explanation: 'too many requests', remedy: RATE, retryable: true },
  {
    statuses: [403],
    pattern: /dailyLimitExceeded|daily limit/i,
    kind: 'quota',
    explanation: 'the daily limit of the project is used up',
    remedy: 'Come back after midnight Pacific time, or raise the quota of the project.',
    word: 'dailyLimitExceeded',
  },
  {
    statuses: [400, 403],
    pattern: /^userProjectMissing|requester.pays|no user project/i,
    kind: 'permission',
    explanation: 'the bucket is requester-pays and no project may be billed',
    remedy: BILLED,
    word: 'userProjectMissing',
  },
  {
    statuses: [400, 403],
    pattern: /^userProject|user project specified|serviceusage\.services\.use/i,
    kind: 'permission',
    explanation: 'the account may not bill the project: serviceusage.services.use is missing on it',
    remedy:
      'Grant roles/serviceusage.serviceUsageConsumer on the project to the account in use, or name another userProject (gcs_user_project).',
    word: 'userProjectAccessDenied',
  },
  {
    statuses: [403],
    pattern: /vpcServiceControls|VPC Service Controls|prohibited by organization.?s policy|SECURITY_POLICY_VIOLATED/i,
    kind: 'permission',
    explanation: 'VPC Service Controls of the organisation keep this computer out',
    remedy:
      'Run inside the perimeter, or ask the administrator for an access level or an ingress rule for this account.',
    word: 'vpcServiceControls',
  },
  {
    statuses: [403],
    pattern: /IP.?(?:address )?filter/i,
    kind: 'permission',
    explanation: 'the IP filter of the bucket keeps this computer out',
    remedy: 'Add the public address of this computer to the bucket’s IP filter, or run where it lets through.',
    word: 'ipFilter',
  },
  {
    statuses: [403],
    pattern: /accessNotConfigured|SERVICE_DISABLED|has not been used in project|API .*disabled/i,
    kind: 'permission',
    explanation: 'the Cloud Storage JSON API is disabled in the project',
    remedy: 'Run: gcloud services enable storage.googleapis.com',
    word: 'accessNotConfigured',
  },
  {
    statuses: [403],
    pattern: /insufficientPermissions|insufficient authentication scopes|ACCESS_TOKEN_SCOPE/i,
    kind: 'permission',
    explanation: 'the login has no scope for Cloud Storage',
    remedy: 'Log in again with the scope devstorage.read_only, or give the virtual machine the scope cloud-platform.',
    word: 'scope',
  },
  {
    statuses: [400, 403],
    pattern: /\bKMS\b|cloudKms|kmsKey/i,
    kind: 'permission',
    explanation: 'the KMS key the objects are encrypted with may not be used or is disabled',
    remedy:
      'Enable the key, and grant roles/cloudkms.cryptoKeyEncrypterDecrypter on it to the Cloud Storage service agent of the project.',
    word: 'kmsKey',
  },
  {
    statuses: [400],
    pattern: /CustomerEncryption|customer.encryption key|encryption key/i,
    kind: 'unsupported',
    explanation: 'the object is encrypted with a customer-supplied key, which this library does not send',
    remedy: 'Rewrite the objects with a key of Google or of Cloud KMS to have them read; they are listed all the same.',
    word: 'customerEncryptionKey',
  },
  {
    statuses: [403],
    pattern: /^sslRequired\b/,
    kind: 'config',
    explanation: 'the service takes only https',
    remedy: 'Write the API endpoint with https (gcs_api_endpoint), or leave it out.',
    word: 'sslRequired',
  },
  {
    statuses: [403],
    pattern: /^countryBlocked\b/,
    kind: 'permission',
    explanation: 'the service is not open to the country this computer is in',
    remedy: 'Run it from a country in which Google Cloud is offered.',
    word: 'countryBlocked',
  },
  {
    statuses: [403],
    pattern: /accountDisabled|billingNotEnabled|billing account/i,
    kind: 'permission',
    explanation: 'the project’s billing is disabled',
    remedy: 'Enable billing for the project that owns the bucket.',
    word: 'billing',
  },
  {
    statuses: [403],
    pattern: /CONSUMER_SUSPENDED|has been suspended/,
    kind: 'permission',
    explanation: 'Google has suspended the project or the key',
    remedy: 'Ask the owner of the project: the Google Cloud console says why, and takes an appeal.',
    word: 'suspended',
  },
  {
    statuses: [400],
    pattern: /invalid bucket name|bucket name/i,
    kind: 'invalid_request',
    explanation: 'the service does not take the bucket’s name',
    remedy:
      'Give the bucket’s name alone (gcs_bucket): 3 to 63 lower-case letters, digits, dashes, underscores and dots, without gs://.',
    word: 'bucketName',
  },
  {
    statuses: [400, 410],
    pattern: /page.?token/i,
    kind: 'invalid_request',
    explanation: 'the page token is no longer taken',
    remedy: 'List again from the name in the error’s partial.after.',
    word: 'pageToken',
  },
  {
    statuses: [401],
    pattern: /anonymous caller/i,
    kind: 'auth',
    explanation: 'no credentials were sent, and the bucket is not public',
    remedy:
      'Name a service-account key file (gcs_api_key_path), or run: gcloud auth application-default login; a custom endpoint gets credentials only with useAuth (gcs_use_auth).',
    word: 'anonymous',
  },
  {
    statuses: [401],
    kind: 'auth',
    explanation: 'the credentials were not accepted',
    remedy: 'Give a valid key file, or run: gcloud auth application-default login',
  },
  {
    statuses: [407],
    kind: 'auth',
    explanation: 'the proxy wants to know who asks',
    remedy: 'Put the user of the proxy into HTTPS_PROXY.',
  },
  {
    statuses: [408],
    kind: 'timeout',
    explanation: 'the service gave up waiting (408)',
    remedy: 'Run it again; if it stays so, check the connection for what slows it down.',
    retryable: true,
  },
  {
    statuses: [403, 412],
    pattern: /\bconstraints?\b/i,
    kind: 'permission',
    explanation: 'a policy of the organisation forbids it',
    remedy: 'Ask the administrator of the organisation; the constraint is named in the audit log.',
    word: 'orgPolicy',
  },
  {
    statuses: [412],
    kind: 'invalid_request',
    explanation: 'the object was changed between two requests (412)',
    remedy: 'Run it again: it was written anew while it was read.',
    retryable: true,
  },
];
