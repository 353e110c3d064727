import { median } from '../base/stats.ts';
import { roundTo } from '../base/sums.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { DraftLine } from '../documents/planning.ts';
import { asksQuestion, countCharacters, withoutAddresses } from '../metrics/captions.ts';
import type { EngagementModel, ModelTrait } from '../metrics/engagement-model.ts';
import { measurePosts, type Measured, type PostMeasure } from '../metrics/engagement.ts';
import { estimateMedian } from '../metrics/estimates.ts';
import { compareMeasured } from '../metrics/formats-and-themes.ts';
import { groupBy } from '../metrics/post.ts';
import { type FormatTrait, slotName, type TraitKind } from '../metrics/post-traits.ts';
import type { ResolvedDocuments } from './documents.ts';

const TIMING: ReadonlySet<TraitKind> = new Set(['day_type', 'weekday', 'daypart', 'slot']);
const FORMATS: readonly FormatTrait[] = ['product_type', 'duration', 'orientation', 'caption_length', 'audio', 'ai'];
const HOOK_MEASURES: readonly PostMeasure[] = ['skip_rate', 'retention_ratio', 'engagement_rate'];
/** A slot with fewer posts counts as hardly tried. */
const LEAST_IN_SLOT = 3;
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

/** One line for traits on the very same posts: which of them does it cannot be told. */
function findingsOf(traits: readonly ModelTrait[]): DraftLine[] {
  const found = traits.filter(({ lift }) => lift.verdict === 'helps' || lift.verdict === 'hurts');
  return [...groupBy(found, ({ kind, media_ids }) => [`${kind} ${media_ids.join()}`]).values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined) return [];
    const { kind, value, posts, lift, used_with, media_ids } = first;
    const companions = [...new Set([...others.map((other) => other.value), ...used_with])];
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
  const hardly = tried.filter(({ posts }) => posts < LEAST_IN_SLOT).length;
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
  const first = withoutAddresses((caption ?? '').trim().split('\n', 1)[0] ?? '');
  if (first === '') return 'none';
  if (asksQuestion(first)) return 'question';
  return countCharacters(first) <= SHORT_OPENING ? 'short_line' : 'long_line';
}

function overallMedian({ values }: Measured<MediaRecord>): number | null {
  const middle = median([...values.values()]);
  return middle === null ? null : roundTo(middle, 2);
}
