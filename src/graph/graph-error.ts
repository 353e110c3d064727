import * as v from 'valibot';

import { GraphApiError, isGraphApiError } from '../base/errors.ts';
import type { ErrorCode, IssueKind } from '../base/issues.ts';
import type { Redactor } from '../base/redact.ts';
import { MINUTE_MS, toTimestamp } from '../base/time.ts';
import { MAX_SERVER_WAIT_MS } from '../runtime/retry.ts';
import { type RequestContext, type ErrorTraits, findEntry, type GraphCondition } from './error-table.ts';

/** What an answer says, whatever carried it: a response or one item of a batch. */
export interface GraphAnswer {
  /** HTTP status of the response or the batch item. */
  readonly status: number;
  /** The parsed body; `undefined` when it was not JSON. */
  readonly body: unknown;
  /** How long the platform asked to wait, from its headers; `null` when it did not say. */
  readonly retryAfterMs: number | null;
  /** Which attempt was answered, from 1. */
  readonly attempt: number;
  /** When, in milliseconds since the epoch. */
  readonly now: number;
}

const DEFAULT_CONTEXT: RequestContext = { login: 'facebook', tokenLogin: null, isAccount: false };

/** How long to stay away after a throttle that says nothing: further calls while blocked prolong the block. */
const THROTTLE_FIRST_WAIT_MS: number = MINUTE_MS;

/** Reads the error of an answer; `null` when it is none. A 200 that carries an error body is one. */
export function readGraphError(
  answer: GraphAnswer,
  redactor: Redactor,
  context: RequestContext = DEFAULT_CONTEXT,
): GraphApiError | null {
  const found = readTraits(answer);
  if (found === null) return null;
  const traits: ErrorTraits = { ...found, ...context };
  const { kind, retryable = false, remedy } = findEntry(traits);
  const label: ErrorCode = traits.code === null ? `http:${String(traits.status)}` : `graph:${codeLabel(traits)}`;
  const retryAfterMs = kind === 'rate_limit' ? throttleWait(answer) : null;
  const advice = typeof remedy === 'string' ? remedy : remedy(traits);
  return new GraphApiError(redactor.text(`${traits.message} (${label})`), {
    kind,
    code: label,
    retryable,
    remedy: retryAfterMs === null ? redactor.text(advice) : retryRemedy(answer.now + retryAfterMs),
    status: traits.status,
    graphCode: traits.code,
    graphSubcode: traits.subcode,
    traceId: found.traceId === null ? null : redactor.text(found.traceId),
    retryAfterMs,
  });
}

function retryRemedy(at: number): string {
  return `Too many calls: come back after ${toTimestamp(at)}, then collect less at a time or less often.`;
}

function throttleWait({ retryAfterMs, attempt }: GraphAnswer): number {
  return retryAfterMs ?? Math.min(THROTTLE_FIRST_WAIT_MS * 2 ** (attempt - 1), MAX_SERVER_WAIT_MS);
}

function codeLabel(traits: ErrorTraits): string {
  return traits.subcode === null ? String(traits.code) : `${String(traits.code)}/${String(traits.subcode)}`;
}

/**
 * Makes the schema of a member that may be malformed. Only message, type, code and trace id are reliable: a field of
 * another form must not cost the code beside it.
 */
const optional = <T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T | null> =>
  v.fallback(v.nullish(schema, null), null);

const errorBody = v.object({
  error: v.object({
    message: v.fallback(v.string(), ''),
    code: optional(v.number()),
    error_subcode: optional(v.number()),
    is_transient: optional(v.boolean()),
    error_user_title: optional(v.string()),
    fbtrace_id: optional(v.string()),
  }),
});

/** The other shape: api.instagram.com answers an OAuth exchange so. */
const oauthBody = v.object({ error_type: v.string(), code: v.number(), error_message: v.string() });

type BodyTraits = Omit<ErrorTraits, keyof RequestContext> & { readonly traceId: string | null };

function readTraits({ status, body }: Pick<GraphAnswer, 'status' | 'body'>): BodyTraits | null {
  const graph = v.safeParse(errorBody, body);
  if (graph.success) {
    const { message, code, error_subcode, is_transient, error_user_title, fbtrace_id } = graph.output.error;
    const title = error_user_title === null || error_user_title === message ? '' : ` — ${error_user_title}`;
    return {
      ...{ shape: 'graph', status, code, subcode: error_subcode, traceId: fbtrace_id },
      message: `Graph: ${message}${title}`,
      transient: is_transient ?? false,
    };
  }
  const nothing = { status, code: null, subcode: null, transient: false, traceId: null };
  const oauth = v.safeParse(oauthBody, body);
  // The code repeats the HTTP status there; as a Graph code it would mean something else.
  if (oauth.success) return { ...nothing, shape: 'oauth', message: `Instagram: ${oauth.output.error_message}` };
  if (status >= 200 && status < 300) return null;
  return { ...nothing, shape: 'none', message: `Graph answered with HTTP ${String(status)} and no error body` };
}

/** Makes the error of an answer in a form that Graph does not document. @param code - what is unreadable, behind `graph:` */
export function invalidAnswer(message: string, code: string, remedy: string, retryable = false): GraphApiError {
  const kind = 'invalid_response';
  return new GraphApiError(message, { kind, code: `graph:${code}`, remedy, retryable, status: null });
}

/** Tells whether Graph refused the token itself: another one is needed. */
export function isRefusedToken(error: unknown): error is GraphApiError {
  return isGraphApiError(error) && error.kind === 'auth' && error.graphCode === 190;
}

