import { percentOf } from '../base/sums.ts';
import type { CommentRecord } from '../documents/media.ts';
import type { CommentQualityLevel } from '../documents/summary.ts';
import { type CommentText, createTextReader, SUBSTANTIVE_WORDS } from './captions.ts';
import * as check from './inputs.ts';

/** A comment worth answering, with what it takes to find it. */
export interface CommentQuote {
  id: string;
  text: string;
  username: string | null;
  like_count: number | null;
  /** Whether the account replied in the thread; `null` when it is not known. */
  answered: boolean | null;
}

/** Counts are comments and replies by others, unless the name says otherwise; shares and rates are percent. */
export interface CommentSignals {
  comments: number;
  /** Replies and comments by the account itself: left out of everything else. */
  own: number;
  /** Different people; `null` when no name was readable. */
  authors: number | null;
  substantive: number;
  substantive_share: number | null;
  questions: number;
  requests: number;
  /** With an emoji of approval. */
  praise: number;
  emoji_only: number;
  mention_only: number;
  /** Texts that say the same as an earlier one. */
  duplicates: number;
  /** Threads opened by others in which the account replied, per 100; `null` without `ownUsername` or threads. */
  reply_rate: number | null;
  /** Threads opened by others without a reply of the account; `null` when it is not known for one of them. */
  unanswered: number | null;
}

/** How much the comments under posts say, and what they ask. */
export interface CommentQuality {
  level: CommentQualityLevel;
  /** 0 to 100; `null` when there is no comment to judge. */
  score: number | null;
  signals: CommentSignals;
  /** At most `maxQuotes`, most liked first, then oldest; `signals.questions` counts all. */
  questions: CommentQuote[];
  /** At most `maxQuotes`, ordered alike; `signals.requests` counts all. */
  requests: CommentQuote[];
}

/** Silent comments added to every count, so that one good comment is not yet high quality. */
const PRIOR_COMMENTS = 2;
const HIGH_SCORE = 65;
const MEDIUM_SCORE = 30;
const QUOTE_LIMIT = 10;

interface ReadComment {
  readonly record: CommentRecord;
  readonly text: CommentText;
  readonly duplicate: boolean;
  readonly answered: boolean | null;
}

/** How comments are read. */
export interface CommentQualityOptions {
  /** The account's own name: its comments are answers, not comments. */
  readonly ownUsername?: string | null | undefined;
  /** Questions, and requests, given at most. @default 10 */
  readonly maxQuotes?: number | undefined;
}

/**
 * Measures how much the comments say, in any language.
 *
 * Rule (ours: the field has no agreed formula, and none could be verified): comments and replies by the account itself
 * are left out. Each other comment is worth 1 when it is substantive (at least 4 words by Unicode segmentation), ½ when
 * it has 1 to 3 words, 0 when it is only emoji or mentions or repeats an earlier comment. `score` = 100 × Σ worth /
 * (comments + 2): the two silent comments keep one good comment from passing for a habit. `high` from 65, `medium` from
 * 30, else `low`; `none` when nobody else commented. No word list decides: questions are found by the question marks of
 * all scripts, praise by emoji, and requests by "please" and its like in some twenty languages, which count in
 * `signals` alone.
 *
 * @example
 * assessCommentQuality([]).level; //=> 'none'
 */
export function assessCommentQuality(
  comments: readonly CommentRecord[],
  options: CommentQualityOptions = {},
): CommentQuality {
  check.assessCommentQuality({ comments, options });
  return createCommentJudge(options.ownUsername ?? null)(comments, options.maxQuotes);
}

/** Judges comments as `assessCommentQuality` does. */
export type CommentJudge = (comments: readonly CommentRecord[], maxQuotes?: number) => CommentQuality;

/** Makes a judge that reads the text of each comment once, however often the comment is among those it is given. */
export function createCommentJudge(ownUsername: string | null): CommentJudge {
  const own = normalizeUsername(ownUsername);
  const readText = createTextReader();
  const texts = new Map<CommentRecord, CommentText>();
  const textOf = (record: CommentRecord): CommentText => {
    const known = texts.get(record) ?? readText(record.text);
    texts.set(record, known);
    return known;
  };
  return (comments, maxQuotes = QUOTE_LIMIT) => {
    const read = readThreads(comments, own, textOf);
    const written = countWritten(comments);
    const score = scoreOf(read);
    return {
      level: levelOf(score),
      score,
      signals: signalsOf(read, written - read.length, threadsOf(comments, own)),
      questions: quotesOf(read, (text) => text.question, maxQuotes),
      requests: quotesOf(read, (text) => text.request, maxQuotes),
    };
  };
}

