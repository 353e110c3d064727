import * as v from 'valibot';
import { GraphApiError, isGraphApiError } from '../base/errors.ts';
import type { IssueKind } from '../base/issues.ts';
import type { Redactor } from '../base/redact.ts';
import { MINUTE_MS, toTimestamp } from '../base/time.ts';

/** Only message, type, code and trace id are reliable: a field of another form must not cost the code beside it. */
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

/** How long to stay away after a throttle that says nothing: further calls while blocked prolong the block. */
const THROTTLE_FIRST_WAIT_MS: number = MINUTE_MS;

interface Facts {
  /** `graph` and `oauth` are the two shapes of an error body; `none` is any other answer. */
  readonly shape: 'graph' | 'oauth' | 'none';
  readonly status: number;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly message: string;
  readonly transient: boolean;
}

interface Verdict {
  readonly kind: IssueKind;
  readonly retryable: boolean;
  readonly remedy: string;
}

/** One line of the classification: the first that matches decides. */
interface Rule extends Verdict {
  readonly when: (facts: Facts) => boolean;
}

const NEW_TOKEN = 'Get a new access token and configure it.';
const THROTTLE_CODES: ReadonlySet<number> = new Set([4, 17, 32, 341, 613]);

const isThrottle = (facts: Facts): boolean =>
  facts.code !== null &&
  ((THROTTLE_CODES.has(facts.code) && facts.subcode !== 2_207_051) || (facts.code >= 80_000 && facts.code <= 80_014));

/**
 * How an error is classified: by code, subcode and message, and by HTTP status only where the body is no Graph error.
 * Order matters. Source: error handling guide, rate limiting, insights references, probes; checked 2026-11-22.
 */
const RULES: readonly Rule[] = [
  {
    when: ({ code, subcode }) => code === 190 && subcode === 458,
    kind: 'auth',
    retryable: false,
    remedy: 'The app was removed from the account: log in with it again.',
  },
  {
    when: ({ code, subcode }) => code === 190 && (subcode === 459 || subcode === 464 || subcode === 490),
    kind: 'auth',
    retryable: false,
    remedy: 'The account is held at a checkpoint: log in to it in a browser, then get a new access token.',
  },
  {
    when: ({ code, subcode }) => code === 190 && subcode === 460,
    kind: 'auth',
    retryable: false,
    remedy: 'The password was changed: log in again for a new access token.',
  },
  {
    when: ({ code, subcode }) => code === 190 && subcode === 463,
    kind: 'auth',
    retryable: false,
    remedy: 'The access token has expired: get a new one. Long-lived tokens can be refreshed while they are valid.',
  },
  { when: ({ code }) => code === 190 || code === 102, kind: 'auth', retryable: false, remedy: NEW_TOKEN },
  {
    when: isThrottle,
    kind: 'rate_limit',
    retryable: true,
    remedy: 'Too many calls: wait, then collect less at a time or less often.',
  },
  {
    when: ({ code, subcode }) => (code === 4 && subcode === 2_207_051) || code === 368 || code === 25,
    kind: 'permission',
    retryable: false,
    remedy: 'The account or app is blocked from this action for now: open Instagram and follow its notice.',
  },
  {
    when: ({ code, subcode }) => code === 9 && subcode === 2_207_042,
    kind: 'quota',
    retryable: false,
    remedy: 'The account has published all it may for now: see content_publishing_limit.',
  },
  {
    when: ({ code }) => code === 18,
    kind: 'quota',
    retryable: false,
    remedy:
      'The 30 hashtags of the last 7 days are used up: ask for one of them, or wait until the oldest leaves the window.',
  },
  {
    when: ({ code, message }) => code === 10 && /not enough viewers/i.test(message),
    kind: 'unsupported',
    retryable: false,
    remedy: 'Graph shows insights once a story has been seen by enough accounts.',
  },
  {
    when: ({ code }) => code === 3 || code === 10 || (code !== null && code >= 200 && code <= 299),
    kind: 'permission',
    retryable: false,
    remedy: 'The token or the app lacks a permission for this: see getTokenInfo() for the missing scopes.',
  },
  {
    when: ({ code, subcode }) => code === 100 && subcode === 2_108_006,
    kind: 'unsupported',
    retryable: false,
    remedy: 'The post is from before the account became a business account: it has no insights.',
  },
  {
    when: ({ code, subcode }) => code === -1 && subcode === 2_207_086,
    kind: 'unsupported',
    retryable: false,
    remedy: 'The post is not shared to Facebook: do not ask it for crossposted_views or facebook_views.',
  },
  {
    when: ({ code, message }) => code === 100 && /appsecret_proof/i.test(message),
    kind: 'auth',
    retryable: false,
    remedy: 'Configure the app secret that belongs to the app of the access token: the app requires appsecret_proof.',
  },
  {
    when: ({ code, subcode }) =>
      (code === 100 && subcode === 33) || code === 803 || code === 110 || (code === 24 && subcode === 2_207_006),
    kind: 'not_found',
    retryable: false,
    remedy: 'The object does not exist, or this token may not see it.',
  },
  {
    when: ({ code, message }) => code === 1 && /reduce the amount of data/i.test(message),
    kind: 'invalid_request',
    retryable: false,
    remedy: 'Ask for fewer posts a page, or fewer comments and replies a post.',
  },
  {
    when: ({ code }) => code === 9005 || code === 36_104,
    kind: 'unsupported',
    retryable: false,
    remedy: 'Leave the field out for this post.',
  },
  {
    when: ({ code, message }) => code === 100 && /metric|breakdown|nonexisting field|incompatible/i.test(message),
    kind: 'unsupported',
    retryable: false,
    remedy: 'Leave the named metric or field out.',
  },
  {
    when: ({ code, subcode, transient }) =>
      transient || code === 1 || code === 2 || code === -2 || (code === -1 && subcode === 2_207_001),
    kind: 'transient',
    retryable: true,
    remedy: 'The platform failed for a moment: try again.',
  },
  {
    when: ({ code, status }) => code !== null && status >= 500,
    kind: 'transient',
    retryable: true,
    remedy: 'The platform failed for a moment: try again.',
  },
  {
    when: ({ code }) => code !== null,
    kind: 'invalid_request',
    retryable: false,
    remedy: 'Check the request against the Graph API reference.',
  },
  {
    when: ({ status }) => status === 429,
    kind: 'rate_limit',
    retryable: true,
    remedy: 'Too many calls: wait, then collect less at a time or less often.',
  },
  {
    when: ({ status, shape }) => status === 401 || shape === 'oauth',
    kind: 'auth',
    retryable: false,
    remedy: NEW_TOKEN,
  },
  {
    when: ({ status }) => status >= 300 && status < 400,
    kind: 'invalid_response',
    retryable: false,
    remedy: 'The server redirected, which Graph never does: check baseUrl and any proxy. Redirects are not followed.',
  },
  {
    // A batch that is too large has an error body without a code.
    when: ({ status, shape }) => shape === 'graph' && status < 500,
    kind: 'invalid_request',
    retryable: false,
    remedy: 'Check the request against the Graph API reference.',
  },
  {
    when: ({ status }) => status >= 500 || status === 408,
    kind: 'transient',
    retryable: true,
    remedy: 'A gateway failed for a moment: try again.',
  },
  {
    when: () => true,
    kind: 'invalid_response',
    retryable: false,
    remedy: 'The answer was no Graph error: check baseUrl and any proxy in between.',
  },
];

