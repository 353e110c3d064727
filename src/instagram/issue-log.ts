import type { InsightInventoryError } from '../base/errors.ts';
import type { CollectionIssue, IssueKind } from '../base/issues.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { isMissingPermission } from '../graph/graph-error.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { scopesFor, type Purpose } from '../graph/platform.ts';

/** Gathers what went wrong in a run; the same cause in the same place is told once. */
export class IssueLog {
  readonly #issues = new Map<string, CollectionIssue>();
  readonly #errors: InsightInventoryError[] = [];

  /** Notes an error. Without an id it stands for the whole part, however many requests it failed. */
  add(
    error: InsightInventoryError,
    scope: string,
    id: string | null = null,
    remedy: string | null = error.remedy,
  ): void {
    this.#errors.push(error);
    this.note({ ...error.toIssue({ scope, id }), remedy });
  }

  /** The errors behind the issues, in the order they were noted; gaps the platform documents are not among them. */
  get errors(): readonly InsightInventoryError[] {
    return this.#errors;
  }

  note(issue: CollectionIssue): void {
    const key = JSON.stringify([issue.scope, issue.id, issue.code]);
    if (!this.#issues.has(key)) this.#issues.set(key, issue);
  }

  /** Every issue, in the order it was first noted. */
  list(): CollectionIssue[] {
    return [...this.#issues.values()];
  }
}

/** The reason a value is missing when the request for it ended in this error. */
export function reasonOf(error: InsightInventoryError): UnavailableReason {
  switch (error.kind) {
    case 'permission':
    case 'auth':
      return 'forbidden';
    case 'rate_limit':
    case 'quota':
      return 'rate_limited';
    case 'unsupported':
      return 'unsupported';
    default:
      return 'failed';
  }
}

/** Whether a refusal says that the platform took the metric away. */
export function saysRetired(message: string): boolean {
  return /no longer supported/i.test(message);
}

/** Which part failed, and which permission it takes. */
export interface FailurePlace {
  readonly scope: string;
  readonly id?: string | null;
  readonly purpose: Purpose;
}

/** These fail the part as a whole, however many requests met them. */
const WHOLE_PART: ReadonlySet<IssueKind> = new Set(['auth', 'permission', 'rate_limit', 'quota']);

/** Notes a failed part. A missing permission is one issue for the whole part, with the scope that would help. */
export function noteFailure(run: GraphRun, error: InsightInventoryError, place: FailurePlace, issues: IssueLog): void {
  const { scope, id = null, purpose } = place;
  if (!isMissingPermission(error)) {
    issues.add(error, scope, WHOLE_PART.has(error.kind) ? null : id);
    return;
  }
  const scopes = scopesFor(run.client.login, purpose).join(' and ');
  issues.add(error, scope, null, `Grant the token ${scopes} and log in again.`);
}
