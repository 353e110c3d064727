import * as v from 'valibot';

import { isGraphApiError, isInsightInventoryError, isStorageError } from '../base/errors.ts';
import { boundAnswer, type BoundSettings, type ToolAnswer } from './bound-answer.ts';
import { toPlainJsonSchema, toResultSchema, toStrictJsonSchema } from './tool-schemas.ts';
import type { AssistantTool, ToolError, ToolResult } from './tool-types.ts';
import { cleanText, fence } from './untrusted.ts';

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

/** Wraps a plan: input checked, result bounded, failures as results. */
export function defineTool<I extends object>(plan: ToolPlan<I>, settings: BoundSettings): AssistantTool {
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
      const parsed = v.safeParse(inputSchema, input ?? {});
      if (!parsed.success) return failed(badInput(parsed.issues, settings));
      try {
        return boundAnswer(await plan.run(parsed.output, signal), settings);
      } catch (error) {
        signal?.throwIfAborted();
        return failed(toToolError(error, settings));
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

function badInput(issues: readonly v.BaseIssue<unknown>[], { redactor }: BoundSettings): ToolError {
  const lines = issues.slice(0, 3).map((issue) => {
    // What a model was talked into asking is the words of others, too.
    const show = (text: string): string => (SHORT_WORD.test(text) ? text : fence(redactor.text(text), 60));
    return `${show(v.getDotPath(issue) ?? 'input')}: expected ${inWords(issue.expected)}, received ${show(issue.received)}`;
  });
  return invalidInput(lines.join('; '), 'Call the tool again with arguments that match its schema.');
}

/** Angles belong to the fence. */
function inWords(expected: string | null): string {
  return (expected ?? 'another value').replaceAll('<=', 'at most ').replaceAll('>=', 'at least ');
}

/** Messages of the platforms quote names: they are cleaned. What this library does not know says nothing of its inside. */
function toToolError(error: unknown, { redactor }: BoundSettings): ToolError {
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
