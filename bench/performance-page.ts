import { formatted } from '../scripts/formatted.ts';

import type { BenchTable } from './harness.ts';
import { TOGETHER } from './suites/documents.ts';

/** What `bench/results.json` holds. */
export interface BenchResults {
  readonly machine: {
    readonly cpu: string;
    readonly memoryGb: number;
    readonly system: string;
    readonly versions: Readonly<Record<string, string>>;
  };
  /** By suite: the day it ran, how many processors others kept busy when it began, and its tables. */
  readonly suites: Readonly<
    Record<string, { readonly date: string; readonly load: number; readonly tables: readonly BenchTable[] }>
  >;
}

/** What one figure was before it was worked on, what it was to become, and where the results have it. */
interface Aim {
  readonly what: string;
  readonly before: string;
  readonly aim: string;
  /** The figure of the results; several numbers are divided one by the other. */
  readonly now: (at: (title: RegExp, subject: string, column: string) => number) => number;
  readonly unit: string;
  /** Why it is not reached, or what it is measured with. */
  readonly because: string;
}

const MILLION = /^Listing 1,000,000/;
const OURS = 'this library';

const AIMS: readonly Aim[] = [
  {
    what: 'Totals of 1,000,000 objects, CPU, × bare fetch and parse',
    before: '2.0',
    aim: '1.2',
    now: (at) => at(MILLION, 'ours: inventory, cut points', 'CPU s') / at(MILLION, 'http.get, total fields', 'CPU s'),
    unit: '',
    because:
      'A row costs 250 ns behind JSON.parse, which itself takes 480: in a profile our own work on rows is a tenth, garbage collection another, and copy, text and parse of the bodies are the most. The first 8 pages ask for whole records, 10 % more bytes of 300,000 objects. The rest is what requests side by side cost without latency, where the simulator sets the pace: one at a time took 1.42 to 1.52, 4 took 1.56 to 1.89, 32 took 1.81 to 1.94, with more major collections of garbage. A listing has as many in flight as keep the event loop busy, 6 at first: beside the version before it that takes 8 % less. All this on a day on which bare requests took 1.5 s; where the machine is half as fast, as in this run, both sides wait for memory, and the ratio is lower. On a fast one it is still above the aim.',
  },
  {
    what: 'The same, peak RSS',
    before: '207 to 217',
    aim: '200',
    now: (at) => at(MILLION, 'ours: inventory, cut points', 'peak RSS MB'),
    unit: 'MB',
    because:
      'The process takes 111 to 115 with its modules before the first page, bare requests one at a time 170 to 174, this library one at a time 180, four at a time (`concurrency`, a row below) 190 to 201. Without cut points it is 183 to 189; the version before took 228 to 230 in both cases, side by side.',
  },
  {
    what: 'The same, requests, × the fewest',
    before: '1.21 to 1.28',
    aim: '1.15',
    now: (at) => at(MILLION, 'ours: inventory, cut points', 'requests') / 200,
    unit: '',
    because:
      'From run to run between 1.06 and 1.08, before that 1.12 to 1.25: which parts are cut further depends on what answers first, and each ends with a page that is not full. One at a time takes 1.03.',
  },
  {
    what: '100 mixed posts, seconds, × the round trips the cursors force',
    before: '3.75',
    aim: '1.3',
    now: (at) => at(/100 mixed posts/, OURS, 's') / 0.2,
    unit: '',
    because:
      'The timeline: at 0 ms the account and page 1; at 100 page 2, and beside it what only one kind of post on page 1 has; at 200 the same of page 2, which needs its ids; at 300 that is answered. Two of the three round trips are forced by cursors, the third by ids that Graph takes in no earlier request: 1.5 at best. Behind the last answer comes two thirds of the processor time, the engagement model of all posts and the check of the document; it needs the last figures.',
  },
  {
    what: '1,000 mixed posts, seconds, × the round trips the cursors force',
    before: '1.56 to 1.64',
    aim: '1.3',
    now: (at) => at(/1000 mixed posts/, OURS, 's') / 2,
    unit: '',
    because:
      'The timeline: 20 pages one after the other, each sent for as soon as the cursor of the last is read; beside them the account and, page by page, what only one kind of post has. The pages alone take 1.1 on the simulator. A page is sent for before the posts of the last are made: on a busy machine 102 ms of processor time lie between all answers and the next requests, 431 before. Behind the last page come one round trip (0.05) and the engagement model of all posts, a third of the processor time (0.1).',
  },
  {
    what: '10,000 posts with 50 comments each, longest block of the event loop',
    before: '21,000',
    aim: '100',
    now: (at) => Math.max(...['collect', 'exportToJson'].map((way) => at(/^Collection of/, way, 'longest block ms'))),
    unit: 'ms',
    because:
      'Of collect and exportToJson the longer, with nothing else on the machine; before, of 20,000 posts. The processor time of a turn is larger, up to 244 ms in some runs: it counts the threads that collect garbage. Graph lists no more than 10,000 posts of an account: 20,000 were not measured.',
  },
  {
    what: 'The same, peak RSS',
    before: '663',
    aim: '600',
    now: (at) => at(/^Collection of/, 'collect', 'peak RSS MB'),
    unit: 'MB',
    because:
      'The whole document, half a million comments, is what collect gives: about 260 MB of it are the document itself. It is written a record at a time.',
  },
  {
    what: 'Plan, brief and report of 10,000 posts and 100,000 files together, CPU s',
    before: '15.9 one by one',
    aim: '5',
    now: (at) => at(/^Documents of 10,000/, TOGETHER, 'CPU s'),
    unit: '',
    because:
      'Brief and report take the analysis that the plan is part of (`analyzeDocuments`), as the collector does. The plan alone is two thirds of it. The machine is at times a third slower: 4.45 in another run of the day; the versions of both runs, side by side, took the same.',
  },
  {
    what: 'import of the main entry, beside Node alone',
    before: '227 elsewhere, 102 here',
    aim: '100',
    now: (at) => at(/^Start-up/, 'import insight-inventory', 'ms') - at(/^Start-up/, 'Node alone', 'ms'),
    unit: 'ms',
    because:
      'The 44 files it loads cost about 1 ms each; they are what the entries share, so that each loads no more than it needs. One file would take 60 ms.',
  },
  {
    what: 'insight-inventory help, from start to end',
    before: '',
    aim: '150',
    now: (at) => at(/^Start-up/, 'insight-inventory help', 'ms'),
    unit: 'ms',
    because: 'Help of the program loads no command: its own 24 KB in 6 files. The rest is Node itself.',
  },
];

