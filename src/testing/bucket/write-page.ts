import { type FieldMask, fieldOf } from './field-mask.ts';
import type { ListPage } from './list-page.ts';
import type { ResourceContext } from './object-fields.ts';
import type { NameView } from './object-store.ts';
import { compileRowWriter } from './row-writer.ts';

/** How a page is to be written. */
export interface PageLayout {
  readonly mask: FieldMask;
  readonly pretty: boolean;
  readonly context: ResourceContext;
}

/**
 * The JSON of a page: `kind`, `nextPageToken`, `prefixes`, `items`, each only when there is one and the mask keeps it.
 * A mask without `nextPageToken` really leaves it out, which ends many a client's paging after one page.
 */
export function writePage(view: NameView, page: ListPage, token: string | null, layout: PageLayout): string {
  const { mask, pretty, context } = layout;
  const [space, deep, colon] = pretty ? ['\n  ', '\n    ', '": '] : ['', '', '":'];
  const parts: string[] = [];
  if (fieldOf(mask, 'kind') !== null) parts.push(`${space}"kind${colon}"storage#objects"`);
  if (token !== null && fieldOf(mask, 'nextPageToken') !== null) {
    parts.push(`${space}"nextPageToken${colon}"${token}"`);
  }
  if (page.prefixes.length > 0 && fieldOf(mask, 'prefixes') !== null) {
    const prefixes = page.prefixes.map((prefix) => deep + JSON.stringify(prefix)).join(',');
    parts.push(`${space}"prefixes${colon}[${prefixes}${space}]`);
  }
  const itemMask = fieldOf(mask, 'items');
  if (page.items.length > 0 && itemMask !== null) {
    const write = compileRowWriter(itemMask, pretty ? { pretty, level: 2 } : { pretty }, context);
    let items = '';
    for (const index of page.items) items += `${items === '' ? '' : ','}${deep}${write(view.rowAt(index))}`;
    parts.push(`${space}"items${colon}[${items}${space}]`);
  }
  return `{${parts.join(',')}${pretty ? '\n' : ''}}${pretty ? '\n' : ''}`;
}
