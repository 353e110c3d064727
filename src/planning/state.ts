import { roundTo } from '../base/sums.ts';
import { DAY_MS, HOUR_MS, toEpochMs } from '../base/time.ts';
import type { InsightPeriods } from '../documents/account.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { DraftLine } from '../documents/planning.ts';
import { withCurrent } from '../metrics/compare-periods.ts';
import { describeGrowth } from '../metrics/growth.ts';
import { TREND_DAYS } from '../metrics/model-trends.ts';
import { sortNewestFirst } from '../metrics/post.ts';
import { compareAtSameAge, postsOf } from '../metrics/post-history.ts';
import type { EngagementModel } from '../metrics/engagement-model.ts';
import type { ResolvedDocuments } from './documents.ts';

/** "Now" is this many days. */
const RECENT_DAYS = 28;
const MEASURES = ['engagement_rate', 'reach', 'views', 'interactions', 'followers'] as const;
/** Posts a rhythm takes. */
const LEAST_BEFORE = 3;
/** A post older than this is no longer compared by how fast it starts. */
const YOUNG_HOURS = 7 * 24;

/** Gives followers and reach, how often is posted, trends with their verdicts, and how the latest post starts. */
export function describeState({ analytics, history, asOf }: ResolvedDocuments, model: EngagementModel): DraftLine[] {
  if (analytics === null) return [];
  const media = analytics.recent_media ?? [];
  return [
    ...describeFollowers(analytics.account_info?.followers_count ?? null, withCurrent(history, analytics)),
    ...describeReach(analytics.account_info?.account_insights?.['reach'] ?? null),
    ...describeRhythm(media, asOf),
    ...describeTrends(model),
    ...describeVelocity(media, history, asOf),
  ];
}

function describeFollowers(followers: number | null, history: ResolvedDocuments['history']): DraftLine[] {
  const known = describeGrowth(history).points.filter((point) => point.followers_count !== null);
  const [first, last] = [known[0], known.at(-1)];
  const hasChange = first !== undefined && last !== undefined && first !== last;
  if (followers === null && !hasChange) return [];
  const change = hasChange ? (last.followers_count ?? 0) - (first.followers_count ?? 0) : null;
  const figures = {
    followers: followers ?? last?.followers_count ?? null,
    change,
    from: hasChange ? first.taken_at : null,
    to: hasChange ? last.taken_at : null,
  };
  return [{ kind: 'followers', subject: [], figures, evidence: [] }];
}

function describeReach(reach: InsightPeriods | null): DraftLine[] {
  const figures = { day: reach?.day ?? null, week: reach?.week ?? null, days_28: reach?.days_28 ?? null };
  const isKnown = Object.values(figures).some((value) => value !== null);
  return isKnown ? [{ kind: 'account_reach', subject: [], figures, evidence: [] }] : [];
}

/** Only what the posts that were read cover: an account has older ones. */
function describeRhythm(media: readonly MediaRecord[], asOf: string | null): DraftLine[] {
  const times = media.flatMap((post) => toEpochMs(post.timestamp) ?? []).sort((a, b) => a - b);
  const now = asOf === null ? null : toEpochMs(asOf);
  const [first, last] = [times[0], times.at(-1)];
  if (now === null || first === undefined || last === undefined) return [];
  const start = now - RECENT_DAYS * DAY_MS;
  const recent = times.filter((time) => time >= start).length;
  const recentDays = Math.min(RECENT_DAYS, Math.max(7, (now - first) / DAY_MS));
  const before = times.filter((time) => time < start);
  const beforeDays = ((before.at(-1) ?? first) - first) / DAY_MS;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const figures = {
    per_week_now: roundTo((recent / recentDays) * 7, 1),
    // Of the stretch between the posts read: an account has older ones.
    per_week_before:
      before.length < LEAST_BEFORE ? null : roundTo(((before.length - 1) / Math.max(1, beforeDays)) * 7, 1),
    days_since_last: roundTo((now - last) / DAY_MS, 1),
    longest_gap_days: gaps.length === 0 ? null : roundTo(Math.max(...gaps) / DAY_MS, 1),
    posts: times.length,
    span_days: roundTo((last - first) / DAY_MS, 0),
  };
  return [{ kind: 'rhythm', subject: [], figures, evidence: [] }];
}

/** The trends that have a verdict; when none has, that of the rate says so. */
function describeTrends({ trends, posts_used, posts_maturing }: EngagementModel): DraftLine[] {
  if (posts_used + posts_maturing === 0) return [];
  const lines = MEASURES.map((measure): DraftLine => ({
    kind: 'trend',
    subject: [measure],
    figures: { days: TREND_DAYS },
    estimate: trends[measure],
    evidence: [],
  }));
  const found = lines.filter(({ estimate }) => estimate?.verdict === 'rising' || estimate?.verdict === 'falling');
  return found.length > 0 ? found : lines.slice(0, 1);
}

/** The latest post against the others at its age; nothing without history, and nothing of an old post. */
function describeVelocity(
  media: readonly MediaRecord[],
  history: ResolvedDocuments['history'],
  asOf: string | null,
): DraftLine[] {
  const latest = sortNewestFirst(media)[0];
  const [now, published] = [asOf, latest?.timestamp ?? null].map((time) => (time === null ? null : toEpochMs(time)));
  if (latest === undefined || asOf === null || now == null || published == null || history.length === 0) return [];
  const age = (now - published) / HOUR_MS;
  if (age > YOUNG_HOURS || age < 0) return [];
  const timed = [...postsOf(history), ...media.map((post) => ({ takenAt: asOf, post }))];
  return (['views', 'reach', 'interactions'] as const).flatMap((measure) => {
    const estimate = compareAtSameAge(latest.id, timed, measure);
    if (estimate.value === null) return [];
    const value = measure === 'interactions' ? latest.engagement.interactions : latest.insights[measure];
    const typical = value === null ? null : roundTo(value / estimate.value, 0);
    const figures = { measure, age_hours: roundTo(age, 0), typical };
    return [{ kind: 'velocity' as const, subject: [latest.id], figures, estimate, evidence: [latest.id] }];
  });
}
