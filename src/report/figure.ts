import { html, markup, type Html, type HtmlValue } from './html.ts';

/** Room a chart has, in CSS pixels. */
export interface ChartSize {
  readonly width: number;
  readonly narrow: boolean;
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

/** A chart, drawn once for a desk and once for a phone so that its letters keep their size, and its numbers as a table. */
export function figure({ label, draw, caption, table }: FigureOptions): Html {
  return html`<figure>
    <div class="wide">${markup(draw(WIDE, label))}</div>
    <div class="narrow">${markup(draw(NARROW, label))}</div>
    <figcaption>${caption}</figcaption>
    ${behind('The numbers as a table', table)}
  </figure>`;
}

/** Something to unfold. */
export function behind(summary: string, body: HtmlValue): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${body}
  </details>`;
}
