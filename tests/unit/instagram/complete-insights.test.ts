import { afterEach, describe, expect, it } from 'vitest';

import type { CollectionIssue } from '../../../src/base/issues.ts';
import { closeStudios, retireMetric, startStudio } from './studio.ts';

afterEach(closeStudios);

/** Lists the issues of three pages of posts of which nobody knows two metrics and the second post fails. */
async function issuesWhere(concurrency: number): Promise<CollectionIssue[]> {
  let first = '';
  const { manager, simulator, dataset } = await startStudio({
    account: { posts: 60, mix: { reels: 3, image: 1 } },
    config: { maxMediaItems: 60 },
    deps: { concurrency },
    simulator: {
      login: 'instagram',
      faults: [retireMetric('ig_reels_avg_watch_time'), retireMetric('reels_skip_rate')],
      paging: { rows: ({ edge }) => (edge === 'media' ? 20 : undefined) },
      latencyMs: ({ path }) => (path.endsWith(`/${first}/insights`) ? 100 : 0),
    },
  });
  const [slow, failing] = dataset.media.filter(({ media_product_type }) => media_product_type === 'REELS');
  first = slow?.id ?? '';
  simulator.addFault({ match: `/${failing?.id ?? ''}/insights`, action: { kind: 'html' } });
  const { issues } = await manager.collect();
  return issues;
}

describe('the insights of one post', () => {
  it('whose kind is not told are an error', async () => {
    const { manager, dataset, simulator } = await startStudio();
    simulator.addFault({
      match: ({ query }) => query.get('fields') === 'id,media_type,media_product_type,timestamp',
      action: { kind: 'edit', edit: () => ({ id: 5 }) },
    });
    await expect(manager.getMediaInsights(dataset.media[0]?.id ?? '')).rejects.toMatchObject({
      code: 'graph:media_row',
    });
  });
});

describe('a metric the server does not know', () => {
  it('is an issue of the first post that lacks it, whichever was answered first', async () => {
    const alone = await issuesWhere(1);
    const codes = alone.map(({ code }) => code);
    expect(codes.indexOf('graph:100:reels_skip_rate')).toBeLessThan(codes.indexOf('http:502'));
    expect(await issuesWhere(6)).toEqual(alone);
  });
});
