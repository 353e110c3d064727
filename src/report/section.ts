import type { HtmlValue } from './html.ts';

/** One part of the page. */
export interface Section {
  /** Its address on the page. */
  readonly id: string;
  readonly title: string;
  readonly body: HtmlValue;
}
