import { itemAt } from '../base/lists.ts';
import { median } from '../base/stats.ts';
import { roundTo } from '../base/sums.ts';
import { DAY_MS, HOUR_MS, toEpochMs } from '../base/time.ts';
import type { InsightPeriods } from '../documents/account.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { DraftLine } from '../documents/planning.ts';
import { asksQuestion, countCharacters, withoutAddresses } from '../metrics/captions.ts';
import { withCurrent } from '../metrics/compare-periods.ts';
import type { EngagementModel, ModelTrait } from '../metrics/engagement-model.ts';
import { type Measured, measurePosts, type PostMeasure } from '../metrics/engagement.ts';
import { estimateMedian } from '../metrics/estimates.ts';
import { compareMeasured } from '../metrics/formats-and-themes.ts';
import { describeGrowth } from '../metrics/growth.ts';
import { TREND_DAYS } from '../metrics/model-trends.ts';
import { compareAtSameAge, postsOf } from '../metrics/post-history.ts';
import { type FormatTrait, slotName, type TraitKind } from '../metrics/post-traits.ts';
import { groupBy, sortNewestFirst } from '../metrics/post.ts';
import type { ResolvedDocuments } from './documents.ts';

const TIMING: ReadonlySet<TraitKind> = new Set(['day_type', 'weekday', 'daypart', 'slot']);
const FORMATS: readonly FormatTrait[] = ['product_type', 'duration', 'orientation', 'caption_length', 'audio', 'ai'];
const HOOK_MEASURES: readonly PostMeasure[] = ['skip_rate', 'retention_ratio', 'engagement_rate'];
/** A slot with fewer posts counts as hardly tried. */
const MIN_IN_SLOT = 3;
/** A first line up to this many characters counts as short. */
const SHORT_OPENING = 60;

/**
 * Gives what went together with better or worse posts beyond chance: only traits the model calls `helps` or `hurts`, each
 * with what it cannot be separated from. When there is none, one line that says so.
 */
export function describeFindings(model: EngagementModel): DraftLine[] {
  const traits = model.traits.filter(({ kind }) => !TIMING.has(kind));
  const found = findingsOf(traits);
  if (found.length > 0 || model.posts_used + model.posts_maturing + model.posts_unrated === 0) return found;
  const figures = {
    posts: model.posts_used,
    traits: traits.filter(({ lift }) => lift.value !== null).length,
    excluded: model.posts_maturing,
  };
  return [{ kind: 'no_finding', subject: [], figures, evidence: [] }];
}

/**
 * Describes the traits with a verdict, one line for traits on the very same posts: which of them does it cannot be
 * told.
 */
function findingsOf(traits: readonly ModelTrait[]): DraftLine[] {
  const found = traits.filter(({ lift }) => lift.verdict === 'helps' || lift.verdict === 'hurts');
  return [...groupBy(found, ({ kind, media_ids }) => [`${kind} ${media_ids.join()}`]).values()].flatMap((same) => {
    const first = itemAt(same, 0);
    const { kind, value, posts, lift, used_with, media_ids } = first;
    const companions = [...new Set([...same.slice(1).map((other) => other.value), ...used_with])];
    return [
      {
        kind: 'trait' as const,
        subject: [value],
        figures: { trait: kind, posts, verdict: lift.verdict ?? null, new: first.new },
        estimate: lift,
        ...(companions.length > 0 ? { used_with: companions } : {}),
        evidence: media_ids,
      },
    ];
  });
}

/**
 * Gives when posts did better, by verdict alone; which slots were tried and which were not; when followers are online.
 * Nothing without posts and without a reading of followers online.
 */
export function describeTiming(
  model: EngagementModel,
  { timezone, onlineFollowers }: Pick<ResolvedDocuments, 'timezone' | 'onlineFollowers'>,
): DraftLine[] {
  const posts = model.slots.reduce((sum, slot) => sum + slot.posts, 0);
  const lines = findingsOf(model.traits.filter(({ kind }) => TIMING.has(kind)));
  if (posts > 0 && lines.length === 0) {
    lines.push({ kind: 'no_slot', subject: [], figures: { posts, timezone }, evidence: [] });
  }
  if (posts > 0) lines.push(...describeSlotUse(model, timezone));
  return [...lines, ...describeOnlineHours(onlineFollowers, timezone)];
}

function describeSlotUse({ slots }: EngagementModel, timezone: string): DraftLine[] {
  const tried = slots.filter(({ posts }) => posts > 0).sort((a, b) => b.posts - a.posts);
  const untried = slots.filter(({ posts }) => posts === 0);
  const hardly = tried.filter(({ posts }) => posts < MIN_IN_SLOT).length;
  return [
    {
      kind: 'tried_slots',
      subject: tried.map((slot) => `${slotName(slot)}/${String(slot.posts)}`),
      figures: { timezone, slots: tried.length },
      evidence: [],
    },
    {
      kind: 'untried_slots',
      subject: untried.map(slotName),
      figures: { timezone, slots: untried.length, hardly },
      evidence: [],
    },
  ];
}

