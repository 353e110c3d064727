import { isGraphApiError, type GraphApiError } from '../base/errors.ts';

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
