import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';

import { checkBoth, toolOf } from './mcp-check.mjs';

async function open(transport) {
  const client = await createMCPClient({ transport });
  const tools = await client.tools();
  return {
    list: async () => (await client.listTools()).tools.map(toolOf),
    call: (name, input) => tools[name].execute(input, { toolCallId: '1', messages: [] }),
    close: () => client.close(),
  };
}

await checkBoth(
  (server) => open(new Experimental_StdioMCPTransport({ ...server, stderr: 'ignore' })),
  (address) => open({ type: 'http', url: address.href }),
);
