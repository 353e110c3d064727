import { median } from '../base/stats.ts';
import { roundTo } from '../base/sums.ts';
import { toEpochMs } from '../base/time.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { PlanningLine } from '../documents/planning.ts';
import { asksQuestion, withoutAddresses } from '../metrics/captions.ts';
import { measurePosts, type PostMeasure } from '../metrics/engagement.ts';
import { compareFormats, estimateMedian, type FormatTrait } from '../metrics/formats.ts';
import { groupBy } from '../metrics/post.ts';
import { DAYPARTS, findBestPostingTimes, slotReader } from '../metrics/posting-times.ts';
import { compareThemes, type ThemeTrait } from '../metrics/themes.ts';
import type { ResolvedDocuments } from './documents.ts';

const THEMES: readonly ThemeTrait[] = ['hashtag', 'caption_length', 'question', 'call_to_action', 'series'];
const FORMATS: readonly FormatTrait[] = ['product_type', 'duration', 'orientation', 'caption_length', 'audio'];
const HOOK_MEASURES: readonly PostMeasure[] = ['skip_rate', 'retention_ratio', 'engagement_rate'];
/** A slot with fewer posts counts as hardly tried. */
const LEAST_IN_SLOT = 3;
/** A first line up to this many characters counts as short. */
const SHORT_OPENING = 60;

/**
 * What went together with better or worse posts beyond chance: only rows with the verdict `helps` or `hurts`, each with
 * what it cannot be told from. When there is none, one line that says so.
 *
 * @param series - post id to the series of its clip
 */
export function describeFindings(
  media: readonly MediaRecord[],
  series: Readonly<Record<string, string>>,
): PlanningLine[] {
  const rows = THEMES.flatMap((by) => {
    const comparison = compareThemes(media, { by, series });
    return comparison.rows.map((row) => ({ by, row, used: comparison.posts_used }));
  });
  const found = rows
    .filter(({ row }) => row.lift.verdict === 'helps' || row.lift.verdict === 'hurts')
    .map(({ by, row }): PlanningLine => ({
      kind: 'trait',
      subject: row.themes.slice(0, 1),
      figures: { trait: by, posts: row.posts, verdict: row.lift.verdict ?? null },
      estimate: row.lift,
      ...(row.themes.length > 1 ? { used_with: row.themes.slice(1) } : {}),
      evidence: [...row.media_ids],
    }));
  if (found.length > 0 || media.length === 0) return found;
  const compared = rows.filter(({ row }) => row.lift.value !== null).length;
  const figures = {
    posts: rows[0]?.used ?? media.length,
    traits: compared,
    excluded: media.filter((post) => post.maturing).length,
  };
  return [{ kind: 'no_finding', subject: [], figures, evidence: [] }];
}

/**
 * When posts did better, by verdict alone; which slots were tried and which were not; when followers are online.
 * Nothing without posts and without a reading of followers online.
 */
export function describeTiming(
  media: readonly MediaRecord[],
  { timezone, onlineFollowers }: Pick<ResolvedDocuments, 'timezone' | 'onlineFollowers'>,
): PlanningLine[] {
  const { slots, posts_used } = findBestPostingTimes(media, { timezone, onlineFollowers });
  const lines: PlanningLine[] = slots
    .filter(({ source, lift }) => source === 'measured' && (lift.verdict === 'helps' || lift.verdict === 'hurts'))
    .map(({ weekday, daypart, lift }) => ({
      kind: 'slot',
      subject: [`${String(weekday)}_${daypart}`],
      figures: { weekday, daypart, timezone, verdict: lift.verdict ?? null },
      estimate: lift,
      evidence: [],
    }));
  if (media.length > 0) {
    if (lines.length === 0) {
      lines.push({ kind: 'no_slot', subject: [], figures: { posts: posts_used, timezone }, evidence: [] });
    }
    lines.push(...describeSlotUse(media, timezone));
  }
  return [...lines, ...describeOnlineHours(onlineFollowers, timezone)];
}

