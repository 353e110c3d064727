import { axisX, axisY, cell, text } from './library.ts';

import { type ChartSize, draw } from './drawing.ts';

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
