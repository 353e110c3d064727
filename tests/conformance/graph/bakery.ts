import type { CommentNode, GraphDataset, MediaNode } from '../../../src/testing/graph/dataset/graph-dataset.ts';

/** The moment the recorded answers were written for. */
export const NOW = Date.parse('2026-11-22T12:00:00Z');
export const ACCOUNT = '17841400000000001';

const FEED_FIGURES = {
  ...{ views: 620, reach: 410, likes: 54, comments: 2, shares: 3, saved: 7, total_interactions: 66 },
  ...{ follows: 1, profile_visits: 12, reposts: 0, profile_activity: 4 },
};

export const COMMENTS: readonly CommentNode[] = [
  {
    id: '17900000000000011',
    text: 'Looks great',
    username: 'a_customer',
    from_id: '7300000000000001',
    timestamp: '2026-11-20T15:00:00+0000',
    like_count: 2,
    replies: [
      {
        id: '17900000000000021',
        text: 'Thank you',
        username: 'example_bakery',
        timestamp: '2026-11-20T15:05:00+0000',
        like_count: 1,
      },
    ],
  },
  { id: '17900000000000012', text: 'Open on Sunday?', timestamp: '2026-11-20T14:00:00+0000' },
  { id: '17900000000000013', text: 'First', username: 'c_customer', timestamp: '2026-11-20T13:10:00+0000' },
];

export const REEL: MediaNode = {
  id: '18000000000000001',
  media_type: 'VIDEO',
  media_product_type: 'REELS',
  timestamp: '2026-11-20T13:00:34+0000',
  caption: 'Morning bake',
  like_count: 120,
  comments_count: 9,
  media_audio_type: 'ORIGINAL_SOUND',
  insights: {
    ...{ views: 2100, reach: 1702, likes: 120, comments: 9, shares: 6, saved: 14, total_interactions: 149 },
    ...{ reposts: 1, ig_reels_avg_watch_time: 6524, ig_reels_video_view_total_time: 5_128_546 },
    ...{ reels_skip_rate: 48.4, total_views: 2450, total_likes: 131, total_comments: 10 },
  },
  comments: COMMENTS,
  fields: { is_ai_generated: false, legacy_instagram_media_id: '35600000000000001' },
};

export const IMAGE: MediaNode = {
  id: '18000000000000002',
  media_type: 'IMAGE',
  media_product_type: 'FEED',
  timestamp: '2026-11-18T08:10:20+0000',
  caption: 'Rye',
  alt_text: 'A loaf of rye bread on a board',
  like_count: 54,
  comments_count: 2,
  insights: FEED_FIGURES,
  insightBreakdowns: { profile_activity: { EMAIL: 1, TEXT: 1, DIRECTION: 1, BIO_LINK_CLICKED: 1 } },
};

export const CAROUSEL: MediaNode = {
  id: '18000000000000003',
  media_type: 'CAROUSEL_ALBUM',
  media_product_type: 'FEED',
  timestamp: '2026-11-15T17:45:00+0000',
  like_count: 54,
  hiddenLikes: true,
  insights: FEED_FIGURES,
  children: [
    { id: '18000000000000031', media_type: 'IMAGE', timestamp: '2026-11-15T17:45:00+0000' },
    { id: '18000000000000032', media_type: 'VIDEO', timestamp: '2026-11-15T17:45:00+0000' },
  ],
};

export const OLD_VIDEO: MediaNode = {
  id: '18000000000000004',
  media_type: 'VIDEO',
  media_product_type: 'FEED',
  timestamp: '2019-05-02T11:42:01+0000',
  caption: 'Opening day',
  like_count: 12,
  comments_count: 1,
  omits: ['media_url'],
  insights: { reach: 95, saved: 1 },
};

export const STORY: MediaNode = {
  id: '18000000000000050',
  media_type: 'IMAGE',
  media_product_type: 'STORY',
  timestamp: '2026-11-22T06:00:00+0000',
  insights: {
    ...{ views: 88, reach: 80, replies: 1, shares: 0, total_interactions: 2, follows: 0, profile_visits: 4 },
    navigation: 25,
  },
  insightBreakdowns: { navigation: { TAP_FORWARD: 19, TAP_BACK: 4, TAP_EXIT: 1, SWIPE_FORWARD: 1 } },
};

const HOURS = Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [String(hour), 40 + hour]));

const ALBUM: readonly MediaNode[] = [
  { id: '18000000000000103', media_type: 'IMAGE', timestamp: '2026-11-22T04:30:00+0000' },
];

