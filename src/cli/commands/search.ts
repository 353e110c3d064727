import { holdsAllRows, rowsOf } from '../../files/inventory-files.ts';
import { isArgumentError } from '../../base/errors.ts';
import type { CollectionIssue } from '../../base/issues.ts';
import { toMegabytes } from '../../base/sums.ts';
import { readInventory } from '../../collector/saved-documents.ts';
import { FILE_CATEGORIES, type FileRecord } from '../../documents/file.ts';
import { compileQuery, type FileFilter } from '../../files/query.ts';
import { type Command, pathOption, type CommandContext, EXIT, usageError } from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { openBucket, openConfig, openLogger } from '../inputs.ts';
import { inColumns, oneLine } from '../terminal-text.ts';

export const searchCommand: Command = {
  name: 'search',
  summary: SUMMARIES.search,
  operands: '[QUERY]',
  operandCount: [0, 1],
  about:
    'QUERY is a part of the name, in any case; every condition given must hold. Reads the configured bucket, or the documents of an inventory without any request. No match is no failure.',
  options: [
    {
      name: 'glob',
      value: 'PATTERN',
      about: '* within a folder, ** across; compared with the last part of the name when it has no slash.',
    },
    { name: 'category', value: 'WORD', choices: FILE_CATEGORIES, about: `One of ${FILE_CATEGORIES.join(', ')}.` },
    { name: 'folder', value: 'FOLDER', about: 'This folder and everything below it.' },
    { name: 'content-type', value: 'TYPE', about: 'video/mp4, or a family: video.' },
    {
      name: 'metadata',
      value: 'KEY=VALUE',
      many: true,
      about: 'Custom metadata that must be there; may be given more than once.',
    },
    {
      name: 'contexts',
      value: 'KEY[=VALUE]',
      many: true,
      about: 'Object context that must be there, with this value or any; may be given more than once.',
    },
    { name: 'min-size-mb', value: 'N', kind: 'number', about: 'Mebibytes at least.' },
    { name: 'max-size-mb', value: 'N', kind: 'number', about: 'Mebibytes at most.' },
    { name: 'created-after', value: 'TIME', about: 'Created at this time or later: 2026-01-31, or ISO 8601 in full.' },
    { name: 'created-before', value: 'TIME', about: 'Created before this time.' },
    { name: 'limit', value: 'N', kind: 'count', about: 'Rows at most, in name order; all when it is not given.' },
    { name: 'inventory', value: 'FILE', about: 'Search this document in place of the bucket.' },
  ],
  examples: [
    'search vase',
    'search --glob "**/*.mp4" --min-size-mb 10 --created-after 2026-01-01',
    'search --category video --inventory collected_data/gcs_inventory_20261122_153000.json.gz --json',
  ],
  run: async (context) => {
    const { options, output } = context;
    const filter = readFilter(context);
    const limit = options.number('limit');
    const found = await withOptionNames(() => find(context, filter));
    const shown = limit === undefined ? found : found.slice(0, limit);
    output.rows(shown, () => describeFiles(shown));
    output.note(describeTotal(found, shown.length));
    return EXIT.complete;
  },
};

async function find(context: CommandContext, filter: FileFilter): Promise<FileRecord[]> {
  const { output, signal } = context;
  const matches = compileQuery(filter);
  const path = pathOption(context, 'inventory');
  if (path === undefined) {
    const config = await openConfig(context);
    const bucket = openBucket(config, openLogger(context, config));
    const onIssue = ({ id, message }: CollectionIssue): void => {
      output.warn(id === null ? message : `${oneLine(id)}: ${message}`);
    };
    return bucket.searchFiles(filter, { signal, onProgress: output.onProgress, onIssue });
  }
  const inventory = await readInventory(path);
  const rows = rowsOf(inventory);
  if (!holdsAllRows(inventory)) {
    const total = String(inventory.bucket_summary.total_files);
    output.warn(`The document holds ${String(rows.length)} of ${total} files in full; the others are not searched.`);
  }
  return rows.filter(matches);
}

function readFilter({ options, operands }: CommandContext): FileFilter {
  const given = {
    name: operands[0],
    glob: options.text('glob'),
    category: FILE_CATEGORIES.find((word) => word === options.text('category')),
    folder: options.text('folder'),
    contentType: options.text('content-type'),
    minSizeMb: options.number('min-size-mb'),
    maxSizeMb: options.number('max-size-mb'),
    createdAfter: options.text('created-after'),
    createdBefore: options.text('created-before'),
    metadata: options.isSet('metadata') ? readPairs(options.list('metadata')) : undefined,
    contexts: options.isSet('contexts') ? readContexts(options.list('contexts')) : undefined,
  };
  if (Object.values(given).some((value) => value !== undefined)) return given;
  throw usageError('"search" needs a QUERY or a condition.', 'Every file: insight-inventory search --glob "**".');
}

function readPairs(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
      throw usageError(`--metadata does not take "${pair}".`, 'Write --metadata KEY=VALUE.');
    }),
  );
}

/** Reads contexts: a key without a value asks for any. */
function readContexts(pairs: readonly string[]): Record<string, string | boolean> {
  return Object.fromEntries(
    pairs.map((pair): [string, string | boolean] => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, true] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/**
 * Runs a search with problems in the words of the command line. The library names its own keys; here they are options:
 * `createdAfter` is `--created-after`.
 */
async function withOptionNames<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const [problem] = isArgumentError(error) ? error.problems : [];
    if (!problem?.key.startsWith('query.')) throw error;
    const key = problem.key.slice('query.'.length);
    const option = key === 'name' ? 'QUERY' : `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw usageError(`${option} is given ${problem.found}.`, problem.remedy);
  }
}

function describeFiles(files: readonly FileRecord[]): string {
  const sizeOf = ({ size_mb }: FileRecord): string => size_mb?.toFixed(2) ?? '?';
  const widest = Math.max(...files.map((file) => sizeOf(file).length));
  const rows = files.map((file) => [
    `${sizeOf(file).padStart(widest)} MB`,
    file.created_time ?? 'unknown age',
    oneLine(file.name),
  ]);
  return inColumns(rows, '');
}

function describeTotal(files: readonly FileRecord[], shown: number): string {
  const megabytes = toMegabytes(files.reduce((sum, { size_bytes }) => sum + (size_bytes ?? 0), 0));
  const cut = shown < files.length ? `, ${String(shown)} shown` : '';
  return `${String(files.length)} ${files.length === 1 ? 'file' : 'files'}, ${String(megabytes)} MB${cut}`;
}
