import { ISSUE_KINDS } from '../base/issues.ts';
import type { Redactor } from '../base/redact.ts';
import { roundTo } from '../base/sums.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { FootageRow, PlanningLine } from '../documents/planning.ts';
import { toFileReference } from './untrusted.ts';
import { cleanText, fence } from './untrusted.ts';
import type { PlanningDocuments } from './planning-documents.ts';

/** One entry of a section: as a line, and as a record where columns are shorter. */
export interface BriefItem {
  readonly line: string;
  readonly row?: Readonly<Record<string, unknown>> | undefined;
}

export interface LineSettings {
  /** Ids shown behind a line. */
  readonly mostEvidence: number;
  readonly redactor: Redactor;
}

const QUOTE_LENGTH = 160;
const CLIP_LENGTH = 120;
const USERNAME_LENGTH = 30;
/** Kinds of issues named one by one in the cautions. */
const MOST_KINDS = 4;
/** Entries of an open vocabulary of the platform; others are fenced. */
const GROUP_LOOK = /^[\w .,–-]{0,40}$/;
/** What a line of ours may look like that carries no text of strangers. */
const PLAIN_LENGTH = 240;

/** A line whose whole text this library wrote. */
export function ownLine({ text, evidence }: PlanningLine, settings: LineSettings): BriefItem {
  return { line: `${cleanText(settings.redactor.text(text), PLAIN_LENGTH)}${showEvidence(evidence, settings)}` };
}

/** `Hashtag a + b: 60 % above …`: what stands between the label and the last colon is a name somebody chose. */
export function themeLine({ text, evidence }: PlanningLine, settings: LineSettings): BriefItem {
  const [, label, names, lift] =
    /^(Hashtag|Caption length|Question in the caption|Call to action) (.*): ([^:]*)$/su.exec(text) ?? [];
  if (label === undefined || names === undefined || lift === undefined) return quoteLine({ text, evidence }, settings);
  const shown = label === 'Hashtag' ? fence(settings.redactor.text(names), QUOTE_LENGTH) : cleanText(names, 60);
  return { line: `${label} ${shown}: ${cleanText(lift, PLAIN_LENGTH)}${showEvidence(evidence, settings)}` };
}

/** `audio type GROUP: median engagement …`: the platform names the group. */
export function formatLine({ text, evidence }: PlanningLine, settings: LineSettings): BriefItem {
  const [, trait, group, median] =
    /^(product type|duration|orientation|caption length|audio) (.*): (median [^:]*)$/su.exec(text) ?? [];
  if (trait === undefined || group === undefined || median === undefined)
    return quoteLine({ text, evidence }, settings);
  const shown = GROUP_LOOK.test(group) ? group : fence(settings.redactor.text(group), 60);
  return { line: `${trait} ${shown}: ${cleanText(median, PLAIN_LENGTH)}${showEvidence(evidence, settings)}` };
}

/** `Question (unanswered): text`: the text is a comment's. */
export function quoteLine({ text, evidence }: PlanningLine, settings: LineSettings): BriefItem {
  const [, kind, quote] = /^((?:Request|Question)(?: \((?:un)?answered\))?): (.*)$/su.exec(text) ?? [];
  const shown = fence(settings.redactor.text(quote ?? text), QUOTE_LENGTH);
  return { line: `${kind === undefined ? '' : `${kind}: `}${shown}${showEvidence(evidence, settings)}` };
}

