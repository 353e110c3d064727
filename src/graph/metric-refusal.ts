import type { GraphApiError } from '../base/errors.ts';
import { isBeforeBusinessAccount, isNotCrossposted } from './graph-error.ts';

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
export function readMetricRefusal(error: GraphApiError, asked: readonly string[]): readonly string[] | null {
  if (isNotCrossposted(error)) return asked.filter((name) => name === 'crossposted_views' || name === 'facebook_views');
  if (error.graphCode !== 100 || isBeforeBusinessAccount(error)) return null;
  // A missing object or proof has the same code; no choice of metrics helps there.
  if (error.kind !== 'unsupported' && error.kind !== 'invalid_request') return null;
  const accepted = namesIn(ACCEPTED_METRICS, error.message);
  if (accepted !== null) return asked.filter((metric) => !accepted.includes(metric));
  for (const shape of REJECTED_METRICS) {
    const named = namesIn(shape, error.message) ?? [];
    const rejected = asked.filter((metric) => named.includes(metric));
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
