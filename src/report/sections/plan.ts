import type { PlanningLine } from '../../documents/planning.ts';
import { countOf, formatNumber } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { ReportFacts } from '../report-input.ts';
import { outside } from '../safe-link.ts';
import type { Section } from '../section.ts';

const PARTS: readonly (readonly [
  part: 'what_worked' | 'what_did_not' | 'audience_asks' | 'growth' | 'cautions',
  title: string,
])[] = [
  ['what_worked', 'What worked'],
  ['what_did_not', 'What did not'],
  ['audience_asks', 'What the audience asks for'],
  ['growth', 'Growth'],
  ['cautions', 'What the data cannot say'],
];
const MOST_LINES = 10;
const MOST_IDS = 3;

/** The lines of the plan, each with what it rests on. */
export function plan({ planning, analytics, inventory }: ReportFacts): Section | null {
  if (planning === null) return null;
  // A plan repeats the issues of the documents among its cautions; here they have a section of their own.
  const issues = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
  const repeated = new Set(issues.map(({ kind, message }) => `${kind}: ${message}`));
  return {
    id: 'plan',
    title: 'What to plan from',
    body: PARTS.map(([part, title]) =>
      lines(
        title,
        planning[part].filter(({ text }) => !repeated.has(text)),
        part,
      ),
    ),
  };
}

function lines(title: string, rows: readonly PlanningLine[], part: (typeof PARTS)[number][0]): Html | null {
  if (rows.length === 0 && part !== 'what_worked' && part !== 'what_did_not') return null;
  const left = rows.length - MOST_LINES;
  return html`<h3>${title}</h3>
    ${
      rows.length === 0
        ? html`<p>Nothing that the numbers could show.</p>`
        : html`<ul>
            ${rows.slice(0, MOST_LINES).map(line)}
          </ul>`
    }
    ${left > 0 && html`<p class="note">… and ${countOf(left, 'more line')}.</p>`}`;
}

function line({ text, evidence }: PlanningLine): Html {
  if (evidence.length === 0) return html`<li>${outside(text)}</li> `;
  const left = evidence.length - MOST_IDS;
  const ids = evidence.slice(0, MOST_IDS).map((id, index) => html`${index > 0 && ', '}<code>${id}</code>`);
  return html`<li>
    ${outside(text)}
    <span class="why">rests on ${ids}${left > 0 && html` and ${formatNumber(left)} more`}</span>
  </li> `;
}
