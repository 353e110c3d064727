import type { DraftLine, PlanningLineKind } from '../documents/planning.ts';
import { roundTo } from '../base/sums.ts';
import * as check from './inputs.ts';
import { capital, LinePen, type LineTextOptions, plain, unitOf } from './line-pen.ts';

export type { LineTextOptions } from './line-pen.ts';

/** Writes the sentence of a line with a pen. */
export type Writer = (line: DraftLine, pen: LinePen) => string;

/** The sentence of each kind of line: the one place where they are worded. */
export const LINE_WRITERS: Record<PlanningLineKind, Writer> = {
  outlier: ({ figures: { figure, value, ratio, median, posts } }, pen) =>
    `${pen.nameOf(figure)} ${pen.show(value)}${unitOf(figure)}, ${pen.show(ratio)} times the median of ${pen.show(median)}${unitOf(figure)} (${pen.countOf(posts, 'other post')}; one post may be chance)`,
  followers: ({ figures: { followers, change, from, to } }, pen) =>
    change === null
      ? `${pen.show(followers)} followers`
      : `${pen.show(followers)} followers, ${pen.signed(change)} from ${pen.day(from)} to ${pen.day(to)}`,
  account_reach: ({ figures: { day, week, days_28 } }, pen) =>
    `Accounts reached: ${[
      ['day', day],
      ['week', week],
      ['28 days', days_28],
    ]
      .flatMap(([period, value]) => (value === null ? [] : [`${pen.show(value)} in the last ${String(period)}`]))
      .join(', ')}`,
  rhythm: ({ figures: { per_week_now, per_week_before, days_since_last, longest_gap_days, posts, span_days } }, pen) =>
    [
      `Posting: ${pen.show(per_week_now)} a week in the last 4 weeks`,
      ...(per_week_before === null ? [] : [`${pen.show(per_week_before)} before`]),
      `last post ${pen.show(days_since_last)} days ago`,
      ...(longest_gap_days === null ? [] : [`longest gap ${pen.show(longest_gap_days)} days`]),
      `${pen.countOf(posts, 'post')} read, over ${pen.countOf(span_days, 'day')}`,
    ].join(', '),
  trend: ({ subject, estimate }, pen) => `${capital(pen.nameOf(subject[0]))}: ${pen.trend(estimate)}`,
  velocity: ({ figures: { measure, age_hours, typical }, estimate }, pen) =>
    `Latest post: ${pen.ratioOf(estimate)} times the usual ${pen.nameOf(measure)} at ${pen.show(age_hours)} h (usual ${pen.show(typical)}, ${pen.postsOf(estimate)})`,
  trait: ({ figures: { trait, new: isNew }, subject, estimate, used_with: companions = [] }, pen) => {
    const set = (name: string): string => pen.valueOf(trait, name);
    const together = companions.length === 0 ? '' : `; cannot be told from ${companions.map(set).join(', ')}`;
    const name = trait === 'question' || trait === 'call_to_action' ? '' : ` ${subject.map(set).join(' + ')}`;
    const since = isNew === true ? ' (new)' : '';
    return `${pen.nameOf(trait)}${name} went together with posts ${pen.lift(estimate)}${together}${since}`;
  },
  no_finding: ({ figures: { posts: used, traits, excluded } }, pen) =>
    traits === 0
      ? `${pen.countOf(used, 'post')} are too few to compare any trait; what looks better may be luck`
      : `Nothing stands out beyond chance among ${pen.show(traits)} traits of ${pen.show(used)} posts${excluded === 0 ? '' : ` (${pen.show(excluded)} under 48 h left out)`}; what looks better may be luck`,
  no_slot: ({ figures: { posts: used, timezone } }, pen) =>
    `No best time can be told from ${pen.countOf(used, 'post')} (${pen.show(timezone)})`,
  tried_slots: ({ subject, figures: { timezone } }, pen) =>
    `Posts by slot (${pen.show(timezone)}): ${pen.slots(subject)}`,
  untried_slots: ({ subject, figures: { timezone, slots, hardly } }, pen) =>
    `Never tried (${pen.show(timezone)}): ${subject.length === 0 ? 'no slot' : pen.slots(subject)} (${pen.show(slots)} of 28 slots; ${pen.show(hardly)} more under 3 posts)`,
  online_hours: ({ subject, figures: { timezone, ratio } }, pen) =>
    `Most followers online from ${subject.join(', ')} o'clock (${pen.show(timezone)}), ${pen.show(ratio)} times the mean hour; says when they are there, not when posts do well`,
  length: describeGroup,
  opening: describeGroup,
  format: describeGroup,
  question: describeAsk,
  request: describeAsk,
  topic: ({ subject, figures: { comments, authors, posts: on } }, pen) =>
    `People write about ${subject.map((name) => pen.quote(name)).join(', ')}: ${pen.countOf(comments, 'comment')} by ${pen.show(authors)} people under ${pen.countOf(on, 'post')}`,
  content_gap: ({ subject, figures: { ratio, posts: on } }, pen) =>
    `${subject.map((name) => pen.quote(name)).join(', ')}: its ${pen.countOf(on, 'post')} had ${pen.show(ratio)} times the median interactions, and no unused clip is left`,
  never_posted: ({ subject, figures: { clips } }, pen) =>
    `${subject.map((name) => pen.quote(name)).join(', ')}: ${pen.show(clips)} clips, none matched to a post`,
  family: ({ subject, figures: { cuts } }, pen) =>
    `${pen.show(cuts)} cuts of one piece: ${subject.map((name) => pen.quote(name)).join(', ')}; plan with one of them`,
  music: ({ subject, figures: { files } }, pen) =>
    `${pen.countOf(files, 'audio file')}: ${subject.map((name) => pen.quote(name)).join(', ')}`,
  experiment: ({ subject, figures, estimate }, pen) => {
    const { arm, tried, posts_needed, chance_best } = figures;
    const values = subject.map((name) => pen.valueOf(arm, name));
    const against =
      estimate?.value == null
        ? ''
        : `, ${pen.ratioOf(estimate)} times the others${pen.interval(estimate, (end) => pen.ratio(end))}`;
    const known = tried === 0 ? 'never tried' : `tried on ${pen.countOf(tried, 'post')}${against}`;
    return `Try ${ARM_NAMES[String(arm)] ?? plain(String(arm))} ${values.join(' + ')}: ${known}; ${pen.percent(chance_best)} likely the best of its kind; ${pen.countOf(posts_needed, 'post')} more would show a doubling`;
  },
  no_account: () => 'There is no account document: nothing is known of what worked',
  no_inventory: () => 'There is no inventory: nothing is known of the footage',
  posts_unread: () => 'The posts could not be read: nothing is known of what worked',
  few_posts: ({ figures: { posts: count } }, pen) =>
    count === 0
      ? 'There are no posts: nothing is known of what worked'
      : `${pen.countOf(count, 'post')} ${count === 1 ? 'is' : 'are'} few: differences between them are mostly chance`,
  maturing: ({ figures: { posts: count } }, pen) =>
    `${pen.countOf(count, 'post')} younger than 48 hours: their figures still grow`,
  no_ledger: () => 'No ledger says which clips were published: used and unused are guesses',
  unprobed: ({ figures: { unknown, clips } }, pen) =>
    `Length and orientation of ${pen.show(unknown)} of ${pen.show(clips)} clips are not known: their files were not read`,
  highlights_only: ({ figures: { looked_at, videos } }, pen) =>
    `The inventory does not hold all file rows: only the newest ${pen.show(looked_at)} of ${pen.show(videos)} clips were looked at`,
  issue: ({ subject, figures: { kind } }, pen) =>
    `${plain(String(kind))}: ${subject.map((name) => pen.quote(name)).join(' ')}`,
};

