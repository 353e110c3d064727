import { InsightInventoryError } from '../base/errors.ts';

/** A command line that cannot be meant. Nothing has been done. */
export function usageError(message: string, remedy: string): InsightInventoryError {
  return new InsightInventoryError(message, { kind: 'invalid_request', code: 'usage:arguments', remedy });
}
