import { compareNames } from '../base/order.ts';
import { roundTo } from '../base/sums.ts';
import { DAY_MS, toEpochMs } from '../base/time.ts';
import type { FileRecord } from '../documents/file.ts';
import type { LedgerEntry } from '../documents/analytics.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { FootageMatches, FootageReason, FootageRow } from '../documents/planning.ts';
import { stemOf } from '../files/extension.ts';
import { compareNewest } from '../files/top-files.ts';
import { fileNameOf } from '../files/folder-path.ts';
import { filesOf } from '../files/inventory-files.ts';
import { pairFiles, parseSeriesName } from '../files/series.ts';
import { check } from './inputs.ts';

/** What matching reads of a file. Every `FileRecord` fits. */
export type FootageFile = Pick<FileRecord, 'name' | 'file_category' | 'created_time' | 'size_mb' | 'video_metadata'>;

/** What helps to tell used clips from unused ones. */
export interface MatchFootageOptions {
  /** Which files published posts were made from. Certain, so it decides first. */
  readonly ledger?: readonly LedgerEntry[] | undefined;
  /** The moment ages count from. Without it ages are `null`. */
  readonly now?: Date | string | undefined;
}

/** A guess about one clip. */
export interface FootageGuess {
  readonly media_id: string | null;
  readonly reason: FootageReason;
  /** 0 to 1: how sure it is that the clip was used. */
  readonly confidence: number;
}

/** From here on a clip is called used; below {@link UNCERTAIN_FROM} unused; between, uncertain. */
const USED_FROM = 0.7;
const UNCERTAIN_FROM = 0.3;
/** A whole file name quoted in a caption, or its subject (`vase24`) alone. */
const STEM_QUOTED = 0.9;
const SUBJECT_QUOTED = 0.6;
/** How sure "unused" is when nothing could have told otherwise. */
const NO_EVIDENCE = 0.5;
/** Shorter subjects, and those without a digit, are ordinary words. */
const LEAST_SUBJECT = 4;

/**
 * Which clips were published, which were not, and which cannot be told.
 *
 * A clip in the ledger is used (confidence 1). Else its length is compared to that of the posts, where both are known
 * (`video_metadata.duration_seconds`, `media_details`): within half a second, created before the post; the fewer clips
 * fit, the surer. Else its name in a caption: the whole stem 0.9, its subject 0.6. The best guess counts: from 0.7 used,
 * from 0.3 uncertain, else unused. A clip nothing could tell about is unused with reason `no_evidence` and 0.5; one
 * that was compared and fits nothing `no_match` with 0.8. Newest first, undated last, then by name.
 *
 * @source no published method: the rule is ours, written down in docs/analytics.md (2026-11-22)
 * @example
 * matchFootageToPosts([], []); //=> { used: [], unused: [], uncertain: [] }
 */
export function matchFootageToPosts(
  files: readonly FootageFile[],
  media: readonly MatchablePost[],
  options: MatchFootageOptions = {},
): FootageMatches {
  check('matchFootageToPosts', { files, media, options });
  const clips = files.filter((file) => file.file_category === 'video');
  const stills = new Map(pairFiles(files).map(({ video, still }) => [video.name, still.name]));
  const byLedger = readLedger(clips, options.ledger ?? []);
  const open = clips.filter((clip) => !byLedger.has(clip.name));
  const claimed = new Set([...byLedger.values()].map((guess) => guess.media_id));
  const byLength = matchByLength(
    open,
    media.filter((post) => !claimed.has(post.id)),
  );
  const byCaption = matchByCaption(open, media);
  const matches: FootageMatches = { used: [], unused: [], uncertain: [] };
  for (const clip of [...clips].sort(compareNewest)) {
    const guesses = [byLedger, byLength, byCaption].flatMap((found) => found.get(clip.name) ?? []);
    const best = guesses.reduce<FootageGuess | null>(
      (a, b) => (a === null || b.confidence > a.confidence ? b : a),
      null,
    );
    place(matches, clip, best, { still: stills.get(clip.name) ?? null, now: options.now });
  }
  return matches;
}

function place(
  matches: FootageMatches,
  clip: FootageFile,
  guess: FootageGuess | null,
  facts: { readonly still: string | null; readonly now: Date | string | undefined },
): void {
  const sure = guess?.confidence ?? 0;
  if (guess !== null && sure >= USED_FROM) matches.used.push(toRow(clip, guess, facts));
  else if (guess !== null && sure >= UNCERTAIN_FROM) matches.uncertain.push(toRow(clip, guess, facts));
  else matches.unused.push(toRow(clip, unusedGuess(guess), facts));
}

function unusedGuess(guess: FootageGuess | null): FootageGuess {
  if (guess === null) return { media_id: null, reason: 'no_evidence', confidence: NO_EVIDENCE };
  return { media_id: null, reason: 'no_match', confidence: roundTo(1 - guess.confidence, 2) };
}

