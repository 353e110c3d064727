import { checkOf, type InputCheck, is, recordOf } from '../base/check-input.ts';
import {
  abortSignal,
  either,
  flag,
  func,
  inputObject,
  listOf,
  moment,
  oneOf,
  optional,
  orNull,
  text,
  valueWhere,
  wholeNumber,
} from '../base/inputs.ts';
import { THUMBNAIL_LIMITS } from '../documents/media.ts';
import { LIMITS } from '../graph/platform.ts';
import { probeOption } from '../media/media-prober.ts';

const call = { signal: optional(abortSignal()), onProgress: optional(func()) };
const callOptions = inputObject(call);
const limit = optional(wholeNumber(1));
const words = (what: string): ReturnType<typeof listOf<string>> => listOf(text(`Give the name of ${what}.`));
const insights = optional(either<boolean | string[]>(words('a metric'), flag()));
const includeMediaUrls = optional(flag());
const period = { since: optional(moment()), until: optional(moment()) };
const media = {
  ...call,
  ...period,
  insights,
  comments: optional(flag()),
  probe: optional(probeOption),
  includeMediaUrls,
};
const collectOptions = inputObject({
  ...media,
  limit,
  maxCalls: limit,
  audience: optional(flag()),
  stories: optional(flag()),
});
const maxCalls = limit;

/** Makes the input of an id as Graph gives it; some are two ids with an underline between. */
const isGraphId = (value: unknown): boolean => typeof value === 'string' && /^\d{1,32}(?:_\d{1,32})?$/.test(value);
const graphId = valueWhere<string>(
  isGraphId,
  'Give the id as Graph returns it, as a text: ids exceed what a number can hold.',
);

const isThumbnailList = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= THUMBNAIL_LIMITS.images && value.every(isGraphId);

// What the methods of an `InstagramAnalyticsManager` take.

export const getAccountInfo: InputCheck = checkOf('getAccountInfo', {
  options: inputObject({ ...call, insights: optional(flag()), includeMediaUrls }),
});
export const getRecentMedia: InputCheck = checkOf('getRecentMedia', { options: inputObject({ ...media, limit }) });
export const iterateMedia: InputCheck = checkOf('iterateMedia', { options: inputObject({ ...media, limit }) });
export const iterateMediaPages: InputCheck = checkOf('iterateMediaPages', {
  options: inputObject({
    ...media,
    after: optional(orNull(text('Give the cursor of an earlier page, or leave it out.'))),
    pageSize: optional(wholeNumber(1, LIMITS.mediaPage)),
  }),
});
export const getMediaInsights: InputCheck = checkOf('getMediaInsights', {
  media: either<unknown>(recordOf('a record of a post', { id: isGraphId, media_type: is.text }), graphId),
  options: inputObject({ ...call, insights: optional(words('a metric')) }),
});
export const getRecentComments: InputCheck = checkOf('getRecentComments', {
  mediaId: graphId,
  options: inputObject({ ...call, limit, replies: optional(wholeNumber(0)) }),
});
export const getRecentActivity: InputCheck = checkOf('getRecentActivity', { options: inputObject({ ...call, limit }) });
export const getHashtagPerformance: InputCheck = checkOf('getHashtagPerformance', {
  hashtags: optional(words('a hashtag')),
  options: inputObject({ ...call, limit }),
});
export const getLatestVideoPerformance: InputCheck = checkOf('getLatestVideoPerformance', { options: callOptions });
export const getAccountInsights: InputCheck = checkOf('getAccountInsights', {
  options: inputObject({ ...call, ...period, audience: optional(flag()) }),
});
export const getStories: InputCheck = checkOf('getStories', {
  options: inputObject({ ...call, insights, includeMediaUrls }),
});
export const getThumbnails: InputCheck = checkOf('getThumbnails', {
  mediaIds: valueWhere(isThumbnailList, `Give a list of at most ${String(THUMBNAIL_LIMITS.images)} ids of posts.`),
  options: callOptions,
});
export const getTaggedMedia: InputCheck = checkOf('getTaggedMedia', {
  options: inputObject({ ...call, limit, includeMediaUrls }),
});
export const searchHashtag: InputCheck = checkOf('searchHashtag', {
  tag: text('Give a hashtag, with or without "#".'),
  options: inputObject({ ...call, order: optional(oneOf(['top', 'recent'])), limit }),
});
export const getMentionedMedia: InputCheck = checkOf('getMentionedMedia', {
  mediaId: graphId,
  options: inputObject({ ...call, includeMediaUrls }),
});
export const getMentionedComment: InputCheck = checkOf('getMentionedComment', {
  commentId: graphId,
  options: callOptions,
});
export const discoverAccount: InputCheck = checkOf('discoverAccount', {
  username: text('Give the name of an account, without "@".'),
  options: inputObject({ ...call, limit: optional(wholeNumber(0)) }),
});
export const getTokenInfo: InputCheck = checkOf('getTokenInfo', { options: callOptions });
export const refreshToken: InputCheck = checkOf('refreshToken', { options: callOptions });
export const ensureFreshToken: InputCheck = checkOf('ensureFreshToken', { options: callOptions });
export const request: InputCheck = checkOf('request', {
  path: text('Give a path below the version: 17841400000000000/tags.'),
  options: inputObject({
    ...call,
    params: optional(recordOf('an object of parameters', {})),
  }),
});
export const plan: InputCheck = checkOf('plan', { options: collectOptions });
export const collect: InputCheck = checkOf('collect', { options: collectOptions });
export const exportToJson: InputCheck = checkOf('exportToJson', {
  path: optional(text('Give the path of a file, or leave it out.')),
  options: collectOptions,
});
export const planLiveCheck: InputCheck = checkOf('planLiveCheck', { options: inputObject({ maxCalls }) });
export const checkLive: InputCheck = checkOf('checkLive', { options: inputObject({ ...call, maxCalls }) });