/** The error an answer stands for, or `null` when it is no error. A 200 that carries an error body is one. */
export function readGraphError(answer: GraphAnswer, redactor: Redactor): GraphApiError | null {
  const facts = readFacts(answer);
  if (facts === null) return null;
  const verdict = RULES.find((rule) => rule.when(facts)) ?? RULES[RULES.length - 1];
  if (verdict === undefined) return null;
  const label = facts.code === null ? `http:${String(facts.status)}` : `graph:${codeLabel(facts)}`;
  const retryAfterMs = verdict.kind === 'rate_limit' ? throttleWait(answer) : null;
  return new GraphApiError(redactor.text(`${facts.message} (${label})`), {
    kind: verdict.kind,
    code: label,
    retryable: verdict.retryable,
    remedy: retryAfterMs === null ? verdict.remedy : comeBack(answer.now + retryAfterMs),
    status: facts.status,
    graphCode: facts.code,
    graphSubcode: facts.subcode,
    traceId: readTraceId(answer.body),
    retryAfterMs,
  });
}

function comeBack(at: number): string {
  return `Too many calls: come back after ${toTimestamp(at)}, then collect less at a time or less often.`;
}

function throttleWait({ retryAfterMs, attempt }: GraphAnswer): number {
  return retryAfterMs ?? THROTTLE_FIRST_WAIT_MS * 2 ** (attempt - 1);
}

function codeLabel(facts: Facts): string {
  return facts.subcode === null ? String(facts.code) : `${String(facts.code)}/${String(facts.subcode)}`;
}

