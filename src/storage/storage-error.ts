import { StorageError } from '../base/errors.ts';
import type { ErrorCode, IssueKind } from '../base/issues.ts';
import { CREDENTIALS_CAUSES } from './credentials-causes.ts';
import { STATUS_CAUSES, type StatusCause } from './status-causes.ts';
import type { CredentialsFailure, StorageFailure } from './storage-failure.ts';

/** What was being done when it failed; decides which permission and role the remedy names. */
export interface StorageTask {
  readonly bucket: string;
  readonly operation: 'list' | 'get' | 'read' | 'test_permissions';
  readonly objectName?: string | undefined;
}

/** Source: IAM permissions and roles for Cloud Storage (dated-tables.ts). */
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

/** Says what to do about a missing permission on the bucket. */
export function permissionRemedy(permission: string, bucket: string): string {
  return `Grant roles/storage.objectViewer (it holds ${permission}) on gs://${bucket} to the account in use.`;
}

interface Verdict {
  readonly kind: IssueKind;
  /** Ends the sentence "Could not …:". */
  readonly explanation: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly code: ErrorCode;
}

/** Turns a failed request into the library's own error: what happened, whether to try again, and what to do about it. */
export function toStorageError(failure: StorageFailure, task: StorageTask): StorageError {
  const verdict = judge(failure, task);
  return new StorageError(`Could not ${DOING[task.operation]} of gs://${task.bucket}: ${verdict.explanation}.`, {
    kind: verdict.kind,
    code: verdict.code,
    retryable: verdict.retryable,
    remedy: verdict.remedy,
    bucket: task.bucket,
    objectName: task.objectName ?? null,
    status: failure.status,
    retryAfterMs: failure.retryAfterMs,
  });
}

const ENDPOINT_REMEDY =
  'If it stays so, check that the endpoint is the JSON API of Cloud Storage and that no proxy alters replies.';

/** Creates the error of a reply that is not what the JSON API documents: half a page, HTML, an empty body. Worth another try. */
export function invalidReply(task: StorageTask, explanation: string): StorageError {
  return new StorageError(`Could not ${DOING[task.operation]} of gs://${task.bucket}: ${explanation}`, {
    kind: 'invalid_response',
    code: 'gcs:invalid_response',
    retryable: true,
    remedy: ENDPOINT_REMEDY,
    bucket: task.bucket,
    objectName: task.objectName ?? null,
  });
}

function judge(failure: StorageFailure, task: StorageTask): Verdict {
  if (failure.credentials !== null) return judgeCredentials(failure.credentials);
  return failure.status === null ? judgeConnection(failure.networkCode) : judgeStatus(failure.status, failure, task);
}

function judgeCredentials({ word, path }: CredentialsFailure): Verdict {
  const { explanation: explanation, remedy } = CREDENTIALS_CAUSES[word];
  const where = path === null ? '' : ` (${path})`;
  return {
    kind: 'auth',
    explanation: `the credentials do not work: ${explanation}${where}`,
    remedy,
    retryable: false,
    code: `gcs:credentials_${word}`,
  };
}

/** Codes of connections that say more than that they failed, as patterns; the first that fits. Source: Node.js errors, 2026-11-27. */
const CONNECTION_CAUSES: readonly (Omit<Verdict, 'code'> & { readonly pattern: RegExp; readonly code?: ErrorCode })[] =
  [
    {
      pattern: /^E(?:SOCKET)?TIMEDOUT$|^UND_ERR_.*TIMEOUT$/,
      kind: 'timeout',
      explanation: 'no answer in time',
      remedy: 'Check the network, or raise timeoutMs.',
      retryable: true,
    },
    {
      pattern: /^INVALID_BODY$/,
      kind: 'invalid_response',
      explanation: 'the answer was cut short or is not JSON',
      remedy: ENDPOINT_REMEDY,
      retryable: true,
    },
    {
      pattern: /^BODY_TOO_LARGE$/,
      code: 'gcs:body_too_large',
      kind: 'invalid_response',
      explanation: 'the answer is larger than any of the JSON API',
      remedy: ENDPOINT_REMEDY,
      retryable: false,
    },
    {
      pattern: /^HTML_BODY$/,
      code: 'gcs:web_page',
      kind: 'invalid_response',
      explanation: 'a web page came in place of an answer of the JSON API',
      remedy:
        'Check the API endpoint (gcs_api_endpoint), and whether a proxy or the login page of a network answers in its place.',
      retryable: true,
    },
    {
      pattern: /^RANGE_IGNORED$/,
      kind: 'invalid_response',
      explanation: 'the endpoint ignores byte ranges',
      remedy: 'Use an endpoint that serves byte ranges, as Cloud Storage does; listing works without.',
      retryable: false,
    },
    {
      pattern: /^STORED_GZIP$/,
      code: 'gcs:stored_gzip',
      kind: 'unsupported',
      explanation: 'the object is stored packed (Content-Encoding), so no part of what is in it can be read',
      remedy: 'Upload it again unpacked (gcloud storage cp without --gzip-local) to have it probed.',
      retryable: false,
    },
    {
      pattern: /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/,
      kind: 'network',
      explanation: 'the certificate of the endpoint is not trusted',
      remedy:
        'Set the clock of this computer right; behind a proxy that reads along, name its certificate in NODE_EXTRA_CA_CERTS.',
      retryable: false,
    },
    {
      pattern: /^EPROTO$|WRONG_VERSION_NUMBER/,
      kind: 'network',
      explanation: 'the endpoint does not speak TLS',
      remedy: 'Check whether the API endpoint (gcs_api_endpoint) is http:// and not https://.',
      retryable: false,
    },
  ];

