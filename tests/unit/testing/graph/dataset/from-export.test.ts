import { describe, expect, it } from 'vitest';

import { datasetFromExport } from '../../../../../src/testing/graph/dataset/from-export.ts';
import { startGraphSimulator } from '../../../../../src/testing/graph/start-graph-simulator.ts';

const EXPORT = {
  exported_at: '2025-08-19T10:52:38.262180',
  user: { id: '17841471684756809', username: 'autopot.ter', name: 'Unnamed', followers_count: 76, media_count: 80 },
  account_insights: { reach: { day: 9, week: 4714, days_28: 54_107 }, website_clicks: { day: 0 } },
  media: [
    {
      id: '17874984429400395',
      media_type: 'VIDEO',
      media_product_type: 'REELS',
      timestamp: '2025-08-13T16:12:23+0000',
      like_count: 12,
      insights: { reach: 346, views: 633 },
      comments: [
        {
          id: '17845777857546025',
          text: 'Do you hear me?',
          timestamp: '2025-08-14T14:08:17+0000',
          like_count: 0,
          username: 'viewer_1',
          replies: [{ id: '17969293664928276', text: 'Yes', timestamp: '2025-08-14T14:08:32+0000', like_count: 0 }],
        },
      ],
    },
  ],
};

describe('datasetFromExport', () => {
  it('keeps what the export has and adds nothing', () => {
    const dataset = datasetFromExport(EXPORT);
    expect(dataset.account).toMatchObject({ id: '17841471684756809', followers_count: 76, website: undefined });
    expect(dataset.accountInsights).toEqual({
      reach: { day: 9, week: 4714, days_28: 54_107 },
      website_clicks: { day: 0, week: undefined, days_28: undefined },
    });
    expect(dataset.media[0]?.comments?.[0]?.replies?.[0]).toMatchObject({ id: '17969293664928276', text: 'Yes' });
  });

  it('makes an account without figures of an export that has none', () => {
    const { insights, comments, ...post } = { comments: [], ...EXPORT.media[0] };
    const dataset = datasetFromExport({ user: EXPORT.user, media: [post] });
    expect(dataset.accountInsights).toEqual({});
    expect(dataset.media).toMatchObject([{ id: '17874984429400395', insights: {}, like_count: 12 }]);
    expect([insights, comments]).not.toContain(undefined);
  });

  it('serves a clip of the stated length, and none where no length is stated', () => {
    const [post] = EXPORT.media;
    const { media } = datasetFromExport({ ...EXPORT, media: [{ ...post, duration_seconds: 12.4 }, post] });
    expect(media[0]?.content).toMatchObject({ size: 3_100_000 });
    expect(media[1]?.content).toBeUndefined();
  });

  it('answers a measured 0 as 0 and a metric it lacks without a figure', async () => {
    const simulator = await startGraphSimulator({ dataset: datasetFromExport(EXPORT) });
    const query = 'metric=website_clicks,views,saves,shares&period=day&metric_type=total_value';
    const response = await fetch(`${simulator.url}/v26.0/17841471684756809/insights?${query}`, {
      headers: { authorization: `Bearer ${simulator.token}` },
    });
    const { data } = (await response.json()) as { data: { name: string; total_value?: { value: number } }[] };
    expect(data.find(({ name }) => name === 'website_clicks')?.total_value).toEqual({ value: 0 });
    for (const row of data.filter(({ name }) => name !== 'website_clicks'))
      expect(row).not.toHaveProperty('total_value');
    await simulator.close();
  });

  it.each([
    [{ ...EXPORT, user: { ...EXPORT.user, id: 17_841_471_684_756_800 } }, 'export.user.id is not a text.'],
    [{ ...EXPORT, user: { ...EXPORT.user, id: 'me' } }, 'export.user.id is not an id of digits.'],
    [{ ...EXPORT, media: undefined }, 'export.media is not a list.'],
    [
      { ...EXPORT, media: [{ ...EXPORT.media[0], insights: { reach: '3' } }] },
      'export.media[0].insights.reach is not a number.',
    ],
    [{ ...EXPORT, media: [7] }, 'export.media[0] is not an object.'],
    ['text', 'export is not an object.'],
    [{ media: [] }, 'export.user is not an object.'],
    [{ ...EXPORT, user: [] }, 'export.user is not an object.'],
    [{ ...EXPORT, media: {} }, 'export.media is not a list.'],
    [{ ...EXPORT, user: { ...EXPORT.user, username: null } }, 'export.user.username is not a text.'],
    [{ ...EXPORT, user: { ...EXPORT.user, name: 7 } }, 'export.user.name is not a text.'],
    [{ ...EXPORT, user: { ...EXPORT.user, followers_count: '76' } }, 'export.user.followers_count is not a number.'],
  ])('says where the shape is another: %#', (json, message) => {
    expect(() => datasetFromExport(json)).toThrow(new TypeError(message));
  });
});
