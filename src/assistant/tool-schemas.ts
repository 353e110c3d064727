import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';

import { ISSUE_KINDS } from '../base/issues.ts';
import { without } from './tool-sources.ts';
import type { JsonSchema } from './tool-types.ts';

/** The JSON Schema of what a schema takes, as a part of a tool's definition. */
export function toPlainJsonSchema(schema: v.GenericSchema): JsonSchema {
  return without(toJsonSchema(schema, { target: 'draft-2020-12', typeMode: 'input' }), '$schema');
}

/** Keywords not every vendor's strict mode takes; the input is checked against the full schema anyway. */
const LOOSE_WORDS: ReadonlySet<string> = new Set([
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'pattern',
  'default',
  'format',
]);

/** The strict variant: every property required, optional ones nullable, nothing else allowed. */
export function toStrictJsonSchema(schema: JsonSchema): JsonSchema {
  return strict(schema) as JsonSchema;
}

function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => strict(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value).filter(([key]) => !LOOSE_WORDS.has(key));
  const result: Record<string, unknown> = Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      key === 'properties' && typeof item === 'object' && item !== null
        ? Object.fromEntries(Object.entries(item).map(([name, part]: [string, unknown]) => [name, strict(part)]))
        : strict(item),
    ]),
  );
  if (result['type'] === 'object') {
    result['properties'] ??= {};
    result['required'] = Object.keys(result['properties'] as object);
    result['additionalProperties'] = false;
  }
  return result;
}

/** The schema of a whole result, which both a success and a failure match. */
export function toResultSchema(data: v.GenericSchema): v.GenericSchema<Record<string, unknown>> {
  return v.object({
    ok: v.boolean(),
    data: v.optional(data),
    truncated: v.optional(v.boolean()),
    next_cursor: v.optional(v.nullable(v.string())),
    estimated_tokens: v.optional(v.number()),
    error: v.optional(
      v.object({
        kind: v.picklist([...ISSUE_KINDS, 'internal']),
        message: v.string(),
        remedy: v.nullable(v.string()),
        retryable: v.boolean(),
      }),
    ),
  });
}
