import { join } from 'node:path';

import ts from 'typescript';

import { importPath, ROOT } from './pages.ts';
import { ENTRIES } from './type-check.ts';

/** A piece of text to put in place of another. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Imports of the package lead to its source, so that a block runs without a build. */
export function withSourceImports(code: string, folder: string): string {
  const source = parse(code);
  const edits = source.statements.flatMap((statement): Edit[] => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const { moduleSpecifier: name } = statement;
    const entry = ENTRIES[name.text];
    if (entry === undefined) return [];
    return [{ start: name.getStart(source), end: name.end, text: `'${importPath(folder, join(ROOT, entry))}'` }];
  });
  return apply(code, edits);
}

/**
 * Makes the block as a module that exports `results`: for every statement with a `//=> value` at its end, the value it
 * has and the value it is said to have. The rest runs as it stands.
 */
export function withResults(code: string): string {
  const source = parse(code);
  const edits = source.statements.flatMap((statement): Edit[] => {
    const expected = /^[ \t]*\/\/=> (.+)/.exec(code.slice(statement.end))?.[1];
    if (expected === undefined) return [];
    const line = source.getLineAndCharacterOfPosition(statement.end).line;
    const push = (actual: string): string =>
      `results.push({ line: ${String(line)}, actual: ${actual}, expected: (${expected}) });`;
    if (ts.isExpressionStatement(statement)) {
      const text = push(`(${statement.expression.getText(source)})`);
      return [{ start: statement.getStart(source), end: statement.end, text }];
    }
    const name = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0]?.name : undefined;
    if (name === undefined) throw new Error(`line ${String(line)}: a value is promised of what has none`);
    return [{ start: statement.end, end: statement.end, text: ` ${push(name.getText(source))}` }];
  });
  // On the first line, so that line numbers of errors stay those of the block but for one.
  return `export const results: { line: number; actual: unknown; expected: unknown }[] = [];\n${apply(code, edits)}\n`;
}

function parse(code: string): ts.SourceFile {
  return ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2023, true);
}

function apply(code: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: replacement }) => text.slice(0, start) + replacement + text.slice(end), code);
}
