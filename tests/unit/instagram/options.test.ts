import { describe, expect, it } from 'vitest';

import { isInsightInventoryError } from '../../../src/base/errors.ts';
import { IssueLog } from '../../../src/instagram/issue-log.ts';
import { resolveNamedMetrics } from '../../../src/instagram/options.ts';

const resolve = (insights: boolean | readonly string[]): { metrics: readonly string[] | null; codes: string[] } => {
  const issues = new IssueLog();
  const metrics = resolveNamedMetrics(insights, issues);
  return { metrics, codes: issues.list().map(({ code }) => code) };
};

describe('resolveNamedMetrics', () => {
  it('takes true for everything', () => {
    expect(resolve(true)).toEqual({ metrics: null, codes: [] });
  });

  it("takes Graph's names and the record's", () => {
    expect(resolve(['reels_skip_rate', 'skip_rate', 'views', 'crossposted_views'])).toEqual({
      metrics: ['reels_skip_rate', 'reels_skip_rate', 'views', 'crossposted_views'],
      codes: [],
    });
  });

  it('maps retired names to what means the same now, and says so', () => {
    expect(resolve(['impressions', 'video_views', 'engagement', 'taps_back'])).toEqual({
      metrics: ['views', 'views', 'total_interactions', 'navigation'],
      codes: ['impressions', 'video_views', 'engagement', 'taps_back'].map((name) => `metric:retired:${name}`),
    });
  });

  it('leaves out a retired name that nothing replaces, and says so', () => {
    expect(resolve(['clips_replays_count', 'reach'])).toEqual({
      metrics: ['reach'],
      codes: ['metric:retired:clips_replays_count'],
    });
  });

  it('refuses a name nobody knows and lists the known ones', () => {
    try {
      resolve(['vibes']);
    } catch (error) {
      if (!isInsightInventoryError(error)) throw error;
      expect([error.kind, error.code]).toEqual(['invalid_request', 'argument:insights']);
      expect(error.remedy).toContain('skip_rate');
      return;
    }
    throw new Error('It should have been refused.');
  });
});
