import type { ChartSize } from './charts/drawing.ts';
import { formatNumber } from './format.ts';
import { type Html, html, type HtmlValue, markup } from './html.ts';

export interface Column<R> {
  readonly title: string;
  readonly cell: (row: R) => HtmlValue;
  /** Numbers stand flush right. */
  readonly numeric?: boolean | undefined;
  /** Sentences need room. */
  readonly wide?: boolean | undefined;
}

export interface TableOptions<R> {
  /** What the table shows: its caption, and its name for assistive technology. */
  readonly caption: string;
  /** The first column is the header of each row. */
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  /** Rows beyond are counted and left out. */
  readonly most: number;
  /** What rows are called: `posts`. */
  readonly noun: string;
  /** Where a heading above says what the caption does. */
  readonly quiet?: boolean | undefined;
}

/**
 * Makes a table in a box of its own that scrolls sideways and can be reached by keyboard. On a phone each row is a card
 * whose cells carry the names of their columns.
 */
export function table<R>({ caption, columns, rows, most, noun, quiet }: TableOptions<R>): Html {
  const left = rows.length - most;
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0">
      <table>
        <caption class="${quiet === true ? 'hidden' : 'shown'}">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map(({ title, numeric }) => html`<th scope="col" class="${numeric === true ? 'num' : 'text'}">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, most).map((row) => tableRow(columns, row))}
        </tbody>
      </table>
    </div>
    ${left > 0 && html`<p class="note">… and ${formatNumber(left)} more${left > 1 && ` ${noun}`}.</p>`}`;
}

function tableRow<R>(columns: readonly Column<R>[], row: R): Html {
  const cells = columns.map(({ title, cell, numeric, wide }, index) => {
    const kind = numeric === true ? 'num' : wide === true ? 'text wide-text' : 'text';
    if (index === 0) return html`<th scope="row" class="${kind}">${cell(row)}</th>`;
    return html`<td class="${kind}" data-title="${title}"><div>${cell(row)}</div></td>`;
  });
  return html`<tr>
    ${cells}
  </tr> `;
}

const WIDE: ChartSize = { width: 760, narrow: false };
const NARROW: ChartSize = { width: 358, narrow: true };

export interface FigureOptions {
  /** What the chart shows, in a sentence: its name for assistive technology. */
  readonly label: string;
  readonly draw: (size: ChartSize, label: string) => string;
  /** How to read it. */
  readonly caption: HtmlValue;
  /** The same numbers. */
  readonly table: Html;
}

/**
 * Makes a chart, drawn once for a desk and once for a phone so that its letters keep their size, and its numbers as a
 * table.
 */
export function figure({ label, draw, caption, table }: FigureOptions): Html {
  return html`<figure>
    <div class="wide">${markup(draw(WIDE, label))}</div>
    <div class="narrow">${markup(draw(NARROW, label))}</div>
    <figcaption>${caption}</figcaption>
    ${behind('The numbers as a table', table)}
  </figure>`;
}

/** Makes something to unfold. */
export function behind(summary: string, body: HtmlValue): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${body}
  </details>`;
}
