import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { GraphDataset } from '../../../src/testing/graph/dataset/graph-dataset.ts';
import type { GraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';
import { ask, rowsOf, startBakery } from './ask.ts';
import { ACCOUNT, BAKERY, NOW } from './bakery.ts';

/**
 * The table of the facts (§5.2), typed in a second time: metric, accepted periods, what happens without `metric_type`,
 * with `time_series`, with `total_value`, and the accepted breakdowns.
 */
const TABLE = `
AM-01 reach                 day,week,days_28 ok     ok     ok     media_product_type;follow_type;media_product_type,follow_type
AM-02 follower_count        day              ok     ok     series -
AM-03 website_clicks        day              total  empty  ok     -
AM-04 profile_views         day              total  empty  ok     -
AM-05 online_followers      lifetime         ok     ok     series -
AM-06 accounts_engaged      day              total  total  ok     -
AM-07 total_interactions    day              total  total  ok     media_product_type
AM-08 likes                 day              total  total  ok     media_product_type
AM-09 comments              day              total  total  ok     media_product_type
AM-10 shares                day              total  total  ok     media_product_type
AM-11 saves                 day              total  total  ok     media_product_type
AM-12 replies               day              total  total  ok     -
AM-13 follower_demographics lifetime         total  total  ok     age;gender;city;country;age,gender
AM-14 follows_and_unfollows day              total  total  ok     follow_type
AM-15 profile_links_taps    day              total  total  ok     contact_button_type
AM-16 views                 day              total  total  ok     media_product_type;follow_type;media_product_type,follow_type
AM-17 reposts               day              total  total  ok     -
`;
const ROWS = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [id = '', metric = '', periods = '', none = '', series = '', total = '', breakdowns = ''] = line.split(/\s+/);
    return { id, metric, periods: periods.split(','), none, series, total, breakdowns: breakdowns.split(';') };
  });
const PERIODS = ['day', 'week', 'days_28', 'lifetime', 'month', 'total_over_range'];
const BREAKDOWNS = [
  ...['media_product_type', 'follow_type', 'contact_button_type', 'age', 'gender', 'city', 'country'],
  ...['media_product_type,follow_type', 'age,gender', 'city,gender'],
];
const UNTESTED = [
  ...['threads_likes', 'threads_replies', 'quotes', 'threads_followers', 'threads_follower_demographics'],
  ...['content_views', 'threads_views', 'threads_clicks', 'threads_reposts'],
];
const RANGE = 'since=2026-11-18&until=2026-11-21';

let simulator: GraphSimulator;
beforeAll(async () => {
  simulator = await startBakery();
});
afterAll(() => simulator.close());

const insights = (query: string): ReturnType<typeof ask> => ask(simulator, `/${ACCOUNT}/insights?${query}`);

