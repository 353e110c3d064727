import { GraphApiError, isGraphApiError } from '../base/errors.ts';
import { isRequestRefused, isTooMuchData } from '../graph/graph-error.ts';

/** The kind of object a path leads to, where a refusal names it: `on node type (Page)`. */
function nodeTypeOf(error: GraphApiError): string | null {
  return /on node type \((\w+)\)/i.exec(error.message)?.[1] ?? null;
}

/** Objects an account id may be mistaken for. */
const OTHER_NODES: ReadonlySet<string> = new Set(['Page', 'User', 'Application', 'Group', 'Business']);

/** Whether a refusal is about the object a request is sent to, so that no smaller request can pass. */
function isAboutTarget(error: GraphApiError, path: string): boolean {
  const [target = ''] = path.split('/');
  if (OTHER_NODES.has(nodeTypeOf(error) ?? '')) return true;
  return error.kind === 'not_found' && /^\d+$/.test(target) && new RegExp(`\\b${target}\\b`).test(error.message);
}

/**
 * Whether a request for a list with nested lists may pass when it asks for less: it was refused for what it asks, holds
 * too much data, or met one object that is gone. An error about the list's own owner is none of these.
 */
export function isNarrowable(error: unknown, path: string): error is GraphApiError {
  if (!isGraphApiError(error) || isAboutTarget(error, path)) return false;
  return error.kind === 'not_found' || isRequestRefused(error) || isTooMuchData(error);
}
