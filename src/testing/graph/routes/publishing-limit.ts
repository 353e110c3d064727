import type { PlannedField } from '../fields/plan-fields.ts';
import { pickParts } from '../nodes/pick-parts.ts';
import type { GraphCall } from '../world.ts';

/** How much of the day's publishing is used. */
export function publishingLimit(call: GraphCall, plan: readonly PlannedField[]): { readonly data: readonly unknown[] } {
  const limit = call.world.index.dataset.publishingLimit ?? {
    quota_usage: 0,
    quota_total: 100,
    quota_duration: 86_400,
  };
  const { quota_usage, ...config } = limit;
  const row: Record<string, unknown> = {};
  for (const field of plan) {
    if (field.name === 'quota_usage') row['quota_usage'] = quota_usage;
    if (field.name === 'config') row['config'] = pickParts(config, field.parts);
  }
  return { data: [row] };
}
