import { fieldOf, type ResourceContext, resourceMaker } from './resources.ts';
import type { ListQuery, PagePosition } from './list-query.ts';
import { flawedRows, type PageFlaw } from '../shared/fault-plan.ts';
import { compareNames, firstIndex } from './object-names.ts';
import type { NameView } from './object-store.ts';

/** One page of a listing, as indexes into the view. */
interface ListPage {
  readonly items: readonly number[];
  readonly prefixes: readonly string[];
  /** Where the next page goes on; `null` after the last. */
  readonly next: PagePosition | null;
}

// The service gives a page up when a glob or a filter matches little, and hands over a token instead.
const GLOB_SCAN = 20_000;

/**
 * Walks the view from where the token left off.
 *
 * Names with the delimiter after the prefix are rolled up into one prefix each, counted with the items, and skipped by
 * binary search. Offsets bound the object names, so a prefix appears when at least one object inside the bounds has it.
 *
 * @source Cloud Storage objects.list: prefix, delimiter, startOffset (inclusive), endOffset (exclusive), matchGlob,
 * includeTrailingDelimiter; a page may be short or empty and still have a token (checked 2026-11-22)
 */
export function listPage(view: NameView, query: ListQuery, limit: number): ListPage {
  const { from, to } = range(view, query);
  if (query.delimiter === '' && query.glob === null && query.hasContexts === null)
    return plainPage(view, query, from, Math.min(to, from + limit), to);
  const items: number[] = [];
  const prefixes: string[] = [];
  let last: PagePosition | null = query.after;
  let at = from;
  const stop = query.glob === null && query.hasContexts === null ? to : Math.min(to, from + GLOB_SCAN);
  while (at < stop && items.length + prefixes.length < limit) {
    const name = view.nameAt(at);
    const group = groupOf(name, query);
    if (group === null) {
      if (matches(name, query) && !view.isFolder(at) && isKept(view, query, at)) items.push(at);
      last = objectPosition(view, query, at);
      at += 1;
      continue;
    }
    if (matches(group, query)) {
      const trailing =
        query.includeTrailingDelimiter && name === group && !view.isFolder(at) && isKept(view, query, at);
      const entries = items.length + prefixes.length;
      // The object and its prefix share a position, so they share a page.
      if (trailing && entries > 0 && entries + 2 > limit) break;
      if (trailing) items.push(at);
      prefixes.push(group);
    }
    last = { kind: 'prefix', prefix: group };
    at = afterPrefix(view, group, at, to);
  }
  return { items, prefixes, next: at < to ? last : null };
}

/** Makes a plain page. Every name between the bounds counts: no need to look at them one by one. */
function plainPage(view: NameView, query: ListQuery, from: number, stop: number, to: number): ListPage {
  const items = Array.from({ length: Math.max(0, stop - from) }, (_, offset) => from + offset);
  return { items, prefixes: [], next: stop < to ? objectPosition(view, query, stop - 1) : null };
}

function objectPosition(view: NameView, query: ListQuery, index: number): PagePosition {
  const generation = query.versions ? view.rowAt(index).generation : '';
  return { kind: 'object', name: view.nameAt(index), generation };
}

/** Makes a page without items that goes on where the last one ended, as the service sometimes gives. */
export function emptyPage(view: NameView, query: ListQuery): ListPage {
  const { from, to } = range(view, query);
  const before: PagePosition = query.after ?? { kind: 'object', name: '', generation: '' };
  return { items: [], prefixes: [], next: from < to ? before : null };
}

/** Makes the page with its flaw: other rows, or another place to go on. */
export function flawedPage(view: NameView, page: ListPage, query: ListQuery, flaw: PageFlaw | undefined): ListPage {
  const first: PagePosition = { kind: 'object', name: '', generation: '' };
  switch (flaw) {
    case undefined:
      return page;
    case 'repeats':
      return { ...page, next: query.after ?? first };
    case 'circles':
      return { ...page, next: first };
    case 'overlaps': {
      const last = page.items.at(-1);
      const before = page.items.at(-2);
      if (last === undefined || before === undefined || page.next === null) return page;
      return { ...page, next: objectPosition(view, query, before) };
    }
    case 'doubles':
      return { ...page, items: flawedRows(page.items, flaw) };
    default:
      return flaw satisfies never;
  }
}

/** Finds the indexes between the bounds, beginning after the token. */
function range(view: NameView, query: ListQuery): { readonly from: number; readonly to: number } {
  const { prefix, startOffset, endOffset, glob } = query;
  const narrow = glob?.prefix.startsWith(prefix) === true ? glob.prefix : prefix;
  const begin = Math.max(view.lowerBound(narrow), startOffset === '' ? 0 : view.lowerBound(startOffset));
  const end = Math.min(
    afterPrefix(view, narrow, begin, view.length),
    endOffset === null ? view.length : view.lowerBound(endOffset),
  );
  return { from: query.after === null ? begin : Math.max(begin, indexAfter(view, query.after)), to: end };
}

function indexAfter(view: NameView, after: PagePosition): number {
  if (after.kind === 'prefix') return afterPrefix(view, after.prefix, view.lowerBound(after.prefix), view.length);
  let index = view.lowerBound(after.name);
  const done = after.generation === '' ? null : BigInt(after.generation);
  while (index < view.length && view.nameAt(index) === after.name) {
    if (done !== null && BigInt(view.rowAt(index).generation) > done) break;
    index += 1;
  }
  return index;
}

/** Finds the first index in `[from, to)` whose name does not begin with `prefix`, when those that do come first. */
function afterPrefix(view: NameView, prefix: string, from: number, to: number): number {
  if (prefix === '') return to;
  return firstIndex(from, to, (index) => {
    const name = view.nameAt(index);
    return !name.startsWith(prefix) && compareNames(name, prefix) > 0;
  });
}

function groupOf(name: string, query: ListQuery): string | null {
  if (query.delimiter === '') return null;
  const found = name.indexOf(query.delimiter, query.prefix.length);
  return found === -1 ? null : name.slice(0, found + query.delimiter.length);
}

function isKept(view: NameView, { hasContexts }: ListQuery, at: number): boolean {
  return hasContexts === null || hasContexts(view.rowAt(at).contexts);
}

function matches(name: string, query: ListQuery): boolean {
  return query.glob === null || query.glob.pattern.test(name);
}

/**
 * Makes the JSON of a page: `kind`, `nextPageToken`, `prefixes`, `items`, each only when there is one and the mask keeps
 * it. A mask without `nextPageToken` really leaves it out, which ends many a client's paging after one page.
 */
export function pageBody(view: NameView, page: ListPage, query: ListQuery, layout: PageLayout): object {
  const { items, prefixes } = page;
  const itemMask = fieldOf(query.mask, 'items');
  const make = itemMask === null ? null : resourceMaker(itemMask, layout.context);
  const kept = (name: string): boolean => fieldOf(query.mask, name) !== null;
  return {
    ...(kept('kind') ? { kind: 'storage#objects' } : {}),
    ...(layout.token !== null && kept('nextPageToken') ? { nextPageToken: layout.token } : {}),
    ...(prefixes.length > 0 && kept('prefixes') ? { prefixes } : {}),
    ...(items.length > 0 && make !== null ? { items: items.map((index) => make(view.rowAt(index))) } : {}),
  };
}

interface PageLayout {
  readonly token: string | null;
  readonly context: ResourceContext;
}
