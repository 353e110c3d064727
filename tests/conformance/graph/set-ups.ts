import type { GraphDataset, MediaNode } from '../../../src/testing/graph/dataset/graph-dataset.ts';
import { graphFault } from '../../../src/testing/graph/start-graph-simulator.ts';
import type { GraphSimulatorOptions } from '../../../src/testing/graph/graph-state.ts';
import type { TokenRequest } from '../../../src/testing/graph/tokens/token-registry.ts';
import { ACCOUNT, BAKERY, COMMENTS, IMAGE, OLD_VIDEO, REEL, STORY } from './bakery.ts';

const DAY_MS = 86_400_000;

/** What provokes one recorded answer. What is left out follows the file itself. */
export interface SetUp {
  /** Path and query; the file's own request by default. `AFTER` stands for the cursor of `first`. */
  readonly request?: string | undefined;
  /** A request made before, without being compared. */
  readonly first?: string | undefined;
  readonly method?: 'GET' | 'POST' | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
  readonly dataset?: Partial<GraphDataset> | undefined;
  readonly options?: Partial<GraphSimulatorOptions> | undefined;
  /** Another token than the usual one; `raw` is sent as it stands. */
  readonly token?: (TokenRequest & { readonly raw?: string | undefined }) | undefined;
  /** A second token that `INPUT` stands for in the request. */
  readonly input?: TokenRequest | undefined;
  /** Only a fault plan makes this one. */
  readonly byFault?: true | undefined;
}

const NOW = Date.parse('2026-11-22T12:00:00Z');
const withMedia = (...media: readonly MediaNode[]): Partial<GraphDataset> => ({ media });
const fault = (name: Parameters<typeof graphFault>[0]): SetUp => ({
  request: `/${ACCOUNT}`,
  options: { faults: [{ action: graphFault(name) }] },
  byFault: true,
});
const refused = (problem: NonNullable<TokenRequest['problem']>): SetUp => ({
  request: `/${ACCOUNT}`,
  token: { problem },
});
const over = (code: 17 | 32 | 613): SetUp => ({ request: `/${ACCOUNT}`, options: { quota: { calls: 0, code } } });
const percent = (
  call_count: number,
  total_cputime: number,
  total_time: number,
): Record<string, number> & {
  call_count: number;
  total_cputime: number;
  total_time: number;
} => ({ call_count, total_cputime, total_time });
const NESTED_COMMENTS = [
  { ...COMMENTS[0], id: '17900000000000011', text: 'Looks great', timestamp: '2026-11-20T15:00:00+0000' },
  { id: '17900000000000012', text: 'Open on Sunday?', username: 'b_customer', timestamp: '2026-11-20T14:00:00+0000' },
];
const BATCH = [
  { method: 'GET', relative_url: '18000000000000001/insights?metric=reach' },
  { method: 'GET', relative_url: '18000000000000004/insights?metric=views' },
  { method: 'GET', relative_url: '18000000000000002/insights?metric=reach' },
];

