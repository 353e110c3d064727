import { describe, expect, it } from 'vitest';
import { InsightInventoryError } from '../../../src/base/errors.ts';
import type { IssueKind } from '../../../src/base/issues.ts';
import { silentLogger } from '../../../src/runtime/logger.ts';
import type { ProgressEvent } from '../../../src/runtime/dependencies.ts';
import { inRun, type RequestHook, Run, type RunOptions, type RunSetup } from '../../../src/runtime/run.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

interface Bench {
  readonly clock: FakeClock;
  readonly events: ProgressEvent[];
  readonly setup: RunSetup;
  readonly run: Run;
}

function bench(options: RunOptions = {}, retries = 2): Bench {
  const clock = createFakeClock(1_000);
  const events: ProgressEvent[] = [];
  const setup: RunSetup = {
    source: 'instagram',
    endsRun: ({ kind }) => kind === 'auth',
    dependencies: {
      clock,
      logger: silentLogger,
      retry: { retries, initialDelayMs: 100, maxDelayMs: 100 },
      maxWaitMs: 60_000,
      deadlineMs: 60_000,
      onProgress: (event) => events.push(event),
    },
  };
  return { clock, events, setup, run: new Run(setup, options) };
}

function failure(kind: IssueKind, retryable = true): InsightInventoryError {
  return new InsightInventoryError(kind, { kind, code: `io:${kind}`, retryable });
}

/** Rejects with each error in turn, then gives the attempt's number. */
function sender(...errors: InsightInventoryError[]): (attempt: { readonly number: number }) => Promise<number> {
  return ({ number }) => {
    const error = errors.shift();
    return error === undefined ? Promise.resolve(number) : Promise.reject(error);
  };
}

const READ = { operation: 'read' };

describe('Run.request', () => {
  it('counts requests, calls, retries and waits', async () => {
    const { run, clock } = bench();
    await expect(run.request(sender(failure('transient')), { ...READ, cost: () => 7 })).resolves.toBe(2);
    expect(run.tally).toEqual({ requests: 2, calls: 14, retries: 1, waitedMs: clock.slept[0] });
  });

  it('wraps every attempt in its hooks, the first outermost, and lets them send again', async () => {
    const { run } = bench();
    const order: string[] = [];
    const named =
      (name: string): RequestHook<number> =>
      async (send, { number }) => {
        order.push(`${name} ${String(number)}`);
        return send();
      };
    const twice: RequestHook<number> = async (send) => send().catch(send);
    const send = sender(failure('permission', false), failure('transient'));
    await expect(run.request(send, { ...READ, hooks: [named('outer'), twice, named('inner')] })).resolves.toBe(2);
    expect(order).toEqual(['outer 1', 'inner 1', 'inner 1', 'outer 2', 'inner 2']);
    expect(run.tally).toMatchObject({ requests: 3, calls: 3, retries: 1 });
  });

  it('sends nothing for a hook that refuses', async () => {
    const { run } = bench();
    const closed: RequestHook<number> = () => Promise.reject(failure('rate_limit', false));
    await expect(run.request(sender(), { ...READ, hooks: [closed] })).rejects.toThrow('rate_limit');
    expect(run.tally.requests).toBe(0);
  });

  it('stops at the first call beyond the limit and stays stopped', async () => {
    const { run } = bench({ maxCalls: 3 });
    await run.request(sender(), { ...READ, cost: () => 2 });
    expect([run.affordable(5), run.affordable(1)]).toEqual([1, 1]);
    const refused = run.request(sender(), { ...READ, cost: () => 2 });
    await expect(refused).rejects.toMatchObject({ kind: 'quota', code: 'budget:max_calls' });
    await expect(run.request(sender(), READ)).rejects.toBe(run.stopped);
    expect(run.tally).toMatchObject({ requests: 1, calls: 2 });
  });

  it('is ended by an error after which nothing can succeed, and by no other', async () => {
    const { run } = bench();
    await expect(run.request(sender(failure('not_found', false)), READ)).rejects.toThrow('not_found');
    await expect(run.request(sender(failure('auth', false)), { ...READ, isolated: true })).rejects.toThrow('auth');
    expect(run.stopped).toBeNull();
    const refused = failure('auth', false);
    await expect(run.request(sender(refused), READ)).rejects.toBe(refused);
    await expect(run.request(sender(), READ)).rejects.toBe(refused);
    run.stop(failure('network'));
    expect(run.stopped).toBe(refused);
  });

  it('pays all retries from one budget', async () => {
    const { run } = bench({}, 3);
    const down = (): Promise<never> => Promise.reject(failure('transient'));
    await Promise.allSettled(Array.from({ length: 40 }, () => run.request(down, READ)));
    expect(run.tally.requests).toBe(40 + 50);
  });

  it("ends with a narrower signal's reason and leaves the run open", async () => {
    const { run } = bench();
    const signal = AbortSignal.abort('enough of this one');
    await expect(run.request(sender(), { ...READ, signal })).rejects.toBe('enough of this one');
    await expect(run.request(sender(), READ)).resolves.toBe(1);
  });
});

describe('Run', () => {
  it('tells both listeners of a step, whatever the listener throws', () => {
    const heard: ProgressEvent[] = [];
    const { run, events } = bench({
      onProgress: (event) => {
        heard.push(event);
        throw new Error('a bug of the caller');
      },
    });
    run.report({ step: 'media', done: 1, total: 2, message: 'Media' });
    expect(heard).toEqual([{ source: 'instagram', step: 'media', done: 1, total: 2, message: 'Media' }]);
    expect(events).toEqual(heard);
  });

  it('counts waits side by side once', () => {
    const { run, clock, events } = bench();
    run.announceWait(1_000);
    run.announceWait(1_000);
    clock.advance(400);
    run.announceWait(1_000); // 400 ms beyond the first
    expect(run.tally.waitedMs).toBe(1_400);
    expect(events.map(({ message }) => message)).toEqual(Array(2).fill('Waiting 1 s for the usage limit'));
  });
});

describe('inRun', () => {
  it('stops its requests at the deadline and names what was done', async () => {
    const { setup } = bench();
    const { dependencies } = setup;
    let opened: Run | undefined;
    const result = inRun(
      { ...setup, dependencies: { ...dependencies, deadlineMs: 20 } },
      { what: 'The test' },
      (run) => {
        opened = run;
        return new Promise(() => undefined);
      },
    );
    await expect(result).rejects.toThrow('The test did not finish within 0.02 s.');
    await expect(opened?.request(sender(), READ)).rejects.toMatchObject({ code: 'timeout:deadline' });
    expect(opened?.tally.requests).toBe(0);
  });

  it("gives the work's result and the caller's reason unchanged", async () => {
    const { setup } = bench();
    await expect(inRun(setup, { what: 'It' }, (run) => run.request(sender(), READ))).resolves.toBe(1);
    const signal = AbortSignal.abort('before');
    await expect(inRun(setup, { what: 'It', signal }, () => Promise.resolve(1))).rejects.toBe('before');
  });
});
