import type { ActivityRecord } from '../documents/summary.ts';
import type { HashtagPerformance } from '../documents/summary.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { SummaryMetrics } from '../documents/summary.ts';
import type { VideoPerformance } from '../documents/summary.ts';
import { describeActivity } from '../metrics/summary.ts';
import { summarizeHashtags } from '../metrics/hashtags.ts';
import { summarizeMedia } from '../metrics/summary.ts';
import { describeVideo } from '../metrics/video.ts';
import { roundActivity, roundHashtags, roundSummary, roundVideo } from './round-records.ts';

/** What is known of the account that figures about its posts rest on. */
export interface AccountFacts {
  readonly followers: number | null;
  readonly username: string | null;
}

/** Lines of recent activity, newest first. */
export const DEFAULT_ACTIVITY_LIMIT = 20;

export function deriveActivity(media: readonly MediaRecord[], facts: AccountFacts, limit: number): ActivityRecord[] {
  return media.slice(0, limit).map((post) => roundActivity(describeActivity(post, { followers: facts.followers })));
}

export function deriveHashtags(
  media: readonly MediaRecord[],
  facts: AccountFacts,
  hashtags?: readonly string[],
): Record<string, HashtagPerformance> {
  return roundHashtags(summarizeHashtags(media, { followers: facts.followers, hashtags }));
}

export function deriveSummary(media: readonly MediaRecord[], facts: AccountFacts): SummaryMetrics {
  return roundSummary(summarizeMedia(media, { followers: facts.followers }));
}

/** The newest video; `null` when none of the posts is one. */
export function deriveLatestVideo(media: readonly MediaRecord[], facts: AccountFacts): VideoPerformance | null {
  const videos = media.filter((post) => post.is_video);
  const [latest] = videos.sort((a, b) => b.timestamp.localeCompare(a.timestamp));
  if (latest === undefined) return null;
  return roundVideo(describeVideo(latest, { followers: facts.followers, ownUsername: facts.username }));
}