function readFacts({ status, body }: GraphAnswer): Facts | null {
  const graph = v.safeParse(errorBody, body);
  if (graph.success) {
    const { message, code, error_subcode, is_transient, error_user_title } = graph.output.error;
    const title = error_user_title === null || error_user_title === message ? '' : ` — ${error_user_title}`;
    return {
      shape: 'graph',
      status,
      code,
      subcode: error_subcode,
      message: `Graph: ${message}${title}`,
      transient: is_transient ?? false,
    };
  }
  const oauth = v.safeParse(oauthBody, body);
  if (oauth.success) {
    // The code repeats the HTTP status there; as a Graph code it would mean something else.
    const message = `Instagram: ${oauth.output.error_message}`;
    return { shape: 'oauth', status, code: null, subcode: null, message, transient: false };
  }
  if (status >= 200 && status < 300) return null;
  return {
    shape: 'none',
    status,
    code: null,
    subcode: null,
    message: `Graph answered with HTTP ${String(status)} and no error body`,
    transient: false,
  };
}

function readTraceId(body: unknown): string | null {
  const graph = v.safeParse(errorBody, body);
  return graph.success ? graph.output.error.fbtrace_id : null;
}

/** "Please reduce the amount of data": the same request can never pass, a smaller one can. */
export function isTooMuchData(error: unknown): error is GraphApiError {
  return isGraphApiError(error) && error.graphCode === 1 && /reduce the amount of data/i.test(error.message);
}

/** The post is from before the account was converted to a business account. */
export function isBeforeBusinessAccount(error: GraphApiError): boolean {
  return error.graphCode === 100 && error.graphSubcode === 2_108_006;
}

/** A story that too few accounts have seen. Shares its code with missing permissions; only the message tells. */
export function isTooFewViewers(error: GraphApiError): boolean {
  return error.graphCode === 10 && /not enough viewers/i.test(error.message);
}

/** A reel that is not shared to Facebook was asked for Facebook's share of its views. */
export function isNotCrossposted(error: GraphApiError): boolean {
  return error.graphCode === -1 && error.graphSubcode === 2_207_086;
}

/** The token lacks a scope. An app or account that is blocked for a while is refused with other codes. */
export function isMissingPermission(error: unknown): boolean {
  if (!isGraphApiError(error) || error.kind !== 'permission' || error.graphCode === null) return false;
  return error.graphCode === 10 || (error.graphCode >= 200 && error.graphCode <= 299);
}

/** Refusals that mean "this request asks for something it may not", so that a smaller request may pass. */
export function isRequestRefused(error: unknown): error is GraphApiError {
  return (
    isGraphApiError(error) &&
    (error.kind === 'unsupported' || error.kind === 'invalid_request' || error.kind === 'permission')
  );
}

/** What an error says about the metrics of a request. */
export interface MetricRefusal {
  /** The metrics to leave out; empty when the message names none. */
  readonly rejected: readonly string[];
}

/**
 * Reads which metrics an error rejects, out of the three message shapes Graph has. `null` when the error is not about
 * metrics; an empty list when it may be but names none, so that the caller has to bisect.
 *
 * Source: probes of 2026-05-08 and 2026-07-14; airbyte issue 62902. Checked 2026-11-22.
 */
export function readMetricRefusal(error: GraphApiError, asked: readonly string[]): MetricRefusal | null {
  if (isNotCrossposted(error)) {
    return { rejected: asked.filter((metric) => metric === 'crossposted_views' || metric === 'facebook_views') };
  }
  if (error.graphCode !== 100 || isBeforeBusinessAccount(error)) return null;
  // A missing object or proof has the same code; no choice of metrics helps there.
  if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
  const allowed = /metric(?:\[\d+\])? must be one of the following values: ([\w, ]+)/i.exec(error.message)?.[1];
  if (allowed !== undefined) {
    const names = new Set(allowed.split(',').map((name) => name.trim()));
    return { rejected: asked.filter((metric) => !names.has(metric)) };
  }
  const named = [
    /does not support the (\w+) metric/i,
    /the (\w+) metric is no longer supported/i,
    /Incompatible breakdowns \([^)]*\) for metric \((\w+)\)/i,
    /incompatible with the metric \((\w+)\)/i,
    /\((\w+)\) metric only supports/i,
  ]
    .map((shape) => shape.exec(error.message)?.[1])
    .find((name) => name !== undefined);
  if (named !== undefined) return { rejected: asked.filter((metric) => metric === named) };
  const listed = /following metrics \(([\w, ]+)\)/i.exec(error.message)?.[1];
  if (listed !== undefined) {
    const names = new Set(listed.split(',').map((name) => name.trim()));
    return { rejected: asked.filter((metric) => names.has(metric)) };
  }
  return { rejected: [] };
}

/** The server does not know a metric, whatever the post; the allowed list is in the message. */
export function isUnknownMetric(error: Pick<GraphApiError, 'message'>): boolean {
  return /metric(?:\[\d+\])? must be one of/i.test(error.message);
}

/** The field a request was refused for: `(#100) Tried accessing nonexisting field (x)`. */
export function readRefusedField(error: GraphApiError): string | null {
  return /nonexisting field \((\w+)\)/i.exec(error.message)?.[1] ?? null;
}
