import { describe, expect, it } from 'vitest';

import { planVideoContext, type PlanningContext } from '../../../../src/index.ts';
import { analyticsSample, fullInventorySample, planningSample } from '../../../schemas/samples.ts';
import { bigInventory } from '../../../support/big-documents.ts';
import { allOf, open, readable, tableOf, textOf } from '../parse-page.ts';

const both = { analytics: analyticsSample, inventory: fullInventorySample };

function withFootage(change: (footage: PlanningContext['footage']) => void): PlanningContext {
  const planning = structuredClone(planningSample);
  change(planning.footage);
  return planning;
}

describe('unused footage', () => {
  it('is shown by series with the figures of the plan', () => {
    const [clip] = planningSample.footage.clips;
    const whole = withFootage((footage) => {
      if (clip !== undefined) footage.clips.push({ ...clip, name: 'vase_2.mp4', still: null });
    });
    const page = open({ ...both, planning: whole });
    expect(tableOf(page, 'footage', 'Series')).toEqual([
      {
        Series: 'vase Tall vase. best fit: vase.mp4',
        Unused: '2',
        Used: '1',
        Length: '12 s to 23 s',
        Orientation: '1 portrait, 1 not read',
        Stills: '1',
        Newest: 'Nov 1, 2026',
      },
    ]);
  });

  it('gathers clips of no series in a line of their own, last', () => {
    const planning = withFootage((footage) => {
      const [clip] = footage.clips;
      if (clip === undefined) throw new Error('The sample has no clip.');
      footage.clips.push(
        { ...clip, name: 'a.mp4', series: null, duration_seconds: 5, orientation: 'square', still: null },
        { ...clip, name: 'b.mp4', series: null, duration_seconds: null, orientation: null, created_time: null },
      );
      footage.counts.unused = footage.clips.length;
    });
    expect(tableOf(open({ ...both, planning }), 'footage', 'Series').at(-1)).toMatchObject({
      Series: 'No series best fit: a.mp4',
      Unused: '2',
      Used: '— not counted',
      Length: '5 s',
      Orientation: '1 square, 1 not read',
      Stills: '1',
    });
  });

  it('counts nothing of a plan that does not hold every clip', () => {
    // Two of the series, one of them listed; nine in all.
    const planning = withFootage((footage) => {
      footage.counts.unused = 9;
    });
    const page = open({ ...both, planning });
    expect(tableOf(page, 'footage', 'Series').map(({ Series, Stills }) => [Series, Stills])).toEqual([
      ['vase Tall vase. best fit: vase.mp4', '— not counted'],
    ]);
    const notes = allOf(page, '#footage .note').map(readable);
    expect(notes[0]).toBe('7 clips of further series, or of none, not listed.');
    expect(notes[1]).toMatch(/^Why without a sign of use, of the 1 best fits: .+ \(1\)\.$/);
    expect(allOf(page, '#footage summary').map(readable).at(-1)).toBe('The 1 best fits of 9 clips one by one');
  });

  it('lists drafts by the cuts of the plan', () => {
    const cuts = ['reel_v1.mp4', 'reel_v2.mp4', 'reel_v3.mp4', 'reel_final.mp4'];
    const planning = withFootage((footage) => {
      footage.lines = [
        { id: 'U1', kind: 'family', subject: cuts.slice(0, 3), figures: { cuts: 4 }, evidence: cuts },
        { id: 'U2', kind: 'music', subject: ['a.wav'], figures: { files: 1 }, evidence: ['a.wav'] },
      ];
    });
    const page = open({ ...both, planning });
    expect(tableOf(page, 'footage', 'Drafts')).toEqual([
      { Cuts: 'reel_v1.mp4 reel_v2.mp4 reel_v3.mp4 and 1 more', 'How many': '4' },
    ]);
    expect(allOf(page, '#footage details li').map(readable)).toEqual(['1 audio file: “\u2068a.wav\u2069”.']);
  });

  it('folds the clips and says why they count as unused once', () => {
    const inventory = bigInventory(400);
    const page = open({ inventory });
    const { clips } = planVideoContext({ inventory }).footage;
    expect(allOf(page, '#footage details summary').map(readable).at(-1)).toBe(
      `The ${String(clips.length)} clips one by one`,
    );
    expect((readable(page.querySelector('#footage')).match(/nothing to compare it by/g) ?? []).length).toBeLessThan(2);
    expect(textOf(page, '#footage .note')).toContain(`(${String(clips.length)})`);
  });
});

describe('storage', () => {
  it('is folded but for its sum', () => {
    const page = open(both);
    expect(allOf(page, '#storage figure').length).toBeGreaterThan(0);
    for (const figure of allOf(page, '#storage figure')) expect(figure.parentElement?.tagName).toBe('DETAILS');
  });
});
