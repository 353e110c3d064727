import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import { runTool, toChatCompletionsTools, toOpenAITools } from 'insight-inventory/assistant';
import OpenAI from 'openai';
import { toStrictJsonSchema } from 'openai/lib/transform';

import { demoTools } from './demo-tools.mts';

const tools = await demoTools();
const offered: OpenAI.Responses.FunctionTool[] = toOpenAITools(tools);
// Where the package of the vendor has something to change, its server would refuse the schema.
for (const { name, parameters } of offered)
  assert.deepEqual(toStrictJsonSchema(structuredClone(parameters ?? {})), parameters, name);

/** Stands in for the API: asks for one tool, then reads its result. */
const bodies: Record<string, unknown>[] = [];
const server = createServer((request, response) => {
  void json(request).then((body) => {
    bodies.push(body as Record<string, unknown>);
    const call = { name: 'gcs_search_files', arguments: '{"limit":2}' };
    const answer =
      request.url === '/responses'
        ? { id: 'r1', object: 'response', output: [{ type: 'function_call', call_id: 'c1', ...call }] }
        : {
            id: 'x1',
            object: 'chat.completion',
            choices: [
              {
                index: 0,
                message: { role: 'assistant', tool_calls: [{ id: 'c1', type: 'function', function: call }] },
              },
            ],
          };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as AddressInfo;
const client = new OpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${String(port)}` });

const first = await client.responses.create({ model: 'any', input: 'Which files?', tools: offered });
const [called] = first.output;
assert.equal(called?.type, 'function_call');
const result = await runTool(tools, called.name, called.arguments);
assert.equal(result.ok, true);
await client.responses.create({
  model: 'any',
  input: [{ type: 'function_call_output', call_id: called.call_id, output: JSON.stringify(result) }],
  tools: offered,
});
const [sent] = bodies[1]?.['input'] as [{ output: string }];
assert.equal((JSON.parse(sent.output) as { data: { files: unknown[] } }).data.files.length, 2);

const chat: OpenAI.Chat.ChatCompletionFunctionTool[] = toChatCompletionsTools(tools);
const completion = await client.chat.completions.create({
  model: 'any',
  messages: [{ role: 'user', content: 'Which files?' }],
  tools: chat,
});
const [asked] = completion.choices[0]?.message.tool_calls ?? [];
assert.equal(asked?.type, 'function');
assert.equal((await runTool(tools, asked.function.name, asked.function.arguments)).ok, true);
server.close();
console.log(`Responses and Chat Completions are offered ${String(offered.length)} tools and call one`);
