import { changedReply, type FaultPlan, replacedReply } from '../shared/fault-plan.ts';
import type { SimulatedRequest } from '../shared/fault.ts';
import { bodyBytes, type Reply } from '../shared/reply.ts';
import type { Misuse } from '../shared/request-log.ts';
import { answer, type BucketState } from './answer.ts';
import { errorReply, invalidReply, statusReply } from './refusals.ts';
import { endpointOf } from './route.ts';

const BATCH_MOST = 100;

/**
 * Answers a `multipart/mixed` request of several calls with one part each, in their order. The headers of the whole
 * request hold for each call; a call that names another host is answered 400.
 *
 * @source Cloud Storage, sending batch requests (checked 2026-11-28)
 */
export function answerBatch(request: SimulatedRequest, state: BucketState, plan: FaultPlan): Reply {
  const boundary = /^multipart\/mixed;.*boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (request.method !== 'POST' || boundary === undefined) return statusReply(400);
  const parts = request.body.split(`--${boundary}`).slice(1, -1);
  if (parts.length > BATCH_MOST) {
    const misuse = [{ rule: 'batch_over_maximum', detail: `${String(parts.length)} calls` } as const];
    return invalidReply('The batch request has too many calls.', { misuse });
  }
  const misuse: Misuse[] = [];
  const written = parts.map((part, index) => {
    const id = /^content-id: *<?([^>\r\n]+)>?/im.exec(part)?.[1];
    const reply = answerPart(part, index, request, state, plan);
    misuse.push(...reply.misuse);
    return writtenPart(reply, id);
  });
  return {
    status: 200,
    headers: { 'content-type': `multipart/mixed; boundary=${BOUNDARY}` },
    body: `${written.join('')}--${BOUNDARY}--`,
    errorCode: null,
    misuse,
    compressible: true,
  };
}

const BOUNDARY = 'batch_simulator_0123456789';

function answerPart(part: string, index: number, outer: SimulatedRequest, state: BucketState, plan: FaultPlan): Reply {
  const [, method = '', target = ''] = /\r?\n\r?\n([A-Z]+) (\S+)/.exec(part) ?? [];
  if (!target.startsWith('/')) return statusReply(400);
  const [path = '', search = ''] = target.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const endpoint = endpointOf(method, path, query);
  const asked = { method, path, query, headers: outer.headers, body: '', endpoint, item: index };
  if (endpoint === 'objects.media')
    return errorReply(400, { reason: 'invalid', message: 'A batch takes no downloads.' });
  const action = plan.take(asked);
  const replaced = action === null ? null : replacedReply(action, statusReply);
  return changedReply(action, replaced ?? answer(asked, state), asked);
}

function writtenPart(reply: Reply, id: string | undefined): string {
  const body = Buffer.from(bodyBytes(reply.body)).toString('utf8');
  const lines = [
    `--${BOUNDARY}`,
    'Content-Type: application/http',
    ...(id === undefined ? [] : [`Content-ID: <response-${id}>`]),
    '',
    `HTTP/1.1 ${String(reply.status)} ${reply.status === 200 ? 'OK' : 'Error'}`,
    ...Object.entries(reply.headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    '',
    body,
    '',
  ];
  return lines.join('\r\n');
}
