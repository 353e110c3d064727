import ts from 'typescript';

import { resolveSchema, type JsonSchema, type JsonSchemaDocument } from './json-schemas.ts';

/** A type by its structure alone, however it is written down: `{ 'id': 'string', 'lift?': { anyOf: [...] } }`. */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

/** Gives the shape of a JSON Schema. */
export function shapeOfSchema(part: JsonSchema, document: JsonSchemaDocument, above: readonly string[] = []): Shape {
  const name = part.$ref?.replace('#/$defs/', '');
  if (name !== undefined && above.includes(name)) return `recursive ${name}`;
  const path = name === undefined ? above : [...above, name];
  const schema = resolveSchema(part, document);
  const next = (inner: JsonSchema): Shape => shapeOfSchema(inner, document, path);
  if (schema.anyOf !== undefined) return union(schema.anyOf.map(next));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.prefixItems !== undefined) return { tuple: schema.prefixItems.map(next) };
  if (schema.items !== undefined && schema.items !== false) return { array: next(schema.items) };
  if (typeof schema.additionalProperties === 'object') return { '*': next(schema.additionalProperties) };
  if (schema.properties === undefined) return union([schema.type ?? []].flat().map(scalar));
  const entries = Object.entries(schema.properties).map(([key, property]): [string, Shape] => [
    schema.required?.includes(key) === true ? key : `${key}?`,
    next(property),
  ]);
  return Object.fromEntries(entries);
}

/** Reads the shapes of the exported types of one source file. */
export function createTypeReader(path: string): (name: string) => Shape {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const program = ts.createProgram([path], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${path} is no module.`);
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
  return (name) => {
    const symbol = exported.get(name);
    if (symbol === undefined) throw new Error(`${name} is not exported.`);
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return shapeOfType(checker, checker.getDeclaredTypeOfSymbol(target), []);
  };
}

function shapeOfType(checker: ts.TypeChecker, type: ts.Type, above: readonly ts.Type[]): Shape {
  const isList = checker.isArrayType(type) || checker.isTupleType(type);
  const next = (inner: ts.Type): Shape => shapeOfType(checker, inner, isList ? above : [...above, type]);
  if (above.includes(type)) return `recursive ${type.symbol.name}`;
  if (type.flags & ts.TypeFlags.Boolean) return 'boolean';
  if (type.isUnion()) return union(type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined)).map(next));
  if (type.flags & ts.TypeFlags.TypeParameter) return next(checker.getDefaultFromTypeParameter(type) ?? type);
  // A JSON Schema has no beginnings of texts.
  if (type.flags & ts.TypeFlags.TemplateLiteral) return 'string';
  if (type.isStringLiteral()) return JSON.stringify(type.value);
  if (isList) {
    const parts = checker.getTypeArguments(type as ts.TypeReference).map(next);
    return checker.isTupleType(type) ? { tuple: parts } : { array: parts[0] ?? '' };
  }
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return checker.typeToString(type);
  const [index] = checker.getIndexInfosOfType(type);
  if (index !== undefined) return { '*': next(index.type) };
  const properties = checker
    .getPropertiesOfType(type)
    .map((property): [string, Shape] => [
      property.flags & ts.SymbolFlags.Optional ? `${property.name}?` : property.name,
      next(checker.getTypeOfSymbol(property)),
    ]);
  return Object.fromEntries(properties);
}

function scalar(type: string): Shape {
  return type === 'integer' ? 'number' : type;
}

/** Makes one shape however its parts are ordered; the compiler takes `boolean` for the union of its two values. */
function union(parts: readonly Shape[]): Shape {
  const both = ['true', 'false'].every((value) => parts.includes(value));
  const texts = parts.filter((part, index) => part !== 'string' || parts.indexOf(part) === index);
  const rest = both ? texts.filter((part) => part !== 'true' && part !== 'false').concat('boolean') : texts;
  const [only, ...others] = rest;
  if (only !== undefined && others.length === 0) return only;
  return { anyOf: rest.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}
