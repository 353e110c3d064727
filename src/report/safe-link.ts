import { fileNameOf, folderOf } from '../files/folder-path.ts';
import { cleanText } from './clean-text.ts';
import { html, type Html, type HtmlValue } from './html.ts';

/** The hosts of a post's permalink and of a file's public address. */
const HOSTS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'instagram.com',
  'www.instagram.com',
  'storage.googleapis.com',
]);

/**
 * The address if it is an https one of Instagram or Cloud Storage, without its query and fragment: a signature would
 * stand there. `null` for anything else, and where the path itself holds what is not shown.
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

/** Percent signs can hide a token from the eye of the redaction. */
function isShown(pathname: string): boolean {
  try {
    const path = decodeURIComponent(pathname);
    return cleanText(path) === path;
  } catch {
    return false;
  }
}

/** A link where the address is safe, else its text alone. */
export function link(address: string | null, text: HtmlValue): Html {
  const safe = safeAddress(address);
  return safe === null ? html`${text}` : html`<a href="${safe}" rel="noreferrer noopener">${text}</a>`;
}

/** Text from outside, whose direction is its own affair. */
export function outside(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A file by its own name, its folder and what else is to be said underneath. */
export function fileLabel(name: string, address: string | null = null, note = ''): Html {
  // Before it is split: half a signed address looks like none.
  const clean = cleanText(name);
  const folder = folderOf(clean);
  return html`${link(address, outside(fileNameOf(clean)))}
  ${folder + note !== '' && html`<span class="why line">${outside(folder)}${folder !== '' && note !== '' && ', '}${note}</span>`}`;
}
