import { describe, expect, it } from 'vitest';

import { analyzeDocuments } from '../../../src/index.ts';
import type { MediaMetadata } from '../../../src/documents/file.ts';
import type { PlanningLine } from '../../../src/documents/planning.ts';
import { collectEvidence, isSupported, type Evidence } from '../../../src/planning/evidence.ts';
import { analytics, comment, file, inventory, post } from '../assistant/samples.ts';
import { estimate } from './models.ts';

function cited(numbers: readonly number[], ...shows: readonly ('better' | 'worse')[]): Evidence {
  return { id: '1', numbers, shows: new Set(shows) };
}

describe('isSupported', () => {
  it.each<[string, number[], boolean]>([
    // Rounded by a twentieth; small ones by 0.06.
    ['It had 1,000 views.', [1_000], true],
    ['It had 1,000 views.', [1_050], true],
    ['It had 1,000 views.', [951], true],
    ['It had 1,000 views.', [1_051], false],
    ['It had 1,000 views.', [949], false],
    ['It had 1.000 views.', [1_000], true],
    ['It had 1,234,567 views.', [1_234_567], true],
    ['It had 12,5 views.', [12.5], true],
    ['It had 12.5 views.', [12.5], true],
    ['It had 12.5 views.', [125], false],
    ['It had 10 views.', [10.5], true],
    ['It had 10 views.', [10.51], false],
    ['It had 0 views.', [0.06], true],
    ['It had 0 views.', [0.07], false],
    ['It had 9 views.', [9.45], true],
    ['It had 9 views.', [9.46], false],
    ['It had 7 views and 8 likes.', [7], false],
    ['It had 7 views and 8 likes.', [8], false],
    ['It had 7 views and 8 likes.', [8, 7], true],
    ['It had 3 %.', [4], false],
    ['It had 3 percent.', [4], false],
    ['It had 3× as many.', [4], false],
    ['It had 3x as many.', [4], false],
    ['It had 3 times as many.', [4], false],
    ['It had 3-fold success.', [4], false],
    ['It had 3 people.', [4], false],
    ['It had 3 accounts.', [4], false],
    ['It had 3 question.', [4], false],
    ['It had 3 requests.', [4], false],
    // What no post is measured by.
    ['Cut it after 3 seconds.', [], true],
    ['Use 3 clips.', [], true],
    ['A bowl.', [], true],
    // It calls itself a test, or says that it is not known.
    ['We test 3 views.', [], true],
    ['Trying 3 views.', [], true],
    ['Maybe 3 views.', [], true],
    ['Untested: 3 views.', [], true],
    ['Nothing is known of 3 views.', [], true],
    ['Nothing known of 3 views.', [], true],
    ['A hypothesis of 3 views.', [], true],
    ['See if 3 views come.', [], true],
  ])('%s of %j: %s', (text, numbers, isTrue) => {
    expect(isSupported(text, [cited(numbers)]) === null).toBe(isTrue);
  });

  it.each<[string, 'better' | 'worse']>([
    ['They outperformed the others.', 'better'],
    ['It overperforms.', 'better'],
    ['It over-performs.', 'better'],
    ['It boosted it.', 'better'],
    ['It doubled.', 'better'],
    ['It tripled.', 'better'],
    ['Guaranteed.', 'better'],
    ['It is proven.', 'better'],
    ['It went viral.', 'better'],
    ['It did well.', 'better'],
    ['It works best.', 'better'],
    ['That is what works.', 'better'],
    ['That is what worked.', 'better'],
    ['It helps.', 'better'],
    ['It increases.', 'better'],
    ['A top-performing one.', 'better'],
    ['The best time.', 'better'],
    ['The strongest posts.', 'better'],
    ['More views.', 'better'],
    ['It is better than that.', 'better'],
    ['It is popular.', 'better'],
    ['It underperformed.', 'worse'],
    ['It hurts.', 'worse'],
    ['It flopped.', 'worse'],
    ['It did poorly.', 'worse'],
    ['The weakest reel.', 'worse'],
    ['Fewer likes.', 'worse'],
    ['It is worse than that.', 'worse'],
    ['It declined.', 'worse'],
    ['It is unpopular.', 'worse'],
  ])('%s says that something did %s', (text, direction) => {
    const other = direction === 'better' ? 'worse' : 'better';
    expect(isSupported(text, [cited([]), cited([], direction)])).toBeNull();
    expect(isSupported(text, [cited([], other)])).toEqual({
      message: `The claim that something did ${direction} is shown by nothing that is cited.`,
      remedy: 'Cite a post or a line with a verdict that shows it, or call it a test of something not known yet.',
    });
  });

  it('names the first figure that is nowhere, before what did better', () => {
    expect(isSupported('It did best with 7 views and 12 likes.', [cited([7]), cited([1])])).toEqual({
      message: '"12 likes" is in nothing that is cited.',
      remedy: 'Quote a figure of the evidence, cite what it comes from, or leave it out.',
    });
  });
});

