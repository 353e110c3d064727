import { isGraphApiError, type GraphApiError, type InsightInventoryError } from '../base/errors.ts';
import { isRequestRefused, isTooMuchData } from '../graph/graph-error.ts';

/**
 * Whether a request for a list with nested lists may pass when it asks for less: it was refused for what it asks, holds
 * too much data, or met one object that is gone. An error about the list's own owner is none of these.
 */
export function isNarrowable(error: unknown, path: string): error is GraphApiError {
  if (!isGraphApiError(error)) return false;
  return error.kind === 'not_found' ? !isAboutOwner(error, path) : isRequestRefused(error) || isTooMuchData(error);
}

/**
 * Whether a refusal may be about a name of the request although it tells none: Graph did not take the request, and not
 * for want of a permission.
 */
export function mayNameNothing(error: GraphApiError): boolean {
  return error.kind === 'unsupported' || error.kind === 'invalid_request';
}

/** Gives the code and words of an error without the digits, which are those of one object. */
export function wordsOf({ code, message }: InsightInventoryError): string {
  return `${code} ${message.replaceAll(/\d+/g, '#')}`;
}

/** Whether the object that is not there is the one the path begins with, or is none that has the list at all. */
function isAboutOwner({ message }: GraphApiError, path: string): boolean {
  const [owner = ''] = path.split('/');
  return /on node type \(/i.test(message) || message.split(/\D+/).includes(owner);
}
