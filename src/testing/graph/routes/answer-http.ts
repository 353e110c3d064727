import { itemAt } from '../../../base/lists.ts';
import { changedReply, type FaultPlan, replacedReply } from '../../shared/fault-plan.ts';
import type { SimulatedRequest } from '../../shared/fault.ts';
import { bodyBytes, type Reply } from '../../shared/reply.ts';
import type { Misuse } from '../../shared/request-log.ts';
import type { MediaNode } from '../dataset/graph-dataset.ts';
import type { GraphState } from '../graph-state.ts';
import { batchTooLarge, GraphFailure, invalidParameter, objectMissing } from '../rules/failures.ts';
import { MAX_BATCH_ITEMS, REMOVED_HEADERS, stringifyBody } from '../rules/platform.ts';
import { exchangeCode } from '../tokens/token-endpoints.ts';
import { answerCdn } from './cdn.ts';
import { endpointOf, executeCall, parsePath } from './execute-call.ts';

/** Counts logical Graph calls: each HTTP request that is one, and each item of a batch. */
export class CallCounts {
  readonly #byEndpoint = new Map<string, number>();
  readonly #byErrorCode = new Map<string, number>();
  #total = 0;

  add(endpoint: string, errorCode: string | null): void {
    this.#total += 1;
    this.#byEndpoint.set(endpoint, (this.#byEndpoint.get(endpoint) ?? 0) + 1);
    if (errorCode !== null) this.#byErrorCode.set(errorCode, (this.#byErrorCode.get(errorCode) ?? 0) + 1);
  }

  /** Reads a copy of the counts so far. */
  read(): { graphCalls: number; callsByEndpoint: Record<string, number>; callsByErrorCode: Record<string, number> } {
    return {
      graphCalls: this.#total,
      callsByEndpoint: Object.fromEntries(this.#byEndpoint),
      callsByErrorCode: Object.fromEntries(this.#byErrorCode),
    };
  }
}

/** A batch as it came. */
interface BatchRequest {
  /** Version segment of the outer path with its slash, `''` without one. */
  readonly versionPath: string;
  readonly form: URLSearchParams;
  readonly token: string | null;
}

/** What the batch answers with: the outer body, and what was wrong inside. */
interface BatchParts {
  readonly state: GraphState;
  readonly plan: FaultPlan;
  readonly counts: CallCounts;
  readonly errorReply: (status: number) => Reply;
}

interface BatchItem {
  readonly method: string;
  readonly relativeUrl: string;
  readonly token: string | null;
}

/**
 * Answers every item by itself. The outer status is 200 even when all fail; too many items, and a bad token, fail the
 * whole batch with an error object in place of the list.
 */
function answerBatch(parts: BatchParts, request: BatchRequest, misuse: Misuse[]): readonly unknown[] {
  const { state } = parts;
  if (state.login === 'instagram') {
    misuse.push({ rule: 'batch_unsupported', detail: 'graph.instagram.com has no batch' });
    throw objectMissing('', 'post');
  }
  state.tokens.require(request.token);
  const items = itemsOf(request.form.get('batch') ?? '');
  if (items.length > MAX_BATCH_ITEMS) {
    misuse.push({ rule: 'batch_over_maximum', detail: `${String(items.length)} items` });
    throw batchTooLarge();
  }
  const hasHeaders = request.form.get('include_headers') !== 'false';
  if (!hasHeaders) misuse.push({ rule: 'batch_without_headers', detail: 'the usage headers are lost' });
  return items.map((item, index) => {
    const reply = answerItem(parts, request, item, index);
    misuse.push(...(reply?.misuse ?? []));
    return reply === null ? null : itemBody(reply, hasHeaders);
  });
}

function answerItem(parts: BatchParts, request: BatchRequest, item: BatchItem, index: number): Reply | null {
  const { state, plan, counts, errorReply } = parts;
  const [path = '', search = ''] = item.relativeUrl.split(/\?(.*)/s);
  const absolute = path.startsWith('/') ? path : `/${path}`;
  const fullPath = /^\/v\d+\.\d+(\/|$)/.test(absolute) ? absolute : `${request.versionPath}${absolute}`;
  const query = new URLSearchParams(search);
  const endpoint = endpointOf(state.index, item.method, fullPath);
  const asked = { method: item.method, path: fullPath, query, headers: {}, body: '', endpoint, item: index };
  const action = plan.take(asked);
  if (action?.kind === 'null') {
    counts.add(endpoint, null);
    return null;
  }
  const reply =
    (action === null ? null : replacedReply(action, errorReply)) ?? callReply(parts, request, item, fullPath, query);
  const faulted = changedReply(action, reply, asked);
  counts.add(endpoint, faulted.errorCode);
  return faulted;
}

function callReply(
  parts: BatchParts,
  request: BatchRequest,
  item: BatchItem,
  path: string,
  query: URLSearchParams,
): Reply {
  const params = new URLSearchParams(query);
  const proof = request.form.get('appsecret_proof');
  if (proof !== null && !params.has('appsecret_proof')) params.set('appsecret_proof', proof);
  return executeCall(parts.state, { method: item.method, path, params, token: item.token ?? request.token });
}

function itemBody(reply: Reply, hasHeaders: boolean): Readonly<Record<string, unknown>> {
  const body = Buffer.from(bodyBytes(reply.body)).toString('utf8');
  if (!hasHeaders) return { code: reply.status, body };
  const headers = Object.entries(reply.headers).map(([name, value]) => ({ name: headerCase(name), value }));
  return { code: reply.status, headers, body };
}

/** Gives `content-type` as it is written inside a batch: `Content-Type`. */
function headerCase(name: string): string {
  if (name === 'www-authenticate') return 'WWW-Authenticate';
  return name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`);
}

function itemsOf(text: string): readonly BatchItem[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidParameter('batch');
  }
  if (!Array.isArray(parsed)) throw invalidParameter('batch');
  return parsed.map((item: unknown) => itemOf(item));
}

function itemOf(item: unknown): BatchItem {
  if (typeof item !== 'object' || item === null || !('relative_url' in item)) throw invalidParameter('batch');
  const { relative_url: relativeUrl } = item;
  if (typeof relativeUrl !== 'string') throw invalidParameter('batch');
  const method = 'method' in item && typeof item.method === 'string' ? item.method.toUpperCase() : 'GET';
  const token = 'access_token' in item && typeof item.access_token === 'string' ? item.access_token : null;
  return { method, relativeUrl, token };
}

/**
 * Gives the fields of a request body: `application/x-www-form-urlencoded`, a flat JSON object, or
 * `multipart/form-data`. Anything else gives no fields.
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
    if (match?.[1] !== undefined) form.set(match[1], itemAt(match, 2));
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
  const answer = executeCall(state, {
    method: isExchange ? 'GET' : request.method,
    path: request.path,
    params: form === null ? request.query : new URLSearchParams([...request.query, ...form]),
    token: bearerOf(request),
  });
  counts.add(request.endpoint, answer.errorCode);
  return { ...answer, misuse: [...misuse, ...answer.misuse] };
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

/** Lists what is wrong before the request is understood: the wrong host, a removed header, a window link followed. */
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
