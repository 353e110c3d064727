import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { MAX_SERVER_WAIT_MS } from '../../../src/runtime/retry.ts';
import { UsageGate, type UsageReport, readUsage } from '../../../src/graph/usage.ts';
import { fixture } from './fixtures.ts';
import { isGraphApiError } from '../../../src/base/errors.ts';
import { type FakeClock, createFakeClock } from '../runtime/fake-clock.ts';

const ME = '17841400000000001';
const OTHER = '17841499999999999';

const read = (headers: Readonly<Record<string, string>>, accountId: string | null = ME): UsageReport =>
  readUsage((name) => headers[name] ?? null, accountId);

const business = (rows: readonly unknown[]): Record<string, string> => ({
  'x-business-use-case-usage': JSON.stringify({ [ME]: rows }),
});

describe('readUsage', () => {
  it('takes the highest of the three percentages of each header', () => {
    // App: max(12, 3, 5); business: max(28, 25, 25).
    expect(read(fixture('headers-usage-normal').headers)).toEqual({
      appPercent: 12,
      businessPercent: 28,
      regainMs: null,
    });
  });

  it('counts the Instagram row only, among several types under several ids', () => {
    expect(read(fixture('headers-usage-multi-type').headers)).toEqual({
      appPercent: null,
      businessPercent: 97,
      regainMs: null,
    });
  });

  it('leaves out rows of other use cases and counts one that names none', () => {
    const row = { call_count: 40, total_cputime: 1, total_time: 2 };
    expect(read(business([{ type: 'pages', ...row }])).businessPercent).toBeNull();
    expect(read(business([row, { type: 'pages', ...row, call_count: 99 }])).businessPercent).toBe(40);
  });

  it.each([
    ["another account's beside our own", { [OTHER]: 100, [ME]: 3 }, ME, 3],
    ["another account's alone", { [OTHER]: 100 }, ME, null],
    ['a business that may stand for ours', { '112233': 61, [OTHER]: 100 }, ME, 61],
    ['our own beside the business', { '112233': 61, [ME]: 3 }, ME, 3],
    ['all when ours cannot be told from others', { '112233': 61, [OTHER]: 98 }, '2512', 98],
    ['all when no account is known', { [OTHER]: 98 }, null, 98],
  ])('counts the limit of %s', (_name, objects, accountId, expected) => {
    const rows = Object.entries(objects).map(([id, call_count]) => [
      id,
      [{ type: 'instagram', call_count, estimated_time_to_regain_access: call_count === 100 ? 55 : 0 }],
    ]);
    const header = { 'x-business-use-case-usage': JSON.stringify(Object.fromEntries(rows)) };
    expect(read(header, accountId)).toMatchObject({ businessPercent: expected, regainMs: null });
  });

  it.each([
    ['the names of the Instagram host', { call_volume: 100, cpu_time: 12 }, 100],
    ['its CPU time', { call_volume: 3, cpu_time: 12 }, 12],
    ['numbers as text', { call_count: '28', total_time: ' 3.5 ' }, 28],
    ['unknown names as nothing, not as 0', { calls: 100 }, null],
    [
      'what is no percentage as nothing',
      { call_count: -1, total_time: true, total_cputime: [7], call_volume: '' },
      null,
    ],
  ])('reads %s', (_name, usage, expected) => {
    expect(read({ 'x-app-usage': JSON.stringify(usage) }).appPercent).toBe(expected);
  });

  const anyFigure = fc.oneof(
    fc.double(),
    fc.string(),
    fc.double().map(String),
    fc.constant(null),
    fc.boolean(),
    fc.object(),
  );
  const anyRow = fc.dictionary(
    fc.oneof(fc.constantFrom('type', 'call_count', 'call_volume', 'estimated_time_to_regain_access'), fc.string()),
    anyFigure,
  );
  const anyHeader = fc.oneof(
    anyRow.map((row) => JSON.stringify(row)),
    fc
      .dictionary(fc.constantFrom(ME, OTHER, '1'), fc.oneof(fc.array(anyRow), anyRow))
      .map((rows) => JSON.stringify(rows)),
    fc.json(),
    fc.string(),
  );
  test.prop([anyHeader, anyHeader])(
    'gives null or numbers from 0, and a wait of at most a day, whatever the headers',
    (app, rows) => {
      const report = read({ 'x-app-usage': app, 'x-business-use-case-usage': rows });
      for (const figure of Object.values(report)) {
        if (figure === null) continue;
        expect(figure).toBeGreaterThanOrEqual(0);
        expect(figure).toBeLessThan(Number.POSITIVE_INFINITY);
      }
      expect(report.regainMs ?? 0).toBeLessThanOrEqual(MAX_SERVER_WAIT_MS);
    },
  );

  it('reads minutes, whole or fractional, until calls are let through again', () => {
    const row = { type: 'instagram', call_count: 100, total_cputime: 25, total_time: 25 };
    expect(read(business([{ ...row, estimated_time_to_regain_access: 19 }])).regainMs).toBe(19 * 60_000);
    expect(read(business([{ ...row, estimated_time_to_regain_access: 0.5 }])).regainMs).toBe(30_000);
  });

  it('says nothing of a wait when the time is 0 or missing', () => {
    const row = { type: 'instagram', call_count: 100, total_cputime: 25, total_time: 25 };
    expect(read(business([{ ...row, estimated_time_to_regain_access: 0 }])).regainMs).toBeNull();
    expect(read(business([row])).regainMs).toBeNull();
  });

  it('takes the longest wait of several rows', () => {
    const rows = [3, 7, 5].map((minutes) => ({ type: 'instagram', estimated_time_to_regain_access: minutes }));
    expect(read(business(rows)).regainMs).toBe(7 * 60_000);
  });

  it('reads what it can of a header with odd parts', () => {
    const rows = [
      'no row',
      {
        type: 'instagram',
        call_count: 'many',
        total_cputime: null,
        total_time: 61,
        estimated_time_to_regain_access: null,
      },
    ];
    expect(read(business(rows))).toEqual({ appPercent: null, businessPercent: 61, regainMs: null });
    expect(read({ 'x-app-usage': '{"call_count":28,"total_time":null}' }).appPercent).toBe(28);
  });

  it('knows nothing without headers, or from headers that are no JSON', () => {
    const nothing = { appPercent: null, businessPercent: null, regainMs: null };
    expect(read({})).toEqual(nothing);
    expect(read({ 'x-app-usage': 'busy', 'x-business-use-case-usage': '[]' })).toEqual(nothing);
    expect(read({ 'x-business-use-case-usage': '{}' })).toEqual(nothing);
  });
});

