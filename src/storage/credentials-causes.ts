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
  | 'too_large'
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
  | 'incomplete'
  | 'encrypted_key'
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
export const CREDENTIALS_CAUSES: Readonly<
  Record<CredentialsWord, { readonly explanation: string; readonly remedy: string }>
> = {
  missing: {
    explanation: 'none were found',
    remedy:
      'Name a service-account key file (gcs_api_key_path, keyFilename), or run: gcloud auth application-default login',
  },
  file_missing: {
    explanation: 'the key file is not there',
    remedy: 'Check the path of the key file (gcs_api_key_path, keyFilename): it counts from the configuration file.',
  },
  is_folder: {
    explanation: 'the key file is a folder',
    remedy: 'Name the file in it (gcs_api_key_path, keyFilename).',
  },
  not_a_file: {
    explanation: 'the key file is no regular file but a pipe, a device or a socket',
    remedy: 'Write the key to a file and name that (gcs_api_key_path, keyFilename).',
  },
  too_large: {
    explanation: 'the key file is larger than any key',
    remedy: 'Name the file of the key (gcs_api_key_path, keyFilename), not one it is packed in.',
  },
  path_is_key: {
    explanation: 'the key itself was given where the path of its file belongs',
    remedy:
      'Write the key to a file and name that (gcs_api_key_path, keyFilename, GOOGLE_APPLICATION_CREDENTIALS), or give client_email and private_key as credentials.',
  },
  no_access: {
    explanation: 'the key file may not be read by this user',
    remedy: 'Give this user the right to read it.',
  },
  unreadable: {
    explanation: 'the key file could not be read',
    remedy: 'Check that the key file exists, may be read by this user and is a service-account key in JSON.',
  },
  empty: { explanation: 'the key file is empty', remedy: DOWNLOAD },
  p12: { explanation: 'the key file is in the P12 format, which is no longer read', remedy: DOWNLOAD },
  pem: { explanation: 'the key file is a bare PEM key without the account it belongs to', remedy: DOWNLOAD },
  utf16: { explanation: 'the key file is in UTF-16', remedy: 'Save it as UTF-8, or download it again.' },
  not_json: { explanation: 'the key file is not a key in JSON', remedy: DOWNLOAD },
  cut_short: { explanation: 'the key file is JSON that is cut short or was edited', remedy: DOWNLOAD },
  oauth_client: {
    explanation: 'the key file is an OAuth client, which names a program and no account',
    remedy: DOWNLOAD,
  },
  unknown_type: { explanation: 'the key file is of a type that is not known', remedy: DOWNLOAD },
  no_key: { explanation: 'they have neither client_email nor private_key', remedy: DOWNLOAD },
  no_email: { explanation: 'they have no client_email', remedy: DOWNLOAD },
  no_private_key: { explanation: 'they have no private_key', remedy: DOWNLOAD },
  incomplete: {
    explanation: 'the key file lacks fields that its type needs',
    remedy: 'Make the file again: gcloud auth application-default login, or gcloud iam workload-identity-pools.',
  },
  encrypted_key: {
    explanation: 'their private_key is encrypted with a passphrase',
    remedy: 'Download the key again as JSON, or write it without a passphrase: openssl pkcs8 -in KEY -out NEW_KEY',
  },
  key_is_file: {
    explanation: 'their private_key is the whole key file',
    remedy: 'Give the path of the file (gcs_api_key_path, keyFilename), or of its fields only private_key.',
  },
  bad_private_key: {
    explanation: 'their private_key is no private key in PEM',
    remedy: 'Copy the key whole, from -----BEGIN PRIVATE KEY----- to the end, or download it again as JSON.',
  },
  clock: {
    explanation: 'they were refused because the clock of this computer is wrong',
    remedy: 'Set the clock, by the network best; the key itself is in order.',
  },
  key_deleted: { explanation: 'the key was deleted or belongs to another account', remedy: NEW_KEY },
  account_gone: {
    explanation: 'the account was deleted or disabled',
    remedy: 'Enable the service account again, or take the key of another one.',
  },
  reauth: { explanation: 'the login has to be confirmed again', remedy: LOGIN },
  client_refused: { explanation: 'the OAuth client they were made with was deleted or disabled', remedy: LOGIN },
  policy: {
    explanation: 'a policy of the organisation does not let them in',
    remedy: 'Ask the administrator of the organisation to allow this account to read Cloud Storage.',
  },
  impersonation: {
    explanation: 'the account may not act as the service account they name',
    remedy: 'Grant roles/iam.serviceAccountTokenCreator on that service account to the account in use.',
  },
  federation: {
    explanation: 'the other identity provider gave no token for them',
    remedy: 'Check the credential source that the configuration file of the workload identity names.',
  },
  machine: {
    explanation: 'this machine has no service account that may read Cloud Storage',
    remedy: 'Attach a service account with the scope devstorage.read_only or cloud-platform, or name a key file.',
  },
  refused: {
    explanation: 'they were refused',
    remedy:
      'The key or login has expired or was revoked: create a new key, or run: gcloud auth application-default login. If it is new, check the clock of this computer.',
  },
  unusable: {
    explanation: 'no access token could be made of them',
    remedy: 'Check that the key file is a service-account key in JSON, or run: gcloud auth application-default login',
  },
};
