import { ResponseValidationError } from '../base/errors.ts';
import type { MediaInsights } from '../documents/media.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { completeInsights } from './complete-insights.ts';
import { createDraft } from './draft-post.ts';
import { InsightMemory } from './insight-memory.ts';
import { IssueLog } from './issue-log.ts';
import { toMediaInsights } from './media-record.ts';
import { readMediaRow, type MediaRow } from './media-row.ts';
import { resolveNamedMetrics } from './named-metrics.ts';

/** What of a post decides which metrics it has. Every `MediaRecord` fits. */
export interface MediaReference {
  readonly id: string;
  readonly media_type: string;
  readonly media_product_type: string | null;
}

/** The insights of one post. @throws the error that left it without any, unless that is a gap the platform documents */
export async function readSingleInsights(
  run: GraphRun,
  media: MediaReference | string,
  insights: boolean | readonly string[],
): Promise<MediaInsights> {
  const issues = new IssueLog();
  const { login } = run.client;
  const memory = new InsightMemory(login, resolveNamedMetrics(insights, issues));
  const draft = createDraft(typeof media === 'string' ? await readKind(run, media) : toRow(media), false);
  await completeInsights(run, [draft], memory, issues);
  const [error] = issues.errors.filter(({ kind }) => kind !== 'unsupported');
  const isVideo = draft.row.media_type.toUpperCase() === 'VIDEO';
  const result = toMediaInsights(draft.insights, draft.product, isVideo, login);
  if (error !== undefined && Object.values(result.insights).every((value) => value === null)) throw error;
  return result;
}

async function readKind(run: GraphRun, id: string): Promise<MediaRow> {
  const row = readMediaRow(
    await run.get({ path: id, params: { fields: 'id,media_type,media_product_type,timestamp' } }),
  );
  if (row !== null) return row;
  throw new ResponseValidationError('Graph answered the request for a post with something that is no post.', {
    kind: 'invalid_response',
    code: 'graph:media_row',
    remedy: 'Check that the id is that of a post.',
  });
}

function toRow({ id, media_type, media_product_type }: MediaReference): MediaRow {
  const none = {
    caption: null,
    permalink: null,
    media_url: null,
    thumbnail_url: null,
    like_count: null,
    comments_count: null,
  };
  return { ...none, id, media_type, media_product_type, timestamp: '', media_audio_type: null, children: null };
}
