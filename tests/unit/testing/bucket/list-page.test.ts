import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { compareNames } from '../../../../src/testing/bucket/object-names.ts';
import { GeneratedObjects } from '../../../../src/testing/bucket/generated-objects.ts';
import { listPage } from '../../../../src/testing/bucket/list-page.ts';
import { encodePageToken, parseListQuery } from '../../../../src/testing/bucket/list-query.ts';
import { ObjectStore } from '../../../../src/testing/bucket/object-store.ts';
import { objectRow } from '../../../../src/testing/bucket/simulated-object.ts';

interface Listing {
  items: string[];
  prefixes: string[];
  pageSizes: number[];
}

/** Follows the tokens to the end. */
function listAll(store: ObjectStore, parameters: Record<string, string>): Listing {
  const listing: Listing = { items: [], prefixes: [], pageSizes: [] };
  const query = new URLSearchParams(parameters);
  for (;;) {
    const parsed = parseListQuery(query, null);
    const page = listPage(store.live, parsed, parsed.limit);
    listing.items.push(...page.items.map((index) => store.live.nameAt(index)));
    listing.prefixes.push(...page.prefixes);
    listing.pageSizes.push(page.items.length + page.prefixes.length);
    if (page.next === null) return listing;
    query.set('pageToken', encodePageToken(page.next, parsed.bounds, 0));
  }
}

/** Applies the documented rules, applied one name at a time. */
function expected(names: readonly string[], parameters: Record<string, string>): Omit<Listing, 'pageSizes'> {
  const { prefix = '', delimiter = '', startOffset = '', endOffset = '', includeTrailingDelimiter } = parameters;
  const bytes = (text: string): Buffer => Buffer.from(text);
  const items: string[] = [];
  const prefixes = new Set<string>();
  for (const name of [...names].sort((a, b) => Buffer.compare(bytes(a), bytes(b)))) {
    if (!name.startsWith(prefix)) continue;
    if (Buffer.compare(bytes(name), bytes(startOffset)) < 0) continue;
    if (endOffset !== '' && Buffer.compare(bytes(name), bytes(endOffset)) >= 0) continue;
    const found = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
    if (found === -1) {
      items.push(name);
    } else {
      const group = name.slice(0, found + delimiter.length);
      prefixes.add(group);
      if (includeTrailingDelimiter === 'true' && name === group) items.push(name);
    }
  }
  return { items, prefixes: [...prefixes] };
}

function storeOf(names: readonly string[]): ObjectStore {
  const store = new ObjectStore({ base: null, versioning: false });
  names.forEach((name, ordinal) => {
    store.put(objectRow({ name }, ordinal));
  });
  return store;
}

const part = fc.constantFrom('a', 'b', '/', 'z', '%', ' ', 'é', '\uFF61', '\u{1F600}', '\uE000', '~', '\u0001');
const text = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
const nameSet = fc.uniqueArray(
  text.filter((name) => name !== ''),
  { maxLength: 40 },
);
const parameters = fc.record(
  {
    prefix: text,
    delimiter: fc.constantFrom('/', 'a', 'b/', '\u{1F600}'),
    startOffset: text,
    endOffset: text,
    includeTrailingDelimiter: fc.constantFrom('true', 'false'),
  },
  { requiredKeys: [] },
);

describe('listing', () => {
  test.prop([nameSet, parameters, fc.integer({ min: 1, max: 7 })])(
    'gives what the rules say, whatever the page size',
    (names, query, maxResults) => {
      const { items, prefixes, pageSizes } = listAll(storeOf(names), { ...query, maxResults: String(maxResults) });
      expect({ items, prefixes }).toEqual(expected(names, query));
      // The pair of a folder object and its prefix is the one thing that may exceed a page of 1.
      for (const size of pageSizes) expect(size).toBeLessThanOrEqual(Math.max(2, maxResults));
    },
  );

  test.prop([
    fc.constantFrom('flat', 'tree', 'timestamps', 'hash', 'mixed', 'folder', 'skewed'),
    fc.integer({ min: 0, max: 400 }),
    nameSet,
    fc.array(fc.nat(), { maxLength: 6 }),
    parameters,
  ])('is right for stored objects laid over generated ones', (shape, count, added, replaced, query) => {
    const base = new GeneratedObjects({ shape, count });
    const generated = Array.from({ length: base.length }, (_, index) => base.nameAt(index));
    const store = new ObjectStore({ base, versioning: false });
    const put = [...added, ...replaced.flatMap((pick) => generated[pick % Math.max(1, count)] ?? [])];
    put.forEach((name, ordinal) => {
      store.put(objectRow({ name }, ordinal));
    });
    const all = [...new Set([...generated, ...put])];
    expect(store.live.length).toBe(all.length);
    const { items, prefixes } = listAll(store, { ...query, maxResults: '97' });
    expect({ items, prefixes }).toEqual(expected(all, query));
    for (const name of all) expect(store.find(name, null)?.name).toBe(name);
  });

  test.prop([text, text])('orders names as their UTF-8 bytes', (left, right) => {
    const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
    expect(Math.sign(compareNames(left, right))).toBe(bytes);
  });

  it('finds folders of a generated bucket without walking through them', () => {
    const base = new GeneratedObjects({ shape: 'folder', count: 1_000_000 });
    const store = new ObjectStore({ base, versioning: false });
    expect(listAll(store, { delimiter: '/' }).prefixes).toEqual(['drafts/', 'footage/', 'stills/']);
    const { items } = listAll(store, { startOffset: 'footage/clip_000959998', endOffset: 'stills/still_000000001' });
    // 2 % of 1,000,000 in each small folder leaves 960,000 clips, so 959,998 and 959,999 and the first still.
    expect(items.map((name) => name.replace(/\..*/, ''))).toEqual([
      'footage/clip_000959998',
      'footage/clip_000959999',
      'stills/still_000000000',
    ]);
  });
});
