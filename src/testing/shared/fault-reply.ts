import type { FaultAction } from './fault.ts';
import { bodyBytes, type Reply } from './reply.ts';

/** The simulator's documented answer for an error status. */
export type ErrorReply = (status: number) => Reply;

/**
 * The answer a fault puts in place of the right one, for the actions that change what is said rather than how the
 * connection behaves. `null` for the latter: the right answer is still needed.
 */
export function replacedReply(action: FaultAction, errorReply: ErrorReply): Reply | null {
  switch (action.kind) {
    case 'status':
      return statusReply(action, errorReply);
    case 'html':
      return htmlReply(action.status ?? 502);
    case 'empty':
      return { status: action.status ?? 200, headers: {}, body: '', errorCode: null, misuse: [] };
    case 'redirect':
      return {
        status: action.status ?? 302,
        headers: { location: action.location ?? 'https://elsewhere.invalid/' },
        body: '',
        errorCode: null,
        misuse: [],
      };
    case 'null':
      return { status: 200, headers: {}, body: 'null', errorCode: null, misuse: [] };
    case 'reset':
    case 'truncated':
    case 'malformed_json':
    case 'hang':
    case 'drip':
    case 'delay':
      return null;
    default:
      return action satisfies never;
  }
}

/** The right answer cut where a value is expected, so that no JSON parser takes it. */
export function malformedReply(reply: Reply): Reply {
  const text = Buffer.from(bodyBytes(reply.body)).toString('utf8');
  return { ...reply, body: `${text.slice(0, Math.floor(text.length / 2))}{"` };
}

function statusReply(action: FaultAction & { kind: 'status' }, errorReply: ErrorReply): Reply {
  const usual = errorReply(action.status);
  const retryAfter = action.retryAfter === undefined ? {} : { 'retry-after': String(action.retryAfter) };
  const headers = { ...usual.headers, ...retryAfter, ...action.headers };
  if (action.body === undefined) return { ...usual, headers };
  const body = typeof action.body === 'string' ? action.body : JSON.stringify(action.body);
  return { ...usual, headers, body };
}

function htmlReply(status: 502 | 504): Reply {
  const title = status === 502 ? '502 Bad Gateway' : '504 Gateway Time-out';
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
    errorCode: null,
    misuse: [],
  };
}
