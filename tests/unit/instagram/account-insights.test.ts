import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { GraphApiError, InsightInventoryError } from '../../../src/base/errors.ts';
import { readMetricRefusal } from '../../../src/graph/graph-error.ts';
import type { GraphRequest } from '../../../src/graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../../../src/graph/graph-run.ts';
import { runQueries } from '../../../src/instagram/account-insights.ts';
import { type NamesQuery, RefusalWords } from '../../../src/instagram/names-query.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'];

type Words = (name: string) => string;
const NAMED: Words = (name) => `(#100) The Media Insights API does not support the ${name} metric for this media`;
const UNNAMED: Words = () => '(#100) Invalid parameter';

function refusal(message: string): GraphApiError {
  return new GraphApiError(message, { kind: 'invalid_request', code: 'graph:100', status: 400, graphCode: 100 });
}

/** Creates a server that refuses some names of an object in some words, and counts what it is asked. */
function createServer(refused: (object: string) => readonly string[], words: Words) {
  let calls = 0;
  let rounds = 0;
  const answer = ({ path, params }: GraphRequest): ReadResult => {
    calls += 1;
    const asked = String(params?.['names']).split(',');
    const found = asked.find((name) => refused(path).includes(name));
    return found === undefined ? { ok: true, body: asked } : { ok: false, error: refusal(words(found)) };
  };
  const getMany = (requests: readonly GraphRequest[]): Promise<ReadResult[]> => {
    if (requests.length > 0) rounds += 1;
    return Promise.resolve(requests.map(answer));
  };
  return { run: { getMany } as unknown as GraphRun, calls: () => calls, rounds: () => rounds };
}

function createQuery(object: string, group = 'posts') {
  const results = new Map<string, 'answered' | 'rejected' | 'failed'>();
  const settle = (names: readonly string[], result: 'answered' | 'rejected' | 'failed'): void => {
    for (const name of names) if (!results.has(name)) results.set(name, result);
  };
  const question: NamesQuery = {
    names: NAMES,
    group,
    request: (names) => ({ path: object, params: { names: names.join(',') } }),
    open: (names) => names.filter((name) => !results.has(name)),
    answered: (_body, names) => {
      settle(names, 'answered');
      return null;
    },
    refused: (error, names) => readMetricRefusal(error, names),
    rejected: (names) => {
      settle(names, 'rejected');
    },
    failed: (names) => {
      settle(names, 'failed');
    },
  };
  return { question, results, of: (result: string) => NAMES.filter((name) => results.get(name) === result) };
}

const subsets = fc.subarray(NAMES);

describe('runQueries', () => {
  test.prop([subsets, fc.constantFrom(NAMED, UNNAMED)], { numRuns: 1_000 })(
    'finds just the names that are refused',
    async (bad, words) => {
      const server = createServer(() => bad, words);
      const { question, of } = createQuery('1');
      await runQueries(server.run, [question]);
      // An object that refuses everything in words that name nothing is refused itself.
      const isWhole = bad.length === NAMES.length && words === UNNAMED;
      expect(of(isWhole ? 'failed' : 'rejected')).toEqual(bad);
      expect(of('answered')).toEqual(NAMES.filter((name) => !bad.includes(name)));
      // The question, a search by halves, the rest of it, and each name alone.
      expect(server.calls()).toBeLessThanOrEqual(1 + 4 + 1 + NAMES.length);
    },
  );

  test.prop([fc.constantFrom(...NAMES), fc.integer({ min: 1, max: 40 })])(
    'learns once, for every object, what words mean that name nothing',
    async (bad, objects) => {
      const server = createServer(() => [bad], UNNAMED);
      const questions = Array.from({ length: objects }, (_, place) => createQuery(String(place)));
      await runQueries(
        server.run,
        questions.map(({ question }) => question),
      );
      for (const { of } of questions) expect([of('rejected'), of('answered').length]).toEqual([[bad], 10]);
      // Two calls an object, as for the known sentence, and at most four to find the name.
      expect(server.calls()).toBeLessThanOrEqual(2 * objects + 4);
    },
  );

  test.prop([
    fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 2 }),
    fc.integer({ min: 2, max: 40 }),
  ])('learns once that the same words are about two names', async (bad, objects) => {
    const server = createServer(() => bad, UNNAMED);
    const questions = Array.from({ length: objects }, (_, place) => createQuery(String(place)));
    await runQueries(
      server.run,
      questions.map(({ question }) => question),
    );
    for (const { of } of questions) {
      expect(of('rejected').toSorted()).toEqual(bad.toSorted());
      expect(of('answered')).toHaveLength(9);
    }
    // Whole, without the two, and each of the two alone; the first besides searches and asks every name.
    expect(server.calls()).toBeLessThanOrEqual(4 * objects + 16);
  });

  it('does not ask again for what earlier questions of the method call have learned', async () => {
    const server = createServer(() => ['f'], UNNAMED);
    const words = new RefusalWords();
    await runQueries(server.run, [createQuery('1').question], words);
    const before = server.calls();
    const later = createQuery('2');
    await runQueries(server.run, [later.question], words);
    expect(later.of('rejected')).toEqual(['f']);
    expect(server.calls() - before).toBe(2);
  });

  it('searches anew in another group, where the same words may mean another name', async () => {
    const server = createServer((object) => (object === '1' ? ['b'] : ['j']), UNNAMED);
    const [one, other] = [createQuery('1', 'reels'), createQuery('2', 'feed')];
    await runQueries(server.run, [one.question, other.question]);
    expect([one.of('rejected'), other.of('rejected')]).toEqual([['b'], ['j']]);
  });

  it('searches anew for an object that refuses another name in the same words', async () => {
    const server = createServer((object) => (object === '1' ? ['b'] : ['j']), UNNAMED);
    const [one, other] = [createQuery('1'), createQuery('2')];
    await runQueries(server.run, [one.question, other.question]);
    expect([one.of('rejected'), other.of('rejected')]).toEqual([['b'], ['j']]);
    expect([one.of('answered').length, other.of('answered').length]).toEqual([10, 10]);
  });

  it('gives up at once on objects that refuse everything in words it has met', async () => {
    const server = createServer(() => NAMES, UNNAMED);
    const questions = Array.from({ length: 10 }, (_, place) => createQuery(String(place)));
    await runQueries(
      server.run,
      questions.map(({ question }) => question),
    );
    for (const { of } of questions) expect(of('failed')).toEqual(NAMES);
    expect(server.calls()).toBeLessThanOrEqual(10 + 4 + 1 + NAMES.length);
  });

  it('gives every name the reason of an error that is about none', async () => {
    const error = new InsightInventoryError('no more calls', { kind: 'quota', code: 'budget:max_calls' });
    const run = { getMany: () => Promise.resolve([{ ok: false, error }]) } as unknown as GraphRun;
    const { question, of } = createQuery('1');
    await runQueries(run, [question]);
    expect(of('failed')).toEqual(NAMES);
  });

  it('takes the result of a request that was sent before', async () => {
    const server = createServer(() => ['c'], NAMED);
    const { question, of } = createQuery('1');
    await runQueries(server.run, [{ ...question, first: { ok: false, error: refusal(NAMED('c')) } }]);
    expect(of('rejected')).toEqual(['c']);
    expect(server.calls()).toBe(1);
  });

  it('sends the requests of all questions together', async () => {
    const server = createServer(() => ['c'], NAMED);
    const questions = Array.from({ length: 30 }, (_, place) => createQuery(String(place)).question);
    await runQueries(server.run, questions);
    expect([server.calls(), server.rounds()]).toEqual([60, 2]);
  });
});
