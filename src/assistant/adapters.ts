import type { ToolResult } from './bound-answer.ts';
import * as v from 'valibot';

import { videoPlanSchema } from '../documents/video-plan.ts';
import { type AssistantTool, type ExecuteOptions, toPlainJsonSchema, toStrictJsonSchema } from './define-tool.ts';
import * as check from './inputs.ts';

/** The part of Standard Schema, and of its JSON Schema extension, that the tools' schemas carry (standardschema.dev, 2026-11-22). */
export interface StandardSchemaV1 {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    /** The value, or what is wrong with it. */
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly jsonSchema: {
      /** JSON Schema of what is taken. */
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
      /** JSON Schema of what is given. */
      readonly output: (options: { readonly target: string }) => Record<string, unknown>;
    };
  };
}

/** A value that fits, or the issues of one that does not. */
export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[];
    };

/** How tools are handed to a vendor. */
export interface AdapterOptions {
  /** Ask the vendor to hold the model to the strict schema. */
  readonly strict?: boolean | undefined;
}

/** A JSON Schema as vendors' types want it: of an object. */
export type ObjectSchema = { type: 'object' } & Record<string, unknown>;

/** A function tool as OpenAI takes it. */
export interface OpenAITool {
  type: 'function';
  name: string;
  description: string;
  parameters: Record<string, unknown>;
  strict: boolean;
}

/** Gives the definitions for the `tools` of OpenAI's Responses API. @param options - strict by default */
export function toOpenAITools(tools: readonly AssistantTool[], options: AdapterOptions = {}): OpenAITool[] {
  check.toOpenAITools({ tools, options });
  const { strict = true } = options;
  return tools.map((tool) => ({
    type: 'function',
    name: tool.name,
    description: tool.description,
    parameters: { ...(strict ? tool.strictInputJsonSchema : tool.inputJsonSchema) },
    strict,
  }));
}

/** A tool as Anthropic takes it. */
export interface AnthropicTool {
  name: string;
  description: string;
  input_schema: ObjectSchema;
  strict?: boolean;
}

/**
 * What Anthropic takes of strict schemas in one request; with more it refuses all of it.
 *
 * @source Anthropic's limits as camel-ai/camel pull request 4171 and mozilla/bugbug pull request 6129 quote them (2026-11-22)
 */
const ANTHROPIC_STRICT = { tools: 20, unions: 16 } as const;

/**
 * Gives the definitions for the `tools` of Anthropic's Messages API.
 *
 * @param options - not strict by default. Strict, the first tools that together stay within Anthropic's limits are: 20
 *   tools with 16 nullable parameters. The others come with the plain schema, and their input is checked all the same.
 */
export function toAnthropicTools(tools: readonly AssistantTool[], options: AdapterOptions = {}): AnthropicTool[] {
  check.toAnthropicTools({ tools, options });
  const { strict = false } = options;
  let left = strict ? ANTHROPIC_STRICT : { tools: 0, unions: 0 };
  return tools.map(({ name, description, inputJsonSchema, strictInputJsonSchema }) => {
    const unions = countUnions(strictInputJsonSchema);
    const isStrict = left.tools > 0 && unions <= left.unions;
    if (isStrict) left = { tools: left.tools - 1, unions: left.unions - unions };
    const schema = isStrict ? strictInputJsonSchema : inputJsonSchema;
    return { name, description, input_schema: { ...schema, type: 'object' }, ...(isStrict ? { strict: true } : {}) };
  });
}

function countUnions(schema: unknown): number {
  if (typeof schema !== 'object' || schema === null) return 0;
  const inside = Object.values(schema).reduce((sum: number, part) => sum + countUnions(part), 0);
  return inside + ('anyOf' in schema ? 1 : 0);
}

/** A tool as the AI SDK takes it. */
export interface AISDKTool {
  description: string;
  inputSchema: StandardSchemaV1;
  /** Runs the tool; an abort ends it. */
  execute: (input: unknown, options: { abortSignal?: AbortSignal | undefined }) => Promise<ToolResult>;
}

/** Gives the tools for the `tools` of the AI SDK's `generateText` and `streamText`. */
export function toAISDKTools(tools: readonly AssistantTool[]): Record<string, AISDKTool> {
  check.toAISDKTools({ tools });
  return Object.fromEntries(
    tools.map((tool) => [
      tool.name,
      {
        description: tool.description,
        inputSchema: toStandardSchema(tool),
        execute: (input, { abortSignal }) => tool.execute(input, { signal: abortSignal }),
      } satisfies AISDKTool,
    ]),
  );
}

/** Gives the input's schema with its JSON Schema beside it, which valibot's own does not carry. */
function toStandardSchema({ inputSchema, inputJsonSchema }: AssistantTool): StandardSchemaV1 {
  const convert = (): Record<string, unknown> => ({ ...inputJsonSchema });
  return {
    '~standard': {
      version: 1,
      vendor: 'insight-inventory',
      validate: (value) => {
        // A failure of valibot carries a value too, which the AI SDK takes for a success.
        const result = v.safeParse(inputSchema, value);
        return result.success ? { value: result.output } : { issues: result.issues.map(toStandardIssue) };
      },
      jsonSchema: { input: convert, output: convert },
    },
  };
}

