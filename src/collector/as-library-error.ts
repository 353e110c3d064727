import { InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';

/**
 * An error from outside the family, as one of it: a source, a history or a ledger of the caller's own costs what hangs on
 * it and not the whole collection. The text may hold anything and is redacted.
 */
export function asLibraryError(error: unknown): InsightInventoryError {
  if (isInsightInventoryError(error)) return error;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : 'no error was given';
  return new InsightInventoryError(new Redactor().text(`Ended in an unexpected error. ${said}`), {
    kind: 'io',
    code: 'collector:failed',
    remedy: 'Look for it in the source, history or ledger you gave; if it is none of theirs, report it.',
  });
}
