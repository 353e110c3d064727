import { graphTime } from '../graph-time.ts';
import { accountAudience, accountSeries } from './account-series.ts';
import type { CreateAccountOptions, PlantedFlaws, PostKind } from './create-account-options.ts';
import type { GraphDataset, MediaNode } from './graph-dataset.ts';
import { postComments } from './post-comments.ts';
import { postFigures, splitFigure } from './post-figures.ts';
import { planPosts, type PostPlan } from './post-plan.ts';
import { drawsFor, nodeId, shuffled } from './seeded.ts';

const USUAL_END = '2026-11-22T12:00:00Z';
const HOUR_MS = 3_600_000;

/**
 * A made-up account of any size with every kind of post, comments, audience and account insights. The same options
 * always make the same account; planted effects and flaws are the truth an analysis can be checked against.
 *
 * @example
 * createAccount({ posts: 25, mix: { reels: 1 } }).media.length; //=> 25
 */
export function createAccount(options: CreateAccountOptions = {}): GraphDataset {
  const { seed = 1, followers = 5_000, username = 'example_studio' } = options;
  const endMs = new Date(options.endDate ?? USUAL_END).getTime();
  const posts = planPosts(options, endMs).map((plan) => postOf(options, plan, username));
  const stories = Array.from({ length: options.stories ?? 0 }, (_, index) => storyOf(options, index, endMs));
  return {
    account: {
      id: options.accountId ?? nodeId(1784, seed, 0),
      username,
      name: 'Example Studio',
      biography: 'Things made of clay.',
      website: 'https://example.com/',
      followers_count: followers,
      follows_count: 88,
    },
    media: [...stories, ...withFlaws(options, posts)],
    accountInsights: accountSeries(options, endMs),
    audience: accountAudience(options, endMs),
  };
}

const TYPES: Readonly<Record<PostKind, Pick<MediaNode, 'media_type' | 'media_product_type'>>> = {
  reels: { media_type: 'VIDEO', media_product_type: 'REELS' },
  image: { media_type: 'IMAGE', media_product_type: 'FEED' },
  carousel: { media_type: 'CAROUSEL_ALBUM', media_product_type: 'FEED' },
  feed_video: { media_type: 'VIDEO', media_product_type: 'FEED' },
  ad: { media_type: 'IMAGE', media_product_type: 'AD' },
};
const COLUMNS = { reels: 'reels', image: 'feed', carousel: 'feed', feed_video: 'feed_video', ad: 'feed' } as const;

function postOf(options: CreateAccountOptions, plan: PostPlan, username: string): MediaNode {
  const { seed = 1 } = options;
  const comments = postComments(options, plan, username);
  const count = comments.reduce((total, comment) => total + 1 + (comment.replies?.length ?? 0), 0);
  const insights = postFigures(options, plan, COLUMNS[plan.kind], count);
  const activity = insights['profile_activity'];
  const content = options.content?.({ index: plan.index, kind: plan.kind });
  return {
    id: nodeId(1800, seed, plan.index * 10),
    ...TYPES[plan.kind],
    timestamp: graphTime(plan.time),
    caption: `Piece number ${String(plan.index + 1)} ${plan.tags.map((tag) => `#${tag}`).join(' ')}`.trim(),
    like_count: insights['likes'],
    comments_count: count,
    insights,
    ...(activity === undefined
      ? {}
      : { insightBreakdowns: { profile_activity: splitFigure(activity, ['bio_link_clicked', 'email']) } }),
    comments,
    ...(plan.kind === 'image' ? { alt_text: 'A bowl on a wheel' } : {}),
    ...(plan.kind === 'reels' ? { media_audio_type: plan.index % 2 === 0 ? 'ORIGINAL_SOUND' : 'MUSIC' } : {}),
    ...(plan.kind === 'carousel' ? { children: childrenOf(options, plan) } : {}),
    ...(content === undefined ? {} : { content }),
  };
}

function childrenOf(options: CreateAccountOptions, plan: PostPlan): readonly MediaNode[] {
  const { seed = 1 } = options;
  return [1, 2].map((place) => ({
    id: nodeId(1800, seed, plan.index * 10 + place),
    media_type: place === 1 ? 'IMAGE' : 'VIDEO',
    timestamp: graphTime(plan.time),
  }));
}

function storyOf(options: CreateAccountOptions, index: number, endMs: number): MediaNode {
  const { seed = 1, stories = 0 } = options;
  const time = endMs - Math.floor(((index + 1) * 23 * HOUR_MS) / (stories + 1));
  const plan: PostPlan = { index: 1_000_000 + index, kind: 'image', time, tags: [], ratio: 1 };
  const insights = postFigures(options, plan, 'story', 0);
  const taps = ['tap_forward', 'tap_back', 'tap_exit', 'swipe_forward'];
  return {
    id: nodeId(1801, seed, index),
    media_type: 'IMAGE',
    media_product_type: 'STORY',
    timestamp: graphTime(time),
    insights,
    insightBreakdowns: { navigation: splitFigure(insights['navigation'] ?? 0, taps) },
    ...(index < (options.flaws?.fewViewers ?? 0) ? { fewViewers: true } : {}),
  };
}

type Flaw = readonly [
  name: Exclude<keyof PlantedFlaws, 'fewViewers' | 'beforeBusinessAccount'>,
  change: Partial<MediaNode>,
];

const FLAWS: readonly Flaw[] = [
  ['hiddenLikes', { hiddenLikes: true }],
  ['missingMediaUrl', { omits: ['media_url'] }],
  ['withoutInsights', { insights: {} }],
  ['rejectingViews', { rejects: ['views'] }],
  ['unknownType', { media_type: 'HOLOGRAM', media_product_type: 'IMMERSIVE' }],
];

function withFlaws(options: CreateAccountOptions, posts: readonly MediaNode[]): readonly MediaNode[] {
  const { seed = 1, flaws = {} } = options;
  const flawed = [...posts];
  const old = Math.min(posts.length, flaws.beforeBusinessAccount ?? 0);
  for (let index = posts.length - old; index < posts.length; index += 1) {
    change(flawed, index, { beforeBusinessAccount: true });
  }
  const order = shuffled([...posts.keys()].slice(0, posts.length - old), drawsFor(seed, 0, 7));
  let next = 0;
  for (const [name, partial] of FLAWS) {
    for (let count = flaws[name] ?? 0; count > 0 && order.length > 0; count -= 1) {
      change(flawed, order[next % order.length] ?? 0, partial);
      next += 1;
    }
  }
  return flawed;
}

function change(posts: MediaNode[], index: number, partial: Partial<MediaNode>): void {
  const post = posts[index];
  if (post !== undefined) posts[index] = { ...post, ...partial };
}