const replies = [comment({ id: '182', text: 'Only 12 cm.', like_count: 2 })];
const media = [900, 1_000, 1_100, 1_000, 3_000, 400].map((views, index) =>
  post({
    id: `17${String(index)}`,
    timestamp: `2026-11-0${String(index + 1)}T10:00:00Z`,
    insights: { views, skip_rate: views === 3_000 ? 20 : 40, reach: null },
    ...(index === 0 ? { comments: [comment({ id: '181', text: 'Is it 30 cm or 1,200 g?', replies })] } : {}),
    ...(index === 5 ? { media_details: { duration_seconds: 21.5 } as MediaMetadata } : {}),
  }),
);
const documents = {
  analytics: analytics(media),
  inventory: inventory([
    file('video/a.mp4', { video_metadata: { format: 'MP4', content_type: 'video', duration_seconds: 12.5 } }),
    file('notes.txt'),
  ]),
};
const analysis = analyzeDocuments(documents);
const evidence = collectEvidence(documents, analysis);

describe('collectEvidence', () => {
  it('finds posts, comments, replies, lines and files by their ids', () => {
    expect(new Set(evidence.ids)).toEqual(
      new Set([
        'notes.txt',
        'video/a.mp4',
        ...media.map(({ id }) => id),
        '181',
        '182',
        ...analysis.context.posts.outliers.map(({ id }) => id),
        ...analysis.context.state.map(({ id }) => id),
        ...analysis.context.findings.map(({ id }) => id),
        ...analysis.context.timing.map(({ id }) => id),
        ...analysis.context.audience.map(({ id }) => id),
        ...analysis.context.cautions.map(({ id }) => id),
      ]),
    );
    expect(evidence.find('nothing')).toBeNull();
    expect(evidence.find('')).toBeNull();
    expect(evidence.find('18<<1')).toBeNull();
    expect(evidence.find('18>>1')).toBeNull();
  });

  it.each(['181', ' 181 ', '<<181>>', '<<181'])('takes %j for the id of a comment', (id) => {
    expect(evidence.find(id)).toEqual({ id: '181', numbers: [30, 1_200, 0], shows: new Set() });
  });

  it('quotes the numbers of replies with their likes', () => {
    expect(evidence.find('182')?.numbers).toEqual([12, 2]);
  });

  it('finds a file by its address, with length, age and size', () => {
    const found = { id: 'video/a.mp4', numbers: [12.5, 21, 1], shows: new Set() };
    expect(evidence.find('video/a.mp4')).toEqual(found);
    expect(evidence.find('gs://studio/video/a.mp4')).toEqual(found);
    expect(evidence.find('notes.txt')?.numbers).toEqual([]);
  });

  it('says which posts are far from the median, a low skip rate being a good one', () => {
    const shows = (index: number): string[] => [...(evidence.find(`17${String(index)}`)?.shows ?? [])];
    expect(shows(4)).toEqual(['better']);
    expect(shows(5)).toEqual(['worse']);
    expect(shows(1)).toEqual([]);
    // 3,000 views against a median of 1,000: 3, 200 % above, 300 %. A skip rate of 20 against 40: 0.5, 50 % below, 50 %.
    expect(evidence.find('174')?.numbers).toEqual([3_000, 1_000, 3, 200, 300, 20, 40, 0.5, 50, 50]);
    expect(evidence.find('175')?.numbers[0]).toBe(21.5);
  });
});

describe('a line as evidence', () => {
  const line = (over: Partial<PlanningLine>): PlanningLine => ({
    id: 'F1',
    kind: 'trait',
    subject: [],
    figures: {},
    evidence: [],
    ...over,
  });
  const find = (over: Partial<PlanningLine>): Evidence | null =>
    collectEvidence(documents, {
      ...analysis,
      context: { ...analysis.context, findings: [line(over)] },
    }).find('F1');

  it('quotes its figures, the numbers of its subjects and its estimate', () => {
    const found = find({
      subject: ['tu24', 'none'],
      figures: { posts: 7, trait: 'series', new: true, ratio: null },
      estimate: estimate({ value: 1.5, interval: [0.5, 2], n: 9 }),
    });
    expect(found).toEqual({ id: 'F1', numbers: [7, 24, 1.5, 0.5, 2, 50, 150, 50, 50, 100, 200, 9], shows: new Set() });
    expect(find({})?.numbers).toEqual([0]);
  });

  it.each<[Partial<PlanningLine>, string[]]>([
    [{ estimate: estimate({ verdict: 'helps' }) }, ['better']],
    [{ estimate: estimate({ verdict: 'rising' }) }, ['better']],
    [{ estimate: estimate({ verdict: 'hurts' }) }, ['worse']],
    [{ estimate: estimate({ verdict: 'falling' }) }, ['worse']],
    [{ estimate: estimate({ verdict: 'no_evidence' }) }, []],
    [{ kind: 'outlier' }, ['better']],
    [{ kind: 'content_gap' }, ['better']],
    [{ kind: 'velocity', estimate: estimate({ interval: [1.1, 2] }) }, ['better']],
    [{ kind: 'velocity', estimate: estimate({ interval: [1, 2] }) }, []],
    [{ kind: 'velocity', estimate: estimate({ interval: [0.2, 1] }) }, []],
    [{ kind: 'velocity', estimate: estimate({ interval: [0.2, 0.9] }) }, ['worse']],
    [{ kind: 'velocity', estimate: estimate({ interval: null }) }, []],
    [{ kind: 'velocity' }, []],
    [{ kind: 'trend', estimate: estimate({ interval: [0.2, 0.9] }) }, []],
    [{ kind: 'trend', estimate: estimate({ interval: [1.2, 1.9] }) }, []],
  ])('%j shows %j', (over, shows) => {
    expect([...(find(over)?.shows ?? [])]).toEqual(shows);
  });
});
