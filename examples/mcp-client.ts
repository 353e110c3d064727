/**
 * A client of `insight-inventory mcp`, as an assistant's program is one: it starts the server over standard input and
 * output, lists the tools, asks for unused clips and reads the planning brief. Demo data; a configuration in its place.
 *
 *   npx tsx examples/mcp-client.ts [--config insight-inventory.config.json]
 */
import { fileURLToPath } from 'node:url';

import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { fail } from './support/fail.ts';

/** The command `insight-inventory` of the installed package. */
const COMMAND = fileURLToPath(new URL('dist/cli.js', import.meta.resolve('insight-inventory/package.json')));

async function main(): Promise<void> {
  const [flag, path] = process.argv.slice(2);
  const source = flag === '--config' && path !== undefined ? ['--config', path] : ['--demo'];
  const client = new Client({ name: 'example', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [COMMAND, 'mcp', ...source, '--quiet'] }),
  );
  try {
    const { tools } = await client.listTools();
    console.log(`${String(tools.length)} tools, all of them read-only`);

    const { structuredContent } = await client.callTool({ name: 'footage_unused', arguments: { limit: 3 } });
    console.log(JSON.stringify(structuredContent, null, 2));

    const { contents } = await client.readResource({ uri: 'insight-inventory://brief' });
    for (const part of contents) if ('text' in part) console.log(part.text);
  } finally {
    await client.close();
  }
}

main().catch(fail);
