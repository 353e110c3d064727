import { describe, expect, it } from 'vitest';

import { findRow, InsightAnswers, readInsightRows, rowValue } from '../../../src/instagram/insight-answers.ts';
import { pickSample } from '../../../src/instagram/insight-memory.ts';
import { fixture } from '../graph/fixtures.ts';

const valueOf = (row: unknown): number | null => {
  const [read] = readInsightRows({ data: [row] }) ?? [];
  return read === undefined ? null : rowValue(read);
};

describe('the value of an insights row', () => {
  it('is read from either envelope', () => {
    expect(valueOf({ name: 'reach', values: [{ value: 12 }] })).toBe(12);
    expect(valueOf({ name: 'reach', total_value: { value: 34 } })).toBe(34);
    expect(valueOf({ name: 'reels_skip_rate', values: [{ value: 48.4 }] })).toBe(48.4);
  });

  it('is the total where there is a breakdown beside it', () => {
    const { body } = fixture('media-insights-profile-activity-breakdown');
    const [row] = readInsightRows(body) ?? [];
    expect(row === undefined ? null : rowValue(row)).toBe(row?.total);
  });

  it('is null for a row without any, never 0', () => {
    const rows = [
      { name: 'x' },
      { name: 'x', values: [] },
      { name: 'x', values: [{}] },
      { name: 'x', values: [{ value: null }] },
      { name: 'x', values: [{ value: '5 or so' }] },
      { name: 'x', values: [{ value: -5 }] },
      { name: 'x', values: [{ value: {} }] },
      { name: 'x', total_value: {} },
      { name: 'x', total_value: { breakdowns: [] } },
      { values: [{ value: 5 }] },
    ];
    expect(rows.map(valueOf)).toEqual(rows.map(() => null));
  });

  it('is the newest by time, where a point of the series has none', () => {
    const at = (day: number): string => `2026-10-${String(day)}T07:00:00+0000`;
    const values = [
      { value: 9, end_time: at(22) },
      null,
      { value: 1, end_time: at(18) },
      { value: 4, end_time: 'Post 7' },
    ];
    expect(valueOf({ name: 'reach', values })).toBe(9);
  });

  it('is 0 when 0 was sent', () => {
    expect(valueOf({ name: 'x', values: [{ value: 0 }] })).toBe(0);
    expect(valueOf({ name: 'x', total_value: { value: 0 } })).toBe(0);
  });
});

describe('an insights row of an odd form', () => {
  it('is read from the half that has the number', () => {
    expect(valueOf({ name: 'x', total_value: null, values: [{ value: 5 }] })).toBe(5);
    expect(valueOf({ name: 'x', values: null, total_value: { value: 6 } })).toBe(6);
    expect(valueOf({ name: 'x', period: null, title: 4, values: [{ value: '7' }] })).toBe(7);
    expect(valueOf({ name: 'x', total_value: { value: null, breakdowns: 'none' }, values: [null, { value: 8 }] })).toBe(
      8,
    );
  });

  it('has the newest number by its time, wherever it is', () => {
    const values = [
      { value: 3, end_time: '2026-11-20T08:00:00+0000' },
      { value: 9, end_time: '2026-11-21T08:00:00+0000' },
      { value: 1, end_time: '2026-11-18T08:00:00+0000' },
    ];
    expect(valueOf({ name: 'x', values })).toBe(9);
    expect(valueOf({ name: 'x', values: [{ value: 3 }, { value: 4 }] })).toBe(4);
  });

  it('loses only the groups that cannot be read', () => {
    const results = [{ dimension_values: ['F'], value: 2 }, { dimension_values: [null], value: 3 }, null, { value: 1 }];
    const [row] =
      readInsightRows({
        data: [{ name: 'x', total_value: { breakdowns: [null, { dimension_keys: ['gender'], results }] } }],
      }) ?? [];
    expect(row?.breakdowns).toEqual([
      { dimension_keys: ['gender'], results: [{ dimension_values: ['F'], value: 2 }], unreadable: 3 },
    ]);
  });
});

