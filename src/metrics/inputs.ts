import {
  anyText,
  checkerOf,
  inputObject,
  type InputCheck,
  type InputSchema,
  type InputTable,
  is,
  listOf,
  mapOf,
  momentText,
  numberIn,
  oneOf,
  optional,
  orNull,
  recordList,
  recordOf,
  text,
  timezone,
  valueWhere,
} from '../base/check-input.ts';
import { isTimezone } from '../base/time.ts';

/** Words of the options, which a test compares with their types. */
export const POST_MEASURES = [
  'engagement_rate',
  'interactions',
  'likes',
  'comments',
  'views',
  'reach',
  'saved',
  'shares',
  'follows',
  'avg_watch_time_ms',
  'total_watch_time_ms',
  'save_rate',
  'share_rate',
  'comment_rate',
  'follow_rate',
  'virality_rate',
  'reach_rate',
  'skip_rate',
  'hook_rate',
  'retention_ratio',
] as const;
export const GROWING_MEASURES = [
  'views',
  'reach',
  'likes',
  'comments',
  'saved',
  'shares',
  'interactions',
  'total_watch_time_ms',
] as const;
export const ENGAGEMENT_BASES = ['reach', 'views', 'followers'] as const;
export const FORMAT_TRAITS = [
  'product_type',
  'caption_length',
  'audio',
  'carousel_size',
  'duration',
  'orientation',
] as const;
export const THEME_TRAITS = ['hashtag', 'caption_length', 'question', 'call_to_action', 'series'] as const;

const media = recordList('posts', { insights: is.object });
const post = recordOf('a post', { insights: is.object });
const followers = optional(orNull(numberIn(0)));
const rate = { followers, basis: optional(oneOf(ENGAGEMENT_BASES)) };
const measure = optional(oneOf(POST_MEASURES));
const model = optional(recordOf('a model that fitEngagementModel returned', {}));
/** Earlier collections of an account. */
export const history: InputSchema<unknown> = recordList('snapshots', { taken_at: is.text, analytics: is.object });
const comments = recordList('comments', { text: is.text });
/** A count of quotes, `Infinity` for all. */
const maxQuotes = optional(
  valueWhere<number>(
    (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= 0),
    'Give a whole number from 0, or Infinity for all.',
  ),
);
const ownUsername = optional(orNull(anyText('Give the name of the account.')));
const series = optional(mapOf(anyText(), 'Give an object of post id to the name of its series.'));
/** Followers online, by hour of the day. */
export const hours: InputSchema<unknown> = optional(
  orNull(mapOf(numberIn(0), 'Give an object of hour to followers: { "9": 120 }.')),
);
/** The document of an account. */
export const analytics: InputSchema<unknown> = recordOf('the document of an account', { export_info: is.object });

/** What the functions of the entry `./metrics` take. */
export const METRICS_INPUTS: InputTable = {
  assessCommentQuality: { comments, options: inputObject({ ownUsername, maxQuotes }) },
  compareAnalytics: { before: analytics, after: analytics },
  compareFormats: { media, options: inputObject({ ...rate, by: oneOf(FORMAT_TRAITS), measure, model }) },
  compareThemes: { media, options: inputObject({ ...rate, by: oneOf(THEME_TRAITS), series, model }) },
  computeEngagement: { media: post, options: inputObject({ followers }) },
  describeGrowth: { history },
  describePostHistory: { history, options: inputObject({ measure: optional(oneOf(GROWING_MEASURES)) }) },
  describeVideo: {
    media: post,
    options: inputObject({
      ...rate,
      comments: optional(orNull(comments)),
      history: optional(history),
      takenAt: optional(momentText()),
      ownUsername,
    }),
  },
  extractHashtags: { text: orNull(anyText()) },
  forecastPost: {
    planned: recordOf('a planned post', { timestamp: is.text }),
    documents: recordOf('an object with the document of an account', { analytics: is.object }),
  },
  findBestPostingTimes: {
    media,
    options: inputObject({ ...rate, timezone: timezone(), onlineFollowers: hours, model }),
  },
  fitEngagementModel: {
    media,
    options: recordOf('an object of options', {
      timezone: (value) => value === undefined || (typeof value === 'string' && isTimezone(value)),
    }),
  },
  percentileRank: { media, measure: oneOf(POST_MEASURES), options: inputObject(rate) },
  rankVideos: { media, options: inputObject({ ...rate, measures: optional(listOf(oneOf(POST_MEASURES))) }) },
  summarizeHashtags: {
    media,
    options: inputObject({ ...rate, hashtags: optional(listOf(text('Give a hashtag.'))), model }),
  },
  summarizeMedia: { media, options: inputObject(rate) },
  summarizeTrends: {
    media,
    options: inputObject({
      ...rate,
      period: optional(oneOf(['week', 'month'])),
      history: optional(history),
      model,
    }),
  },
};

/** Checks the arguments of a function. @throws {ArgumentError} naming every one that is wrong */
export const check: InputCheck = checkerOf(METRICS_INPUTS);
