import { itemAt } from '../base/lists.ts';
import { compareNames } from '../base/order.ts';
import { DAY_MS, toEpochMs } from '../base/time.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { LedgerEntry } from '../documents/analytics.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { FootageMatches, FootageReason, FootageRow } from '../documents/footage.ts';
import { compareNewest } from '../files/top-files.ts';
import { fileNameOf } from '../files/path.ts';
import { filesOf } from '../files/inventory-files.ts';
import { pairFiles } from '../files/series.ts';
import { createNameReader, type NamedClip, type NameReader, pieceOf } from './footage-names.ts';
import { type ClipPosterior, estimateFootageUse, type FootageSupport, readCaptions } from './footage-reading.ts';
import * as check from './inputs.ts';

/** What matching reads of a file. Every `FileRecord` fits. */
export type FootageFile = Pick<FileRecord, 'name' | 'file_category' | 'created_time' | 'size_mb' | 'video_metadata'>;

/** What matching reads of a post. Every `MediaRecord` fits. */
export type MatchablePost = Pick<MediaRecord, 'id' | 'timestamp'> &
  Partial<Pick<MediaRecord, 'media_type' | 'caption' | 'media_details'>>;

/** What helps to tell used clips from unused ones. */
export interface MatchFootageOptions {
  /** Which files published posts were made from. Certain, so it decides first. */
  readonly ledger?: readonly LedgerEntry[] | undefined;
  /** The moment ages count from. Without it ages are `null`. */
  readonly now?: Date | string | undefined;
}

/** From this probability on a clip is called used. */
const USED_FROM = 0.7;
/** From here on it is uncertain where lengths were compared; lower where a length or a caption speaks for this clip. */
const LIKELY_FROM = 0.5;
const UNCERTAIN_FROM = 0.1;
/** How sure "unused" is where there is no post. */
const NO_EVIDENCE = 0.5;
const SUPPORT_REASONS: Readonly<Record<FootageSupport, FootageReason>> = {
  length: 'length_and_time',
  name: 'name_in_caption',
  time: 'length_and_time',
};

/** Where a clip belongs, and why. */
interface Verdict {
  readonly list: keyof FootageMatches;
  readonly media_id: string | null;
  readonly reason: FootageReason;
  readonly confidence: number;
  readonly other_cut_of?: string;
}

/**
 * Finds which clips were published, which were not, and which are uncertain.
 *
 * A clip in the ledger is used (confidence 1), and neither it nor its post is looked at further. For the others
 * `estimateFootageUse` weighs length, time, caption, series, orientation and "none of these" for all posts together;
 * pictures are left out. `confidence` is a probability: in `used` and `uncertain` that the clip was published, in
 * `unused` that it was not. `media_id` is the likeliest post.
 *
 * `used` from 0.7. `uncertain` from 0.5, and from 0.1 where a length or a name speaks for this very clip. Else `unused`:
 * `shared_length` where its length fits a post that others explain as well or better, `no_match` where lengths were
 * compared and none fits, `no_evidence` where none could be compared. Time alone moves no clip out of `unused`; it only
 * lowers the confidence, under 0.5 where there are about as many posts as clips. Without any post it is 0.5. Another cut of a clip
 * in `used` (`vase_raw.mp4` beside `vase.mp4`) is `uncertain` for `other_cut`, with `other_cut_of` and the same post;
 * its confidence is still that of its own use. Newest first, undated last, then by name.
 *
 * @source no published method: the model is ours, measured in docs/analytics.md (2026-11-28)
 * @example
 * matchFootageToPosts([], []); //=> { used: [], unused: [], uncertain: [] }
 */
export function matchFootageToPosts(
  files: readonly FootageFile[],
  media: readonly MatchablePost[],
  options: MatchFootageOptions = {},
): FootageMatches {
  return matchClips(files, media, options, createNameReader());
}

