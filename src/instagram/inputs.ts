import {
  abortSignal,
  checkerOf,
  either,
  flag,
  func,
  inputObject,
  type InputCheck,
  type InputTable,
  is,
  listOf,
  moment,
  oneOf,
  optional,
  orNull,
  recordOf,
  text,
  valueWhere,
  wholeNumber,
} from '../base/check-input.ts';
import { LIMITS } from '../graph/platform.ts';

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
  probe: optional(flag()),
  includeMediaUrls,
};
const collect = inputObject({ ...media, limit, maxCalls: limit, audience: optional(flag()) });
const maxCalls = limit;

/** An id as Graph gives it; some are two ids with an underline between. */
const isGraphId = (value: unknown): boolean => typeof value === 'string' && /^\d{1,32}(?:_\d{1,32})?$/.test(value);
const graphId = valueWhere<string>(
  isGraphId,
  'Give the id as Graph returns it, as a text: ids exceed what a number can hold.',
);

/** What the methods of an `InstagramAnalyticsManager` take. */
export const INSTAGRAM_INPUTS: InputTable = {
  getAccountInfo: { options: inputObject({ ...call, insights: optional(flag()), includeMediaUrls }) },
  getRecentMedia: { options: inputObject({ ...media, limit }) },
  iterateMedia: { options: inputObject({ ...media, limit }) },
  iterateMediaPages: {
    options: inputObject({
      ...media,
      after: optional(orNull(text('Give the cursor of an earlier page, or leave it out.'))),
      pageSize: optional(wholeNumber(1, LIMITS.mediaPage)),
    }),
  },
  getMediaInsights: {
    media: either<unknown>(recordOf('a record of a post', { id: isGraphId, media_type: is.text }), graphId),
    options: inputObject({ ...call, insights: optional(words('a metric')) }),
  },
  getRecentComments: { mediaId: graphId, options: inputObject({ ...call, limit, replies: optional(wholeNumber(0)) }) },
  getRecentActivity: { options: inputObject({ ...call, limit }) },
  getHashtagPerformance: { hashtags: optional(words('a hashtag')), options: inputObject({ ...call, limit }) },
  getLatestVideoPerformance: { options: callOptions },
  getAccountInsights: { options: inputObject({ ...call, ...period, audience: optional(flag()) }) },
  getStories: { options: inputObject({ ...call, insights, includeMediaUrls }) },
  getTaggedMedia: { options: inputObject({ ...call, limit, includeMediaUrls }) },
  searchHashtag: {
    tag: text('Give a hashtag, with or without "#".'),
    options: inputObject({ ...call, order: optional(oneOf(['top', 'recent'])), limit }),
  },
  getMentionedMedia: { mediaId: graphId, options: inputObject({ ...call, includeMediaUrls }) },
  getMentionedComment: { commentId: graphId, options: callOptions },
  discoverAccount: {
    username: text('Give the name of an account, without "@".'),
    options: inputObject({ ...call, limit: optional(wholeNumber(0)) }),
  },
  getTokenInfo: { options: callOptions },
  refreshToken: { options: callOptions },
  ensureFreshToken: { options: callOptions },
  request: {
    path: text('Give a path below the version: 17841400000000000/tags.'),
    options: inputObject({
      ...call,
      params: optional(recordOf('an object of parameters', {})),
    }),
  },
  plan: { options: collect },
  collect: { options: collect },
  exportToJson: { path: optional(text('Give the path of a file, or leave it out.')), options: collect },
  planLiveCheck: { options: inputObject({ maxCalls }) },
  checkLive: { options: inputObject({ ...call, maxCalls }) },
};

/** Checks the arguments of a method. @throws {ArgumentError} naming every one that is wrong */
export const check: InputCheck = checkerOf(INSTAGRAM_INPUTS);
