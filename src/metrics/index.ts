export { describeActivity, type ActivityInput } from './activity.ts';
export {
  assessCommentQuality,
  type CommentQuality,
  type CommentQuote,
  type CommentSignals,
} from './comment-quality.ts';
export { computeEngagement, type RateOptions } from './engagement.ts';
export { extractHashtags } from './extract-hashtags.ts';
export { summarizeHashtags, type SummarizeHashtagsOptions } from './hashtags.ts';
export type { EngagementInput, PostInput } from './post.ts';
export { summarizeMedia, type SummaryInput } from './summary.ts';
export { describeVideo, type DescribeVideoOptions, type VideoInput } from './video.ts';
