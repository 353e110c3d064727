import { DataCollector, type DataCollectorOptions } from '../../collector/data-collector.ts';
import type { CollectionSummary } from '../../documents/collection.ts';
import { createFileLedgerStore } from '../../runtime/ledger-store.ts';
import { createFileSnapshotStore } from '../../runtime/snapshot-store.ts';
import type { Command, OptionSpec } from '../command.ts';
import { pathOption, type CommandContext } from '../context.ts';
import { describeCollection } from '../describe-collection.ts';
import { exitOfCollection } from '../exit-codes.ts';
import { openConfig, openLogger, openSources, outputDirOf } from '../open-config.ts';

/** Options of whatever collects both sources. */
export const COLLECTION_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'output-dir',
    value: 'DIR',
    about: 'Where the documents are written; collected_data, or output_dir of the configuration.',
  },
  { name: 'compress', about: 'Compress every document (.json.gz).' },
  { name: 'probe', about: 'Read length and orientation of videos by byte ranges; takes the package mediabunny.' },
  { name: 'planning', about: 'Also write what a planner needs, made from both documents.' },
  { name: 'history', value: 'DIR', about: 'Keep the account document in this folder, and read growth from it.' },
];

export const ONLY_OPTION: OptionSpec = {
  name: 'only',
  value: 'SOURCE',
  choices: ['instagram', 'gcs'],
  about: 'One source alone; without it every source the configuration has settings of.',
};

export const TOKEN_FILE_OPTION: OptionSpec = {
  name: 'token-file',
  value: 'FILE',
  about: 'Where a refreshed token is kept; it is used in place of the configured one while it lasts.',
};

export const collectCommand: Command = {
  name: 'collect',
  summary: 'Collect the account and the bucket, and write the documents.',
  operands: '',
  operandCount: [0, 0],
  about:
    'One source that fails leaves the other delivered. Ctrl-C stops at once; documents that are complete are kept, and listed.',
  options: [
    ONLY_OPTION,
    ...COLLECTION_OPTIONS,
    {
      name: 'ledger',
      value: 'FILE',
      about: 'Which clips published posts were made from, for planning.',
    },
    TOKEN_FILE_OPTION,
  ],
  examples: [
    'collect',
    'collect --only instagram --env-file .env',
    'collect --planning --history .state/history --compress --quiet',
    'collect --json > summary.json',
  ],
  run: async (context) => {
    const config = await openConfig(context);
    const logger = openLogger(context, config);
    return runCollection(context, {
      ...openSources(context, config, logger),
      outputDir: outputDirOf(context, config),
      ledger: storeOf(context, 'ledger', createFileLedgerStore),
      logger,
    });
  },
};

/** Collects as the options say and tells what came. */
export async function runCollection(context: CommandContext, sources: DataCollectorOptions): Promise<number> {
  const { options, output, signal } = context;
  const collector = new DataCollector({
    ...sources,
    history: storeOf(context, 'history', createFileSnapshotStore),
    onProgress: output.onProgress,
  });
  let summary: CollectionSummary;
  try {
    summary = await collector.collectAllData({
      compress: options.isSet('compress'),
      probe: options.isSet('probe'),
      planning: options.isSet('planning'),
      signal,
    });
  } catch (error) {
    const { instagram, gcs } = collector.getStatus().sources;
    context.kept.push(...[instagram.file, gcs.file].filter((file) => file !== null));
    throw error;
  }
  const text = output.modes.json ? '' : await describeCollection(context, summary);
  output.result(summary, () => text);
  return exitOfCollection(summary);
}

function storeOf<Store>(context: CommandContext, name: string, create: (path: string) => Store): Store | undefined {
  const path = pathOption(context, name);
  return path === undefined ? undefined : create(path);
}
