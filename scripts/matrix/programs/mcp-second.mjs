import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { checkBoth, official } from './mcp-check.mjs';

const client = () => new Client({ name: 'matrix', version: '1.0.0' });
await checkBoth(
  (server) => official(client(), new StdioClientTransport({ ...server, stderr: 'ignore' })),
  (address) => official(client(), new StreamableHTTPClientTransport(address)),
);