function toRow(
  clip: FootageFile,
  guess: FootageGuess,
  { still, now }: { readonly still: string | null; readonly now: Date | string | undefined },
): FootageRow {
  const created = clip.created_time === null ? null : toEpochMs(clip.created_time);
  const today = now === undefined ? null : toEpochMs(now);
  return {
    name: clip.name,
    media_id: guess.media_id,
    reason: guess.reason,
    confidence: guess.confidence,
    created_time: clip.created_time,
    age_days: created === null || today === null ? null : Math.floor((today - created) / DAY_MS),
    size_mb: clip.size_mb,
    duration_seconds: clip.video_metadata?.duration_seconds ?? null,
    orientation: clip.video_metadata?.orientation ?? null,
    still,
  };
}

/** The ledger may name a file by its full or its base name; a base name that several clips share tells nothing. */
function readLedger(clips: readonly FootageFile[], ledger: readonly LedgerEntry[]): Map<string, FootageGuess> {
  const names = new Map<string, string | null>();
  for (const { name } of clips) {
    const base = fileNameOf(name);
    names.set(base, names.has(base) ? null : name);
  }
  for (const { name } of clips) names.set(name, name);
  const guesses = new Map<string, FootageGuess>();
  for (const { media_id, files } of ledger) {
    for (const file of files) {
      const name = names.get(file) ?? null;
      if (name !== null) guesses.set(name, { media_id, reason: 'ledger', confidence: 1 });
    }
  }
  return guesses;
}

/** Names quoted in captions. A name that several captions quote names the newest post. */
function matchByCaption(clips: readonly FootageFile[], media: readonly MatchablePost[]): Map<string, FootageGuess> {
  const captions = newestQuotes(media);
  const guesses = new Map<string, FootageGuess>();
  for (const { name } of clips) {
    const stem = stemOf(fileNameOf(name)).toLowerCase();
    const { subject, number } = parseSeriesName(fileNameOf(name));
    const short = subject.split('_').at(-1) ?? '';
    const byStem = captions.get(stem);
    const isTelling = short.length >= LEAST_SUBJECT && number !== null;
    const bySubject = isTelling ? newer(captions.get(short), captions.get(subject)) : undefined;
    const found = byStem ?? bySubject;
    if (found === undefined) continue;
    const confidence = byStem === undefined ? SUBJECT_QUOTED : STEM_QUOTED;
    guesses.set(name, { media_id: found.id, reason: 'name_in_caption', confidence });
  }
  return guesses;
}

interface Quote {
  readonly id: string;
  /** Place among the posts, newest first. */
  readonly rank: number;
}

/** The newest post that quotes each word. */
function newestQuotes(media: readonly MatchablePost[]): Map<string, Quote> {
  const quotes = new Map<string, Quote>();
  [...media]
    .sort((a, b) => compareNames(b.timestamp, a.timestamp))
    .forEach(({ id, caption }, rank) => {
      for (const word of wordsOf(caption ?? '')) if (!quotes.has(word)) quotes.set(word, { id, rank });
    });
  return quotes;
}

function newer(one: Quote | undefined, other: Quote | undefined): Quote | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.rank < one.rank ? other : one;
}

function wordsOf(caption: string): Set<string> {
  return new Set(caption.toLowerCase().match(/[\p{L}\p{N}_.-]*[\p{L}\p{N}_]/gu) ?? []);
}

/** What matching reads of a post. Every `MediaRecord` fits. */
export type MatchablePost = Pick<MediaRecord, 'id' | 'timestamp'> &
  Partial<Pick<MediaRecord, 'media_type' | 'caption' | 'media_details'>>;

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

/** What footage is looked for among, and which part of the inventory that is. */
export interface Footage {
  readonly files: readonly FootageFile[];
  readonly source: 'files' | 'highlights';
}

/** Gives the videos and pictures of an inventory, and whether they are all; where it holds no rows, its newest videos. */
export function footageOf(inventory: AnyInventory): Footage {
  const files = filesOf(inventory).filter(
    ({ file_category: category }) => category === 'video' || category === 'image',
  );
  const videos = files.filter(({ file_category: category }) => category === 'video').length;
  if (videos === 0)
    return { files: inventory.highlights.newest_videos, source: videosOf(inventory) === 0 ? 'files' : 'highlights' };
  // Rows of each kind may have been cut to the newest.
  return { files, source: videos >= videosOf(inventory) ? 'files' : 'highlights' };
}

function videosOf(inventory: AnyInventory): number {
  return inventory.categorized_summary.videos.count;
}

/** Words that tell one cut of a piece from another, at the end of a name. */
const CUT_WORDS =
  /(?:[ _.-]+(?:final|edit(?:ed)?|cut|v|ver|version|short|long|reel|story|export|draft|preview|copy|master|alt)[ _.-]*\d{0,2})+$/;

/**
 * Names the piece a clip is a cut of: its stem without folder, case and the words that tell cuts apart.
 *
 * @example
 * pieceOf('video/Vase_v2_final.mp4'); //=> 'vase'
 */
export function pieceOf(name: string): string {
  const stem = stemOf(fileNameOf(name)).toLowerCase();
  return stem.replace(CUT_WORDS, '') || stem;
}
