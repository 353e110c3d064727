import { compareNames } from '../base/order.ts';
import { roundTo } from '../base/sums.ts';
import { DAY_MS, toEpochMs } from '../base/time.ts';
import type { FileRecord } from '../documents/file.ts';
import type { LedgerEntry } from '../documents/history.ts';
import type { FootageMatches, FootageReason, FootageRow } from '../documents/planning.ts';
import { stemOf } from '../files/extension.ts';
import { compareNewest } from '../files/file-order.ts';
import { fileNameOf } from '../files/folder-path.ts';
import { pairFiles } from '../files/pair-files.ts';
import { parseSeriesName } from '../files/series-name.ts';
import { matchByLength, type MatchablePost } from './match-by-length.ts';

export type { MatchablePost } from './match-by-length.ts';

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
