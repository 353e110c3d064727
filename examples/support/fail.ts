import { isInsightInventoryError } from 'insight-inventory';

/** Ends an example with what went wrong and what to do about it. */
export function fail(error: unknown): void {
  if (isInsightInventoryError(error)) {
    console.error(error.message);
    if (error.remedy !== null && error.kind !== 'config') console.error(error.remedy);
  } else {
    console.error(error);
  }
  process.exitCode = 1;
}
