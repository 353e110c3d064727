import * as v from 'valibot';

import type { PlanningContext } from '../documents/planning.ts';
import type { Estimate } from '../documents/shapes.ts';
import { describeGrowth } from '../metrics/growth.ts';
import { comparePeriods } from '../metrics/compare-periods.ts';
import { compareFormats } from '../metrics/formats-and-themes.ts';
import { forecastPost, summarizeTrends } from '../metrics/trends.ts';
import { invalidRequest } from '../base/errors.ts';
import { parseTimestamp } from '../base/time.ts';
import { seriesOfPosts } from '../planning/footage.ts';
import { resolveDocuments } from '../planning/documents.ts';
import { pageOf, type ResultBounds, type ToolAnswer } from './bound-answer.ts';
import { toolMaker, type AssistantTool } from './define-tool.ts';
import {
  type AnalysisReader,
  cursorInput,
  estimateRow,
  lineRow,
  listOf,
  nullish,
  rows,
  type ToolSources,
} from './tool-inputs.ts';

const ACCOUNT = { account: true, bucket: false } as const;
const COST = 'Costs no call from a collected document, else a collection of the account.';

/** Gives the tools that compare the account's posts: findings, formats, trends, growth, audience and forecast. */
export function insightTools(sources: ToolSources, bounds: ResultBounds, read: AnalysisReader): AssistantTool[] {
  const define = toolMaker(bounds);
  const { instagram, documents } = sources;
  const known = documents?.analytics ?? null;
  if (instagram === undefined && known === null) return [];
  const asks = instagram !== undefined;
  const listTool = (
    name: string,
    title: string,
    description: string,
    choose: (context: PlanningContext) => object[],
  ): AssistantTool =>
    define({
      name,
      title,
      description: `${description} ${COST}`,
      input: v.strictObject({ cursor: cursorInput }),
      output: { lines: rows },
      asks,
      run: async ({ cursor }, signal): Promise<ToolAnswer> => {
        const { context } = await read(ACCOUNT, signal);
        return {
          values: { as_of: context.planning_info.as_of },
          list: pageOf('lines', choose(context), cursor),
        };
      },
    });

  const findings = listTool(
    'instagram_findings',
    'Findings',
    'What went together with better or worse posts beyond chance: hashtags, captions, formats, series and times, judged together, with what each cannot be told from. Use it to learn what to repeat; not as proof of a cause.',
    ({ findings: found, timing }) => [...found, ...timing].map(lineRow),
  );

  const formats = define({
    name: 'instagram_formats',
    title: 'Formats',
    description: `Medians by product type, length, orientation, caption length or audio, of a measure such as skip_rate, with 80 % intervals, and how captions open. Use it to choose length and hook; not as findings, since intervals that overlap show no difference. ${COST}`,
    input: v.strictObject({
      by: nullish(
        v.picklist(['product_type', 'duration', 'orientation', 'caption_length', 'audio']),
        'The trait to group by; null for the lines of the brief.',
      ),
      measure: nullish(
        v.picklist([
          'engagement_rate',
          'views',
          'reach',
          'interactions',
          'save_rate',
          'share_rate',
          'skip_rate',
          'retention_ratio',
        ]),
        'What is compared; null for engagement_rate.',
      ),
      cursor: cursorInput,
    }),
    output: { lines: rows, groups: rows },
    asks,
    run: async ({ by, measure, cursor }, signal): Promise<ToolAnswer> => {
      const { documents: given, context, model } = await read(ACCOUNT, signal);
      if (by == null) {
        const lines = [...context.hooks_and_length, ...context.formats].map(lineRow);
        return { list: pageOf('lines', lines, cursor) };
      }
      const media = given.analytics?.recent_media ?? [];
      const { groups } = compareFormats(media, { by, measure: measure ?? undefined, model });
      const found = groups.map(({ group, posts, median, lift }) => ({
        group,
        posts,
        median: median.value,
        interval: median.interval,
        n: median.n,
        verdict: lift.verdict ?? null,
      }));
      return {
        values: { by, measure: measure ?? 'engagement_rate' },
        list: pageOf('groups', found, cursor),
      };
    },
  });

  const trends = define({
    name: 'instagram_trends',
    title: 'Trends',
    description: `Posting rhythm, how the latest post starts, trends of rate, reach, views, interactions and followers with a verdict each, and posts and rates by week. Use it for where the account is going; not for single posts. ${COST}`,
    input: v.strictObject({ cursor: cursorInput }),
    output: { state: rows, trends: rows, periods: rows },
    asks,
    run: async ({ cursor }, signal): Promise<ToolAnswer> => {
      const { documents: given, context, model } = await read(ACCOUNT, signal);
      const media = given.analytics?.recent_media ?? [];
      const { periods } = summarizeTrends(media, { model });
      const measured = Object.entries<Estimate>({ ...model.trends }).map(([measure, estimate]) => ({
        measure,
        ...estimateRow(estimate, 'ratio_per_30_days'),
      }));
      return {
        values: { state: context.state.map(lineRow), trends: measured },
        list: pageOf('periods', periods.toReversed(), cursor),
      };
    },
  });

  const comparison = define({
    name: 'instagram_compare_periods',
    title: 'Compare periods',
    description: `The posts of the last days against those of as many days before: how many, followers gained, and views, reach, interactions and rate with a verdict each, at the same age of every post where a history has it. Use it for whether it got better; not for why. ${COST}`,
    input: v.strictObject({
      days: nullish(
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(365)),
        'Days of a period, 1 to 365; null for 28.',
      ),
    }),
    output: {
      days: v.optional(v.number()),
      start: v.optional(v.string()),
      middle: v.optional(v.string()),
      end: v.optional(v.string()),
      published: v.optional(v.looseObject({})),
      followers_gained: v.optional(v.looseObject({})),
      changes: rows,
    },
    asks,
    run: async ({ days }, signal): Promise<ToolAnswer> => {
      const { analytics, history } = resolveDocuments((await read(ACCOUNT, signal)).documents);
      const compared = analytics === null ? null : comparePeriods(analytics, { days: days ?? undefined, history });
      if (compared === null)
        throw invalidRequest('analytics', 'lacks its posts', 'Collect the account with its posts.');
      const { changes, ...values } = compared;
      const found = changes.map(({ measure, before, after, posts, age_hours, estimate }) => ({
        ...{ measure, before, after, posts, age_hours },
        ...estimateRow(estimate, 'ratio_of_means'),
      }));
      return { values, list: pageOf('changes', found, null) };
    },
  });

  const growth = define({
    name: 'instagram_growth',
    title: 'Growth',
    description:
      'Followers at each kept collection with the change per day; what lies between is not known. Use it for growth over time; not without a history of collections, of which it then says so. Costs no call.',
    input: v.strictObject({ cursor: cursorInput }),
    output: { snapshots: v.optional(v.number()), points: rows },
    asks: false,
    run: async ({ cursor }): Promise<ToolAnswer> => {
      const history = await listOf(sources.history);
      const { points } = describeGrowth(history);
      return {
        values: { snapshots: history.length },
        list: pageOf('points', points.toReversed(), cursor),
      };
    },
  });

  const audience = listTool(
    'instagram_audience',
    'Audience',
    'Questions and requests of the comments, grouped over all posts and languages, with how many, whether answered, and the subjects people write about. Use it for what viewers want; not for one post, whose comments instagram_list_comments has.',
    ({ audience: lines }) => lines.map(lineRow),
  );

  const forecast = define({
    name: 'planning_forecast',
    title: 'Forecast',
    description: `Reach, views and interactions a planned post can expect at 7 days, each with an 80 % interval. Use it to compare options of a plan; not as a promise: the intervals are wide, and null under 12 posts. ${COST}`,
    input: v.strictObject({
      timestamp: v.pipe(v.string(), v.maxLength(40), v.description('When it is published: ISO 8601 with a zone.')),
      media_product_type: nullish(v.picklist(['REELS', 'FEED']), 'null for REELS.'),
      duration_seconds: nullish(v.pipe(v.number(), v.minValue(0)), 'Length of the video; null when it is open.'),
      hashtags: nullish(
        v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(30)),
        'Without #; null for none.',
      ),
      series: nullish(
        v.pipe(v.string(), v.maxLength(200)),
        'Series of its clips, as footage_series names it; null for none.',
      ),
    }),
    output: {
      reach: v.optional(v.looseObject({})),
      views: v.optional(v.looseObject({})),
      interactions: v.optional(v.looseObject({})),
    },
    asks,
    run: async (
      { timestamp, media_product_type: type, duration_seconds: seconds, hashtags, series },
      signal,
    ): Promise<ToolAnswer> => {
      const { documents: given, matches } = await read(ACCOUNT, signal);
      const { analytics, history, timezone } = resolveDocuments(given);
      if (analytics === null) throw invalidRequest('analytics', 'is not there', 'Collect the account.');
      if (parseTimestamp(timestamp) === null) {
        throw invalidRequest('timestamp', 'is no ISO 8601 time', 'Give one such as 2026-11-28T18:00:00Z.');
      }
      const found = forecastPost(
        {
          timestamp,
          media_product_type: type ?? 'REELS',
          duration_seconds: seconds ?? null,
          hashtags: hashtags ?? [],
          series: series ?? undefined,
        },
        { analytics, history, timezone, series: seriesOfPosts(matches) },
      );
      const shown = Object.entries<Estimate>({ ...found }).map(([measure, { value, interval, n, verdict }]) => [
        measure,
        {
          value: value === null ? null : Math.round(value),
          interval: interval?.map(Math.round) ?? null,
          n,
          verdict: verdict ?? null,
        },
      ]);
      return { values: Object.fromEntries(shown) as Record<string, unknown> };
    },
  });
  return [findings, formats, trends, comparison, growth, audience, forecast];
}
