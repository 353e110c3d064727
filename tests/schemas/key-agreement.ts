import { resolveSchema, type JsonSchema, type JsonSchemaDocument } from './json-schemas.ts';

/**
 * Lists where a fully populated value and its schema name different keys: a key of the value that the schema does not
 * have, or a property of the schema that the value never shows. Empty when they agree.
 */
export function findKeyDifferences(document: JsonSchemaDocument, values: readonly unknown[]): string[] {
  const unseen = new Map<JsonSchema, { path: string; keys: Set<string> }>();
  const unknown: string[] = [];

  const visit = (part: JsonSchema, value: unknown, path: string): void => {
    const schema = resolveSchema(part, document);
    if (schema.anyOf !== undefined) {
      for (const option of schema.anyOf) if (fits(option, value)) visit(option, value, path);
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => {
        const items = schema.prefixItems?.[index] ?? schema.items;
        if (items !== undefined && items !== false) visit(items, item, `${path}[]`);
      });
    } else if (typeof value === 'object' && value !== null) {
      visitObject(schema, value, path);
    }
  };

  const visitObject = (schema: JsonSchema, value: object, path: string): void => {
    const properties = schema.properties ?? {};
    const missing = unseen.get(schema) ?? { path, keys: new Set(Object.keys(properties)) };
    unseen.set(schema, missing);
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      missing.keys.delete(key);
      const property =
        properties[key] ?? (schema.additionalProperties === false ? undefined : schema.additionalProperties);
      if (property === undefined) unknown.push(`${path}.${key} is not in the schema`);
      else visit(property, inner, `${path}.${key}`);
    }
  };

  /** Finds which side of a union a value is on: told by a literal inside it where both sides are objects. */
  const fits = (option: JsonSchema, value: unknown): boolean => {
    const schema = resolveSchema(option, document);
    if (schema.const !== undefined) return schema.const === value;
    if (schema.type === 'null' || value === null) return schema.type === 'null' && value === null;
    if (schema.type === 'array' || Array.isArray(value)) return schema.type === 'array' && Array.isArray(value);
    if (typeof value !== 'object') return schema.type === typeof value;
    const detail = schema.properties?.['inventory_info']?.properties?.['detail']?.const;
    if (detail === undefined) return true;
    return 'inventory_info' in value && (value.inventory_info as { detail?: unknown }).detail === detail;
  };

  for (const value of values) visit(document, value, '$');
  const unshown = [...unseen.values()].flatMap(({ path, keys }) =>
    [...keys].map((key) => `${path}.${key} is not in the value`),
  );
  return [...unknown, ...unshown];
}
