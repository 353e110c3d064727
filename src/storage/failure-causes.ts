import type { IssueKind } from '../base/issues.ts';

const NEW_KEY = 'Create a new key for the service account, or run: gcloud auth application-default login';
const LOGIN = 'Run: gcloud auth application-default login';
const DOWNLOAD =
  'Download the key as JSON: Google Cloud console, IAM & Admin, Service accounts, Keys, Add key, JSON; or run: gcloud iam service-accounts keys create';

/** What is wrong with credentials; part of the code: `gcs:credentials_p12`. */
export type CredentialsWord =
  | 'missing'
  | 'file_missing'
  | 'is_folder'
  | 'not_a_file'
  | 'path_is_key'
  | 'no_access'
  | 'unreadable'
  | 'empty'
  | 'p12'
  | 'pem'
  | 'utf16'
  | 'not_json'
  | 'cut_short'
  | 'oauth_client'
  | 'unknown_type'
  | 'no_key'
  | 'no_email'
  | 'no_private_key'
  | 'key_is_file'
  | 'bad_private_key'
  | 'clock'
  | 'key_deleted'
  | 'account_gone'
  | 'reauth'
  | 'client_refused'
  | 'policy'
  | 'impersonation'
  | 'federation'
  | 'machine'
  | 'refused'
  | 'unusable';

/** Why credentials are of no use: what is said after "the credentials" and what to do. */
export const CREDENTIALS_CAUSES: Readonly<Record<CredentialsWord, { readonly says: string; readonly remedy: string }>> =
  {
    missing: {
      says: 'none were found',
      remedy:
        'Name a service-account key file (gcs_api_key_path, keyFilename), or run: gcloud auth application-default login',
    },
    file_missing: {
      says: 'the key file is not there',
      remedy: 'Check the path of the key file (gcs_api_key_path, keyFilename): it counts from the configuration file.',
    },
    is_folder: { says: 'the key file is a folder', remedy: 'Name the file in it (gcs_api_key_path, keyFilename).' },
    not_a_file: {
      says: 'the key file is no regular file but a pipe, a device or a socket',
      remedy: 'Write the key to a file and name that (gcs_api_key_path, keyFilename).',
    },
    path_is_key: {
      says: 'the key itself was given where the path of its file belongs',
      remedy:
        'Write the key to a file and name that (gcs_api_key_path, keyFilename, GOOGLE_APPLICATION_CREDENTIALS), or give client_email and private_key as credentials.',
    },
    no_access: { says: 'the key file may not be read by this user', remedy: 'Give this user the right to read it.' },
    unreadable: {
      says: 'the key file could not be read',
      remedy: 'Check that the key file exists, may be read by this user and is a service-account key in JSON.',
    },
    empty: { says: 'the key file is empty', remedy: DOWNLOAD },
    p12: { says: 'the key file is in the P12 format, which is no longer read', remedy: DOWNLOAD },
    pem: { says: 'the key file is a bare PEM key without the account it belongs to', remedy: DOWNLOAD },
    utf16: { says: 'the key file is in UTF-16', remedy: 'Save it as UTF-8, or download it again.' },
    not_json: { says: 'the key file is not a key in JSON', remedy: DOWNLOAD },
    cut_short: { says: 'the key file is JSON that is cut short or was edited', remedy: DOWNLOAD },
    oauth_client: {
      says: 'the key file is an OAuth client, which names a program and no account',
      remedy: DOWNLOAD,
    },
    unknown_type: { says: 'the key file is of a type that is not known', remedy: DOWNLOAD },
    no_key: { says: 'they have neither client_email nor private_key', remedy: DOWNLOAD },
    no_email: { says: 'they have no client_email', remedy: DOWNLOAD },
    no_private_key: { says: 'they have no private_key', remedy: DOWNLOAD },
    key_is_file: {
      says: 'their private_key is the whole key file',
      remedy: 'Give the path of the file (gcs_api_key_path, keyFilename), or of its fields only private_key.',
    },
    bad_private_key: {
      says: 'their private_key is no private key in PEM',
      remedy: 'Copy the key whole, from -----BEGIN PRIVATE KEY----- to the end, or download it again as JSON.',
    },
    clock: {
      says: 'they were refused because the clock of this computer is wrong',
      remedy: 'Set the clock, by the network best; the key itself is in order.',
    },
    key_deleted: { says: 'the key was deleted or belongs to another account', remedy: NEW_KEY },
    account_gone: {
      says: 'the account was deleted or disabled',
      remedy: 'Enable the service account again, or take the key of another one.',
    },
    reauth: { says: 'the login has to be confirmed again', remedy: LOGIN },
    client_refused: { says: 'the OAuth client they were made with was deleted or disabled', remedy: LOGIN },
    policy: {
      says: 'a policy of the organisation does not let them in',
      remedy: 'Ask the administrator of the organisation to allow this account to read Cloud Storage.',
    },
    impersonation: {
      says: 'the account may not act as the service account they name',
      remedy: 'Grant roles/iam.serviceAccountTokenCreator on that service account to the account in use.',
    },
    federation: {
      says: 'the other identity provider gave no token for them',
      remedy: 'Check the credential source that the configuration file of the workload identity names.',
    },
    machine: {
      says: 'this machine has no service account that may read Cloud Storage',
      remedy: 'Attach a service account with the scope devstorage.read_only or cloud-platform, or name a key file.',
    },
    refused: {
      says: 'they were refused',
      remedy:
        'The key or login has expired or was revoked: create a new key, or run: gcloud auth application-default login. If it is new, check the clock of this computer.',
    },
    unusable: {
      says: 'no access token could be made of them',
      remedy: 'Check that the key file is a service-account key in JSON, or run: gcloud auth application-default login',
    },
  };

