import { KINDS, MEDIA_WORDS } from '../documents/vocabulary.ts';

/** What the platforms' other words mean. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...MEDIA_WORDS,
    UNKNOWN: 'unknown',
    saved: 'saves',
    total_interactions: 'interactions',
    clips_replays_count: 'replays',
    follows_and_unfollows: 'follows gained and lost',
    ig_reels_aggregated_all_plays_count: 'plays and replays',
    ig_reels_avg_watch_time: 'average watch time',
    ig_reels_video_view_total_time: 'total watch time',
    link_clicks: 'link taps',
    navigation: 'taps through stories',
    profile_activity: 'taps on the profile',
    profile_links_taps: 'taps on links of the profile',
    reels_skip_rate: 'skip rate',
    website_clicks: 'taps on the website',
    MUSIC: 'licensed music',
    ORIGINAL_SOUND: 'original sound',
    ai: 'made with AI',
    not_ai: 'not made with AI',
    STANDARD: 'standard',
    NEARLINE: 'nearline, read about monthly',
    COLDLINE: 'coldline, read about quarterly',
    ARCHIVE: 'archive, read about yearly',
    RAPID: 'rapid, in one zone',
  }),
);

/**
 * Writes a word of a platform or a document as a reader would: the one table of them.
 *
 * @example
 * plain('15_to_30s'); //=> '15 to 30 s'
 */
export function plain(key: string): string {
  return KINDS.get(key)?.[1] ?? WORDS.get(key) ?? key.replaceAll('_', ' ').replace(/(\d)s\b/g, '$1 s');
}