/**
 * Writes the sentence of a line, without a full stop. Names and quotes of others go through `quote`; everything else is
 * of this library. Numbers and dates are plain digits for programs and models, and in the reader's form with a `locale`.
 *
 * @example
 * describePlanningLine({ id: 'C1', kind: 'few_posts', subject: [], figures: { posts: 7 }, evidence: [] });
 * //=> '7 posts are few: differences between them are mostly chance'
 */
export function describePlanningLine(line: DraftLine, options: LineTextOptions = {}): string {
  check.describePlanningLine({ line, options });
  return LINE_WRITERS[line.kind](line, new LinePen(options));
}

const ARM_NAMES: Readonly<Record<string, string>> = {
  slot: 'posting on a',
  length: 'a length of',
  opening: 'opening with a',
  series: 'the series',
  audio: 'audio',
};

function describeGroup(
  { figures: { trait, measure, posts: count, overall }, subject, estimate }: DraftLine,
  pen: LinePen,
): string {
  const group = subject.map((name) => pen.valueOf(trait, name)).join(' + ');
  const unit = unitOf(measure);
  const value = estimate?.value ?? null;
  const median = value === null ? 'too few to say' : `median ${pen.nameOf(measure)} ${pen.show(value)}${unit}`;
  const against = overall === null || overall === undefined ? '' : `, all posts ${pen.show(overall)}${unit}`;
  const range = value === null ? '' : pen.interval(estimate, (end) => `${pen.number(roundTo(end, 2))}${unit}`);
  return `${capital(pen.nameOf(trait))} ${group}: ${median}${range}${against} (${pen.countOf(estimate?.n ?? count, 'post')})`;
}

function describeAsk({ kind, subject, figures }: DraftLine, pen: LinePen): string {
  const { comments, posts: on, answered, unanswered, topic } = figures;
  const state =
    typeof answered !== 'number' || typeof unanswered !== 'number' || answered + unanswered === 0
      ? ''
      : unanswered === 0
        ? ', answered'
        : answered === 0
          ? ', unanswered'
          : `, ${pen.show(answered)} answered, ${pen.show(unanswered)} not`;
  const about = topic === null || topic === undefined ? '' : ` about ${plain(String(topic))}`;
  const many = comments === 1 ? '' : ` (${pen.show(comments)} under ${pen.countOf(on, 'post')})`;
  return `${kind === 'request' ? 'Request' : 'Question'}${about}${many}${state}: ${subject.map((name) => pen.quote(name)).join(' / ')}`;
}
