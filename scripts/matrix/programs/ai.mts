import assert from 'node:assert/strict';

import { generateText, stepCountIs, type ToolSet } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { toAISDKTools } from 'insight-inventory/assistant';

import { demoTools } from './demo-tools.mts';

const tools: ToolSet = toAISDKTools(await demoTools());
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const model = new MockLanguageModelV3({
  doGenerate: [
    {
      content: [{ type: 'tool-call', toolCallId: '1', toolName: 'gcs_search_files', input: '{"limit":2}' }],
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
const { steps, text } = await generateText({ model, prompt: 'Which files?', tools, stopWhen: stepCountIs(3) });
assert.equal(text, 'done');
const { ok, data } = steps[0]?.toolResults[0]?.output as { ok: boolean; data: { files: unknown[] } };
assert.equal(ok, true);
assert.equal(data.files.length, 2);
const offered = model.doGenerateCalls[0]?.tools?.length;
assert.equal(offered, Object.keys(tools).length);
console.log(`generateText is offered ${String(offered)} tools and calls one`);
