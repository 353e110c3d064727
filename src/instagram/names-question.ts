import { isGraphApiError, type GraphApiError, type InsightInventoryError } from '../base/errors.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { ReadResult } from '../graph/graph-run.ts';
import { wordsOf } from './issue-log.ts';

/** One request for several metrics or fields at once, and what becomes of each name. */
export interface NamesQuestion {
  readonly names: readonly string[];
  /** Questions of one group share what is learned of refusals: the kind of post, or the account. */
  readonly group: string;
  readonly request: (names: readonly string[]) => GraphRequest;
  /** What came of the first request, where it was sent already. */
  readonly first?: ReadResult | undefined;
  /** Which of the names are still to be asked: those without a value and without a reason. */
  readonly open: (names: readonly string[]) => readonly string[];
  /** Takes an answer over; the error when it is none. */
  readonly answered: (body: unknown, names: readonly string[]) => InsightInventoryError | null;
  /** The names a refusal is about: empty when it may be about names and has none, `null` when it is about none. */
  readonly refused: (error: GraphApiError, names: readonly string[]) => readonly string[] | null;
  /** Gives refused names their reason. */
  readonly rejected: (names: readonly string[], error: GraphApiError) => void;
  /** Gives names their reason whose request failed for another cause. */
  readonly failed: (names: readonly string[], error: InsightInventoryError) => void;
}

/** A question that is refused so many names in turn is asked for the rest one by one, all at once. */
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

/** Yields the names of the requests to send next, and is given what came of them. */
export type Asking<T = void> = Generator<readonly (readonly string[])[], T, readonly ReadResult[]>;

/** A question while it is asked. */
interface OpenQuestion extends NamesQuestion {
  /** Whether any request of it was answered. */
  hasAnswer: boolean;
  /** What it searches the meaning of for all of its group; `null` before it has searched. */
  searched: string | null;
}

/** Asks one question; an empty step waits for what another question searches. */
export function* ask(asked: NamesQuestion, words: RefusalWords): Asking {
  const question: OpenQuestion = { ...asked, hasAnswer: false, searched: null };
  try {
    yield* askOpen(question, asked.first, words);
  } finally {
    // Not before it is through: the same words may be about another name besides.
    if (question.searched !== null) words.endSearch(question.searched);
  }
}

function* askOpen(question: OpenQuestion, given: ReadResult | undefined, words: RefusalWords): Asking {
  let first = given;
  let { names } = question;
  let isSearched = false;
  for (let refusals = 0; ; refusals += 1) {
    names = question.open(names);
    if (names.length === 0) return;
    if (refusals >= REFUSALS_BEFORE_SINGLES) {
      yield* askSingly(question, names, words);
      return;
    }
    const outcome: ReadResult | undefined = first ?? (yield [names])[0];
    first = undefined;
    const error = take(question, names, outcome);
    if (error === null) return;
    const refused = refusedNames(question, error, names);
    if (refused === null || !isGraphApiError(error)) {
      question.failed(names, error);
      return;
    }
    if (refused.length > 0) question.rejected(refused, error);
    else if (isSearched) yield* askSingly(question, names, words);
    else {
      isSearched = true;
      yield* search(question, names, error, words);
    }
  }
}

/** Finds the name a refusal is about that has none in its words, unless a question of the group has found it before. */
function* search(question: OpenQuestion, names: readonly string[], error: GraphApiError, words: RefusalWords): Asking {
  const key = words.key(question.group, error);
  while (words.isSearched(key)) yield [];
  const meaning = words.meaning(key);
  if (meaning === 'everything') {
    question.failed(names, error);
    return;
  }
  const learned = names.filter((name) => meaning.has(name));
  if (learned.length > 0) {
    yield* tryWithout(question, names, learned, error, words);
    return;
  }
  words.beginSearch(key);
  question.searched = key;
  const culprit = yield* halve(question, names, (other) => words.key(question.group, other) === key);
  if (culprit === null) return;
  if (question.hasAnswer || names.length === 1) question.rejected([culprit], error);
  // Nothing was answered so far: whether the rest is refused as well tells the name's fault from the whole object's.
  else yield* tryWithout(question, names, [culprit], error, words);
  if (words.meaning(key) !== 'everything') words.learn(key, culprit);
}

/** Halves the names until the one is left whose presence is refused; `null` when something else came between. */
function* halve(
  question: OpenQuestion,
  names: readonly string[],
  isSame: (error: InsightInventoryError) => boolean,
): Asking<string | null> {
  let suspects = names;
  while (suspects.length > 1) {
    const half = suspects.slice(0, Math.ceil(suspects.length / 2));
    const [outcome] = yield [half];
    const error = take(question, half, outcome);
    if (error === null) suspects = suspects.slice(half.length);
    else if (isSame(error)) suspects = half;
    else return null;
  }
  return suspects[0] ?? null;
}

/**
 * Rejects names that are suspected when the others are answered without them; else another is refused in the same words,
 * and each is asked alone.
 */
function* tryWithout(
  question: OpenQuestion,
  names: readonly string[],
  suspects: readonly string[],
  error: GraphApiError,
  words: RefusalWords,
): Asking {
  const rest = names.filter((name) => !suspects.includes(name));
  const outcome = rest.length === 0 ? undefined : (yield [rest])[0];
  const isAnswered = rest.length === 0 || take(question, rest, outcome) === null;
  if (isAnswered && suspects.length === 1) question.rejected(suspects, error);
  else yield* askSingly(question, question.open(names), words);
}

/** Asks each name alone. Where all are refused in words that name none, the object is refused and not the names. */
function* askSingly(question: OpenQuestion, names: readonly string[], words: RefusalWords): Asking {
  const outcomes = yield names.map((name) => [name]);
  const unnamed: { readonly name: string; readonly error: GraphApiError }[] = [];
  for (const [place, name] of names.entries()) {
    const error = take(question, [name], outcomes[place]);
    if (error === null) continue;
    const refused = refusedNames(question, error, [name]);
    if (refused === null || !isGraphApiError(error)) question.failed([name], error);
    else if (refused.length > 0) question.rejected(refused, error);
    else unnamed.push({ name, error });
  }
  const [sample] = unnamed;
  if (sample !== undefined && unnamed.length === names.length && !question.hasAnswer && names.length > 1) {
    words.learnEverything(words.key(question.group, sample.error));
    question.failed(names, sample.error);
    return;
  }
  for (const { name, error } of unnamed) {
    words.learn(words.key(question.group, error), name);
    question.rejected([name], error);
  }
}

/** The names an error refuses; never others than were asked. */
function refusedNames(
  question: OpenQuestion,
  error: InsightInventoryError,
  names: readonly string[],
): readonly string[] | null {
  const refused = isGraphApiError(error) ? question.refused(error, names) : null;
  return refused === null ? null : refused.filter((name) => names.includes(name));
}

function take(
  question: OpenQuestion,
  names: readonly string[],
  outcome: ReadResult | undefined,
): InsightInventoryError | null {
  if (outcome === undefined) throw new TypeError('a request has one outcome');
  if (!outcome.ok) return outcome.error;
  const error = question.answered(outcome.body, names);
  if (error === null) question.hasAnswer = true;
  return error;
}
