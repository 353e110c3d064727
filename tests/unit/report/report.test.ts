import { beforeAll, describe, expect, it } from 'vitest';

import { createHash } from 'node:crypto';

import type { InstagramAnalytics, PostingTimes, Snapshot } from '../../../src/index.ts';
import { findBestPostingTimes, isInsightInventoryError, planVideoContext, summarizeMedia } from '../../../src/index.ts';
import { renderReport } from '../../../src/report/index.ts';
import {
  analyticsSample,
  essentialInventorySample,
  fullInventorySample,
  planningSample,
} from '../../schemas/samples.ts';
import { bigAccount, bigInventory } from '../../support/big-documents.ts';
import { allOf, open, parsePage, readable, tableOf, textOf, type PageElement } from './parse-page.ts';

const both = { analytics: analyticsSample, inventory: fullInventorySample };

/** Gives the key figures by name: value and basis. */
function figures(page: PageElement): Record<string, string> {
  return Object.fromEntries(
    allOf(page, '#figures dl > div').map((row) => [
      readable(row.querySelector('dt')),
      `${readable(row.querySelector('.value'))} | ${readable(row.querySelector('.basis'))}`.trim(),
    ]),
  );
}

function account(change: (analytics: InstagramAnalytics) => void): InstagramAnalytics {
  const analytics = structuredClone(analyticsSample);
  change(analytics);
  return analytics;
}

