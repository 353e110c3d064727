import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf } from '../../base/errors.ts';
import { changedReply, FaultPlan, replacedReply } from './fault-plan.ts';
import type { Fault, FaultAction, RemoveFault, SimulatedRequest } from './fault.ts';
import { gzipReply, jsonReply, type Reply, sendBroken, sendReply, type SentReply } from './reply.ts';
import { type LoggedRequest, RequestLog, type SimulatorStats } from './request-log.ts';

/** A plain HTTP server on 127.0.0.1 and a free port. */
interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  readonly url: string;
  /** Stops listening and destroys every open socket, answered or not. Resolves once the port is free; repeatable. */
  close(): Promise<void>;
}

// Longer than any client keeps an idle socket, so that the server never closes one in the moment it is reused.
const KEEP_ALIVE_MS = 120_000;

/** Starts a server. Rejects when no port can be opened. Connections are kept alive between requests. */
async function startLoopbackServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  // No limit on a request's time: injected hangs end when the client, not the server, loses patience.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, headersTimeout: 0 }, handle);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback server has no TCP port.');
  let closed: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    close: () => {
      closed ??= new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      });
      return closed;
    },
  };
}

/** How long the answer waits: a number, or a function of the request. Milliseconds. */
export type Latency = number | ((request: SimulatedRequest) => number);

/** The platform's part of a simulator. */
interface SimulatorHostOptions {
  /** Names what is asked: `objects.list`. Used in counts and by fault predicates. */
  readonly endpointOf: (method: string, path: string, query: URLSearchParams) => string;
  /** Answers one HTTP request. A rejection becomes a 500 that carries the message. */
  readonly answer: (request: SimulatedRequest) => Reply | Promise<Reply>;
  /** The documented body of an error status, for faults that name only the status. */
  readonly errorReply: (status: number, request: SimulatedRequest) => Reply;
  readonly faults?: readonly Fault[] | undefined;
  /** @default 0 */
  readonly latencyMs?: Latency | undefined;
  /** Whether answers are compressed for clients that accept gzip. @default false */
  readonly gzip?: boolean | undefined;
}

/** A running simulator: server, log, counts and faults. */
export interface SimulatorHost {
  readonly url: string;
  /** In order of arrival; grows while the simulator runs. The latest 50,000 at least. */
  readonly requests: readonly LoggedRequest[];
  /** Faults for the items of a batch are taken from here by the simulator itself. */
  readonly plan: FaultPlan;
  stats(): SimulatorStats;
  addFault(fault: Fault): RemoveFault;
  close(): Promise<void>;
}

/** Starts the HTTP side that both simulators share. */
export async function startSimulatorHost(options: SimulatorHostOptions): Promise<SimulatorHost> {
  const log = new RequestLog();
  const plan = new FaultPlan(options.faults);
  const server = await startLoopbackServer((message, response) => {
    // What still fails here failed while the body was going out: the connection is all that is left to break.
    handle(message, response, { options, log, plan }).catch(() => response.destroy());
  });
  return {
    url: server.url,
    requests: log.entries,
    plan,
    stats: () => log.stats(),
    addFault: (fault) => plan.add(fault),
    close: () => server.close(),
  };
}

interface HostParts {
  readonly options: SimulatorHostOptions;
  readonly log: RequestLog;
  readonly plan: FaultPlan;
}

async function handle(message: IncomingMessage, response: ServerResponse, parts: HostParts): Promise<void> {
  const { options, log, plan } = parts;
  // A client that goes away is a normal event here; without a listener it would end the process.
  response.on('error', () => undefined);
  const request = await readRequest(message, options);
  const entry = log.open(request);
  const action = plan.take(request);
  if (action !== null) log.fault(entry, action.kind);
  let reply: Reply | null = null;
  let sent: SentReply = { status: null, bodyBytes: 0 };
  try {
    await wait(latencyOf(options.latencyMs, request) + (action?.kind === 'delay' ? action.ms : 0));
    reply = await replyTo(request, action, options);
    log.misuse(entry, reply.misuse);
    if (options.gzip === true && accepts(request, reply)) reply = await gzipReply(reply);
    if (request.method === 'HEAD') reply = { ...reply, body: '' };
    sent = await (action === null ? sendReply(response, reply) : sendBroken(response, reply, action));
  } finally {
    log.close(entry, { ...sent, errorCode: sent.status === null ? null : (reply?.errorCode ?? null) });
  }
}

async function replyTo(
  request: SimulatedRequest,
  action: FaultAction | null,
  options: SimulatorHostOptions,
): Promise<Reply> {
  if (action !== null) {
    const replaced = replacedReply(action, (status) => options.errorReply(status, request));
    if (replaced !== null) return replaced;
  }
  try {
    const reply = await options.answer(request);
    return changedReply(action, reply, request);
  } catch (error) {
    // Not the platform's behaviour: a bug in the simulator or in a function the caller gave it. Say which.
    const detail = messageOf(error);
    return jsonReply(500, { error: { code: 500, message: `simulator: ${detail}` } }, { errorCode: 'simulator' });
  }
}

async function readRequest(message: IncomingMessage, options: SimulatorHostOptions): Promise<SimulatedRequest> {
  const method = message.method ?? 'GET';
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
  const body = method === 'GET' || method === 'HEAD' ? '' : await readBody(message);
  return {
    method,
    path,
    query,
    headers: flatHeaders(message),
    body,
    endpoint: options.endpointOf(method, path, query),
    item: null,
  };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    // The client went away while sending; what arrived is logged and the answer goes nowhere.
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flatHeaders(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function accepts(request: SimulatedRequest, reply: Reply): boolean {
  return reply.compressible === true && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
}

function latencyOf(latency: Latency | undefined, request: SimulatedRequest): number {
  return typeof latency === 'function' ? latency(request) : (latency ?? 0);
}

async function wait(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
