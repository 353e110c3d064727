import { isInsightInventoryError } from '../../src/base/errors.ts';
import { type Logger, silentLogger } from '../../src/runtime/logger.ts';
import type { Fault, FaultAction, RemoveFault } from '../../src/testing/shared/fault.ts';

/**
 * What becomes of a call whose request meets a fault: `same`, the result is that without the fault (where the fault
 * spoilt an answer it was asked for again); `passed on`, a raw answer as it came; `logged`, less than was asked for, with a warning; `partial`, a document without what the fault took, with an issue for it; any other word is
 * the kind of the error that is thrown. `bare …` is an error from outside the library, which nothing expects.
 */
export type FaultResult = string;

/** One fault, and what is to become of a single read that meets it. */
export interface MatrixFault {
  readonly name: string;
  readonly action: FaultAction;
  /** When one request meets it and the next one is well. */
  readonly once: FaultResult;
  /** When every request meets it. */
  readonly always: FaultResult;
  /** Given to the manager where the fault is that nothing comes. @default 10_000 */
  readonly timeoutMs?: number;
}

type Times = 'once' | 'always';

/** Makes a fault that no new request cures. */
export const fails = (kind: FaultResult): Pick<MatrixFault, Times> => ({ once: kind, always: kind });
/** Makes a fault that is gone when the request is sent again. */
export const recovers = (kind: FaultResult): Pick<MatrixFault, Times> => ({ once: 'same', always: kind });
/** A fault that spoils nothing. */
export const HARMLESS = { once: 'same', always: 'same' } as const;

/** One way into the library. */
export interface MatrixCall<M> {
  readonly name: string;
  /** Requests that meet the fault. */
  readonly match: Exclude<Fault['match'], undefined>;
  readonly call: (manager: M) => Promise<unknown>;
  /** A document keeps what it has where a single read throws. @default false */
  readonly isDocument?: boolean;
  /** The answer is the caller's as it came. @default false */
  readonly isRaw?: boolean;
  /** Where this call does otherwise, by the fault's name. */
  readonly except?: Readonly<Record<string, Partial<Record<Times, FaultResult>>>>;
}

/** A platform under faults. */
export interface MatrixPlatform<M> {
  readonly name: string;
  readonly faults: readonly MatrixFault[];
  readonly calls: readonly MatrixCall<M>[];
  readonly addFault: (fault: Fault) => RemoveFault;
  /** A manager that knows nothing of earlier cases. */
  readonly createManager: (timeoutMs: number, logger: Logger) => M;
}

/** A case that was run. */
export interface MatrixResult {
  readonly platform: string;
  readonly call: string;
  readonly fault: string;
  readonly times: Times;
  readonly expected: FaultResult;
  readonly found: FaultResult;
}

/**
 * Tells whether a case came out as its table says. `same or partial` is for what depends on which answer comes first.
 */
export function isExpected({ expected, found }: MatrixResult): boolean {
  return expected.split(' or ').includes(found);
}

/** Tells what a single read, or a document, is to do under a fault. */
function expectedResult<M>(call: MatrixCall<M>, fault: MatrixFault, times: Times): FaultResult {
  const own = call.except?.[fault.name]?.[times];
  if (own !== undefined) return own;
  return call.isDocument === true && fault[times] !== 'same' ? 'partial' : fault[times];
}

const TIMEOUT_MS = 10_000;

/**
 * Runs every `step`-th case of a platform.
 *
 * @param step - 1 for all; a test runs a part of them
 */
export async function runMatrix<M>(platform: MatrixPlatform<M>, step = 1): Promise<MatrixResult[]> {
  const results: MatrixResult[] = [];
  let count = 0;
  for (const call of platform.calls) {
    const healthy = plain(await call.call(platform.createManager(TIMEOUT_MS, silentLogger)));
    for (const fault of platform.faults) {
      for (const times of ['once', 'always'] as const) {
        count += 1;
        if (count % step !== 0) continue;
        const remove = platform.addFault({
          match: call.match,
          action: fault.action,
          ...(times === 'once' ? { nth: 1 } : {}),
        });
        let warnings = 0;
        const logger = { ...silentLogger, warn: () => void (warnings += 1) };
        const result = await resultOf(
          () => call.call(platform.createManager(fault.timeoutMs ?? TIMEOUT_MS, logger)),
          healthy,
        );
        const found =
          result !== 'other' ? result : call.isRaw === true ? 'passed on' : warnings > 0 ? 'logged' : 'unreported';
        remove();
        const expected = expectedResult(call, fault, times);
        results.push({ platform: platform.name, call: call.name, fault: fault.name, times, expected, found });
      }
    }
  }
  return results;
}

/** What a run measured of itself, which a fault may change. */
const OWN_FIGURES: ReadonlySet<string> = new Set([
  ...[
    'retrieved_at',
    'exported_at',
    'generated_at',
    'searched_at',
    'calls',
    'requests',
    'retries',
    'duration_ms',
    'duration_seconds',
    'headers',
  ],
  ...['days_left', 'days_until_expiry', 'path', 'sha256', 'usage'],
]);

function plain(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => (OWN_FIGURES.has(key) ? undefined : item));
}

async function resultOf(call: () => Promise<unknown>, healthy: string): Promise<FaultResult> {
  try {
    const result = await call();
    if (plain(result) === healthy) return 'same';
    return hasIssue(result) ? 'partial' : 'other';
  } catch (error) {
    return isInsightInventoryError(error) ? error.kind : `bare ${error instanceof Error ? error.name : typeof error}`;
  }
}

function hasIssue(result: unknown): boolean {
  return (
    typeof result === 'object' &&
    result !== null &&
    /"(?:issues|reason|problems|remedies)":(?:\[[{"]|")/.test(JSON.stringify(result))
  );
}
