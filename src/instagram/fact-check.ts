import { isInsightInventoryError } from '../base/errors.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { HELD, outcomeOf, type FactOutcome, type FactRow, type FactSheet } from './fact-sheet.ts';
import type { InstagramSettings } from './settings.ts';

/** How the token travels; `undefined` for the configured way. */
export type TokenWay = GraphRequest['tokenTransport'];

/** What every part of a check of the facts needs. */
export interface FactContext {
  readonly run: GraphRun;
  readonly settings: InstagramSettings;
  readonly way: TokenWay;
  readonly sheet: FactSheet;
}

/** Rows the table says Graph answers. */
export function held(facts: readonly string[]): FactRow[] {
  return facts.map((fact) => ({ fact, expected: 'held' }));
}

/** One read, its failure told instead of thrown. */
export async function attempt<T>(
  run: GraphRun,
  read: () => Promise<T>,
): Promise<{ readonly value: T | null; readonly outcome: FactOutcome }> {
  try {
    return { value: await read(), outcome: HELD };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isInsightInventoryError(error)) throw error;
    return { value: null, outcome: outcomeOf(error) };
  }
}

/** Tells what is asked next. */
export function report(run: GraphRun, message: string): void {
  run.report({ step: 'facts', done: 0, total: null, message });
}
