import { roundTo } from '../base/sums.ts';
import { DAY_MS, toEpochMs } from '../base/time.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { FootageFile, FootageGuess } from './match-footage.ts';

/** What matching reads of a post. Every `MediaRecord` fits. */
export type MatchablePost = Pick<MediaRecord, 'id' | 'timestamp'> &
  Partial<Pick<MediaRecord, 'caption' | 'media_details'>>;

/** Encoders cut or pad a clip by up to this much. */
const TOLERANCE_SECONDS = 0.5;
/** Footage older than this at publication is seldom what was published. */
const USUAL_AGE_MS = 90 * DAY_MS;

/** How sure a match is when one clip alone fits one post; shared by all clips that fit. */
const ONE_CLIP = 0.85;
/** Lost when the clip was much older than the post, or lies another way up. */
const OLD_CLIP = 0.25;
const OTHER_WAY_UP = 0.35;
/** A clip that was compared and fits no post is unused with the rest of 1. */
const COMPARED_WITHOUT_MATCH = 0.2;

/** Posts whose length is that of a clip made before them. */
export function matchByLength(
  clips: readonly FootageFile[],
  media: readonly MatchablePost[],
): Map<string, FootageGuess> {
  const posts = media.filter((post) => typeof post.media_details?.duration_seconds === 'number');
  const guesses = new Map<string, FootageGuess>();
  if (posts.length === 0) return guesses;
  const measured = clips.filter((clip) => typeof clip.video_metadata?.duration_seconds === 'number');
  for (const clip of measured)
    guesses.set(clip.name, { media_id: null, reason: 'no_match', confidence: COMPARED_WITHOUT_MATCH });
  for (const post of posts) {
    const fitting = measured.filter((clip) => fits(clip, post));
    for (const clip of fitting) {
      const confidence = roundTo(Math.max(0, ONE_CLIP - penalty(clip, post)) / fitting.length, 2);
      const before = guesses.get(clip.name);
      if (before === undefined || confidence > before.confidence) {
        guesses.set(clip.name, { media_id: post.id, reason: 'length_and_time', confidence });
      }
    }
  }
  return guesses;
}

function fits(clip: FootageFile, post: MatchablePost): boolean {
  const ofClip = clip.video_metadata?.duration_seconds ?? Number.NaN;
  const ofPost = post.media_details?.duration_seconds ?? Number.NaN;
  const age = ageAtPost(clip, post);
  return Math.abs(ofClip - ofPost) <= TOLERANCE_SECONDS && (age === null || age >= 0);
}

function penalty(clip: FootageFile, post: MatchablePost): number {
  const age = ageAtPost(clip, post);
  const old = age !== null && age > USUAL_AGE_MS ? OLD_CLIP : 0;
  const [one, other] = [clip.video_metadata?.orientation, post.media_details?.orientation];
  return old + (one != null && other != null && one !== other ? OTHER_WAY_UP : 0);
}

function ageAtPost(clip: FootageFile, post: MatchablePost): number | null {
  const created = clip.created_time === null ? null : toEpochMs(clip.created_time);
  const published = toEpochMs(post.timestamp);
  return created === null || published === null ? null : published - created;
}
