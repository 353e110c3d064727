/** Lets pieces of work run one after the other, in the order they came: for reading and writing back one shared record. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the work once all before it has settled. What fails fails alone: the next one has its turn all the same. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
