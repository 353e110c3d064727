import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const SERVER = {
  command: process.execPath,
  args: [join(require.resolve('insight-inventory/package.json'), '../dist/cli.js'), 'mcp', '--demo'],
};

/** A tool is called when it can be called without input, and these with some. */
const INPUTS = { gcs_search_files: { limit: 2 } };

async function check({ list, call, close }) {
  const tools = await list();
  assert.ok(tools.length > 20, `${tools.length} tools`);
  let calls = 0;
  for (const { name, required } of tools) {
    if (required.length > 0) continue;
    const result = await call(name, INPUTS[name] ?? {});
    assert.ok(!result.isError, `${name}: ${JSON.stringify(result).slice(0, 300)}`);
    assert.equal(result.structuredContent.ok, true, name);
    calls += 1;
  }
  await close();
  return `${tools.length} tools listed, ${calls} called`;
}

/**
 * Lists and calls the tools of the installed command as one client does, over both transports.
 *
 * @param overStdio opens a client that starts `{ command, args }`
 * @param overHttp opens a client of an address
 */
export async function checkBoth(overStdio, overHttp) {
  const first = await check(await overStdio(SERVER));
  const child = spawn(SERVER.command, [...SERVER.args, '--http', '--port', '0']);
  let address;
  for await (const line of createInterface({ input: child.stderr })) {
    address = /http:\S+/.exec(line)?.[0];
    if (address !== undefined) break;
  }
  const second = await check(await overHttp(new URL(address)));
  child.kill();
  assert.equal(second, first);
  console.log(`${first}, over stdio and over Streamable HTTP`);
  process.exit(0);
}

/** Makes a client of the official kinds, which differ in their packages alone. */
export async function official(client, transport) {
  await client.connect(transport);
  return {
    list: async () => (await client.listTools()).tools.map(toolOf),
    call: (name, input) => client.callTool({ name, arguments: input }),
    close: () => client.close(),
  };
}

export function toolOf({ name, inputSchema }) {
  return { name, required: inputSchema.required ?? [] };
}