/** Names the three hours with most followers. */
function describeOnlineHours(online: Readonly<Record<string, number>> | null, timezone: string): DraftLine[] {
  const hours = Object.entries(online ?? {}).sort(([, a], [, b]) => b - a);
  const mean = hours.reduce((sum, [, followers]) => sum + followers, 0) / hours.length;
  const best = hours.slice(0, 3);
  if (best.length === 0 || !(mean > 0)) return [];
  const ratio = roundTo(best.reduce((sum, [, followers]) => sum + followers, 0) / best.length / mean, 2);
  return [{ kind: 'online_hours', subject: best.map(([hour]) => hour), figures: { timezone, ratio }, evidence: [] }];
}

/** Gives medians of the engagement rate by format, where a group has enough posts. A description, no verdict. */
export function describeFormats(media: readonly MediaRecord[], model: EngagementModel): DraftLine[] {
  const measured = measurePosts(media, 'engagement_rate', {});
  const overall = overallMedian(measured);
  return FORMATS.flatMap((by) => {
    const groups = compareMeasured(media, by, measured, model).filter(({ median: { value } }) => value !== null);
    // One group alone is the account itself.
    if (groups.length < 2) return [];
    return groups.map(({ group, median: estimate, posts }): DraftLine => ({
      kind: 'format',
      subject: [group],
      figures: { trait: by, measure: 'engagement_rate', posts, overall },
      estimate,
      evidence: [],
    }));
  });
}

/**
 * Gives skip rate, retention and engagement by length of the video and by how the caption opens, against the median of all
 * posts, with intervals. A description: intervals that overlap show no difference.
 */
export function describeHooks(media: readonly MediaRecord[], model: EngagementModel): DraftLine[] {
  const videos = media.filter((post) => post.is_video && !post.maturing);
  const openings = groupBy(videos, (post) => [openingOf(post)]);
  return HOOK_MEASURES.flatMap((measure) => {
    const measured = measurePosts(videos, measure, {});
    const overall = overallMedian(measured);
    const { values, name } = measured;
    const byLength = compareMeasured(videos, 'duration', measured, model)
      .filter(({ median: { value } }) => value !== null)
      .map(({ group, median: estimate, posts }): DraftLine => ({
        kind: 'length',
        subject: [group],
        figures: { trait: 'duration', measure, posts, overall },
        estimate,
        evidence: [],
      }));
    const byOpening = [...openings].flatMap(([opening, group]): DraftLine[] => {
      const estimate = estimateMedian(
        group.flatMap((post) => values.get(post) ?? []),
        name,
      );
      const figures = { trait: 'opening', measure, posts: group.length, overall };
      return estimate.value === null ? [] : [{ kind: 'opening', subject: [opening], figures, estimate, evidence: [] }];
    });
    return [...(measure === 'engagement_rate' ? [] : byLength), ...(byOpening.length < 2 ? [] : byOpening)];
  });
}

/** Tells how the first line of a caption begins: `question`, `short_line`, `long_line` or `none`. */
export function openingOf({ caption }: Pick<MediaRecord, 'caption'>): 'question' | 'short_line' | 'long_line' | 'none' {
  const first = withoutAddresses(itemAt((caption ?? '').trim().split('\n', 1), 0));
  if (first === '') return 'none';
  if (asksQuestion(first)) return 'question';
  return countCharacters(first) <= SHORT_OPENING ? 'short_line' : 'long_line';
}

function overallMedian({ values }: Measured<MediaRecord>): number | null {
  const middle = median([...values.values()]);
  return middle === null ? null : roundTo(middle, 2);
}

/** "Now" is this many days. */
const RECENT_DAYS = 28;
const MEASURES = ['engagement_rate', 'reach', 'views', 'interactions', 'followers'] as const;
/** Posts a rhythm takes. */
const MIN_BEFORE = 3;
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

/** Describes only what the posts that were read cover: an account has older ones. */
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
  const gaps = times.slice(1).map((time, index) => time - itemAt(times, index));
  const figures = {
    per_week_now: roundTo((recent / recentDays) * 7, 1),
    // Of the stretch between the posts read: an account has older ones.
    per_week_before:
      before.length < MIN_BEFORE ? null : roundTo(((before.length - 1) / Math.max(1, beforeDays)) * 7, 1),
    days_since_last: roundTo((now - last) / DAY_MS, 1),
    longest_gap_days: gaps.length === 0 ? null : roundTo(Math.max(...gaps) / DAY_MS, 1),
    posts: times.length,
    span_days: roundTo((last - first) / DAY_MS, 0),
  };
  return [{ kind: 'rhythm', subject: [], figures, evidence: [] }];
}

/** Describes the trends that have a verdict; when none has, that of the rate says so. */
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

/** Compares the latest post against the others at its age; nothing without history, and nothing of an old post. */
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