describe('each account metric is asked one way only', () => {
  it.each(ROWS)('$id $metric: periods', async ({ metric, periods, total }) => {
    for (const period of PERIODS) {
      const type = total === 'ok' ? '&metric_type=total_value' : '';
      const answer = await insights(`metric=${metric}&period=${period}${type}`);
      const message = periods.includes(period)
        ? null
        : `(#100) The following periods (${period}) are incompatible with the metric (${metric})`;
      expect(answer.message, period).toBe(message);
    }
  });

  it.each(ROWS)('$id $metric: metric_type', async ({ metric, periods, none, series, total }) => {
    const cases = [
      ['', none],
      ['&metric_type=default', none],
      ['&metric_type=time_series', series],
      ['&metric_type=total_value', total],
    ] as const;
    for (const [type, outcome] of cases) {
      const answer = await insights(`metric=${metric}&period=${periods[0] ?? ''}${type}&${RANGE}`);
      const needed = outcome === 'total' ? 'total_value' : 'time_series';
      if (outcome === 'total' || outcome === 'series') {
        const text = `(#100) The following metrics (${metric}) should be specified with parameter metric_type=${needed}`;
        expect(answer.message, type).toBe(text);
        expect(answer.misuse).toEqual(['account_insights_rule']);
      } else {
        expect(answer.status, type).toBe(200);
        if (outcome === 'empty') expect(answer.body).toEqual({ data: [] });
      }
    }
  });

  it.each(ROWS)('$id $metric: breakdowns', async ({ metric, periods, total, breakdowns }) => {
    const type = total === 'ok' ? '&metric_type=total_value' : '';
    for (const breakdown of BREAKDOWNS) {
      const answer = await insights(`metric=${metric}&period=${periods[0] ?? ''}${type}&breakdown=${breakdown}`);
      const names = breakdown.replaceAll(',', ', ');
      const message = breakdowns.includes(breakdown)
        ? null
        : `(#100) Incompatible breakdowns (${names}) for metric (${metric})`;
      expect(answer.message, breakdown).toBe(message);
    }
  });

  it.each(['engaged_audience_demographics', 'reached_audience_demographics'])(
    'AM-18 %s needs a timeframe',
    async (metric) => {
      const query = `metric=${metric}&period=lifetime&metric_type=total_value&breakdown=country`;
      expect((await insights(query)).message).toBe('(#100) The parameter timeframe is required');
      expect((await insights(`${query}&timeframe=last_90_days`)).message).toBe(
        '(#100) timeframe must be one of the following values: this_week, this_month',
      );
      expect((await insights(`${query}&timeframe=this_week`)).status).toBe(200);
    },
  );

  it.each(UNTESTED)('AM-19 %s is a known name without data', async (metric) => {
    expect((await insights(`metric=${metric}&period=day`)).body).toEqual({ data: [] });
  });

  it.each(['impressions', 'email_contacts', 'phone_call_clicks', 'audience_city', 'profile_activity', 'saved'])(
    'AM-20 %s is no account metric; the error lists the 28 that are',
    async (metric) => {
      const answer = await insights(`metric=${metric}&period=day`);
      const names = /values: (.*)$/.exec(answer.message ?? '')?.[1]?.split(', ') ?? [];
      expect(names).toHaveLength(28);
      expect(names.toSorted()).toEqual(
        [
          ...ROWS.map((row) => row.metric),
          ...UNTESTED,
          'engaged_audience_demographics',
          'reached_audience_demographics',
        ].toSorted(),
      );
    },
  );

  it('AM-21 several metrics that need total_value are named together, and one bad name fails all', async () => {
    expect((await insights('metric=reach,views,likes&period=day')).message).toBe(
      '(#100) The following metrics (views, likes) should be specified with parameter metric_type=total_value',
    );
    expect((await insights('metric=reach,nonsense&period=day')).message).toMatch(/^\(#100\) metric\[1\] must be/);
  });

  it('AM-22 the same on graph.instagram.com, with its own error type', async () => {
    const other = await startBakery({ login: 'instagram' });
    const answer = await ask(other, `/me/insights?metric=views&period=day`);
    expect(answer.body).toMatchObject({ error: { type: 'IGApiException', code: 100 } });
    expect((await ask(other, '/me/insights?metric=views&period=day&metric_type=total_value')).status).toBe(200);
    await other.close();
  });

  it.each([
    ['period', 'metric=reach'],
    ['metric', 'period=day'],
  ])('AM-23 %s is required', async (name, query) => {
    expect((await insights(query)).message).toBe(`(#100) The parameter ${name} is required`);
  });
});

describe('windows', () => {
  it.each([
    ['AR-01', 'since=1792368000&until=1794960000', null],
    [
      'AR-02',
      'since=1792367999&until=1794960000',
      '(#100) There cannot be more than 30 days (2592000 s) between since and until.',
    ],
    [
      'AR-03',
      'since=2026-10-19&until=2026-11-21',
      '(#100) There cannot be more than 30 days (2592000 s) between since and until.',
    ],
    ['AR-04', 'since=2026-11-21&until=2026-11-20', '(#100) Param since is not valid'],
    ['AR-05', 'since=soon', '(#100) Param since is not valid'],
  ])('%s %s', async (_, range, message) => {
    expect((await insights(`metric=reach&period=day&${range}`)).message).toBe(message);
    expect((await insights(`metric=views&period=day&metric_type=total_value&${range}`)).message).toBe(message);
  });

  it('AR-06 follower_count reaches back 30 days before today and leaves today out', async () => {
    const tooOld =
      '(#100) (follower_count) metric only supports querying data for the last 30 days excluding the current day';
    // Today is 2026-11-22 in Los Angeles; 30 days before is 2026-10-23.
    expect((await insights('metric=follower_count&period=day&since=2026-10-22&until=2026-10-25')).message).toBe(tooOld);
    expect((await insights('metric=follower_count&period=day&since=2026-10-24&until=2026-10-25')).status).toBe(200);
    const daily = { '2026-11-20': 1, '2026-11-21': 2, '2026-11-22': 3 };
    const other = await startBakery({ dataset: { ...BAKERY, accountInsights: { follower_count: { daily } } } });
    const answer = await ask(
      other,
      `/${ACCOUNT}/insights?metric=follower_count&period=day&since=2026-11-20&until=2026-11-23`,
    );
    expect(rowsOf(answer)[0]).toMatchObject({ values: [{ value: 1 }, { value: 2 }] });
    await other.close();
  });

  it('AR-07 a point is at the Pacific midnight its day begins with, inside [since, until)', async () => {
    const values = async (range: string): Promise<unknown> =>
      rowsOf(await insights(`metric=reach&period=day&${range}`))[0]?.['values'];
    expect(await values('since=2026-11-18&until=2026-11-20')).toEqual([
      { value: 189, end_time: '2026-11-18T08:00:00+0000' },
      { value: 207, end_time: '2026-11-19T08:00:00+0000' },
    ]);
    // 08:00 UTC itself is inside as since and outside as until.
    expect(await values('since=2026-11-18T08:00:00Z&until=2026-11-19T08:00:00Z')).toEqual([
      { value: 189, end_time: '2026-11-18T08:00:00+0000' },
    ]);
  });

  it('AR-08 summer time moves the midnight to 07:00', async () => {
    const daily = { '2026-10-31': 1, '2026-11-01': 2, '2026-11-02': 3 };
    const other = await startBakery({ dataset: { ...BAKERY, accountInsights: { reach: { daily } } } });
    const answer = await ask(other, `/${ACCOUNT}/insights?metric=reach&period=day&since=2026-10-31&until=2026-11-03`);
    // Clocks go back on 2026-11-01 at 02:00, after midnight.
    expect(rowsOf(answer)[0]?.['values']).toEqual([
      { value: 1, end_time: '2026-10-31T07:00:00+0000' },
      { value: 2, end_time: '2026-11-01T07:00:00+0000' },
      { value: 3, end_time: '2026-11-02T08:00:00+0000' },
    ]);
    await other.close();
  });

  it('AR-09 since equal to until is a row without figures, not an error', async () => {
    const same = 'since=2026-11-20&until=2026-11-20';
    expect(rowsOf(await insights(`metric=reach&period=day&${same}`))[0]).toMatchObject({ values: [] });
    const total = rowsOf(await insights(`metric=views&period=day&metric_type=total_value&${same}`))[0];
    expect(total).not.toHaveProperty('total_value');
    expect(total).not.toHaveProperty('values');
  });

  it('AR-10 a total is the sum of its days, and people are counted once in reach', async () => {
    const total = async (metric: string): Promise<unknown> =>
      rowsOf(await insights(`metric=${metric}&period=day&metric_type=total_value&${RANGE}`))[0]?.['total_value'];
    // likes is the fourth metric of the bakery: 3 + 6 + 7.
    expect(await total('likes')).toEqual({ value: 16 });
    // 189 + 207 + 0 = 396, of which 70 % are left: 277.
    expect(await total('reach')).toEqual({ value: 277 });
  });

  it('AR-11 links lead to the windows before and after, for ever', async () => {
    const { body } = await insights(`metric=reach&period=day&since=1794960000&until=1795219200`);
    const { previous, next } = body['paging'] as Record<string, string>;
    expect(next).toContain('since=1795219201&until=1795478401');
    expect(previous).toContain('since=1794700799&until=1794959999');
    expect(next).not.toContain('access_token');
  });

  it('AR-12 following such a link is a mistake', async () => {
    const { body } = await insights(`metric=reach&period=day&since=1794960000&until=1795219200`);
    const { next = '' } = body['paging'] as Record<string, string>;
    const followed = await ask(simulator, next.slice(simulator.url.length), { version: '' });
    expect(followed.misuse).toEqual(['insights_window_followed']);
  });

  it('AR-13 lifetime metrics and empty answers have no links', async () => {
    expect((await insights('metric=online_followers&period=lifetime')).body).not.toHaveProperty('paging');
    expect((await insights('metric=content_views&period=day')).body).not.toHaveProperty('paging');
  });
});

describe('what the account is too small for', () => {
  const small: GraphDataset = { ...BAKERY, account: { ...BAKERY.account, followers_count: 99 } };
  it.each([
    ['AS-01', 'metric=follower_count&period=day'],
    ['AS-02', 'metric=online_followers&period=lifetime'],
    ['AS-03', 'metric=follows_and_unfollows&period=day&metric_type=total_value&breakdown=follow_type'],
    ['AS-04', 'metric=follower_demographics&period=lifetime&metric_type=total_value&breakdown=age,gender'],
  ])('%s %s has no data below 100 followers', async (_, query) => {
    const other = await startBakery({ dataset: small });
    expect((await ask(other, `/${ACCOUNT}/insights?${query}`)).body).toEqual({ data: [] });
    expect(rowsOf(await insights(query))).toHaveLength(1);
    await other.close();
  });

  it('AS-05 engaged audiences need 100 engagements', async () => {
    const other = await startBakery({ dataset: { ...BAKERY, audience: { ...BAKERY.audience, engagements: 99 } } });
    const query =
      'metric=engaged_audience_demographics&period=lifetime&metric_type=total_value&breakdown=country&timeframe=this_month';
    expect((await ask(other, `/${ACCOUNT}/insights?${query}`)).body).toEqual({ data: [] });
    await other.close();
  });
});

describe('shapes', () => {
  it('AF-01 follows_and_unfollows without its breakdown is a row without any figure', async () => {
    const [row] = rowsOf(await insights('metric=follows_and_unfollows&period=day&metric_type=total_value'));
    expect(row).toMatchObject({ name: 'follows_and_unfollows' });
    expect(row).not.toHaveProperty('total_value');
    expect(row).not.toHaveProperty('values');
  });

  it('AF-02 dimensions stand in the order asked', async () => {
    const breakdown = async (names: string): Promise<unknown> => {
      const query = `metric=reach&period=day&metric_type=total_value&breakdown=${names}&since=2026-11-20&until=2026-11-22`;
      const [row] = rowsOf(await insights(query));
      return (row?.['total_value'] as { breakdowns: unknown[] }).breakdowns[0];
    };
    expect(await breakdown('media_product_type,follow_type')).toMatchObject({
      dimension_keys: ['media_product_type', 'follow_type'],
      results: expect.arrayContaining([{ dimension_values: ['POST', 'NON_FOLLOWER'], value: 34 }]) as unknown,
    });
    expect(await breakdown('follow_type,media_product_type')).toMatchObject({
      dimension_keys: ['follow_type', 'media_product_type'],
      results: expect.arrayContaining([{ dimension_values: ['NON_FOLLOWER', 'POST'], value: 34 }]) as unknown,
    });
  });

  it('AF-03 the timeframe is the first dimension, in upper case, and there is no value', async () => {
    const query =
      'metric=engaged_audience_demographics&period=lifetime&metric_type=total_value&breakdown=country&timeframe=this_month';
    expect(rowsOf(await insights(query))[0]?.['total_value']).toEqual({
      breakdowns: [
        {
          dimension_keys: ['timeframe', 'country'],
          results: [
            { dimension_values: ['THIS_MONTH', 'US'], value: 7 },
            { dimension_values: ['THIS_MONTH', 'ES'], value: 3 },
          ],
        },
      ],
    });
  });

  it('AF-04 demographics name 45 places at most, largest first', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({ values: [`C${String(index)}`], value: index }));
    const other = await startBakery({ dataset: { ...BAKERY, audience: { followers: { city: rows } } } });
    const query = 'metric=follower_demographics&period=lifetime&metric_type=total_value&breakdown=city';
    const [row] = rowsOf(await ask(other, `/${ACCOUNT}/insights?${query}`));
    const { results = [] } =
      (row?.['total_value'] as { breakdowns: { results: { value: number }[] }[] }).breakdowns[0] ?? {};
    expect(results).toHaveLength(45);
    expect(results[0]?.value).toBe(59);
    await other.close();
  });

  it('AF-05 a metric the dataset lacks is empty in one of two ways, and never 0', async () => {
    const other = await startBakery({ dataset: { ...BAKERY, accountInsights: {} } });
    const metrics = 'views,likes,saves,shares,replies,reposts,comments,accounts_engaged';
    const answer = await ask(other, `/${ACCOUNT}/insights?metric=${metrics}&period=day&metric_type=total_value`);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('"value"');
    expect(rowsOf(answer).length).toBeGreaterThan(0);
    expect(rowsOf(answer).length).toBeLessThan(8);
    await other.close();
  });

  it('AF-06 fixed totals answer windows of their length', async () => {
    const reach = { day: 9, week: 4714, days_28: 54_107 };
    const other = await startBakery({ dataset: { ...BAKERY, accountInsights: { reach, views: { day: 4 } } } });
    const total = async (query: string): Promise<unknown> =>
      rowsOf(await ask(other, `/${ACCOUNT}/insights?metric_type=total_value&${query}`))[0]?.['total_value'];
    expect(await total('metric=reach&period=day&since=2026-11-20&until=2026-11-21')).toEqual({ value: 9 });
    expect(await total('metric=reach&period=day&since=2026-11-14&until=2026-11-21')).toEqual({ value: 4714 });
    expect(await total('metric=reach&period=week')).toEqual({ value: 4714 });
    expect(await total('metric=reach&period=days_28')).toEqual({ value: 54_107 });
    expect(await total('metric=views&period=day&since=2026-11-14&until=2026-11-21')).toBeUndefined();
    await other.close();
  });

  it('AF-07 the default window is the last 24 hours', async () => {
    const [row] = rowsOf(await insights('metric=reach&period=day'));
    const stamps = (row?.['values'] as { end_time: string }[]).map(({ end_time }) =>
      Date.parse(end_time.replace('+0000', 'Z')),
    );
    expect(stamps.length).toBe(1);
    for (const stamp of stamps) expect(NOW - stamp).toBeLessThanOrEqual(86_400_000);
  });
});