/** Matches as {@link matchFootageToPosts} does, for callers that read the names of the clips themselves, too. */
export function matchClips(
  files: readonly FootageFile[],
  media: readonly MatchablePost[],
  options: MatchFootageOptions,
  readName: NameReader,
): FootageMatches {
  check.matchFootageToPosts({ files, media, options });
  const clips = files.filter((file) => file.file_category === 'video').sort(compareNewest);
  const stills = new Map(pairFiles(files).map(({ video, still }) => [video.name, still.name]));
  const verdicts = readLedger(clips, options.ledger ?? []);
  const claimed = new Set([...verdicts.values()].map((verdict) => verdict.media_id));
  const open = clips.filter((clip) => !verdicts.has(clip.name));
  const posts = media
    .filter((post) => !claimed.has(post.id) && post.media_type !== 'IMAGE')
    .sort((a, b) => compareNames(a.timestamp, b.timestamp) || compareNames(a.id, b.id));
  for (const [name, verdict] of judge(open, posts, readName)) verdicts.set(name, verdict);
  markOtherCuts(verdicts, readName);
  const matches: FootageMatches = { used: [], unused: [], uncertain: [] };
  const today = options.now === undefined ? null : toEpochMs(options.now);
  for (const clip of clips) {
    const verdict = verdicts.get(clip.name);
    if (verdict !== undefined) matches[verdict.list].push(toRow(clip, verdict, stills.get(clip.name) ?? null, today));
  }
  return matches;
}

function toRow(clip: FootageFile, verdict: Verdict, still: string | null, today: number | null): FootageRow {
  const created = clip.created_time === null || today === null ? null : toEpochMs(clip.created_time);
  return {
    name: clip.name,
    media_id: verdict.media_id,
    reason: verdict.reason,
    confidence: verdict.confidence,
    ...(verdict.other_cut_of === undefined ? {} : { other_cut_of: verdict.other_cut_of }),
    created_time: clip.created_time,
    age_days: created === null || today === null ? null : Math.floor((today - created) / DAY_MS),
    size_mb: clip.size_mb,
    duration_seconds: clip.video_metadata?.duration_seconds ?? null,
    orientation: clip.video_metadata?.orientation ?? null,
    still,
  };
}

/**
 * Reads the ledger. The ledger may name a file by its full or its base name; a base name that several clips share tells
 * nothing.
 */
function readLedger(clips: readonly FootageFile[], ledger: readonly LedgerEntry[]): Map<string, Verdict> {
  if (ledger.length === 0) return new Map();
  const names = new Map<string, string | null>();
  for (const { name } of clips) {
    const base = fileNameOf(name);
    names.set(base, names.has(base) ? null : name);
  }
  for (const { name } of clips) names.set(name, name);
  const verdicts = new Map<string, Verdict>();
  for (const { media_id, files } of ledger) {
    for (const file of files) {
      const name = names.get(file) ?? null;
      if (name !== null) verdicts.set(name, { list: 'used', media_id, reason: 'ledger', confidence: 1 });
    }
  }
  return verdicts;
}

/** Judges the clips the ledger does not name. */
function judge(
  clips: readonly FootageFile[],
  posts: readonly MatchablePost[],
  readName: NameReader,
): Map<string, Verdict> {
  const named = clips.map(({ name }) => readName(name));
  const captions = readCaptions(
    named,
    posts.map(({ caption }) => caption ?? null),
  );
  const rows = estimateFootageUse(
    clips.map((clip, index) => ({
      time: timeOf(clip, itemAt(named, index)),
      seconds: lengthOf(clip.video_metadata?.duration_seconds),
      orientation: clip.video_metadata?.orientation ?? null,
      series: itemAt(named, index).parsed.series,
    })),
    posts.map((post, index) => ({
      time: toEpochMs(post.timestamp),
      seconds: lengthOf(post.media_details?.duration_seconds),
      orientation: post.media_details?.orientation ?? null,
      ...itemAt(captions, index),
    })),
  );
  const isAnyProbed = posts.some((post) => lengthOf(post.media_details?.duration_seconds) !== null);
  const verdicts = new Map<string, Verdict>();
  clips.forEach((clip, index) => {
    const isCompared = isAnyProbed && lengthOf(clip.video_metadata?.duration_seconds) !== null;
    verdicts.set(clip.name, verdictOf(itemAt(rows, index), posts, isCompared));
  });
  return verdicts;
}

