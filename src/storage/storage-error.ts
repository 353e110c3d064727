import { StorageError } from '../base/errors.ts';
import type { IssueKind } from '../base/issues.ts';
import type { StorageFailure } from './storage-failure.ts';

/** What was being done when it failed; decides which permission and role the remedy names. */
export interface StorageTask {
  readonly bucket: string;
  readonly operation: 'list' | 'get' | 'read' | 'test_permissions';
  readonly objectName?: string | undefined;
}

/** Source: IAM permissions and roles for Cloud Storage, 2026-11-22. */
const PERMISSION: Readonly<Record<StorageTask['operation'], string>> = {
  list: 'storage.objects.list',
  get: 'storage.objects.get',
  read: 'storage.objects.get',
  test_permissions: 'storage.buckets.get',
};

const DOING: Readonly<Record<StorageTask['operation'], string>> = {
  list: 'list objects',
  get: 'read an object’s description',
  read: 'read an object',
  test_permissions: 'check the permissions',
};

/** What to do about a missing permission. */
export function permissionRemedy(permission: string, bucket: string): string {
  return `Grant roles/storage.objectViewer (it holds ${permission}) on gs://${bucket} to the account in use.`;
}

interface Verdict {
  readonly kind: IssueKind;
  readonly says: string;
  readonly remedy: string | null;
  readonly retryable: boolean;
}

/** A failed request as the library's own error: what happened, whether to try again, and what to do about it. */
export function toStorageError(failure: StorageFailure, task: StorageTask): StorageError {
  const verdict = judge(failure, task);
  return new StorageError(`Could not ${DOING[task.operation]} of gs://${task.bucket}: ${verdict.says}`, {
    kind: verdict.kind,
    code: codeOf(failure),
    retryable: verdict.retryable,
    remedy: verdict.remedy,
    bucket: task.bucket,
    objectName: task.objectName ?? null,
    status: failure.status,
    retryAfterMs: failure.retryAfterMs,
  });
}

/** A reply that is not what the JSON API documents: half a page, HTML, an empty body. Worth another try. */
export function invalidReply(task: StorageTask, says: string): StorageError {
  return new StorageError(`Could not ${DOING[task.operation]} of gs://${task.bucket}: ${says}`, {
    kind: 'invalid_response',
    code: 'gcs:invalid_response',
    retryable: true,
    remedy:
      'If it stays so, check that the endpoint is the JSON API of Cloud Storage and that no proxy alters replies.',
    bucket: task.bucket,
    objectName: task.objectName ?? null,
  });
}

function codeOf({ status, reason, networkCode, credentials }: StorageFailure): string {
  if (credentials !== null) return `gcs:credentials_${credentials}`;
  if (status !== null)
    return SPECIFIC_REASONS.has(reason ?? '') ? `gcs:${String(status)}/${String(reason)}` : `gcs:${String(status)}`;
  return `gcs:${networkCode ?? 'unknown'}`;
}

/** Reasons that say more than their status. */
const SPECIFIC_REASONS: ReadonlySet<string> = new Set([
  'userProjectMissing',
  'userProjectAccessDenied',
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'accountDisabled',
  'billingNotEnabled',
]);

function judge(failure: StorageFailure, task: StorageTask): Verdict {
  if (failure.credentials !== null) return judgeCredentials(failure.credentials);
  if (failure.status !== null) return judgeStatus(failure.status, failure, task);
  if (failure.networkCode === 'ETIMEDOUT' || failure.networkCode === 'ESOCKETTIMEDOUT') {
    return { kind: 'timeout', says: 'no answer in time.', remedy: null, retryable: true };
  }
  if (failure.networkCode === 'INVALID_BODY') {
    return {
      kind: 'invalid_response',
      says: 'the answer was cut short or is not JSON.',
      remedy: null,
      retryable: true,
    };
  }
  if (failure.networkCode === 'RANGE_IGNORED') {
    return { kind: 'invalid_response', says: 'the endpoint ignores byte ranges.', remedy: null, retryable: false };
  }
  return {
    kind: 'network',
    says: `the connection failed (${failure.networkCode ?? 'no code'}).`,
    remedy: 'Check the network, the proxy and, if one is set, the API endpoint.',
    retryable: true,
  };
}

