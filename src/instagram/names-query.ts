import { isGraphApiError, type GraphApiError, type InsightInventoryError } from '../base/errors.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { ReadResult } from '../graph/graph-run.ts';
import { wordsOf } from './issue-log.ts';

/** A request for several metrics or fields at once, and how the result of each name is stored. */
export interface NamesQuery {
  readonly names: readonly string[];
  /** Queries of one group share what is learned of refusals: the kind of post, or the account. */
  readonly group: string;
  readonly request: (names: readonly string[]) => GraphRequest;
  /** The result of the first request, where it was sent already. */
  readonly first?: ReadResult | undefined;
  /** The names that are still to be requested: those without a value and without a reason. */
  readonly open: (names: readonly string[]) => readonly string[];
  /** Takes the values of an answer; returns the error when it is no such answer. */
  readonly answered: (body: unknown, names: readonly string[]) => InsightInventoryError | null;
  /** The names a refusal is about: empty when it may be about names and has none, `null` when it is about none. */
  readonly refused: (error: GraphApiError, names: readonly string[]) => readonly string[] | null;
  /** Gives refused names their reason. */
  readonly rejected: (names: readonly string[], error: GraphApiError) => void;
  /** Gives names their reason whose request failed for another cause. */
  readonly failed: (names: readonly string[], error: InsightInventoryError) => void;
}

/** After this many refusals in turn the rest of the names are requested one by one, all at once. */
const REFUSALS_BEFORE_SINGLES = 3;

/**
 * What refusals mean that name nothing: the name they turned out to be about, once it was searched for. Kept for one
 * method call, by group and wording, digits left out.
 */
export class RefusalWords {
  readonly #meanings = new Map<string, Set<string> | 'everything'>();
  readonly #searched = new Set<string>();

  key(group: string, error: InsightInventoryError): string {
    return `${group} ${wordsOf(error)}`;
  }

  meaning(key: string): ReadonlySet<string> | 'everything' {
    return this.#meanings.get(key) ?? new Set();
  }

  learn(key: string, name: string): void {
    const known = this.#meanings.get(key);
    if (known === undefined) this.#meanings.set(key, new Set([name]));
    else if (known !== 'everything') known.add(name);
  }

  learnEverything(key: string): void {
    this.#meanings.set(key, 'everything');
  }

  isSearched(key: string): boolean {
    return this.#searched.has(key);
  }

  beginSearch(key: string): void {
    this.#searched.add(key);
  }

  endSearch(key: string): void {
    this.#searched.delete(key);
  }
}

/** Yields the names of the requests to send next, and is given their results. */
export type QuerySteps<T = void> = Generator<readonly (readonly string[])[], T, readonly ReadResult[]>;

/** A query while it runs. */
interface PendingQuery extends NamesQuery {
  /** Whether any request of it was answered. */
  hasAnswer: boolean;
  /** The message it bisects for all of its group; `null` before it has. */
  searched: string | null;
}

/** Runs one query; an empty step waits for the bisection of another query. */
export function* runQuery(input: NamesQuery, words: RefusalWords): QuerySteps {
  const query: PendingQuery = { ...input, hasAnswer: false, searched: null };
  try {
    yield* requestOpen(query, input.first, words);
  } finally {
    // Only at the end: the same message may be about another name too.
    if (query.searched !== null) words.endSearch(query.searched);
  }
}

function* requestOpen(query: PendingQuery, given: ReadResult | undefined, words: RefusalWords): QuerySteps {
  let first = given;
  let { names } = query;
  let isSearched = false;
  for (let refusals = 0; ; refusals += 1) {
    names = query.open(names);
    if (names.length === 0) return;
    if (refusals >= REFUSALS_BEFORE_SINGLES) {
      yield* requestOneByOne(query, names, words);
      return;
    }
    const result: ReadResult | undefined = first ?? (yield [names])[0];
    first = undefined;
    const error = take(query, names, result);
    if (error === null) return;
    const refused = refusedNames(query, error, names);
    if (refused === null || !isGraphApiError(error)) {
      query.failed(names, error);
      return;
    }
    if (refused.length > 0) query.rejected(refused, error);
    else if (isSearched) yield* requestOneByOne(query, names, words);
    else {
      isSearched = true;
      yield* search(query, names, error, words);
    }
  }
}

