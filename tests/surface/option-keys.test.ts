import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { expect, it } from 'vitest';

import { keysOf, TABLES } from './wrong-inputs.ts';

// A key that is declared and in no table would be refused as unknown; one that is in a table alone is no option of anybody.

const ENTRIES = ['index', 'assistant/index', 'report/index'].map((name) =>
  fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url)),
);
const program = ts.createProgram(ENTRIES, {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  strict: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
});
const checker = program.getTypeChecker();

const exported = new Map(
  ENTRIES.flatMap((path) => {
    const source = program.getSourceFile(path);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    return module === undefined ? [] : checker.getExportsOfModule(module);
  }).map((symbol): [string, ts.Symbol] => [
    symbol.name,
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  ]),
);

/** Gives the function itself, or the method of the class. */
function callableOf(table: string, where: string): ts.Type | null {
  const owner = exported.get(table);
  if (owner === undefined) {
    const symbol = exported.get(where);
    return symbol === undefined ? null : checker.getTypeOfSymbol(symbol);
  }
  const method = checker.getDeclaredTypeOfSymbol(owner).getProperty(where);
  return method === undefined ? null : checker.getTypeOfSymbol(method);
}

/** Lists the keys of the objects an argument may be; `null` when there is no such argument. */
function declaredKeys(table: string, where: string, argument: string): string[] | null {
  const signatures = callableOf(table, where)?.getCallSignatures() ?? [];
  const types = signatures
    .flatMap(({ parameters }) => parameters)
    .filter(({ name }) => name === argument)
    .flatMap((parameter) => {
      const type = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
      return type.isUnion() ? type.types : [type];
    })
    .filter((type) => type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection) && !checker.isArrayType(type));
  if (types.length === 0) return null;
  return [...new Set(types.flatMap((type) => checker.getPropertiesOfType(type).map(({ name }) => name)))].sort();
}

const ARGUMENTS = Object.entries(TABLES).flatMap(([table, inputs]) =>
  Object.entries(inputs).flatMap(([where, args]) =>
    Object.entries(args).flatMap(([argument, schema]) => {
      const keys = Object.keys(keysOf(schema)).sort();
      return keys.length === 0 ? [] : [{ table, where, argument, keys }];
    }),
  ),
);

it('finds the arguments that have keys', () => {
  expect(ARGUMENTS.length).toBeGreaterThan(60);
});

it.each(ARGUMENTS)('$table $where: $argument has the keys that are declared', ({ table, where, argument, keys }) => {
  expect(keys).toEqual(declaredKeys(table, where, argument));
});
