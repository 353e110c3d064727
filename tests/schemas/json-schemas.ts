import { existsSync, readFileSync } from 'node:fs';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';

/** The keywords the shipped schemas use. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema | false;
  prefixItems?: JsonSchema[];
  additionalProperties?: JsonSchema | false;
  description?: string;
}

export interface JsonSchemaDocument extends JsonSchema {
  $schema: string;
  $id: string;
  title: string;
  description: string;
  $defs: Record<string, JsonSchema>;
}

/** Reads the schema file as the package ships it. */
export function readShippedSchema(name: string): JsonSchemaDocument {
  const path = new URL(`../../dist/schemas/${name}.json`, import.meta.url);
  if (!existsSync(path)) throw new Error('The package is not built: run `npm run build` first.');
  return JSON.parse(readFileSync(path, 'utf8')) as JsonSchemaDocument;
}

/** Compiles a validator that knows nothing of this library. */
export function compileSchema(schema: JsonSchemaDocument): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  // The package is CommonJS: its function is the module itself or the `default` of it, as the loader has it.
  const addFormats = typeof addFormatsModule === 'function' ? addFormatsModule : addFormatsModule.default;
  addFormats(ajv);
  return ajv.compile(schema);
}

/** Resolves the schema a `$ref` stands for. */
export function resolveSchema(schema: JsonSchema, document: JsonSchemaDocument): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const target = document.$defs[schema.$ref.replace('#/$defs/', '')];
  if (target === undefined) throw new Error(`${schema.$ref} is not defined.`);
  return target;
}
