/**
 * A scripted assistant, without a model and without a network: it answers "plan next week's three reels" by calling the
 * tools as a model would, and shows each call with what it took. Every line of the plan comes from a tool's result.
 *
 *   npx tsx examples/assistant.ts [--data DIR] [--max-tokens 4000]
 *
 * --data takes any account and bucket in the format of the demo data (instagram-account.json, bucket-objects.json).
 */
import { parseArgs } from 'node:util';

import { createAssistantTools, runTool } from 'insight-inventory/assistant';
import { readDataset } from 'insight-inventory/testing';

import { fail } from './support/fail.ts';
import { openSimulated } from './support/open-sources.ts';
import { planReels, type Ask } from './support/plan-reels.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, 'max-tokens': { type: 'string', default: '4000' } },
  });
  const data = values.data === undefined ? undefined : await readDataset(values.data);
  const { instagram, gcs, countRequests, close } = await openSimulated(data);
  try {
    // Collected once: from here on most tools answer without a request.
    const documents = { analytics: await instagram.collect(), inventory: await gcs.generateInventory() };
    console.log(`Collected with ${String(countRequests())} HTTP requests.\n`);
    const tools = createAssistantTools({ instagram, gcs, documents }, { maxTokens: Number(values['max-tokens']) });

    const ask: Ask = async (name, input = {}) => {
      const before = countRequests();
      const result = await runTool(tools, name, JSON.stringify(input));
      const spent = `${String(countRequests() - before)} HTTP requests`;
      if (!result.ok) throw new Error(`${name}: ${result.error.message} ${result.error.remedy ?? ''}`);
      console.log(`${name} ${JSON.stringify(input)}: ${String(result.estimated_tokens)} tokens, ${spent}`);
      return result.data;
    };
    console.log("> plan next week's three reels\n");
    console.log(`\n${(await planReels(ask)).join('\n')}`);
  } finally {
    await close();
  }
}

main().catch(fail);
