import { describe, expect, it } from 'vitest';

import { compareFormats, findBestPostingTimes, planVideoContext, type Estimate } from '../../../../src/index.ts';
import { toMegabytes } from '../../../../src/base/sums.ts';
import { findDuplicates } from '../../../../src/files/find-duplicates.ts';
import { filesOf, isFullRow } from '../../../../src/files/inventory-files.ts';
import { assessCommentQuality } from '../../../../src/metrics/comment-quality.ts';
import { comparePeriods, withCurrent } from '../../../../src/metrics/compare-periods.ts';
import { describeGrowth } from '../../../../src/metrics/growth.ts';
import { describePostHistory } from '../../../../src/metrics/post-history.ts';
import { END_MEASURES, rankPosts } from '../../../../src/metrics/ranks.ts';
import { plain } from '../../../../src/planning/line-writer.ts';
import {
  countOf,
  describeLine,
  formatChange,
  formatDay,
  formatMoment,
  formatNumber,
  formatPercent,
  formatRatio,
  formatSeconds,
  formatSize,
} from '../../../../src/report/format.ts';
import {
  AGES,
  AUDIENCE,
  FOLLOWERS,
  historyOf,
  inventoryWithCopies,
  variedAccount,
} from '../../../support/varied-documents.ts';
import { allOf, open, readable, tableOf, textOf } from '../parse-page.ts';

const timezone = 'Europe/Berlin';
const analytics = variedAccount();
const media = analytics.recent_media;
const inventory = inventoryWithCopies();
const history = historyOf(analytics);
const input = { analytics, inventory, history, timezone };
const planning = planVideoContext(input);
const page = open(input);

/** Writes a text as cells read: a non-breaking space is a space. */
const cell = (text: string): string => text.replace(/\s+/g, ' ');
const orWhy = (value: number | null, write: (value: number) => string, why: string): string =>
  cell(value === null ? `— ${why}` : write(value));
const interval = ({ interval: ends }: Estimate, write: (value: number) => string): string =>
  cell(ends === null ? '— no interval' : `${write(ends[0])} to ${write(ends[1])}`);
const valueOf = ({ value }: Estimate, write: (value: number) => string): string =>
  orWhy(value, write, 'too few posts to say');

const VERDICTS: Readonly<Record<string, string>> = {
  helps: 'did better',
  hurts: 'did worse',
  no_evidence: 'may be chance',
  too_few: 'too few posts to say',
  rising: 'rising',
  falling: 'falling',
};
const verdict = ({ value, verdict: found = '' }: Estimate): string =>
  (value === null ? VERDICTS['too_few'] : VERDICTS[found]) ?? 'no verdict';

/** Names and values of a list of details or figures. */
const pairs = (root: string): [string, string][] =>
  allOf(page, `${root} dl > div`).map((row) => [readable(row.querySelector('dt')), readable(row.querySelector('dd'))]);

const newestFirst = media.toSorted((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));

