/**
 * The public surface as text: one `etc/NAME.api.md` for each entry of the package, from the declarations in dist/.
 *
 *   npm run api
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the reports are kept, from the root of the repository. */
const REPORTS = 'etc';

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly require?: { readonly types?: string } } | string>>;
}

interface Entry {
  /** `index`, `metrics`, … */
  readonly name: string;
  readonly declarations: string;
}

/** Lists what the package lets its readers import, as its `exports` say. */
function entriesOf(manifest: Manifest): Entry[] {
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    const types = typeof target === 'string' ? undefined : target.require?.types;
    if (types === undefined) return [];
    return [{ name: path === '.' ? 'index' : path.slice('./'.length), declarations: join(ROOT, types) }];
  });
}

function configOf({ name, declarations }: Entry, reportFolder: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: declarations,
      compiler: { tsconfigFilePath: join(ROOT, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder,
        reportTempFolder: join(reportFolder, 'temp'),
        // What an entry's types are made of is part of its surface, whichever entry exports it.
        includeForgottenExports: true,
      },
      newlineKind: 'lf',
      messages: {
        // Docblocks and missing exports are the concern of the API reference. Never into the report: a message names the
        // file a declaration was bundled into, which changes with each build.
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None, addToApiReportFile: false } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None, addToApiReportFile: false } },
      },
    },
  });
}

const DECLARATION = /^(export )?(?:declare )?(?:abstract )?(?:class|const|function|interface|let|type) (\w+)/m;

/**
 * Leaves each type in one report alone: what another entry exports is left to the report of that entry. Whether a
 * member has a docblock is the concern of the API reference.
 */
function tidy(reports: ReadonlyMap<string, string>): Map<string, string> {
  const partsOf = (text: string): string[] =>
    text.replaceAll(/^ *\/\/ \(undocumented\)\n| \(undocumented\)$/gm, '').split('\n\n');
  const exported = new Set(
    [...reports.values()].flatMap(partsOf).flatMap((part) => {
      const [, isExported, name] = DECLARATION.exec(part) ?? [];
      return isExported === undefined || name === undefined ? [] : [name];
    }),
  );
  const isOwn = (part: string): boolean => {
    const [, isExported, name] = DECLARATION.exec(part) ?? [];
    return name === undefined || isExported !== undefined || !exported.has(name);
  };
  return new Map([...reports].map(([file, text]) => [file, partsOf(text).filter(isOwn).join('\n\n')]));
}

function silence(message: ExtractorMessage): void {
  message.handled = true;
}

/**
 * Renders the text of each entry's report as the built declarations give it now, by file name. One compiler serves all
 * entries.
 */
export function renderApiReports(): Map<string, string> {
  const entries = entriesOf(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest);
  mkdirSync(join(ROOT, 'temp'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'temp', 'api-'));
  try {
    const configs = entries.map((entry) => configOf(entry, folder));
    const [first] = configs;
    if (first === undefined) throw new Error('The package has no entry with declarations.');
    const compilerState = CompilerState.create(first, {
      additionalEntryPoints: entries.map(({ declarations }) => declarations),
    });
    for (const config of configs)
      Extractor.invoke(config, { compilerState, localBuild: true, messageCallback: silence });
    const names = readdirSync(folder).filter((name) => name.endsWith('.api.md'));
    return tidy(new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the reports as they are kept, by file name. */
export function readApiReports(): Map<string, string> {
  const folder = join(ROOT, REPORTS);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.api.md')) : [];
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reports = renderApiReports();
  const folder = join(ROOT, REPORTS);
  mkdirSync(folder, { recursive: true });
  for (const name of readApiReports().keys()) rmSync(join(folder, name));
  for (const [name, text] of reports) writeFileSync(join(folder, name), text);
}
