import {
  type ComparedFigure,
  PLANNING_POST_FIGURES,
  type PlanningContext,
  type PlanningLine,
  type PlanningPost,
  type PlanningPostFigure,
} from '../../documents/planning.ts';
import { countOf, day, formatNumber, formatRatio, shown } from '../format.ts';
import { type Html, html, link, outside, shorten } from '../html.ts';
import {
  CAPTION_LETTERS,
  evidenceNames,
  lineSentence,
  type PostNames,
  type ReportData,
  type Section,
} from '../report-data.ts';
import { table } from '../table.ts';

const PARTS: readonly (readonly [
  part: 'state' | 'findings' | 'audience' | 'experiments' | 'cautions',
  title: string,
])[] = [
  ['state', 'State of the account'],
  ['findings', 'What went together with better or worse posts'],
  ['audience', 'What the audience asks for'],
  ['experiments', 'What to try next'],
  ['cautions', 'What the data cannot say'],
];
const MAX_LINES = 10;

/** Shows the lines of the plan, each with what it rests on. */
export function plan({ planning, analytics, inventory, names }: ReportData): Section | null {
  if (analytics === null || inventory === null) return null;
  return {
    id: 'plan',
    title: 'What to plan from',
    body: [
      postTable(planning.posts),
      // The issues of the documents have a section of their own.
      ...PARTS.map(([part, title]) =>
        lines(
          title,
          planning[part].filter(({ kind }) => kind !== 'issue'),
          names,
        ),
      ),
    ],
  };
}

const FIGURE_TITLES: Readonly<Record<PlanningPostFigure, string>> = {
  views: 'Views',
  reach: 'Reach',
  interactions: 'Interactions',
  engagement_rate: 'Rate, %',
  save_rate: 'Saves by reach, %',
  share_rate: 'Shares by reach, %',
  skip_rate: 'Skipped, %',
  retention_ratio: 'Retention, %',
};

/**
 * Makes the table of the best, the weakest and the latest post, each figure with its ratio to the median of the others.
 */
function postTable({ best, weakest, latest }: PlanningContext['posts']): Html | null {
  const rows = [
    ...best.slice(0, 1).map((post) => ({ label: 'Best', post })),
    ...(weakest === null ? [] : [{ label: 'Weakest', post: weakest }]),
    ...(latest === null ? [] : [{ label: 'Latest', post: latest }]),
  ];
  if (rows.length === 0) return null;
  const known = PLANNING_POST_FIGURES.filter((figure) => rows.some(({ post }) => post.figures[figure].value !== null));
  return table<{ label: string; post: PlanningPost }>({
    caption: 'Posts by interactions, with the ratio to the median of the other posts',
    columns: [
      {
        title: 'Post',
        cell: ({ label, post }) =>
          html`${label}: ${link(post.permalink, outside(shorten(post.caption ?? post.media_id, CAPTION_LETTERS)))}`,
      },
      { title: 'Published', cell: ({ post }) => day(post.timestamp) },
      ...known.map((figure) => ({
        title: FIGURE_TITLES[figure],
        numeric: true,
        cell: ({ post }: { post: PlanningPost }) =>
          compared(post.figures[figure], figure === 'retention_ratio' ? 100 : 1),
      })),
    ],
    rows,
    most: rows.length,
    noun: 'posts',
  });
}

/** Writes a figure with its ratio: `scale` brings a figure to the unit of its column. */
function compared({ value, ratio }: ComparedFigure, scale: number): Html {
  return html`${shown(value === null ? null : value * scale, formatNumber, 'not known')}${ratio !== null && html` <span class="ratio">${formatRatio(ratio)}</span>`}`;
}

function lines(title: string, rows: readonly PlanningLine[], names: PostNames): Html | null {
  if (rows.length === 0) return null;
  const left = rows.length - MAX_LINES;
  return html`<h3>${title}</h3>
    <ul>
      ${rows.slice(0, MAX_LINES).map((row) => line(row, names))}
    </ul>
    ${left > 0 && html`<p class="note">… and ${countOf(left, 'more line')}.</p>`}`;
}

function line(row: PlanningLine, names: PostNames): Html {
  const evidence = evidenceNames(row.evidence, names);
  return html`<li>
    ${lineSentence(row, names)}
    ${evidence !== null && row.kind !== 'outlier' && html`<span class="why line">From ${evidence}</span>`}
  </li> `;
}
