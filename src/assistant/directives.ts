import { Redactor } from '../base/redact.ts';
import type { CommentRecord, MediaRecord } from '../documents/media.ts';
import { cleanText } from './untrusted.ts';

/**
 * Whose comments steer the assistant. Names and ids are compared whole; a name in any case of ASCII letters and nothing
 * else, so that look-alikes do not pass.
 */
export interface DirectivesFrom {
  /** Ids as `from_id` holds them; the safer choice, a name can change hands. */
  readonly userIds?: readonly string[] | undefined;
  readonly usernames?: readonly string[] | undefined;
  /** Only comments that begin with it, which is cut off: `!plan`. @default every comment of theirs */
  readonly marker?: string | undefined;
}

/** A comment of the allow-list. */
export interface Directive {
  text: string;
  comment_id: string;
  media_id: string;
  username: string | null;
  from_id: string | null;
}

const MOST = 20;
const TEXT_LENGTH = 280;

/**
 * The comments of those who may steer, newest first, 20 at most. A comment without an author counts for nobody.
 *
 * @example
 * findDirectives([], { usernames: ['studio'] }); //=> []
 */
export function findDirectives(
  media: readonly MediaRecord[],
  from: DirectivesFrom,
  redactor: Redactor = new Redactor(),
): Directive[] {
  const ids = new Set(from.userIds ?? []);
  const names = new Set((from.usernames ?? []).map(asciiLower));
  const marker = from.marker ?? '';
  const found: { directive: Directive; time: string }[] = [];
  const visit = (comment: CommentRecord, mediaId: string): void => {
    const { from_id, username, text, id, timestamp } = comment;
    const isAllowed = (from_id !== null && ids.has(from_id)) || (username !== null && names.has(asciiLower(username)));
    if (isAllowed && text.startsWith(marker)) {
      const clean = cleanText(redactor.text(text.slice(marker.length)), TEXT_LENGTH);
      const author = { username: username === null ? null : cleanText(username, 60), from_id };
      if (clean !== '') {
        found.push({ directive: { text: clean, comment_id: id, media_id: mediaId, ...author }, time: timestamp ?? '' });
      }
    }
    for (const reply of comment.replies) visit(reply, mediaId);
  };
  for (const post of media) for (const comment of post.comments ?? []) visit(comment, post.id);
  const newestFirst = found.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? 1 : -1));
  return newestFirst.slice(0, MOST).map(({ directive }) => directive);
}

/** Not by the rules of Unicode, under which the Kelvin sign is a k. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
