import type { CommentRecord } from '../documents/media.ts';
import type { MediaMetadata } from '../documents/media-metadata.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { productClassOf, type ProductClass } from '../graph/media-metrics.ts';
import { InsightAnswers } from './insight-answers.ts';
import type { MediaRow } from './media-row.ts';

/** The comments of a post while they are collected. */
export type DraftComments =
  | { readonly state: 'not_asked' }
  | { readonly state: 'open' }
  | { readonly state: 'read'; readonly comments: CommentRecord[]; readonly after: string | null }
  | { readonly state: 'missing'; readonly reason: UnavailableReason };

/** A post on its way to becoming a record: its row is there, insights and comments come from one place or another. */
export interface DraftPost {
  readonly row: MediaRow;
  readonly product: ProductClass;
  readonly insights: InsightAnswers;
  comments: DraftComments;
  /** Absent: not probed. `null`: a video that could not be. */
  details?: MediaMetadata | null;
}

export function createDraft(row: MediaRow, withComments: boolean): DraftPost {
  return {
    row,
    product: productClassOf(row),
    insights: new InsightAnswers(),
    comments: { state: withComments ? 'open' : 'not_asked' },
  };
}
