import { cleanText } from './clean-text.ts';

/** Markup that is safe to stand in the page as it is. Only {@link html} and {@link markup} make it. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template. Nothing known (`null`, `undefined`, `false`) leaves nothing. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * A template whose values are text, whatever they hold: secrets are taken out and every character with a meaning in
 * markup is escaped, also inside a quoted attribute. Only what another template made is taken as markup.
 *
 * @example
 * String(html`<b>${'<i>'}</b>`); //=> '<b>&lt;i&gt;</b>'
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = unindent(strings[0]);
  values.forEach((value, index) => {
    text += render(value) + unindent(strings[index + 1]);
  });
  return new Html(text);
}

/** The indentation of the source is a fifth of a page. A line break stays: between words it is a space. */
function unindent(part = ''): string {
  return part.replace(/\n\s+/g, '\n');
}

/** Takes a text as markup. For what this room drew itself: the charts and the style sheet. */
export function markup(text: string): Html {
  return new Html(text);
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? escapeText(cleanText(value)) : value.map(render).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands between tags or inside a quoted attribute. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