/** What each section has to show, by its address. */
const SECTIONS: Readonly<Record<string, () => void>> = {
  summary: () => {
    const found = allOf(page, '#summary li').map(readable);
    const [finding] = planning.findings;
    const [experiment] = planning.experiments;
    for (const line of [planning.state[0], finding, experiment]) {
      expect(line).toBeDefined();
      if (line !== undefined) expect(found).toContain(cell(describeLine(line)));
    }
    expect(found).toContain(`${countOf(analytics.issues.length + inventory.issues.length, 'issue')} while collecting.`);
    expect(found).toContain('Missing: 6 of 150 insights of posts.');
  },
  figures: () => {
    const { summary_metrics: summary, account_info: account } = analytics;
    expect(pairs('#figures')).toEqual([
      ['Followers', formatNumber(FOLLOWERS)],
      ['Accounts reached', formatNumber(account?.account_insights?.['reach']?.days_28 ?? 0)],
      ['Posts looked at', '150'],
      ['Median engagement rate', cell(formatPercent(summary?.median_engagement_rate ?? 0))],
      ['Views', formatNumber(media.reduce((sum, { insights }) => sum + (insights.views ?? 0), 0))],
      ['Likes', formatNumber(media.reduce((sum, { insights }) => sum + (insights.likes ?? 0), 0))],
      ['Comments', formatNumber(media.reduce((sum, { insights }) => sum + (insights.comments ?? 0), 0))],
      ['Saves', formatNumber(media.reduce((sum, { insights }) => sum + (insights.saved ?? 0), 0))],
      ['Shares', formatNumber(media.reduce((sum, { insights }) => sum + (insights.shares ?? 0), 0))],
      ['Files', '600'],
      ['Videos', formatNumber(inventory.categorized_summary.videos.count)],
      ['Clips without a post', formatNumber(planning.footage.counts.unused)],
    ]);
    expect(allOf(page, '#figures li').map(readable)).toEqual(
      expect.arrayContaining(['Insights of posts: 144 of 150 came.', 'Comments of posts: 139 of 150 came.']),
    );
  },
  periods: () => {
    const compared = comparePeriods(analytics, { days: 28, history });
    const rows = tableOf(page, 'periods', 'Both').slice(2);
    expect(rows).toHaveLength(compared?.changes.length ?? 0);
    for (const [index, { measure, before, after, posts, estimate }] of (compared?.changes ?? []).entries()) {
      const write = measure === 'engagement_rate' ? formatPercent : (value: number) => formatNumber(Math.round(value));
      expect(rows[index]?.['Before']).toBe(cell(`${write(before ?? 0)} ${countOf(posts.before, 'post')}`));
      expect(rows[index]?.['Last period']).toContain(cell(`${write(after ?? 0)} ${countOf(posts.after, 'post')}`));
      expect(rows[index]?.['Ratio, 80 % interval']).toBe(
        `${valueOf(estimate, formatRatio)} ${interval(estimate, formatRatio)}`,
      );
    }
    const views = newestFirst.flatMap(({ insights }) => insights.views ?? []);
    expect(tableOf(page, 'periods', 'Views by post').map(({ Views }) => Views)).toEqual(
      views.slice(0, 30).map(formatNumber),
    );
    const reach = withCurrent(history, analytics).map(({ analytics: kept }) => kept.account_info?.account_insights);
    expect(tableOf(page, 'periods', 'Reach at each').map(({ Reach }) => Reach)).toEqual(
      reach.map((insights) => formatNumber(insights?.['reach']?.days_28 ?? 0)),
    );
  },
  posts: () => {
    const ends = END_MEASURES.flatMap((measure) => {
      const ranked = rankPosts(media, measure);
      const write = (value: number): string =>
        measure === 'retention_ratio' ? `${formatNumber(Math.round(value * 1_000) / 10)} %` : formatNumber(value);
      return ranked === null ? [] : [ranked.best, ranked.weakest].map((end) => ({ ...end, text: write(end.value) }));
    });
    const cards = allOf(page, '#posts .card');
    expect(cards).toHaveLength(ends.length);
    for (const [index, { post, ratio, text }] of ends.entries()) {
      const card = cards[index] ?? null;
      expect(readable(card?.querySelector('.value') ?? null)).toMatch(
        new RegExp(`^${text.replace('.', '\\.')} (most|least)`),
      );
      if (ratio !== null) expect(readable(card)).toContain(formatRatio(ratio));
      expect(card?.querySelector('a')?.getAttribute('href')).toBe(post.permalink);
    }
  },
  plan: () => {
    const { best, weakest, latest } = planning.posts;
    const shown = [best[0], weakest, latest].flatMap((post) => post ?? []);
    const rows = tableOf(page, 'plan', 'Posts by');
    expect(rows.map(({ Published }) => Published)).toEqual(shown.map(({ timestamp }) => formatDay(timestamp)));
    for (const [index, { figures }] of shown.entries())
      for (const [title, figure] of [['Views', figures.views] as const, ['Reach', figures.reach] as const])
        expect(rows[index]?.[title]).toBe(
          `${orWhy(figure.value, formatNumber, 'not known')}${figure.ratio === null ? '' : ` ${formatRatio(figure.ratio)}`}`,
        );
    const text = textOf(page, '#plan');
    for (const line of [...planning.state, ...planning.findings, ...planning.experiments].slice(0, 20))
      expect(text).toContain(cell(describeLine(line)));
  },
  engagement: () => {
    const rows = tableOf(page, 'engagement', 'Posts, newest');
    expect(rows).toHaveLength(30);
    for (const [index, row] of rows.entries()) {
      const { insights, engagement } = newestFirst[index] ?? {};
      expect(row).toMatchObject({
        Rate: orWhy(engagement?.rate_by_reach ?? null, formatPercent, 'no interactions or no basis known'),
        Views: orWhy(insights?.views ?? null, formatNumber, 'not in the document'),
        Reach: orWhy(insights?.reach ?? null, formatNumber, 'could not be read'),
        Likes: formatNumber(insights?.likes ?? 0),
        Comments: formatNumber(insights?.comments ?? 0),
        Saves: formatNumber(insights?.saved ?? 0),
        Shares: formatNumber(insights?.shares ?? 0),
      });
    }
    const best = media.flatMap(({ engagement }) => engagement.rate_by_reach ?? []).sort((a, b) => b - a);
    expect(tableOf(page, 'engagement', 'Highest').map(({ Rate }) => Rate)).toEqual(
      best.slice(0, 5).map((rate) => cell(formatPercent(rate))),
    );
  },
  reels: () => {
    const videos = media.filter((post) => post.is_video && !post.maturing);
    const { groups } = compareFormats(videos, { by: 'duration', measure: 'retention_ratio' });
    const found = tableOf(page, 'reels', 'Retention').map(({ Videos, Median }) => [Videos, Median]);
    expect(found.toSorted()).toEqual(
      groups
        .map(({ median }) => [formatNumber(median.n), valueOf(median, (share) => formatPercent(share * 100))])
        .toSorted(),
    );
    expect(found.length).toBeGreaterThan(1);
  },
  actions: () => {
    for (const [figure, key] of [['Profile visits', 'profile_visits'] as const, ['Follows', 'follows'] as const]) {
      const known = (kind: string): number[] =>
        media.filter(({ media_product_type: type }) => type === kind).flatMap(({ insights }) => insights[key] ?? []);
      const sums = [known('FEED'), known('REELS')].filter((values) => values.length > 0);
      const rows = tableOf(page, 'actions', 'What posts').filter((row) => row['Figure'] === figure);
      expect(rows.map(({ Sum }) => Sum)).toEqual(
        sums.map((values) => formatNumber(values.reduce((sum, value) => sum + value, 0))),
      );
    }
  },
  formats: () => {
    for (const [by, name] of [['product_type', 'Kind of post'] as const, ['duration', 'Length of video'] as const]) {
      const { groups } = compareFormats(media, { by, followers: FOLLOWERS, basis: 'reach' });
      expect(tableOf(page, 'formats', name)).toEqual(
        groups.map(({ group, posts, median }) => ({
          Group: plain(group),
          Posts: formatNumber(posts),
          'Median rate': valueOf(median, formatPercent),
          '80 % interval': interval(median, formatPercent),
        })),
      );
      expect(groups.length).toBeGreaterThan(1);
    }
  },
  hashtags: () => {
    const tags = Object.entries(analytics.hashtag_performance ?? {}).sort(
      ([, a], [, b]) => b.usage_count - a.usage_count,
    );
    const rows = tableOf(page, 'hashtags', 'Hashtags');
    expect(rows).toHaveLength(30);
    for (const [index, [tag, { usage_count: count, median_engagement_rate: rate, lift }]] of tags
      .slice(0, 30)
      .entries()) {
      expect(rows[index]).toMatchObject({
        Hashtag: `#${tag}`,
        Posts: formatNumber(count),
        'Median rate': orWhy(rate, formatPercent, 'no post has a rate'),
      });
      if (lift === undefined) throw new Error('There is no lift.');
      expect(rows[index]).toMatchObject({
        Lift: valueOf(lift, formatRatio),
        '80 % interval': interval(lift, formatRatio),
        Verdict: verdict(lift),
      });
    }
  },
  times: () => {
    const { slots } = findBestPostingTimes(media, { timezone, basis: 'reach', followers: FOLLOWERS });
    expect(
      tableOf(page, 'times', 'Slots').map(({ Posts, Ratio, Verdict, ...row }) => [
        Posts,
        Ratio,
        row['80 % interval'],
        Verdict,
      ]),
    ).toEqual(
      slots.map(({ lift }) => [
        formatNumber(lift.n),
        valueOf(lift, formatRatio),
        interval(lift, formatRatio),
        verdict(lift),
      ]),
    );
    expect(slots.length).toBeGreaterThan(10);
  },
  audience: () => {
    const shares = (groups: readonly { key: string; accounts: number }[] | null): Map<string, string> => {
      const total = (groups ?? []).reduce((sum, { accounts }) => sum + accounts, 0);
      return new Map((groups ?? []).map(({ key, accounts }) => [key, cell(formatPercent((accounts / total) * 100))]));
    };
    const [followers, reached] = [shares(AUDIENCE.followers.age), shares(AUDIENCE.reached.age)];
    expect(tableOf(page, 'audience', 'Age')).toEqual(
      AGES.map((age) => ({ Age: age, Followers: followers.get(age), Reached: reached.get(age) })),
    );
    expect(
      tableOf(page, 'audience', 'Gender')
        .map(({ Followers }) => Followers)
        .toSorted(),
    ).toEqual([...shares(AUDIENCE.followers.gender).values()].toSorted());
  },
  comments: () => {
    const { signals, score, level } = assessCommentQuality(
      media.flatMap(({ comments }) => comments ?? []),
      { ownUsername: analytics.account_info?.username },
    );
    expect(tableOf(page, 'comments', 'Comments and').map(({ Comments }) => Comments)).toEqual(
      [
        ...[signals.substantive, signals.questions, signals.requests, signals.praise],
        ...[signals.emoji_only, signals.mention_only, signals.duplicates, signals.own],
      ].map(formatNumber),
    );
    expect(textOf(page, '#comments p')).toContain(
      `Quality ${level}: ${formatNumber(Math.round(score ?? 0))} of 100, from ${formatNumber(signals.comments)} comments`,
    );
  },
  history: () => {
    const snapshots = withCurrent(history, analytics);
    const { points, followers } = describeGrowth(snapshots);
    expect(tableOf(page, 'history', 'Collections').map(({ Followers, Change }) => [Followers, Change])).toEqual(
      points
        .toReversed()
        .map(({ followers_count: count, change }) => [
          orWhy(count, formatNumber, 'not in that collection'),
          orWhy(change, formatChange, 'nothing to compare with'),
        ]),
    );
    expect(textOf(page, '#history')).toContain(`${formatChange(followers.change ?? 0)} followers over 13 collections`);
    const curve = describePostHistory(snapshots).decay_curve.map(({ share_of_total: share }) => share);
    expect(curve.some(({ value }) => value !== null)).toBe(true);
    expect(tableOf(page, 'history', 'Share of').map((row) => [row['Posts'], row['Median share']])).toEqual(
      curve.map((share) => [formatNumber(share.n), valueOf(share, formatPercent)]),
    );
  },
  footage: () => {
    const { counts, clips, series } = planning.footage;
    expect(textOf(page, '#footage p')).toContain(
      `${formatNumber(counts.used)} matched to a post, ${formatNumber(counts.uncertain)} uncertain, ${formatNumber(counts.unused)} without`,
    );
    const rows = tableOf(page, 'footage', 'Series');
    expect(rows.map(({ Unused }) => Unused).slice(0, series.length)).toEqual(
      series.slice(0, 10).map(({ unused }) => formatNumber(unused)),
    );
    expect(tableOf(page, 'footage', 'Clips').map(({ Size }) => Size)).toEqual(
      clips.slice(0, 30).map(({ size_mb: size }) => orWhy(size, formatSize, 'not in the listing')),
    );
  },
  storage: () => {
    const groups = Object.entries(inventory.categorized_summary).sort(
      ([, a], [, b]) => b.size_mb - a.size_mb || b.count - a.count,
    );
    expect(tableOf(page, 'storage', 'Files by category')).toEqual(
      groups.map(([group, { count, size_mb }]) => ({
        Category: plain(group),
        Files: formatNumber(count),
        Size: formatSize(size_mb),
      })),
    );
    const folders = Object.values(inventory.folder_inventories).map(({ total_size_mb: size }) => size ?? 0);
    expect(tableOf(page, 'storage', 'Files by folder').map(({ Size }) => Size)).toEqual(
      folders
        .sort((a, b) => b - a)
        .slice(0, 30)
        .map(formatSize),
    );
    for (const [title, files] of Object.entries({
      'Newest files': inventory.highlights.newest,
      'Largest files': inventory.highlights.largest,
    }))
      expect(tableOf(page, 'storage', title).map(({ Size }) => Size)).toEqual(
        files.slice(0, 10).map(({ size_mb }) => formatSize(size_mb ?? 0)),
      );
  },
  growth: () => {
    const rows = filesOf(inventory);
    const megabytes = rows.reduce((sum, { size_mb }) => sum + Math.round((size_mb ?? 0) * 100), 0) / 100;
    expect(tableOf(page, 'growth', 'Growth')[0]).toMatchObject({ Files: '603', Size: formatSize(megabytes) });
    const groups = findDuplicates(rows.filter(isFullRow));
    expect(groups.length).toBeGreaterThan(0);
    expect(tableOf(page, 'growth', 'Files with').map((row) => [row['Copies'], row['Could be freed']])).toEqual(
      groups
        .slice(0, 10)
        .map(({ files, wasted_bytes }) => [formatNumber(files.length), formatSize(toMegabytes(wasted_bytes))]),
    );
  },
  issues: () => {
    const all = [...analytics.issues, ...inventory.issues];
    const rows = tableOf(page, 'issues', 'Issues');
    expect(rows.reduce((sum, { Times }) => sum + Number(Times), 0)).toBe(all.length);
    expect(rows.slice(0, 3)).toMatchObject([
      { 'What to do': 'Nothing: it cannot be had.', Times: '2', Of: 'the whole part' },
      { 'What to do': 'Nothing: Instagram has no figures of such posts.', Times: '5' },
      { 'What to do': 'Collect again later, or less often.', Times: '1' },
    ]);
    expect(rows[0]?.['What']).toMatch(
      /^Figures of posts \(average watch time, reposts\): not given by the platform\. /,
    );
    for (const row of allOf(page, '#issues tbody tr')) {
      const folded = textOf(row, 'details');
      expect(folded).toMatch(/^Detail .{9}/);
      // The line itself is without the words and names of the platform.
      expect(readable(row).replace(folded, '')).not.toMatch(/Graph|#100|raw words|graph:|_/);
    }
  },
  collection: () => {
    const { api, calls, configuration: limits } = analytics.export_info;
    const { listing, bucket_name: bucket } = inventory.inventory_info;
    const details = new Map(pairs('#collection'));
    expect(details.get('Limits')).toContain(
      `${countOf(limits.max_media_items, 'post')}, ${countOf(limits.max_comments_per_media, 'comment')} a post`,
    );
    expect(details.get('Source')).toBeDefined();
    expect(textOf(page, '#collection')).toContain(`${api.host}, ${api.version}`);
    expect(textOf(page, '#collection')).toContain(
      `${countOf(calls.graph_calls, 'Graph call')} in ${countOf(calls.http_requests, 'request')}`,
    );
    expect(details.get('Collected')).toBe(formatMoment(analytics.export_info.exported_at));
    expect(details.get('Waited')).toBe(formatSeconds(calls.waited_ms / 1_000));
    expect(details.get('Bucket')).toBe(bucket);
    expect(details.get('Objects')).toContain(`${formatNumber(listing.objects_seen)} seen`);
    expect(details.get('Posts')).toContain(formatNumber(planning.planning_info.posts_analyzed));
    expect(textOf(page, '#collection')).toContain('History: 12 earlier collections.');
  },
};

describe('the figures of generated documents', () => {
  it('are looked at in every section of the page', () => {
    expect(allOf(page, 'main > section').map((section) => section.getAttribute('id'))).toEqual(Object.keys(SECTIONS));
  });

  it.each(Object.keys(SECTIONS))('are those of the section #%s', (name) => {
    SECTIONS[name]?.();
  });
});
