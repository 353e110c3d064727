import { parseHTML } from 'linkedom';

import { renderReport, type ReportInput, type ReportOptions } from '../../../src/report/index.ts';

/** What the tests ask of an element. */
export interface PageElement {
  readonly tagName: string;
  readonly textContent: string;
  readonly innerHTML: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly parentElement: PageElement | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Parses the elements of a page. */
export function parsePage(html: string): PageElement {
  const window: unknown = parseHTML(html);
  return (window as { document: { documentElement: PageElement } }).document.documentElement;
}

/** Writes a text as a reader sees it: runs of white space are one space. */
export function readable(element: PageElement | null): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** Gives the readable text of the first match. */
export function textOf(page: PageElement, selector: string): string {
  return readable(page.querySelector(selector));
}

export function allOf(page: PageElement, selector: string): PageElement[] {
  return [...page.querySelectorAll(selector)];
}

/** Opens the elements of the report of an input. */
export function open(input: ReportInput, options?: ReportOptions): PageElement {
  return parsePage(renderReport(input, options));
}

/** Reads the rows of the first table of a section whose caption begins so: the text of each cell by column. */
export function tableOf(page: PageElement, section: string, caption: string): Record<string, string>[] {
  const found = allOf(page, `#${section} table`).find((table) => textOf(table, 'caption').startsWith(caption));
  if (found === undefined) throw new Error(`No table ${caption}.`);
  const titles = allOf(found, 'thead th').map(readable);
  return allOf(found, 'tbody tr').map((row) =>
    Object.fromEntries(allOf(row, 'th, td').map((cell, index) => [titles[index] ?? '', readable(cell)])),
  );
}
