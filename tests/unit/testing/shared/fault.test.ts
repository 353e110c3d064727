import { describe, expect, it } from 'vitest';

import {
  oddRow,
  type OddRowKind,
  type OddRowOptions,
  type SimulatedRequest,
} from '../../../../src/testing/shared/fault.ts';

const REQUEST: SimulatedRequest = {
  method: 'GET',
  path: '/',
  query: new URLSearchParams(),
  headers: {},
  body: '',
  endpoint: '/',
  item: null,
};

function changed(json: unknown, kind: OddRowKind, options?: OddRowOptions): unknown {
  return oddRow(kind, options).edit(json, REQUEST);
}

const ROW = { id: '7', name: 'reach', timestamp: '2026-11-20T10:00:00+0000', like_count: 3, owner: { count: 1.5 } };

describe('an odd row', () => {
  it.each<[OddRowKind, unknown]>([
    ['null', null],
    ['text', 'odd'],
    ['empty', {}],
    ['missing_id', { timestamp: ROW.timestamp, like_count: 3, owner: { count: 1.5 } }],
    ['number_id', { ...ROW, id: 7 }],
    ['text_numbers', { ...ROW, like_count: '3', owner: { count: '1.5' } }],
    ['negative_numbers', { ...ROW, like_count: -4, owner: { count: -2.5 } }],
    ['fraction_numbers', { ...ROW, like_count: 3.5, owner: { count: 2 } }],
    ['huge_numbers', { ...ROW, like_count: 1e300, owner: { count: 1e300 } }],
    ['null_values', { id: '7', name: null, timestamp: null, like_count: null, owner: null }],
    ['odd_times', { ...ROW, timestamp: 'Post 7' }],
  ])('of kind %s', (kind, odd) => {
    expect(changed({ data: [ROW, ROW], paging: {} }, kind)).toEqual({ data: [odd, ROW], paging: {} });
  });

  it('has one half of its figures null', () => {
    const [series, total] = [
      { name: 'reach', values: [{ value: 1 }] },
      { name: 'reach', total_value: { value: 1 } },
    ];
    expect(changed({ data: [series] }, 'null_half')).toEqual({ data: [{ ...series, total_value: null }] });
    expect(changed({ data: [total] }, 'null_half')).toEqual({ data: [{ ...total, values: null }] });
  });

  it('has groups without a value and without a dimension', () => {
    const group = { dimension_values: ['DE'], value: 4 };
    const row = (results: unknown[]): object => ({ total_value: { breakdowns: [{ results }] } });
    expect(changed({ data: [row([group, group, group])] }, 'odd_groups')).toEqual({
      data: [row([{ dimension_values: ['DE'] }, { dimension_values: [null], value: 4 }, group])],
    });
  });

  it('is the one asked for, in outer lists, in inner ones, and in a bucket', () => {
    expect(changed({ data: [1, 2, 3] }, 'null', { row: 1 })).toEqual({ data: [1, null, 3] });
    expect(changed({ data: [1] }, 'null', { row: 1 })).toEqual({ data: [1] });
    expect(changed({ kind: 'k', items: [ROW] }, 'text')).toEqual({ kind: 'k', items: ['odd'] });
    const post = { id: '1', comments: { data: [{ id: '2', replies: { data: [ROW] } }] } };
    expect(changed({ data: [post] }, 'null', { list: 'replies' })).toEqual({
      data: [{ id: '1', comments: { data: [{ id: '2', replies: { data: [null] } }] } }],
    });
    expect(changed({ data: [{ values: [{ value: 1 }] }] }, 'null', { list: 'values' })).toEqual({
      data: [{ values: [null] }],
    });
  });
});
