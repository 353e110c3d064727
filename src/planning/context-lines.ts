import { roundTo } from '../base/sums.ts';
import type { Snapshot } from '../documents/analytics.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { PlanningLine } from '../documents/planning.ts';
import { describeGrowth } from '../metrics/growth.ts';
import { compareFormats } from '../metrics/formats.ts';
import type { FormatTrait } from '../metrics/post-traits.ts';
import { findBestPostingTimes, type BestPostingTimesOptions } from '../metrics/posting-times.ts';
import { describeLift } from './words.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const MOST_SLOTS = 3;
const TRAITS: readonly FormatTrait[] = ['product_type', 'duration', 'orientation', 'caption_length', 'audio'];

/** The slots about which something can be said, best first; one line that says so when none can. */
export function describeSlots(media: readonly MediaRecord[], options: BestPostingTimesOptions): PlanningLine[] {
  const { slots, posts_used, timezone } = findBestPostingTimes(media, options);
  const known = slots.filter(({ lift }) => lift.value !== null).slice(0, MOST_SLOTS);
  if (known.length === 0) {
    const text = `No best time can be told from ${String(posts_used)} posts.`;
    return [{ text, evidence: [] }];
  }
  return known.map(({ weekday, daypart, lift, source }) => {
    const slot = `${WEEKDAYS[weekday - 1] ?? String(weekday)} ${daypart} (${timezone})`;
    if (source === 'measured') return { text: `${slot}: ${describeLift(lift)}.`, evidence: [], estimate: lift };
    const ratio = roundTo(lift.value ?? 0, 2);
    const text = `${slot}: followers online, ${String(ratio)} times the mean of the day; no measurement of this account's posts.`;
    return { text, evidence: [], estimate: lift };
  });
}

/** Medians of the groups that have enough posts. */
export function describeFormats(media: readonly MediaRecord[]): PlanningLine[] {
  return TRAITS.flatMap((by) =>
    compareFormats(media, { by })
      .groups.filter(({ median }) => median.value !== null)
      .map(({ group, median }) => {
        const [low, high] = (median.interval ?? []).map((end) => roundTo(end, 2));
        const range =
          low === undefined || high === undefined ? '' : `, 80 % interval ${String(low)} to ${String(high)}`;
        const value = roundTo(median.value ?? 0, 2);
        const text = `${by.replaceAll('_', ' ')} ${group}: median engagement ${String(value)} % (${String(median.n)} posts${range}).`;
        return { text, evidence: [], estimate: median };
      }),
  );
}

/** How followers changed over the kept collections; nothing without at least two. */
export function describeGrowthLines(history: readonly Snapshot[]): PlanningLine[] {
  const known = describeGrowth(history).points.filter((point) => point.followers_count !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const change = (last.followers_count ?? 0) - (first.followers_count ?? 0);
  const text = `Followers ${change < 0 ? '' : '+'}${String(change)} from ${first.taken_at} to ${last.taken_at}.`;
  return [{ text, evidence: [] }];
}
