import * as v from 'valibot';

/** Every reason, in the order of the contract. */
export const UNAVAILABLE_REASONS = [
  'not_requested',
  'not_applicable',
  'retired',
  'unsupported',
  'hidden',
  'not_enough_data',
  'before_business_account',
  'forbidden',
  'rate_limited',
  'failed',
] as const;

/**
 * Why a value is `null`. `not_requested`, `not_applicable`, `retired`, `hidden` and `not_enough_data` are expected gaps;
 * the others come with an issue.
 */
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number];

/** Path of a `null` from the record's root (`insights.views`) to its reason. */
export type Unavailable = Record<string, UnavailableReason>;

export const unavailableSchema: v.GenericSchema<unknown, Unavailable> = v.record(
  v.string(),
  v.picklist(UNAVAILABLE_REASONS),
);
