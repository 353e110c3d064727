import { InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';

/**
 * What a source, a history or a ledger of the caller's own threw, as an error of the family: it costs what hangs on it
 * and not the whole collection. The text may hold anything and is redacted.
 */
export function asLibraryError(error: unknown): InsightInventoryError {
  if (isInsightInventoryError(error)) return error;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : 'no error was given';
  return new InsightInventoryError(new Redactor().text(`What was given to the collector failed. ${said}`), {
    kind: 'io',
    code: 'collector:failed',
    remedy: 'Look at what the given source, token store, history or ledger does.',
  });
}
