import * as v from 'valibot';

import { count, numberOrNull } from './shapes.ts';

/** A statistical figure with what it rests on. */
export interface Estimate {
  /** `null` when there is too little to say. */
  value: number | null;
  /** How many observations went in. */
  n: number;
  /** Lower and upper end; the level is named in `method`. */
  interval: [number, number] | null;
  /** How it was computed, in words, with the level of the interval. */
  method: string;
  /** What was measured: `engagement_by_reach`, … */
  basis: string;
  /** What can be said: `helps`, `hurts`, `no_evidence`, `too_few`. Absent where nothing is decided. */
  verdict?: string;
}

/** Validates an {@link Estimate}. */
export const estimateSchema: v.GenericSchema<unknown, Estimate> = v.object({
  value: numberOrNull,
  n: count,
  interval: v.nullable(v.strictTuple([v.number(), v.number()])),
  method: v.string(),
  basis: v.string(),
  verdict: v.exactOptional(v.string()),
});
