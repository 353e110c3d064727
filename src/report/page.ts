import { createHash } from 'node:crypto';

import { countOf, moment } from './format.ts';
import { html, markup, type Html } from './html.ts';
import type { ReportFacts } from './report-input.ts';
import { link, outside } from './safe-link.ts';
import type { Section } from './section.ts';
import { STYLES } from './styles.ts';

const USERNAME = /^[\w.]{1,30}$/;

/** Not in the template: its hash is of every character between the tags. */
const STYLE_ELEMENT: Html = markup(`<style>${STYLES}</style>`);

/** Puts the sections on one page. */
export function page(facts: ReportFacts, sections: readonly Section[], title: string | undefined): string {
  const name = title ?? nameOf(facts);
  const { analytics, inventory } = facts;
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${name}: content report</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the report</a>
        <header>
          <p class="eyebrow">Content report</p>
          <h1>${outside(name)}</h1>
          <p class="lead">
            ${analytics !== null && html`<span>Account collected ${moment(analytics.export_info.exported_at)}, ${countOf(analytics.recent_media?.length ?? 0, 'post')}.</span>`}
            ${inventory !== null && html`<span>Bucket ${outside(inventory.inventory_info.bucket_name)} listed ${moment(inventory.inventory_info.generated_at)}.</span>`}
            ${profile(facts)}
          </p>
        </header>
        <div class="frame">
          <nav aria-label="Sections">
            <ul>
              ${sections.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li> `)}
            </ul>
          </nav>
          <main id="content" tabindex="-1">${sections.map(sectionMarkup)}</main>
        </div>
        <footer>
          <p>
            Made by insight-inventory from the documents named above. Numbers are the platforms' own or computed from
            them.
          </p>
        </footer>
      </body>
    </html> `;
  return `${body.toString().trim()}\n`;
}

/** Nothing may be loaded or run; the one style element is allowed by its hash. */
function policy(): string {
  const hash = createHash('sha256').update(STYLES).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function nameOf({ analytics, inventory }: ReportFacts): string {
  const username = analytics?.account_info?.username ?? null;
  if (username !== null) return `@${username}`;
  return inventory?.inventory_info.bucket_name ?? analytics?.account_info?.account_id ?? 'Account';
}

function profile({ analytics }: ReportFacts): Html | null {
  const username = analytics?.account_info?.username ?? null;
  if (username === null || !USERNAME.test(username)) return null;
  return html`<span>${link(`https://www.instagram.com/${username}/`, 'Profile on Instagram')}</span>`;
}

function sectionMarkup({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section> `;
}
