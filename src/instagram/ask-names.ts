import { isGraphApiError, isInsightInventoryError, type GraphApiError } from '../base/errors.ts';
import {
  isBeforeBusinessAccount,
  isMissingPermission,
  isNotCrossposted,
  isTooFewViewers,
  readMetricRefusal,
  readRefusedField,
} from '../graph/graph-error.ts';
import { bareName } from '../graph/fields.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { HELD, notTried, outcomeOf, type FactOutcome } from './fact-sheet.ts';
import { readInsightRows } from './insight-rows.ts';

/** How one request for several names is made, and how its refusal is read. */
export interface NamesQuestion {
  readonly request: (names: readonly string[]) => GraphRequest;
  /** Those a refusal names; `null` when it is not about names at all. */
  readonly refused: (error: GraphApiError, asked: readonly string[]) => readonly string[] | null;
  /** What an answer says of a name that was in it. */
  readonly answered: (body: unknown, name: string) => FactOutcome;
}

/**
 * Asks for several names in one request, and again without those that are refused, until each has its outcome. A
 * refusal that names none is followed by one request a name. Cost: 1 Graph call, one more for each refusal.
 */
export async function askNames(
  run: GraphRun,
  names: readonly string[],
  question: NamesQuestion,
): Promise<(name: string) => FactOutcome> {
  const outcomes = new Map<string, FactOutcome>();
  const open: (readonly string[])[] = [names];
  for (let asked = open.shift(); asked !== undefined; asked = open.shift()) {
    if (asked.length === 0) continue;
    const settle = (some: readonly string[], outcome: FactOutcome): void => {
      for (const name of some) outcomes.set(name, outcome);
    };
    try {
      const body = await run.get(question.request(asked));
      for (const name of asked) outcomes.set(name, question.answered(body, name));
    } catch (error) {
      run.signal.throwIfAborted();
      if (!isInsightInventoryError(error)) throw error;
      const refused = isGraphApiError(error) ? question.refused(error, asked) : null;
      if (isAboutThePost(error)) settle(asked, notTried(error.message));
      else if (refused === null || asked.length === 1 || isMissingPermission(error)) settle(asked, outcomeOf(error));
      else if (refused.length === 0) open.push(...asked.map((name) => [name]));
      else {
        settle(refused, outcomeOf(error));
        open.push(asked.filter((name) => !refused.includes(name)));
      }
    }
  }
  return (name) => outcomes.get(name) ?? notTried('It was not asked.');
}

/** Another post may well answer. */
function isAboutThePost(error: unknown): boolean {
  return (
    isGraphApiError(error) && (isBeforeBusinessAccount(error) || isTooFewViewers(error) || isNotCrossposted(error))
  );
}

/** A question for fields. */
export function fieldsQuestion(path: string, way: GraphRequest['tokenTransport'], limit?: number): NamesQuestion {
  return {
    request: (fields) => ({ path, params: { fields: fields.join(','), limit }, tokenTransport: way }),
    refused: (error, asked) => {
      if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
      const name = readRefusedField(error);
      return asked.filter((field) => bareName(field) === name);
    },
    // Graph leaves out a field that is empty: no error is all it takes.
    answered: () => HELD,
  };
}

/** A question for metrics. */
export function metricsQuestion(request: NamesQuestion['request']): NamesQuestion {
  return {
    request,
    refused: (error, asked) => readMetricRefusal(error, asked)?.rejected ?? null,
    answered: (body, name) => {
      const rows = readInsightRows(body);
      if (rows === null) return notTried('Graph answered with something that is no insights answer.');
      return rows.some((row) => row.name === name) ? HELD : { ...HELD, detail: 'Answered without a value.' };
    },
  };
}
