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

/** One thing that is missing from a document, why, and what would bring it back. */
export interface CollectionIssue {
  source: IssueSource;
  /** The part that failed: `media_insights`, `comments`, `folder`, … */
  scope: string;
  /** The post, folder or object concerned; `null` when it is the whole part. */
  id: string | null;
  kind: IssueKind;
  /** Stable and greppable: `graph:100/2108006`, `gcs:403`, `config:gcs_bucket`. */
  code: string;
  message: string;
  remedy: string | null;
  /** Whether the same request may succeed later without a change. */
  retryable: boolean;
}
