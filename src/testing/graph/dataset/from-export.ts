import type { AccountMetricSource } from './account-insights-source.ts';
import { mp4Bytes } from '../../media-files/mp4-bytes.ts';
import type { AccountNode, CommentNode, GraphDataset, MediaContent, MediaNode } from './graph-dataset.ts';
import { ExportReader } from './export-reader.ts';

/**
 * A dataset from an account export: `{ user, account_insights, media: [{ …, insights, comments }] }` with Graph's own
 * names. A metric that the export lacks is answered without data, never with 0. A post with a `duration_seconds` (and
 * `width` and `height`, as shown) has a clip of that length at its media address.
 *
 * Throws a `TypeError` that names the first place where the export has another shape.
 */
export function datasetFromExport(json: unknown): GraphDataset {
  const root = new ExportReader(json, 'export');
  return {
    account: accountOf(root.object('user')),
    accountInsights: Object.fromEntries(
      root
        .optionalObject('account_insights')
        ?.entries()
        .map(([name, metric]) => [name, metricOf(metric)]) ?? [],
    ),
    media: root.list('media').map((media) => mediaOf(media)),
  };
}

function accountOf(user: ExportReader): AccountNode {
  return {
    id: user.id('id'),
    username: user.text('username'),
    name: user.optionalText('name'),
    biography: user.optionalText('biography'),
    website: user.optionalText('website'),
    followers_count: user.optionalNumber('followers_count'),
    follows_count: user.optionalNumber('follows_count'),
    media_count: user.optionalNumber('media_count'),
  };
}

function metricOf(metric: ExportReader): AccountMetricSource {
  return {
    day: metric.optionalNumber('day'),
    week: metric.optionalNumber('week'),
    days_28: metric.optionalNumber('days_28'),
  };
}

function mediaOf(media: ExportReader): MediaNode {
  const insights = media.optionalObject('insights')?.entries() ?? [];
  return {
    id: media.id('id'),
    media_type: media.text('media_type'),
    media_product_type: media.optionalText('media_product_type'),
    timestamp: media.text('timestamp'),
    caption: media.optionalText('caption'),
    permalink: media.optionalText('permalink'),
    shortcode: media.optionalText('shortcode'),
    like_count: media.optionalNumber('like_count'),
    comments_count: media.optionalNumber('comments_count'),
    insights: Object.fromEntries(insights.map(([name, value]) => [name, value.number()])),
    comments: media.optionalList('comments').map((comment) => commentOf(comment)),
    children: media.optionalList('children').map((child) => mediaOf(child)),
    content: clipOf(media),
  };
}

/** Bytes a second of a reel as Instagram serves it, about 2 Mbit/s. */
const CLIP_BYTES_PER_SECOND = 250_000;

/** The clip at a post's media address: one of the stated length and sides, none where the export states no length. */
function clipOf(media: ExportReader): MediaContent | undefined {
  const durationSeconds = media.optionalNumber('duration_seconds');
  if (durationSeconds === undefined) return undefined;
  const [width, height] = [media.optionalNumber('width') ?? 1080, media.optionalNumber('height') ?? 1920];
  return mp4Bytes({ size: Math.ceil(durationSeconds * CLIP_BYTES_PER_SECOND), durationSeconds, width, height });
}

function commentOf(comment: ExportReader): CommentNode {
  return {
    id: comment.id('id'),
    text: comment.text('text'),
    timestamp: comment.text('timestamp'),
    username: comment.optionalText('username'),
    from_id: comment.optionalText('from_id'),
    like_count: comment.optionalNumber('like_count'),
    replies: comment.optionalList('replies').map((reply) => commentOf(reply)),
  };
}
