import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FaultAction } from './fault.ts';
import type { Misuse } from './request-log.ts';

/** A body made while it is sent, so that a large object never lies in memory as a whole. */
export interface StreamedBody {
  /** Exact length in bytes. */
  readonly length: number;
  readonly chunks: Iterable<Uint8Array>;
}

/** What a simulator answers, before any fault touches it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | StreamedBody;
  /** The platform's error code or reason, for the counts; `null` when it is no error. */
  readonly errorCode: string | null;
  /** What the documentation calls wrong about the request. */
  readonly misuse: readonly Misuse[];
  /** Whether the body may be sent compressed; stored bytes must go out as they are. @default false */
  readonly compressible?: boolean | undefined;
}

/** Makes a JSON answer. `indent` 0 is compact, as with `prettyPrint=false`. */
export function jsonReply(status: number, value: unknown, options: JsonReplyOptions = {}): Reply {
  const { indent = 0 } = options;
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...options.headers },
    body: `${JSON.stringify(value, null, indent)}${indent === 0 ? '' : '\n'}`,
    errorCode: options.errorCode ?? null,
    misuse: options.misuse ?? [],
    compressible: true,
  };
}

/** Options of {@link jsonReply}. */
interface JsonReplyOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly indent?: number | undefined;
  readonly errorCode?: string | null | undefined;
  readonly misuse?: readonly Misuse[] | undefined;
}

/** Gives the same answer with more misuse noted. */
export function withMisuse(reply: Reply, misuse: readonly Misuse[]): Reply {
  return misuse.length === 0 ? reply : { ...reply, misuse: [...reply.misuse, ...misuse] };
}

/** Gives the body as bytes in memory. */
export function bodyBytes(body: Reply['body']): Uint8Array {
  if (typeof body === 'string') return Buffer.from(body);
  return body instanceof Uint8Array ? body : Buffer.concat([...body.chunks]);
}

const gzipBytes = promisify(gzip);

/** What went out. `status` is `null` when the connection was cut before a status line. */
export interface SentReply {
  readonly status: number | null;
  readonly bodyBytes: number;
}

/** Makes the same answer compressed, with its header. */
export async function gzipReply(reply: Reply): Promise<Reply> {
  const body = await gzipBytes(bodyBytes(reply.body), { level: 1 });
  return { ...reply, body, headers: { ...reply.headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' } };
}

/** Sends an answer whole. */
export async function sendReply(response: ServerResponse, reply: Reply): Promise<SentReply> {
  const { status, body } = reply;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return sendStream(response, reply, body);
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  response.writeHead(status, { ...reply.headers, 'content-length': length });
  // Node joins headers and body in one write when the body is a text; a byte is a character of latin1.
  if (typeof body === 'string' || length > ONE_WRITE_BYTES) response.end(body);
  else response.end(Buffer.from(body.buffer, body.byteOffset, length).toString('latin1'), 'latin1');
  return { status, bodyBytes: length };
}

/** Beyond it a copy costs more than a second write. */
const ONE_WRITE_BYTES = 4_096;

/** Sends an answer over a connection that misbehaves. Resolves when the connection is gone or the body is out. */
export async function sendBroken(response: ServerResponse, reply: Reply, action: FaultAction): Promise<SentReply> {
  const bytes = bodyBytes(reply.body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  switch (action.kind) {
    case 'reset':
      if (action.when === 'mid_body') return resetInBody(response, reply, bytes.length, half);
      response.socket?.resetAndDestroy();
      return { status: null, bodyBytes: 0 };
    case 'hang':
      if (action.when === 'mid_body') await startBody(response, reply, bytes.length, half);
      await closed(response);
      return action.when === 'mid_body'
        ? { status: reply.status, bodyBytes: half.length }
        : { status: null, bodyBytes: 0 };
    case 'truncated':
      return sendHalf(response, reply, bytes.length, half, action.how ?? 'content_length');
    case 'drip':
      return drip(response, reply, bytes, action.chunkBytes ?? 64, action.intervalMs ?? 10);
    case 'oversized':
      return action.how === 'endless'
        ? sendWithoutEnd(response, reply)
        : sendReply(response, await packedSpaces(reply));
    default:
      return sendReply(response, reply);
  }
}

async function resetInBody(
  response: ServerResponse,
  reply: Reply,
  length: number,
  half: Uint8Array,
): Promise<SentReply> {
  await startBody(response, reply, length, half);
  // The pause lets the client read the first half; otherwise it may see the reset alone.
  await pause(5);
  response.socket?.resetAndDestroy();
  return { status: reply.status, bodyBytes: half.length };
}

async function sendHalf(
  response: ServerResponse,
  reply: Reply,
  length: number,
  half: Uint8Array,
  how: 'chunked' | 'content_length' | 'matching_length',
): Promise<SentReply> {
  if (how === 'matching_length') return sendReply(response, { ...reply, body: half });
  await startBody(response, reply, how === 'content_length' ? length : null, half);
  await pause(5);
  response.socket?.end();
  return { status: reply.status, bodyBytes: half.length };
}

async function drip(
  response: ServerResponse,
  reply: Reply,
  bytes: Uint8Array,
  chunkBytes: number,
  intervalMs: number,
): Promise<SentReply> {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length });
  response.flushHeaders();
  let sent = 0;
  while (sent < bytes.length && !response.destroyed) {
    const chunk = bytes.subarray(sent, sent + chunkBytes);
    response.write(chunk);
    sent += chunk.length;
    await pause(intervalMs);
  }
  response.end();
  return { status: reply.status, bodyBytes: sent };
}

/** What an oversized answer is made of. */
const SPACES = Buffer.alloc(2 ** 20, ' ');

/** Makes spaces that unpack. Gzip members one after the other unpack as one: 1 kB each that unpack to 1 MiB. */
async function packedSpaces(reply: Reply): Promise<Reply> {
  const member = await gzipBytes(SPACES);
  const body = Buffer.concat(Array<Buffer>(256).fill(member));
  return { ...reply, body, headers: { ...reply.headers, 'content-encoding': 'gzip' } };
}

async function sendWithoutEnd(response: ServerResponse, reply: Reply): Promise<SentReply> {
  response.writeHead(reply.status, reply.headers);
  let sent = 0;
  while (!response.destroyed) {
    sent += SPACES.length;
    if (!response.write(SPACES)) await drained(response);
  }
  return { status: reply.status, bodyBytes: sent };
}

/** Starts a body: headers and a first part. `length` null leaves Content-Length out, which makes the body chunked. */
async function startBody(
  response: ServerResponse,
  reply: Reply,
  length: number | null,
  part: Uint8Array,
): Promise<void> {
  response.writeHead(reply.status, length === null ? reply.headers : { ...reply.headers, 'content-length': length });
  response.flushHeaders();
  await new Promise<void>((resolve) => {
    response.write(part, () => {
      resolve();
    });
  });
}

async function sendStream(response: ServerResponse, reply: Reply, body: StreamedBody): Promise<SentReply> {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  let sent = 0;
  for (const chunk of body.chunks) {
    if (response.destroyed) break;
    sent += chunk.length;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
  return { status: reply.status, bodyBytes: sent };
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.socket === null) resolve();
    else
      response.once('close', () => {
        resolve();
      });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
