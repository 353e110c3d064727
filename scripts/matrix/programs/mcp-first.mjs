import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { checkBoth, official } from './mcp-check.mjs';

const client = () => new Client({ name: 'matrix', version: '1.0.0' });
await checkBoth(
  (server) => official(client(), new StdioClientTransport({ ...server, stderr: 'ignore' })),
  (address) => official(client(), new StreamableHTTPClientTransport(address)),
);
