import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { GraphApiError, InsightInventoryError, isInsightInventoryError } from '../../../src/base/errors.ts';
import { toListPage, WalkedList, walkPages, withPartial, type ListPage } from '../../../src/instagram/walk-pages.ts';

interface Item {
  readonly id: string;
}

const page = (ids: readonly (string | null)[], after: string | null): ListPage<Item> => ({
  rows: ids.map((id) => ({ id, item: id === null || id.startsWith('odd') ? null : { id } })),
  after,
});

/** A list as any server may give it: every page has some rows and leads to any other, or ends the list. */
const lists = fc
  .array(
    fc.record({
      ids: fc.array(fc.option(fc.constantFrom('1', '2', '3', '4', '5', '6', 'odd1', 'odd2'), { nil: null }), {
        maxLength: 5,
      }),
      next: fc.nat({ max: 9 }),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((pages) => pages.map(({ ids, next }) => page(ids, next < pages.length ? String(next) : null)));

async function walk(pages: readonly ListPage<Item>[], limit = Infinity) {
  const list = new WalkedList<Item>();
  const asked: number[] = [];
  let error: InsightInventoryError | null = null;
  const read = (after: string | null): Promise<ListPage<Item>> => {
    const place = after === null ? 0 : Number(after);
    asked.push(place);
    return Promise.resolve(pages[place] ?? page([], null));
  };
  try {
    await walkPages(list, { limit, read });
  } catch (caught) {
    if (!isInsightInventoryError(caught)) throw caught;
    error = caught;
  }
  return { list, asked, error };
}

describe('a walk through pages', () => {
  test.prop([lists])('ends for whatever a server gives, each id once', async (pages) => {
    const { list, asked, error } = await walk(pages);
    const ids = list.items.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // Every page but the last brings an id that is new, or is one of five in a row without any.
    expect(asked.length).toBeLessThanOrEqual((8 + 1) * 5);
    const given = new Set(asked.flatMap((place) => pages[place]?.rows.map(({ id }) => id) ?? []));
    if (error?.code !== 'graph:repeated_page') {
      expect(new Set(ids)).toEqual(new Set([...given].filter((id) => id?.startsWith('odd') === false)));
    }
    expect(error === null ? list.after : null).toBeNull();
  });

  test.prop([lists, fc.integer({ min: 1, max: 6 })])('asks for no page beyond its limit', async (pages, limit) => {
    const { list, asked } = await walk(pages, limit);
    const whole = await walk(pages);
    expect(asked).toEqual(whole.asked.slice(0, asked.length));
    expect(list.items.slice(0, limit)).toEqual(whole.list.items.slice(0, limit));
  });

  test.prop([fc.integer({ min: 1, max: 20 })])('ends a circle of any length after one turn', async (length) => {
    const pages = Array.from({ length }, (_, place) => page([`n${String(place)}`], String((place + 1) % length)));
    const { list, asked, error } = await walk(pages);
    expect(list.items).toHaveLength(length);
    expect(asked).toHaveLength(length + 1);
    expect(error).toMatchObject({ kind: 'invalid_response', code: 'graph:repeated_page' });
  });

  it('counts each unreadable row once, and those without an id every time', async () => {
    const { list } = await walk([page(['1', 'odd1', 'odd1', null], '1'), page(['odd1', '2', null], null)]);
    expect([list.items.length, list.unreadable]).toEqual([2, 3]);
  });

  it('allows four empty pages in a row, and begins to count anew behind one with rows', async () => {
    const empty = (after: number): ListPage<Item> => page([], String(after));
    const pages = [empty(1), empty(2), empty(3), empty(4), page(['1'], '5'), empty(6), empty(7), page(['2'], null)];
    expect(await walk(pages)).toMatchObject({ error: null, list: { items: [{ id: '1' }, { id: '2' }] } });
    expect((await walk([empty(0)])).asked).toHaveLength(5);
    expect((await walk([empty(0)])).error).toMatchObject({ code: 'graph:empty_pages', retryable: true });
  });

  it('takes a last page that repeats as the end: the rows before it were shifted', async () => {
    expect(await walk([page(['1', '2'], '1'), page(['2'], null)])).toMatchObject({ error: null });
  });

  it('goes on from where a list was left', async () => {
    const list = WalkedList.from([{ id: '1' }, { id: '2' }], 'behind');
    await walkPages(list, { limit: 4, read: () => Promise.resolve(page(['2', '3'], null)) });
    expect(list.items.map(({ id }) => id)).toEqual(['1', '2', '3']);
  });
});

describe('toListPage', () => {
  it('reads each row on its own', () => {
    const rows = [{ id: '1' }, { id: 5 }, 'text', null, { id: '' }];
    const read = (row: unknown): string | null => (typeof row === 'object' && row !== null ? 'read' : null);
    expect(toListPage({ rows, after: null }, read).rows).toEqual([
      { id: '1', item: 'read' },
      { id: '5', item: 'read' },
      { id: null, item: null },
      { id: null, item: null },
      { id: null, item: 'read' },
    ]);
  });
});

describe('withPartial', () => {
  const broken = (): GraphApiError => new GraphApiError('broken', { kind: 'transient', code: 'graph:2', status: 500 });

  it('adds what was read, once', () => {
    const error = broken();
    expect(withPartial(withPartial(error, undefined, [1], 'a'), undefined, [1, 2], 'b')).toBe(error);
    expect(error.partial).toEqual({ items: [1], after: 'a' });
  });

  it('leaves the reason of a caller alone, of whatever kind it is', () => {
    const reason = broken();
    const { signal } = { signal: AbortSignal.abort(reason) };
    expect(withPartial(reason, signal, [1], 'a')).toBe(reason);
    expect(reason.partial).toBeUndefined();
    expect(withPartial('enough', undefined, [1], null)).toBe('enough');
  });
});
