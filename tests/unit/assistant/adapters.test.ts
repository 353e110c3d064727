import type Anthropic from '@anthropic-ai/sdk';
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import {
  CallToolResultSchema,
  ListToolsResultSchema,
  type CallToolResult,
  type ListToolsResult,
} from '@modelcontextprotocol/sdk/types.js';
import { asSchema, generateText, stepCountIs, tool, type ToolSet } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type OpenAI from 'openai';
import { standardResponsesFunction } from 'openai/helpers/standard-schema';
import { toStrictJsonSchema } from 'openai/lib/transform';
import { describe, expect, it } from 'vitest';

import {
  createAssistantTools,
  runTool,
  toAISDKTools,
  toAnthropicTools,
  toChatCompletionsTools,
  toGeminiTools,
  toMCPTools,
  toOpenAITools,
  videoPlanFormats,
} from '../../../src/assistant/index.ts';
import { analytics, comment, file, inventory, post, toolInput } from './samples.ts';
import { strictFaults } from './strict-rules.ts';

const media = [post({ id: '17900', caption: 'Vase #glass', comments: [comment({ id: '9', text: 'How long?' })] })];
const files = [file('video/clip001.mp4'), file('video/clip002.mp4')];
const tools = createAssistantTools({ documents: { analytics: analytics(media), inventory: inventory(files) } });
const NAMES = tools.map(({ name }) => name);
const INPUTS: Record<string, object> = Object.fromEntries(
  NAMES.map((name) => [name, toolInput(name, { mediaId: '17900', file: 'video/clip001.mp4' })]),
);

describe('strict schemas', () => {
  it.each(tools.map((one) => [one.name, one.strictInputJsonSchema] as const))(
    '%s follows the published rules, and the packages of OpenAI and Anthropic have nothing to change',
    (name, schema) => {
      expect(strictFaults(schema, name)).toEqual([]);
      const copy = structuredClone(schema);
      expect(toStrictJsonSchema(copy)).toEqual(schema);
      // Anthropic's leaves out a type that the listed values say anyway.
      const withoutTypes = JSON.parse(
        JSON.stringify(schema, (_key, node: unknown) =>
          typeof node === 'object' && node !== null && 'enum' in node ? { ...node, type: undefined } : node,
        ),
      ) as unknown;
      expect(transformJSONSchema(copy)).toEqual(withoutTypes);
    },
  );

  it('accept null for whatever is optional, as the tool does', async () => {
    for (const { name, parameters } of toOpenAITools(tools)) {
      const keys = Object.keys(parameters['properties'] ?? {});
      const input = { ...Object.fromEntries(keys.map((key) => [key, null])), ...INPUTS[name] };
      expect(new Ajv2020({ strict: false }).validate(parameters, input), name).toBe(true);
      expect((await runTool(tools, name, input)).ok, name).toBe(true);
    }
  });

  it.each([
    [{ type: 'object', properties: { a: { type: 'string' } }, required: [] }, 2],
    [{ type: 'object', properties: {}, required: [], additionalProperties: false, anyOf: [] }, 1],
    [
      {
        type: 'object',
        properties: { a: { type: 'string', minLength: 1 }, b: { allOf: [] } },
        required: ['a', 'b'],
        additionalProperties: false,
      },
      3,
    ],
  ])('are checked by rules that %j breaks %i times', (schema, faults) => {
    expect(strictFaults(schema)).toHaveLength(faults);
  });
});

describe('toOpenAITools', () => {
  it('gives function tools, strict unless asked otherwise', () => {
    const strict: OpenAI.Responses.FunctionTool[] = toOpenAITools(tools);
    expect(strict.map(({ name }) => name)).toEqual(NAMES);
    expect(strict.every((one) => one.strict)).toBe(true);
    const [first] = toOpenAITools(tools, { strict: false });
    expect(first).toMatchObject({ strict: false, parameters: tools[0]?.inputJsonSchema });
  });

  it("reads a model's arguments with the schema's own check, by OpenAI's helper for Standard Schemas", () => {
    const inputSchema = toAISDKTools(tools)['instagram_get_media_insights']?.inputSchema;
    if (inputSchema === undefined) throw new Error('The tool is missing.');
    const made = standardResponsesFunction({ name: 'insights', parameters: inputSchema });
    expect(made).toMatchObject({ name: 'insights', parameters: { type: 'object' } });
    expect(made.$parseRaw('{"media_id":"17900"}')).toEqual({ media_id: '17900' });
    expect(() => made.$parseRaw('{"media_id":"../me"}')).toThrow();
  });
});

describe('toAnthropicTools', () => {
  it('gives tools with the plain schema, and strict ones as many as a request may hold', () => {
    const plain: Anthropic.Tool[] = toAnthropicTools(tools);
    expect(plain.some((one) => 'strict' in one)).toBe(false);
    const mixed: Anthropic.Tool[] = toAnthropicTools(tools, { strict: true });
    expect(mixed.map(({ name }) => name)).toEqual(NAMES);
    const strict = mixed.filter((one) => one.strict === true);
    expect(strict.flatMap(({ input_schema, name }) => strictFaults(input_schema, name))).toEqual([]);
    // 20 strict tools and 16 parameters of more than one type are the most.
    const unions = JSON.stringify(strict).match(/"anyOf"/g)?.length ?? 0;
    expect(strict.length).toBeGreaterThan(8);
    expect(unions).toBeLessThanOrEqual(16);
    // gcs_search_files has ten of them: beside the account's eight it stays plain.
    expect(mixed.find(({ name }) => name === 'gcs_search_files')).not.toHaveProperty('strict');
    expect(toAnthropicTools([...tools, ...tools, ...tools], { strict: true }).filter((one) => one.strict)).toHaveLength(
      20,
    );
  });
});

