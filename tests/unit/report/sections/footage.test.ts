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
    const page = open({ ...both, planning: planningSample });
    expect(tableOf(page, 'footage', 'Series')).toEqual([
      {
        Series: 'vase Tall vase.',
        Unused: '2',
        Used: '1',
        Length: '12 s to 23 s',
        Orientation: '1 portrait, 1 not read',
        Stills: '1',
        Newest: 'Nov 1, 2026',
        'Best fit': 'vase.mp4 video',
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
    });
    expect(tableOf(open({ ...both, planning }), 'footage', 'Series').at(-1)).toMatchObject({
      Series: 'No series',
      Unused: '2',
      Used: '— not counted',
      Length: '5 s',
      Orientation: '1 square, 1 not read',
      Stills: '1',
    });
  });

  it('folds the clips and says why they count as unused once', () => {
    const inventory = bigInventory(400);
    const page = open({ inventory });
    const { clips } = planVideoContext({ inventory }).footage;
    expect(allOf(page, '#footage details summary').map(readable).at(-1)).toBe(
      `The ${String(clips.length)} clips one by one`,
    );
    expect((readable(page.querySelector('#footage')).match(/nothing to compare it by/g) ?? []).length).toBeLessThan(2);
    expect(textOf(page, '#footage .note')).toContain(`${String(clips.length)} `);
  });
});

describe('storage', () => {
  it('is folded but for its sum', () => {
    const page = open(both);
    expect(allOf(page, '#storage figure').length).toBeGreaterThan(0);
    for (const figure of allOf(page, '#storage figure')) expect(figure.parentElement?.tagName).toBe('DETAILS');
  });
});