function judgeConnection(networkCode: string | null): Verdict {
  const code: ErrorCode = `gcs:${networkCode ?? 'unknown'}`;
  const found = CONNECTION_CAUSES.find(({ pattern }) => pattern.test(networkCode ?? ''));
  if (found !== undefined) {
    const { kind, explanation, remedy, retryable } = found;
    return { kind, explanation, remedy, retryable, code: found.code ?? code };
  }
  return {
    kind: 'network',
    explanation: `the connection failed (${networkCode ?? 'no code'})`,
    remedy: 'Check the network, the proxy and, if one is set, the API endpoint.',
    retryable: true,
    code,
  };
}

function judgeStatus(status: number, failure: StorageFailure, task: StorageTask): Verdict {
  const text = `${failure.reason ?? ''} ${failure.detail ?? ''}`;
  const cause = STATUS_CAUSES.find(
    ({ statuses, pattern }) => statuses.includes(status) && (pattern === undefined || pattern.test(text)),
  );
  if (cause !== undefined) return verdictOf(cause, status, failure);
  if (failure.isHtml && status < 500) {
    return {
      kind: 'invalid_response',
      explanation: `a web page came in place of an answer of the JSON API (${String(status)})`,
      remedy:
        'Check the API endpoint (gcs_api_endpoint), and whether a proxy or a firewall answers in its place: the service itself answers in JSON.',
      retryable: false,
      code: `gcs:${String(status)}`,
    };
  }
  if (status === 403) return judgeForbidden(failure, task);
  return status === 404 ? judgeNotFound(task) : judgeOther(status, failure);
}

function verdictOf(cause: StatusCause, status: number, { reason, detail }: StorageFailure): Verdict {
  const word = cause.word ?? (cause.kind === 'rate_limit' ? reason : null);
  // By this the administrator finds the refusal in the audit log.
  const reference = /vpcServiceControlsUniqueIdentifier:? *([\w-]+)/.exec(detail ?? '')?.[1];
  return {
    kind:
      status === 400 && cause.kind === 'permission' && cause.word?.startsWith('userProject') === true
        ? 'invalid_request'
        : cause.kind,
    explanation: reference === undefined ? cause.explanation : `${cause.explanation} (${reference})`,
    remedy: cause.remedy,
    retryable: cause.retryable ?? false,
    code: word === null || word === '' ? `gcs:${String(status)}` : `gcs:${String(status)}/${word}`,
  };
}

/** Judges a refusal that no other cause explains: for want of the permission the service names, if it names one. */
function judgeForbidden({ detail, reason }: StorageFailure, task: StorageTask): Verdict {
  const verdict = { kind: 'permission', retryable: false, code: 'gcs:403' } as const;
  const permission = /\b[a-z]+\.[a-zA-Z]+\.[a-zA-Z]+\b(?= (?:access|denied|permission)|')/.exec(detail ?? '')?.[0];
  if (permission?.startsWith('storage.') === true) {
    return {
      ...verdict,
      explanation: `the permission ${permission} is missing`,
      remedy: permissionRemedy(permission, task.bucket),
    };
  }
  if (permission !== undefined) {
    return {
      ...verdict,
      explanation: `the permission ${permission} is missing`,
      remedy: `Grant the account in use a role that holds ${permission} on the project.`,
    };
  }
  const needed = PERMISSION[task.operation];
  const word = reason === null || reason === 'forbidden' ? '' : `, ${reason}`;
  return {
    ...verdict,
    explanation: `the service refused it without naming a permission (403${word})`,
    remedy: `Run validateAccess(): if ${needed} is missing, grant roles/storage.objectViewer on gs://${task.bucket} to the account in use; else ask the administrator which policy refuses it.`,
  };
}

function judgeNotFound(task: StorageTask): Verdict {
  const verdict = { kind: 'not_found', retryable: false, code: 'gcs:404' } as const;
  if (task.objectName !== undefined) {
    return {
      ...verdict,
      explanation: 'there is no such object',
      remedy: 'It may have been deleted since it was listed.',
    };
  }
  return {
    ...verdict,
    explanation: 'there is no such bucket',
    remedy: 'Check the bucket’s name (gcs_bucket) and that the account belongs to its project.',
  };
}

function judgeOther(status: number, failure: StorageFailure): Verdict {
  const code: ErrorCode = `gcs:${String(status)}`;
  if (status === 501) {
    // What an endpoint does not have it will not have a second later, unlike other failures of a service.
    return {
      kind: 'invalid_request',
      explanation: 'the endpoint does not have this (501)',
      remedy: 'Cloud Storage has it; a custom API endpoint (gcs_api_endpoint), such as an emulator, may lack parts.',
      retryable: false,
      code,
    };
  }
  if (status >= 500) {
    return {
      kind: 'transient',
      explanation: `the service failed (${String(status)})`,
      remedy: 'Run it later; status.cloud.google.com tells of outages. A custom endpoint may be down.',
      retryable: true,
      code,
    };
  }
  if (status < 300) {
    return {
      kind: 'invalid_response',
      explanation: `the endpoint answered without a body (${String(status)})`,
      remedy: ENDPOINT_REMEDY,
      retryable: false,
      code,
    };
  }
  if (status < 400) {
    return {
      kind: 'invalid_response',
      explanation: `the endpoint redirected elsewhere (${String(status)})`,
      remedy: 'Check the API endpoint (gcs_api_endpoint); redirects are not followed.',
      retryable: false,
      code,
    };
  }
  const reason = failure.reason === null ? '' : `, ${failure.reason}`;
  return {
    kind: 'invalid_request',
    explanation: `the request was refused (${String(status)}${reason})`,
    remedy: 'Check the configuration of the bucket and the API endpoint; if they are right, report it with this code.',
    retryable: false,
    code,
  };
}
