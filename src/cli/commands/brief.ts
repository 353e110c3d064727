import { type Command, EXIT } from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { DOCUMENT_OPTIONS, LEDGER_OPTION, readDocuments, TIMEZONE_OPTION } from '../inputs.ts';

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
