import { describe, expect, it } from 'vitest';

import {
  describePlanningLine,
  planVideoContext,
  summarizeMedia,
  type PlanningContext,
  type PlanningLine,
} from '../../../../src/index.ts';
import { analyticsSample, fullInventorySample, planningSample } from '../../../schemas/samples.ts';
import { bigAccount } from '../../../support/big-documents.ts';
import { allOf, open, readable, tableOf, textOf, type PageElement } from '../parse-page.ts';

const both = { analytics: analyticsSample, inventory: fullInventorySample };

/** Lists the sentences of the summary by the question they answer. */
function answers(page: PageElement): Record<string, string[]> {
  return Object.fromEntries(
    allOf(page, '#summary .answers > div').map((part) => [textOf(part, 'h3'), allOf(part, 'li').map(readable)]),
  );
}

const sentences = (lines: PlanningContext['state'], ...kinds: string[]): string[] =>
  lines
    .filter(({ kind }) => kinds.includes(kind))
    .map((line) => `${describePlanningLine(line, { locale: 'en-US', quote: (text) => `“\u2068${text}\u2069”` })}.`);

describe('the summary', () => {
  it('is the first section and says what the planning data says', () => {
    const page = open(both);
    const planning = planVideoContext(both);
    expect(allOf(page, 'main > section')[0]?.getAttribute('id')).toBe('summary');
    const found = answers(page);
    expect(found['How it is going']).toEqual(sentences(planning.state, 'followers', 'account_reach', 'trend'));
    expect(found['What stands out']).toEqual(sentences(planning.findings, 'no_finding'));
    expect(found['How sure']).toEqual(
      expect.arrayContaining(sentences(planning.cautions, 'few_posts', 'no_ledger', 'unprobed')),
    );
    expect(found['What to do next']?.slice(0, 2)).toEqual(sentences(planning.experiments, 'experiment').slice(0, 2));
  });

  it('says how many clips wait, and of which series most', () => {
    const planning = { ...planningSample };
    const found = answers(open({ ...both, planning }))['What to do next'] ?? [];
    expect(found.at(-1)).toBe('Look through 2 clips without a sign of use; the series with the most is vase (2).');
    // A third of the clips are not most of them.
    const { footage } = planning;
    const many = { ...planning, footage: { ...footage, counts: { ...footage.counts, unused: 6 } } };
    expect(answers(open({ ...both, planning: many }))['What to do next']?.at(-1)).toBe(
      'Look through 6 clips without a sign of use; the series with the most is vase (2).',
    );
  });

  it('says that nothing was posted of late, and nothing of the rhythm where posts came', () => {
    const going = (exported_at: string): string[] => {
      const analytics = { ...bigAccount(30), export_info: { ...analyticsSample.export_info, exported_at } };
      return answers(open({ analytics }))['How it is going'] ?? [];
    };
    expect(going('2028-02-29T12:00:00Z').filter((line) => line.startsWith('Posting: 0 a week'))).toHaveLength(1);
    expect(going('2026-11-22T12:00:00Z').filter((line) => line.startsWith('Posting'))).toEqual([]);
  });

  it('says of every next step what to do', () => {
    const figures = { topic: null, comments: 3, posts: 2, answered: 0, unanswered: 3, likes: 1 };
    const request = { id: 'A1', kind: 'request' as const, subject: ['A tutorial please'], figures, evidence: [] };
    const gap = {
      id: 'G1',
      kind: 'content_gap' as const,
      subject: ['tu'],
      figures: { ratio: 2, posts: 4 },
      evidence: [],
    };
    const next = (line: PlanningLine): string[] => {
      const planning = { ...planningSample, experiments: [], audience: [line] };
      return answers(open({ ...both, planning }))['What to do next'] ?? [];
    };
    expect(next(request)[0]).toMatch(/^Answer this, or make a post of it: Request \(3 under 2 posts\), unanswered/);
    expect(next({ ...request, figures: { ...figures, answered: 3, unanswered: 0 } })[0]).toMatch(
      /^Make a post of this: /,
    );
    expect(next(gap)[0]).toMatch(/^Film more like this: .*its 4 posts had 2 times the median interactions/);
  });

  it('says in one sentence that nothing stands out of noise', () => {
    const analytics = bigAccount(60);
    const found = answers(open({ analytics }))['What stands out'] ?? [];
    expect(found.filter((line) => line.startsWith('Nothing stands out beyond chance'))).toHaveLength(
      planVideoContext({ analytics }).findings.filter(({ kind }) => kind === 'no_finding').length,
    );
    expect(found.length).toBeGreaterThan(0);
  });

  it('tells the age of the data from the documents', () => {
    const media = (bigAccount(6).recent_media ?? []).map((post) => ({ ...post, maturing: false }));
    const analytics = {
      ...bigAccount(6),
      recent_media: media,
      summary_metrics: summarizeMedia(media),
      export_info: { ...analyticsSample.export_info, exported_at: '2028-02-29T12:00:00Z' },
    };
    // The newest post is of 21 November 2026, 16:00.
    expect(answers(open({ analytics }))['How sure']?.[0]).toMatch(
      /^Collected Feb 29, 2028, 6 posts read; the newest, Number 0: .*, was 464 days old\.$/,
    );
  });

  it('answers every question of an account without posts, and claims nothing', () => {
    const analytics = {
      ...analyticsSample,
      recent_media: [],
      hashtag_performance: {},
      summary_metrics: summarizeMedia([]),
    };
    const page = open({ analytics });
    const found = answers(page);
    expect(found['What stands out']).toEqual(['Nothing: no posts are known.']);
    expect(found['What to do next']).toEqual(['Nothing follows from these documents.']);
    expect(found['How sure']).toContain('There are no posts: nothing is known of what worked.');
    expect(allOf(page, '#hashtags, #comments')).toEqual([]);
  });

  it('says how much of what was asked for is missing', () => {
    const coverage = {
      ...analyticsSample.coverage,
      account_insights: { asked: 15, got: 0 },
      media_insights: { asked: 40, got: 38 },
    };
    const found = answers(open({ analytics: { ...analyticsSample, coverage } }));
    expect(found['How sure']).toContain('Missing: 15 of 15 account figures, 2 of 40 insights of posts.');
  });

  it('names posts by their captions and none by its id', () => {
    const analytics = bigAccount(30);
    const page = open({ analytics });
    for (const { id } of analytics.recent_media ?? []) expect(readable(page)).not.toContain(id);
    expect(tableOf(page, 'comments', 'Questions')[0]?.['Post']).toMatch(/^Number \d+: words about clay/);
  });
});

describe('the key figures', () => {
  it.each([
    [54_107, 'value'],
    [812_345_678, 'value long'],
    [420_900_152_380_000, 'value longest'],
  ])('of %i are in a size in which the number does not break', (followers_count, size) => {
    const account_info = { ...analyticsSample.account_info, followers_count } as typeof analyticsSample.account_info;
    const page = open({ analytics: { ...analyticsSample, account_info } });
    expect(page.querySelector('#figures .value, #figures dd')?.getAttribute('class')).toBe(size);
  });
});

describe('the locale', () => {
  it('decides how numbers are written, of one page alone', () => {
    const big = { ...analyticsSample, account_info: { ...analyticsSample.account_info, followers_count: 54_107 } };
    const analytics = big as typeof analyticsSample;
    expect(textOf(open({ analytics }, { locale: 'de-DE' }), '#figures .value')).toBe('54.107');
    expect(() => open({ analytics }, { locale: 'de-DE', maxRows: 0 })).toThrow();
    expect(textOf(open({ analytics }), '#figures .value')).toBe('54,107');
  });
});
