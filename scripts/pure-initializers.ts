import { readFile } from 'node:fs/promises';

import type { Plugin } from 'esbuild';
import ts from 'typescript';

import { shortenNames } from './minify-files.ts';

/**
 * Lets a bundler drop every top-level constant that nobody uses.
 *
 * A bundler cannot know that `v.object({ … })` or `TABLE[0]` does nothing but give a value, so it would carry all of them
 * into a program that imports one small function. The package declares itself free of side effects; this writes the same
 * down for each constant: `const x = f();` becomes `const x = /* @__PURE__ *\/ (() => f())();`.
 */
export function pureInitializers(): Plugin {
  return {
    name: 'pure-initializers',
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
        contents: await shortenNames(markInitializers(await readFile(path, 'utf8'))),
        loader: 'js',
      }));
    },
  };
}

function markInitializers(code: string): string {
  const file = ts.createSourceFile('module.ts', code, ts.ScriptTarget.ES2023, true);
  const initializers = file.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .flatMap(({ initializer }) => (initializer === undefined || isPlain(initializer) ? [] : [initializer]));
  // From the end, so that earlier positions stay right.
  return initializers.reduceRight((text, node) => {
    const [start, end] = [node.getStart(), node.getEnd()];
    return `${text.slice(0, start)}/* @__PURE__ */ (() => (${text.slice(start, end)}))()${text.slice(end)}`;
  }, code);
}

/** Tells whether an expression is what every bundler knows to be a value and nothing else. */
function isPlain(node: ts.Expression): boolean {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return isPlain(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isPlain);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((property) => ts.isPropertyAssignment(property) && isPlain(property.initializer));
  }
  // A pattern with property escapes may be rewritten as a call of RegExp.
  if (ts.isRegularExpressionLiteral(node)) return !/\\p\{/iu.test(node.text);
  const isWord = [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind);
  return isWord || ts.isLiteralExpression(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}
