import { describe, expect, it } from 'vitest';

import { describePlanningLine } from '../../../src/index.ts';
import type { DraftLine } from '../../../src/documents/planning.ts';
import type { Estimate } from '../../../src/documents/shapes.ts';

const line = (part: Partial<DraftLine> & Pick<DraftLine, 'kind'>): DraftLine => ({
  subject: [],
  figures: {},
  evidence: [],
  ...part,
});
const estimate = (value: number, interval: [number, number], n: number): Estimate => ({
  value,
  interval,
  n,
  method: '',
  basis: '',
  verdict: 'rising',
});

const followers = line({
  kind: 'followers',
  figures: { followers: 1_234_567, change: -1_200, from: '2026-10-25T08:00:00Z', to: '2026-11-22T08:00:00Z' },
});

describe('the sentence of a line', () => {
  it('has plain digits and ISO dates without a locale', () => {
    expect(describePlanningLine(followers)).toBe('1234567 followers, -1200 from 2026-10-25 to 2026-11-22');
  });

  it.each([
    ['en-US', '1,234,567 followers, −1,200 from Oct 25, 2026 to Nov 22, 2026'],
    ['de-DE', '1.234.567 followers, −1.200 from 25.10.2026 to 22.11.2026'],
  ])('has the numbers and dates of %s', (locale, sentence) => {
    expect(describePlanningLine(followers, { locale })).toBe(sentence);
  });

  it('writes every number of an estimate in the locale', () => {
    const trend = line({ kind: 'trend', subject: ['reach'], estimate: estimate(13.5, [11, 21.046], 1_500) });
    expect(describePlanningLine(trend, { locale: 'de-DE' })).toBe(
      'Reach: rising, +1.250 % in 30 days, 80 % interval +1.000 % to +2.005 %, 1.500 posts',
    );
    const outlier = line({
      kind: 'outlier',
      figures: { figure: 'save_rate', value: 2.345, ratio: 3.5, median: 0.67, posts: 40 },
    });
    expect(describePlanningLine(outlier, { locale: 'de-DE' })).toBe(
      'saves per reach 2,35 %, 3,5 times the median of 0,67 % (40 other posts; one post may be chance)',
    );
  });

  it.each([
    ['product_type', 'REELS', 'Product type reels went together with posts 50 % above'],
    ['product_type', 'FEED', 'Product type feed posts went'],
    ['audio', 'ORIGINAL_SOUND', 'Audio original sound went'],
    ['duration', '15_to_30s', 'Length 15 to 30 s went'],
    ['slot', '6/evening', 'Posting on Saturday evening went'],
  ])('says %s %s in plain words', (trait, value, start) => {
    const said = describePlanningLine(
      line({ kind: 'trait', subject: [value], figures: { trait }, estimate: estimate(1.5, [1.2, 1.9], 9) }),
    );
    expect(said.startsWith(start)).toBe(true);
  });

  it('rejects a locale nobody knows, naming the key', () => {
    expect(() => describePlanningLine(followers, { locale: 'no locale' })).toThrow(/locale/);
  });
});