/** Cautions of our own whole, in their order; the issues behind them, whose words are the platform's, counted by kind. */
export function cautionItems(lines: readonly PlanningLine[], settings: LineSettings): BriefItem[] {
  const kinds = new Map<string, number>();
  const own: BriefItem[] = [];
  for (const line of lines) {
    const kind = ISSUE_KINDS.find((each) => line.text.startsWith(`${each}: `));
    if (kind === undefined) own.push(ownLine({ ...line, evidence: [] }, settings));
    else kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  if (kinds.size === 0) return own;
  const most = [...kinds].sort(([, a], [, b]) => b - a);
  const named = most.slice(0, MOST_KINDS).map(([kind, count]) => `${String(count)} ${kind}`);
  const others = most.slice(MOST_KINDS).reduce((sum, [, count]) => sum + count, 0);
  const counted = [...named, ...(others === 0 ? [] : [`${String(others)} of other kinds`])].join(', ');
  return [...own, { line: `Parts could not be read: ${counted}.` }];
}

/** What went wrong, in the platform's words, each once. */
export function issueItems(lines: readonly PlanningLine[], settings: LineSettings): BriefItem[] {
  const seen = new Map<string, number>();
  for (const { text } of lines) {
    const kind = ISSUE_KINDS.find((each) => text.startsWith(`${each}: `));
    if (kind === undefined) continue;
    const line = `${kind}: ${fence(settings.redactor.text(text.slice(kind.length + 2)), QUOTE_LENGTH)}`;
    seen.set(line, (seen.get(line) ?? 0) + 1);
  }
  return [...seen].map(([line, count]) => ({ line: count === 1 ? line : `${line} (${String(count)} times)` }));
}

/** A clip with its length, way up, age and size, and how sure it is that nobody used it. */
export function clipItem(clip: FootageRow, { redactor }: LineSettings): BriefItem {
  const name = fenceName(toFileReference(redactor.text(clip.name)), CLIP_LENGTH);
  const length = clip.duration_seconds === null ? 'length unknown' : `${String(roundTo(clip.duration_seconds, 1))} s`;
  const parts = [
    length,
    clip.orientation ?? 'orientation unknown',
    ...(clip.age_days === null ? [] : [`${String(clip.age_days)} days old`]),
    clip.size_mb === null ? 'size unknown' : `${String(clip.size_mb)} MB`,
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
      confidence: clip.confidence,
      reason: clip.reason,
    },
  };
}

/** Hashtags with a verdict first, then the most used. */
export function hashtagItems(analytics: InstagramAnalytics | null | undefined, settings: LineSettings): BriefItem[] {
  const tags = Object.entries(analytics?.hashtag_performance ?? {});
  const rank = (verdict: string | undefined): number => (verdict === 'helps' || verdict === 'hurts' ? 0 : 1);
  tags.sort(([, a], [, b]) => rank(a.lift?.verdict) - rank(b.lift?.verdict) || b.usage_count - a.usage_count);
  return tags.map(([tag, { usage_count, median_engagement_rate: rate, engagement_basis: basis, lift }]) => {
    const hashtag = fence(`#${settings.redactor.text(tag)}`, 60);
    const median = rate === null ? 'no rate known' : `median ${String(rate)} % by ${basis ?? 'unknown'}`;
    const ratio = lift?.value ?? null;
    const words = ratio === null ? 'too few to compare' : `${String(roundTo(ratio, 2))} times the others`;
    const verdict = lift?.verdict === undefined ? '' : ` (${lift.verdict})`;
    return {
      line: `${hashtag}: ${String(usage_count)} posts, ${median}, ${words}${verdict}`,
      row: { hashtag, posts: usage_count, median_rate: rate, basis, ratio, verdict: lift?.verdict ?? null },
    };
  });
}

/** Who the account is, in a line. */
export function accountLine({ analytics }: PlanningDocuments, redactor: Redactor): string {
  const account = analytics?.account_info ?? null;
  if (account === null) return 'Account: not read';
  const summary = analytics?.summary_metrics ?? null;
  const username =
    account.username === null ? 'name unknown' : fenceName(redactor.text(account.username), USERNAME_LENGTH);
  const followers =
    account.followers_count === null ? 'followers unknown' : `${String(account.followers_count)} followers`;
  const rate = summary?.median_engagement_rate ?? null;
  const engagement =
    rate === null
      ? 'no engagement rate known'
      : `median engagement ${String(rate)} % by ${summary?.engagement_basis ?? 'unknown'} (${String(summary?.posts_with_rate ?? 0)} posts)`;
  return `Account: ${username}, ${followers}, ${engagement}`;
}

/** A character that is not ASCII takes up to four tokens: a quarter of them is shown. */
function fenceName(name: string, length: number): string {
  return fence(name, /^[ -~]*$/.test(name) ? length : length / 4);
}

/** When the documents were made and how much of them is there. */
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

function showEvidence(evidence: readonly string[], { mostEvidence }: LineSettings): string {
  const shown = evidence.slice(0, mostEvidence).map((id) => (/^\w{1,40}$/.test(id) ? id : fence(id, 60)));
  if (shown.length === 0) return '';
  const more = evidence.length - shown.length;
  return ` [${shown.join(' ')}${more > 0 ? ` +${String(more)}` : ''}]`;
}
