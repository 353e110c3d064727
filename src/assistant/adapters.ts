import type { StandardSchemaV1 } from './standard-schema.ts';
import type { AssistantTool, ExecuteOptions, JsonSchema, ToolResult } from './tool-types.ts';

export interface AdapterOptions {
  /** Ask the vendor to hold the model to the strict schema. */
  readonly strict?: boolean | undefined;
}

export interface OpenAITool {
  type: 'function';
  name: string;
  description: string;
  parameters: Record<string, unknown>;
  strict: boolean;
}

/** For the `tools` of OpenAI's Responses API. @param options - strict by default */
export function toOpenAITools(tools: readonly AssistantTool[], { strict = true }: AdapterOptions = {}): OpenAITool[] {
  return tools.map((tool) => ({
    type: 'function',
    name: tool.name,
    description: tool.description,
    parameters: { ...(strict ? tool.strictInputJsonSchema : tool.inputJsonSchema) },
    strict,
  }));
}

export interface AnthropicTool {
  name: string;
  description: string;
  input_schema: { type: 'object' } & Record<string, unknown>;
  strict?: boolean;
}

/** For the `tools` of Anthropic's Messages API. @param options - not strict by default */
export function toAnthropicTools(
  tools: readonly AssistantTool[],
  { strict = false }: AdapterOptions = {},
): AnthropicTool[] {
  return tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    input_schema: { ...(strict ? tool.strictInputJsonSchema : tool.inputJsonSchema), type: 'object' },
    ...(strict ? { strict } : {}),
  }));
}

export interface AISDKTool {
  description: string;
  inputSchema: StandardSchemaV1;
  execute: (input: unknown, options: { abortSignal?: AbortSignal | undefined }) => Promise<ToolResult>;
}

/** For the `tools` of the AI SDK's `generateText` and `streamText`. */
export function toAISDKTools(tools: readonly AssistantTool[]): Record<string, AISDKTool> {
  return Object.fromEntries(
    tools.map((tool): [string, AISDKTool] => {
      const standard = tool.inputSchema['~standard'];
      const convert = (): Record<string, unknown> => ({ ...tool.inputJsonSchema });
      return [
        tool.name,
        {
          description: tool.description,
          inputSchema: {
            '~standard': {
              version: 1,
              vendor: 'insight-inventory',
              validate: async (value) => {
                // A failure of valibot carries a value too, which the AI SDK takes for a success.
                const result = await standard.validate(value);
                return result.issues === undefined ? { value: result.value } : { issues: result.issues };
              },
              jsonSchema: { input: convert, output: convert },
            },
          },
          execute: (input, { abortSignal }) => tool.execute(input, { signal: abortSignal }),
        },
      ];
    }),
  );
}

export interface MCPTool {
  definition: {
    name: string;
    title: string;
    description: string;
    inputSchema: JsonSchema;
    outputSchema: JsonSchema;
    annotations: AssistantTool['annotations'];
  };
  call(input: unknown, options?: ExecuteOptions): Promise<MCPToolResult>;
}

export interface MCPToolResult {
  content: { type: 'text'; text: string }[];
  structuredContent: Record<string, unknown>;
  isError: boolean;
}

/** For `tools/list` and `tools/call` of any MCP server. */
export function toMCPTools(tools: readonly AssistantTool[]): MCPTool[] {
  return tools.map((tool) => ({
    definition: {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: tool.inputJsonSchema,
      outputSchema: tool.outputJsonSchema,
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
