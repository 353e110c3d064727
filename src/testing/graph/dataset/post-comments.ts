import { graphTime } from '../graph-time.ts';
import type { CreateAccountOptions } from './create-account-options.ts';
import type { CommentNode } from './graph-dataset.ts';
import type { PostPlan } from './post-plan.ts';
import { drawsFor, nodeId } from './seeded.ts';

const TEXTS = [
  'Looks great',
  'How long did this take?',
  'Where can I buy one?',
  'Please make a longer video about the glaze!',
  '🔥🔥🔥',
  'Open on Sunday?',
  'This is my favourite so far, the shape is lovely',
];
const HOUR_MS = 3_600_000;

/** Comments of a post, and replies by the account to every second of them. */
export function postComments(options: CreateAccountOptions, post: PostPlan, username: string): readonly CommentNode[] {
  const { seed = 1, commentsPerPost = 3, repliesPerComment = 1 } = options;
  const draw = drawsFor(seed, post.index, 5);
  // Room for the ids of this post's comments and replies.
  const first = post.index * commentsPerPost * (1 + repliesPerComment);
  return Array.from({ length: commentsPerPost }, (_, place) => {
    const time = post.time + Math.floor((place + draw()) * HOUR_MS);
    const own = first + place * (1 + repliesPerComment);
    const replies = place % 2 === 0 ? repliesPerComment : 0;
    return {
      id: nodeId(1790, seed, own),
      text: TEXTS[Math.floor(draw() * TEXTS.length)] ?? 'Nice',
      timestamp: graphTime(time),
      username: `viewer_${String(Math.floor(draw() * 200))}`,
      like_count: Math.floor(draw() * 4),
      replies: Array.from({ length: replies }, (__, turn) => ({
        id: nodeId(1790, seed, own + 1 + turn),
        text: 'Thank you!',
        timestamp: graphTime(time + (turn + 1) * 60_000),
        username,
        like_count: 0,
      })),
    };
  });
}