const NEVER = new AbortController().signal;
const MINUTE = 60_000;

interface Bench {
  readonly gate: UsageGate;
  readonly clock: FakeClock;
  readonly waits: number[];
}

function createBench(maxWaitMs = MINUTE): Bench {
  const clock = createFakeClock(Date.parse('2026-11-22T12:00:00Z'));
  const waits: number[] = [];
  const gate = new UsageGate({ clock, usageLimitPercent: 90, maxWaitMs, onWait: (ms) => waits.push(ms) });
  return { gate, clock, waits };
}

const usage = (report: Partial<UsageReport>): UsageReport => ({
  appPercent: null,
  businessPercent: null,
  regainMs: null,
  ...report,
});

/** Starts requests that finish only when told to, and tells how many run at once. */
function createTraffic(gate: UsageGate): { running: () => number; finish: () => void; all: Promise<unknown> } {
  const open: (() => void)[] = [];
  let running = 0;
  const request = async (): Promise<void> => {
    running += 1;
    await new Promise<void>((resolve) => open.push(resolve));
    running -= 1;
  };
  const all = Promise.all([1, 2, 3].map(() => gate.pass(request, NEVER)));
  return { running: () => running, finish: () => open.shift()?.(), all };
}

const settle = async (): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
};

describe('pacing', () => {
  it('lets requests pass side by side up to the limit, the limit included', async () => {
    const { gate } = createBench();
    gate.observe(usage({ appPercent: 90 }));
    const traffic = createTraffic(gate);
    await settle();
    expect(traffic.running()).toBe(3);
    for (let left = 3; left > 0; left -= 1) traffic.finish();
    await traffic.all;
  });

  it.each([usage({ appPercent: 91 }), usage({ businessPercent: 90.5 })])(
    'lets one at a time pass above it: %o',
    async (report) => {
      const { gate } = createBench();
      gate.observe(report);
      const traffic = createTraffic(gate);
      for (let left = 3; left > 0; left -= 1) {
        await settle();
        expect(traffic.running()).toBe(1);
        traffic.finish();
      }
      await traffic.all;
    },
  );

  it('goes on with the next in turn when one fails', async () => {
    const { gate } = createBench();
    gate.observe(usage({ appPercent: 95 }));
    const failing = gate.pass(() => Promise.reject(new Error('broken')), NEVER);
    const next = gate.pass(() => Promise.resolve('answer'), NEVER);
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('answer');
  });

  it('remembers each header until the next of its kind, and the highest percentage for good', () => {
    const { gate } = createBench();
    gate.observe(usage({ appPercent: 40 }));
    gate.observe(usage({ businessPercent: 70 }));
    gate.observe(usage({ businessPercent: 5 }));
    gate.observe(usage({}));
    expect(gate.state).toEqual({ app_percent: 40, business_percent: 5, regain_at: null });
    expect(gate.peakPercent).toBe(70);
  });

  it('knows nothing before the first header', () => {
    const { gate } = createBench();
    expect(gate.state).toEqual({ app_percent: null, business_percent: null, regain_at: null });
    expect(gate.peakPercent).toBeNull();
  });
});

