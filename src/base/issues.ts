/** What kind of thing went wrong; decides what a caller can do about it. */
export type IssueKind =
  | 'auth'
  | 'permission'
  | 'rate_limit'
  | 'quota'
  | 'not_found'
  | 'unsupported'
  | 'invalid_request'
  | 'transient'
  | 'network'
  | 'timeout'
  | 'invalid_response'
  | 'truncated'
  | 'config'
  | 'io';

/** Every {@link IssueKind}, in the order of the contract. */
export const ISSUE_KINDS: readonly IssueKind[] = [
  'auth',
  'permission',
  'rate_limit',
  'quota',
  'not_found',
  'unsupported',
  'invalid_request',
  'transient',
  'network',
  'timeout',
  'invalid_response',
  'truncated',
  'config',
  'io',
];

/** Which side of a collection an issue belongs to. */
export type IssueSource = 'instagram' | 'gcs' | 'collector';

/**
 * What every code of an error or issue begins with, and what is behind the colon. docs/errors.md is compared with it.
 */
export const CODE_PREFIXES = {
  graph:
    "Graph's code, and its subcode behind a slash; or what was unreadable (`graph:malformed`, `graph:account`, `graph:insight_row`), led nowhere (`graph:repeated_page`, `graph:empty_pages`), ended early (`graph:short_list`, `graph:media_cap`), was about another account (`graph:other_account`), or came of a version that is not in the tables or ends soon (`graph:version_not_checked`, `graph:version_ending`)",
  http: 'HTTP status of an answer that carried no Graph error',
  network: "No answer came: the connection's own code",
  timeout: 'No answer came in time: `timeout:request`, `timeout:deadline`',
  auth: 'The token source gave none, or none that can be one: `auth:provider`, `auth:store`, `auth:empty_token`, `auth:malformed_token`; Graph refused the app: `auth:app`',
  login: 'The login does not have the feature',
  accounts:
    'A token that reaches no account: `accounts:no_page` without a page of Facebook, `accounts:not_connected` without an Instagram account on one',
  metric: '`metric:retired:NAME`: a retired metric was named; what replaced it was asked',
  budget: '`budget:max_calls`: the calls that were allowed are used up',
  hashtags: "`hashtags:30_in_7_days`: the platform's limit of hashtags, counted by the library",
  argument: 'The argument or key that is wrong',
  engine:
    'A database that sums a bucket up: `engine:duckdb_missing`, `engine:duckdb_failed`, `engine:duckdb_exhausted` for want of memory or disk',
  bigquery:
    "BigQuery's own reason (`bigquery:accessDenied`), or `bigquery:too_expensive`: the dry run is beyond the bytes allowed",
  gcs: "HTTP status of Cloud Storage with the service's reason where that says more, credentials or network",
  media: 'Reading length and shape of a media file',
  document: 'An account document that does not match its own schema: a bug worth reporting',
  inventory: 'A bucket document that does not match its own schema: a bug worth reporting',
  config: 'The setting concerned',
  collector:
    '`collector:failed` an error from outside the library: a source, history or ledger given to `DataCollector`; `collector:no_source`, `collector:planning_needs_both`',
  io: "The file system's own code; `io:not_a_file` a pipe or a device, `io:too_large` a file of more bytes than are read (or would be read again), `io:document` a file that is no document, `io:ledger` a file that is no ledger, `io:history` a database of a history that cannot be read or written, `io:damaged_entry` an entry of a history or ledger that cannot be read",
  usage: 'An invalid command line',
} as const;

/** The first word of a code. */
export type CodePrefix = keyof typeof CODE_PREFIXES;

/** A code of this library: `graph:100/2108006`, `gcs:403`, `config:gcs_bucket`. */
export type ErrorCode = `${CodePrefix}:${string}`;

/**
 * Tells whether a document with these issues is complete all the same: gaps that the platform or the size of a document
 * causes leave it so.
 */
export function isComplete(issues: readonly Pick<CollectionIssue, 'kind'>[]): boolean {
  return issues.every(({ kind }) => kind === 'unsupported' || kind === 'truncated');
}

/** One thing that is missing from a document, why, and what would bring it back. */
export interface CollectionIssue {
  source: IssueSource;
  /** The part that failed: `media_insights`, `comments`, `folder`, … */
  scope: string;
  /** The post, folder or object concerned; `null` when it is the whole part. */
  id: string | null;
  kind: IssueKind;
  /** Stable and greppable: `graph:100/2108006`, `gcs:403`, `config:gcs_bucket`. */
  code: ErrorCode;
  message: string;
  remedy: string | null;
  /** Whether the same request may succeed later without a change. */
  retryable: boolean;
}
