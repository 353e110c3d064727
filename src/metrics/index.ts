/**
 * Pure functions over the posts of an account: engagement, rates, hashtags, themes, posting times, formats, videos,
 * comments, trends and growth. Plain data in, plain data out; no clock and no I/O; what is passed in is never changed.
 *
 * @packageDocumentation
 */
export {
  type AccountGrowth,
  type AnalyticsComparison,
  type Change,
  compareAnalytics,
  type ComparedMeasure,
  describeGrowth,
  type GrowthPoint,
  type MediaChange,
} from './growth.ts';
export {
  assessCommentQuality,
  type CommentQuality,
  type CommentQualityOptions,
  type CommentQuote,
  type CommentSignals,
} from './comment-quality.ts';
export { compareAccounts } from './compare-accounts.ts';
export {
  comparePeriods,
  type ComparePeriodsOptions,
  type PeriodChange,
  type PeriodComparison,
  type PeriodMeasure,
} from './compare-periods.ts';
export { computeEngagement, type RateOptions } from './engagement.ts';
export { extractHashtags } from './captions.ts';
export {
  compareFormats,
  type CompareFormatsOptions,
  compareThemes,
  type CompareThemesOptions,
  type FormatComparison,
  type FormatGroup,
  type ThemeComparison,
  type ThemeRow,
} from './formats-and-themes.ts';
export { summarizeHashtags, type SummarizeHashtagsOptions } from './summary.ts';
export type { PostMeasure } from './engagement.ts';
export { percentileRank, type RankedValue, type RankedVideo, rankVideos, type RankVideosOptions } from './ranks.ts';
export type { EngagementInput, PostInput } from './post.ts';
export {
  describePostHistory,
  type PostAtAge,
  type PostHistories,
  type PostHistory,
  type PostHistoryOptions,
} from './post-history.ts';
export type { GrowingMeasure } from './post-history.ts';
export {
  findBestPostingTimes,
  type BestPostingTimesOptions,
  type PostingSlot,
  type PostingTimes,
} from './posting-times.ts';
export { type PostRates } from './engagement.ts';
export {
  fitEngagementModel,
  type EngagementModel,
  type EngagementModelOptions,
  type ModelTrait,
} from './engagement-model.ts';
export type { LiftVerdict } from './estimates.ts';
export type { ModelSlot } from './model-timing.ts';
export type { ModelTrends, TrendVerdict } from './model-trends.ts';
export type { Daypart, FormatTrait, Slot, ThemeTrait, TimingTrait, TraitKind } from './post-traits.ts';

export { forecastPost, type ForecastDocuments, type PlannedPost, type PostForecast } from './trends.ts';
export { summarizeMedia, type SummaryInput } from './summary.ts';
export { summarizeTrends, type SummarizeTrendsOptions, type TrendPeriod, type Trends } from './trends.ts';
export { describeVideo, type DescribeVideoOptions, type VideoInput } from './video.ts';