/** Tells whether an error is one of the table's named conditions. */
function hasCondition(error: unknown, condition: GraphCondition): error is GraphApiError {
  if (!isGraphApiError(error) || error.graphCode === null) return false;
  const { graphCode: code, graphSubcode: subcode, status, message } = error;
  const traits: ErrorTraits = {
    ...{ ...DEFAULT_CONTEXT, shape: 'graph', status: status ?? 0, code, subcode, message },
    transient: false,
  };
  return findEntry(traits).condition === condition;
}

/** Tells "please reduce the amount of data": the same request can never pass, a smaller one can. */
export function isTooMuchData(error: unknown): error is GraphApiError {
  return hasCondition(error, 'too_much_data');
}

/** Tells a post from before the account was converted to a business account. */
export function isBeforeBusinessAccount(error: unknown): boolean {
  return hasCondition(error, 'before_business_account');
}

/** Tells a story that too few accounts have seen. Shares its code with missing permissions; only the message tells. */
export function isTooFewViewers(error: unknown): boolean {
  return hasCondition(error, 'too_few_viewers');
}

/** Tells a reel that is not shared to Facebook and was asked for Facebook's share of its views. */
export function isNotCrossposted(error: unknown): boolean {
  return hasCondition(error, 'not_crossposted');
}

/** Tells a token that lacks a scope. An app or account that is blocked for a while is refused with other codes. */
export function isMissingPermission(error: unknown): boolean {
  return hasCondition(error, 'missing_permission');
}

/**
 * Tells a refusal that means "this request asks for something it may not", so that a smaller request may pass. An object that is
 * gone is one: it refuses the whole list it is expanded in.
 */
export function isRequestRefused(error: unknown): error is GraphApiError {
  return isGraphApiError(error) && NARROWED.includes(error.kind);
}

const NARROWED: readonly IssueKind[] = ['unsupported', 'invalid_request', 'permission', 'not_found'];

/** Makes the error of an answer that is no answer of Graph's. */
export function malformed(what: string): GraphApiError {
  const remedy = 'Try again; if it stays so, check baseUrl and any proxy in between.';
  return invalidAnswer(`Graph answered with ${what}.`, 'malformed', remedy, true);
}

/** Makes the error of a batch's item that Graph left out when its time was up. */
export function timedOutItem(): GraphApiError {
  return new GraphApiError('Graph ran out of time for one request of a batch.', {
    kind: 'transient',
    code: 'graph:batch_item_timeout',
    retryable: true,
    remedy: 'Try again.',
    status: null,
  });
}

/** How Graph words which metrics it accepts, and which it rejects. `x` is one name, `(x, y)` may be several. */
const ACCEPTED_METRICS = /metric(?:\[\d+\])? must be one of the following values: ([\w, ]+)/i;
const REJECTED_METRICS: readonly RegExp[] = [
  /does not support the (\w+) metric/i,
  /the (\w+) metric is (?:no longer|not) supported/i,
  // Source: meta-mcp issue 120; checked 2026-11-27.
  /the metrics? ["'`(]?([\w, ]+?)["'`)]? (?:is|are) (?:no longer |not )?(?:supported|available|allowed|valid)/i,
  /(?:unsupported|invalid|unknown|deprecated) metrics?:? ["'`(]?([\w, ]+)/i,
  /Incompatible breakdowns \([^)]*\) for metric \((\w+)\)/i,
  /incompatible with the metric \((\w+)\)/i,
  /\((\w+)\) metric only supports/i,
  /following metrics \(([\w, ]+)\)/i,
  /metrics? ["'`(]([\w, ]+)["'`)]/i,
];

/**
 * Reads which metrics an error rejects, out of the shapes Graph words it in. `null` when the error is not about
 * metrics; an empty list when it may be but names none that was asked, so that the caller has to bisect.
 *
 * Source: probes of 2026-05-08 and 2026-07-14; airbyte issue 62902. Checked 2026-11-22.
 */
export function readMetricRefusal(error: GraphApiError, requested: readonly string[]): readonly string[] | null {
  if (isNotCrossposted(error))
    return requested.filter((name) => name === 'crossposted_views' || name === 'facebook_views');
  if (error.graphCode !== 100 || isBeforeBusinessAccount(error)) return null;
  // A missing object or proof has the same code; no choice of metrics helps there.
  if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
  const accepted = namesIn(ACCEPTED_METRICS, error.message);
  if (accepted !== null) return requested.filter((metric) => !accepted.includes(metric));
  for (const shape of REJECTED_METRICS) {
    const named = namesIn(shape, error.message) ?? [];
    const rejected = requested.filter((metric) => named.includes(metric));
    if (rejected.length > 0) return rejected;
  }
  return [];
}

function namesIn(shape: RegExp, message: string): string[] | null {
  const listed = shape.exec(message)?.[1];
  return listed === undefined ? null : listed.split(/,| and /).map((name) => name.trim());
}

/** Tells a metric the server does not know, whatever the post; the allowed list is in the message. */
export function isUnknownMetric(error: Pick<GraphApiError, 'message'>): boolean {
  return ACCEPTED_METRICS.test(error.message);
}

/**
 * Finds the one of the names that a refusal in unknown words names; `null` when it names none. A name that is a word of
 * every day counts only in quotation marks or brackets.
 */
export function findNamed(error: GraphApiError, names: readonly string[]): string | null {
  if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
  const isNamed = (name: string): boolean =>
    new RegExp(name.includes('_') ? `\\b${name}\\b` : `["'\`(]${name}["'\`)]`).test(error.message);
  return names.find(isNamed) ?? null;
}

/**
 * Reads the field a request was refused for: `(#100) Tried accessing nonexisting field (x)`; `null` when the error names
 * none, or the object is of a kind that has none of the fields.
 */
export function readRefusedField(error: GraphApiError): string | null {
  if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
  return /nonexisting field \((\w+)\)/i.exec(error.message)?.[1] ?? null;
}
