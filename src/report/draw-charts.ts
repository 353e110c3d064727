import {
  areaY,
  axisX,
  axisY,
  barX,
  cell,
  dot,
  gridX,
  gridY,
  lineY,
  type Markish,
  plot,
  type PlotOptions,
  ruleX,
  ruleY,
  text,
} from '@observablehq/plot';
import { formatNumber, type Tone } from './format.ts';
import { shortenMiddle } from './html.ts';
import { SvgDocument, toMarkup } from './svg-document.ts';

/** Room a chart has, in CSS pixels. */
export interface ChartSize {
  readonly width: number;
  readonly narrow: boolean;
}

const TONES: Readonly<Record<Tone, string>> = {
  accent: 'var(--accent)',
  good: 'var(--good)',
  bad: 'var(--bad)',
  quiet: 'var(--soft)',
};

/** How many letters of a label there is room for. */
const LABEL_LETTERS = { wide: 30, narrow: 17 } as const;
const ROW_HEIGHT = 26;

function draw(options: PlotOptions, marks: Markish[], label: string): string {
  // The library asks for a whole document and uses the few doors ours has.
  const document: unknown = new SvgDocument();
  const drawing: unknown = plot({ ...options, document, className: 'chart', marks });
  return toMarkup(drawing, label);
}

export interface PostDot {
  readonly time: Date;
  readonly value: number;
  readonly maturing: boolean;
  readonly title: string;
}

/** Beyond this many dots each is small and pale. */
const MANY_DOTS = 250;

