import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { importPath, ROOT, type CodeBlock } from './pages.ts';

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
export function checkTypes(modules: ReadonlyMap<string, CodeBlock>, folder: string): string[] {
  const context = join(folder, 'context.d.ts');
  writeFileSync(context, CONTEXT);
  const paths = Object.fromEntries(
    Object.entries(ENTRIES).map(([entry, source]) => [entry, [importPath(folder, join(ROOT, source))]]),
  );
  const { options, errors } = ts.parseJsonConfigFileContent(
    {
      extends: importPath(folder, join(ROOT, 'tsconfig.json')),
      // A block without an import is a module too.
      compilerOptions: { paths, moduleDetection: 'force' },
      files: [context, ...modules.keys()],
    },
    ts.sys,
    folder,
  );
  const program = ts.createProgram([context, ...modules.keys()], options);
  const found = [...errors];
  for (const file of [context, ...modules.keys()]) {
    const source = program.getSourceFile(file);
    found.push(...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source));
  }
  return found.map((diagnostic) => describe(diagnostic, modules));
}

function describe({ file, start, messageText }: ts.Diagnostic, modules: ReadonlyMap<string, CodeBlock>): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const block = file === undefined ? undefined : modules.get(file.fileName);
  if (file === undefined || block === undefined) return message;
  const line = file.getLineAndCharacterOfPosition(start ?? 0).line + block.line;
  return `${block.page}:${String(line)}: ${message}`;
}
