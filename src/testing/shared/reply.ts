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

/** A JSON answer. `indent` 0 is compact, as with `prettyPrint=false`. */
export function jsonReply(status: number, value: unknown, options: JsonReplyOptions = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...options.headers },
    body: JSON.stringify(value, null, options.indent ?? 0),
    errorCode: options.errorCode ?? null,
    misuse: options.misuse ?? [],
    compressible: true,
  };
}

/** Options of {@link jsonReply}. */
export interface JsonReplyOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly indent?: number | undefined;
  readonly errorCode?: string | null | undefined;
  readonly misuse?: readonly Misuse[] | undefined;
}

/** The same answer with more misuse noted. */
export function withMisuse(reply: Reply, misuse: readonly Misuse[]): Reply {
  return misuse.length === 0 ? reply : { ...reply, misuse: [...reply.misuse, ...misuse] };
}

/** The body as bytes in memory. */
export function bodyBytes(body: Reply['body']): Uint8Array {
  if (typeof body === 'string') return Buffer.from(body);
  return body instanceof Uint8Array ? body : Buffer.concat([...body.chunks]);
}
