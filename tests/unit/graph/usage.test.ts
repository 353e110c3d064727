import { describe, expect, it } from 'vitest';

import { readRetryAfter, readUsage } from '../../../src/graph/usage.ts';
import { fixture } from './fixtures.ts';

const read = (headers: Readonly<Record<string, string>>): ReturnType<typeof readUsage> =>
  readUsage((name) => headers[name] ?? null);

const business = (rows: readonly unknown[]): Record<string, string> => ({
  'x-business-use-case-usage': JSON.stringify({ '17841400000000001': rows }),
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

  it('counts every row when none is of type instagram', () => {
    const rows = [{ type: 'pages', call_count: 40, total_cputime: 1, total_time: 2 }];
    expect(read(business(rows)).businessPercent).toBe(40);
  });

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

describe('readRetryAfter', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('reads seconds and dates', () => {
    expect(readRetryAfter('3', now)).toBe(3_000);
    expect(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
  });

  it('never gives a wait that lies in the past', () => {
    expect(readRetryAfter('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0);
    expect(readRetryAfter('-5', now)).toBe(0);
  });

  it('gives null for nothing and for nonsense', () => {
    expect([null, '', ' ', 'soon'].map((value) => readRetryAfter(value, now))).toEqual([null, null, null, null]);
  });
});
