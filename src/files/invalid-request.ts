import { InsightInventoryError } from '../base/errors.ts';

/**
 * The error for an argument that cannot be meant. The key is in the message and in the code (`query:minSizeMb`), so that
 * a caller who built the argument from someone else's words can say which of them was wrong.
 */
export function invalidRequest(key: string, problem: string, remedy: string): InsightInventoryError {
  return new InsightInventoryError(`${key} ${problem}. ${remedy}`, { kind: 'invalid_request', code: key, remedy });
}
