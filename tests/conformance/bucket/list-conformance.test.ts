import { afterAll, describe, expect, it } from 'vitest';

import { LIST_CASES, type ListCase } from './list-cases.ts';
import { externalEndpoint, type ListingEndpoint, simulatorEndpoint } from './listing-endpoint.ts';

interface Page {
  readonly items?: readonly { readonly name: string }[];
  readonly prefixes?: readonly string[];
  readonly nextPageToken?: string;
}

const endpoints = [await simulatorEndpoint(), await externalEndpoint(process.env)].filter(
  (endpoint) => endpoint !== null,
);
afterAll(() => Promise.all(endpoints.map((endpoint) => endpoint.close())));

async function pagesOf(endpoint: ListingEndpoint, query: ListCase['query']): Promise<Page[]> {
  const pages: Page[] = [];
  let token: string | undefined;
  do {
    const parameters = new URLSearchParams({ ...query, ...(token === undefined ? {} : { pageToken: token }) });
    const response = await fetch(`${endpoint.listUrl}?${parameters.toString()}`, { headers: endpoint.headers });
    expect(response.status).toBe(200);
    const page = (await response.json()) as Page;
    pages.push(page);
    token = page.nextPageToken;
  } while (token !== undefined && pages.length < 200);
  return pages;
}

describe.each(endpoints)('objects.list of $label', (endpoint) => {
  const refused = LIST_CASES.filter((one) => one.status !== undefined);
  const answered = LIST_CASES.filter((one) => one.status === undefined);

  it.each(answered)('$id: $rule', async (one) => {
    const pages = await pagesOf(endpoint, one.query);
    const items = pages.flatMap((page) => page.items ?? []);
    if (one.items !== undefined) expect(items.map(({ name }) => name)).toEqual(one.items);
    if (one.prefixes !== undefined) expect(pages.flatMap((page) => page.prefixes ?? [])).toEqual(one.prefixes);
    if (one.keys !== undefined) expect(Object.keys(pages[0] ?? {}).sort()).toEqual(one.keys);
    if (one.itemKeys !== undefined) expect(Object.keys(items[0] ?? {}).sort()).toEqual(one.itemKeys);
    if (one.stopsAfterPages !== undefined) expect(pages).toHaveLength(one.stopsAfterPages);
    const limit = Number(one.query['maxResults'] ?? 1_000);
    for (const page of pages) {
      expect((page.items?.length ?? 0) + (page.prefixes?.length ?? 0)).toBeLessThanOrEqual(limit);
    }
  });

  it.each(refused)('$id: $rule', async (one) => {
    const parameters = new URLSearchParams(one.query);
    const response = await fetch(`${endpoint.listUrl}?${parameters.toString()}`, { headers: endpoint.headers });
    expect(response.status).toBe(one.status);
    const body = (await response.json()) as { error: { code: number; errors: { reason: string }[] } };
    expect(body.error.code).toBe(one.status);
    expect(body.error.errors[0]?.reason).toBe(one.reason);
  });
});
