import type { SimulatedRequest } from '../../shared/fault.ts';
import type { Reply } from '../../shared/reply.ts';
import type { Misuse } from '../../shared/request-log.ts';
import type { MediaNode } from '../dataset/graph-dataset.ts';
import { GraphFailure } from '../rules/failures.ts';
import { REMOVED_HEADERS } from '../rules/platform.ts';
import { exchangeCode } from '../tokens/token-endpoints.ts';
import { stringifyBody } from '../wire-format.ts';
import type { GraphState } from '../graph-state.ts';
import { answerBatch, type BatchParts } from './batch.ts';
import { answerCdn } from './cdn.ts';
import { executeCall, parsePath } from './execute-call.ts';

/**
 * The fields of a request body: `application/x-www-form-urlencoded`, a flat JSON object, or `multipart/form-data`.
 * Anything else gives no fields.
 */
function formOf(contentType: string, body: string): URLSearchParams {
  if (contentType.startsWith('application/json')) return jsonForm(body);
  const boundary = /multipart\/form-data;.*boundary="?([^";]+)"?/.exec(contentType)?.[1];
  return boundary === undefined ? new URLSearchParams(body) : multipartForm(body, boundary);
}

function jsonForm(body: string): URLSearchParams {
  const form = new URLSearchParams();
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return form;
  }
  if (typeof parsed !== 'object' || parsed === null) return form;
  for (const [name, value] of Object.entries(parsed)) {
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return form;
}

function multipartForm(body: string, boundary: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const part of body.split(`--${boundary}`)) {
    const match = /name="([^"]+)"[^]*?\r\n\r\n([^]*)\r\n$/.exec(part);
    if (match?.[1] !== undefined) form.set(match[1], match[2] ?? '');
  }
  return form;
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=UTF-8' } as const;

/** Answers one HTTP request: a media address, a code exchange, a batch, or a Graph call. */
export function answerHttp(parts: BatchParts, request: SimulatedRequest): Reply {
  const { state, counts } = parts;
  const misuse = connectionMisuse(state, request);
  if (request.endpoint === '/cdn') {
    const reply = answerCdn(state, (id) => mediaOf(state, id), request);
    return { ...reply, misuse: [...misuse, ...reply.misuse] };
  }
  const form = request.method === 'POST' ? formOf(request.headers['content-type'] ?? '', request.body) : null;
  const isExchange = form !== null && parsePath(request.path).segments.join('/') === 'oauth/access_token';
  if (isExchange && state.login === 'instagram') {
    const { status, body } = exchangeCode(state, form);
    const errorCode = status === 200 ? null : 'oauth:400';
    counts.add(request.endpoint, errorCode);
    return { status, headers: JSON_HEADERS, body: stringifyBody(body), errorCode, misuse };
  }
  if (form !== null && request.endpoint === 'batch') return batchReply(parts, request, form, misuse);
  const outcome = executeCall(state, {
    method: isExchange ? 'GET' : request.method,
    path: request.path,
    params: form === null ? request.query : new URLSearchParams([...request.query, ...form]),
    token: bearerOf(request),
  });
  counts.add(request.endpoint, outcome.errorCode);
  return { ...outcome, misuse: [...misuse, ...outcome.misuse] };
}

function batchReply(parts: BatchParts, request: SimulatedRequest, form: URLSearchParams, misuse: Misuse[]): Reply {
  const { state } = parts;
  const inQuery = request.query.get('access_token');
  if (inQuery !== null) misuse.push({ rule: 'token_in_query', detail: 'batch' });
  const { version } = parsePath(request.path);
  const fields = new URLSearchParams([...request.query, ...form]);
  const token = bearerOf(request) ?? fields.get('access_token');
  try {
    const versionPath = version === '' ? '' : `/${version}`;
    const body = JSON.stringify(answerBatch(parts, { versionPath, form: fields, token }, misuse));
    return { status: 200, headers: { ...JSON_HEADERS, ...state.usage.headers() }, body, errorCode: null, misuse };
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    const body = JSON.stringify(error.toBody(state.login, state.nextTrace()));
    return { status: error.status, headers: JSON_HEADERS, body, errorCode: error.word, misuse };
  }
}

/** What is wrong before the request is understood: the wrong host, a removed header, a window link followed. */
function connectionMisuse(state: GraphState, request: SimulatedRequest): Misuse[] {
  const misuse: Misuse[] = [];
  const host = request.headers['host'];
  if (host !== undefined && !state.origin.endsWith(`//${host}`) && !host.startsWith('localhost')) {
    misuse.push({ rule: 'foreign_host', detail: host });
  }
  for (const name of REMOVED_HEADERS) {
    if (request.headers[name] !== undefined) misuse.push({ rule: 'removed_feature', detail: `header ${name}` });
  }
  if (request.query.size > 0 && state.links.has(`${request.path}?${request.query.toString()}`)) {
    misuse.push({ rule: 'insights_window_followed', detail: request.path });
  }
  return misuse;
}

function bearerOf(request: SimulatedRequest): string | null {
  return /^(?:Bearer|OAuth) +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? null;
}

function mediaOf(state: GraphState, id: string): MediaNode | null {
  const node = state.index.nodes.get(id);
  return node?.kind === 'media' || node?.kind === 'child' ? node.media : null;
}
