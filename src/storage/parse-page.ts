import type { NamePage, ObjectPage } from './object-store.ts';
import { parseRows } from './parse-row.ts';

/** A listing reply as rows, or `null` when it is not one: an empty body, HTML of a proxy, half a page. */
export function parseObjectPage(body: unknown): ObjectPage | null {
  const page = parseEnvelope(body);
  if (page === null) return null;
  const rows = parseRows(page.items);
  return rows === null ? null : { rows, prefixes: page.prefixes, nextPageToken: page.nextPageToken };
}

/** A listing reply whose items hold only names; `null` when it is not one. */
export function parseNamePage(body: unknown): NamePage | null {
  const page = parseEnvelope(body);
  if (page === null) return null;
  const names: string[] = [];
  for (const item of page.items) {
    if (typeof item !== 'object' || item === null || !('name' in item) || typeof item.name !== 'string') return null;
    names.push(item.name);
  }
  return { names, prefixes: page.prefixes, nextPageToken: page.nextPageToken };
}

interface Envelope {
  readonly items: readonly unknown[];
  readonly prefixes: readonly string[];
  readonly nextPageToken: string | null;
}

function parseEnvelope(body: unknown): Envelope | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const items = 'items' in body ? body.items : [];
  const prefixes = 'prefixes' in body ? body.prefixes : [];
  const token = 'nextPageToken' in body ? body.nextPageToken : null;
  if (!Array.isArray(items) || !isTexts(prefixes)) return null;
  // An empty token means the end, as an absent one does.
  if (token !== null && typeof token !== 'string') return null;
  return { items, prefixes, nextPageToken: token === '' ? null : token };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