function judgeCredentials(problem: NonNullable<StorageFailure['credentials']>): Verdict {
  const remedies = {
    missing:
      'Name a service-account key file (gcs_api_key_path, keyFilename), or run: gcloud auth application-default login',
    unreadable: 'Check that the key file exists, may be read by this user and is a service-account key in JSON.',
    refused:
      'The key or login has expired or was revoked: create a new key, or run: gcloud auth application-default login',
  };
  const says = {
    missing: 'no credentials were found.',
    unreadable: 'the credentials could not be read.',
    refused: 'the credentials were refused.',
  };
  return { kind: 'auth', says: says[problem], remedy: remedies[problem], retryable: false };
}

function judgeStatus(status: number, failure: StorageFailure, task: StorageTask): Verdict {
  if (isRateLimit(status, failure.reason)) {
    return { kind: 'rate_limit', says: 'too many requests.', remedy: 'Wait, or lower concurrency.', retryable: true };
  }
  if (isUserProject(failure)) {
    return {
      kind: status === 400 ? 'invalid_request' : 'permission',
      says: 'the bucket is requester-pays and no project may be billed.',
      remedy:
        'Set userProject (gcs_user_project) to a project of yours on which the account has serviceusage.services.use (roles/serviceusage.serviceUsageConsumer).',
      retryable: false,
    };
  }
  switch (status) {
    case 401:
      return {
        kind: 'auth',
        says: 'the credentials were not accepted.',
        remedy: 'Give a valid key file, or run: gcloud auth application-default login',
        retryable: false,
      };
    case 403:
      return judgeForbidden(failure, task);
    case 404:
      return judgeNotFound(task);
    case 408:
      return { kind: 'timeout', says: 'the service gave up waiting (408).', remedy: null, retryable: true };
    default:
      return judgeOther(status, failure);
  }
}

function judgeForbidden(failure: StorageFailure, task: StorageTask): Verdict {
  if (failure.reason === 'accountDisabled' || failure.reason === 'billingNotEnabled') {
    return {
      kind: 'permission',
      says: 'the project’s billing is disabled.',
      remedy: 'Enable billing for the project that owns the bucket.',
      retryable: false,
    };
  }
  const permission = /\bstorage\.[a-zA-Z]+\.[a-zA-Z]+\b/.exec(failure.detail ?? '')?.[0] ?? PERMISSION[task.operation];
  return {
    kind: 'permission',
    says: `the permission ${permission} is missing.`,
    remedy: permissionRemedy(permission, task.bucket),
    retryable: false,
  };
}

function judgeNotFound(task: StorageTask): Verdict {
  if (task.objectName !== undefined) {
    return {
      kind: 'not_found',
      says: 'there is no such object.',
      remedy: 'It may have been deleted since it was listed.',
      retryable: false,
    };
  }
  return {
    kind: 'not_found',
    says: 'there is no such bucket.',
    remedy: 'Check the bucket’s name (gcs_bucket) and that the account belongs to its project.',
    retryable: false,
  };
}

function judgeOther(status: number, failure: StorageFailure): Verdict {
  if (status >= 500)
    return { kind: 'transient', says: `the service failed (${String(status)}).`, remedy: null, retryable: true };
  if (status < 400) {
    return {
      kind: 'invalid_response',
      says: `the endpoint redirected elsewhere (${String(status)}).`,
      remedy: 'Check the API endpoint (gcs_api_endpoint); redirects are not followed.',
      retryable: false,
    };
  }
  const reason = failure.reason === null ? '' : `, ${failure.reason}`;
  return {
    kind: 'invalid_request',
    says: `the request was refused (${String(status)}${reason}).`,
    remedy: null,
    retryable: false,
  };
}

function isRateLimit(status: number, reason: string | null): boolean {
  return status === 429 || (status === 403 && /^(?:user)?rateLimitExceeded$|^quotaExceeded$/i.test(reason ?? ''));
}

function isUserProject({ status, reason, detail }: StorageFailure): boolean {
  if (status !== 400 && status !== 403) return false;
  return reason?.startsWith('userProject') === true || /requester pays|no user project/i.test(detail ?? '');
}
