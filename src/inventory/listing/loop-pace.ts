import { performance } from 'node:perf_hooks';

import type { Pace } from '../../runtime/concurrency.ts';

/** Requests in flight before anything is known. */
const FIRST = 6;

/** Enough for the next answer to be there when one is read. */
const MIN_IN_FLIGHT = 2;

/** Shares of the time in which the event loop had something to do: above the first there are fewer requests, below the second more. */
const WITHOUT_PAUSE = 0.97;
const WITH_PAUSES = 0.95;

/** What is left in flight after it. */
const SHRINK = 0.9;

/** Part of the gain that more requests promise which they have to bring to stay. */
const WORTH_KEEPING = 0.25;

/** More requests by less than this part are not judged by what they brought. */
const JUDGED_FROM = 0.3;

/** Part of what kept the loop busy below which it has something else to do than before. */
const LESS_TO_DO = 0.8;

/** Windows after a try that brought nothing until the next one. */
const HOLD_WINDOWS = 8;

/** What the event loop did since some moment, in milliseconds. */
interface LoopTime {
  readonly active: number;
  readonly idle: number;
}

/** What was in flight over a window, and the share of it in which the event loop was busy. */
interface PaceWindow {
  readonly inFlight: number;
  readonly busy: number;
}

/**
 * How many requests are worth having in flight: as many as keep the event loop busy. By Little's law those are latency ÷
 * processor time of an answer: what was in flight ÷ the share of the time in which the loop was busy with it. Where the
 * loop never waited there are fewer the next time: what arrives at a busy loop only waits in memory, where every
 * collection of garbage copies it. Where more requests do not make the loop busier, it is the service that sets the pace,
 * and half of what there was before is enough.
 *
 * A window is as many answers as are in flight, and begins when those are answered that were sent under another limit.
 */
export class LoopPace implements Pace {
  readonly #maximum: number;
  readonly #time: () => LoopTime;
  #limit: number;
  /** Answers until the window begins. */
  #skip = 0;
  #start: LoopTime;
  #answers = 0;
  /** Requests in flight, summed over the answers of the window. */
  #inFlight = 0;
  /** The window before the limit was raised, and the limit then. */
  #raisedFrom: (PaceWindow & { readonly limit: number }) | null = null;
  #windowsToHold = 0;
  #isWarm = false;

  /** @param time - of the event loop, since any moment */
  constructor(most: number, time: () => LoopTime = () => performance.eventLoopUtilization()) {
    this.#maximum = most;
    this.#limit = Math.min(FIRST, most);
    this.#time = time;
    this.#start = time();
  }

  get limit(): number {
    return this.#limit;
  }

  /** Decides anew at the end of a window. To be called whenever a request ends, with how many were in flight until then. */
  tick(inFlight: number): void {
    if (this.#skip > 0) {
      this.#skip -= 1;
      if (this.#skip === 0) this.#start = this.#time();
      return;
    }
    this.#answers += 1;
    this.#inFlight += inFlight;
    const mean = this.#inFlight / this.#answers;
    if (this.#answers < mean) return;
    const now = this.#time();
    const active = now.active - this.#start.active;
    const window = active + now.idle - this.#start.idle;
    const limit = this.#limit;
    if (window > 0) this.#decide({ inFlight: mean, busy: active / window });
    this.#isWarm = true;
    this.#start = now;
    this.#answers = 0;
    this.#inFlight = 0;
    if (this.#limit !== limit) this.#skip = inFlight;
  }

  #decide(window: PaceWindow): void {
    const { inFlight, busy } = window;
    const before = this.#raisedFrom;
    this.#raisedFrom = null;
    this.#windowsToHold = Math.max(0, this.#windowsToHold - 1);
    if (before !== null && !hasPaid(before, window)) {
      this.#limit = Math.max(Math.min(MIN_IN_FLIGHT, this.#maximum), Math.floor(before.limit / 2));
      this.#windowsToHold = HOLD_WINDOWS;
    } else if (busy > WITHOUT_PAUSE) {
      this.#limit = Math.max(
        Math.min(MIN_IN_FLIGHT, this.#maximum),
        Math.floor(Math.min(this.#limit, inFlight) * SHRINK),
      );
    } else if (this.#windowsToHold === 0 && busy < WITH_PAUSES) {
      const needed = Math.min(this.#maximum, Math.ceil(inFlight / Math.max(busy, 0.001)) + 1);
      if (needed <= this.#limit) return;
      // The first answers are read by code that is not compiled yet, and tell little of the next.
      if (this.#isWarm) this.#raisedFrom = { ...window, limit: this.#limit };
      this.#limit = needed;
    }
  }
}

/**
 * Tells whether more requests in flight made the loop busier; true where there were hardly more, and where the loop has
 * much less to do than before, which says nothing of them.
 */
function hasPaid(before: PaceWindow, now: PaceWindow): boolean {
  const promised = now.inFlight / before.inFlight - 1;
  if (promised < JUDGED_FROM) return true;
  const least = Math.min(WITH_PAUSES, before.busy * (1 + WORTH_KEEPING * promised));
  return now.busy >= least || now.busy < LESS_TO_DO * before.busy;
}
