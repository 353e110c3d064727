import { join, resolve } from 'node:path';

import { toFileStamp } from '../../base/time.ts';
import { writeFileAtomic, writeNewFile } from '../../runtime/atomic-write.ts';
import { SUMMARIES } from '../command-line.ts';
import { type Command, EXIT, shownPath } from '../command.ts';
import { DOCUMENT_OPTIONS, LEDGER_OPTION, readDocuments, STORE_DIR_OPTION, TIMEZONE_OPTION } from '../inputs.ts';

export const reportCommand: Command = {
  name: 'report',
  summary: SUMMARIES.report,
  about: 'The page is self-contained: no request, no script. Nothing is asked of either platform.',
  options: [
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      about:
        'Where the page is written, over what was there; "-" is standard output. Without it a new file in the output folder.',
    },
    ...DOCUMENT_OPTIONS,
    { name: 'planning', value: 'FILE', about: 'A planning document (planning_context_….json, or .json.gz).' },
    {
      name: 'thumbnails',
      value: 'FILE',
      about: 'Pictures of posts (instagram_thumbnails_….json), as collect --thumbnails writes them.',
    },
    STORE_DIR_OPTION,
    { name: 'title', value: 'TEXT', about: "Heading of the page; the account's name when it is not given." },
    {
      name: 'period-days',
      value: 'COUNT',
      kind: 'count',
      about: 'Length of the period that is set against the one before; 28 when it is not given.',
    },
    {
      name: 'locale',
      value: 'TAG',
      about: 'How numbers and dates are written, such as de-DE; en-US when it is not given.',
    },
    LEDGER_OPTION,
    TIMEZONE_OPTION,
  ],
  examples: [
    'report',
    'report -o report.html',
    'report --period-days 7 --locale de-DE',
    'report --analytics a.json --inventory b.json.gz --history .state/history -o -',
  ],
  run: async (context) => {
    const { options, output, io, signal } = context;
    // Charts are large: nothing else loads them.
    const { renderReport } = await import('../../report/index.ts');
    const { folder, ...documents } = await readDocuments(context, true);
    const html = renderReport(documents, {
      title: options.text('title'),
      periodDays: options.number('period-days'),
      locale: options.text('locale'),
    });
    const given = options.text('output');
    if (given === '-') {
      output.document(html);
      return EXIT.complete;
    }
    const { path, size_bytes } =
      given === undefined
        ? await writeNewFile(join(folder, `insight_report_${toFileStamp(Date.now())}.html`), html, { signal })
        : await writeFileAtomic(resolve(io.cwd, given), html, { signal });
    output.result(
      { file: path, size_bytes },
      () => `Report written: ${shownPath(context, path)} (${String(Math.ceil(size_bytes / 1024))} KB)`,
    );
    return EXIT.complete;
  },
};

const DETAILS = ['brief', 'standard', 'full'] as const;
const ENCODINGS = ['markdown', 'json', 'columnar'] as const;
const FOCUSES = ['footage', 'timing', 'content', 'audience'] as const;

export const briefCommand: Command = {
  name: 'brief',
  summary: SUMMARIES.brief,
  about: 'Made from documents on the disk; nothing is asked of either platform.',
  options: [
    {
      name: 'max-tokens',
      value: 'N',
      kind: 'count',
      about: 'Tokens of the text at most, from 800; 6000 when not given.',
    },
    {
      name: 'detail',
      value: 'WORD',
      choices: DETAILS,
      about: 'brief, standard or full: how many entries a section has.',
    },
    { name: 'encoding', value: 'WORD', choices: ENCODINGS, about: 'markdown, json or columnar.' },
    {
      name: 'focus',
      value: 'WORD',
      choices: FOCUSES,
      about: 'What comes first where not all fits: footage, timing, content or audience.',
    },
    ...DOCUMENT_OPTIONS,
    LEDGER_OPTION,
    TIMEZONE_OPTION,
  ],
  examples: ['brief', 'brief --max-tokens 2000 --focus footage', 'brief --analytics a.json.gz --encoding columnar'],
  run: async (context) => {
    const { options, output } = context;
    const { buildPlanningBrief } = await import('../../assistant/planning-brief.ts');
    const { analytics, inventory, history, ledger, notes, timezone } = await readDocuments(context, false);
    const brief = buildPlanningBrief(
      { analytics, inventory, history, ledger, notes, timezone },
      {
        maxTokens: options.number('max-tokens'),
        detail: DETAILS.find((word) => word === options.text('detail')),
        encoding: ENCODINGS.find((word) => word === options.text('encoding')),
        focus: FOCUSES.find((word) => word === options.text('focus')),
        redactor: output.redactor,
      },
    );
    output.result(brief, () => brief.text);
    return EXIT.complete;
  },
};