/** What a refusal of the service means. */
export interface StatusCause {
  readonly statuses: readonly number[];
  /** Of the reason and the service's sentence together; every failure of these statuses when absent. */
  readonly pattern?: RegExp;
  readonly kind: IssueKind;
  readonly says: string;
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
 * filtering, customer-managed and customer-supplied keys, requester pays; 2026-11-22 to 2026-11-27.
 */
export const STATUS_CAUSES: readonly StatusCause[] = [
  {
    statuses: [403],
    pattern: /^(?:user)?rateLimitExceeded\b|^quotaExceeded\b/i,
    kind: 'rate_limit',
    says: 'too many requests',
    remedy: RATE,
    retryable: true,
  },
  { statuses: [429], kind: 'rate_limit', says: 'too many requests', remedy: RATE, retryable: true },
  {
    statuses: [403],
    pattern: /dailyLimitExceeded|daily limit/i,
    kind: 'quota',
    says: 'the daily limit of the project is used up',
    remedy: 'Come back after midnight Pacific time, or raise the quota of the project.',
    word: 'dailyLimitExceeded',
  },
  {
    statuses: [400, 403],
    pattern: /^userProjectMissing|requester.pays|no user project/i,
    kind: 'permission',
    says: 'the bucket is requester-pays and no project may be billed',
    remedy: BILLED,
    word: 'userProjectMissing',
  },
  {
    statuses: [400, 403],
    pattern: /^userProject|serviceusage\.services\.use/i,
    kind: 'permission',
    says: 'the account may not bill the project: serviceusage.services.use is missing on it',
    remedy:
      'Grant roles/serviceusage.serviceUsageConsumer on the project to the account in use, or name another userProject (gcs_user_project).',
    word: 'userProjectAccessDenied',
  },
  {
    statuses: [403],
    pattern: /vpcServiceControls|VPC Service Controls|prohibited by organization.?s policy|SECURITY_POLICY_VIOLATED/i,
    kind: 'permission',
    says: 'VPC Service Controls of the organisation keep this computer out',
    remedy:
      'Run inside the perimeter, or ask the administrator for an access level or an ingress rule for this account.',
    word: 'vpcServiceControls',
  },
  {
    statuses: [403],
    pattern: /IP.?(?:address )?filter/i,
    kind: 'permission',
    says: 'the IP filter of the bucket keeps this computer out',
    remedy: 'Add the public address of this computer to the bucket’s IP filter, or run where it lets through.',
    word: 'ipFilter',
  },
  {
    statuses: [403],
    pattern: /accessNotConfigured|SERVICE_DISABLED|has not been used in project|API .*disabled/i,
    kind: 'permission',
    says: 'the Cloud Storage JSON API is disabled in the project',
    remedy: 'Run: gcloud services enable storage.googleapis.com',
    word: 'accessNotConfigured',
  },
  {
    statuses: [403],
    pattern: /insufficientPermissions|insufficient authentication scopes|ACCESS_TOKEN_SCOPE/i,
    kind: 'permission',
    says: 'the login has no scope for Cloud Storage',
    remedy: 'Log in again with the scope devstorage.read_only, or give the virtual machine the scope cloud-platform.',
    word: 'scope',
  },
  {
    statuses: [400, 403],
    pattern: /\bKMS\b|cloudKms|kmsKey/i,
    kind: 'permission',
    says: 'the KMS key the objects are encrypted with may not be used or is disabled',
    remedy:
      'Enable the key, and grant roles/cloudkms.cryptoKeyEncrypterDecrypter on it to the Cloud Storage service agent of the project.',
    word: 'kmsKey',
  },
  {
    statuses: [400],
    pattern: /CustomerEncryption|customer.encryption key|encryption key/i,
    kind: 'unsupported',
    says: 'the object is encrypted with a customer-supplied key, which this library does not send',
    remedy: 'Rewrite the objects with a key of Google or of Cloud KMS to have them read; they are listed all the same.',
    word: 'customerEncryptionKey',
  },
  {
    statuses: [403],
    pattern: /^sslRequired\b/,
    kind: 'config',
    says: 'the service takes only https',
    remedy: 'Write the API endpoint with https (gcs_api_endpoint), or leave it out.',
    word: 'sslRequired',
  },
  {
    statuses: [403],
    pattern: /^countryBlocked\b/,
    kind: 'permission',
    says: 'the service is not open to the country this computer is in',
    remedy: 'Run it from a country in which Google Cloud is offered.',
    word: 'countryBlocked',
  },
  {
    statuses: [403],
    pattern: /accountDisabled|billingNotEnabled|billing account/i,
    kind: 'permission',
    says: 'the project’s billing is disabled',
    remedy: 'Enable billing for the project that owns the bucket.',
    word: 'billing',
  },
  {
    statuses: [400],
    pattern: /invalid bucket name|bucket name/i,
    kind: 'invalid_request',
    says: 'the service does not take the bucket’s name',
    remedy:
      'Give the bucket’s name alone (gcs_bucket): 3 to 63 lower-case letters, digits, dashes, underscores and dots, without gs://.',
    word: 'bucketName',
  },
  {
    statuses: [400, 410],
    pattern: /page.?token/i,
    kind: 'invalid_request',
    says: 'the page token is no longer taken',
    remedy: 'List again from the name in the error’s partial.after.',
    word: 'pageToken',
  },
  {
    statuses: [401],
    pattern: /anonymous caller/i,
    kind: 'auth',
    says: 'no credentials were sent, and the bucket is not public',
    remedy:
      'Name a service-account key file (gcs_api_key_path), or run: gcloud auth application-default login; a custom endpoint gets credentials only with useAuth (gcs_use_auth).',
    word: 'anonymous',
  },
  {
    statuses: [401],
    kind: 'auth',
    says: 'the credentials were not accepted',
    remedy: 'Give a valid key file, or run: gcloud auth application-default login',
  },
  {
    statuses: [407],
    kind: 'auth',
    says: 'the proxy wants to know who asks',
    remedy: 'Put the user of the proxy into HTTPS_PROXY.',
  },
  {
    statuses: [408],
    kind: 'timeout',
    says: 'the service gave up waiting (408)',
    remedy: 'Run it again; if it stays so, check the connection for what slows it down.',
    retryable: true,
  },
  {
    statuses: [403, 412],
    pattern: /\bconstraints?\b/i,
    kind: 'permission',
    says: 'a policy of the organisation forbids it',
    remedy: 'Ask the administrator of the organisation; the constraint is named in the audit log.',
    word: 'orgPolicy',
  },
  {
    statuses: [412],
    kind: 'invalid_request',
    says: 'the object was changed between two requests (412)',
    remedy: 'Run it again: it was written anew while it was read.',
    retryable: true,
  },
];
