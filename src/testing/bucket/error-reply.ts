import { jsonReply, type Reply } from '../shared/reply.ts';
import type { Misuse } from '../shared/request-log.ts';

/** One entry of the error envelope. */
export interface StorageErrorDetail {
  readonly message: string;
  readonly reason: string;
  readonly domain?: string | undefined;
  readonly locationType?: string | undefined;
  readonly location?: string | undefined;
}

interface ErrorReplyOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly misuse?: readonly Misuse[] | undefined;
}

// Reasons and texts as seen in published replies where there are any; for the rest the reason list of the reference.
const BY_STATUS: ReadonlyMap<number, StorageErrorDetail> = new Map<number, StorageErrorDetail>([
  [400, { reason: 'invalid', message: 'Invalid argument.' }],
  [401, { reason: 'authError', message: 'Invalid Credentials', locationType: 'header', location: 'Authorization' }],
  [403, { reason: 'forbidden', message: 'Forbidden' }],
  [404, { reason: 'notFound', message: 'Not Found' }],
  [408, { reason: 'requestTimeout', message: 'Request timed out.' }],
  [412, { reason: 'conditionNotMet', message: 'At least one of the pre-conditions you specified did not hold.' }],
  [416, { reason: 'requestedRangeNotSatisfiable', message: 'The requested range cannot be satisfied.' }],
  [429, { reason: 'rateLimitExceeded', message: 'Rate limit exceeded.', domain: 'usageLimits' }],
  [500, { reason: 'internalError', message: 'We encountered an internal error. Please try again.' }],
  [502, { reason: 'backendError', message: 'Backend Error' }],
  [503, { reason: 'backendError', message: 'Backend Error' }],
  [504, { reason: 'backendError', message: 'Backend Error' }],
]);

/**
 * An error as the JSON API writes it: `{"error":{"code","message","errors":[{message,domain,reason,…}]}}`, laid out with
 * one space a level.
 *
 * @source Cloud Storage JSON API, status and error codes (checked 2026-11-22)
 */
export function errorReply(status: number, detail: StorageErrorDetail, options: ErrorReplyOptions = {}): Reply {
  const { message, reason, domain = 'global', locationType, location } = detail;
  const place = locationType === undefined ? {} : { locationType, location };
  const entry = { message, domain, reason, ...place };
  return jsonReply(
    status,
    { error: { code: status, message, errors: [entry] } },
    { indent: 2, errorCode: reason, headers: options.headers, misuse: options.misuse },
  );
}

/** The usual error of a status, for faults and for errors without more to say. */
export function statusReply(status: number, options: ErrorReplyOptions = {}): Reply {
  return errorReply(status, BY_STATUS.get(status) ?? { reason: 'backendError', message: 'Backend Error' }, options);
}

/** 400 `invalid`. */
export function invalidReply(message: string, options: ErrorReplyOptions = {}): Reply {
  return errorReply(400, { reason: 'invalid', message }, options);
}

/** 400 `invalidParameter`, naming the query parameter. */
export function invalidParameterReply(location: string, message: string, options: ErrorReplyOptions = {}): Reply {
  return errorReply(400, { reason: 'invalidParameter', message, locationType: 'parameter', location }, options);
}

/** 404 for an object, worded as the service does. */
export function noSuchObjectReply(bucket: string, name: string): Reply {
  return errorReply(404, { reason: 'notFound', message: `No such object: ${bucket}/${name}` });
}
