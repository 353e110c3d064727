import type { DraftLine, PlanningLineKind } from '../documents/planning.ts';
import { roundTo } from '../base/sums.ts';
import * as check from './inputs.ts';
import { capital, LineWriter, type LineTextOptions, plain, unitOf } from './line-writer.ts';

export type { LineTextOptions } from './line-writer.ts';

/** Writes the sentence of a line with a pen. */
export type Writer = (line: DraftLine, writer: LineWriter) => string;

/** The sentence of each kind of line: the one place where they are worded. */
export const LINE_WRITERS: Record<PlanningLineKind, Writer> = {
  outlier: ({ figures: { figure, value, ratio, median, posts } }, writer) =>
    `${writer.nameOf(figure)} ${writer.show(value)}${unitOf(figure)}, ${writer.show(ratio)} times the median of ${writer.show(median)}${unitOf(figure)} (${writer.countOf(posts, 'other post')}; one post may be chance)`,
  followers: ({ figures: { followers, change, from, to } }, writer) =>
    change === null
      ? `${writer.show(followers)} followers`
      : `${writer.show(followers)} followers, ${writer.signed(change)} from ${writer.day(from)} to ${writer.day(to)}`,
  account_reach: ({ figures: { day, week, days_28 } }, writer) =>
    `Accounts reached: ${[
      ['day', day],
      ['week', week],
      ['28 days', days_28],
    ]
      .flatMap(([period, value]) => (value === null ? [] : [`${writer.show(value)} in the last ${String(period)}`]))
      .join(', ')}`,
  rhythm: (
    { figures: { per_week_now, per_week_before, days_since_last, longest_gap_days, posts, span_days } },
    writer,
  ) =>
    [
      `Posting: ${writer.show(per_week_now)} a week in the last 4 weeks`,
      ...(per_week_before === null ? [] : [`${writer.show(per_week_before)} before`]),
      `last post ${writer.show(days_since_last)} days ago`,
      ...(longest_gap_days === null ? [] : [`longest gap ${writer.show(longest_gap_days)} days`]),
      `${writer.countOf(posts, 'post')} read, over ${writer.countOf(span_days, 'day')}`,
    ].join(', '),
  trend: ({ subject, estimate }, writer) => `${capital(writer.nameOf(subject[0]))}: ${writer.trend(estimate)}`,
  velocity: ({ figures: { measure, age_hours, typical }, estimate }, writer) =>
    `Latest post: ${writer.ratioOf(estimate)} times the usual ${writer.nameOf(measure)} at ${writer.show(age_hours)} h (usual ${writer.show(typical)}, ${writer.postsOf(estimate)})`,
  trait: ({ figures: { trait, new: isNew }, subject, estimate, used_with: companions = [] }, writer) => {
    const set = (name: string): string => writer.valueOf(trait, name);
    const together = companions.length === 0 ? '' : `; cannot be told from ${companions.map(set).join(', ')}`;
    const name = trait === 'question' || trait === 'call_to_action' ? '' : ` ${subject.map(set).join(' + ')}`;
    const since = isNew === true ? ' (new)' : '';
    return `${writer.nameOf(trait)}${name} went together with posts ${writer.lift(estimate)}${together}${since}`;
  },
  no_finding: ({ figures: { posts: used, traits, excluded } }, writer) =>
    traits === 0
      ? `${writer.countOf(used, 'post')} are too few to compare any trait; what looks better may be luck`
      : `Nothing stands out beyond chance among ${writer.show(traits)} traits of ${writer.show(used)} posts${excluded === 0 ? '' : ` (${writer.show(excluded)} under 48 h left out)`}; what looks better may be luck`,
  no_slot: ({ figures: { posts: used, timezone } }, writer) =>
    `No best time can be told from ${writer.countOf(used, 'post')} (${writer.show(timezone)})`,
  tried_slots: ({ subject, figures: { timezone } }, writer) =>
    `Posts by slot (${writer.show(timezone)}): ${writer.slots(subject)}`,
  untried_slots: ({ subject, figures: { timezone, slots, hardly } }, writer) =>
    `Never tried (${writer.show(timezone)}): ${subject.length === 0 ? 'no slot' : writer.slots(subject)} (${writer.show(slots)} of 28 slots; ${writer.show(hardly)} more under 3 posts)`,
  online_hours: ({ subject, figures: { timezone, ratio } }, writer) =>
    `Most followers online from ${subject.join(', ')} o'clock (${writer.show(timezone)}), ${writer.show(ratio)} times the mean hour; says when they are there, not when posts do well`,
  length: describeGroup,
  opening: describeGroup,
  format: describeGroup,
  question: describeAsk,
  request: describeAsk,
  topic: ({ subject, figures: { comments, authors, posts: on } }, writer) =>
    `People write about ${subject.map((name) => writer.quote(name)).join(', ')}: ${writer.countOf(comments, 'comment')} by ${writer.show(authors)} people under ${writer.countOf(on, 'post')}`,
  content_gap: ({ subject, figures: { ratio, posts: on } }, writer) =>
    `${subject.map((name) => writer.quote(name)).join(', ')}: its ${writer.countOf(on, 'post')} had ${writer.show(ratio)} times the median interactions, and no unused clip is left`,
  never_posted: ({ subject, figures: { clips } }, writer) =>
    `${subject.map((name) => writer.quote(name)).join(', ')}: ${writer.show(clips)} clips, none matched to a post`,
  family: ({ subject, figures: { cuts } }, writer) =>
    `${writer.show(cuts)} cuts of one piece: ${subject.map((name) => writer.quote(name)).join(', ')}; plan with one of them`,
  music: ({ subject, figures: { files } }, writer) =>
    `${writer.countOf(files, 'audio file')}: ${subject.map((name) => writer.quote(name)).join(', ')}`,
  experiment: ({ subject, figures, estimate }, writer) => {
    const { arm, tried, posts_needed, chance_best } = figures;
    const values = subject.map((name) => writer.valueOf(arm, name));
    const against =
      estimate?.value == null
        ? ''
        : `, cautiously ${writer.ratioOf(estimate)} times the others${writer.interval(estimate, (end) => writer.ratio(end))}`;
    const known = tried === 0 ? 'never tried' : `tried on ${writer.countOf(tried, 'post')}${against}`;
    return `Try ${ARM_NAMES[String(arm)] ?? plain(String(arm))} ${values.join(' + ')}: ${known}; ${writer.percent(chance_best)} chance of being the best choice; ${writer.countOf(posts_needed, 'more post')} would show whether it doubles engagement`;
  },
  no_account: () => 'There is no account document: nothing is known of what worked',
  no_inventory: () => 'There is no inventory: nothing is known of the footage',
  posts_unread: () => 'The posts could not be read: nothing is known of what worked',
  few_posts: ({ figures: { posts: count } }, writer) =>
    count === 0
      ? 'There are no posts: nothing is known of what worked'
      : `${writer.countOf(count, 'post')} ${count === 1 ? 'is' : 'are'} few: differences between them are mostly chance`,
  maturing: ({ figures: { posts: count } }, writer) =>
    `${writer.countOf(count, 'post')} younger than 48 hours: their figures still grow`,
  no_ledger: () => 'No ledger says which clips were published: used and unused are guesses',
  unprobed: ({ figures: { unknown, clips } }, writer) =>
    `Length and orientation of ${writer.show(unknown)} of ${writer.show(clips)} clips are not known: their files were not read`,
  highlights_only: ({ figures: { looked_at, videos } }, writer) =>
    `The inventory does not hold all file rows: only the newest ${writer.show(looked_at)} of ${writer.show(videos)} clips were looked at`,
  issue: ({ subject, figures: { kind } }, writer) =>
    `${plain(String(kind))}: ${subject.map((name) => writer.quote(name)).join(' ')}`,
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
  return LINE_WRITERS[line.kind](line, new LineWriter(options));
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
  writer: LineWriter,
): string {
  const group = subject.map((name) => writer.valueOf(trait, name)).join(' + ');
  const unit = unitOf(measure);
  const value = estimate?.value ?? null;
  const median = value === null ? 'too few to say' : `median ${writer.nameOf(measure)} ${writer.show(value)}${unit}`;
  const against = overall === null || overall === undefined ? '' : `, all posts ${writer.show(overall)}${unit}`;
  const range = value === null ? '' : writer.interval(estimate, (end) => `${writer.number(roundTo(end, 2))}${unit}`);
  return `${capital(writer.nameOf(trait))} ${group}: ${median}${range}${against} (${writer.countOf(estimate?.n ?? count, 'post')})`;
}

function describeAsk({ kind, subject, figures }: DraftLine, writer: LineWriter): string {
  const { comments, posts: on, answered, unanswered, topic } = figures;
  const state =
    typeof answered !== 'number' || typeof unanswered !== 'number' || answered + unanswered === 0
      ? ''
      : unanswered === 0
        ? ', answered'
        : answered === 0
          ? ', unanswered'
          : `, ${writer.show(answered)} answered, ${writer.show(unanswered)} not`;
  const about = topic === null || topic === undefined ? '' : ` about ${plain(String(topic))}`;
  const many = comments === 1 ? '' : ` (${writer.show(comments)} under ${writer.countOf(on, 'post')})`;
  return `${kind === 'request' ? 'Request' : 'Question'}${about}${many}${state}: ${subject.map((name) => writer.quote(name)).join(' / ')}`;
}
