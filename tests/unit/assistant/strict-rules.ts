/** Composition keywords OpenAI's strict mode does not take, and those the `openai` package itself refuses (6.49.0). */
const REFUSED = [
  'allOf',
  'not',
  'if',
  'then',
  'else',
  'oneOf',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'prefixItems',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contains',
  'minProperties',
  'maxProperties',
  'uniqueItems',
  '$ref',
];
/** Constraints that fine-tuned models of OpenAI, or strict tools of Anthropic, do not take. */
const LOOSE = [
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'default',
];
const TYPES = ['string', 'number', 'boolean', 'integer', 'object', 'array', 'null'];
const MAX = { properties: 5_000, depth: 10, characters: 120_000, enumValues: 1_000 } as const;

interface Totals {
  properties: number;
  enumValues: number;
  characters: number;
}

/**
 * Lists what in a schema breaks the published rules of strict mode; empty for a good one.
 *
 * OpenAI, Structured outputs, supported schemas, as jsonschemaprofiles.unitvectorylabs.com/schemas/openai has them
 * (baseline 2026-02). Anthropic, structured outputs, JSON Schema limitations: no recursion, no lengths and bounds. Both
 * read on 2026-11-22.
 */
export function strictFaults(schema: unknown, name = ''): string[] {
  const totals: Totals = { properties: 0, enumValues: 0, characters: 0 };
  const faults = nodeFaults(schema, name, 1, totals);
  const root = schema as Record<string, unknown>;
  if (root['type'] !== 'object' || 'anyOf' in root) faults.push(`${name} is no object at its root`);
  if (totals.properties > MAX.properties) faults.push(`${name} has too many properties`);
  if (totals.enumValues > MAX.enumValues) faults.push(`${name} has too many values`);
  if (totals.characters > MAX.characters) faults.push(`${name} has too long names`);
  return faults;
}

function nodeFaults(schema: unknown, path: string, depth: number, totals: Totals): string[] {
  const node = schema as Record<string, unknown>;
  const faults = [...REFUSED, ...LOOSE].filter((word) => word in node).map((word) => `${path} has ${word}`);
  const values = (node['enum'] ?? []) as unknown[];
  totals.enumValues += values.length;
  totals.characters += values.join('').length;
  if (!('anyOf' in node) && !TYPES.includes(String(node['type']))) faults.push(`${path} has no type`);
  for (const [index, part] of ((node['anyOf'] ?? []) as unknown[]).entries())
    faults.push(...nodeFaults(part, `${path}/anyOf/${String(index)}`, depth, totals));
  if ('items' in node) faults.push(...nodeFaults(node['items'], `${path}/items`, depth, totals));
  if (node['type'] !== 'object') return faults;
  if (depth > MAX.depth) faults.push(`${path} is nested too deep`);
  const properties = (node['properties'] ?? {}) as Record<string, unknown>;
  const keys = Object.keys(properties);
  totals.properties += keys.length;
  totals.characters += keys.join('').length;
  if (node['additionalProperties'] !== false) faults.push(`${path} is open`);
  if (JSON.stringify(node['required']) !== JSON.stringify(keys)) faults.push(`${path} has optional properties`);
  for (const key of keys) faults.push(...nodeFaults(properties[key], `${path}/${key}`, depth + 1, totals));
  return faults;
}
