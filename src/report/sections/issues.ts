import type { CollectionIssue } from '../../base/issues.ts';
import { countOf, formatNumber } from '../format.ts';
import { type Html, html, outside } from '../html.ts';
import { describeIssue, type IssueWords } from '../issue-words.ts';
import { evidenceNames, type PostNames } from '../names.ts';
import type { ReportData, Section } from '../report-data.ts';
import { behind, table } from '../table.ts';

const MOST_IDS = 3;
const MOST_DETAILS = 5;

/** The same problem of the same part, on however many posts or files, is one row. */
interface IssueRow {
  readonly words: IssueWords;
  readonly names: Set<string>;
  readonly ids: string[];
  /** The raw words, each once; what they say of single posts or files apart. */
  readonly details: Map<string, CollectionIssue>;
  count: number;
}

/** What went wrong and what to do about it, in plain words; the raw ones are folded. */
export function issues({ analytics, inventory, maxRows, names }: ReportData): Section {
  const all = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
  return {
    id: 'issues',
    title: 'Issues and remedies',
    body:
      all.length === 0
        ? html`<p>No issues.</p>`
        : html`<p>${countOf(all.length, 'issue')}. Everything else was collected.</p>
            ${table<IssueRow>({
              caption: 'Issues',
              quiet: true,
              columns: [
                { title: 'What', cell: whatOf },
                { title: 'What to do', wide: true, cell: ({ words }) => words.todo },
                { title: 'Times', numeric: true, cell: ({ count }) => formatNumber(count) },
                { title: 'Of', wide: true, cell: (row) => concerned(row, names) },
              ],
              rows: gather(all),
              most: maxRows,
              noun: 'rows',
            })}`,
  };
}

function gather(all: readonly CollectionIssue[]): IssueRow[] {
  const rows = new Map<string, IssueRow>();
  for (const issue of all) {
    const words = describeIssue(issue);
    const key = JSON.stringify([words.part, words.problem, words.todo]);
    const row: IssueRow = rows.get(key) ?? { words, names: new Set(), ids: [], details: new Map(), count: 0 };
    rows.set(key, row);
    row.count += 1;
    for (const name of words.names) row.names.add(name);
    if (issue.id !== null && row.ids.length < MOST_IDS) row.ids.push(issue.id);
    const { code, remedy, id } = issue;
    // Many messages name the post or file they are about.
    const message = id === null ? issue.message : issue.message.replaceAll(id, '');
    const detail = JSON.stringify([code, message, remedy]);
    if (!row.details.has(detail)) row.details.set(detail, issue);
  }
  return [...rows.values()];
}

function whatOf({ words: { part, problem }, names, details }: IssueRow): Html {
  const named = names.size === 0 ? '' : ` (${[...names].join(', ')})`;
  return html`${outside(`${part}${named}`)}: ${problem}. ${behind('Detail', detailList([...details.values()]))}`;
}

function detailList(details: readonly CollectionIssue[]): Html {
  const left = details.length - MOST_DETAILS;
  return html`<ul class="why">
      ${details
        .slice(0, MOST_DETAILS)
        .map(
          ({ message, remedy, code }) =>
            html`<li>${outside(message)} ${remedy !== null && outside(remedy)} <code>${code}</code></li> `,
        )}
    </ul>
    ${left > 0 && html`<p class="note">… and ${countOf(left, 'more detail')}.</p>`}`;
}

function concerned({ ids, count }: IssueRow, names: PostNames): Html {
  if (ids.length === 0) return html`the whole part`;
  const left = count - ids.length;
  return html`${evidenceNames(ids, names)}${left > 0 && html` and ${formatNumber(left)} more`}`;
}
