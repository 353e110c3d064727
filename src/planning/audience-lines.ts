import type { MediaRecord } from '../documents/media.ts';
import type { PlanningLine } from '../documents/planning.ts';
import { assessCommentQuality, type CommentQuote } from '../metrics/comment-quality.ts';

const MOST_LINES = 10;

/** What people ask and wish for in the comments, with the comment and post they wrote it under. */
export function describeAudience(media: readonly MediaRecord[], ownUsername: string | null): PlanningLine[] {
  const asks = media.flatMap((post) => {
    const { questions, requests } = assessCommentQuality(post.comments ?? [], { ownUsername });
    const requested = new Set(requests.map((quote) => quote.id));
    const questionsOnly = questions.filter((quote) => !requested.has(quote.id));
    return [
      ...requests.map((quote) => ({ kind: 'Request', quote, post })),
      ...questionsOnly.map((quote) => ({ kind: 'Question', quote, post })),
    ];
  });
  return asks
    .sort((a, b) => (b.quote.like_count ?? 0) - (a.quote.like_count ?? 0))
    .slice(0, MOST_LINES)
    .map(({ kind, quote, post }) => ({ text: `${kind}${state(quote)}: ${quote.text}`, evidence: [quote.id, post.id] }));
}

function state({ answered }: CommentQuote): string {
  if (answered === null) return '';
  return answered ? ' (answered)' : ' (unanswered)';
}
