import type { EditFault, Fault, FaultAction, RemoveFault, SimulatedRequest } from './fault.ts';
import { createRandom } from './random.ts';
import { bodyBytes, type Reply } from './reply.ts';

const ITEM_ACTIONS: readonly FaultAction['kind'][] = [
  ...(['status', 'html', 'malformed_json', 'empty', 'null', 'edit', 'headers'] as const),
];

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

  /** Takes the action for this request or batch item, `null` when it is to be answered as usual. */
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

/** The simulator's documented answer for an error status. */
type ErrorReply = (status: number) => Reply;

/**
 * Makes the answer a fault puts in place of the right one, for the actions that change what is said rather than how the
 * connection behaves. `null` for the latter: the right answer is still needed.
 */
export function replacedReply(action: FaultAction, errorReply: ErrorReply): Reply | null {
  switch (action.kind) {
    case 'status':
      return statusReply(action, errorReply);
    case 'html':
      return htmlReply(action.status ?? 502);
    case 'empty':
      return { status: action.status ?? 200, headers: {}, body: '', errorCode: null, misuse: [] };
    case 'redirect':
      return {
        status: action.status ?? 302,
        headers: { location: action.location ?? 'https://elsewhere.invalid/' },
        body: '',
        errorCode: null,
        misuse: [],
      };
    case 'null':
      return { status: 200, headers: {}, body: 'null', errorCode: null, misuse: [] };
    case 'reset':
    case 'truncated':
    case 'malformed_json':
    case 'hang':
    case 'drip':
    case 'oversized':
    case 'delay':
    case 'edit':
    case 'headers':
      return null;
    default:
      return action satisfies never;
  }
}

/**
 * Makes the right answer as the fault changes it, for the actions that keep most of it; the same answer for the others.
 */
export function changedReply(action: FaultAction | null, reply: Reply, request: SimulatedRequest): Reply {
  switch (action?.kind) {
    case 'malformed_json':
      return malformedReply(reply);
    case 'edit':
      return editedReply(action, reply, request);
    case 'headers': {
      const headers = Object.entries({ ...reply.headers, ...action.headers });
      return {
        ...reply,
        headers: Object.fromEntries(headers.filter((entry): entry is [string, string] => entry[1] !== null)),
      };
    }
    default:
      return reply;
  }
}

/** Makes the right answer cut where a value is expected, so that no JSON parser takes it. */
function malformedReply(reply: Reply): Reply {
  const text = textOf(reply);
  return { ...reply, body: `${text.slice(0, Math.floor(text.length / 2))}{"` };
}

function editedReply(action: EditFault, reply: Reply, request: SimulatedRequest): Reply {
  let json: unknown;
  try {
    json = JSON.parse(textOf(reply));
  } catch {
    return reply;
  }
  return { ...reply, body: JSON.stringify(action.edit(json, request)) };
}

function textOf(reply: Reply): string {
  return Buffer.from(bodyBytes(reply.body)).toString('utf8');
}

function statusReply(action: FaultAction & { kind: 'status' }, errorReply: ErrorReply): Reply {
  const usual = errorReply(action.status);
  const retryAfter = action.retryAfter === undefined ? {} : { 'retry-after': String(action.retryAfter) };
  const headers = { ...usual.headers, ...retryAfter, ...action.headers };
  if (action.body === undefined) return { ...usual, headers };
  const body = typeof action.body === 'string' ? action.body : JSON.stringify(action.body);
  return { ...usual, headers, body };
}

const HTML_TITLES = { 200: 'Sign in to the network', 502: '502 Bad Gateway', 504: '504 Gateway Time-out' } as const;

function htmlReply(status: 200 | 502 | 504): Reply {
  const title = HTML_TITLES[status];
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
    errorCode: null,
    misuse: [],
  };
}

/**
 * What a page of any list may be like, as public reports of endless or repeated listings show it.
 *
 * - `repeats`: the cursor leads to the same page again, for ever.
 * - `circles`: the cursor leads back to the first page.
 * - `overlaps`: the next page begins with the last row of this one.
 * - `doubles`: the last row is on the page twice.
 */
export type PageFlaw = 'repeats' | 'circles' | 'overlaps' | 'doubles';

/** Makes the rows of a page with its flaw. */
export function flawedRows<T>(rows: readonly T[], flaw: PageFlaw | undefined): readonly T[] {
  return flaw === 'doubles' ? [...rows, ...rows.slice(-1)] : rows;
}

/** Finds where the page after a flawed one begins. */
export function nextStart(flaw: PageFlaw | undefined, page: { readonly start: number; readonly end: number }): number {
  switch (flaw) {
    case 'repeats':
      return page.start;
    case 'circles':
      return 0;
    case 'overlaps':
      return Math.max(page.start, page.end - 1);
    case 'doubles':
    case undefined:
      return page.end;
    default:
      return flaw satisfies never;
  }
}

/** Gives the number of the page after a flawed one, from 0: pages are counted as their cursors lead to them. */
export function nextIndex(flaw: PageFlaw | undefined, index: number): number {
  if (flaw === 'repeats') return index;
  return flaw === 'circles' ? 0 : index + 1;
}

/** Tells whether a page leads on although its list is at its end. */
export function isEndless(flaw: PageFlaw | undefined): boolean {
  return flaw === 'repeats' || flaw === 'circles';
}
