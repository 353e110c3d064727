import type { Estimate } from '../../../src/documents/shapes.ts';
import { fitEngagementModel, type EngagementModel, type ModelTrait } from '../../../src/metrics/engagement-model.ts';

/** Makes a model of no posts, with what a test sets. */
export function model(over: Partial<EngagementModel> = {}): EngagementModel {
  return { ...fitEngagementModel([]), ...over };
}

/** Makes an estimate with what a test sets. */
export function estimate(over: Partial<Estimate> = {}): Estimate {
  return { value: 1.5, n: 9, interval: [1.2, 1.9], method: 'm', basis: 'b', ...over };
}

/** Makes a trait that helps, with what a test sets. */
export function trait(over: Partial<Omit<ModelTrait, 'lift'>> & { readonly verdict?: string } = {}): ModelTrait {
  const { verdict = 'helps', ...rest } = over;
  return {
    kind: 'hashtag',
    value: 'clay',
    posts: 9,
    lift: estimate({ verdict }),
    adjusted_p: 0.01,
    new: false,
    used_with: [],
    log_effect: null,
    media_ids: ['1', '2'],
    ...rest,
  };
}
