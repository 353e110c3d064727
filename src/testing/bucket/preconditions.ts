import type { Reply } from '../shared/reply.ts';
import { statusReply } from './error-reply.ts';

/**
 * The answer of a failed precondition: 412, or 304 for a `…NotMatch` of a read. `null` when all hold.
 *
 * @source Cloud Storage JSON API, request preconditions (checked 2026-11-22)
 */
export function failedPrecondition(query: URLSearchParams, version: PreconditionVersion): Reply | null {
  const { generation, metageneration } = version;
  for (const [name, actual] of [
    ['ifGenerationMatch', generation],
    ['ifMetagenerationMatch', metageneration],
  ] as const) {
    const wanted = query.get(name);
    if (wanted !== null && wanted !== actual) return statusReply(412);
  }
  for (const [name, actual] of [
    ['ifGenerationNotMatch', generation],
    ['ifMetagenerationNotMatch', metageneration],
  ] as const) {
    if (query.get(name) === actual) return { status: 304, headers: {}, body: '', errorCode: null, misuse: [] };
  }
  return null;
}

/** What preconditions are compared with. */
export interface PreconditionVersion {
  readonly generation: string;
  readonly metageneration: string;
}
