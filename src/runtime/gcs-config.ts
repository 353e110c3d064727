import type { Secret } from '../base/redact.ts';
import type { FileCategory } from '../documents/file.ts';

/** A service account's credentials, in place of a key file. */
export interface GcsCredentials {
  readonly client_email: string;
  /** PEM. Held as a {@link Secret}. */
  readonly private_key: string | Secret;
}

/** Which bucket, as whom, and which part of it. */
export interface GcsConfig {
  readonly bucket: string;
  /** A service account's key file. Default: application default credentials. */
  readonly keyFilename?: string | undefined;
  readonly credentials?: GcsCredentials | undefined;
  /** Folders to inventory. Default: the whole bucket. */
  readonly folders?: readonly string[] | undefined;
  /** Where drafts are kept. */
  readonly draftFolder?: string | undefined;
  readonly projectId?: string | undefined;
  /** The project that is billed for reading a requester-pays bucket. */
  readonly userProject?: string | undefined;
  /** A simulator or an emulator in place of Google's host. */
  readonly apiEndpoint?: string | undefined;
  /** Whether credentials are sent to a custom `apiEndpoint`. @default false there */
  readonly useAuth?: boolean | undefined;
  /** Extension (`mov`, `tar.gz`) to category; wins over the library's own table. */
  readonly categories?: Readonly<Record<string, FileCategory>> | undefined;
  /**
   * Globs on full or base names of objects to leave out, beside the defaults: folder markers (the name ends in `/`),
   * `.DS_Store`, `Thumbs.db`.
   */
  readonly ignore?: readonly string[] | undefined;
}
