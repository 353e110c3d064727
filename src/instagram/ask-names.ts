import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import { ask, type Asking, type NamesQuestion, RefusalWords } from './names-question.ts';

/** Items with which a batch goes out, though there is room for a few more: what waits for the next page is late. */
const ENOUGH_FOR_A_BATCH: number = Math.ceil(0.8 * LIMITS.batchItems);

/** A question under way: what came of the requests of its last step, or what it asks next. */
interface AskedQuestion {
  readonly question: NamesQuestion;
  readonly asking: Asking;
  readonly results: readonly ReadResult[];
  readonly parts: readonly (readonly string[])[];
}

/**
 * Asks questions until each of their names has a value or a reason. A refused name costs only itself: it is left out and
 * the rest is asked again. A refusal that names none is searched for by halves, by one question for all that get the
 * same words. Questions may come while others are asked: their requests share batches.
 *
 * Cost: one Graph call a question and one for each refusal; at most log2 of the names more for a refusal in new words.
 */
export class NamesAsker {
  readonly #run: GraphRun;
  readonly #words: RefusalWords;
  #queue: AskedQuestion[] = [];
  /** Questions that wait for what another searches. */
  #waiting: AskedQuestion[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly reason: unknown } | null = null;

  constructor(run: GraphRun, words: RefusalWords = new RefusalWords()) {
    this.#run = run;
    this.#words = words;
  }

  /** Takes questions in, and sends nothing before there are enough of them for a batch. */
  add(questions: readonly NamesQuestion[]): void {
    const { batch } = this.#run.client.features;
    this.#take(questions);
    const enough = batch ? ENOUGH_FOR_A_BATCH : 1;
    while (this.#queue.length >= enough) this.#send(this.#queue.splice(0, LIMITS.batchItems));
  }

  /** Asks questions, and what is left of those before, to the end. @throws what a request throws that is no failure of its own */
  async finish(questions: readonly NamesQuestion[] = []): Promise<void> {
    this.#take(questions);
    for (;;) {
      if (this.#queue.length > 0) this.#send(this.#queue.splice(0));
      if (this.#inFlight.size > 0) await Promise.race(this.#inFlight);
      else if (this.#waiting.length > 0) this.#step(this.#waiting.splice(0));
      if (this.#failure !== null) {
        await Promise.all(this.#inFlight);
        throw this.#failure.reason;
      }
      if (this.#queue.length + this.#waiting.length + this.#inFlight.size === 0) return;
    }
  }

  #take(questions: readonly NamesQuestion[]): void {
    for (const question of questions) {
      const asking = ask(question, this.#words);
      this.#keep({ question, asking, results: [], parts: [] }, asking.next([]));
    }
  }

  #keep(asked: AskedQuestion, { done, value }: IteratorResult<readonly (readonly string[])[]>): void {
    if (done === true) return;
    (value.length === 0 ? this.#waiting : this.#queue).push({ ...asked, parts: value });
  }

  #send(asked: readonly AskedQuestion[]): void {
    const work = this.#answer(asked).catch((reason: unknown) => {
      this.#failure ??= { reason };
    });
    this.#inFlight.add(work);
    void work.then(() => this.#inFlight.delete(work));
  }

  async #answer(asked: readonly AskedQuestion[]): Promise<void> {
    const requests = asked.flatMap(({ question, parts }) => parts.map((names) => question.request(names)));
    const results: readonly ReadResult[] = await this.#run.getMany(requests);
    let place = 0;
    const answered = asked.map((one) => {
      const own = results.slice(place, place + one.parts.length);
      place += one.parts.length;
      return { ...one, results: own };
    });
    this.#step([...answered, ...this.#waiting.splice(0)]);
  }

  /** First what came: a refusal means less where other questions were answered. */
  #step(asked: readonly AskedQuestion[]): void {
    const ordered = asked.toSorted((a, b) => Number(hasFailed(a.results)) - Number(hasFailed(b.results)));
    for (const one of ordered) this.#keep({ ...one, results: [] }, one.asking.next(one.results));
  }
}

/** Asks questions to the end, all at once: {@link NamesAsker}. */
export async function askNames(
  run: GraphRun,
  questions: readonly NamesQuestion[],
  words?: RefusalWords,
): Promise<void> {
  await new NamesAsker(run, words).finish(questions);
}

function hasFailed(outcomes: readonly ReadResult[]): boolean {
  return outcomes.some(({ ok }) => !ok);
}
