import * as v from 'valibot';

/** A measured or computed number that may be unknown. */
export const numberOrNull: v.GenericSchema<number | null> = v.nullable(v.number());

/** A text that may be absent. */
export const textOrNull: v.GenericSchema<string | null> = v.nullable(v.string());

/** A whole number of things, bytes or calls; never negative. */
export const count: v.GenericSchema<number> = v.pipe(v.number(), v.integer(), v.minValue(0));

/** ISO 8601, UTC. */
export const timestamp: v.GenericSchema<string> = v.pipe(v.string(), v.isoTimestamp());

/** ISO 8601, UTC, or unknown. */
export const timestampOrNull: v.GenericSchema<string | null> = v.nullable(v.pipe(v.string(), v.isoTimestamp()));
