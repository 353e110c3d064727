import { format } from 'prettier';

import type { BenchTable } from './harness.ts';

/** What `bench/results.json` holds. */
export interface BenchResults {
  readonly machine: {
    readonly cpu: string;
    readonly memoryGb: number;
    readonly system: string;
    readonly versions: Readonly<Record<string, string>>;
  };
  /** By suite: the day it ran, how many processes wanted a processor when it began, and its tables. */
  readonly suites: Readonly<
    Record<string, { readonly date: string; readonly load: number; readonly tables: readonly BenchTable[] }>
  >;
}

/** Above so many waiting processes a processor, seconds on the clock say more of the machine than of the program. */
const BUSY = 0.5;

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
          `- The machine was shared while these ran (${busy.map(([name, { load }]) => `${name}: load ${String(load)}`).join(', ')}):`,
          '  their seconds on the clock are too long, and ratios within a table are what to read.',
        ]),
    '',
    'Not compared: `facebook-nodejs-business-sdk`. It sends one request for each call, as the rows `one call a thing` do, and',
    'its host is fixed, so that it cannot be pointed at a simulator.',
    ...Object.values(suites).flatMap(({ tables }) => tables.flatMap(tableLines)),
  ];
  return format(lines.join('\n'), { parser: 'markdown', printWidth: 120 });
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

/** Three digits that count. */
function shown(value: number | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (value !== 0 && Math.abs(value) < 100) return String(Number(value.toPrecision(3)));
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(value);
}
