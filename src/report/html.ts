import { Redactor } from '../base/redact.ts';
import { fileNameOf, folderOf } from '../files/path.ts';

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
 * Fills a template whose values are text, whatever they hold: secrets are taken out and every character with a meaning
 * in markup is escaped, also inside a quoted attribute. Only what another template made is taken as markup.
 *
 * @example
 * String(html`<b>${'<i>'}</b>`); //=> '<b>&lt;i&gt;</b>'
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = unindent(strings);
  let text = parts[0] ?? '';
  for (let index = 0; index < values.length; index += 1) text += render(values[index]) + (parts[index + 1] ?? '');
  return new Html(text);
}

/** A template is one object however often it is filled in. */
const unindented = new WeakMap<TemplateStringsArray, readonly string[]>();

/**
 * Takes the indentation out. The indentation of the source is a fifth of a page. A line break stays: between words it
 * is a space.
 */
function unindent(strings: TemplateStringsArray): readonly string[] {
  const known = unindented.get(strings);
  if (known !== undefined) return known;
  const parts = strings.map((part) => part.replace(/\n\s+/g, '\n'));
  unindented.set(strings, parts);
  return parts;
}

/** Takes a text as markup. For what this room drew itself: the charts and the style sheet. */
export function markup(text: string): Html {
  return new Html(text);
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeText(cleanText(value));
  let text = '';
  for (const part of value) text += render(part);
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text as it is written between tags or inside a quoted attribute. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Shorter texts hold no token and no signed address. */
const MIN_SECRET = 12;

/** Control characters but tab and line feed, and the two that make text read against its own direction. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202d\u202e\ufffe\uffff]/g;

const redactor: Redactor = new Redactor();

/**
 * Writes a text from outside as it may be shown: tokens and the queries of signed addresses are hidden, control
 * characters become U+FFFD.
 *
 * @example
 * cleanText('a\u0000b'); //=> 'a\ufffdb'
 */
export function cleanText(text: string): string {
  const printable = text.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '\ufffd');
  return printable.length < MIN_SECRET ? printable : redactor.text(printable);
}

/**
 * Shortens a long text to its beginning, cut between code points. Cleaned first: half a signed address looks like none.
 *
 * @example
 * shorten('abcdef', 4); //=> 'abc…'
 */
export function shorten(text: string, most: number): string {
  // So many characters have at most twice as many units: what is behind them is not taken apart.
  const clean = cleanText(text);
  const points = [...clean.slice(0, 2 * most + 2)];
  return points.length <= most ? clean : `${points.slice(0, most - 1).join('')}…`;
}

/**
 * Shortens a long name to both ends, cleaned first: the end tells files apart.
 *
 * @example
 * shortenMiddle('footage/2026/vase.mp4', 12); //=> 'footag…e.mp4'
 */
export function shortenMiddle(text: string, most: number): string {
  const points = [...cleanText(text)];
  if (points.length <= most) return points.join('');
  const start = Math.ceil((most - 1) / 2);
  return `${points.slice(0, start).join('')}…${points.slice(points.length - (most - 1 - start)).join('')}`;
}

/** The hosts of a post's permalink and of a file's public address. */
const HOSTS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'instagram.com',
  'www.instagram.com',
  'storage.googleapis.com',
]);

/**
 * Gives the address if it is an https one of Instagram or Cloud Storage, without its query and fragment: a signature
 * would stand there. `null` for anything else, and where the path itself holds what is not shown.
 *
 * @example
 * safeAddress('https://storage.googleapis.com/b/a.mp4?X-Goog-Signature=ab'); //=> 'https://storage.googleapis.com/b/a.mp4'
 */
export function safeAddress(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const { protocol, host, hostname, username, password, origin, pathname } = new URL(address);
  const isPlain = username === '' && password === '' && host === hostname;
  return protocol === 'https:' && isPlain && HOSTS.has(hostname) && isShown(pathname) ? `${origin}${pathname}` : null;
}

/** Tells whether a text may be shown: percent signs can hide a token from the eye of the redaction. */
function isShown(pathname: string): boolean {
  try {
    const path = decodeURIComponent(pathname);
    return cleanText(path) === path;
  } catch {
    return false;
  }
}

/** Writes a link where the address is safe, else its text alone. */
export function link(address: string | null, text: HtmlValue): Html {
  const safe = safeAddress(address);
  return safe === null ? html`${text}` : html`<a href="${safe}" rel="noreferrer noopener">${text}</a>`;
}

/** Writes text from outside, whose direction is its own affair. */
export function outside(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** Writes a file by its own name, its folder and what else is to be said underneath. */
export function fileLabel(name: string, address: string | null = null, note = ''): Html {
  // Before it is split: half a signed address looks like none.
  const clean = cleanText(name);
  const folder = folderOf(clean);
  return html`${link(address, outside(fileNameOf(clean)))}
  ${folder + note !== '' && html`<span class="why line">${outside(folder)}${folder !== '' && note !== '' && ', '}${note}</span>`}`;
}
