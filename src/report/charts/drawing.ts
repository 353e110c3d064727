import { formatNumber, type Tone } from '../format.ts';
import { cleanText, escapeText, shortenMiddle } from '../html.ts';
import { axisX, barX, dot, gridX, type Markish, plot, type PlotOptions, ruleX, ruleY, text } from './library.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** More digits than a screen has places. */
const LONG_FRACTION = /\d+\.\d{3,}/g;
/** Attributes that hold words; their numbers stay as they are. */
const WORDS: ReadonlySet<string> = /* @__PURE__ */ new Set(['aria-label', 'class', 'role']);

type SvgNode = SvgElement | string;

/** What the charting library asks of an element while it draws. It reads nothing back and never restyles. */
class SvgElement {
  readonly namespaceURI: string = SVG;
  readonly ownerDocument: SvgDocument;
  readonly tagName: string;
  readonly #attributes = new Map<string, string>();
  #children: SvgNode[] = [];

  constructor(ownerDocument: SvgDocument, tagName: string) {
    this.ownerDocument = ownerDocument;
    this.tagName = tagName;
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value));
  }

  setAttributeNS(_namespace: string, name: string, value: unknown): void {
    this.setAttribute(name, value);
  }

  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  appendChild<N extends SvgNode>(child: N): N {
    this.#children.push(child);
    return child;
  }

  insertBefore<N extends SvgNode>(child: N, before: SvgNode | null): N {
    const index = before === null ? -1 : this.#children.indexOf(before);
    this.#children.splice(index < 0 ? this.#children.length : index, 0, child);
    return child;
  }

  set textContent(text: string) {
    this.#children = [text];
  }

  /**
   * Writes the drawing without the library's own style sheet, which the page's policy would refuse, and the labels
   * inside the picture.
   */
  toMarkup(isRoot: boolean): string {
    if (this.tagName === 'style') return '';
    let text = `<${this.tagName}`;
    this.#attributes.forEach((value, name) => {
      if (!isRoot && name.startsWith('aria-')) return;
      text += ` ${name}="${escapeText(WORDS.has(name) ? cleanText(value) : shortNumbers(value))}"`;
    });
    text += '>';
    for (const child of this.#children) {
      text += typeof child === 'string' ? escapeText(cleanText(child)) : child.toMarkup(false);
    }
    return `${text}</${this.tagName}>`;
  }
}

/** The few doors of a document through which the charting library makes elements. */
export class SvgDocument {
  readonly documentElement: SvgElement = new SvgElement(this, 'svg');

  createElementNS(_namespace: string, name: string): SvgElement {
    return new SvgElement(this, name);
  }

  createTextNode(text: string): string {
    return text;
  }
}

/**
 * Writes a drawing as markup for the page: one picture with one name.
 *
 * @param drawing what the charting library made with an {@link SvgDocument}
 */
export function toMarkup(drawing: unknown, label: string): string {
  if (!(drawing instanceof SvgElement)) throw new TypeError('The drawing was not made with an SvgDocument.');
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', label);
  return drawing.toMarkup(true);
}

function shortNumbers(value: string): string {
  return value.replace(LONG_FRACTION, (digits) => String(Math.round(Number(digits) * 100) / 100));
}

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

/** Computes the room for the numbers of an axis, rounded up as a scale does. */
export function axisWidth(values: readonly number[]): number {
  const longest = Math.max(...values.map((value) => widthOf(formatNumber(Math.ceil(value * 1.2)))), 24);
  return longest + 24;
}

/** Estimates how wide a text is in the charts' type, on the wide side: nobody knows the reader's fonts. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (letter > '\u2e7f') width += 13;
    else if (/[A-Zmw#@%&_]/.test(letter)) width += 9.4;
    else width += /[iljt.,:;'| ]/.test(letter) ? 4.6 : 7.6;
  }
  return width;
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
  const [low, high] = ratio
    ? [Math.min(0.7, ...ends) * 0.95, Math.max(1.4, ...ends) * 1.05]
    : [Math.min(0, ...ends), Math.max(...ends) * 1.04 || 1];
  const whiskers = keyed.filter(({ interval }) => interval !== null);
  const ticks = ratio ? RATIO_TICKS.filter((tick) => tick >= low && tick <= high) : size.narrow ? 3 : 6;
  const { svg } = draw(
    {
      ...rowFrame(size, rows, 62),
      x: { type: ratio ? 'log' : 'linear', domain: [low, high] },
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
  return svg;
}

export interface BarRow {
  readonly label: string;
  readonly value: number;
  /** At the end of the bar. */
  readonly note: string;
}

/** Draws bars from 0, one row each, with their figures. */
export function drawBars(size: ChartSize, label: string, rows: readonly BarRow[]): string {
  const keyed = rows.map((row, index) => ({ ...row, key: String(index) }));
  const noteWidth = Math.max(...rows.map(({ note }) => widthOf(note)), 0) + 12;
  const { svg } = draw(
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
  return svg;
}

/** Draws the frame of a chart of rows: labels on the left, notes on the right, the scale above. */
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
  const named = rows.map(({ key, label }) => ({ key, label, name: labelOf(size, label) }));
  // Of a name that is cut the whole is shown where it is pointed at.
  return [text(named, { y: 'key', text: 'name', title: 'label', frameAnchor: 'left', textAnchor: 'end', dx: -10 })];
}

function labelOf({ narrow }: ChartSize, label: string): string {
  return shortenMiddle(label, LABEL_LETTERS[narrow ? 'narrow' : 'wide']);
}