describe('the page', () => {
  const html = renderReport(both);
  const page = parsePage(html);

  it('has one heading of each section in order, each a landmark reached from the navigation', () => {
    const levels = allOf(page, 'h1, h2, h3').map(({ tagName }) => Number(tagName.slice(1)));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.slice(1).forEach((level, index) => {
      expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1);
    });
    const sections = allOf(page, 'main > section');
    const targets = allOf(page, 'nav a').map((link) => link.getAttribute('href'));
    expect(targets).toEqual(sections.map((section) => `#${section.getAttribute('id') ?? ''}`));
    for (const section of sections) {
      const label = section.getAttribute('aria-labelledby') ?? '';
      expect(section.querySelector(`#${label}`)?.tagName).toBe('H2');
    }
    expect(targets).toEqual([
      ...['#summary', '#figures', '#periods', '#plan', '#engagement', '#reels', '#actions', '#formats', '#hashtags'],
      ...['#times', '#audience', '#comments', '#footage', '#storage', '#growth', '#issues', '#collection'],
    ]);
  });

  it('names its language, has a link past the navigation and no id twice', () => {
    expect(page.getAttribute('lang')).toBe('en');
    expect(page.querySelector('body > a')?.getAttribute('href')).toBe('#content');
    expect(page.querySelector('main')?.getAttribute('id')).toBe('content');
    const ids = allOf(page, '[id]').map((element) => element.getAttribute('id'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('allows nothing but its one style sheet, which its policy knows by hash', () => {
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page.querySelector('meta[http-equiv]')?.getAttribute('content')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(allOf(page, '[style], script, link, img, iframe')).toEqual([]);
    expect(html).not.toMatch(/url\(|@import|src=/);
  });

  it('has a table and a name for every chart, drawn for a desk and for a phone', () => {
    const charts = allOf(page, 'figure');
    expect(charts.length).toBeGreaterThan(2);
    for (const chart of charts) {
      expect(allOf(chart, 'svg.chart').map((svg) => [svg.getAttribute('role'), svg.getAttribute('width')])).toEqual([
        ['img', '760'],
        ['img', '358'],
      ]);
      for (const svg of allOf(chart, 'svg')) expect(svg.getAttribute('aria-label')).toMatch(/\w+ \w+/);
      expect(chart.querySelector('details table tbody tr')).not.toBeNull();
    }
  });

  it('lets tables be scrolled by keyboard, and gives every table a caption and header cells', () => {
    for (const table of allOf(page, 'table')) {
      expect(table.parentElement?.getAttribute('tabindex')).toBe('0');
      expect(table.parentElement?.getAttribute('aria-label')).toBe(textOf(table, 'caption'));
      expect(allOf(table, 'thead th[scope=col]').length).toBeGreaterThan(1);
      expect(allOf(table, 'tbody tr > th[scope=row]')).toHaveLength(allOf(table, 'tbody tr').length);
    }
  });

  it('is the same for the same input, and holds no moment but those of the documents', () => {
    expect(renderReport(structuredClone(both))).toBe(html);
    const years = allOf(page, 'time').map((time) => time.getAttribute('datetime')?.slice(0, 10) ?? '');
    expect(years.every((day) => day >= '2026-01-01' && day <= '2026-01-03')).toBe(true);
  });

  it('takes a title, and else the name of the account or the bucket', () => {
    expect(textOf(open(both, { title: 'Autumn' }), 'h1')).toBe('Autumn');
    expect(textOf(page, 'h1')).toBe('@studio');
    expect(textOf(open({ inventory: fullInventorySample }), 'h1')).toBe('sample');
  });
});

describe('invalid input', () => {
  const broken: [string, () => string][] = [
    ['input', () => renderReport({})],
    ['input', () => renderReport({ analytics: null, inventory: null })],
    [
      'input.analytics.export_info',
      () => renderReport({ analytics: JSON.parse('{"recent_media":[]}') as InstagramAnalytics }),
    ],
    ['input.inventory.inventory_info', () => renderReport({ inventory: JSON.parse('{"export_info":{}}') as never })],
    ['maxRows', () => renderReport(both, { maxRows: 0 })],
    ['maxRows', () => renderReport(both, { maxRows: 1.5 })],
    ['periodDays', () => renderReport(both, { periodDays: 0 })],
    ['locale', () => renderReport(both, { locale: 'no locale' })],
    ['input.timezone', () => renderReport({ ...both, timezone: 'Berlin' })],
  ];
  it.each(broken)('%s: is told with a remedy', (key, render) => {
    expect(render).toThrow(expect.objectContaining({ kind: 'invalid_request', code: `argument:${key}` }));
    try {
      render();
    } catch (error) {
      expect(isInsightInventoryError(error) && error.remedy).toBeTruthy();
    }
  });
});

describe('what is missing', () => {
  it('is a dash with its reason in the figures, never a 0', () => {
    const page = open({
      analytics: account((document) => {
        if (document.account_info !== null) document.account_info.followers_count = null;
        if (document.account_info !== null)
          document.account_info.unavailable = {
            followers_count: 'forbidden',
            'account_insights.reach.days_28': 'failed',
          };
        const summary = document.summary_metrics;
        if (summary !== null)
          Object.assign(summary, { total_recent_views: null, counted: { ...summary.counted, views: 0 } });
      }),
    });
    expect(figures(page)['Followers']).toBe('— a permission is missing | on Jan 3, 2026');
    expect(figures(page)['Accounts reached']).toMatch(/^— could not be read/);
    expect(figures(page)['Views']).toMatch(/^— not known of any post/);
    expect(figures(page)['Likes']).toBe('40 | sum of 1 post');
  });

  it('is a dash with its reason in the row of a post', () => {
    const analytics = account((document) => {
      const [post] = document.recent_media ?? [];
      if (post === undefined) return;
      Object.assign(post.insights, { views: null, reach: null, likes: null });
      post.like_count = null;
      post.engagement.rate_by_reach = null;
      post.unavailable = {
        'insights.views': 'before_business_account',
        'insights.reach': 'rate_limited',
        like_count: 'hidden',
      };
    });
    expect(tableOf(open({ analytics }), 'engagement', 'Posts')[0]).toMatchObject({
      Rate: '— no interactions or no basis known',
      Views: '— older than the business account',
      Reach: '— a limit was reached',
      Likes: '— hidden by the account',
      Saves: '2',
    });
  });

  it('of a whole account leaves a page that says so', () => {
    const analytics = account((document) => {
      Object.assign(document, {
        ...{ account_info: null, recent_media: null, recent_activity: null, hashtag_performance: null },
        ...{ latest_video_performance: null, summary_metrics: null },
      });
      document.coverage.media = { asked: 25, got: 0 };
    });
    const page = open({ analytics });
    expect(figures(page)).toEqual({
      Followers: '— the account could not be read |',
      'Accounts reached': '— the account could not be read | in 28 days, as the platform counts',
      'Posts looked at': '— the posts could not be read |',
      'Median engagement rate': '— the posts could not be read |',
    });
    expect(textOf(page, '#figures')).toContain('Posts: 0 of 25 came.');
    expect(textOf(page, '#engagement')).toContain('could not be read');
    expect(textOf(page, '#comments')).toContain('could not be read');
    expect(allOf(page, '#formats, #times')).toEqual([]);
  });

  it('of either document is said, and its sections are left out', () => {
    const bucketOnly = open({ inventory: fullInventorySample });
    expect(textOf(bucketOnly, '#figures')).toContain('No account document was given');
    expect(textOf(bucketOnly, '#footage')).toContain('no clip could be matched');
    expect(allOf(bucketOnly, '#engagement, #hashtags, #comments, #plan')).toEqual([]);
    const accountOnly = open({ analytics: analyticsSample });
    expect(textOf(accountOnly, '#figures')).toContain('No inventory was given');
    expect(allOf(accountOnly, '#storage, #growth, #footage, #plan')).toEqual([]);
  });

  it('of an account without posts is no chart', () => {
    const analytics = account((document) => {
      document.recent_media = [];
      document.hashtag_performance = {};
      document.summary_metrics = summarizeMedia([]);
    });
    const page = open({ analytics });
    expect(allOf(page, 'figure')).toEqual([]);
    expect(textOf(page, '#engagement')).toContain('no posts in the range');
    expect(allOf(page, '#comments')).toEqual([]);
  });

  it('of comments is distinguished: not asked for, failed, none', () => {
    const without = (change: (document: InstagramAnalytics) => void): string =>
      textOf(
        open({
          analytics: account((document) => {
            for (const post of document.recent_media ?? []) post.comments = null;
            change(document);
          }),
        }),
        '#comments p',
      );
    expect(without((document) => (document.export_info.configuration.max_comments_per_media = 0))).toContain(
      'asked for',
    );
    expect(without((document) => (document.coverage.comments = { asked: 1, got: 0 }))).toContain('could not be read');
    expect(without(() => undefined)).toContain('gave none to read');
  });
});

describe('an inventory of any kind', () => {
  const none = structuredClone(fullInventorySample);
  none.inventory_info.files = 'none';
  const { review } = none;
  delete none.review;
  for (const folder of Object.values(none.folder_inventories)) folder.file_categories = null;

  it('without file rows says why growth and duplicates are not known, and looks at the newest videos', () => {
    const page = open({ analytics: analyticsSample, inventory: none });
    expect(textOf(page, '#growth')).toMatch(/Growth — the inventory was made without file rows .*Duplicates — the inv/);
    expect(textOf(page, '#footage')).toContain('Only the newest of 1 clip');
    expect(textOf(page, '#figures')).toContain('holds no file rows');
  });

  it('with some rows of each category takes them for no whole', () => {
    const some = structuredClone(fullInventorySample);
    delete some.review;
    expect(textOf(open({ inventory: some }), '#growth')).toContain('only 10 rows of each category');
  });

  it('without file rows shows what a review says of the whole bucket', () => {
    if (review === undefined) throw new Error('The sample has no review.');
    const [month] = review.by_month;
    const [copied] = review.duplicates?.largest ?? [];
    if (month === undefined || copied === undefined) throw new Error('The sample is empty.');
    const mib = 1_048_576;
    const by_month = [
      { ...month, month: '2025-11', files: 3, size_bytes: 2 * mib, size_mb: 2 },
      { ...month, month: '2026-01', files: 2, size_bytes: 5 * mib, size_mb: 5 },
      { ...month, month: null, files: 4, size_bytes: mib, size_mb: 1 },
    ];
    const duplicates = {
      ...{ groups: 1, redundant_files: 11, wasted_bytes: 11 * mib, wasted_mb: 11, not_compared: 2 },
      largest: [
        { ...copied, copies: 12, size_bytes: mib, wasted_bytes: 11 * mib, names: ['a/1.mp4', 'b/2.mp4', 'c/3.mp4'] },
      ],
    };
    const stale = { ...review.stale, days: 365, before: '2025-01-20T00:00:00Z', files: 7, size_mb: 9 };
    const reviewed = structuredClone(none);
    reviewed.inventory_info.generated_at = '2026-01-20T08:00:00Z';
    const page = open({ inventory: { ...reviewed, review: { by_month, duplicates, stale } } });
    expect(tableOf(page, 'growth', 'Growth')).toEqual([
      // The last month ends when the bucket was read.
      { By: 'Jan 20, 2026', Files: '5', Size: '7 MB' },
      { By: 'Dec 1, 2025', Files: '3', Size: '2 MB' },
      { By: 'Nov 1, 2025', Files: '0', Size: '0 MB' },
    ]);
    expect(textOf(page, '#growth figcaption')).toContain('4 files without a date');
    expect(textOf(page, '#growth')).toContain('the 11 copies beyond the first of each take up 11 MB. 2 files have no');
    expect(tableOf(page, 'growth', 'Files with')).toEqual([
      {
        Files: '1.mp4 a 2.mp4 b and 10 more',
        Copies: '12',
        'Size of one': '1 MB',
        'Could be freed': '11 MB',
        'Compared by': copied.basis === 'md5' ? 'MD5' : 'CRC32C and size',
      },
    ]);
    expect(textOf(page, '#growth')).toContain('7 files, 9 MB, not changed since Jan 20, 2025, 365 days before');
    expect(tableOf(page, 'growth', 'Files not changed').length).toBe(review.stale.largest.length);

    const quiet = { by_month: [], duplicates: null, stale: { ...stale, files: 0, largest: [] } };
    expect(textOf(open({ inventory: { ...reviewed, review: quiet } }), '#growth')).toMatch(
      /no file has a date.*more files than could be compared.*Every file was changed since Jan 20, 2025/,
    );
    const plain = { ...duplicates, groups: 0, not_compared: 0, largest: [] };
    expect(textOf(open({ inventory: { ...reviewed, review: { ...quiet, duplicates: plain } } }), '#growth')).toContain(
      'No two files of the bucket have the same content. ',
    );
  });

  it('in essential detail has no checksums to compare', () => {
    const inventory = structuredClone(essentialInventorySample);
    inventory.inventory_info.files = 'all';
    expect(tableOf(open({ inventory }), 'growth', 'Growth')[0]).toMatchObject({ Files: '1', Size: '5 MB' });
    delete inventory.review;
    const page = open({ inventory });
    expect(textOf(page, '#growth')).toMatch(/no file has a date.*made without checksums/);
    expect(tableOf(page, 'footage', 'Clips')[0]).toMatchObject({ Length: '— not read from the file', Size: '5 MB' });
  });

  it('with a folder that failed shows its figures as unknown', () => {
    const inventory = structuredClone(fullInventorySample);
    inventory.folder_inventories['lost'] = {
      ...{ folder_name: 'lost', total_files: null, total_size_mb: null },
      ...{ category_summary: null, subfolders: null, file_categories: null },
    };
    inventory.coverage.folders = { asked: 2, got: 1 };
    const page = open({ inventory });
    expect(tableOf(page, 'storage', 'Files by folder')).toEqual([
      { Folder: 'video', Files: '1', Size: '5 MB' },
      { Folder: 'lost', Files: '— the folder could not be listed', Size: '— the folder could not be listed' },
    ]);
    expect(textOf(page, '#storage')).toContain('1 folder could not be listed');
    expect(textOf(page, '#figures')).toContain('Folders: 1 of 2');
  });

  it('adds up growth by day and finds copies', () => {
    const inventory = structuredClone(fullInventorySample);
    inventory.inventory_info.files = 'all';
    const videos = inventory.folder_inventories['video']?.file_categories?.videos ?? [];
    const [file] = videos;
    if (file === undefined) throw new Error('The sample has no file.');
    videos.push(
      { ...file, name: 'video/copy.mp4', created_time: '2026-01-03T10:00:00Z' },
      { ...file, name: 'video/other.mp4', created_time: null, md5_hash: 'other' },
    );
    const page = open({ inventory });
    // 1 January: 5 MB. 2 January: nothing. 3 January: 5 MB more. The third file has no date.
    expect(tableOf(page, 'growth', 'Growth')).toEqual([
      { By: 'Jan 4, 2026', Files: '2', Size: '10 MB' },
      { By: 'Jan 3, 2026', Files: '1', Size: '5 MB' },
      { By: 'Jan 2, 2026', Files: '1', Size: '5 MB' },
      { By: 'Jan 1, 2026', Files: '0', Size: '0 MB' },
    ]);
    expect(textOf(page, '#growth figcaption')).toContain('1 file without a date');
    expect(tableOf(page, 'growth', 'Files with')).toEqual([
      {
        Files: 'bowl 1.mp4 video copy.mp4 video',
        Copies: '2',
        'Size of one': '5 MB',
        'Could be freed': '5 MB',
        'Compared by': 'MD5',
      },
    ]);
  });
});

describe('claims', () => {
  const media = bigAccount(200).recent_media ?? [];

  it('about hashtags are those of the verdicts', () => {
    const analytics = account((document) => {
      const [row] = Object.values(document.hashtag_performance ?? {});
      if (row?.lift === undefined) throw new Error('The sample has no lift.');
      const { lift } = row;
      document.hashtag_performance = {
        good: row,
        same: { ...row, lift: { ...lift, value: 1.4, interval: [0.9, 2], verdict: 'no_evidence' } },
        few: { ...row, lift: { ...lift, value: null, interval: null, n: 2, verdict: 'too_few' } },
      };
    });
    const page = open({ analytics });
    const rows = tableOf(page, 'hashtags', 'Hashtags').map(({ Hashtag, Lift, Verdict }) => [Hashtag, Lift, Verdict]);
    expect(rows).toEqual([
      ['#good', '×1.60', 'did better'],
      ['#same', '×1.40', 'may be chance'],
      ['#few', '— too few posts to say', 'too few posts to say'],
    ]);
    expect(textOf(page, '#hashtags')).toContain('A difference was found for 1 of the 2 hashtags on enough posts.');
    const dots = allOf(page, '#hashtags .wide circle').map((dot) => dot.getAttribute('fill'));
    expect(dots).toEqual(['var(--good)', 'var(--soft)']);
  });

  it('about posting times need a verdict: a full, outlined cell means one, a tint the effect', () => {
    const analytics = { ...analyticsSample, recent_media: media, summary_metrics: summarizeMedia(media) };
    const times: PostingTimes = findBestPostingTimes(media, { timezone: 'UTC' });
    const found = times.slots.filter(({ lift }) => lift.verdict === 'helps' || lift.verdict === 'hurts');
    const page = open({ analytics });
    expect(allOf(page, '#times .wide g[stroke="var(--ink)"] rect')).toHaveLength(found.length);
    expect(textOf(page, '#times figcaption')).toMatch(/^Colour: engagement against/);
    const tints = allOf(page, '#times .wide rect').map((cell) => cell.getAttribute('fill') ?? '');
    const moved = times.slots.filter(
      ({ lift }) => lift.value !== null && Math.abs(Math.log(lift.value)) >= Math.log(1.05),
    );
    expect(tints.filter((fill) => /good|bad/.test(fill))).toHaveLength(moved.length);
    const untried = times.untried.filter(({ posts }) => posts === 0);
    expect(allOf(page, '#times .wide svg text').filter((text) => readable(text) === 'untried')).toHaveLength(
      untried.length,
    );
    // A slot a cell, with how many posts it rests on.
    const counts = allOf(page, '#times .wide svg text').flatMap(
      ({ textContent }) => /(?:^|\d)n (\d+)$/.exec(textContent)?.[1] ?? [],
    );
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(times.posts_used);
  });

  it('are not made of followers online: they are labelled as a prior', () => {
    const onlineFollowers = Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [String(hour), hour]));
    const page = open({ analytics: analyticsSample, onlineFollowers, timezone: 'Europe/Berlin' });
    expect(textOf(page, '#times')).toContain('Hours of Europe/Berlin. No best time can be told from 1 post');
    expect(textOf(page, '#times figcaption')).toContain('prior: followers online');
    // No cell has a colour to be explained.
    expect(textOf(page, '#times figcaption')).not.toContain('Colour');
    const verdicts = tableOf(page, 'times', 'Slots').map(({ Verdict }) => Verdict);
    expect(verdicts.filter((verdict) => verdict === 'prior: followers online, nothing measured')).toHaveLength(28);
  });

  it('about the trend name its interval or say that there is none to tell', () => {
    expect(textOf(open({ analytics: analyticsSample }), '#engagement p')).toContain('cannot be told from 1 post');
    const analytics = { ...analyticsSample, recent_media: media, summary_metrics: summarizeMedia(media) };
    expect(textOf(open({ analytics }), '#engagement p')).toMatch(/80 % interval [−+]\d+ % to [−+]\d+ %\), 198 posts/);
  });

  it('mark posts that still grow, in the chart and in the table', () => {
    const analytics = { ...analyticsSample, recent_media: media, summary_metrics: summarizeMedia(media) };
    const page = open({ analytics });
    expect(allOf(page, '#engagement .wide [fill="var(--paper)"] path')).toHaveLength(2);
    const growing = tableOf(page, 'engagement', 'Posts').filter(({ Post }) => Post?.includes('still growing'));
    expect(growing).toHaveLength(2);
    expect(figures(page)['Posts looked at']).toBe('200 | 2 posts younger than 48 hours, still growing');
  });
});

describe('a plan', () => {
  it('of the caller decides what is unused; without one the clips are matched here', () => {
    const planning = planVideoContext(both);
    planning.footage.clips = [{ ...planningSample.footage.clips[0], name: 'kept/one.mp4' } as never];
    planning.footage.counts = { used: 4, unused: 3, uncertain: 2 };
    const page = open({ ...both, planning });
    expect(textOf(page, '#footage')).toContain(
      'Of 9 clips, 4 matched to a post, 2 uncertain, 3 without a sign of use.',
    );
    expect(tableOf(page, 'footage', 'Clips')[0]?.['Clip']).toContain('one.mp4');
    const analytics = account((document) => {
      for (const post of document.recent_media ?? []) post.media_details = null;
    });
    expect(tableOf(open({ ...both, analytics }), 'footage', 'Clips')).toEqual([
      expect.objectContaining({ Clip: 'bowl 1.mp4 video', Length: '12.4 s', Orientation: 'portrait' }),
    ]);
  });

  it('takes the ledger into account', () => {
    const ledger = [{ media_id: '17900000000000001', files: ['video/bowl 1.mp4'], published_at: null }];
    expect(textOf(open({ ...both, ledger }), '#footage')).toMatch(/1 matched to a post.*None\.$/);
  });
});

describe('history', () => {
  const snapshot = (day: number, followers: number | null): Snapshot => {
    const analytics = structuredClone(analyticsSample);
    const taken = `2026-01-${String(day).padStart(2, '0')}T00:00:01Z`;
    analytics.export_info.exported_at = taken;
    if (analytics.account_info !== null) analytics.account_info.followers_count = followers;
    return { taken_at: taken, analytics };
  };

  it('shows followers over time with gaps, the report itself as the last collection', () => {
    const page = open({ analytics: analyticsSample, history: [snapshot(1, 70), snapshot(2, null)] });
    const rows = tableOf(page, 'history', 'Collections').map(({ Followers, Change }) => [Followers, Change]);
    expect(rows).toEqual([
      ['76', '+6'],
      ['— not in that collection', '— nothing to compare with'],
      ['70', '— nothing to compare with'],
    ]);
    expect(textOf(page, '#history')).toContain('+6 followers over 3 collections');
  });

  it('does not count the report twice when it was kept already', () => {
    const page = open({ analytics: analyticsSample, history: [snapshot(1, 70), snapshot(3, 76)] });
    expect(tableOf(page, 'history', 'Collections')).toHaveLength(2);
  });

  it('of one collection says that a change needs two', () => {
    const page = open({ inventory: fullInventorySample, history: [snapshot(1, 70)] });
    expect(textOf(page, '#history')).toContain('followers are known from 1 collection; a change needs two');
  });
});

describe('300 posts and 10,000 files', () => {
  it('make a page under 600 KB', () => {
    const html = renderReport({ analytics: bigAccount(300), inventory: bigInventory(10_000) });
    expect(Buffer.byteLength(html)).toBeLessThan(600 * 1024);
  });
});

describe('1,000 posts and 20,000 files', () => {
  let html = '';
  beforeAll(() => {
    html = renderReport({ analytics: bigAccount(1_000), inventory: bigInventory(20_000) });
  });

  it('make a page under 2 MB', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(2 * 1024 * 1024);
  });

  it('are all drawn, and counted where a table is cut', () => {
    const page = parsePage(html);
    expect(allOf(page, '#engagement .wide circle').length).toBeGreaterThan(990);
    const notes = allOf(page, '.note').map(readable);
    expect(notes).toContain('… and 970 more posts.');
    expect(notes.some((note) => /^… and [\d,]+ more clips\.$/.test(note))).toBe(true);
    expect(notes.some((note) => /^… and [\d,]+ more folders\.$/.test(note))).toBe(true);
    for (const table of allOf(page, 'table')) expect(allOf(table, 'tbody tr').length).toBeLessThanOrEqual(30);
  });
});
