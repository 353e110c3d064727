import type { CommentRecord } from '../documents/media.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { DraftLine } from '../documents/planning.ts';
import { countCharacters, withoutAddresses } from '../metrics/captions.ts';
import type { CommentJudge, CommentQuote } from '../metrics/comment-quality.ts';
import { topicOf } from './question-topics.ts';

/** Quotes shown of a group: the most liked, then one in other words. */
const MOST_QUOTES = 2;
/** Words two questions share, of those they have together, to be one question. */
const ALIKE = 0.5;
/** Shorter words say little. */
const LEAST_WORD = 4;
/** Different people who write about a subject, and posts they write under, for it to be named. */
const LEAST_AUTHORS = 3;
const LEAST_POSTS = 2;
const MOST_TOPICS = 3;

interface Ask {
  readonly kind: 'request' | 'question';
  readonly quote: CommentQuote;
  readonly postId: string;
  readonly words: ReadonlySet<string>;
  readonly topic: string | null;
}

/**
 * What people ask and request, grouped over all posts: by topic in the languages most written, else by the words they
 * share; each group with how many comments, posts and answers, the most asked first. Then the account's own subjects
 * that at least 3 people write about under at least 2 posts.
 */
export function describeAudience(
  media: readonly MediaRecord[],
  ownUsername: string | null,
  judge: CommentJudge,
): DraftLine[] {
  const asks = media.flatMap((post) => readAsks(post, judge));
  return [
    ...groupAsks(asks)
      .sort((a, b) => b.length - a.length || likesOf(b) - likesOf(a))
      .map(toLine),
    ...describeTopics(media, ownUsername),
  ];
}

function readAsks({ id: postId, comments }: MediaRecord, judge: CommentJudge): Ask[] {
  const { questions, requests } = judge(comments ?? [], Number.POSITIVE_INFINITY);
  const requested = new Set(requests.map((quote) => quote.id));
  const toAsk =
    (kind: Ask['kind']) =>
    (quote: CommentQuote): Ask => {
      const topic = topicOf(quote.text);
      // A topic alone decides where there is one.
      return { kind, quote, postId, topic, words: topic === null ? wordsOf(quote.text) : NO_WORDS };
    };
  return [
    ...requests.map(toAsk('request')),
    ...questions.filter(({ id }) => !requested.has(id)).map(toAsk('question')),
  ];
}

const NO_WORDS: ReadonlySet<string> = new Set();

function wordsOf(text: string): Set<string> {
  return new Set(listWords(text).filter((word) => countCharacters(word) >= LEAST_WORD));
}

function listWords(text: string): readonly string[] {
  return (
    withoutAddresses(text)
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** The most liked ask opens a group; later ones join the first that has their topic or half of their words. */
function groupAsks(asks: readonly Ask[]): Ask[][] {
  const groups: Ask[][] = [];
  for (const ask of asks.toSorted((a, b) => (b.quote.like_count ?? 0) - (a.quote.like_count ?? 0))) {
    const group = groups.find(([first]) => first !== undefined && isAlike(first, ask));
    if (group === undefined) groups.push([ask]);
    else group.push(ask);
  }
  return groups;
}

function isAlike(a: Ask, b: Ask): boolean {
  if (a.kind !== b.kind) return false;
  if (a.topic !== null || b.topic !== null) return a.topic === b.topic;
  const shared = [...a.words].filter((word) => b.words.has(word)).length;
  const all = a.words.size + b.words.size - shared;
  return all === 0 ? a.quote.text === b.quote.text : shared / all >= ALIKE;
}

function toLine(group: readonly Ask[]): DraftLine {
  const answered = group.filter(({ quote }) => quote.answered === true).length;
  const unanswered = group.filter(({ quote }) => quote.answered === false).length;
  const posts = [...new Set(group.map(({ postId }) => postId))];
  return {
    kind: group[0]?.kind ?? 'question',
    subject: [...new Set(group.map(({ quote }) => quote.text))].slice(0, MOST_QUOTES),
    figures: {
      topic: group[0]?.topic ?? null,
      comments: group.length,
      posts: posts.length,
      answered,
      unanswered,
      likes: likesOf(group),
    },
    evidence: [...group.map(({ quote }) => quote.id), ...posts],
  };
}

function likesOf(group: readonly Ask[]): number {
  return group.reduce((sum, { quote }) => sum + (quote.like_count ?? 0), 0);
}

/** The account's own hashtags, as words of its commenters. */
function describeTopics(media: readonly MediaRecord[], ownUsername: string | null): DraftLine[] {
  const subjects = new Set(
    media.flatMap(({ hashtags }) => hashtags).filter((tag) => countCharacters(tag) >= LEAST_WORD),
  );
  if (subjects.size === 0) return [];
  const found = new Map<string, { comments: string[]; authors: Set<string>; posts: Set<string> }>();
  const visit = ({ id, text, username, replies }: CommentRecord, postId: string): void => {
    if (username !== null && username !== ownUsername) {
      for (const word of new Set(listWords(text).filter((each) => subjects.has(each)))) {
        const entry = found.get(word) ?? { comments: [], authors: new Set(), posts: new Set() };
        found.set(word, entry);
        entry.comments.push(id);
        entry.authors.add(username);
        entry.posts.add(postId);
      }
    }
    for (const reply of replies) visit(reply, postId);
  };
  for (const post of media) for (const comment of post.comments ?? []) visit(comment, post.id);
  return [...found]
    .filter(([, { authors, posts }]) => authors.size >= LEAST_AUTHORS && posts.size >= LEAST_POSTS)
    .sort(([, a], [, b]) => b.authors.size - a.authors.size)
    .slice(0, MOST_TOPICS)
    .map(([word, { comments, authors, posts }]) => ({
      kind: 'topic',
      subject: [word],
      figures: { comments: comments.length, authors: authors.size, posts: posts.size },
      evidence: [...posts],
    }));
}