describe('waiting', () => {
  it('waits as long as the platform said, announces it, and then lets requests pass', async () => {
    const { gate, clock, waits } = createBench();
    gate.observe(usage({ businessPercent: 100, regainMs: 30_000 }));
    expect(gate.state.regain_at).toBe('2026-11-22T12:00:30Z');
    expect(await gate.pass(() => Promise.resolve(clock.now()), NEVER)).toBe(Date.parse('2026-11-22T12:00:30Z'));
    expect([waits, clock.slept, gate.state.regain_at]).toEqual([[30_000], [30_000], null]);
  });

  it('takes an hour for a full limit that says nothing, and refuses instead of waiting that long', async () => {
    const { gate, clock } = createBench();
    gate.observe(usage({ appPercent: 100 }));
    const error: unknown = await gate.pass(() => Promise.resolve(1), NEVER).catch((reason: unknown) => reason);
    if (!isGraphApiError(error)) throw new Error('It should have been refused.');
    expect(error).toMatchObject({ kind: 'rate_limit', retryable: true, retryAfterMs: 60 * MINUTE });
    expect(error.remedy).toContain('2026-11-22T13:00:00Z');
    expect(clock.slept).toEqual([]);
  });

  it('waits the hour when the caller allows it', async () => {
    const { gate, clock } = createBench(2 * 60 * MINUTE);
    gate.observe(usage({ appPercent: 100 }));
    await gate.pass(() => Promise.resolve(1), NEVER);
    expect(clock.slept).toEqual([60 * MINUTE]);
  });

  it('does not wait when the time has passed meanwhile', async () => {
    const { gate, clock } = createBench();
    gate.block(30_000, 'server');
    clock.advance(30_000);
    await gate.pass(() => Promise.resolve(1), NEVER);
    expect(clock.slept).toEqual([]);
  });

  it('keeps the longer of two blocks', () => {
    const { gate } = createBench();
    gate.block(30_000, 'server');
    gate.block(10_000, 'server');
    expect(gate.blockedForMs).toBe(30_000);
  });

  it('believes what it is told before its own guess, longer or shorter', () => {
    const { gate } = createBench();
    gate.observe(usage({ appPercent: 100 }));
    expect(gate.blockedForMs).toBe(60 * MINUTE);
    gate.observe(usage({ businessPercent: 100, regainMs: 12 * MINUTE }));
    expect(gate.blockedForMs).toBe(12 * MINUTE);
    gate.block(30 * MINUTE, 'estimate');
    expect(gate.blockedForMs).toBe(12 * MINUTE);
  });

  it('guesses anew once what it was told has passed', () => {
    const { gate, clock } = createBench();
    gate.block(10_000, 'server');
    clock.advance(10_000);
    gate.block(30_000, 'estimate');
    expect(gate.blockedForMs).toBe(30_000);
  });

  it('waits on when an answer still under way prolongs the block during the wait', async () => {
    const { gate, clock } = createBench();
    const slept: number[] = [];
    clock.sleep = (ms) => {
      if (slept.length === 0) gate.block(50_000, 'server');
      slept.push(ms);
      clock.advance(ms);
      return Promise.resolve();
    };
    gate.block(30_000, 'server');
    await gate.pass(() => Promise.resolve(1), NEVER);
    expect(slept).toEqual([30_000, 20_000]);
  });

  it('waits once on a clock that stands still', async () => {
    const waits: number[] = [];
    const still = { now: () => 0, sleep: () => Promise.resolve() };
    const gate = new UsageGate({
      clock: still,
      usageLimitPercent: 90,
      maxWaitMs: MINUTE,
      onWait: (ms) => waits.push(ms),
    });
    gate.block(1_000, 'server');
    expect(await gate.pass(() => Promise.resolve('answer'), NEVER)).toBe('answer');
    expect(waits).toEqual([1_000]);
  });

  it('ends a wait with the reason of the signal, and sends nothing', async () => {
    const { gate, clock } = createBench();
    const controller = new AbortController();
    const reason = { mine: true };
    clock.sleep = (_ms, signal) => {
      controller.abort(reason);
      signal?.throwIfAborted();
      return Promise.resolve();
    };
    gate.block(30_000, 'server');
    let sent = false;
    const passing = gate.pass(() => {
      sent = true;
      return Promise.resolve(1);
    }, controller.signal);
    await expect(passing).rejects.toBe(reason);
    expect(sent).toBe(false);
  });
});