function verdictOf(row: ClipPosterior, posts: readonly MatchablePost[], isCompared: boolean): Verdict {
  const { used, post, support, isSpecific } = row;
  if ((isCompared && used >= LIKELY_FROM) || (isSpecific && used >= UNCERTAIN_FROM)) {
    const media_id = post === null ? null : itemAt(posts, post).id;
    const list = used >= USED_FROM ? 'used' : 'uncertain';
    return { list, media_id, reason: SUPPORT_REASONS[support], confidence: toShare(used) };
  }
  const reason = isCompared ? (isSpecific ? 'shared_length' : 'no_match') : 'no_evidence';
  const confidence = posts.length === 0 ? NO_EVIDENCE : toShare(1 - used);
  return { list: 'unused', media_id: null, reason, confidence };
}

/** Rounds to two decimals. */
function toShare(probability: number): number {
  return Math.round(probability * 100) / 100;
}

/** Finds the other cuts of a piece one of whose cuts is used: names that differ by words for cuts alone. */
function markOtherCuts(verdicts: Map<string, Verdict>, readName: NameReader): void {
  const published = new Map<string, string>();
  for (const [name, { list, confidence }] of verdicts) {
    if (list !== 'used') continue;
    const piece = pieceOf(name);
    const other = published.get(piece);
    if (other === undefined || confidence > (verdicts.get(other)?.confidence ?? 0)) published.set(piece, name);
  }
  if (published.size === 0) return;
  for (const [name, verdict] of verdicts) {
    const cut = verdict.list === 'used' ? undefined : published.get(pieceOf(name));
    // Cameras give the same name in every folder; such clips are no cuts of one piece.
    if (cut === undefined || readName(cut).stem === readName(name).stem) continue;
    const confidence = verdict.list === 'unused' ? toShare(1 - verdict.confidence) : verdict.confidence;
    const media_id = verdicts.get(cut)?.media_id ?? null;
    verdicts.set(name, { list: 'uncertain', media_id, reason: 'other_cut', confidence, other_cut_of: cut });
  }
}

/** Finds when a clip was there: the earlier of its creation in the bucket and the date in its name. */
function timeOf(clip: FootageFile, named: NamedClip | undefined): number | null {
  const created = clip.created_time === null ? null : toEpochMs(clip.created_time);
  const date = named?.parsed.date?.time;
  const recorded = date === undefined ? null : toEpochMs(date.includes('T') && !date.endsWith('Z') ? `${date}Z` : date);
  if (created === null || recorded === null) return created ?? recorded;
  return Math.min(created, recorded);
}

function lengthOf(seconds: number | null | undefined): number | null {
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

/** What footage is looked for among, and which part of the inventory that is. */
export interface Footage {
  readonly files: readonly FootageFile[];
  readonly source: 'files' | 'highlights';
}

/** Gives the videos and pictures of an inventory, and whether they are all; where it holds no rows, its newest videos. */
export function footageOf(
  inventory: AnyInventory,
  rows: readonly (FileRecord | EssentialFileRecord)[] = filesOf(inventory),
): Footage {
  const files = rows.filter(({ file_category: category }) => category === 'video' || category === 'image');
  const videos = files.filter(({ file_category: category }) => category === 'video').length;
  if (videos === 0)
    return { files: inventory.highlights.newest_videos, source: videosOf(inventory) === 0 ? 'files' : 'highlights' };
  // Rows of each kind may have been cut to the newest.
  return { files, source: videos >= videosOf(inventory) ? 'files' : 'highlights' };
}

function videosOf(inventory: AnyInventory): number {
  return inventory.categorized_summary.videos.count;
}
