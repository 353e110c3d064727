import type { CommentRecord, MediaRecord } from '../documents/media.ts';
import type { PlanningLine } from '../documents/planning.ts';
import { fileNameOf } from '../files/path.ts';
import { countOf, describeLine, formatDay } from './format.ts';
import { cleanText, type Html, html, link, outside, shorten } from './html.ts';

/** Posts and comments by id: a reader knows a post by its caption and not by seventeen digits. */
export interface PostNames {
  readonly posts: ReadonlyMap<string, MediaRecord>;
  /** Id of a comment or reply to its post. */
  readonly postOfComment: ReadonlyMap<string, MediaRecord>;
  /** The beginning of a post's caption, of {@link CAPTION_LETTERS}; read once for all charts and tables. */
  readonly startOf: (post: MediaRecord) => string;
}

/** Letters of a caption by which a post is named. */
export const CAPTION_LETTERS = 60;
const MOST_NAMES = 3;

/** Indexes the posts of an account, and the comments and replies under them, by id. */
export function indexPosts(media: readonly MediaRecord[]): PostNames {
  const postOfComment = new Map<string, MediaRecord>();
  const note = (records: readonly CommentRecord[], post: MediaRecord): void => {
    for (const { id, replies } of records) {
      postOfComment.set(id, post);
      note(replies, post);
    }
  };
  for (const post of media) note(post.comments ?? [], post);
  const starts = new Map<MediaRecord, string>();
  const startOf = (post: MediaRecord): string => {
    const start = starts.get(post) ?? captionStart(post, CAPTION_LETTERS);
    starts.set(post, start);
    return start;
  };
  return { posts: new Map(media.map((post) => [post.id, post])), postOfComment, startOf };
}

/** Gives the beginning of the caption on one line; the day of the post where it has none. */
function captionStart(
  { caption, timestamp, media_product_type: kind }: Pick<MediaRecord, 'caption' | 'timestamp' | 'media_product_type'>,
  most: number,
): string {
  const line = (caption ?? '').trim().replace(/\s+/g, ' ');
  if (line !== '') return shorten(line, most);
  return kind === 'STORY' ? `Story of ${formatDay(timestamp)}` : `Post of ${formatDay(timestamp)}, no caption`;
}

/** Links a post by the beginning of its caption. */
export function postLink(
  post: Pick<MediaRecord, 'caption' | 'media_product_type' | 'permalink' | 'timestamp'>,
  most: number = CAPTION_LETTERS,
): Html {
  return link(post.permalink, outside(captionStart(post, most)));
}

/**
 * Names what a line rests on: posts by their captions, files by their names, comments by their post. An id that is in no
 * document is given as it is.
 */
export function evidenceNames(ids: readonly string[], { posts, postOfComment }: PostNames): Html | null {
  const found = new Set<MediaRecord>();
  const others: string[] = [];
  for (const id of ids) {
    const post = posts.get(id) ?? postOfComment.get(id);
    if (post === undefined) others.push(id);
    else found.add(post);
  }
  const names = [
    ...[...found].map((post) => postLink(post)),
    ...others.map((name) => outside(fileNameOf(cleanText(name)))),
  ];
  if (names.length === 0) return null;
  const left = names.length - MOST_NAMES;
  const noun = others.length === 0 ? 'more post' : found.size === 0 ? 'more file' : 'other';
  return html`${names.slice(0, MOST_NAMES).map((name, index) => html`${index > 0 && ', '}${name}`)}${left > 0 && ` and ${countOf(left, noun)}`}`;
}

/** Writes the sentence of a planning line. A line about one post begins with the name of the post. */
export function lineSentence(line: PlanningLine, { posts }: PostNames): Html {
  const post = line.kind === 'outlier' ? posts.get(line.subject[0] ?? '') : undefined;
  const text = describeLine(line);
  if (post === undefined) return outside(text);
  return html`${postLink(post)}: ${outside(text)}`;
}
