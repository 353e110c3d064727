import { isGraphApiError, isInsightInventoryError, isStorageError } from '../base/errors.ts';
import type { CollectionSummary } from '../documents/collection.ts';
import type { Interrupt } from './io.ts';

/** What a run ends with, and what each means. */
export const EXIT = { complete: 0, failed: 1, usage: 2, partial: 3, interrupted: 130, terminated: 143 } as const;

/** As shells count a signal: 128 and its number. */
export function exitOfInterrupt(interrupt: Interrupt): number {
  return interrupt === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}

/** A command or setting that cannot be meant is the caller's to correct; everything else failed. */
export function exitOfError(error: unknown): number {
  if (!isInsightInventoryError(error) || isGraphApiError(error) || isStorageError(error)) return EXIT.failed;
  return error.kind === 'config' || error.kind === 'invalid_request' ? EXIT.usage : EXIT.failed;
}

/** A collection whose every source failed for its settings is one to correct. */
export function exitOfCollection({ status, issues }: CollectionSummary): number {
  if (status === 'complete') return EXIT.complete;
  if (status === 'partial') return EXIT.partial;
  return issues.length > 0 && issues.every(({ kind }) => kind === 'config') ? EXIT.usage : EXIT.failed;
}
