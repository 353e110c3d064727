import { changedReply, type FaultPlan, replacedReply } from '../../shared/fault-plan.ts';
import { bodyBytes, type Reply } from '../../shared/reply.ts';
import type { Misuse } from '../../shared/request-log.ts';
import { batchTooLarge, invalidParameter, objectMissing } from '../rules/failures.ts';
import { BATCH_MOST } from '../rules/platform.ts';
import type { GraphState } from '../graph-state.ts';
import { endpointOf, executeCall } from './execute-call.ts';

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

  /** A copy of the counts so far. */
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
export interface BatchParts {
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
export function answerBatch(parts: BatchParts, request: BatchRequest, misuse: Misuse[]): readonly unknown[] {
  const { state } = parts;
  if (state.login === 'instagram') {
    misuse.push({ rule: 'batch_unsupported', detail: 'graph.instagram.com has no batch' });
    throw objectMissing('', 'post');
  }
  state.tokens.require(request.token);
  const items = itemsOf(request.form.get('batch') ?? '');
  if (items.length > BATCH_MOST) {
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
    (action === null ? null : replacedReply(action, errorReply)) ?? outcomeReply(parts, request, item, fullPath, query);
  const faulted = changedReply(action, reply, asked);
  counts.add(endpoint, faulted.errorCode);
  return faulted;
}

function outcomeReply(
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

/** `content-type` as it is written inside a batch: `Content-Type`. */
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
