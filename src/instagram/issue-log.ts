import type { InsightInventoryError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import type { UnavailableReason } from '../documents/unavailable.ts';

/** Gathers what went wrong in a run; the same cause in the same place is told once. */
export class IssueLog {
  readonly #issues = new Map<string, CollectionIssue>();

  /** Notes an error. Without an id it stands for the whole part, however many requests it failed. */
  add(error: InsightInventoryError, scope: string, id: string | null = null): void {
    this.note(error.toIssue({ scope, id }));
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
