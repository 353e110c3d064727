import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unpack = promisify(gunzip);

/** A whole answer, unpacked. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface HttpGetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Ends the answer when it grows beyond this many bytes. */
  readonly maxBytes?: number | undefined;
}

/** One GET request and one attempt; redirects are not followed. */
export type HttpGet = (url: string, options: HttpGetOptions) => Promise<HttpAnswer>;

/** GET requests over connections that are kept open between them. Idle ones do not keep the process alive. */
export function createHttpGet(): HttpGet {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  return async (url, options) => {
    options.signal?.throwIfAborted();
    const answer = await receive(url, options, agents);
    if (answer.headers['content-encoding'] !== 'gzip') return answer;
    try {
      return { ...answer, body: await unpack(answer.body) };
    } catch {
      throw new BrokenAnswer('INVALID_BODY');
    }
  };
}

function receive(
  url: string,
  { headers, signal, maxBytes = Number.POSITIVE_INFINITY }: HttpGetOptions,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const onAnswer = (message: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let size = 0;
      message.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.byteLength;
        if (size > maxBytes) message.destroy();
      });
      // `close` comes last in every case: after the whole body, after a cut and after destroy().
      message.on('error', reject);
      message.on('close', () => {
        if (message.complete || size > maxBytes) {
          resolve({ status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) });
        } else reject(new BrokenAnswer('ECONNRESET'));
      });
    };
    const options = { headers, ...(signal === undefined ? {} : { signal }) };
    const request = url.startsWith('https:')
      ? httpsGet(url, { ...options, agent: agents.https }, onAnswer)
      : httpGet(url, { ...options, agent: agents.http }, onAnswer);
    request.on('error', reject);
  });
}

/** An answer that ended before its body did, or whose body cannot be unpacked. */
class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  readonly code: 'ECONNRESET' | 'INVALID_BODY';

  constructor(code: 'ECONNRESET' | 'INVALID_BODY') {
    super('The answer is not whole.');
    this.code = code;
  }
}
