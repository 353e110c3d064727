import * as v from 'valibot';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { boundAnswer, type ResultBounds, type ToolAnswer, type ToolError, type ToolResult } from './bound-answer.ts';
import { without } from './tool-inputs.ts';
import { cleanText, fence } from './untrusted.ts';
import { isGraphApiError, isInsightInventoryError, isStorageError } from '../base/errors.ts';
import { ISSUE_KINDS } from '../base/issues.ts';

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a call of a tool can be given. */
export interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
}

/** One read-only tool, as every vendor's format can be made of. */
export interface AssistantTool {
  readonly name: string;
  readonly title: string;
  /** When to use it, when not, and what it costs. */
  readonly description: string;
  /** A valibot schema, and with it a Standard Schema. */
  readonly inputSchema: GenericSchema<Record<string, unknown>, object>;
  readonly inputJsonSchema: JsonSchema;
  /** Every property required, nullable instead of optional, nothing else allowed. */
  readonly strictInputJsonSchema: JsonSchema;
  /** Of `data`. */
  readonly outputSchema: GenericSchema<Record<string, unknown>>;
  /** Of the whole result, success or failure. */
  readonly resultSchema: GenericSchema<Record<string, unknown>>;
  /** Of the whole result: what `outputSchema` of an MCP tool describes. */
  readonly outputJsonSchema: JsonSchema;
  readonly annotations: {
    readonly title: string;
    readonly readOnlyHint: true;
    readonly destructiveHint: false;
    readonly idempotentHint: true;
    /** Whether it may ask a platform. */
    readonly openWorldHint: boolean;
  };
  /** @throws only the reason of an abort */
  execute(input: unknown, options?: ExecuteOptions): Promise<ToolResult>;
}

/** A tool as it is written; everything else follows from it. */
export interface ToolPlan<I extends object> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: v.GenericSchema<Record<string, unknown>, I>;
  /** Keys of `data`, besides the note and what is left out. */
  readonly output: v.ObjectEntries;
  /** Whether it may ask a platform. */
  readonly asks: boolean;
  readonly run: (input: I, signal: AbortSignal | undefined) => Promise<ToolAnswer> | ToolAnswer;
}

const MESSAGE_LENGTH = 300;
/** The name of an input, a type or a number. */
const SHORT_WORD = /^[\w.-]{1,40}$/;

/** Makes tools of one set: input checked, result bounded, failures as results. */
export function toolMaker(bounds: ResultBounds): <I extends object>(plan: ToolPlan<I>) => AssistantTool {
  return (plan) => defineTool(plan, bounds);
}

function defineTool<I extends object>(plan: ToolPlan<I>, bounds: ResultBounds): AssistantTool {
  const { name, title, description, input: inputSchema } = plan;
  const outputSchema = v.looseObject({
    note: v.optional(v.string()),
    ...plan.output,
    left_out: v.optional(v.array(v.string())),
    how_to_get: v.optional(v.string()),
  });
  const inputJsonSchema = toPlainJsonSchema(inputSchema);
  const resultSchema = toResultSchema(outputSchema);
  return {
    name,
    title,
    description,
    inputSchema,
    inputJsonSchema,
    strictInputJsonSchema: toStrictJsonSchema(inputJsonSchema),
    outputSchema,
    resultSchema,
    outputJsonSchema: toPlainJsonSchema(resultSchema),
    annotations: {
      title,
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: plan.asks,
    },
    execute: async (input, { signal } = {}): Promise<ToolResult> => {
      signal?.throwIfAborted();
      if (roomAfter(input, MAX_INPUT_LENGTH) < 0) return failed(TOO_LONG);
      const parsed = v.safeParse(inputSchema, input ?? {});
      if (!parsed.success) return failed(badInput(parsed.issues, bounds));
      try {
        return boundAnswer(await plan.run(parsed.output, signal), bounds);
      } catch (error) {
        signal?.throwIfAborted();
        return failed(toToolError(error, bounds));
      }
    },
  };
}

export function failed(error: ToolError): ToolResult {
  return { ok: false, error };
}

/** @param message - in words of this library */
export function invalidInput(message: string, remedy: string): ToolError {
  return { kind: 'invalid_request', message, remedy, retryable: false };
}

/** Characters of a call's arguments: a plan has some thousands. */
const MAX_INPUT_LENGTH = 100_000;
/** What a value counts beside its text. */
const VALUE_LENGTH = 20;

const TOO_LONG: ToolError = invalidInput(
  `The arguments have more than ${String(MAX_INPUT_LENGTH)} characters.`,
  'Call the tool again with less: only what its schema asks for.',
);

/** Gives what is left of so many characters after a value and all in it; below 0, it ends there. */
function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length;
  let left = room - VALUE_LENGTH;
  if (typeof value !== 'object' || value === null) return left;
  for (const [key, item] of Object.entries(value)) {
    if (left < 0) break;
    left = roomAfter(item, left - key.length);
  }
  return left;
}

function badInput(issues: readonly v.BaseIssue<unknown>[], { redactor }: ResultBounds): ToolError {
  const lines = issues.slice(0, 3).map((issue) => {
    // What a model was talked into asking is the words of others, too.
    const show = (text: string): string => (SHORT_WORD.test(text) ? text : fence(redactor.text(text), 60));
    return `${show(v.getDotPath(issue) ?? 'input')}: expected ${inWords(issue.expected)}, received ${show(issue.received)}`;
  });
  return invalidInput(lines.join('; '), 'Call the tool again with arguments that match its schema.');
}

/** Writes a value into a sentence. Angles belong to the fence. */
function inWords(expected: string | null): string {
  return (expected ?? 'another value').replaceAll('<=', 'at most ').replaceAll('>=', 'at least ');
}

/**
 * Makes the error that a model is shown. Messages of the platforms quote names: they are cleaned. What this library
 * does not know says nothing of its inside.
 */
function toToolError(error: unknown, { redactor }: ResultBounds): ToolError {
  if (!isInsightInventoryError(error)) {
    return { kind: 'internal', message: 'The tool failed unexpectedly.', remedy: null, retryable: false };
  }
  const clean = (text: string): string => cleanText(redactor.text(text), MESSAGE_LENGTH);
  const { kind, retryable, remedy } = error;
  // Those of the platforms quote names and words of others.
  const isQuoting = isGraphApiError(error) || isStorageError(error);
  const message = isQuoting ? fence(redactor.text(error.message), MESSAGE_LENGTH) : clean(error.message);
  return { kind, message, remedy: remedy === null ? null : clean(remedy), retryable };
}

/** Gives the JSON Schema of what a schema takes, as a part of a tool's definition. */
export function toPlainJsonSchema(schema: v.GenericSchema): JsonSchema {
  return without(toJsonSchema(schema, { target: 'draft-2020-12', typeMode: 'input' }), '$schema');
}

/** Keywords not every vendor's strict mode takes; the input is checked against the full schema anyway. */
const LOOSE_WORDS: ReadonlySet<string> = new Set([
  'minLength',
  'maxLength',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'minItems',
  'maxItems',
  'pattern',
  'default',
  'format',
]);

/** Gives the strict variant: every property required, optional ones nullable, nothing else allowed. */
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

/** Gives the schema of a whole result, which both a success and a failure match. */
function toResultSchema(data: v.GenericSchema): v.GenericSchema<Record<string, unknown>> {
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
