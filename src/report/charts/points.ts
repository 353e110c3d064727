import { html, type Html, safeAddress, shorten } from '../html.ts';
import type { ChartSize, Drawing } from './drawing.ts';

/** A place in a chart that has a name. */
export interface NamedPoint {
  readonly time: Date;
  readonly value: number;
  readonly title: string;
  readonly address: string | null;
}

/** Points that the keyboard stops at: a stop at each of 300 would help nobody. */
const MOST_STOPS = 24;
const LETTERS = { wide: 90, narrow: 40 } as const;

/**
 * Draws what shows the name of a point when it is pointed at or reached by keyboard: links over the chart, each with its name
 * in a line above. Of many points those are reached that have the most and the least of the figure; all are in the table
 * behind the chart. Without scripts there is no other way, and none is needed.
 */
export function drawPoints(
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
  if (points.length <= MOST_STOPS) return points;
  const ranked = points.toSorted((a, b) => b.value - a.value);
  return [...ranked.slice(0, MOST_STOPS / 2), ...ranked.slice(-MOST_STOPS / 2)];
}