/** Finds the name that a refusal without one is about, unless a query of the group has found it before. */
function* search(query: PendingQuery, names: readonly string[], error: GraphApiError, words: RefusalWords): QuerySteps {
  const key = words.key(query.group, error);
  while (words.isSearched(key)) yield [];
  const meaning = words.meaning(key);
  if (meaning === 'everything') {
    query.failed(names, error);
    return;
  }
  const learned = names.filter((name) => meaning.has(name));
  if (learned.length > 0) {
    yield* tryWithout(query, names, learned, error, words);
    return;
  }
  words.beginSearch(key);
  query.searched = key;
  const culprit = yield* halve(query, names, (other) => words.key(query.group, other) === key);
  if (culprit === null) return;
  if (query.hasAnswer || names.length === 1) query.rejected([culprit], error);
  // Nothing was answered so far: whether the rest is refused as well tells the name's fault from the whole object's.
  else yield* tryWithout(query, names, [culprit], error, words);
  if (words.meaning(key) !== 'everything') words.learn(key, culprit);
}

/** Halves the names until the one is left whose presence is refused; `null` when something else came between. */
function* halve(
  query: PendingQuery,
  names: readonly string[],
  isSame: (error: InsightInventoryError) => boolean,
): QuerySteps<string | null> {
  let suspects = names;
  while (suspects.length > 1) {
    const half = suspects.slice(0, Math.ceil(suspects.length / 2));
    const [result] = yield [half];
    const error = take(query, half, result);
    if (error === null) suspects = suspects.slice(half.length);
    else if (isSame(error)) suspects = half;
    else return null;
  }
  return suspects[0] ?? null;
}

/**
 * Rejects names that are suspected when the others are answered without them; else another is refused in the same
 * words, and each is asked alone.
 */
function* tryWithout(
  query: PendingQuery,
  names: readonly string[],
  suspects: readonly string[],
  error: GraphApiError,
  words: RefusalWords,
): QuerySteps {
  const rest = names.filter((name) => !suspects.includes(name));
  const isAnswered = rest.length === 0 || take(query, rest, (yield [rest])[0]) === null;
  if (isAnswered && suspects.length === 1) query.rejected(suspects, error);
  else yield* requestOneByOne(query, query.open(names), words);
}

/** Asks each name alone. Where all are refused in words that name none, the object is refused and not the names. */
function* requestOneByOne(query: PendingQuery, names: readonly string[], words: RefusalWords): QuerySteps {
  const results = yield names.map((name) => [name]);
  const unnamed: { readonly name: string; readonly error: GraphApiError }[] = [];
  for (const [place, name] of names.entries()) {
    const error = take(query, [name], results[place]);
    if (error === null) continue;
    const refused = refusedNames(query, error, [name]);
    if (refused === null || !isGraphApiError(error)) query.failed([name], error);
    else if (refused.length > 0) query.rejected(refused, error);
    else unnamed.push({ name, error });
  }
  const [sample] = unnamed;
  if (sample !== undefined && unnamed.length === names.length && !query.hasAnswer && names.length > 1) {
    words.learnEverything(words.key(query.group, sample.error));
    query.failed(names, sample.error);
    return;
  }
  for (const { name, error } of unnamed) {
    words.learn(words.key(query.group, error), name);
    query.rejected([name], error);
  }
}

/** Gives the names an error refuses; never others than were asked. */
function refusedNames(
  query: PendingQuery,
  error: InsightInventoryError,
  names: readonly string[],
): readonly string[] | null {
  const refused = isGraphApiError(error) ? query.refused(error, names) : null;
  return refused === null ? null : refused.filter((name) => names.includes(name));
}

function take(
  query: PendingQuery,
  names: readonly string[],
  result: ReadResult | undefined,
): InsightInventoryError | null {
  if (result === undefined) throw new TypeError('a request has one result');
  if (!result.ok) return result.error;
  const error = query.answered(result.body, names);
  if (error === null) query.hasAnswer = true;
  return error;
}
