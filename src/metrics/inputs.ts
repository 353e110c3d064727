import { checkOf, type Input, type InputCheck, is, recordList, recordOf } from '../base/check-input.ts';
import {
  anyText,
  inputObject,
  listOf,
  mapOf,
  moment,
  momentText,
  numberIn,
  oneOf,
  optional,
  orNull,
  text,
  timezone,
  valueWhere,
  wholeNumber,
} from '../base/inputs.ts';
import { isTimezone } from '../base/time.ts';
import { ENGAGEMENT_BASES } from '../documents/vocabulary.ts';

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
export const FORMAT_TRAITS = [
  'product_type',
  'caption_length',
  'audio',
  'ai',
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
export const history: Input<unknown> = recordList('snapshots', { taken_at: is.text, analytics: is.object });
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
export const hours: Input<unknown> = optional(
  orNull(mapOf(numberIn(0), 'Give an object of hour to followers: { "9": 120 }.')),
);
/** The document of an account. */
export const analytics: Input<unknown> = recordOf('the document of an account', { export_info: is.object });

// What the functions of the entry `./metrics` take.

export const compareAccounts: InputCheck = checkOf('compareAccounts', {
  documents: listOf(analytics, 'Give a list of documents.'),
  now: moment(),
});
export const assessCommentQuality: InputCheck = checkOf('assessCommentQuality', {
  comments,
  options: inputObject({ ownUsername, maxQuotes }),
});
export const compareAnalytics: InputCheck = checkOf('compareAnalytics', { before: analytics, after: analytics });
export const compareFormats: InputCheck = checkOf('compareFormats', {
  media,
  options: inputObject({ ...rate, by: oneOf(FORMAT_TRAITS), measure, model }),
});
export const compareThemes: InputCheck = checkOf('compareThemes', {
  media,
  options: inputObject({ ...rate, by: oneOf(THEME_TRAITS), series, model }),
});
export const comparePeriods: InputCheck = checkOf('comparePeriods', {
  analytics: recordOf('the document of an account', { export_info: is.object }),
  options: inputObject({ days: optional(wholeNumber(1)), history: optional(history) }),
});
export const computeEngagement: InputCheck = checkOf('computeEngagement', {
  media: post,
  options: inputObject({ followers }),
});
export const describeGrowth: InputCheck = checkOf('describeGrowth', { history });
export const describePostHistory: InputCheck = checkOf('describePostHistory', {
  history,
  options: inputObject({ measure: optional(oneOf(GROWING_MEASURES)) }),
});
export const describeVideo: InputCheck = checkOf('describeVideo', {
  media: post,
  options: inputObject({
    ...rate,
    comments: optional(orNull(comments)),
    history: optional(history),
    takenAt: optional(momentText()),
    ownUsername,
  }),
});
export const extractHashtags: InputCheck = checkOf('extractHashtags', { text: orNull(anyText()) });
export const forecastPost: InputCheck = checkOf('forecastPost', {
  planned: recordOf('a planned post', { timestamp: is.text }),
  documents: recordOf('an object with the document of an account', { analytics: is.object }),
});
export const findBestPostingTimes: InputCheck = checkOf('findBestPostingTimes', {
  media,
  options: inputObject({ ...rate, timezone: timezone(), onlineFollowers: hours, model }),
});
export const fitEngagementModel: InputCheck = checkOf('fitEngagementModel', {
  media,
  options: recordOf('an object of options', {
    timezone: (value) => value === undefined || (typeof value === 'string' && isTimezone(value)),
  }),
});
export const percentileRank: InputCheck = checkOf('percentileRank', {
  media,
  measure: oneOf(POST_MEASURES),
  options: inputObject(rate),
});
export const rankVideos: InputCheck = checkOf('rankVideos', {
  media,
  options: inputObject({ ...rate, measures: optional(listOf(oneOf(POST_MEASURES))) }),
});
export const summarizeHashtags: InputCheck = checkOf('summarizeHashtags', {
  media,
  options: inputObject({ ...rate, hashtags: optional(listOf(text('Give a hashtag.'))), model }),
});
export const summarizeMedia: InputCheck = checkOf('summarizeMedia', { media, options: inputObject(rate) });
export const summarizeTrends: InputCheck = checkOf('summarizeTrends', {
  media,
  options: inputObject({
    ...rate,
    period: optional(oneOf(['week', 'month'])),
    history: optional(history),
    model,
  }),
});
