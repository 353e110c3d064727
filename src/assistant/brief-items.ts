import type { Redactor } from '../base/redact.ts';
import { roundTo } from '../base/sums.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import { type PlanningClip, type PlanningSeries } from '../documents/footage.ts';
import {
  PLANNING_POST_FIGURES,
  type PlanningContext,
  type PlanningLine,
  type PlanningNote,
  type PlanningPost,
  type PlanningPostFigure,
} from '../documents/planning.ts';
import type { PlanningDocuments } from '../planning/documents.ts';
import { describePlanningLine } from '../planning/line-text.ts';
import { cleanText, fence, toFileReference } from './untrusted.ts';

/** One entry of a section: as a line, and as a record where columns are shorter. */
export interface BriefItem {
  readonly line: string;
  readonly row?: Readonly<Record<string, unknown>> | undefined;
}

export interface ItemOptions {
  /** Ids shown behind a line. */
  readonly mostEvidence: number;
  readonly redactor: Redactor;
}

const QUOTE_LENGTH = 170;
const CAPTION_LENGTH = 80;
const NAME_LENGTH = 120;
const USERNAME_LENGTH = 30;
const NOTE_LENGTH = 200;
/** Kinds of issues named one by one in the cautions. */
const MAX_KINDS = 4;
/** Hashtags used once that are named. */
const MAX_SINGLE_TAGS = 8;

/** What a character that is not ASCII takes of a length: it may be three tokens. */
const WIDE = 3;

/** Fences a text of others, without secrets, cut to a length that counts what the characters cost. */
function quoteWith({ redactor }: Pick<ItemOptions, 'redactor'>, length = QUOTE_LENGTH): (text: string) => string {
  return (text) => {
    const safe = cleanText(redactor.text(text), length);
    let [room, points] = [length, 0];
    for (const character of safe) {
      room -= character < '\u0080' ? 1 : WIDE;
      if (room < 0) break;
      points += 1;
    }
    return fence(safe, points);
  };
}

/** Writes a line of the plan behind the id a plan cites it by, the words of others fenced, what it rests on behind it. */
export function lineItem(line: PlanningLine, options: ItemOptions): BriefItem {
  return {
    line: `${line.id}: ${describePlanningLine(line, { quote: quoteWith(options) })}${showEvidence(line, options)}`,
  };
}

/** What each figure of a post is called in a brief. */
const SHORT_NAMES: Readonly<Record<PlanningPostFigure, string>> = {
  views: 'views',
  reach: 'reach',
  interactions: 'interactions',
  engagement_rate: 'rate %',
  save_rate: 'saves/reach %',
  share_rate: 'shares/reach %',
  skip_rate: 'skip %',
  retention_ratio: 'retention',
};

/** Writes a post with its figures: `views 3467 (7.3 x 475)` is 7.3 times the median of 475. */
export function postItem(label: string, post: PlanningPost, { redactor }: ItemOptions): BriefItem {
  const traits = [
    post.timestamp.slice(0, 16).replace('T', ' '),
    ...(post.age_hours !== null && post.maturing ? [`${String(roundTo(post.age_hours, 0))} h old, still growing`] : []),
    ...(post.duration_seconds === null ? [] : [`${String(roundTo(post.duration_seconds, 1))} s`]),
    ...(post.orientation === null ? [] : [post.orientation]),
    ...(post.audio === null ? [] : [ownWord(post.audio)]),
    ...(post.series === null ? [] : [`series ${quoteWith({ redactor }, 40)(post.series)}`]),
  ];
  const known = PLANNING_POST_FIGURES.flatMap((figure) => {
    const { value, ratio, median, at } = post.figures[figure];
    if (value === null) return [];
    const against =
      ratio === null ? '' : ` (${String(ratio)} x ${String(median)}${at === 'same_age' ? ' at its age' : ''})`;
    return [`${SHORT_NAMES[figure]} ${String(value)}${against}`];
  });
  const caption = post.caption === null ? 'no caption' : quoteWith({ redactor }, CAPTION_LENGTH)(post.caption);
  const figures = Object.fromEntries(
    PLANNING_POST_FIGURES.flatMap((figure) => {
      const { value, ratio } = post.figures[figure];
      return value === null ? [] : [[figure, value], ...(ratio === null ? [] : [[`${figure}_ratio`, ratio]])];
    }),
  ) as Record<string, number>;
  return {
    line: `${label}: ${caption}, ${traits.join(', ')}: ${known.length === 0 ? 'no figures known' : known.join(', ')} [${post.media_id}]`,
    row: { post: label, id: post.media_id, caption, time: post.timestamp, seconds: post.duration_seconds, ...figures },
  };
}

