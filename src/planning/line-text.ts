import { roundTo } from '../base/sums.ts';
import type { Estimate } from '../documents/shapes.ts';
import { DAYPARTS } from '../metrics/posting-slots.ts';
import type { DraftLine, PlanningLineKind } from '../documents/planning.ts';
import { check } from './inputs.ts';

/** How the names and quotes of others are set in a sentence. */
export interface LineTextOptions {
  /** For a text somebody else chose or wrote. @default as it is */
  readonly quote?: ((text: string) => string) | undefined;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** What each trait, trend and figure is called. */
const NAMES: Readonly<Record<string, string>> = {
  hashtag: 'Hashtag',
  caption_length: 'Caption length',
  question: 'Question in the caption',
  call_to_action: 'Call to action',
  product_type: 'Product type',
  duration: 'Length',
  orientation: 'Orientation',
  audio: 'Audio',
  series: 'Series',
  carousel_size: 'Carousel of',
  day_type: 'Posting on a',
  weekday: 'Posting on',
  daypart: 'Posting in the',
  slot: 'Posting on',
  views: 'views',
  reach: 'reach',
  interactions: 'interactions',
  engagement_rate: 'engagement rate',
  save_rate: 'saves per reach',
  share_rate: 'shares per reach',
  skip_rate: 'skip rate',
  retention_ratio: 'retention',
};

/** Traits whose values others choose. Of other traits a value that does not look like a word of a vocabulary is quoted, too. */
const CHOSEN_BY_OTHERS: ReadonlySet<unknown> = new Set(['hashtag', 'series']);
const WORD_LOOK = /^[\w-]{1,40}$/;

type Figure = DraftLine['figures'][string] | undefined;

/** Writes the sentence of a line; `quote` sets what others chose or wrote. */
export type Writer = (line: DraftLine, quote: (text: string) => string) => string;

/** The sentence of each kind of line: the one place where they are worded. */
export const LINE_WRITERS: Record<PlanningLineKind, Writer> = {
  outlier: ({ figures: { figure, value, ratio, median, posts } }) =>
    `${nameOf(figure)} ${show(value)}${unitOf(figure)}, ${show(ratio)} times the median of ${show(median)}${unitOf(figure)} (${countOf(posts, 'other post')}; one post may be chance)`,
  followers: ({ figures: { followers, change, from, to } }) =>
    change === null
      ? `${show(followers)} followers`
      : `${show(followers)} followers, ${signed(change)} from ${dayOf(from)} to ${dayOf(to)}`,
  account_reach: ({ figures: { day, week, days_28 } }) =>
    `Accounts reached: ${[
      ['day', day],
      ['week', week],
      ['28 days', days_28],
    ]
      .flatMap(([period, value]) => (value === null ? [] : [`${show(value)} in the last ${String(period)}`]))
      .join(', ')}`,
  rhythm: ({ figures: { per_week_now, per_week_before, days_since_last, longest_gap_days, posts, span_days } }) =>
    [
      `Posting: ${show(per_week_now)} a week in the last 4 weeks`,
      ...(per_week_before === null ? [] : [`${show(per_week_before)} before`]),
      `last post ${show(days_since_last)} days ago`,
      ...(longest_gap_days === null ? [] : [`longest gap ${show(longest_gap_days)} days`]),
      `${countOf(posts, 'post')} read, over ${countOf(span_days, 'day')}`,
    ].join(', '),
  trend: ({ subject, estimate }) => `${capital(nameOf(subject[0]))}: ${describeTrend(estimate)}`,
  velocity: ({ figures: { measure, age_hours, typical }, estimate }) =>
    `Latest post: ${ratioOf(estimate)} times the usual ${nameOf(measure)} at ${show(age_hours)} h (usual ${show(typical)}, ${posts(estimate)})`,
  trait: ({ figures: { trait, new: isNew }, subject, estimate, used_with: companions = [] }, quote) => {
    const set = (name: string): string => setName(trait, name, quote);
    const together = companions.length === 0 ? '' : `; cannot be told from ${companions.map(set).join(', ')}`;
    const name = trait === 'question' || trait === 'call_to_action' ? '' : ` ${subject.map(set).join(' + ')}`;
    const since = isNew === true ? ' (new)' : '';
    return `${nameOf(trait)}${name} went together with posts ${describeLift(estimate)}${together}${since}`;
  },
  no_finding: ({ figures: { posts: used, traits, excluded } }) =>
    traits === 0
      ? `${countOf(used, 'post')} are too few to compare any trait; what looks better may be luck`
      : `Nothing stands out beyond chance among ${show(traits)} traits of ${show(used)} posts${excluded === 0 ? '' : ` (${show(excluded)} under 48 h left out)`}; what looks better may be luck`,
  no_slot: ({ figures: { posts: used, timezone } }) =>
    `No best time can be told from ${countOf(used, 'post')} (${show(timezone)})`,
  tried_slots: ({ subject, figures: { timezone } }) => `Posts by slot (${show(timezone)}): ${describeSlots(subject)}`,
  untried_slots: ({ subject, figures: { timezone, slots, hardly } }) =>
    `Never tried (${show(timezone)}): ${subject.length === 0 ? 'no slot' : describeSlots(subject)} (${show(slots)} of 28 slots; ${show(hardly)} more under 3 posts)`,
  online_hours: ({ subject, figures: { timezone, ratio } }) =>
    `Most followers online from ${subject.join(', ')} o'clock (${show(timezone)}), ${show(ratio)} times the mean hour; says when they are there, not when posts do well`,
  length: describeGroup,
  opening: describeGroup,
  format: describeGroup,
  question: describeAsk,
  request: describeAsk,
  topic: ({ subject, figures: { comments, authors, posts: on } }, quote) =>
    `People write about ${subject.map(quote).join(', ')}: ${countOf(comments, 'comment')} by ${show(authors)} people under ${countOf(on, 'post')}`,
  content_gap: ({ subject, figures: { ratio, posts: on } }, quote) =>
    `${subject.map(quote).join(', ')}: its ${countOf(on, 'post')} had ${show(ratio)} times the median interactions, and no unused clip is left`,
  never_posted: ({ subject, figures: { clips } }, quote) =>
    `${subject.map(quote).join(', ')}: ${show(clips)} clips, none matched to a post`,
  family: ({ subject, figures: { cuts } }, quote) =>
    `${show(cuts)} cuts of one piece: ${subject.map(quote).join(', ')}; plan with one of them`,
  music: ({ subject, figures: { files } }, quote) => `${show(files)} audio files: ${subject.map(quote).join(', ')}`,
  experiment: ({ subject, figures, estimate }, quote) => {
    const { arm, tried, posts_needed, chance_best } = figures;
    const set = subject.map((name) => setName(arm, name, quote));
    const known =
      tried === 0
        ? 'never tried'
        : `tried on ${countOf(tried, 'post')}${estimate?.value == null ? '' : `, ${ratioOf(estimate)} times the others${interval(estimate, ratio)}`}`;
    return `Try ${ARM_NAMES[String(arm)] ?? plain(String(arm))} ${set.join(' + ')}: ${known}; ${percent(chance_best)} likely the best of its kind; ${countOf(posts_needed, 'post')} more would show a doubling`;
  },
  no_account: () => 'There is no account document: nothing is known of what worked',
  no_inventory: () => 'There is no inventory: nothing is known of the footage',
  posts_unread: () => 'The posts could not be read: nothing is known of what worked',
  few_posts: ({ figures: { posts: count } }) =>
    `${countOf(count, 'post')} ${count === 1 ? 'is' : 'are'} few: differences between them are mostly chance`,
  maturing: ({ figures: { posts: count } }) =>
    `${countOf(count, 'post')} younger than 48 hours: their figures still grow`,
  no_ledger: () => 'No ledger says which clips were published: used and unused are guesses',
  unprobed: ({ figures: { unknown, clips } }) =>
    `Length and orientation of ${show(unknown)} of ${show(clips)} clips are not known: probe them`,
  highlights_only: ({ figures: { looked_at, videos } }) =>
    `The inventory does not hold all file rows: only the newest ${show(looked_at)} of ${show(videos)} clips were looked at`,
  issue: ({ subject, figures: { kind } }, quote) => `${plain(String(kind))}: ${subject.map(quote).join(' ')}`,
};

/**
 * Writes the sentence of a line, without a full stop. Names and quotes of others go through `quote`; everything else is
 * of this library.
 *
 * @example
 * describePlanningLine({ id: 'C1', kind: 'few_posts', subject: [], figures: { posts: 7 }, evidence: [] });
 * //=> '7 posts are few: differences between them are mostly chance'
 */
export function describePlanningLine(line: DraftLine, options: LineTextOptions = {}): string {
  check('describePlanningLine', { line, options });
  return LINE_WRITERS[line.kind](line, options.quote ?? ((text) => text));
}

const ARM_NAMES: Readonly<Record<string, string>> = {
  slot: 'posting on',
  length: 'a length of',
  opening: 'opening with',
  series: 'the series',
  audio: 'audio',
};

function describeGroup(
  { figures: { trait, measure, posts: count, overall }, subject, estimate }: DraftLine,
  quote: (text: string) => string,
): string {
  const group = subject.map((name) => setName(trait, name, quote)).join(' + ');
  const unit = unitOf(measure);
  const value = estimate?.value ?? null;
  const median = value === null ? 'too few to say' : `median ${nameOf(measure)} ${show(value)}${unit}`;
  const against = overall === null || overall === undefined ? '' : `, all posts ${show(overall)}${unit}`;
  const range = value === null ? '' : interval(estimate, (end) => `${String(roundTo(end, 2))}${unit}`);
  return `${capital(plain(String(trait)))} ${group}: ${median}${range}${against} (${countOf(estimate?.n ?? count, 'post')})`;
}

function describeAsk({ kind, subject, figures }: DraftLine, quote: (text: string) => string): string {
  const { comments, posts: on, answered, unanswered, topic } = figures;
  const state =
    typeof answered !== 'number' || typeof unanswered !== 'number' || answered + unanswered === 0
      ? ''
      : unanswered === 0
        ? ', answered'
        : answered === 0
          ? ', unanswered'
          : `, ${show(answered)} answered, ${show(unanswered)} not`;
  const about = topic === null || topic === undefined ? '' : ` about ${plain(String(topic))}`;
  const many = comments === 1 ? '' : ` (${show(comments)} under ${countOf(on, 'post')})`;
  return `${kind === 'request' ? 'Request' : 'Question'}${about}${many}${state}: ${subject.map(quote).join(' / ')}`;
}

/**
 * Writes a ratio with its uncertainty.
 *
 * @example
 * describeLift({ value: 1.6, n: 12, interval: [1.2, 2.1], method: '', basis: 'reach' });
 * //=> '60 % above the others (80 % interval 20 % to 110 %, 12 posts)'
 */
function describeLift(estimate: Estimate | undefined): string {
  if (estimate?.value == null) return `that are too few to compare (${String(estimate?.n ?? 0)})`;
  const change = roundTo((estimate.value - 1) * 100, 0);
  const size = change === 0 ? 'level with' : `${String(Math.abs(change))} % ${change > 0 ? 'above' : 'below'}`;
  const range = estimate.interval?.map((end) => `${String(roundTo((end - 1) * 100, 0))} %`).join(' to ');
  return `${size} the others (${range === undefined ? '' : `80 % interval ${range}, `}${posts(estimate)})`;
}

function describeTrend(estimate: Estimate | undefined): string {
  if (estimate?.value == null) return `too few posts for a trend (${String(estimate?.n ?? 0)})`;
  const change = `${signed(roundTo((estimate.value - 1) * 100, 0))} % in 30 days`;
  const range = interval(estimate, (end) => `${signed(roundTo((end - 1) * 100, 0))} %`);
  if (estimate.verdict === 'rising' || estimate.verdict === 'falling') {
    return `${estimate.verdict}, ${change}${range}, ${posts(estimate)}`;
  }
  return `no trend beyond chance (${posts(estimate)})`;
}

function interval(estimate: Estimate | undefined, write: (end: number) => string): string {
  const ends = estimate?.interval;
  return ends == null ? '' : `, 80 % interval ${ends.map(write).join(' to ')}`;
}

function posts(estimate: Estimate | undefined): string {
  return countOf(estimate?.n ?? 0, 'post');
}

function ratioOf(estimate: Estimate | undefined): string {
  return estimate?.value == null ? 'an unknown number of' : ratio(estimate.value);
}

function ratio(value: number): string {
  return String(roundTo(value, value < 10 ? 1 : 0));
}

function setName(trait: Figure, name: string, quote: (text: string) => string): string {
  if (trait === 'weekday') return weekdayName(name);
  if (trait === 'slot' && name.includes('/')) return describeSlots([name]);
  return CHOSEN_BY_OTHERS.has(trait) || !WORD_LOOK.test(name) ? quote(name) : plain(name);
}

/** Slots as data names them, `6/evening` or `6/evening/3` with a count, by part of the day; seven days are every day. */
function describeSlots(slots: readonly string[]): string {
  const byDaypart = new Map<string, string[]>();
  for (const slot of slots) {
    const [weekday, daypart = '', count] = slot.split('/');
    const day = weekdayName(weekday).slice(0, 3);
    byDaypart.set(daypart, [...(byDaypart.get(daypart) ?? []), count === undefined ? day : `${day} ${count}`]);
  }
  return DAYPARTS.flatMap((daypart) => {
    const days = byDaypart.get(daypart);
    if (days === undefined) return [];
    return [`${daypart} ${days.length === 7 && !/\d/.test(days.join('')) ? 'every day' : days.join(', ')}`];
  }).join('; ');
}

function weekdayName(weekday: Figure): string {
  return WEEKDAYS[Number(weekday) - 1] ?? String(weekday);
}

function nameOf(key: Figure): string {
  return NAMES[String(key)] ?? plain(String(key));
}

/** `15_to_30s` as `15 to 30 s`. */
function plain(key: string): string {
  return key.replaceAll('_', ' ').replace(/(\d)s\b/g, '$1 s');
}

function unitOf(figure: Figure): string {
  return /_rate$|^engagement/.test(String(figure)) ? ' %' : '';
}

function countOf(count: Figure, noun: string): string {
  return `${show(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function show(value: Figure): string {
  if (typeof value === 'number') return String(roundTo(value, Math.abs(value) < 100 ? 2 : 0));
  return value === null || value === undefined ? 'unknown' : String(value);
}

function signed(value: Figure): string {
  return typeof value === 'number' && value > 0 ? `+${String(value)}` : show(value);
}

function percent(value: Figure): string {
  return typeof value === 'number' ? `${String(roundTo(value * 100, 0))} %` : 'unknown';
}

function dayOf(time: Figure): string {
  return String(time).slice(0, 10);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
