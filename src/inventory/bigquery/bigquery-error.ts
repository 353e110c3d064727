import { StorageError } from '../../base/errors.ts';
import type { IssueKind } from '../../base/issues.ts';
import type { StorageFailure } from '../../storage/storage-failure.ts';

/** What an error of BigQuery means here. */
interface ReasonEntry {
  readonly kind: IssueKind;
  readonly retryable?: true;
  readonly remedy: string;
}

const AGAIN = 'It is sent again by itself; if it stays so, look at the status of BigQuery.';
const REPORT = 'This is a fault of the library: please report it with the message above.';

const ACCESS_DENIED: ReasonEntry = {
  kind: 'permission',
  remedy:
    'Grant roles/bigquery.jobUser on the project that pays, and roles/storageinsights.viewer or roles/bigquery.dataViewer on the dataset.',
};
const NOT_FOUND: ReasonEntry = {
  kind: 'not_found',
  remedy: 'Check project, dataset and location. A linked dataset has its first tables within 48 hours.',
};

/** By BigQuery's own word. Source: BigQuery troubleshooting, error table, 2026-11-28. */
const REASONS: Readonly<Record<string, ReasonEntry>> = {
  accessDenied: ACCESS_DENIED,
  authError: { kind: 'auth', remedy: 'Check the credentials.' },
  backendError: { kind: 'transient', retryable: true, remedy: AGAIN },
  billingNotEnabled: { kind: 'permission', remedy: 'Enable billing for the project that pays.' },
  bytesBilledLimitExceeded: { kind: 'quota', remedy: 'Raise maximumBytesBilled (--max-bytes-billed).' },
  internalError: { kind: 'transient', retryable: true, remedy: AGAIN },
  invalidQuery: { kind: 'invalid_request', remedy: REPORT },
  jobBackendError: { kind: 'transient', retryable: true, remedy: AGAIN },
  jobInternalError: { kind: 'transient', retryable: true, remedy: AGAIN },
  jobRateLimitExceeded: { kind: 'rate_limit', retryable: true, remedy: AGAIN },
  notFound: NOT_FOUND,
  quotaExceeded: { kind: 'quota', remedy: 'Wait for the next day, or raise the quota of the project.' },
  rateLimitExceeded: { kind: 'rate_limit', retryable: true, remedy: AGAIN },
  resourcesExceeded: { kind: 'quota', remedy: 'Configure the folders that matter, or run it under a reservation.' },
  tableUnavailable: { kind: 'transient', retryable: true, remedy: AGAIN },
};

/** Turns a failed request to BigQuery into an error. What the service says is quoted in part. */
export function toBigQueryError(failure: StorageFailure, bucket: string): StorageError {
  const { status, reason, detail, networkCode, retryAfterMs } = failure;
  const known = reason === null ? undefined : REASONS[reason];
  const entry = known ?? byStatus(status);
  const message = detail === null ? '' : ` It says: ${detail.slice(0, 300)}`;
  return new StorageError(
    `BigQuery refused or did not answer (${reason ?? networkCode ?? String(status)}).${message}`,
    {
      kind: entry.kind,
      code: `bigquery:${reason ?? networkCode ?? String(status)}`,
      retryable: entry.retryable ?? false,
      remedy: entry.remedy,
      bucket,
      status,
      retryAfterMs,
    },
  );
}

/** Judges by the status, for words that are not in the table, and answers without one. */
function byStatus(status: number | null): ReasonEntry {
  if (status === null) return { kind: 'network', retryable: true, remedy: 'Check the network.' };
  if (status === 401) return { kind: 'auth', remedy: 'Check the credentials.' };
  if (status === 403) return ACCESS_DENIED;
  if (status === 404) return NOT_FOUND;
  if (status === 429) return { kind: 'rate_limit', retryable: true, remedy: AGAIN };
  return status >= 500 || status === 408 ? { kind: 'transient', retryable: true, remedy: AGAIN } : UNKNOWN;
}

const UNKNOWN: ReasonEntry = { kind: 'invalid_request', remedy: REPORT };