/** Writes the table of the aims; of those the results hold no figure for, nothing. */
function aimLines(suites: BenchResults['suites']): string[] {
  const tables = Object.values(suites).flatMap(({ tables: own }) => own);
  const at = (title: RegExp, subject: string, column: string): number =>
    tables
      .find((table) => title.test(table.title.replace('Instagram: ', '')))
      ?.rows.find((row) => row.subject === subject)?.figures[column] ?? Number.NaN;
  const rows = AIMS.flatMap(({ what, before, aim, now, unit, because }) => {
    const value = now(at);
    const withUnit = (text: string): string => (unit === '' || text === '' ? text : `${text} ${unit}`);
    return Number.isNaN(value)
      ? []
      : [`| ${what} | ${withUnit(before)} | ${withUnit(aim)} | ${withUnit(shown(value))} | ${because} |`];
  });
  if (rows.length === 0) return [];
  return ['', '## Aims', '', '| figure | before | aim | now | why |', '| --- | ---: | ---: | ---: | --- |', ...rows];
}

/** Above such a share of the processors, seconds on the clock say more of the machine than of the program. */
const BUSY = 0.25;

/** Makes `docs/performance.md` of the results. */
export async function performancePage({ machine, suites }: BenchResults): Promise<string> {
  const processors = Number(/^\d+/.exec(machine.cpu)?.[0] ?? 1);
  const busy = Object.entries(suites).filter(([, { load }]) => load > BUSY * processors);
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const lines = [
    '# Performance',
    '',
    '<!-- Made by npm run bench from bench/results.json. -->',
    '',
    'What to expect, and how to measure it: `npm run build && npm run bench` runs every table here in turns, prints nothing',
    'that is not in it and takes medians. Servers are the simulators of this package, on the same machine.',
    '',
    `- Machine: ${machine.cpu}, ${String(machine.memoryGb)} GB, ${machine.system}`,
    `- Versions: ${versions.join(', ')}`,
    `- Days: ${Object.entries(suites)
      .map(([name, { date }]) => `${name} ${date}`)
      .join(', ')}`,
    ...(busy.length === 0
      ? []
      : [
          `- Others kept the machine busy while these ran (${busy.map(([name, { load }]) => `${name}: ${String(load)} processors`).join(', ')}):`,
          '  their seconds on the clock are too long, and ratios within a table are what to read.',
        ]),
    '',
    '`rclone` and `facebook-nodejs-business-sdk` (`npm install --no-save` it: 38 MB) are measured where they are installed.',
    ...aimLines(suites),
    ...Object.values(suites).flatMap(({ tables }) => tables.flatMap(tableLines)),
  ];
  return formatted('page.md', lines.join('\n'));
}

function tableLines({ title, about, rows, compare }: BenchTable): string[] {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const base = rows.find(({ subject }) => subject === compare?.subject)?.figures[compare?.column ?? ''];
  const ratio = (figures: BenchTable['rows'][number]['figures']): string[] => {
    if (compare === undefined) return [];
    const value = figures[compare.column];
    return [typeof base === 'number' && typeof value === 'number' ? (value / base).toFixed(2) : ''];
  };
  const head = ['', ...columns, ...(compare === undefined ? [] : [`${compare.column}, × ${compare.subject}`])];
  return [
    '',
    `## ${title}`,
    '',
    about,
    '',
    `| ${head.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(head.length - 1)}`,
    ...rows.map(({ subject, figures }) =>
      Object.keys(figures).length === 0
        ? `| ${subject} | not installed |${' |'.repeat(head.length - 2)}`
        : `| ${[subject, ...columns.map((column) => shown(figures[column])), ...ratio(figures)].join(' | ')} |`,
    ),
  ];
}

/** Writes three digits that count. */
function shown(value: number | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (value !== 0 && Math.abs(value) < 100) return String(Number(value.toPrecision(3)));
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(value);
}
