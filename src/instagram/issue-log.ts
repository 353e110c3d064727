import { type InsightInventoryError, isGraphApiError } from '../base/errors.ts';
import type { CollectionIssue, IssueKind } from '../base/issues.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { isBeforeBusinessAccount, isMissingPermission } from '../graph/graph-error.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { scopesFor, type Purpose } from '../graph/platform.ts';
import { mayNameNothing, wordsOf } from './explain-error.ts';

/** Gathers what went wrong in a run; the same cause in the same place is kept once. */
export class IssueLog {
  readonly #issues = new Map<string, CollectionIssue>();
  readonly #errors: InsightInventoryError[] = [];
  /** The issue an error became, by scope. */
  readonly #noted = new WeakMap<InsightInventoryError, Map<string, CollectionIssue>>();
  /** The issue a refusal became, by scope and wording. */
  readonly #refusals = new Map<string, CollectionIssue>();

  /**
   * Notes an error. Without an id it is one of the whole part, however many requests it failed. So is the very same
   * error under several ids: a batch that failed as a whole, which is one cause and not one for each of its posts; and a
   * refusal of a request in the same words, which is one of what was asked.
   */
  add(
    error: InsightInventoryError,
    scope: string,
    id: string | null = null,
    remedy: string | null = error.remedy,
  ): void {
    this.#errors.push(error);
    const issue = { ...error.toIssue({ scope, id }), remedy };
    const words = isOfRequest(error) ? `${scope} ${wordsOf(error)}` : null;
    const before = this.#noted.get(error)?.get(scope) ?? (words === null ? undefined : this.#refusals.get(words));
    if (before !== undefined && before.id !== id) {
      this.#issues.delete(keyOf(before));
      issue.id = null;
    }
    this.#noted.set(error, (this.#noted.get(error) ?? new Map<string, CollectionIssue>()).set(scope, issue));
    if (words !== null) this.#refusals.set(words, issue);
    this.note(issue);
  }

  /** The errors behind the issues, in the order they were noted; gaps the platform documents are not among them. */
  get errors(): readonly InsightInventoryError[] {
    return this.#errors;
  }

  note(issue: CollectionIssue): void {
    const key = keyOf(issue);
    if (!this.#issues.has(key)) this.#issues.set(key, issue);
  }

  /** Every issue, in the order it was first noted. */
  list(): CollectionIssue[] {
    return [...this.#issues.values()];
  }
}

/** Whether an error is about what was asked; that a post is too old is about the post. */
function isOfRequest(error: InsightInventoryError): boolean {
  return isGraphApiError(error) && mayNameNothing(error) && !isBeforeBusinessAccount(error);
}

function keyOf({ scope, id, code }: CollectionIssue): string {
  return JSON.stringify([scope, id, code]);
}

/** The reason a value is missing when the request for it ended in this error. */
export function reasonOf(error: InsightInventoryError): UnavailableReason {
  if (isGraphApiError(error) && mayNameNothing(error) && saysRetired(error.message)) return 'retired';
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
  return /no longer (?:supported|available)|\b(?:is|are|was|were|been) (?:deprecated|retired)/i.test(message);
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
