import { MEDIA_METRICS, type MetricColumn } from '../rules/media-metrics.ts';
import type { CreateAccountOptions } from './create-account-options.ts';
import type { PostPlan } from './post-plan.ts';
import { drawsFor, normal } from './seeded.ts';

const SAVED_SHARE = 0.08;
const SHARES_SHARE = 0.05;

/** Everything a platform counted about one post. */
export type PostFigures = Readonly<Record<string, number>>;

/**
 * Insight values of a post. Interactions are reach × rate × planted ratio × e^(noise × z) with z standard normal, and
 * `total_interactions` is exactly likes + comments + saved + shares.
 */
export function postFigures(
  options: CreateAccountOptions,
  post: PostPlan,
  column: MetricColumn,
  comments: number,
): PostFigures {
  const { seed = 1, followers = 5_000, noise = 0.3, engagementRate = 0.05, effects = {} } = options;
  const draw = drawsFor(seed, post.index, 4);
  const lifted = effects.lifts === 'reach' ? post.ratio : 1;
  const reach = Math.max(10, Math.round(followers * 0.6 * lifted * Math.exp(noise * normal(draw))));
  const rate = effects.lifts === 'reach' ? engagementRate : engagementRate * post.ratio;
  const interactions = Math.max(comments, Math.round(reach * rate * Math.exp(noise * normal(draw))));
  const rest = interactions - comments;
  const saved = Math.round(rest * SAVED_SHARE);
  const shares = Math.round(rest * SHARES_SHARE);
  const likes = rest - saved - shares;
  const views = Math.round(reach * (1.2 + 0.5 * draw()));
  const watch = 2_000 + Math.round(draw() * 9_000);
  const all: Record<string, number> = {
    reach,
    views,
    likes,
    comments,
    saved,
    shares,
    total_interactions: interactions,
    reposts: Math.round(shares / 4),
    follows: Math.round(reach / 900),
    profile_visits: Math.round(reach / 150),
    profile_activity: 4,
    navigation: Math.round(reach * 0.8),
    replies: Math.round(draw() * 3),
    link_clicks: Math.round(draw() * 5),
    ig_reels_avg_watch_time: watch,
    ig_reels_video_view_total_time: watch * views,
    reels_skip_rate: Math.round(draw() * 700) / 10,
    total_views: Math.round(views * 1.1),
    total_likes: Math.round(likes * 1.05),
    total_comments: comments,
  };
  const names = MEDIA_METRICS.filter(({ name, on }) => name in all && on.includes(column)).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, all[name] ?? 0]));
}

/** Parts of a figure that add up to it, as dimension values to numbers. */
export function splitFigure(total: number, parts: readonly string[]): Readonly<Record<string, number>> {
  const share = Math.floor(total / parts.length);
  return Object.fromEntries(
    parts.map((part, place) => [part, place === 0 ? total - share * (parts.length - 1) : share]),
  );
}