describe('findRow', () => {
  const rows = readInsightRows({
    data: [
      { name: 'reach', period: 'week', values: [{ value: 7 }] },
      { name: 'views', period: 'day', values: [{ value: 2 }] },
      { name: 'reach', period: 'day', values: [] },
      { name: 'reach', period: 'day', values: [{ value: 1 }] },
      { name: 'likes', values: [{ value: 4 }] },
    ],
  });

  it('matches by name and period, not by place', () => {
    const value = (name: string, period: string): number | null => {
      const row = findRow(rows, name, period);
      return row === null ? null : rowValue(row);
    };
    expect([value('reach', 'day'), value('reach', 'week'), value('views', 'day')]).toEqual([1, 7, 2]);
    expect([value('reach', 'days_28'), value('saves', 'day')]).toEqual([null, null]);
    // A row without a period is the one that was asked for.
    expect(value('likes', 'day')).toBe(4);
  });
});

describe('InsightAnswers', () => {
  it('takes nothing from an answer about another object', () => {
    const answers = new InsightAnswers();
    const about = (id: string): unknown => ({
      data: [{ id: `${id}/insights/reach/lifetime`, name: 'reach', values: [{ value: 1 }] }],
    });
    expect(answers.take(about('2'), ['reach'], { ids: ['1'] })).toBe(false);
    expect(answers.open(['reach'])).toEqual(['reach']);
    expect(answers.take(about('1'), ['reach'], { ids: ['1'] })).toBe(true);
    expect(answers.value('reach')).toBe(1);
  });

  it('keys rows by name, in whatever order they come', () => {
    const answers = new InsightAnswers();
    answers.take(
      {
        data: [
          { name: 'views', values: [{ value: 2 }] },
          { name: 'reach', values: [{ value: 1 }] },
        ],
      },
      ['reach', 'views'],
    );
    expect([answers.value('reach'), answers.value('views')]).toEqual([1, 2]);
  });

  it('calls what was asked and did not come data the platform does not have', () => {
    const answers = new InsightAnswers();
    expect(answers.take(fixture('media-insights-empty').body, ['reach'])).toBe(true);
    expect([answers.value('reach'), answers.reason('reach')]).toEqual([null, 'not_enough_data']);
  });

  it('takes nothing from a body that is no answer', () => {
    const answers = new InsightAnswers();
    expect([undefined, null, [], {}, 'x'].map((body) => answers.take(body, ['reach']))).toEqual(Array(5).fill(false));
    expect(answers.open(['reach'])).toEqual(['reach']);
  });

  it('keeps the first reason and lets no reason stand over a value', () => {
    const answers = new InsightAnswers();
    answers.settle(['reach', 'views'], 'unsupported');
    answers.settle(['reach'], 'failed');
    answers.take({ data: [{ name: 'likes', values: [{ value: 3 }] }] }, []);
    answers.settle(['likes'], 'failed');
    expect([answers.reason('reach'), answers.reason('likes'), answers.value('likes')]).toEqual([
      'unsupported',
      null,
      3,
    ]);
    expect(answers.open(['reach', 'views', 'likes', 'saved'])).toEqual(['saved']);
  });
});

describe('pickSample', () => {
  it('takes five, spread over the whole list with both ends, and leaves the rest in order', () => {
    const { first, rest } = pickSample(Array.from({ length: 101 }, (_, place) => place));
    expect(first).toEqual([0, 25, 50, 75, 100]);
    expect(rest).toHaveLength(96);
    expect([...first, ...rest].sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, place) => place));
  });

  it('does not split what is few', () => {
    expect(pickSample([1, 2, 3])).toEqual({ first: [1, 2, 3], rest: [] });
    expect(pickSample([])).toEqual({ first: [], rest: [] });
  });
});
