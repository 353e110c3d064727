import { formatDay, formatNumber } from '../format.ts';
import { type Html, html, safeAddress, shorten } from '../html.ts';
import { axisWidth, type ChartSize, draw, type Drawing } from './drawing.ts';
import { areaY, axisX, axisY, cell, dot, gridY, lineY, ruleY, text } from './library.ts';

interface PostDot extends NamedPoint {
  readonly maturing: boolean;
}

/** Beyond this many dots each is small and pale. */
const MANY_DOTS = 250;

/** Draws posts over time: filled dots, hollow squares for those that still grow, a dashed line at the median. */
export function drawPosts(
  size: ChartSize,
  label: string,
  { dots, unit, median }: { readonly dots: readonly PostDot[]; readonly unit: string; readonly median: number | null },
): string {
  const { width, narrow } = size;
  const height = narrow ? 240 : 300;
  const many = dots.length > MANY_DOTS;
  const place = { x: 'time', y: 'value', r: many ? 2.5 : 4.5, ...(narrow ? {} : { title: 'title' }) };
  const times = dots.map(({ time }) => time.getTime());
  // A single moment has no span of its own.
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const margin = Math.max((last - first) * 0.03, 43_200_000);
  const drawing = draw(
    {
      width,
      height,
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
  return `${drawing.svg}${String(drawPoints(size, drawing, height, dots))}`;
}

export interface LinePoint {
  readonly time: Date;
  /** `null` is a gap. */
  readonly value: number | null;
}

interface LineOptions {
  readonly points: readonly LinePoint[];
  readonly unit: string;
  /** Filled from 0 and drawn in steps: what has added up. Else a line with a dot at every reading. */
  readonly cumulative: boolean;
}

/** Draws one figure over time; a gap stays a gap. */
export function drawLine({ width, narrow }: ChartSize, label: string, options: LineOptions): string {
  const { points, unit, cumulative } = options;
  const values = points.flatMap(({ value }) => value ?? []);
  const known = points.filter(({ value }) => value !== null);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  // One value alone has no scale of its own.
  const flat = lowest === highest ? { domain: [lowest * 0.9 - 1, highest * 1.1 + 1] } : {};
  const shape = { x: 'time', y: 'value', stroke: 'var(--accent)', strokeWidth: 2 };
  const { svg } = draw(
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
            dot(known.length > MANY_DOTS ? [] : known, {
              x: 'time',
              y: 'value',
              r: 3,
              fill: 'var(--accent)',
              ...(narrow ? {} : { title: nameReading }),
            }),
          ]),
    ],
    label,
  );
  return svg;
}

function nameReading({ time, value }: LinePoint): string {
  return `${formatDay(time.toISOString())}: ${value === null ? '' : formatNumber(value)}`;
}

/** A place in a chart that has a name. */
interface NamedPoint {
  readonly time: Date;
  readonly value: number;
  readonly title: string;
  readonly address: string | null;
}

/** Points that the keyboard stops at: a stop at each of 300 would help nobody. */
const MAX_STOPS = 24;
const LETTERS = { wide: 90, narrow: 40 } as const;

/**
 * Draws what shows the name of a point when it is pointed at or reached by keyboard: links over the chart, each with
 * its name in a line above. Of many points those are reached that have the most and the least of the figure; all are in
 * the table behind the chart. Without scripts there is no other way, and none is needed.
 */
function drawPoints(
  { width, narrow }: ChartSize,
  { place }: Drawing,
  height: number,
  points: readonly NamedPoint[],
): Html {
  const stops = chooseStops(points).toSorted((a, b) => a.time.getTime() - b.time.getTime());
  const most = LETTERS[narrow ? 'narrow' : 'wide'];
  return html`<svg class="points" viewBox="0 0 ${width} ${height}" role="group" aria-label="${nameOf(points, stops)}">
    ${stops.map((point) => {
      const [x, y] = place(point.time, point.value).map((end) => Math.round(end * 10) / 10);
      const inside = html`<title>${point.title}</title><circle cx="${x}" cy="${y}" r="8" /><g
          class="tip"
          aria-hidden="true"
          ><rect width="${width}" height="22" /><text x="${width - 4}" y="14">${shorten(point.title, most)}</text></g
        >`;
      const address = safeAddress(point.address);
      return address === null
        ? html`<g class="point" tabindex="0" role="img" aria-label="${point.title}">${inside}</g>`
        : html`<a class="point" href="${address}" rel="noreferrer noopener" aria-label="${point.title}">${inside}</a>`;
    })}
  </svg>`;
}

function nameOf(points: readonly NamedPoint[], stops: readonly NamedPoint[]): string {
  return stops.length === points.length ? 'Posts of the chart' : 'Posts of the chart with the most and the least';
}

function chooseStops(points: readonly NamedPoint[]): readonly NamedPoint[] {
  if (points.length <= MAX_STOPS) return points;
  const ranked = points.toSorted((a, b) => b.value - a.value);
  return [...ranked.slice(0, MAX_STOPS / 2), ...ranked.slice(-MAX_STOPS / 2)];
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

/** Draws a grid of words on tints. */
export function drawHeatMap(
  { width, narrow }: ChartSize,
  label: string,
  grid: { readonly cells: readonly HeatCell[]; readonly columns: readonly string[]; readonly rows: readonly string[] },
): string {
  const cells = grid.cells.map((part) => ({ ...part, tint: `var(--${part.fill ?? 'heat-none'})` }));
  const certain = cells.filter((part) => part.certain);
  const patches = cells.filter((part) => !part.certain && part.fill !== null);
  const { svg } = draw(
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
  return svg;
}