/** Posts over time: filled dots, hollow squares for those that still grow, a dashed line at the median. */
export function drawPosts(
  { width, narrow }: ChartSize,
  label: string,
  { dots, unit, median }: { readonly dots: readonly PostDot[]; readonly unit: string; readonly median: number | null },
): string {
  const many = dots.length > MANY_DOTS;
  const place = { x: 'time', y: 'value', r: many ? 2.5 : 4.5, ...(narrow ? {} : { title: 'title' }) };
  const times = dots.map(({ time }) => time.getTime());
  // A single moment has no span of its own.
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const margin = Math.max((last - first) * 0.03, 43_200_000);
  return draw(
    {
      width,
      height: narrow ? 240 : 300,
      marginLeft: axisWidth(dots.map(({ value }) => value)),
      marginRight: 14,
      marginTop: 28,
      marginBottom: 40,
      x: { type: 'utc', domain: [new Date(first - margin), new Date(last + margin)] },
      y: { zero: true, nice: true },
    },
    [
      gridY({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      axisY({ ticks: 5, tickSize: 0, tickFormat: formatNumber, label: unit, labelArrow: 'none' }),
      axisX({ ticks: narrow ? 4 : 8, tickSize: 4, label: null }),
      ruleY([0], { stroke: 'var(--soft)' }),
      ...(median === null ? [] : [ruleY([median], { stroke: 'var(--soft)', strokeDasharray: '4 4' })]),
      dot(
        dots.filter(({ maturing }) => !maturing),
        { ...place, fill: 'var(--accent)', fillOpacity: many ? 0.55 : 0.85 },
      ),
      dot(
        dots.filter(({ maturing }) => maturing),
        { ...place, symbol: 'square', fill: 'var(--paper)', stroke: 'var(--accent)', strokeWidth: 1.8 },
      ),
    ],
    label,
  );
}

export interface IntervalRow {
  readonly label: string;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly tone: Tone;
  /** Beside the row: how many posts. */
  readonly note: string;
}

export interface IntervalScale {
  readonly rows: readonly IntervalRow[];
  readonly unit: string;
  /** Ratios are drawn on a logarithmic scale, around a line at 1. */
  readonly ratio: boolean;
  /** A dashed line to compare with. */
  readonly reference?: number | undefined;
}

/** Far enough apart to be read on a phone. */
const RATIO_TICKS: readonly number[] = [0.1, 0.25, 0.5, 0.7, 1, 1.4, 2, 4, 10];

/** Estimates as dots on their intervals, one row each. */
export function drawIntervals(size: ChartSize, label: string, { rows, unit, ratio, reference }: IntervalScale): string {
  const keyed = rows.map((row, index) => ({ ...row, key: String(index), ink: TONES[row.tone] }));
  const marks = reference === undefined ? [] : [reference];
  const ends = [...marks, ...rows.flatMap(({ value, interval }) => [value, ...(interval ?? [])])];
  const domain = ratio
    ? [Math.min(0.7, ...ends) * 0.95, Math.max(1.4, ...ends) * 1.05]
    : [Math.min(0, ...ends), Math.max(...ends) * 1.04 || 1];
  const whiskers = keyed.filter(({ interval }) => interval !== null);
  const ticks = ratio
    ? RATIO_TICKS.filter((tick) => tick >= (domain[0] ?? 0) && tick <= (domain[1] ?? 0))
    : size.narrow
      ? 3
      : 6;
  return draw(
    {
      ...rowFrame(size, rows, 62),
      x: { type: ratio ? 'log' : 'linear', domain },
    },
    [
      gridX({ ticks, stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({
        ticks,
        tickSize: 0,
        label: unit,
        labelArrow: 'none',
        labelOffset: 32,
        ...(ratio ? { tickFormat: (value: number) => `×${String(value)}` } : {}),
      }),
      ruleX([ratio ? 1 : 0], { stroke: 'var(--soft)' }),
      ruleX(marks, { stroke: 'var(--soft)', strokeDasharray: '4 4' }),
      ruleY(whiskers, {
        y: 'key',
        x1: (row: IntervalRow) => row.interval?.[0],
        x2: (row: IntervalRow) => row.interval?.[1],
        stroke: 'ink',
        strokeWidth: 2.5,
        strokeOpacity: 0.55,
        strokeLinecap: 'round',
      }),
      dot(keyed, { y: 'key', x: 'value', r: 5, fill: 'ink' }),
      ...rowLabels(size, keyed),
      text(keyed, { y: 'key', text: 'note', frameAnchor: 'right', textAnchor: 'start', dx: 8, fill: 'var(--soft)' }),
    ],
    label,
  );
}

export interface BarRow {
  readonly label: string;
  readonly value: number;
  /** At the end of the bar. */
  readonly note: string;
}

/** Bars from 0, one row each, with their figures. */
export function drawBars(size: ChartSize, label: string, rows: readonly BarRow[]): string {
  const keyed = rows.map((row, index) => ({ ...row, key: String(index) }));
  const noteWidth = Math.max(...rows.map(({ note }) => widthOf(note)), 0) + 12;
  return draw(
    {
      ...rowFrame(size, rows, noteWidth),
      height: rows.length * ROW_HEIGHT + 12,
      marginBottom: 6,
      x: { domain: [0, Math.max(...rows.map(({ value }) => value)) || 1], axis: null },
    },
    [
      barX(keyed, { y: 'key', x: 'value', fill: 'var(--accent)', insetTop: 4, insetBottom: 4, rx2: 3 }),
      ruleX([0], { stroke: 'var(--soft)' }),
      ...rowLabels(size, keyed),
      text(keyed, { y: 'key', x: 'value', text: 'note', textAnchor: 'start', dx: 6 }),
    ],
    label,
  );
}

/** The frame of a chart of rows: labels on the left, notes on the right, the scale above. */
function rowFrame(size: ChartSize, rows: readonly { readonly label: string }[], marginRight: number): PlotOptions {
  return {
    width: size.width,
    height: rows.length * ROW_HEIGHT + 48,
    marginTop: 6,
    marginBottom: 42,
    marginRight,
    marginLeft: Math.max(...rows.map(({ label }) => widthOf(labelOf(size, label))), 24) + (size.narrow ? 22 : 14),
    y: { type: 'band', domain: rows.map((_, index) => String(index)), axis: null, padding: 0.1 },
  };
}

function rowLabels(size: ChartSize, rows: readonly { readonly label: string; readonly key: string }[]): Markish[] {
  const shortened = rows.map((row) => ({ ...row, name: labelOf(size, row.label) }));
  return [text(shortened, { y: 'key', text: 'name', frameAnchor: 'left', textAnchor: 'end', dx: -10 })];
}

function labelOf({ narrow }: ChartSize, label: string): string {
  return shortenMiddle(label, LABEL_LETTERS[narrow ? 'narrow' : 'wide']);
}

/** Room for the numbers of an axis, rounded up as a scale does. */
function axisWidth(values: readonly number[]): number {
  const longest = Math.max(...values.map((value) => widthOf(formatNumber(Math.ceil(value * 1.2)))), 24);
  return longest + 24;
}

/** About how wide a text is in the charts' type, on the wide side: nobody knows the reader's fonts. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (letter > '\u2e7f') width += 13;
    else if (/[A-Zmw#@%&_]/.test(letter)) width += 9.4;
    else width += /[iljt.,:;'| ]/.test(letter) ? 4.6 : 7.6;
  }
  return width;
}

export interface HeatCell {
  readonly column: string;
  readonly row: string;
  /** Style sheet name of the effect's tint; `null` where no effect is known. */
  readonly fill: 'heat-good' | 'heat-good-weak' | 'heat-even' | 'heat-bad-weak' | 'heat-bad' | null;
  /** The tint fills the cell and is outlined; else it is a smaller patch. */
  readonly certain: boolean;
  readonly lines: string;
}

/** A grid of words on tints. */
export function drawHeatMap(
  { width, narrow }: ChartSize,
  label: string,
  grid: { readonly cells: readonly HeatCell[]; readonly columns: readonly string[]; readonly rows: readonly string[] },
): string {
  const cells = grid.cells.map((part) => ({ ...part, tint: `var(--${part.fill ?? 'heat-none'})` }));
  const certain = cells.filter((part) => part.certain);
  const patches = cells.filter((part) => !part.certain && part.fill !== null);
  return draw(
    {
      width,
      height: grid.rows.length * 54 + 30,
      marginLeft: narrow ? 80 : 118,
      marginRight: 2,
      marginTop: 26,
      marginBottom: 4,
      padding: 0.05,
      x: { type: 'band', domain: grid.columns, label: null },
      y: { type: 'band', domain: grid.rows, label: null },
    },
    [
      axisX({ anchor: 'top', tickSize: 0, label: null }),
      axisY({ tickSize: 0, label: null }),
      cell(cells, { x: 'column', y: 'row', fill: 'var(--heat-none)', stroke: 'var(--line)', rx: 3 }),
      cell(patches, { x: 'column', y: 'row', fill: 'tint', rx: 3, inset: narrow ? 3 : 8 }),
      cell(certain, { x: 'column', y: 'row', fill: 'tint', stroke: 'var(--ink)', strokeWidth: 2, rx: 3, inset: 1 }),
      text(cells, { x: 'column', y: 'row', text: 'lines', lineHeight: 1.3, fill: 'var(--ink)' }),
    ],
    label,
  );
}

export interface LinePoint {
  readonly time: Date;
  /** `null` is a gap. */
  readonly value: number | null;
}

export interface LineOptions {
  readonly points: readonly LinePoint[];
  readonly unit: string;
  /** Filled from 0 and drawn in steps: what has added up. Else a line with a dot at every reading. */
  readonly cumulative: boolean;
}

/** One figure over time; a gap stays a gap. */
export function drawLine({ width, narrow }: ChartSize, label: string, options: LineOptions): string {
  const { points, unit, cumulative } = options;
  const values = points.flatMap(({ value }) => value ?? []);
  const known = points.filter(({ value }) => value !== null);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  // One value alone has no scale of its own.
  const flat = lowest === highest ? { domain: [lowest * 0.9 - 1, highest * 1.1 + 1] } : {};
  const shape = { x: 'time', y: 'value', stroke: 'var(--accent)', strokeWidth: 2 };
  return draw(
    {
      width,
      height: narrow ? 220 : 260,
      marginLeft: axisWidth(values),
      marginRight: 16,
      marginTop: 28,
      marginBottom: 40,
      x: { type: 'utc' },
      y: cumulative ? { zero: true, nice: true } : { nice: true, ...flat },
    },
    [
      gridY({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      axisY({ ticks: 5, tickSize: 0, tickFormat: formatNumber, label: unit, labelArrow: 'none' }),
      axisX({ ticks: narrow ? 4 : 8, tickSize: 4, label: null }),
      ...(cumulative
        ? [
            areaY(points, { x: 'time', y: 'value', fill: 'var(--accent)', fillOpacity: 0.18, curve: 'step-after' }),
            lineY(points, { ...shape, curve: 'step-after' }),
            ruleY([0], { stroke: 'var(--soft)' }),
          ]
        : [
            lineY(points, shape),
            dot(known.length > MANY_DOTS ? [] : known, { x: 'time', y: 'value', r: 3, fill: 'var(--accent)' }),
          ]),
    ],
    label,
  );
}
