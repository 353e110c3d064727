import { itemAt } from '../../../base/lists.ts';
import { graphTime, pacificDays } from '../rules/platform.ts';
import type {
  AccountInsightsSource,
  AudienceSource,
  BreakdownRow,
  CommentNode,
  GraphDataset,
  MediaNode,
} from './graph-dataset.ts';
import {
  type CreateAccountOptions,
  drawsFor,
  nodeId,
  normal,
  planPosts,
  type PlantedFlaws,
  postFigures,
  type PostKind,
  type PostPlan,
  shuffled,
  splitFigure,
} from './post-plan.ts';

/** Share of the followers a usual day brings for each account metric. */
const DAILY_SHARE: Readonly<Record<string, number>> = {
  reach: 0.2,
  views: 0.35,
  profile_views: 0.01,
  website_clicks: 0.001,
  accounts_engaged: 0.012,
  total_interactions: 0.02,
  likes: 0.016,
  comments: 0.001,
  shares: 0.001,
  saves: 0.002,
  replies: 0.0005,
  reposts: 0.0003,
  profile_links_taps: 0.0004,
  follower_count: 0.002,
};

/** Makes one number a day for every account metric, up to the day before the last. */
function accountSeries(options: CreateAccountOptions, endMs: number): AccountInsightsSource {
  const { seed = 1, followers = 5_000, insightDays = 60 } = options;
  const end = Math.floor(endMs / 1_000);
  const days = pacificDays(end - (insightDays + 1) * 86_400, end - 86_400);
  const sources = Object.entries(DAILY_SHARE).map(([name, share], place) => {
    const daily = days.map(({ date, start }) => {
      const draw = drawsFor(seed + place, Math.floor(start / 86_400), 6);
      return [date, Math.round(followers * share * Math.exp(0.25 * normal(draw)))] as const;
    });
    return [name, { daily: Object.fromEntries(daily) }] as const;
  });
  const series: AccountInsightsSource = Object.fromEntries(sources);
  const gained = series['follower_count']?.daily ?? {};
  const lost = Object.fromEntries(Object.entries(gained).map(([date, count]) => [date, Math.floor(count / 3)]));
  return {
    ...series,
    follows_and_unfollows: {
      breakdowns: {
        follow_type: [
          { values: ['FOLLOWER'], value: gained },
          { values: ['NON_FOLLOWER'], value: lost },
        ],
      },
    },
  };
}

/** Makes the followers by age, gender and place, and when they are online. */
function accountAudience(options: CreateAccountOptions, endMs: number): AudienceSource {
  const { followers = 5_000 } = options;
  const rows = {
    age: spread(followers, [['18-24'], ['25-34'], ['35-44'], ['45-54']]),
    gender: spread(followers, [['F'], ['M'], ['U']]),
    'age,gender': spread(followers, [
      ['25-34', 'F'],
      ['25-34', 'M'],
      ['18-24', 'F'],
      ['18-24', 'M'],
    ]),
    city: spread(followers, [['Berlin, Berlin'], ['London, England'], ['Austin, Texas']]),
    country: spread(followers, [['US'], ['DE'], ['GB'], ['FR']]),
  };
  const end = Math.floor(endMs / 1_000);
  const hours = Object.fromEntries(
    Array.from({ length: 24 }, (_, hour) => [String(hour), Math.round(followers * (0.1 + 0.01 * hour))]),
  );
  const days = pacificDays(end - 7 * 86_400, end - 86_400);
  return {
    followers: rows,
    engaged: rows,
    reached: rows,
    engagements: followers,
    onlineFollowers: Object.fromEntries(days.map(({ date }) => [date, hours])),
  };
}

/** Spreads a figure: half to the first, half of the rest to the second, and so on. */
function spread(total: number, keys: readonly (readonly string[])[]): readonly BreakdownRow[] {
  return keys.map((values, place) => ({ values, value: Math.floor(total / 2 ** (place + 1)) }));
}

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

/** Makes the comments of a post, and replies by the account to every second of them. */
function postComments(options: CreateAccountOptions, post: PostPlan, username: string): readonly CommentNode[] {
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
      text: itemAt(TEXTS, Math.floor(draw() * TEXTS.length)),
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

const USUAL_END = '2026-11-22T12:00:00Z';

/**
 * Creates a made-up account of any size with every kind of post, comments, audience and account insights. The same
 * options always make the same account; planted effects and flaws are the truth an analysis can be checked against.
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
    ...(index < (options.flaws?.storiesWithoutType ?? 0) ? { omits: ['media_product_type'] } : {}),
  };
}

type Flaw = readonly [
  name: Exclude<keyof PlantedFlaws, 'fewViewers' | 'storiesWithoutType' | 'beforeBusinessAccount'>,
  change: Partial<MediaNode>,
];

const FLAWS: readonly Flaw[] = [
  ['hiddenLikes', { hiddenLikes: true }],
  ['missingMediaUrl', { omits: ['media_url'] }],
  ['withoutInsights', { insights: {} }],
  ['rejectingViews', { rejects: ['views'] }],
  ['gone', { gone: '100/33' }],
  ['withheldComments', { withholdsComments: true }],
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
      change(flawed, itemAt(order, next % order.length), partial);
      next += 1;
    }
  }
  return flawed;
}

function change(posts: MediaNode[], index: number, partial: Partial<MediaNode>): void {
  const post = posts[index];
  if (post !== undefined) posts[index] = { ...post, ...partial };
}