/** Gives a word of the platform's vocabulary as it is; anything else fenced. */
function ownWord(word: string): string {
  return /^[A-Z_]{1,30}$/.test(word) ? word : fence(word, 30);
}

/** Writes an unused clip: its length, way up, age and size, how well it fits and how sure it is that nobody used it. */
export function clipItem(clip: PlanningClip, { redactor }: ItemOptions): BriefItem {
  const name = nameOf(clip.name, redactor);
  const parts = [
    clip.duration_seconds === null ? 'length unknown' : `${String(roundTo(clip.duration_seconds, 1))} s`,
    clip.orientation ?? 'orientation unknown',
    ...(clip.age_days === null ? [] : [`${String(clip.age_days)} days old`]),
    `${String(clip.size_mb)} MB`,
    ...(clip.still === null ? [] : ['with still']),
    `fit ${String(clip.fit)}`,
    `unused ${String(clip.confidence)} (${clip.reason})`,
  ];
  return {
    line: `${name}: ${parts.join(', ')}`,
    row: {
      name,
      duration_seconds: clip.duration_seconds,
      orientation: clip.orientation,
      age_days: clip.age_days,
      size_mb: clip.size_mb,
      fit: clip.fit,
      confidence: clip.confidence,
      reason: clip.reason,
    },
  };
}

/** Writes a series of unused clips, with what the studio says of it. */
export function seriesItem(series: PlanningSeries, { redactor }: ItemOptions): BriefItem {
  const { unused, used, seconds, orientations, newest, note } = series;
  const ways = Object.entries(orientations).flatMap(([way, count]) =>
    count === 0 ? [] : [`${String(count)} ${way === 'unknown' ? 'of unknown orientation' : way}`],
  );
  const length =
    seconds === null
      ? 'length unknown'
      : `${[...new Set(seconds.map((end) => String(roundTo(end, 1))))].join(' to ')} s`;
  const parts = [
    `${String(unused)} unused, ${String(used)} used`,
    length,
    ...ways,
    ...(newest === null ? [] : [`newest ${newest.slice(0, 10)}`]),
    `such as ${nameOf(series.example, redactor)}`,
  ];
  const noteText = note === null ? '' : `. Note: ${cleanText(redactor.text(note), NOTE_LENGTH)}`;
  return { line: `Series ${quoteWith({ redactor }, 60)(series.series)}: ${parts.join(', ')}${noteText}` };
}

/** Writes a note of the studio: trusted, and so not fenced. */
export function noteItem({ about, text }: PlanningNote, { redactor }: ItemOptions): BriefItem {
  const clean = (value: string, length: number): string => cleanText(redactor.text(value), length);
  return { line: `${about === null ? '' : `${clean(about, 60)}: `}${clean(text, NOTE_LENGTH)}` };
}

/** Writes the cautions of our own whole, in their order, then the issues behind them counted by kind. */
export function cautionItems(lines: readonly PlanningLine[], options: ItemOptions): BriefItem[] {
  const own = lines
    .filter(({ kind }) => kind !== 'issue')
    .map((line) => ({ line: describePlanningLine(line, { quote: quoteWith(options) }) }));
  const kinds = new Map<string, number>();
  for (const { kind, figures } of lines) {
    if (kind === 'issue') kinds.set(String(figures['kind']), (kinds.get(String(figures['kind'])) ?? 0) + 1);
  }
  const most = [...kinds].sort(([, a], [, b]) => b - a);
  if (most.length === 0) return own;
  const named = most.slice(0, MAX_KINDS).map(([kind, count]) => `${String(count)} ${kind}`);
  const others = most.slice(MAX_KINDS).reduce((sum, [, count]) => sum + count, 0);
  const counted = [...named, ...(others === 0 ? [] : [`${String(others)} of other kinds`])].join(', ');
  return [...own, { line: `Parts could not be read: ${counted}` }];
}

/** Writes what went wrong, in the platforms' words, each once. */
export function issueItems(lines: readonly PlanningLine[], options: ItemOptions): BriefItem[] {
  const seen = new Map<string, number>();
  for (const line of lines) {
    if (line.kind !== 'issue') continue;
    const written = describePlanningLine(line, { quote: quoteWith(options) });
    seen.set(written, (seen.get(written) ?? 0) + 1);
  }
  return [...seen].map(([line, count]) => ({ line: count === 1 ? line : `${line} (${String(count)} times)` }));
}

