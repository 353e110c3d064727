import { type Markish, plot, type PlotOptions } from './library.ts';

import { formatNumber } from '../format.ts';
import { SvgDocument, toMarkup } from './svg-document.ts';

/** Room a chart has, in CSS pixels. */
export interface ChartSize {
  readonly width: number;
  readonly narrow: boolean;
}

/** A chart as markup, and where its scales put a moment and a value. */
export interface Drawing {
  readonly svg: string;
  readonly place: (x: unknown, y: unknown) => readonly [x: number, y: number];
}

/** What the charting library adds to a picture. */
interface Scaled {
  readonly scale: (name: 'x' | 'y') => { readonly apply: (value: unknown) => unknown } | undefined;
}

/** Draws marks as one picture named `label`. */
export function draw(options: PlotOptions, marks: Markish[], label: string): Drawing {
  // The library asks for a whole document and uses the few doors ours has.
  const document: unknown = new SvgDocument();
  const drawing: unknown = plot({ ...options, document, className: 'chart', marks });
  const [x, y] = (['x', 'y'] as const).map((name) => (drawing as Scaled).scale(name));
  return {
    svg: toMarkup(drawing, label),
    place: (across, up) => [Number(x?.apply(across)), Number(y?.apply(up))],
  };
}

/** Room for the numbers of an axis, rounded up as a scale does. */
export function axisWidth(values: readonly number[]): number {
  const longest = Math.max(...values.map((value) => widthOf(formatNumber(Math.ceil(value * 1.2)))), 24);
  return longest + 24;
}

/** About how wide a text is in the charts' type, on the wide side: nobody knows the reader's fonts. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (letter > '\u2e7f') width += 13;
    else if (/[A-Zmw#@%&_]/.test(letter)) width += 9.4;
    else width += /[iljt.,:;'| ]/.test(letter) ? 4.6 : 7.6;
  }
  return width;
}
