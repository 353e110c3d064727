// Makes a generated JSON Schema short and its bytes stable.

const KEYWORDS = [
  '$schema',
  '$id',
  'title',
  'description',
  '$ref',
  'type',
  'const',
  'enum',
  'format',
  'pattern',
  'minLength',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'anyOf',
  'properties',
  'required',
  'minItems',
  'prefixItems',
  'items',
  'additionalProperties',
  '$defs',
];

/** Orders keywords in one order everywhere; a scalar or nothing in one line; no constraint that every object meets. */
export function tidy(schema) {
  const merged = mergeNull(schema);
  const unknown = Object.keys(merged).filter((key) => key !== 'propertyNames' && !KEYWORDS.includes(key));
  if (unknown.length > 0) throw new Error(`No place is set for the keyword ${unknown.join(', ')}.`);
  return Object.fromEntries(
    KEYWORDS.filter((key) => merged[key] !== undefined).map((key) => [key, tidyValue(key, merged[key])]),
  );
}

function tidyValue(key, value) {
  if (key === 'properties' || key === '$defs') {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, tidy(part)]));
  }
  if (key === 'anyOf' || key === 'prefixItems') return value.map(tidy);
  return (key === 'items' || key === 'additionalProperties') && typeof value === 'object' ? tidy(value) : value;
}

/** Merges a nullable type: `anyOf: [{ type: 'number' }, { type: 'null' }]` is `type: ['number', 'null']`. */
function mergeNull({ anyOf, ...rest }) {
  const [scalar, nothing] = anyOf ?? [];
  const isScalar = typeof scalar?.type === 'string' && !['object', 'array'].includes(scalar.type);
  if (anyOf?.length !== 2 || nothing.type !== 'null' || !isScalar)
    return anyOf === undefined ? rest : { ...rest, anyOf };
  const values = scalar.enum === undefined ? {} : { enum: [...scalar.enum, null] };
  return { ...rest, ...scalar, ...values, type: [scalar.type, 'null'] };
}

/** Leaves out the definitions that nothing points to. */
export function prune({ $defs, ...root }) {
  const used = new Set();
  const visit = (part) => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/\$defs\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit($defs[name]);
    }
  };
  visit(root);
  return { ...root, $defs: Object.fromEntries(Object.entries($defs).filter(([name]) => used.has(name))) };
}
