import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import { run } from '../packed/run.ts';
import { importPath, ROOT, type CodeBlock } from './pages.ts';

/** The native compiler: a second where the one in JavaScript takes ten. */
const COMPILER = join(dirname(createRequire(import.meta.url).resolve('typescript7/package.json')), 'bin/tsc');

/** The package's entries by the source they are built from, so that no build is needed. */
export const ENTRIES: Readonly<Record<string, string>> = {
  'insight-inventory': 'src/index.ts',
  'insight-inventory/metrics': 'src/metrics/index.ts',
  'insight-inventory/files': 'src/files/index.ts',
  'insight-inventory/testing': 'src/testing/index.ts',
  'insight-inventory/assistant': 'src/assistant/index.ts',
  'insight-inventory/report': 'src/report/index.ts',
};

/** What a block may use without making it; docs/README of each page says so in words. */
const CONTEXT = `
import type * as library from 'insight-inventory';
declare global {
  const instagram: library.InstagramAnalyticsManager;
  const bucket: library.GCSInventoryManager;
  const collector: library.DataCollector;
}
`;

/** Writes each block as a module into a folder. */
export function writeModules(blocks: readonly CodeBlock[], folder: string): Map<string, CodeBlock> {
  return new Map(
    blocks.map((block) => {
      const file = join(folder, `${block.page.replaceAll(/\W+/g, '-')}-${String(block.line)}.ts`);
      writeFileSync(file, block.code);
      return [file, block] as const;
    }),
  );
}

/** Type-checks modules in one program, as strictly as the library itself; gives `page:line: message`. */
export async function checkTypes(modules: ReadonlyMap<string, CodeBlock>, folder: string): Promise<string[]> {
  const context = join(folder, 'context.d.ts');
  writeFileSync(context, CONTEXT);
  const paths = Object.fromEntries(
    Object.entries(ENTRIES).map(([entry, source]) => [entry, [importPath(folder, join(ROOT, source))]]),
  );
  const project = join(folder, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: importPath(folder, join(ROOT, 'tsconfig.json')),
      // A block without an import is a module too.
      compilerOptions: { paths, moduleDetection: 'force' },
      files: [context, ...modules.keys()],
      include: [],
    }),
  );
  const { stdout } = await run(process.execPath, [COMPILER, '-p', project, '--pretty', 'false'], { cwd: folder });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => describe(line, modules));
}

/** Puts the page and its line in place of the module of `file.ts(line,column): error TS1: message`. */
function describe(error: string, modules: ReadonlyMap<string, CodeBlock>): string {
  const {
    file = '',
    line = '',
    message = error,
  } = /^(?<file>[^(]+)\((?<line>\d+),\d+\): (?<message>.*)$/.exec(error)?.groups ?? {};
  for (const [path, block] of modules) {
    if (basename(path) === basename(file)) return `${block.page}:${String(Number(line) - 1 + block.line)}: ${message}`;
  }
  return error;
}
