import type { CollectionIssue } from '../../base/issues.ts';
import { countOf, formatNumber } from '../format.ts';
import { html, type Html } from '../html.ts';
import { missing } from '../missing.ts';
import type { ReportFacts } from '../report-input.ts';
import { outside } from '../safe-link.ts';
import type { Section } from '../section.ts';
import { table } from '../table.ts';
import { plain } from '../words.ts';

const MOST_IDS = 3;

/** The same issue on many posts or files is one row. */
interface IssueRow {
  readonly issue: CollectionIssue;
  readonly ids: string[];
  count: number;
}

/** What went wrong, and what to do about it. */
export function issues({ analytics, inventory, maxRows }: ReportFacts): Section {
  const all = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
  const rows = gather(all);
  return {
    id: 'issues',
    title: 'Issues and remedies',
    body:
      all.length === 0
        ? html`<p>No issues.</p>`
        : html`<p>${countOf(all.length, 'issue')}. Everything else was collected as if they had not been.</p>
            ${table<IssueRow>({
              caption: 'Issues',
              quiet: true,
              columns: [
                {
                  title: 'What',
                  cell: ({ issue }) =>
                    html`${outside(issue.message)} <span class="why"><code>${issue.code}</code></span>`,
                },
                {
                  title: 'What to do',
                  wide: true,
                  cell: ({ issue }) => (issue.remedy === null ? missing('no remedy known') : outside(issue.remedy)),
                },
                { title: 'Where', cell: ({ issue }) => `${issue.source}, ${plain(issue.scope)}` },
                {
                  title: 'Kind',
                  cell: ({ issue }) => `${plain(issue.kind)}${issue.retryable ? ', may pass by itself' : ''}`,
                },
                { title: 'Times', numeric: true, cell: ({ count }) => formatNumber(count) },
                { title: 'Of', cell: concerned },
              ],
              rows,
              most: maxRows,
              noun: 'rows',
            })}`,
  };
}

function gather(all: readonly CollectionIssue[]): IssueRow[] {
  const rows = new Map<string, IssueRow>();
  for (const issue of all) {
    const { source, scope, kind, code, remedy, id } = issue;
    // Many messages name the post or file they are about.
    const message = id === null ? issue.message : issue.message.replaceAll(id, '');
    const key = JSON.stringify([source, scope, kind, code, message, remedy]);
    const row = rows.get(key) ?? { issue, ids: [], count: 0 };
    rows.set(key, row);
    row.count += 1;
    if (issue.id !== null && row.ids.length < MOST_IDS) row.ids.push(issue.id);
  }
  return [...rows.values()];
}

function concerned({ ids, count }: IssueRow): Html {
  if (ids.length === 0) return html`the whole part`;
  const left = count - ids.length;
  return html`${ids.map((id, index) => html`${index > 0 && ', '}<code>${outside(id)}</code>`)}${left > 0 && html` and ${formatNumber(left)} more`}`;
}
