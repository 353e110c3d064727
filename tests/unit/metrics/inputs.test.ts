import type { ENGAGEMENT_BASES } from '../../../src/documents/vocabulary.ts';
import { describe, expectTypeOf, it } from 'vitest';

import type { EngagementBasis } from '../../../src/documents/media.ts';
import type { PostMeasure } from '../../../src/metrics/engagement.ts';
import type { FORMAT_TRAITS, GROWING_MEASURES, POST_MEASURES, THEME_TRAITS } from '../../../src/metrics/inputs.ts';
import type { GrowingMeasure } from '../../../src/metrics/post-history.ts';
import type { FormatTrait, ThemeTrait } from '../../../src/metrics/post-traits.ts';

describe('the words that options take', () => {
  // The type check fails for a word that stands in the type alone, or in the list alone.
  it('are those of their types', () => {
    expectTypeOf<(typeof POST_MEASURES)[number]>().toEqualTypeOf<PostMeasure>();
    expectTypeOf<(typeof GROWING_MEASURES)[number]>().toEqualTypeOf<GrowingMeasure>();
    expectTypeOf<(typeof ENGAGEMENT_BASES)[number]>().toEqualTypeOf<EngagementBasis>();
    expectTypeOf<(typeof FORMAT_TRAITS)[number]>().toEqualTypeOf<FormatTrait>();
    expectTypeOf<(typeof THEME_TRAITS)[number]>().toEqualTypeOf<ThemeTrait>();
  });
});