/** Posts in each slot, named `6_evening`; slots without posts are 0. */
export function countSlots(media: readonly MediaRecord[], timezone: string): Map<string, number> {
  const readSlot = slotReader(timezone);
  const counts = new Map<string, number>();
  for (let weekday = 1; weekday <= 7; weekday += 1) {
    for (const daypart of DAYPARTS) counts.set(`${String(weekday)}_${daypart}`, 0);
  }
  for (const post of media) {
    const time = toEpochMs(post.timestamp);
    if (time === null) continue;
    const { weekday, daypart } = readSlot(time);
    const key = `${String(weekday)}_${daypart}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function describeSlotUse(media: readonly MediaRecord[], timezone: string): PlanningLine[] {
  const counts = [...countSlots(media, timezone)];
  const tried = counts.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  const untried = counts.filter(([, count]) => count === 0);
  const hardly = tried.filter(([, count]) => count < LEAST_IN_SLOT).length;
  return [
    {
      kind: 'tried_slots',
      subject: tried.map(([slot, count]) => `${slot}_${String(count)}`),
      figures: { timezone, slots: tried.length },
      evidence: [],
    },
    {
      kind: 'untried_slots',
      subject: untried.map(([slot]) => slot),
      figures: { timezone, slots: untried.length, hardly },
      evidence: [],
    },
  ];
}

/** The three hours with most followers. */
function describeOnlineHours(online: Readonly<Record<string, number>> | null, timezone: string): PlanningLine[] {
  const hours = Object.entries(online ?? {}).sort(([, a], [, b]) => b - a);
  const mean = hours.reduce((sum, [, followers]) => sum + followers, 0) / hours.length;
  const best = hours.slice(0, 3);
  if (best.length === 0 || !(mean > 0)) return [];
  const ratio = roundTo(best.reduce((sum, [, followers]) => sum + followers, 0) / best.length / mean, 2);
  return [{ kind: 'online_hours', subject: best.map(([hour]) => hour), figures: { timezone, ratio }, evidence: [] }];
}

/** Medians of the engagement rate by format, where a group has enough posts. A description, no verdict. */
export function describeFormats(media: readonly MediaRecord[]): PlanningLine[] {
  const overall = overallMedian(media, 'engagement_rate');
  return FORMATS.flatMap((by) => {
    const groups = compareFormats(media, { by }).groups.filter(({ median: { value } }) => value !== null);
    // One group alone is the account itself.
    return groups.length < 2
      ? []
      : groups.map(({ group, median: estimate, posts }): PlanningLine => ({
          kind: 'format',
          subject: [group],
          figures: { trait: by, measure: 'engagement_rate', posts, overall },
          estimate,
          evidence: [],
        }));
  });
}

/**
 * Skip rate, retention and engagement by length of the video and by how the caption opens, against the median of all
 * posts, with intervals. A description: intervals that overlap show no difference.
 */
export function describeHooks(media: readonly MediaRecord[]): PlanningLine[] {
  const videos = media.filter((post) => post.is_video && !post.maturing);
  return HOOK_MEASURES.flatMap((measure) => {
    const overall = overallMedian(videos, measure);
    const { values, name } = measurePosts(videos, measure, {});
    const byLength = compareFormats(videos, { by: 'duration', measure })
      .groups.filter(({ median: { value } }) => value !== null)
      .map(({ group, median: estimate, posts }): PlanningLine => ({
        kind: 'length',
        subject: [group],
        figures: { trait: 'duration', measure, posts, overall },
        estimate,
        evidence: [],
      }));
    const openings = groupBy(videos, (post) => [openingOf(post)]);
    const byOpening = [...openings].flatMap(([opening, group]): PlanningLine[] => {
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

/** How the first line of a caption begins: `question`, `short_line`, `long_line` or `none`. */
export function openingOf({ caption }: Pick<MediaRecord, 'caption'>): 'question' | 'short_line' | 'long_line' | 'none' {
  const first = withoutAddresses((caption ?? '').trim().split('\n', 1)[0] ?? '');
  if (first === '') return 'none';
  if (asksQuestion(first)) return 'question';
  return [...first].length <= SHORT_OPENING ? 'short_line' : 'long_line';
}

function overallMedian(media: readonly MediaRecord[], measure: PostMeasure): number | null {
  const { values } = measurePosts(media, measure, {});
  const middle = median([...values.values()]);
  return middle === null ? null : roundTo(middle, 2);
}