function toStandardIssue({ message, path }: v.BaseIssue<unknown>): { message: string; path: PropertyKey[] } {
  return { message, path: (path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key))) };
}

/** A tool of the Model Context Protocol, with the function that answers a call. */
export interface MCPTool {
  definition: {
    name: string;
    title: string;
    description: string;
    inputSchema: ObjectSchema;
    outputSchema: ObjectSchema;
    annotations: AssistantTool['annotations'];
  };
  /** Answers `tools/call`; a failure is a result with `isError`. */
  call: (input: unknown, options?: ExecuteOptions) => Promise<MCPToolResult>;
}

/** What a call gives, as text and as an object. */
export interface MCPToolResult {
  content: { type: 'text'; text: string }[];
  structuredContent: Record<string, unknown>;
  isError: boolean;
  /** The protocol's own type is open. */
  [key: string]: unknown;
}

/** Gives the definitions and the calls for `tools/list` and `tools/call` of any MCP server. */
export function toMCPTools(tools: readonly AssistantTool[]): MCPTool[] {
  check.toMCPTools({ tools });
  return tools.map((tool) => ({
    definition: {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: { ...tool.inputJsonSchema, type: 'object' },
      outputSchema: { ...tool.outputJsonSchema, type: 'object' },
      annotations: tool.annotations,
    },
    call: async (input, options) => {
      const result = await tool.execute(input, options);
      return {
        content: [{ type: 'text', text: JSON.stringify(result) }],
        structuredContent: { ...result },
        isError: !result.ok,
      };
    },
  }));
}

/** A function tool as OpenAI's Chat Completions API, and the many that copy its shape, take it. */
export interface ChatCompletionsTool {
  type: 'function';
  function: { name: string; description: string; parameters: Record<string, unknown>; strict: boolean };
}

/** Gives the definitions for the `tools` of the Chat Completions API. @param options - strict by default */
export function toChatCompletionsTools(
  tools: readonly AssistantTool[],
  options: AdapterOptions = {},
): ChatCompletionsTool[] {
  check.toChatCompletionsTools({ tools, options });
  return toOpenAITools(tools, options).map(({ name, description, parameters, strict }) => ({
    type: 'function',
    function: { name, description, parameters, strict },
  }));
}

/** A function declaration as Gemini takes it. */
export interface GeminiFunctionDeclaration {
  name: string;
  description: string;
  /** JSON Schema as it is; `parameters` would want Gemini's own subset. */
  parametersJsonSchema: Record<string, unknown>;
}

/**
 * Gives the definitions for one entry of the `tools` of Gemini's `generateContent`: `tools: [toGeminiTools(tools)]`.
 *
 * @source `parametersJsonSchema` of FunctionDeclaration, https://ai.google.dev/api/caching (2026-11-27)
 */
export function toGeminiTools(tools: readonly AssistantTool[]): { functionDeclarations: GeminiFunctionDeclaration[] } {
  check.toGeminiTools({ tools });
  return {
    functionDeclarations: tools.map(({ name, description, inputJsonSchema }) => ({
      name,
      description,
      parametersJsonSchema: { ...inputJsonSchema },
    })),
  };
}

/** How each vendor is asked to answer with a video plan and nothing else. */
export interface VideoPlanFormats {
  /** For `text.format` of OpenAI's Responses API. */
  openai: { type: 'json_schema'; name: 'video_plan'; strict: true; schema: Record<string, unknown> };
  /** For `response_format` of the Chat Completions API. */
  chatCompletions: {
    type: 'json_schema';
    json_schema: { name: 'video_plan'; strict: true; schema: Record<string, unknown> };
  };
  /** For `output_config.format` of Anthropic's Messages API. */
  anthropic: { type: 'json_schema'; schema: Record<string, unknown> };
  /** For `config` of Gemini's `generateContent`. */
  gemini: { responseMimeType: 'application/json'; responseJsonSchema: Record<string, unknown> };
}

/**
 * Gives the schema of a video plan in every vendor's strict form: each property required, nothing else allowed, no
 * keyword a strict mode refuses. The answer is checked with `checkVideoPlan` all the same.
 *
 * @example
 * await client.responses.create({ model, input, text: { format: videoPlanFormats().openai } });
 */
export function videoPlanFormats(): VideoPlanFormats {
  const schema = (): Record<string, unknown> => ({ ...toStrictJsonSchema(toPlainJsonSchema(videoPlanSchema)) });
  return {
    openai: { type: 'json_schema', name: 'video_plan', strict: true, schema: schema() },
    chatCompletions: { type: 'json_schema', json_schema: { name: 'video_plan', strict: true, schema: schema() } },
    anthropic: { type: 'json_schema', schema: schema() },
    gemini: { responseMimeType: 'application/json', responseJsonSchema: schema() },
  };
}
