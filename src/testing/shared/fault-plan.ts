import type { Fault, FaultAction, RemoveFault } from './fault.ts';
import { createRandom } from './random.ts';
import type { SimulatedRequest } from './simulated-request.ts';

const ITEM_ACTIONS: readonly FaultAction['kind'][] = ['status', 'html', 'malformed_json', 'empty', 'null'];

interface ArmedFault {
  readonly fault: Fault;
  readonly random: () => number;
  seen: number;
  fired: number;
}

/**
 * Decides which request fails. Faults are tried in the order they were added; the first that fires takes the request,
 * and the later ones neither see nor count it.
 */
export class FaultPlan {
  #armed: ArmedFault[] = [];

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.add(fault);
  }

  add(fault: Fault): RemoveFault {
    assertFault(fault);
    const armed: ArmedFault = { fault, random: createRandom(fault.seed ?? 1), seen: 0, fired: 0 };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  /** The action for this request or batch item, `null` when it is to be answered as usual. */
  take(request: SimulatedRequest): FaultAction | null {
    for (const armed of this.#armed) {
      if (suits(armed.fault, request) && fires(armed)) return armed.fault.action;
    }
    return null;
  }
}

function suits(fault: Fault, request: SimulatedRequest): boolean {
  const kind = fault.action.kind;
  if (request.item === null ? kind === 'null' : !ITEM_ACTIONS.includes(kind)) return false;
  const { match } = fault;
  if (match === undefined) return true;
  if (typeof match === 'function') return match(request);
  if (typeof match === 'string') return decoded(request.path).includes(match);
  // A global or sticky expression keeps a position between calls, which would make it match every other request.
  match.lastIndex = 0;
  const query = request.query.toString();
  return match.test(query === '' ? request.path : `${request.path}?${query}`);
}

function fires(armed: ArmedFault): boolean {
  const { nth, times = nth === undefined ? Infinity : 1, probability = 1 } = armed.fault;
  armed.seen += 1;
  if (armed.seen < (nth ?? 1) || armed.fired >= times) return false;
  if (probability < 1 && armed.random() >= probability) return false;
  armed.fired += 1;
  return true;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function assertFault(fault: Fault): void {
  const { nth, times, probability } = fault;
  if (nth !== undefined && !(Number.isInteger(nth) && nth >= 1)) throw new RangeError('Fault nth counts from 1.');
  if (times !== undefined && !(times >= 0)) throw new RangeError('Fault times is 0 or more.');
  if (probability !== undefined && !(probability >= 0 && probability <= 1)) {
    throw new RangeError('Fault probability is between 0 and 1.');
  }
}
