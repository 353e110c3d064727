import { formatNumber } from '../format.ts';
import { cleanText, escapeText } from '../html.ts';
import { type Markish, plot, type PlotOptions } from './library.ts';

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

  /** Without the library's own style sheet, which the page's policy would refuse, and the labels inside the picture. */
  toMarkup(isRoot: boolean): string {
    if (this.tagName === 'style') return '';
    const attributes = [...this.#attributes]
      .filter(([name]) => isRoot || !name.startsWith('aria-'))
      .map(([name, value]) => ` ${name}="${escapeText(WORDS.has(name) ? cleanText(value) : shortNumbers(value))}"`);
    const children = this.#children.map((child) =>
      typeof child === 'string' ? escapeText(cleanText(child)) : child.toMarkup(false),
    );
    return `<${this.tagName}${attributes.join('')}>${children.join('')}</${this.tagName}>`;
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
 * A drawing as markup for the page: one picture with one name.
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
