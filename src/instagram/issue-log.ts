import { type GraphApiError, type InsightInventoryError, isGraphApiError } from '../base/errors.ts';
import type { CollectionIssue, IssueKind } from '../base/issues.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { isBeforeBusinessAccount, isMissingPermission, isRequestRefused, isTooMuchData } from '../graph/graph-error.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { type Purpose, scopesFor } from '../graph/platform.ts';
import type { Logger } from '../runtime/logger.ts';

/** An error where it was met. */
interface NotedError {
  readonly error: InsightInventoryError;
  readonly scope: string;
  readonly id: string | null;
  readonly remedy: string | null;
}

/**
 * Gathers what went wrong in a run; the same cause in the same place is kept once. Parts that are read side by side note
 * what they meet in a branch each, so that the order of issues does not depend on when something came.
 */
export class IssueLog {
  readonly #entries: (NotedError | { readonly issue: CollectionIssue } | IssueLog)[] = [];

  /** Makes a log whose issues have their place here, among those noted before and after. */
  branch(): IssueLog {
    const log = new IssueLog();
    this.#entries.push(log);
    return log;
  }

  /** Notes an error; without an id it is one of the whole part, however many requests it failed. */
  add(
    error: InsightInventoryError,
    scope: string,
    id: string | null = null,
    remedy: string | null = error.remedy,
  ): void {
    this.#entries.push({ error, scope, id, remedy });
  }

  note(issue: CollectionIssue): void {
    this.#entries.push({ issue });
  }

  /** The errors behind the issues, in order; gaps the platform documents are not among them. */
  get errors(): readonly InsightInventoryError[] {
    return this.#all().flatMap((entry) => ('error' in entry ? [entry.error] : []));
  }

  /**
   * Lists every issue, in the order it was first noted. The very same error under several ids is one issue of the whole
   * part: a batch that failed as a whole is one cause and not one for each of its posts. So is a refusal of a request
   * in the same words, which is one of what was asked.
   */
  list(): CollectionIssue[] {
    const issues = new Map<string, CollectionIssue>();
    const known = new KnownErrors();
    for (const entry of this.#all()) {
      const issue = 'issue' in entry ? entry.issue : known.toIssue(entry, (before) => issues.delete(keyOf(before)));
      if (!issues.has(keyOf(issue))) issues.set(keyOf(issue), issue);
    }
    return [...issues.values()];
  }

  /** Logs what is missing where a method gives records and no document. */
  log(logger: Logger): void {
    for (const issue of this.list()) logger.warn('part of the answer is missing', { ...issue });
  }

  #all(): (NotedError | { readonly issue: CollectionIssue })[] {
    return this.#entries.flatMap((entry) => (entry instanceof IssueLog ? entry.#all() : [entry]));
  }
}

/** The issues that errors became, and refusals in some words, by scope. */
class KnownErrors {
  readonly #byError = new Map<InsightInventoryError, Map<string, CollectionIssue>>();
  readonly #byWords = new Map<string, CollectionIssue>();

  /** @param replace - called with the issue of another id that this one takes the place of */
  toIssue({ error, scope, id, remedy }: NotedError, replace: (before: CollectionIssue) => void): CollectionIssue {
    const issue = { ...error.toIssue({ scope, id }), remedy };
    const words = isOfRequest(error) ? `${scope} ${wordsOf(error)}` : null;
    const before = this.#byError.get(error)?.get(scope) ?? (words === null ? undefined : this.#byWords.get(words));
    if (before !== undefined && before.id !== id) {
      replace(before);
      issue.id = null;
    }
    this.#byError.set(error, (this.#byError.get(error) ?? new Map<string, CollectionIssue>()).set(scope, issue));
    if (words !== null) this.#byWords.set(words, issue);
    return issue;
  }
}

/** Tells whether an error is about what was asked; that a post is too old is about the post. */
function isOfRequest(error: InsightInventoryError): boolean {
  return isGraphApiError(error) && mayNameNothing(error) && !isBeforeBusinessAccount(error);
}

function keyOf({ scope, id, code }: CollectionIssue): string {
  return JSON.stringify([scope, id, code]);
}

/** Gives the reason a value is missing when the request for it ended in this error. */
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

/** Tells whether a refusal says that the platform took the metric away. */
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

/**
 * Tells whether a request for a list with nested lists may pass when it asks for less: it was refused for what it asks,
 * holds too much data, or met one object that is gone. An error about the list's own owner is none of these.
 */
export function isNarrowable(error: unknown, path: string): error is GraphApiError {
  if (!isGraphApiError(error)) return false;
  return error.kind === 'not_found' ? !isAboutOwner(error, path) : isRequestRefused(error) || isTooMuchData(error);
}

/**
 * Tells whether a refusal may be about a name of the request although it tells none: Graph did not take the request,
 * and not for want of a permission.
 */
export function mayNameNothing(error: GraphApiError): boolean {
  return error.kind === 'unsupported' || error.kind === 'invalid_request';
}

/** Gives the code and words of an error without the digits, which are those of one object. */
export function wordsOf({ code, message }: InsightInventoryError): string {
  return `${code} ${message.replaceAll(/\d+/g, '#')}`;
}

/** Tells whether the object that is not there is the one the path begins with, or is none that has the list at all. */
function isAboutOwner({ message }: GraphApiError, path: string): boolean {
  const [owner = ''] = path.split('/');
  return /on node type \(/i.test(message) || message.split(/\D+/).includes(owner);
}
