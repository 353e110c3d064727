import { PAGE_LIMITS } from '../rules/limits.ts';
import { CHILDREN_WEIGHT, INSIGHTS_WEIGHT } from '../rules/weights.ts';
import type { PlannedField } from './plan-fields.ts';

/**
 * Nodes a request asks for: 1 for the node, and for each edge inside its limit times what one of its rows asks for.
 * It counts what is asked, not what exists.
 */
export function requestWeight(plan: readonly PlannedField[]): number {
  let weight = 1;
  for (const field of plan) {
    if (field.name === 'insights') weight += INSIGHTS_WEIGHT;
    else if (field.plan !== null) weight += rowsAsked(field) * requestWeight(field.plan);
  }
  return weight;
}

function rowsAsked(field: PlannedField): number {
  const limit = Number(field.args.get('limit'));
  const most: Readonly<Record<string, { usual: number; most: number }>> = PAGE_LIMITS;
  const rule = most[field.name];
  if (rule === undefined) return 1;
  if (field.name === 'children' && !(limit > 0)) return CHILDREN_WEIGHT;
  return limit > 0 ? Math.min(limit, rule.most) : rule.usual;
}
