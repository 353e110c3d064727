import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { MAX_SERVER_WAIT_MS } from '../../../src/runtime/retry.ts';
import { createSharedUsage } from '../../../src/runtime/throttle-gate.ts';
import { UsageGate, type UsageReport, readUsage } from '../../../src/graph/usage.ts';
import { fixture } from './fixtures.ts';
import { isGraphApiError } from '../../../src/base/errors.ts';
import { createFakeClock } from '../runtime/fake-clock.ts';

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
    expect(read(business([{ type: ' INSTAGRAM ', ...row }])).businessPercent).toBe(40);
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

describe('UsageGate', () => {
  function createGate(): UsageGate {
    const clock = createFakeClock(Date.parse('2026-11-22T12:00:00Z'));
    return new UsageGate({ clock, usageLimitPercent: 90, maxWaitMs: 60_000, onWait: () => undefined });
  }

  it('gives the last figure of each header and when calls are let through again', () => {
    const gate = createGate();
    expect(gate.state).toEqual({ app_percent: null, business_percent: null, regain_at: null });
    gate.observe({ appPercent: 40, businessPercent: null, regainMs: null });
    gate.observe({ appPercent: null, businessPercent: 100, regainMs: 30_000 });
    expect(gate.state).toEqual({ app_percent: 40, business_percent: 100, regain_at: '2026-11-22T12:00:30Z' });
  });

  it('refuses a wait that is too long with an error of Graph, which names the time to come back', async () => {
    const gate = createGate();
    gate.observe({ appPercent: 100, businessPercent: null, regainMs: null });
    const error: unknown = await gate
      .pass(() => Promise.resolve(1), { signal: new AbortController().signal })
      .catch((reason: unknown) => reason);
    if (!isGraphApiError(error)) throw new Error('It should have been refused.');
    expect(error).toMatchObject({ kind: 'rate_limit', code: 'graph:usage', retryable: true });
    expect(error.retryAfterMs).toBe(60 * 60_000);
    expect(error.remedy).toContain('2026-11-22T13:00:00Z');
  });

  it("is one limit without others: the account's time to come back is the app's", async () => {
    const gate = createGate();
    gate.observe({ appPercent: 100, businessPercent: null, regainMs: 30_000 });
    expect(gate.blockedForMs).toBe(30_000);
    expect(await gate.pass(() => Promise.resolve('sent'), { signal: new AbortController().signal })).toBe('sent');
    expect(gate.state.app_percent).toBeNull();
  });

  it('lets a request pass alone above the limit', async () => {
    const gate = createGate();
    gate.observe({ appPercent: 95, businessPercent: 95, regainMs: null });
    expect(await gate.pass(() => Promise.resolve('sent'), { signal: new AbortController().signal })).toBe('sent');
  });
});

describe('UsageGate before the first answer', () => {
  it('lets four requests go side by side, and as many as are worth it once one was answered', () => {
    const gate = new UsageGate({
      clock: createFakeClock(0),
      usageLimitPercent: 90,
      maxWaitMs: 60_000,
      onWait: () => undefined,
    });
    expect([gate.lanes(2), gate.lanes(6)]).toEqual([2, 4]);
    gate.observe({ appPercent: null, businessPercent: null, regainMs: null });
    expect(gate.lanes(6)).toBe(6);
  });
});

describe('UsageGate with a shared limit', () => {
  const options = { clock: createFakeClock(0), usageLimitPercent: 90, maxWaitMs: 60_000, onWait: () => undefined };

  it('shares what is said of the app, and keeps what is said of the account', () => {
    const shared = createSharedUsage({ clock: options.clock });
    const [one, other] = [new UsageGate(options, shared), new UsageGate(options, shared)];
    one.observe({ appPercent: 40, businessPercent: 100, regainMs: 30_000 });
    expect(one.state).toEqual({ app_percent: 40, business_percent: 100, regain_at: '1970-01-01T00:00:30Z' });
    expect(other.state).toEqual({ app_percent: 40, business_percent: null, regain_at: null });
    expect([one.lanes(6), other.lanes(6), one.peakPercent, other.peakPercent]).toEqual([1, 1, 100, 40]);
  });

  it('waits for both limits, and names the later of their ends', async () => {
    for (const [own, app] of [
      [50_000, 20_000],
      [20_000, 50_000],
    ] as const) {
      const clock = createFakeClock(0);
      const gate = new UsageGate({ ...options, clock }, createSharedUsage({ clock }));
      gate.block(own, 'server', 32);
      gate.block(app, 'server', 4);
      expect(gate.state.regain_at).toBe('1970-01-01T00:00:50Z');
      const sent = await gate.pass(() => Promise.resolve(clock.now()), { signal: new AbortController().signal });
      expect(sent).toBe(50_000);
    }
  });

  it.each([
    [4, 50_000],
    [17, 50_000],
    [341, 50_000],
    [613, 50_000],
    [null, 50_000],
    [32, null],
    [79_999, 50_000],
    [80_000, null],
    [80_002, null],
    [80_014, null],
    [80_015, 50_000],
  ])('a throttle with code %s holds back the others for %s ms', (code, expected) => {
    const shared = createSharedUsage({ clock: options.clock });
    const [one, other] = [new UsageGate(options, shared), new UsageGate(options, shared)];
    one.block(50_000, 'server', code);
    expect([one.blockedForMs, other.blockedForMs]).toEqual([50_000, expected]);
  });
});
