import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { compareNames } from '../../../src/base/order.ts';
import { describeFile } from '../../../src/files/describe-file.ts';
import { createLargest, createLatest } from '../../../src/files/top-files.ts';
import { FirstNames, RowGate, timeKey } from '../../../src/inventory/bucket-figures.ts';

describe('a timestamp as a number', () => {
  it('orders as the time does, and is no number for any other shape', () => {
    expect(timeKey('2025-04-30T13:47:12.345Z')).toBe(20_250_430_134_712);
    expect(timeKey('2025-04-30T13:47:12Z')).toBe(20_250_430_134_712);
    for (const text of [
      null,
      undefined,
      '',
      '2025-04-30 13:47:12 UTC',
      '2025-04-30T13:47:12+0000',
      '20x5-04-30T13:47:12Z',
      '9999-99-99T00:00:00Z',
      '2025-04-30T24:00:00Z',
      '2025-00-30T13:47:12Z',
    ]) {
      expect(timeKey(text)).toBeNaN();
    }
  });
});

describe('the gate before the highlights', () => {
  const row = fc.record({
    name: fc.string({ minLength: 1, maxLength: 4 }).map((stem) => `${stem}.mp4`),
    size: fc.nat(30).map(String),
    timeCreated: fc.option(
      fc.nat(2_000).map((minutes) => new Date(Date.UTC(2025, 0, 1) + minutes * 60_000).toISOString()),
      { freq: 20 },
    ),
  });

  test.prop([fc.array(row, { maxLength: 900 })], { numRuns: 40 })('holds back nothing that belongs in them', (rows) => {
    const gate = new RowGate();
    const files = rows.map((one) => describeFile(one, { bucket: 'b' }));
    const through = files.filter((file, index) =>
      gate.mayBeHighlight(rows[index]?.timeCreated, file.size_bytes ?? 0, true),
    );
    const newest = (list: typeof files): unknown => {
      const top = createLatest<(typeof files)[number]>(50);
      for (const file of list) top.add(file);
      return top.result();
    };
    const largest = (list: typeof files): unknown => {
      const top = createLargest<(typeof files)[number]>(20);
      for (const file of list) top.add(file);
      return top.result();
    };
    expect(newest(through)).toEqual(newest(files));
    expect(largest(through)).toEqual(largest(files));
  });

  it('holds back most of a large bucket', () => {
    const gate = new RowGate();
    let through = 0;
    for (let index = 0; index < 20_000; index += 1) {
      const created = new Date(Date.UTC(2025, 0, 1) + ((index * 7_919) % 20_000) * 1_000).toISOString();
      if (gate.mayBeHighlight(created, (index * 104_729) % 20_000, true)) through += 1;
    }
    expect(through).toBeLessThan(4_000);
  });
});

describe('the first names of an order', () => {
  test.prop([fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 200 }), fc.integer({ min: 1, max: 10 })])(
    'are the same whatever order the names come in, with everything that belongs to them',
    (names, limit) => {
      const first = new FirstNames<{ seen: number }>(limit);
      for (const name of names) {
        const value = first.at(name, () => ({ seen: 0 }));
        if (value !== null) value.seen += 1;
      }
      const distinct = [...new Set(names)].sort(compareNames);
      const expected = distinct
        .slice(0, limit)
        .map((name) => [name, { seen: names.filter((other) => other === name).length }]);
      expect(first.entries()).toEqual(expected);
      expect(first.exceeded).toBe(distinct.length > limit);
    },
  );
});
