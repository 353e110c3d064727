/**
 * Pure functions over the posts of an account: engagement, rates, hashtags, themes, posting times, formats, videos,
 * comments, trends and growth. Plain data in, plain data out; no clock and no I/O; what is passed in is never changed.
 *
 * @packageDocumentation
 */
export { describeGrowth, type AccountGrowth, type GrowthPoint } from './growth.ts';
export type { Change } from './growth.ts';
export {
  assessCommentQuality,
  type CommentQuality,
  type CommentQualityOptions,
  type CommentQuote,
  type CommentSignals,
} from './comment-quality.ts';
export { compareAnalytics, type AnalyticsComparison, type ComparedMeasure, type MediaChange } from './growth.ts';
export { compareAccounts } from './compare-accounts.ts';
export {
  comparePeriods,
  type ComparePeriodsOptions,
  type PeriodChange,
  type PeriodComparison,
  type PeriodMeasure,
} from './compare-periods.ts';
export { computeEngagement, type RateOptions } from './engagement.ts';
export { extractHashtags } from './extract-hashtags.ts';
export { compareFormats, type CompareFormatsOptions, type FormatComparison, type FormatGroup } from './formats.ts';
export { summarizeHashtags, type SummarizeHashtagsOptions } from './hashtags.ts';
export type { PostMeasure } from './engagement.ts';
export { percentileRank } from './ranks.ts';
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
export { rankVideos, type RankedValue, type RankedVideo, type RankVideosOptions } from './ranks.ts';
export { type PostRates } from './engagement.ts';
export {
  fitEngagementModel,
  type EngagementModel,
  type EngagementModelOptions,
  type LiftVerdict,
  type ModelTrait,
} from './engagement-model.ts';
export type { ModelSlot } from './model-timing.ts';
export type { ModelTrends, TrendVerdict } from './model-trends.ts';
export type { FormatTrait, ThemeTrait, TimingTrait, TraitKind } from './post-traits.ts';
export type { Daypart, Slot } from './posting-slots.ts';

export { forecastPost, type ForecastDocuments, type PlannedPost, type PostForecast } from './forecast.ts';
export { summarizeMedia, type SummaryInput } from './summary.ts';
export { compareThemes, type CompareThemesOptions, type ThemeComparison, type ThemeRow } from './themes.ts';
export { summarizeTrends, type SummarizeTrendsOptions, type TrendPeriod, type Trends } from './trends.ts';
export { describeVideo, type DescribeVideoOptions, type VideoInput } from './video.ts';
