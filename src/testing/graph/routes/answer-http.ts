import type { Reply } from '../../shared/reply.ts';
import type { Misuse } from '../../shared/request-log.ts';
import type { SimulatedRequest } from '../../shared/simulated-request.ts';
import type { MediaNode } from '../dataset/graph-dataset.ts';
import { GraphFailure } from '../graph-failure.ts';
import { stringifyBody } from '../nodes/raw-number.ts';
import { REMOVED_HEADERS } from '../rules/removed-features.ts';
import type { World } from '../world.ts';
import { answerBatch, type BatchParts } from './batch.ts';
import { parsePath } from './call-path.ts';
import { answerCdn } from './cdn.ts';
import { executeCall } from './execute-call.ts';
import { formOf } from './form-body.ts';
import { exchangeCode } from './token-endpoints.ts';

const JSON_HEADERS = { 'content-type': 'application/json; charset=UTF-8' } as const;

/** Answers one HTTP request: a media address, a code exchange, a batch, or a Graph call. */
export function answerHttp(parts: BatchParts, request: SimulatedRequest): Reply {
  const { world, counts } = parts;
  const misuse = connectionMisuse(world, request);
  if (request.endpoint === '/cdn') {
    const reply = answerCdn(world, (id) => mediaOf(world, id), request);
    return { ...reply, misuse: [...misuse, ...reply.misuse] };
  }
  const form = request.method === 'POST' ? formOf(request.headers['content-type'] ?? '', request.body) : null;
  const isExchange = form !== null && parsePath(request.path).segments.join('/') === 'oauth/access_token';
  if (isExchange && world.login === 'instagram') {
    const { status, body } = exchangeCode(world, form);
    const errorCode = status === 200 ? null : 'oauth:400';
    counts.add(request.endpoint, errorCode);
    return { status, headers: JSON_HEADERS, body: stringifyBody(body), errorCode, misuse };
  }
  if (form !== null && request.endpoint === 'batch') return batchReply(parts, request, form, misuse);
  const outcome = executeCall(world, {
    method: isExchange ? 'GET' : request.method,
    path: request.path,
    params: form === null ? request.query : new URLSearchParams([...request.query, ...form]),
    token: bearerOf(request),
  });
  counts.add(request.endpoint, outcome.errorCode);
  return { ...outcome, misuse: [...misuse, ...outcome.misuse] };
}

function batchReply(parts: BatchParts, request: SimulatedRequest, form: URLSearchParams, misuse: Misuse[]): Reply {
  const { world } = parts;
  const inQuery = request.query.get('access_token');
  if (inQuery !== null) misuse.push({ rule: 'token_in_query', detail: 'batch' });
  const { version } = parsePath(request.path);
  const fields = new URLSearchParams([...request.query, ...form]);
  const token = bearerOf(request) ?? fields.get('access_token');
  try {
    const versionPath = version === '' ? '' : `/${version}`;
    const body = JSON.stringify(answerBatch(parts, { versionPath, form: fields, token }, misuse));
    return { status: 200, headers: { ...JSON_HEADERS, ...world.usage.headers() }, body, errorCode: null, misuse };
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    const body = JSON.stringify(error.toBody(world.login, world.nextTrace()));
    return { status: error.status, headers: JSON_HEADERS, body, errorCode: error.word, misuse };
  }
}

/** What is wrong before the request is understood: the wrong host, a removed header, a window link followed. */
function connectionMisuse(world: World, request: SimulatedRequest): Misuse[] {
  const misuse: Misuse[] = [];
  const host = request.headers['host'];
  if (host !== undefined && !world.origin.endsWith(`//${host}`) && !host.startsWith('localhost')) {
    misuse.push({ rule: 'foreign_host', detail: host });
  }
  for (const name of REMOVED_HEADERS) {
    if (request.headers[name] !== undefined) misuse.push({ rule: 'removed_feature', detail: `header ${name}` });
  }
  if (request.query.size > 0 && world.links.has(`${request.path}?${request.query.toString()}`)) {
    misuse.push({ rule: 'insights_window_followed', detail: request.path });
  }
  return misuse;
}

function bearerOf(request: SimulatedRequest): string | null {
  return /^(?:Bearer|OAuth) +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? null;
}

function mediaOf(world: World, id: string): MediaNode | null {
  const node = world.index.nodes.get(id);
  return node?.kind === 'media' || node?.kind === 'child' ? node.media : null;
}