describe('toAISDKTools', () => {
  it('gives a tool set whose schemas the AI SDK checks input with', async () => {
    const set: ToolSet = toAISDKTools(tools);
    const found = toAISDKTools(tools)['gcs_search_files'];
    if (found === undefined) throw new Error('The tool is missing.');
    expect(Object.keys(set)).toEqual(NAMES);
    const schema = asSchema(tool(found).inputSchema);
    expect(await schema.jsonSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(await schema.validate?.({ limit: 'x' })).toMatchObject({ success: false });
    expect(await schema.validate?.({ limit: 5 })).toMatchObject({ success: true });
  });

  it('are called by generateText, and their results go back to the model', async () => {
    const usage = {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    };
    const model = new MockLanguageModelV3({
      doGenerate: [
        {
          content: [
            { type: 'tool-call', toolCallId: '1', toolName: 'gcs_file_details', input: '{"name":"video/clip001.mp4"}' },
          ],
          finishReason: { unified: 'tool-calls', raw: undefined },
          usage,
          warnings: [],
        },
        {
          content: [{ type: 'text', text: 'done' }],
          finishReason: { unified: 'stop', raw: undefined },
          usage,
          warnings: [],
        },
      ],
    });
    const { steps, text } = await generateText({
      model,
      prompt: 'How long is clip001?',
      tools: toAISDKTools(tools),
      stopWhen: stepCountIs(3),
    });
    expect(text).toBe('done');
    expect(steps[0]?.toolResults[0]?.output).toMatchObject({
      ok: true,
      data: { file: { name: '<<video/clip001.mp4>>' } },
    });
    expect(JSON.stringify(model.doGenerateCalls[1]?.prompt)).toContain('clip001');
  });
});

describe('toMCPTools', () => {
  const mcp = toMCPTools(tools);

  it('gives definitions and results as the protocol describes them', async () => {
    const list: ListToolsResult = { tools: mcp.map(({ definition }) => definition) };
    const listed = ListToolsResultSchema.parse(list);
    expect(listed.tools.map(({ name }) => name)).toEqual(NAMES);
    for (const { definition, call } of mcp) {
      const answer: CallToolResult = await call(INPUTS[definition.name] ?? {});
      const result = CallToolResultSchema.parse(answer);
      expect(result.isError, definition.name).toBe(false);
      const check = new AjvJsonSchemaValidator().getValidator(definition.outputSchema);
      expect(check(result.structuredContent).valid, definition.name).toBe(true);
      expect(JSON.parse(result.content[0]?.type === 'text' ? result.content[0].text : '')).toEqual(
        result.structuredContent,
      );
    }
  });

  it('tells of an error, and that nothing is changed', async () => {
    const details = mcp.find(({ definition }) => definition.name === 'gcs_file_details');
    expect(await details?.call({})).toMatchObject({ isError: true, structuredContent: { ok: false } });
    expect(details?.definition.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
  });
});

describe('toChatCompletionsTools and toGeminiTools', () => {
  it('give the shapes of their APIs', () => {
    const [chat] = toChatCompletionsTools(tools);
    const [first] = tools;
    if (first === undefined) throw new Error('There is no tool.');
    expect(chat).toEqual({
      type: 'function',
      function: {
        name: first.name,
        description: first.description,
        parameters: { ...first.strictInputJsonSchema },
        strict: true,
      },
    } satisfies OpenAI.Chat.Completions.ChatCompletionFunctionTool);
    const { functionDeclarations } = toGeminiTools(tools);
    expect(functionDeclarations.map(({ name }) => name)).toEqual(NAMES);
    expect(functionDeclarations[0]?.parametersJsonSchema).toEqual(first.inputJsonSchema);
    expect(Object.keys(functionDeclarations[0] ?? {})).toEqual(['name', 'description', 'parametersJsonSchema']);
  });
});

describe('videoPlanFormats', () => {
  it('gives one strict schema to each vendor, which the packages of OpenAI and Anthropic have nothing to change in', () => {
    const { openai, chatCompletions, anthropic, gemini } = videoPlanFormats();
    expect(strictFaults(openai.schema, 'video_plan')).toEqual([]);
    const copy = structuredClone(openai.schema);
    expect(toStrictJsonSchema(copy)).toEqual(openai.schema);
    expect(transformJSONSchema(structuredClone(anthropic.schema))).toEqual(anthropic.schema);
    expect(chatCompletions.json_schema.schema).toEqual(openai.schema);
    expect(gemini.responseJsonSchema).toEqual(openai.schema);
    expect(JSON.stringify(openai.schema)).not.toMatch(/minLength|exclusiveMinimum|minItems|"minimum"/);
  });
});