/** By the name of the file. A file that is not named needs nothing but its own request. */
export const SET_UPS: Readonly<Record<string, SetUp>> = {
  'account-insights-empty': { dataset: { account: { ...BAKERY.account, followers_count: 99 } } },
  'account-insights-reach-breakdown': {
    dataset: { accountInsights: { reach: { ...BAKERY.accountInsights?.['reach'], daily: undefined, day: 224 } } },
  },
  'account-insights-time-series': {},
  'batch-response-mixed': {
    method: 'POST',
    request: '/',
    form: { batch: JSON.stringify(BATCH), include_headers: 'true' },
    options: { faults: [{ match: ({ item }) => item === 2, action: { kind: 'null' } }] },
  },
  'batch-response-no-headers': {
    method: 'POST',
    request: '/',
    form: { batch: JSON.stringify(BATCH.slice(0, 1)), include_headers: 'false' },
  },
  'comments-last-page': {
    first: '/18000000000000001/comments?limit=2',
    request: '/18000000000000001/comments?after=AFTER',
  },
  'debug-token-invalid': { request: '/debug_token?input_token=INPUT', input: { issuedAt: NOW - 62 * DAY_MS } },
  'debug-token-never-expires': {
    request: '/debug_token?input_token=INPUT',
    input: { kind: 'page', expiresAt: null },
  },
  'debug-token-valid': {
    request: '/debug_token?input_token=INPUT',
    input: { scopes: ['instagram_basic', 'public_profile'] },
  },
  'error-1-reduce-data': {
    request: `/${ACCOUNT}/media?limit=100&fields=id,insights.metric(reach),comments.limit(10){id,replies.limit(5){id}}`,
  },
  'error-1-unknown': fault('unknown'),
  'error-10-permission': {
    request: '/18000000000000001/insights?metric=reach',
    token: { scopes: ['instagram_basic', 'pages_show_list'] },
  },
  'error-10-story-not-enough-viewers': {
    request: '/18000000000000050/insights?metric=reach',
    dataset: withMedia({ ...STORY, fewViewers: true }),
  },
  'error-100-2108006-before-conversion': { dataset: withMedia({ ...OLD_VIDEO, beforeBusinessAccount: true }) },
  'error-100-33-object-missing': { dataset: withMedia() },
  'error-100-appsecret-proof-invalid': { request: `/${ACCOUNT}?appsecret_proof=00` },
  'error-100-appsecret-proof-required': { request: `/${ACCOUNT}`, options: { requireProof: true } },
  'error-100-follower-count-too-old': {
    request: `/${ACCOUNT}/insights?metric=follower_count&period=day&since=2026-10-01&until=2026-10-08`,
  },
  'error-100-instagram-login-parameter': { request: `/${REEL.id}/insights` },
  'error-100-range-too-wide': {
    request: `/${ACCOUNT}/insights?metric=reach&period=day&since=1786536000&until=1794536000`,
  },
  'error-17-user-limit': over(17),
  'error-18-2207034-hashtag-limit': {
    request: `/ig_hashtag_search?user_id=${ACCOUNT}&q=onemore`,
    dataset: {
      searchedHashtags: Array.from({ length: 30 }, (_, index) => ({
        name: `tag${String(index)}`,
        at: '2026-11-20T00:00:00Z',
      })),
    },
  },
  'error-190-458-app-removed': refused(458),
  'error-190-459-checkpoint': refused(459),
  'error-190-460-password-changed': refused(460),
  'error-190-463-expired': { request: `/${ACCOUNT}`, token: { issuedAt: NOW - 62 * DAY_MS } },
  'error-190-467-invalidated': refused(467),
  'error-190-instagram-login': { request: `/${ACCOUNT}`, token: { raw: 'nonsense' } },
  'error-190-malformed': { request: `/${ACCOUNT}`, token: { raw: 'nonsense' } },
  'error-2-service-temporary': fault('service_unavailable'),
  'error-200-permission': {
    request: `/${ACCOUNT}/insights?metric=reach&period=day`,
    token: { scopes: ['instagram_basic'] },
  },
  'error-3-capability': { request: `/ig_hashtag_search?user_id=${ACCOUNT}&q=rye`, options: { features: [] } },
  'error-32-page-limit': over(32),
  'error-368-temporarily-blocked': fault('temporarily_blocked'),
  'error-4-app-limit': { request: `/${ACCOUNT}`, options: { usage: { app: percent(100, 40, 52) } } },
  'error-429-empty': fault('too_many_requests'),
  'error-502-html': { request: `/${ACCOUNT}`, options: { faults: [{ action: { kind: 'html' } }] }, byFault: true },
  'error-613-custom-limit': over(613),
  'error-80002-instagram-buc': {
    request: `/${ACCOUNT}`,
    options: {
      usage: {
        business: {
          [ACCOUNT]: [{ type: 'instagram', ...percent(100, 25, 25), estimated_time_to_regain_access: 12 }],
        },
      },
    },
  },
  'error-803-object-missing-ig-login': { request: '/some_handle' },
  'error-batch-too-large': {
    method: 'POST',
    request: '/',
    form: { batch: JSON.stringify(Array.from({ length: 51 }, () => BATCH[0])) },
  },
  'error-instagram-oauth': {
    method: 'POST',
    request: '/oauth/access_token',
    form: {
      ...{ client_id: 'APP', client_secret: 'SECRET', grant_type: 'authorization_code' },
      ...{ redirect_uri: 'https://example.com/', code: 'wrong' },
    },
    options: { login: 'instagram', appId: 'APP', appSecret: 'SECRET' },
  },
  'error-minus1-2207001-server': fault('server'),
  'hashtag-recent-media-page-2': {
    first: `/17843800000000007/recent_media?user_id=${ACCOUNT}&limit=50`,
    request: `/17843800000000007/recent_media?user_id=${ACCOUNT}&limit=50&after=AFTER&fields=id,caption,media_type,media_url,permalink,timestamp,comments_count,like_count,children`,
  },
  'headers-usage-multi-type': {
    options: {
      usage: {
        business: {
          [ACCOUNT]: [
            { type: 'instagram', ...percent(96, 20, 21), estimated_time_to_regain_access: 0 },
            { type: 'pages', ...percent(3, 1, 1), estimated_time_to_regain_access: 0 },
          ],
          '1050000000000001': [{ type: 'pages', ...percent(1, 1, 1) }],
        },
      },
    },
  },
  'headers-usage-normal': {
    options: {
      usage: {
        app: percent(12, 3, 5),
        business: { [ACCOUNT]: [{ type: 'instagram', ...percent(28, 25, 25), estimated_time_to_regain_access: 0 }] },
      },
    },
  },
  'me-ig-login-data-array': { options: { meShape: 'data' } },
  'media-comments-nested': { dataset: withMedia({ ...REEL, comments: NESTED_COMMENTS }) },
  'media-insights-empty': { dataset: withMedia({ ...IMAGE, insights: {} }) },
  'media-list-empty': { dataset: withMedia(STORY) },
  'media-list-last-page': {
    first: `/${ACCOUNT}/media?limit=2`,
    request: `/${ACCOUNT}/media?fields=id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,shortcode,timestamp,like_count,comments_count,is_shared_to_feed,is_comment_enabled,alt_text,owner,username,children&limit=2&after=AFTER`,
  },
  'media-list-page-1': {
    options: {
      usage: {
        app: percent(12, 3, 5),
        business: { [ACCOUNT]: [{ type: 'instagram', ...percent(7, 25, 25), estimated_time_to_regain_access: 0 }] },
      },
    },
  },
  'media-list-with-insights-expansion': {},
  'token-fb-exchange': {
    request:
      '/oauth/access_token?grant_type=fb_exchange_token&client_id=APP&client_secret=SECRET&fb_exchange_token=INPUT',
    options: { appId: 'APP', appSecret: 'SECRET' },
    input: { life: 'short' },
  },
  'token-ig-code-exchange': {
    method: 'POST',
    request: '/oauth/access_token',
    form: {
      ...{ client_id: 'APP', client_secret: 'SECRET', grant_type: 'authorization_code' },
      ...{ redirect_uri: 'https://example.com/', code: 'CODE' },
    },
    options: { login: 'instagram', appId: 'APP', appSecret: 'SECRET' },
  },
  'token-ig-exchange': {
    request: '/access_token?grant_type=ig_exchange_token&client_secret=SECRET&access_token=INPUT',
    options: { appSecret: 'SECRET' },
    input: { life: 'short' },
  },
  'token-ig-refresh': {
    request: '/refresh_access_token?grant_type=ig_refresh_token&access_token=INPUT',
    input: { issuedAt: NOW - 2 * DAY_MS },
  },
  'user-fb-login': { options: { usage: { app: percent(11, 3, 5) } } },
  'user-fb-login-sparse': {
    dataset: { account: { id: ACCOUNT, username: 'example_bakery', biography: '', omits: ['profile_picture_url'] } },
  },
};
