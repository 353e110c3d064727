import type { CollectionIssue, IssueKind } from '../../base/issues.ts';
import { plain } from '../../planning/line-writer.ts';
import { countOf, formatNumber } from '../format.ts';
import { type Html, html, outside } from '../html.ts';
import { evidenceNames, type PostNames, type ReportData, type Section } from '../report-data.ts';
import { behind, table } from '../table.ts';

/** An issue in words that need no knowledge of the platforms' interfaces; the raw words are in its message. */
interface IssueWords {
  /** What it is about: `Figures of posts`. */
  readonly part: string;
  /** The figures or fields concerned, where the code names some. */
  readonly names: readonly string[];
  readonly problem: string;
  readonly todo: string;
}

type ProblemWords = readonly [problem: string, todo: string];

const DETAIL = 'the detail names it';

const KINDS: Readonly<Record<IssueKind, ProblemWords>> = {
  auth: ['the access was refused', 'Log in again, or renew the key: it has expired or was withdrawn.'],
  permission: ['a permission is missing, or the account is blocked for now', `Grant the permission: ${DETAIL}.`],
  rate_limit: ['the platform asked for a pause', 'Collect again later, or less often.'],
  quota: ['the allowance is used up', 'Raise the allowance, or wait until it is renewed.'],
  not_found: ['no longer there, or not shown to this login', 'Check that it exists and that the login may see it.'],
  unsupported: ['not given by the platform', 'Nothing: it cannot be had.'],
  invalid_request: ['the platform refused the question', 'Show the detail to whoever set up the collection.'],
  transient: ['the platform failed for a moment', 'Nothing: the next collection reads it.'],
  network: ['there was no connection', 'Check the connection, then collect again.'],
  timeout: ['no answer came in time', 'Collect again; if it stays so, ask for less or allow more time.'],
  invalid_response: ['the answer could not be read', 'Collect again; if it stays so, report the detail.'],
  truncated: ['more is there than was kept', 'Follow the detail where the rest matters.'],
  config: ['a setting is missing or wrong', `Correct the setting: ${DETAIL}.`],
  io: ['the disk refused', 'Check the free space and the rights on the disk.'],
};

/** Codes that say more than their kind. A code that ends in a colon or an underscore covers all that begin with it. */
const CODES: Readonly<Record<string, ProblemWords>> = {
  'graph:100/2108006': [
    'posted before the account became a business account',
    'Nothing: Instagram has no figures of such posts.',
  ],
  'graph:short_list': [
    'fewer came than the account counts',
    'Collect again later; if it stays so, compare with what the app shows.',
  ],
  'graph:media_cap': ['Instagram lists no older ones', 'Keep earlier collections: older posts are in those.'],
  'graph:other_account': ['of another account than was asked for', 'Check which account the collection is set up for.'],
  'graph:version_ending': ['the version in use ends soon', 'Have the library updated before that day.'],
  'graph:version_not_checked': ['newer than this library', 'Have the library updated.'],
  'metric:retired:': ['retired by Instagram; what replaced it was read', 'Nothing: the new figure is in the report.'],
  'budget:': ['the calls that were allowed are used up', 'Allow more calls, or collect fewer posts.'],
  'media:budget': [
    'beyond the bytes that may be read of files',
    'Allow more bytes where length and shape of files matter.',
  ],
  'media:library_missing': ['the reader of media files is not installed', `Have it installed: ${DETAIL}.`],
  'media:no_picture': ['there is none to embed', 'Nothing: the post is shown without a picture.'],
  'media:unreadable': ['the file is broken', 'Upload the file again if it does not play.'],
  'media:truncated': ['the file is cut short', 'Upload the file again if it does not play.'],
  'media:cache_failed': ['read, but not kept for the next time', 'Check the free space and the rights on the disk.'],
  'media:': ['the file could not be fetched', 'Nothing: the next collection tries again.'],
  'gcs:too_many_files': [
    'more than one document holds; sums, newest and largest are kept',
    'Have the list of files written apart where it matters.',
  ],
  'gcs:too_many_to_compare': [
    'more than can be compared while listing',
    'Have the inventory made of a report by DuckDB, or of fewer folders.',
  ],
  'gcs:too_many_folders': ['more than one document holds; all count in the sums', 'Name the folders that matter.'],
  'gcs:credentials_': ['the key of the bucket cannot be used', `Have the key renewed: ${DETAIL}.`],
  'gcs:report_': ['does not match the bucket in everything', 'Use the report of another day, or list the bucket.'],
  'collector:planning_needs_both': ['needs an account and a bucket', 'Collect both together, or leave the plan out.'],
  'io:damaged_entry': ['an entry cannot be read, the others were', 'Correct or remove the entry: the detail names it.'],
  'document:': ['does not have its own form', 'Report the detail: it is a fault of the library.'],
  'inventory:': ['does not have its own form', 'Report the detail: it is a fault of the library.'],
};

