import { toolInput } from '../unit/assistant/samples.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport as StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
import { Client as SecondClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as SecondTransport } from '@modelcontextprotocol/client/stdio';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema, type CallToolResult, type Tool } from '@modelcontextprotocol/sdk/types.js';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { createAssistantTools, toMCPTools } from '../../src/assistant/index.ts';
import { openAccount, openBucket } from '../support/demo.ts';

/** The built command: of its sources every start would take a second more. */
const MCP = {
  command: process.execPath,
  args: [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), 'mcp', '--demo'],
  env: { PATH: process.env['PATH'] ?? '' },
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
};
const VIDEO = 'video_uploads/timelapse_teapot.gcode_20250520_0350.mp4';

describe('insight-inventory mcp over standard input and output, asked by the first official client', () => {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const faults: unknown[] = [];
  let tools: Tool[] = [];
  let post = '';
  const call = async (name: string, args: Record<string, unknown>): Promise<CallToolResult> =>
    CallToolResultSchema.parse(await client.callTool({ name, arguments: args }));
  const dataOf = ({ structuredContent }: CallToolResult): Record<string, unknown> =>
    (structuredContent as { data: Record<string, unknown> }).data;

  beforeAll(async () => {
    const transport = new StdioClientTransport({ ...MCP, stderr: 'ignore' });
    await client.connect(transport);
    // A line on standard output that is no message of the protocol ends here.
    client.onerror = (error) => faults.push(error);
    ({ tools } = await client.listTools());
    const media = dataOf(await call('instagram_list_recent_media', {}))['media'] as { id: string }[];
    post = media[0]?.id ?? '';
  });
  afterAll(() => client.close());

  it('lists every tool as the library defines it', async () => {
    const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
    const expected = toMCPTools(createAssistantTools({ instagram, gcs })).map(({ definition }) => definition);
    expect(tools).toHaveLength(expected.length);
    for (const [index, { name, title, description, annotations, inputSchema }] of tools.entries()) {
      expect({ name, title, description, annotations }).toEqual({
        name: expected[index]?.name,
        title: expected[index]?.title,
        description: expected[index]?.description,
        annotations: expected[index]?.annotations,
      });
      expect(Object.keys(inputSchema.properties ?? {})).toEqual(
        Object.keys(expected[index]?.inputSchema['properties'] ?? {}),
      );
    }
  });

  it('answers every tool with text and with structure that matches the declared schema', async () => {
    for (const { name, outputSchema } of tools) {
      const result = await call(name, { ...toolInput(name, { mediaId: post, file: VIDEO }) });
      expect(result.isError, `${name} ${JSON.stringify(result.content)}`).toBe(false);
      const [part] = result.content;
      expect(JSON.parse(part?.type === 'text' ? part.text : '')).toEqual(result.structuredContent);
      if (outputSchema === undefined) throw new Error(`${name} declares no output.`);
      const validate = new Ajv({ strict: false }).compile(outputSchema);
      validate(result.structuredContent);
      expect(validate.errors, name).toBeNull();
    }
    expect(faults).toEqual([]);
  });

  it('reads a length from the file itself', async () => {
    expect(dataOf(await call('gcs_file_details', { name: VIDEO }))['media']).toMatchObject({
      duration_seconds: 81,
      orientation: 'portrait',
    });
  });

  it.each([
    ['gcs_search_files', { limit: 'many' }, { kind: 'invalid_request', retryable: false }],
    ['gcs_file_details', {}, { kind: 'invalid_request', retryable: false }],
    ['gcs_file_details', { name: 'nowhere.mp4' }, { kind: 'invalid_request', retryable: false }],
    // Not among the collected posts: the account is asked, and has none of this id.
    ['instagram_get_media_insights', { media_id: '1' }, { kind: 'not_found', retryable: false }],
  ])('tells an error of %s for %j', async (name, args, error) => {
    const result = await call(name, args);
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toMatchObject({ ok: false, error });
  });
});

describe('insight-inventory mcp over standard input and output', () => {
  it('is used by the second official client, and by that of another vendor', async () => {
    const second = new SecondClient({ name: 'test', version: '1.0.0' });
    await second.connect(new SecondTransport({ ...MCP, stderr: 'ignore' }));
    const { tools } = await second.listTools();
    expect(await second.callTool({ name: 'data_status', arguments: {} })).toMatchObject({ isError: false });
    await second.close();
    const other = await createMCPClient({
      transport: new StdioMCPTransport({ ...MCP, stderr: 'ignore' }),
    });
    expect(Object.keys(await other.tools()).sort()).toEqual(tools.map(({ name }) => name).sort());
    await other.close();
  });
});

describe('the process of the MCP server', () => {
  const start = (): { child: ReturnType<typeof spawn>; out: Promise<string>; log: Promise<string> } => {
    const { command, args, env, cwd } = MCP;
    const child = spawn(command, args, { env, cwd });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, out: text(child.stdout), log: text(child.stderr) };
  };
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  };

  it('ends by itself when the client closes its input, with nothing but the protocol on standard output', async () => {
    const { child, out, log } = start();
    child.stdin?.write(`${JSON.stringify(initialize)}\n`);
    child.stdout?.once('data', () => child.stdin?.end());
    expect(await once(child, 'exit')).toEqual([0, null]);
    const lines = (await out).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ jsonrpc: '2.0', id: 1 }),
    ]);
    expect(await log).toContain('Serving');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signal) => {
    const { child } = start();
    child.stdin?.write(`${JSON.stringify(initialize)}\n`);
    child.stdout?.once('data', () => child.kill(signal));
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