function readThreads(
  comments: readonly CommentRecord[],
  own: string | null,
  textOf: (record: CommentRecord) => CommentText,
): ReadComment[] {
  const read = comments.flatMap((thread) => {
    const answered = isAnswered(thread, own);
    return [thread, ...thread.replies]
      .filter((record) => !isOwn(record, own))
      .map((record) => ({ record, answered, text: textOf(record) }));
  });
  // Oldest first: the copy is the later one, whatever order the comments came in.
  read.sort((a, b) => compareText(a.record.timestamp ?? '', b.record.timestamp ?? '') || compareIds(a, b));
  const seen = new Set<string>();
  return read.map((comment) => {
    const { fingerprint } = comment.text;
    const duplicate = fingerprint !== '' && seen.has(fingerprint);
    seen.add(fingerprint);
    return { record: comment.record, text: comment.text, duplicate, answered: comment.answered };
  });
}

function scoreOf(read: readonly ReadComment[]): number | null {
  if (read.length === 0) return null;
  const worth = read.reduce((sum, comment) => sum + worthOf(comment), 0);
  return (worth / (read.length + PRIOR_COMMENTS)) * 100;
}

function worthOf({ text, duplicate }: ReadComment): number {
  if (duplicate || text.words === 0) return 0;
  return text.words >= SUBSTANTIVE_WORDS ? 1 : 0.5;
}

function levelOf(score: number | null): CommentQualityLevel {
  if (score === null) return 'none';
  return score >= HIGH_SCORE ? 'high' : score >= MEDIUM_SCORE ? 'medium' : 'low';
}

function signalsOf(read: readonly ReadComment[], own: number, threads: (boolean | null)[] | null): CommentSignals {
  const count = (matches: (comment: ReadComment) => boolean): number => read.filter(matches).length;
  const substantive = count((comment) => worthOf(comment) === 1);
  const names = new Set(read.flatMap(({ record }) => record.username ?? []));
  const known = threads !== null && !threads.includes(null);
  return {
    comments: read.length,
    own,
    authors: names.size === 0 && read.length > 0 ? null : names.size,
    substantive,
    substantive_share: percentOf(substantive, read.length),
    questions: count(({ text }) => text.question),
    requests: count(({ text }) => text.request),
    praise: count(({ text }) => text.praise),
    emoji_only: count(({ text }) => text.emojiOnly),
    mention_only: count(({ text }) => text.mentionOnly),
    duplicates: count(({ duplicate }) => duplicate),
    reply_rate: known ? percentOf(threads.filter(Boolean).length, threads.length) : null,
    unanswered: known ? threads.filter((answered) => answered === false).length : null,
  };
}

/**
 * Tells, for each thread opened by someone else, whether the account replied; `null` when the account's name is
 * unknown.
 */
function threadsOf(comments: readonly CommentRecord[], own: string | null): (boolean | null)[] | null {
  if (own === null) return null;
  return comments.filter((thread) => !isOwn(thread, own)).map((thread) => isAnswered(thread, own));
}

function isAnswered(thread: CommentRecord, own: string | null): boolean | null {
  if (own === null) return null;
  if (thread.replies.some((reply) => isOwn(reply, own))) return true;
  // A reply that was not read, or whose author is hidden, may be the account's.
  return thread.replies_truncated || thread.replies.some((reply) => reply.username === null) ? null : false;
}

function isOwn({ username }: CommentRecord, own: string | null): boolean {
  if (own === null || username === null) return false;
  return username === own || normalizeUsername(username) === own;
}

function normalizeUsername(name: string | null): string | null {
  return name === null ? null : name.replace(/^@/, '').toLowerCase();
}

function countWritten(comments: readonly CommentRecord[]): number {
  return comments.reduce((sum, thread) => sum + 1 + thread.replies.length, 0);
}

function quotesOf(read: readonly ReadComment[], matches: (text: CommentText) => boolean, most: number): CommentQuote[] {
  return read
    .filter(({ text, duplicate }) => matches(text) && !duplicate)
    .sort((a, b) => (b.record.like_count ?? 0) - (a.record.like_count ?? 0))
    .slice(0, most)
    .map(({ record, answered }) => ({
      id: record.id,
      text: record.text,
      username: record.username,
      like_count: record.like_count,
      answered,
    }));
}

function compareIds(a: { record: CommentRecord }, b: { record: CommentRecord }): number {
  return compareText(a.record.id, b.record.id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