const TOO_FEW_VIEWERS: ProblemWords = [
  'too few accounts have seen it yet',
  'Nothing: figures come once enough accounts have seen it.',
];

const PARTS: Readonly<Record<string, string>> = {
  account_info: 'Account',
  account_insights: 'Figures of the account',
  api_version: 'Interface of Instagram',
  audience: 'Audience',
  business_discovery: 'Another account',
  comments: 'Comments',
  config: 'Settings',
  files: 'List of files',
  folder: 'Folder',
  folders: 'Folders',
  highlights: 'Newest and largest files',
  history: 'History',
  ledger: 'Ledger of published clips',
  media: 'Posts',
  media_insights: 'Figures of posts',
  media_probe: 'Length and shape of videos',
  planning: 'Plan',
  report: 'Inventory report',
  run: 'The collection',
  sources: 'The collection',
  stories: 'Stories',
  thumbnails: 'Pictures of posts',
};

const SOURCES: Readonly<Record<string, string>> = {
  instagram: 'Instagram',
  gcs: 'Bucket',
  collector: 'The collection',
};

/** Puts an issue in words by its source, scope, kind and code; its message is not read. */
export function describeIssue(issue: Pick<CollectionIssue, 'source' | 'scope' | 'kind' | 'code'>): IssueWords {
  const [problem, todo] = problemOf(issue);
  return { part: partOf(issue), names: namesIn(issue.code), problem, todo };
}

function problemOf({ kind, code }: Pick<CollectionIssue, 'kind' | 'code'>): ProblemWords {
  if (kind === 'unsupported' && code === 'graph:10') return TOO_FEW_VIEWERS;
  const byCode =
    CODES[code] ?? Object.entries(CODES).find(([start]) => /[:_]$/.test(start) && code.startsWith(start))?.[1];
  // Documents come from files: a later version may have kinds that are not known here.
  return byCode ?? (KINDS as Partial<typeof KINDS>)[kind] ?? KINDS.invalid_response;
}

function partOf({ source, scope }: Pick<CollectionIssue, 'source' | 'scope'>): string {
  if (scope === 'source') return SOURCES[source] ?? source;
  if (scope.startsWith('other_objects.')) return 'Deleted and older files';
  return PARTS[scope] ?? plain(scope);
}

/** Reads the figures or fields a code names: of `graph:100:views,reposts` two, of `graph:100/33` none. */
function namesIn(code: string): string[] {
  const names = /^(?:graph:[^:]+|metric:retired):(.+)$/.exec(code)?.[1];
  return names === undefined ? [] : names.split(',').map(plain);
}

const MAX_IDS = 3;
const MAX_DETAILS = 5;

/** The same problem of the same part, on however many posts or files, is one row. */
interface IssueRow {
  readonly words: IssueWords;
  readonly names: Set<string>;
  readonly ids: string[];
  /** The raw words, each once; what they say of single posts or files apart. */
  readonly details: Map<string, CollectionIssue>;
  count: number;
}

/** Shows what went wrong and what to do about it, in plain words; the raw ones are folded. */
export function issues({ analytics, inventory, maxRows, names }: ReportData): Section {
  const all = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
  return {
    id: 'issues',
    title: 'Issues and remedies',
    body:
      all.length === 0
        ? html`<p>No issues.</p>`
        : html`<p>${countOf(all.length, 'issue')} while collecting.</p>
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
    if (issue.id !== null && row.ids.length < MAX_IDS) row.ids.push(issue.id);
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
  const left = details.length - MAX_DETAILS;
  return html`<ul class="why">
      ${details
        .slice(0, MAX_DETAILS)
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
