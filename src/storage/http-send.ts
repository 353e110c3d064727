import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { property } from './storage-failure.ts';

const unpack = promisify(gunzip);

/** A whole answer, unpacked. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface HttpOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Posts this text in place of a GET. */
  readonly content?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Ends an answer that succeeded when it grows beyond this many bytes. Without it a longer one than 64 MiB is an error. */
  readonly maxBytes?: number | undefined;
  /** Leaves a packed body as it is. @default false */
  readonly keepCompressed?: boolean | undefined;
}

/** One request and one attempt; redirects are not followed. */
export type HttpSend = (url: string, options: HttpOptions) => Promise<HttpAnswer>;

/** Creates a sender of requests over connections that are kept open between them. Idle ones do not keep the process alive. */
export function createHttpSend(): HttpSend {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  return async (url, options) => {
    options.signal?.throwIfAborted();
    const answer = await receive(url, options, agents);
    const isPacked = answer.headers['content-encoding'] === 'gzip';
    if (!isPacked || (options.keepCompressed === true && answer.status < 300)) return answer;
    try {
      return { ...answer, body: await unpack(answer.body, { maxOutputLength: MAX_BODY_BYTES }) };
    } catch (error) {
      throw new BrokenAnswer(property(error, 'code') === 'ERR_BUFFER_TOO_LARGE' ? 'BODY_TOO_LARGE' : 'INVALID_BODY');
    }
  };
}

/** An error of the service is a few hundred bytes. */
const MAX_ERROR_BYTES = 100_000;

/** A page of 1,000 objects, each with 8 KiB of custom metadata, is about 20 MB. Source: quotas (dated-tables.ts). */
const MAX_BODY_BYTES = 64 * 2 ** 20;

function receive(
  url: string,
  { headers, signal, content, maxBytes }: HttpOptions,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const onAnswer = (message: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let size = 0;
      const isSuccess = (message.statusCode ?? 0) < 300;
      const limit = isSuccess ? (maxBytes ?? MAX_BODY_BYTES) : MAX_ERROR_BYTES;
      message.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.byteLength;
        if (size > limit) message.destroy();
      });
      // `close` comes last in every case: after the whole body, after a cut and after destroy().
      message.on('error', reject);
      message.on('close', () => {
        if (size > limit && maxBytes === undefined && isSuccess) reject(new BrokenAnswer('BODY_TOO_LARGE'));
        else if (message.complete || size > limit) {
          resolve({ status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) });
        } else reject(new BrokenAnswer('ECONNRESET'));
      });
    };
    const method = content === undefined ? 'GET' : 'POST';
    const options = { method, headers, ...(signal === undefined ? {} : { signal }) };
    const request = url.startsWith('https:')
      ? httpsRequest(url, { ...options, agent: agents.https }, onAnswer)
      : httpRequest(url, { ...options, agent: agents.http }, onAnswer);
    request.on('error', reject);
    request.end(content);
  });
}

type BrokenCode = 'ECONNRESET' | 'INVALID_BODY' | 'BODY_TOO_LARGE';

/** An answer that ended before its body did, or whose body cannot be unpacked. */
class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  readonly code: BrokenCode;

  constructor(code: BrokenCode) {
    super('The answer is not whole.');
    this.code = code;
  }
}
