// Reads the docblocks of the record interfaces, so that the published schemas say what the declarations say.
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** Reads every interface and type alias of the document sources, by name. */
export function readDeclarations(sources) {
  const declarations = new Map();
  for (const source of sources.flatMap(filesOf)) {
    const file = ts.createSourceFile(source.pathname, readFileSync(source, 'utf8'), ts.ScriptTarget.ES2023, true);
    for (const node of file.statements) {
      if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) declarations.set(node.name.text, node);
    }
  }
  return declarations;
}

/** Writes the docblocks of a declaration, and of everything inside it, into its JSON Schema. */
export function describe(schema, node, declarations) {
  const text = docblock(node);
  const described = text === null ? schema : { description: text, ...schema };
  return descend(described, bodyOf(node), declarations);
}

function descend(schema, type, declarations) {
  if (type === undefined || schema.$ref !== undefined) return schema;
  const inner = withoutNull(type);
  const next = (part, partType) => descend(part, partType, declarations);
  if (schema.anyOf !== undefined) return { ...schema, anyOf: schema.anyOf.map((option) => next(option, inner)) };
  if (schema.items !== undefined && ts.isArrayTypeNode(inner)) {
    return { ...schema, items: next(schema.items, inner.elementType) };
  }
  if (typeof schema.additionalProperties === 'object' && isCalled(inner, 'Record')) {
    return { ...schema, additionalProperties: next(schema.additionalProperties, inner.typeArguments[1]) };
  }
  if (schema.properties === undefined) return schema;
  const members = membersOf(inner, declarations);
  const describeMember = ([key, property]) => {
    const member = members.get(key);
    return [key, member === undefined ? property : describe(property, member, declarations)];
  };
  return { ...schema, properties: Object.fromEntries(Object.entries(schema.properties).map(describeMember)) };
}

/** Lists the property signatures of a type, by name. */
function membersOf(type, declarations) {
  if (ts.isIntersectionTypeNode(type)) return new Map(type.types.flatMap((part) => [...membersOf(part, declarations)]));
  if (isCalled(type, 'Partial')) return membersOf(type.typeArguments[0], declarations);
  if (ts.isTypeReferenceNode(type)) {
    const declaration = declarations.get(type.typeName.getText());
    return declaration === undefined ? new Map() : membersOf(bodyOf(declaration), declarations);
  }
  return new Map((type.members ?? []).map((member) => [member.name.text, member]));
}

/** Finds the node that holds the members: an interface itself, the type of an alias or of a property. */
function bodyOf(node) {
  return ts.isInterfaceDeclaration(node) ? node : node.type;
}

function withoutNull(type) {
  if (!ts.isUnionTypeNode(type)) return type;
  const parts = type.types.filter(
    (part) => !(ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword),
  );
  return parts.length === 1 ? parts[0] : type;
}

function isCalled(type, name) {
  return ts.isTypeReferenceNode(type) && type.typeName.getText() === name && type.typeArguments !== undefined;
}

function docblock(node) {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = comments.map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '').join('\n');
  return text.trim() === ''
    ? null
    : text
        .replace(/\{@link (\w+)\}/g, '$1')
        .replace(/\s+/g, ' ')
        .trim();
}

function filesOf(source) {
  if (!source.pathname.endsWith('/')) return [source];
  return readdirSync(source)
    .sort()
    .map((name) => new URL(name, source));
}
