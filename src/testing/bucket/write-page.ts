import { type FieldMask, fieldOf } from './field-mask.ts';
import { JsonBytes } from './json-bytes.ts';
import type { ListPage } from './list-page.ts';
import type { NameView } from './object-store.ts';
import type { RowWriter } from './row-writer.ts';

/** How a page is to be written. */
interface PageLayout {
  readonly mask: FieldMask;
  readonly pretty: boolean;
  /** `null` when the mask keeps nothing of the items. */
  readonly writeRow: RowWriter | null;
}

/**
 * The JSON of a page: `kind`, `nextPageToken`, `prefixes`, `items`, each only when there is one and the mask keeps it.
 * A mask without `nextPageToken` really leaves it out, which ends many a client's paging after one page.
 */
export function writePage(view: NameView, page: ListPage, token: string | null, layout: PageLayout): Uint8Array {
  const { mask, pretty, writeRow } = layout;
  const [line, deep] = pretty ? ['\n  ', '\n    '] : ['', ''];
  const key = (name: string): string => `${line}"${name}":${pretty ? ' ' : ''}`;
  const out = new JsonBytes(1_024 + page.items.length * 512);
  let separator = '{';
  const begin = (name: string): void => {
    out.json(separator + key(name));
    separator = ',';
  };
  if (fieldOf(mask, 'kind') !== null) {
    begin('kind');
    out.quoted('storage#objects');
  }
  if (token !== null && fieldOf(mask, 'nextPageToken') !== null) {
    begin('nextPageToken');
    out.quoted(token);
  }
  if (page.prefixes.length > 0 && fieldOf(mask, 'prefixes') !== null) {
    begin('prefixes');
    out.json(`[${page.prefixes.map((prefix) => deep + JSON.stringify(prefix)).join(',')}${line}]`);
  }
  if (page.items.length > 0 && writeRow !== null) {
    begin('items');
    let lead = `[${deep}`;
    for (const index of page.items) {
      out.json(lead);
      writeRow(out, view.rowAt(index));
      lead = `,${deep}`;
    }
    out.json(`${line}]`);
  }
  out.json(`${separator === '{' ? '{' : ''}${pretty ? '\n}\n' : '}'}`);
  return out.finish();
}
