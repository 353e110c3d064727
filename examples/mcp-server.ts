/**
 * An MCP server over standard input and output: the library's read-only tools over an account and a bucket, which are
 * read once at the start, clips probed, so that check_plan knows their lengths. Without --config it serves the demo data.
 *
 *   npx tsx examples/mcp-server.ts [--config insight-inventory.config.json] [--max-tokens 4000] [--debug]
 *
 * Standard output carries the protocol alone; everything else goes to standard error.
 */
import { parseArgs } from 'node:util';

import { ValibotJsonSchemaAdapter } from '@tmcp/adapter-valibot';
import { StdioTransport } from '@tmcp/transport-stdio';
import { createLogger, type Logger } from 'insight-inventory';
import { createAssistantTools, toMCPTools, type AssistantTool } from 'insight-inventory/assistant';
import { McpServer } from 'tmcp';

import { fail } from './support/fail.ts';
import { openConfigured, openSimulated } from './support/open-sources.ts';

/** What a source gives, or `null` when it fails: the tools then ask the source itself and tell why it fails. */
async function attempt<T>(what: string, run: () => Promise<T>, logger: Logger): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    logger.error(`${what} could not be read`, { error });
    return null;
  }
}

/** Bad input is left to the tool, whose answer a model can act on; the server itself would answer without structure. */
function unchecked(schema: AssistantTool['inputSchema']): AssistantTool['inputSchema'] {
  return { ...schema, '~standard': { ...schema['~standard'], validate: (value) => ({ value: value ?? {} }) } };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      'max-tokens': { type: 'string', default: '4000' },
      debug: { type: 'boolean', default: false },
    },
  });
  const logger = createLogger({ level: values.debug ? 'debug' : 'info', name: 'mcp_server' });
  const stop = new AbortController();
  const { signal } = stop;
  for (const event of ['SIGINT', 'SIGTERM'] as const) {
    process.once(event, () => {
      stop.abort(new Error(`Stopped by ${event}.`));
    });
  }
  process.stdin.once('end', () => {
    stop.abort(new Error('The client is gone.'));
  });

  const { instagram, gcs } =
    values.config === undefined ? await openSimulated(undefined, logger) : await openConfigured(values.config, logger);
  const documents = {
    analytics: await attempt('The account', () => instagram.collect({ probe: true, signal }), logger),
    inventory: await attempt('The bucket', () => gcs.generateInventory(undefined, { probe: true, signal }), logger),
  };
  const tools = createAssistantTools({ instagram, gcs, documents }, { maxTokens: Number(values['max-tokens']) });

  const server = new McpServer(
    {
      name: 'insight-inventory',
      version: '1.0.0',
      description: 'What worked on Instagram, and what footage there is.',
    },
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- two declarations of one class
    { adapter: new ValibotJsonSchemaAdapter(), capabilities: { tools: {} } },
  );
  for (const tool of tools) {
    for (const { definition, call } of toMCPTools([tool])) {
      const { name, title, description, annotations } = definition;
      const schemas = { schema: unchecked(tool.inputSchema), outputSchema: tool.resultSchema };
      server.tool({ name, title, description, annotations, ...schemas }, async (input) => {
        const result = await call(input, { signal });
        logger.info('tool called', { name, failed: result.isError });
        return result;
      });
    }
  }
  // Ends the process when the client closes the input, and on SIGINT and SIGTERM, after what is being answered.
  new StdioTransport(server).listen();
  logger.info('serving', { tools: tools.length });
}

main().catch(fail);
