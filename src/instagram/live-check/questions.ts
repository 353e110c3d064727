import { isGraphApiError } from '../../base/errors.ts';
import { isBeforeBusinessAccount, isNotCrossposted, isTooFewViewers } from '../../graph/graph-error.ts';
import type { GraphRequest } from '../../graph/graph-request.ts';
import type { GraphRun } from '../../graph/graph-run.ts';
import { bareName } from '../../graph/fields.ts';
import { readMetricRefusal, readRefusedField } from '../../graph/metric-refusal.ts';
import { askNames } from '../ask-names.ts';
import type { NamesQuestion } from '../names-question.ts';
import { readInsightRows } from '../insight-answers.ts';
import { ACCEPTED, type LiveCheckResult, notTried, resultOf } from './sheet.ts';

/** How one request for several names is made, and how its answer and its refusal are read. */
export type Question = Pick<NamesQuestion, 'request' | 'refused'> & {
  /** What an answer says of a name that was in it. */
  readonly result: (body: unknown, name: string) => LiveCheckResult;
};

/** Asks for several names, until each has its result. Cost: 1 Graph call, one more for each refusal. */
export async function askEach(
  run: GraphRun,
  names: readonly string[],
  { request, refused, result }: Question,
): Promise<(name: string) => LiveCheckResult> {
  const results = new Map<string, LiveCheckResult>();
  const settle = (some: readonly string[], one: LiveCheckResult): void => {
    for (const name of some) results.set(name, one);
  };
  await askNames(run, [
    {
      names,
      group: 'live check',
      request,
      open: (some) => some.filter((name) => !results.has(name)),
      answered: (body, some) => {
        for (const name of some) results.set(name, result(body, name));
        return null;
      },
      refused: (error, some) => (isAboutThePost(error) ? null : refused(error, some)),
      rejected: (some, error) => {
        settle(some, resultOf(error));
      },
      failed: (some, error) => {
        settle(some, isAboutThePost(error) ? notTried(error.message) : resultOf(error));
      },
    },
  ]);
  return (name) => results.get(name) ?? notTried('It was not asked.');
}

/** Another post may well answer. */
function isAboutThePost(error: unknown): boolean {
  return (
    isGraphApiError(error) && (isBeforeBusinessAccount(error) || isTooFewViewers(error) || isNotCrossposted(error))
  );
}

/** A question for fields. */
export function fieldsQuestion(path: string, way: GraphRequest['tokenTransport'], limit?: number): Question {
  return {
    request: (fields) => ({ path, params: { fields: fields.join(','), limit }, tokenTransport: way }),
    refused: (error, asked) => {
      if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
      const name = readRefusedField(error);
      return asked.filter((field) => bareName(field) === name);
    },
    // Graph leaves out a field that is empty: no error is all it takes.
    result: () => ACCEPTED,
  };
}

/** A question for metrics. */
export function metricsQuestion(request: Question['request']): Question {
  return {
    request,
    refused: (error, asked) => readMetricRefusal(error, asked) ?? null,
    result: (body, name) => {
      const rows = readInsightRows(body);
      if (rows === null) return notTried('Graph answered with something that is no insights answer.');
      return rows.some((row) => row.name === name) ? ACCEPTED : { ...ACCEPTED, detail: 'Answered without a value.' };
    },
  };
}
