import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { LedgerEntry, Snapshot } from '../documents/analytics.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { FootageRow, PlanningContext } from '../documents/planning.ts';
import { describeAudience } from './audience-lines.ts';
import { describeCautions } from './caution-lines.ts';
import { describeFormats, describeGrowthLines, describeSlots } from './context-lines.ts';
import { footageOf } from './match-footage.ts';
import { matchFootageToPosts } from './match-footage.ts';
import { describeThemes } from './theme-lines.ts';

/** Everything a plan can rest on. */
export interface PlanVideoInput {
  readonly analytics: InstagramAnalytics;
  readonly inventory: AnyInventory;
  /** Earlier collections, for growth. */
  readonly history?: readonly Snapshot[] | undefined;
  readonly ledger?: readonly LedgerEntry[] | undefined;
  /** IANA zone of the account, for posting times. @default 'UTC' */
  readonly timezone?: string | undefined;
  /** Followers online by hour, which stands in where posts are too few. */
  readonly onlineFollowers?: Readonly<Record<string, number>> | null | undefined;
}

/** Length of a reel a plan looks for, in seconds. */
const REEL_SECONDS = { least: 7, most: 30 } as const;

/**
 * What a planner needs to know before it plans videos: what worked, what did not, when, which formats, which unused
 * clips fit a vertical reel of 7 to 30 seconds, what the audience asks for and what the data cannot say. Every line
 * names the posts, comments or files it rests on. Ages count from the moment the account was collected.
 *
 * An inventory without file rows gives its newest videos instead, and `footage_source` says so.
 */
export function planVideoContext(input: PlanVideoInput): PlanningContext {
  const { analytics, inventory, ledger, history = [] } = input;
  const media = analytics.recent_media ?? [];
  const asOf = analytics.export_info.exported_at;
  const { files, source } = footageOf(inventory);
  const footage = matchFootageToPosts(files, media, { ledger, now: asOf });
  const clips = footage.unused.filter(fitsReel);
  const themes = describeThemes(media);
  const audience = describeAudience(media, analytics.account_info?.username ?? null);
  const { summary_metrics: summary, account_info: account } = analytics;
  return {
    planning_info: {
      planning_version: '2.0',
      as_of: asOf,
      inventory_generated_at: inventory.inventory_info.generated_at,
      posts_analyzed: media.length,
      posts_maturing: media.filter((post) => post.maturing).length,
      footage_source: source,
    },
    account: {
      username: account?.username ?? null,
      followers_count: account?.followers_count ?? null,
      median_engagement_rate: summary?.median_engagement_rate ?? null,
      engagement_basis: summary?.engagement_basis ?? null,
    },
    what_worked: themes.helps,
    what_did_not: themes.hurts,
    when_to_post: describeSlots(media, { timezone: input.timezone ?? 'UTC', onlineFollowers: input.onlineFollowers }),
    formats: describeFormats(media),
    audience_asks: audience,
    growth: describeGrowthLines(history),
    clips_for_reels: clips,
    footage_counts: { used: footage.used.length, unused: footage.unused.length, uncertain: footage.uncertain.length },
    cautions: describeCautions({ analytics, inventory, footage, source, hasLedger: (ledger ?? []).length > 0 }),
  };
}

/** A clip whose length or way up is not known is kept: it may fit, and its row says what is unknown. */
function fitsReel({ duration_seconds: seconds, orientation }: FootageRow): boolean {
  const isLength = seconds === null || (seconds >= REEL_SECONDS.least && seconds <= REEL_SECONDS.most);
  return isLength && (orientation === null || orientation === 'portrait');
}
