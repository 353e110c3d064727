import { isIP } from 'node:net';

import { ConfigError } from '../../base/errors.ts';
import { Secret } from '../../base/redact.ts';
import {
  type Command,
  type CommandContext,
  EXIT,
  usageError,
  ONLY_OPTION,
  PROBE_BYTES_OPTION,
  TOKEN_FILE_OPTION,
} from '../command.ts';
import { readVersion, SUMMARIES } from '../command-line.ts';
import { DOCUMENT_OPTIONS, LEDGER_OPTION, TIMEZONE_OPTION } from '../inputs.ts';
import { DEFAULT_CACHE_MINUTES, openToolSources } from '../mcp/open-tool-sources.ts';

/** The variable the bearer token is read from: on a command line it would be seen by everybody on the machine. */
const TOKEN_VARIABLE = 'INSIGHT_INVENTORY_MCP_TOKEN';
const DEFAULT_PORT = 3_333;
const MIN_TOKEN_LENGTH = 16;

export const mcpCommand: Command = {
  name: 'mcp',
  summary: SUMMARIES.mcp,
  operands: '',
  operandCount: [0, 0],
  about: `Over standard input and output, as desktop assistants start it; with --http over Streamable HTTP on this machine alone. Beyond this machine it takes a bearer token of at least ${String(MIN_TOKEN_LENGTH)} characters, from the variable ${TOKEN_VARIABLE}. Everything only reads. The account is collected and the bucket listed when a tool first needs them, and kept for an hour.`,
  options: [
    { name: 'demo', about: 'Serve the demo account and bucket from simulators: no account, no configuration.' },
    { name: 'saved', about: 'Answer from documents on the disk alone; nothing is asked of either platform.' },
    { name: 'http', about: 'Listen for Streamable HTTP in place of standard input and output.' },
    {
      name: 'port',
      value: 'N',
      kind: 'count',
      about: `With --http, the port; ${String(DEFAULT_PORT)} when not given, 0 for any that is free.`,
    },
    { name: 'host', value: 'ADDRESS', about: 'With --http, the address to listen on; 127.0.0.1 when not given.' },
    {
      name: 'allow-host',
      value: 'NAME',
      many: true,
      about: 'With --http, another host name that requests may name and web pages come from.',
    },
    {
      name: 'max-tokens',
      value: 'N',
      kind: 'count',
      about: 'Tokens of a result at most, from 800; 4000 when not given.',
    },
    {
      name: 'keep-minutes',
      value: 'N',
      kind: 'count',
      about: `For how long a collection and a listing are used again; ${String(DEFAULT_CACHE_MINUTES)} when not given.`,
    },
    { name: 'probe', about: 'Read length and orientation of videos with them; takes the package mediabunny.' },
    PROBE_BYTES_OPTION,
    ONLY_OPTION,
    ...DOCUMENT_OPTIONS,
    LEDGER_OPTION,
    TIMEZONE_OPTION,
    TOKEN_FILE_OPTION,
  ],
  examples: ['mcp', 'mcp --demo', 'mcp --saved --output-dir collected_data', 'mcp --http --port 3333'],
  run: async (context) => {
    const { options, output, signal } = context;
    const address = options.isSet('http') ? readAddress(context) : null;
    const opened = await openToolSources(context);
    try {
      const { createAssistantTools } = await import('../../assistant/create-tools.ts');
      const { createServer } = await import('../mcp/create-server.ts');
      const { logger } = opened;
      const tools = createAssistantTools(opened.sources, {
        maxTokens: options.number('max-tokens'),
        redactor: output.redactor,
      });
      const version = await readVersion();
      const factory = () => createServer({ version, tools, stop: signal, logger });
      if (address === null) {
        output.note(`Serving ${String(tools.length)} tools over standard input and output`);
        await serveStandardStreams(factory, signal);
      } else {
        const { serveHttp } = await import('../mcp/serve-http.ts');
        const server = await serveHttp(factory, { ...address, logger });
        output.note(`Serving ${String(tools.length)} tools at ${server.url}`);
        await aborted(signal);
        await server.close();
      }
      return EXIT.complete;
    } finally {
      await opened.close();
    }
  },
};

/** Serves until the client closes the input, or the program is stopped. */
async function serveStandardStreams(
  factory: () => ReturnType<typeof import('../mcp/create-server.ts').createServer>,
  signal: AbortSignal,
): Promise<void> {
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
  const handle = serveStdio(factory);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      resolve();
    };
    process.stdin.once('end', end).once('close', end);
    signal.addEventListener('abort', end, { once: true });
  });
  await handle.close();
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

interface Address {
  readonly port: number;
  readonly host: string;
  readonly bearer: Secret | null;
  readonly allowedNames: readonly string[];
}

/** @throws InsightInventoryError `invalid_request` when the server would be open to other machines without a token */
function readAddress({ options, io, output }: CommandContext): Address {
  const host = options.text('host') ?? '127.0.0.1';
  const port = options.number('port') ?? DEFAULT_PORT;
  if (port > 65_535) throw usageError(`--port is given "${String(port)}".`, 'Give a port from 0 to 65535.');
  const token = io.env[TOKEN_VARIABLE]?.trim() ?? '';
  if (token !== '' && (token.length < MIN_TOKEN_LENGTH || /\s/.test(token))) {
    throw new ConfigError([
      {
        key: TOKEN_VARIABLE,
        found: `a token of ${String(token.length)} characters`,
        remedy: `Give one of ${String(MIN_TOKEN_LENGTH)} or more, without spaces.`,
      },
    ]);
  }
  const allowedNames = options.list('allow-host');
  if (token === '' && (!isLoopback(host) || allowedNames.length > 0)) {
    throw usageError(
      'The server would be open to other machines, and there is no token.',
      `Set ${TOKEN_VARIABLE} to a long random text, or leave --host and --allow-host out.`,
    );
  }
  if (token !== '') output.redactor.add(token);
  return { port, host, bearer: token === '' ? null : new Secret(token), allowedNames };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
