import { countOf, moment } from './format.ts';
import { type Html, html, link, markup, outside } from './html.ts';
import type { ReportData, Section } from './report-data.ts';

/** One type scale, one palette in two schemes, everything else from these. */
const STYLES = `
:root {
  --ground: #f5f4f0; --paper: #fffefb; --ink: #1f2428; --soft: #5b646c; --line: #e2dfd6;
  --accent: #2a6496; --good: #24704e; --bad: #a8481f; --mark: #ece9e0; --shadow: rgb(31 36 40 / 22%);
  --heat-bad: #f2c6b0; --heat-bad-weak: #f8e3d8; --heat-even: #ebeae4; --heat-good-weak: #d6ece1; --heat-good: #abd9c2; --heat-none: #f8f7f3;
  --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #111417; --paper: #191d21; --ink: #e9e7e2; --soft: #a6afb7; --line: #30363c;
    --accent: #7db3df; --good: #6fc79d; --bad: #ea9774; --mark: #252b30; --shadow: rgb(0 0 0 / 60%);
    --heat-bad: #6e3a22; --heat-bad-weak: #40281d; --heat-even: #2a2f34; --heat-good-weak: #1c3a2d; --heat-good: #1f5c42; --heat-none: #15191c;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 400 1rem/1.55 var(--font); overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:not(.point):focus-visible, summary:focus-visible, [tabindex]:not(.point):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; top: 0.5rem; padding: 0.5rem 1rem; background: var(--paper); }
.skip:focus { left: 0.5rem; z-index: 1; }
header, .frame, footer { max-width: 72rem; margin-inline: auto; padding-inline: 1.5rem; }
header { padding-top: 1.75rem; padding-bottom: 1.25rem; }
.eyebrow { margin: 0; color: var(--soft); font-size: 0.8125rem; letter-spacing: 0.08em; text-transform: uppercase; }
h1 { margin: 0.1rem 0 0.4rem; font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.75rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -0.01em; }
h3 { margin: 1.75rem 0 0.5rem; font-size: 1rem; line-height: 1.4; }
p, ul { margin: 0 0 1rem; max-width: 44rem; }
ul { padding-left: 1.2rem; }
li + li { margin-top: 0.3rem; }
.lead { margin: 0; color: var(--soft); }
.lead span { margin-right: 0.6rem; }
.frame { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 2rem; align-items: start; }
nav { position: sticky; top: 1.5rem; font-size: 0.875rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li + li { margin: 0; }
nav a { display: block; padding: 0.3rem 0; color: var(--soft); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
section { margin-bottom: 1.25rem; padding: 1.5rem 1.75rem 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: 0.5rem; scroll-margin-top: 1rem; }
.answers { display: grid; grid-template: auto 1fr auto / repeat(2, minmax(0, 1fr)); gap: 0.25rem 2rem; }
.answers > :nth-child(2) { grid-area: 1 / 2 / 3 / 3; }
.answers > :nth-child(3) { grid-area: 2 / 1 / 4 / 2; }
.answers > :nth-child(4) { grid-area: 3 / 2 / 4 / 3; }
.answers h3 { margin: 0.25rem 0 0.25rem; color: var(--soft); font-size: 0.8125rem; letter-spacing: 0.06em; text-transform: uppercase; }
.answers ul { margin-bottom: 0.75rem; font-size: 0.9375rem; line-height: 1.45; }
.answers li { overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: 1.25rem 1.5rem; margin: 0 0 0.5rem; }
.figures > div { border-top: 2px solid var(--line); padding-top: 0.5rem; }
.figures dt { font-size: 0.875rem; color: var(--soft); }
.figures dd { margin: 0; }
.value { font-size: 1.625rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
.value.long { font-size: 1.0625rem; line-height: 2.125rem; letter-spacing: -0.02em; }
.value.longest { font-size: 0.875rem; line-height: 2.125rem; letter-spacing: -0.02em; }
.value .why { display: block; font-size: 0.8125rem; font-weight: 400; letter-spacing: 0; line-height: 1.4; }
.cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; margin: 0 0 0.5rem; }
.card { padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 0.375rem; overflow-wrap: anywhere; }
.card p { margin: 0 0 0.25rem; font-size: 0.9375rem; line-height: 1.4; }
.card .value { font-size: 1.25rem; }
.card.pictured { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: 0 1rem; align-items: start; }
.picture { display: block; width: 5rem; height: 6.25rem; border-radius: 0.25rem; background: var(--mark); }
.card .value .why { display: inline; }
.basis, .why, .ratio, .note, figcaption { font-size: 0.8125rem; line-height: 1.45; color: var(--soft); }
.details { margin: 0 0 1rem; }
.details > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 1rem; padding: 0.3rem 0; border-top: 1px solid var(--line); font-size: 0.9375rem; }
.details dt { color: var(--soft); }
.details dd { margin: 0; }
figure { margin: 0.5rem 0 1.25rem; }
figcaption { margin-top: 0.5rem; max-width: 46rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.key { display: inline-flex; vertical-align: middle; align-items: center; gap: 0.4rem; margin-right: 1rem; }
.dot, .box { width: 0.625rem; height: 0.625rem; }
.dot { border-radius: 50%; background: var(--accent); }
.box { border: 2px solid var(--accent); }
.dash { width: 1.25rem; border-top: 2px dashed var(--soft); }
.chart { display: block; width: 100%; height: auto; font: 400 12px var(--font); font-variant-numeric: tabular-nums; color: var(--ink); }
.chart text { white-space: pre; }
.wide, .narrow { position: relative; }
.points { position: absolute; inset: 0; width: 100%; height: 100%; font: 400 12px var(--font); pointer-events: none; }
.point circle { fill: transparent; stroke-width: 2.5; pointer-events: all; }
.point:hover circle, .point:focus-visible circle { stroke: var(--ink); }
.point:focus-visible { outline: none; }
.tip { display: none; }
.tip rect { fill: var(--paper); }
.tip text { fill: var(--ink); text-anchor: end; }
.point:hover .tip, .point:focus-visible .tip { display: inline; }
@media (pointer: coarse) { .point circle { pointer-events: none; } }
.narrow { display: none; }
details { margin-top: 0.5rem; }
summary { width: fit-content; padding: 0.25rem 0; color: var(--accent); font-size: 0.875rem; cursor: pointer; }
.scroll { position: relative; overflow-x: auto; margin: 0.25rem 0 0.75rem; --cover: var(--paper); }
.scroll, nav {
  background:
    linear-gradient(to right, var(--cover) 30%, transparent) left / 2rem 100% local no-repeat,
    linear-gradient(to left, var(--cover) 30%, transparent) right / 2rem 100% local no-repeat,
    linear-gradient(to right, var(--shadow), transparent) left / 0.75rem 100% scroll no-repeat,
    linear-gradient(to left, var(--shadow), transparent) right / 0.75rem 100% scroll no-repeat;
}
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { padding: 0.25rem 0; text-align: left; font-size: 0.875rem; font-weight: 600; color: var(--ink); }
th, td { padding: 0.45rem 0.9rem 0.45rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0.25rem; }
thead th { color: var(--soft); font-size: 0.8125rem; border-bottom-width: 2px; white-space: nowrap; vertical-align: bottom; }
.num { text-align: right; white-space: nowrap; }
.num .why { white-space: normal; display: block; min-width: 6.5rem; }
thead th.num { white-space: normal; }
td.text, th.text { min-width: 5.5rem; }
tbody th.text { min-width: 14rem; overflow-wrap: anywhere; }
tbody .wide-text { min-width: 13rem; }
table code { white-space: nowrap; }
.line, .ratio { display: block; }
tbody th .why, th details { font-weight: 400; }
time { white-space: nowrap; }
code { font: 0.8125rem var(--mono); overflow-wrap: anywhere; }
q { quotes: '\\201c' '\\201d'; }
footer { padding-block: 1rem 3rem; color: var(--soft); font-size: 0.8125rem; }
@media (min-width: 44.01rem) { nav { background: none; } }
@media (max-width: 60rem) {
  .frame { display: block; }
  nav { position: static; margin-bottom: 1.25rem; }
  nav ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; max-width: none; }
}
@media (max-width: 50rem) {
  .wide { display: none; }
  .narrow { display: block; max-width: 26rem; }
}
@media (max-width: 44rem) {
  header, .frame, footer { padding-inline: 1rem; }
  header { padding-top: 1.75rem; padding-bottom: 1.25rem; }
  h1 { font-size: 1.75rem; }
  nav { --cover: var(--ground); overflow-x: auto; margin-inline: -1rem; padding-inline: 1rem; }
  nav ul { flex-wrap: nowrap; width: max-content; }
  nav a { white-space: nowrap; }
  section { margin-inline: -1rem; padding: 1.25rem 1rem 1rem; border-inline: 0; border-radius: 0; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
  .value { font-size: 1.375rem; }
  .value.long { font-size: 1rem; }
  .value.longest { font-size: 0.8125rem; }
  .answers { display: block; }
  .cards { grid-template-columns: minmax(0, 1fr); }
  .details > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .scroll { overflow: visible; background: none; }
  table, caption, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  tbody th, tbody td { padding: 0.1rem 0; border: 0; overflow-wrap: anywhere; }
  tbody td:last-child { padding-right: 0; }
  tbody th.num { text-align: left; }
  tbody th { font-weight: 600; }
  tbody td { display: grid; grid-template-columns: 40% minmax(0, 1fr); gap: 0.75rem; }
  tbody td::before { content: attr(data-title); color: var(--soft); font-size: 0.8125rem; }
  tbody td.num { text-align: left; white-space: normal; }
  td.text, th.text, tbody th.text, tbody .wide-text, .num .why { min-width: 0; }
  table code, td time, th time { white-space: normal; }
}
@media (max-width: 24rem) { .chart { font-size: 13px; } }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print {
  :root {
    --ground: #fff; --paper: #fff; --ink: #000; --soft: #444; --line: #ccc; --accent: #1f4f7a; --good: #1d5b3f; --bad: #8a3a18; --mark: #eee;
    --heat-bad: #f2c6b0; --heat-bad-weak: #f8e3d8; --heat-even: #ebeae4; --heat-good-weak: #d6ece1; --heat-good: #abd9c2; --heat-none: #fff;
  }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .skip, .points, details { display: none; }
  .frame { display: block; }
  .wide { display: block; }
  .narrow { display: none; }
  header, .frame, footer { padding-inline: 0; }
  section { padding: 0; border: 0; margin: 0 0 1.5rem; }
  .scroll { overflow: visible; background: none; }
  td.text, th.text, tbody th.text, tbody .wide-text, .num .why { min-width: 0; }
  table { font-size: 8pt; }
  .why, .ratio, .note, .basis, figcaption { font-size: 7.5pt; }
  th, td { padding-right: 0.5rem; }
  table code, th time, td time, thead th { white-space: normal; }
  h2, h3 { break-after: avoid; }
  figure, tr, .card, .answers > div, .figures > div { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;

/** SHA-256 of the styles in base64, which a browser computes only asynchronously; a test compares the two. */
const STYLES_HASH = 'btsOM4DKAEX8osv27WzG7dkyRRSBGITHKHQGYWpm0Pc=';

const USERNAME = /^[\w.]{1,30}$/;

/** Not in the template: its hash is of every character between the tags. */
const STYLE_ELEMENT: Html = markup(`<style>${STYLES}</style>`);

/** Puts the sections on one page. */
export function page(data: ReportData, sections: readonly Section[], title: string | undefined): string {
  const name = title ?? nameOf(data);
  const { analytics, inventory } = data;
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy(data)}" />
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
            ${profile(data)}
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

/**
 * Writes the policy of the page: nothing may be loaded or run; the one style element is allowed by its hash, pictures
 * only where the page embeds some.
 */
function policy({ thumbnails }: ReportData): string {
  const pictures = thumbnails.size === 0 ? '' : ' img-src data:;';
  return `default-src 'none'; style-src 'sha256-${STYLES_HASH}';${pictures} base-uri 'none'; form-action 'none'`;
}

function nameOf({ analytics, inventory }: ReportData): string {
  const username = analytics?.account_info?.username ?? null;
  if (username !== null) return `@${username}`;
  return inventory?.inventory_info.bucket_name ?? analytics?.account_info?.account_id ?? 'Account';
}

function profile({ analytics }: ReportData): Html | null {
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