/** The small account that the recorded answers speak of. */
export const BAKERY: GraphDataset = {
  account: {
    id: ACCOUNT,
    username: 'example_bakery',
    name: 'Example Bakery',
    biography: 'Bread, daily.',
    website: 'https://example.com/',
    followers_count: 1523,
    follows_count: 88,
    media_count: 214,
    ig_id: '9007199254740993',
  },
  media: [CAROUSEL, STORY, OLD_VIDEO, REEL, IMAGE],
  accountInsights: {
    reach: {
      daily: { '2026-11-18': 189, '2026-11-19': 207, '2026-11-20': 0, '2026-11-21': 224, '2026-11-22': 12 },
      breakdowns: {
        'follow_type,media_product_type': [
          { values: ['FOLLOWER', 'POST'], value: 90 },
          { values: ['NON_FOLLOWER', 'POST'], value: 34 },
          { values: ['NON_FOLLOWER', 'REEL'], value: 60 },
        ],
      },
    },
    follower_count: { daily: { '2026-11-18': 4, '2026-11-19': 0 } },
    ...Object.fromEntries(
      [
        ...['views', 'accounts_engaged', 'total_interactions', 'likes', 'comments', 'saves', 'shares', 'replies'],
        ...['reposts', 'profile_links_taps', 'profile_views', 'website_clicks'],
      ].map((name, index) => [name, { daily: { '2026-11-18': index, '2026-11-19': 2 * index, '2026-11-20': 7 } }]),
    ),
    follows_and_unfollows: {
      breakdowns: {
        follow_type: [
          { values: ['FOLLOWER'], value: 17 },
          { values: ['NON_FOLLOWER'], value: 20 },
        ],
      },
    },
  },
  audience: {
    followers: {
      'age,gender': [
        { values: ['18-24', 'F'], value: 120 },
        { values: ['18-24', 'M'], value: 95 },
      ],
    },
    engaged: {
      country: [
        { values: ['US'], value: 7 },
        { values: ['ES'], value: 3 },
      ],
    },
    onlineFollowers: { '2026-11-19': HOURS, '2026-11-20': {} },
  },
  tags: [
    {
      id: '18000000000000090',
      media_type: 'IMAGE',
      timestamp: '2026-11-10T12:00:00+0000',
      caption: 'Lunch at @example_bakery',
      username: 'a_customer',
      like_count: 30,
      hiddenLikes: true,
      comments_count: 1,
    },
  ],
  mentionedMedia: [
    {
      id: '18000000000000091',
      media_type: 'IMAGE',
      timestamp: '2026-11-09T10:00:00+0000',
      caption: 'with @example_bakery',
      username: 'a_customer',
      like_count: 4,
    },
  ],
  mentionedComments: [
    {
      id: '17900000000000011',
      text: '@example_bakery open today?',
      timestamp: '2026-11-09T10:05:00+0000',
      username: 'a_customer',
    },
  ],
  otherAccounts: [
    {
      id: '17841400000000099',
      username: 'other_bakery',
      followers_count: 90_210,
      media_count: 801,
      media: [
        {
          id: '18000000000000080',
          media_type: 'VIDEO',
          media_product_type: 'REELS',
          timestamp: '2026-11-19T09:00:00+0000',
          like_count: 900,
          comments_count: 30,
          view_count: 45_000,
        },
        {
          id: '18000000000000079',
          media_type: 'IMAGE',
          timestamp: '2026-11-17T09:00:00+0000',
          like_count: 80,
          comments_count: 3,
        },
      ],
    },
  ],
  hashtags: [
    { id: '17843800000000007', name: 'sourdough', recent: hashtagPosts(), top: hashtagPosts() },
    { id: '17843800000000008', name: 'rye' },
  ],
  searchedHashtags: [
    { name: 'rye', at: '2026-11-20T00:00:00Z' },
    { name: 'sourdough', at: '2026-11-21T00:00:00Z' },
  ],
  publishingLimit: { quota_usage: 3, quota_total: 100, quota_duration: 86_400 },
  pages: [
    { id: '1050000000000001', name: 'Example Bakery', instagram_business_account: ACCOUNT },
    { id: '1050000000000002', name: 'Page without IG' },
  ],
};

/** Gives one page of 50 and one post more; the second is an album with hidden likes. */
function hashtagPosts(): MediaNode[] {
  return Array.from({ length: 51 }, (_, index) => {
    const head = { id: String(18000000000000101n + BigInt(index * 10)), comments_count: index % 5 };
    const timestamp = new Date(NOW - (index + 1) * 600_000).toISOString();
    return index === 1
      ? { ...head, timestamp, media_type: 'CAROUSEL_ALBUM', like_count: 5, hiddenLikes: true, children: ALBUM }
      : { ...head, timestamp, media_type: 'IMAGE', caption: '#sourdough', like_count: 57 };
  });
}