/** Writes the hashtags of at least two posts, the most used first, and those used once in one line. */
export function hashtagItems(analytics: InstagramAnalytics | null | undefined, { redactor }: ItemOptions): BriefItem[] {
  const tags = Object.entries(analytics?.hashtag_performance ?? {}).filter(([, row]) => row.usage_count > 0);
  const often = tags.filter(([, row]) => row.usage_count > 1).sort(([, a], [, b]) => b.usage_count - a.usage_count);
  const once = tags.filter(([, row]) => row.usage_count === 1).map(([tag]) => `#${redactor.text(tag)}`);
  const items = often.map(([tag, { usage_count, median_engagement_rate: rate, engagement_basis: basis, lift }]) => {
    const hashtag = fence(`#${redactor.text(tag)}`, 60);
    const verdict = lift?.verdict ?? 'too_few';
    const isFound = verdict === 'helps' || verdict === 'hurts';
    const ratio = isFound && lift?.value != null ? `, ${String(roundTo(lift.value, 2))} times the others` : '';
    const median = rate === null ? 'no rate known' : `median ${String(rate)} % by ${basis ?? 'unknown'}`;
    return { line: `${hashtag}: ${String(usage_count)} posts, ${median}${ratio} (${verdict.replaceAll('_', ' ')})` };
  });
  if (once.length === 0) return items;
  const shown = once.slice(0, MAX_SINGLE_TAGS).join(' ');
  const more = once.length > MAX_SINGLE_TAGS ? ` and ${String(once.length - MAX_SINGLE_TAGS)} more` : '';
  return [
    ...items,
    { line: `${String(once.length)} used once, about which nothing can be said: ${fence(shown, 240)}${more}` },
  ];
}

/** Writes who the account is, in a line. */
export function accountLine({ account }: PlanningContext, isRead: boolean, redactor: Redactor): string {
  if (!isRead) return 'Account: not read';
  const { username, followers_count: followers, median_engagement_rate: rate, engagement_basis: basis } = account;
  const name = username === null ? 'name unknown' : quoteWith({ redactor }, USERNAME_LENGTH)(username);
  const size = followers === null ? 'followers unknown' : `${String(followers)} followers`;
  const engagement =
    rate === null ? 'no engagement rate known' : `median engagement ${String(rate)} % by ${basis ?? 'unknown'}`;
  return `Account: ${name}, ${size}, ${engagement}`;
}

/** Writes when the documents were made and how much of them is there. */
export function dataLine({ analytics, inventory }: PlanningDocuments): string {
  const parts: string[] = [];
  if (analytics !== null && analytics !== undefined) {
    const { coverage, recent_media: media, export_info: info } = analytics;
    const maturing = (media ?? []).filter((post) => post.maturing).length;
    const { asked, got } = coverage.media_insights;
    parts.push(
      `account read ${cleanText(info.exported_at, 25)}, ${String(media?.length ?? 0)} posts (${String(maturing)} under 48 h), insights of ${String(got)} of ${String(asked)}`,
    );
  }
  if (inventory !== null && inventory !== undefined) {
    const { inventory_info: info, bucket_summary: bucket, coverage } = inventory;
    parts.push(
      `bucket read ${cleanText(info.generated_at, 25)}, ${String(bucket.total_files)} files, ${String(coverage.folders.got)} of ${String(coverage.folders.asked)} folders`,
    );
  }
  return `Data: ${parts.length === 0 ? 'none' : parts.join('; ')}`;
}

/** Gives a file's name by which a tool takes it. */
function nameOf(name: string, redactor: Redactor): string {
  return quoteWith({ redactor }, NAME_LENGTH)(toFileReference(name));
}

function showEvidence({ evidence }: PlanningLine, { mostEvidence, redactor }: ItemOptions): string {
  const shown = evidence
    .slice(0, mostEvidence)
    .map((id) => (/^\d{1,40}(?:_\d{1,40})?$/.test(id) ? id : quoteWith({ redactor }, 60)(id)));
  if (shown.length === 0) return '';
  const more = evidence.length - shown.length;
  return ` [${shown.join(' ')}${more > 0 ? ` +${String(more)}` : ''}]`;
}
