/**
 * Collects Instagram business analytics through the Graph API and inventories a Cloud Storage bucket: honest numbers,
 * few calls, documents an assistant can plan from.
 *
 * @packageDocumentation
 */
export {
  ArgumentError,
  ConfigError,
  ExportError,
  GraphApiError,
  InsightInventoryError,
  isArgumentError,
  isConfigError,
  isExportError,
  isGraphApiError,
  isInsightInventoryError,
  isMediaProbeError,
  isResponseValidationError,
  isStorageError,
  MediaProbeError,
  ResponseValidationError,
  StorageError,
  type InputProblem,
  type ErrorDetails,
  type ErrorName,
  type GraphErrorDetails,
  type IssuePlace,
  type PartialList,
  type StorageErrorDetails,
} from './base/errors.ts';
export {
  CODE_PREFIXES,
  type CodePrefix,
  type CollectionIssue,
  type ErrorCode,
  type IssueKind,
  type IssueSource,
} from './base/issues.ts';
export { Redactor } from './base/redact.ts';
export { Secret } from './base/redact.ts';

export { accountInfoSchema, type AccountInfo, type InsightPeriods } from './documents/account.ts';
export { activityRecordSchema, type ActivityRecord } from './documents/summary.ts';
export {
  ANALYTICS_PARTS,
  instagramAnalyticsSchema,
  type AnalyticsPart,
  type CallCounts,
  type InstagramAnalytics,
} from './documents/analytics.ts';
export {
  accountInsightsSchema,
  type AccountInsights,
  type ReachPoint,
  audienceRecordSchema,
  type AudienceBreakdowns,
  type AudienceGroup,
  type AudienceRecord,
} from './documents/account.ts';
export {
  type AccountsComparison,
  accountsComparisonSchema,
  type AccountStatus,
  type CollectionSummary,
  collectionSummarySchema,
  type ComparedAccount,
  comparedAccountSchema,
  type PostMedian,
  type SourceStatus,
  type SourceSummary,
} from './documents/collection.ts';
export { commentRecordSchema, type CommentRecord } from './documents/media.ts';
export {
  collectionIssueSchema,
  type Coverage,
  type DocumentName,
  type Estimate,
  estimateSchema,
  SCHEMA_IDS,
  type Unavailable,
  UNAVAILABLE_REASONS,
  type UnavailableReason,
} from './documents/shapes.ts';
export {
  CATEGORY_GROUPS,
  type CategoryGroup,
  type CountAndSize,
  type EssentialFileRecord,
  essentialFileRecordSchema,
  FILE_CATEGORIES,
  type FileCategory,
  type FileMediaMetadata,
  type FileMoment,
  type FileRecord,
  fileRecordSchema,
  type FolderNode,
  folderNodeSchema,
  type MediaMetadata,
  mediaMetadataSchema,
  type Orientation,
  type Totals,
} from './documents/file.ts';
export { hashtagPerformanceSchema, type HashtagPerformance } from './documents/summary.ts';
export {
  gcsInventorySchema,
  type AnyInventory,
  type FileSelection,
  type InventoryEngineName,
  type InventorySource,
  type FolderInventory,
  type CountAndBytes,
  type GcsInventory,
  type OtherObjects,
  type ListingCounts,
} from './documents/inventory.ts';
export {
  MEDIA_INSIGHT_KEYS,
  mediaInsightsSchema,
  mediaRecordSchema,
  type Engagement,
  type EngagementBasis,
  type InteractionsBasis,
  type MediaInsightKey,
  type MediaInsights,
  type MediaInsightValues,
  type MediaRecord,
} from './documents/media.ts';
export { summaryMetricsSchema, type SummaryMetrics } from './documents/summary.ts';
export type { TokenInfo } from './documents/account.ts';
export type { LedgerEntry, Snapshot } from './documents/analytics.ts';
export {
  FOOTAGE_REASONS,
  type FootageMatches,
  type FootageReason,
  type FootageRow,
  type PlanningClip,
  type PlanningSeries,
} from './documents/footage.ts';
export {
  PLANNING_LINE_KINDS,
  PLANNING_POST_FIGURES,
  planningContextSchema,
  type ComparedFigure,
  type LedgerProposal,
  type PlanningContext,
  type PlanningLine,
  type PlanningLineKind,
  type PlanningNote,
  type PlanningPost,
  type PlanningPostFigure,
} from './documents/planning.ts';
export { collectAccounts, type AccountsCollection, type CollectAccountsOptions } from './collector/collect-accounts.ts';
export { thumbnailsSchema, type Thumbnails } from './documents/media.ts';
export { videoPlanSchema, type VideoPlan, type VideoPlanReason, type VideoPlanScene } from './documents/video-plan.ts';
export { videoPerformanceSchema, type CommentQualityLevel, type VideoPerformance } from './documents/summary.ts';
export { GROUP_BY_CATEGORY, VIDEO_METRIC_KEYS, type VideoMetricKey } from './documents/vocabulary.ts';

export * from './files/index.ts';
export * from './metrics/index.ts';

export {
  type AccessToken,
  type AccessTokenProvider,
  type AccessTokenRequest,
  type AccessTokenSource,
  createFileStore,
  createFileTokenStore,
  createMemoryStore,
  type KeyValueStore,
  type TokenStore,
} from './runtime/stores.ts';
export { type Clock, systemClock } from './runtime/clock.ts';
export {
  createLogger,
  fromPino,
  type LogFormat,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  type PinoLike,
  silentLogger,
  withTiming,
} from './runtime/logger.ts';
export type { FetchLike, ManagerDependencies } from './runtime/dependencies.ts';
export type { GcsConfig, GcsCredentials } from './runtime/platform-configs.ts';
export type { InstagramConfig, InstagramLogin } from './runtime/platform-configs.ts';
export type { ProgressEvent, ProgressListener } from './runtime/dependencies.ts';
export type { RetryOptions } from './runtime/retry.ts';
export {
  createSharedUsage,
  type LimitReport,
  type SharedLimit,
  type SharedUsageOptions,
  type WaitSource,
} from './runtime/throttle-gate.ts';
export type { DamagedEntry } from './runtime/file-io.ts';
export { createFileLedgerStore, createMemoryLedgerStore, type LedgerStore } from './runtime/history/ledger-store.ts';
export {
  createFileSnapshotStore,
  createMemorySnapshotStore,
  type SnapshotStore,
} from './runtime/history/snapshot-store.ts';
export { createDuckDbSnapshotStore } from './runtime/history/snapshot-databases.ts';
export {
  exportHistory,
  type ExportHistoryOptions,
  type HistoryTable,
  type MigratedSnapshots,
  migrateSnapshots,
  readHistory,
} from './runtime/history/read-history.ts';
export {
  type AccountMetric,
  type HistoryMetric,
  type HistoryQuery,
  type HistoryReading,
  type PostMetric,
} from './runtime/history/snapshot-store.ts';
export { createSqliteSnapshotStore } from './runtime/history/snapshot-databases.ts';

export {
  matchFootageToPosts,
  type FootageFile,
  type MatchablePost,
  type MatchFootageOptions,
} from './planning/match-footage.ts';
export { CAPTION_LIMITS, PLAN_PROBLEM_CODES, type PlanProblem } from './planning/plan-checks.ts';
export { checkVideoPlan, type CheckVideoPlanOptions, type PlanCheck } from './planning/check-plan.ts';
export type { PlanningDocuments, PlanningNotes } from './planning/documents.ts';
export { checkFileReferences, type FileReferences } from './planning/ledger.ts';
export { proposeLedgerEntries, recordPublished } from './planning/ledger.ts';
export { describePlanningLine, type LineTextOptions } from './planning/line-text.ts';
export { analyzeDocuments, planVideoContext, type DocumentAnalysis } from './planning/plan-video-context.ts';

export type { GraphParams } from './graph/graph-request.ts';
export type { ProductClass } from './graph/media-metrics.ts';
export type { UsageState } from './graph/usage.ts';
export {
  keepCompetitors,
  keepStories,
  readCompetitor,
  readKeptStories,
  type CompetitorPost,
  type CompetitorReading,
  type KeepCompetitorsOptions,
  type KeepOptions,
  type KeptCompetitors,
  type KeptStories,
  type KeptStory,
} from './instagram/keep.ts';
export type { LiveOutcome } from './documents/collection.ts';
export type { LiveCheckOptions } from './instagram/live-check/live-check.ts';
export type { LiveCheckEntry, LiveCheckPlan, LiveCheckReport, LiveCheckTable } from './instagram/live-check/sheet.ts';
export type { CallPlan, PlanStep } from './instagram/plan-calls.ts';
export { InstagramAnalyticsManager } from './instagram/instagram-analytics-manager.ts';
export { findInstagramAccounts, type FindAccountsConfig, type FoundAccount } from './instagram/find-accounts.ts';
export type { DiscoveredAccount, DiscoveredMedia, HashtagMedia, HashtagOrder } from './instagram/discover.ts';
export type { MediaBatch } from './instagram/collect-media.ts';
export type { CallOptions, CollectOptions, MediaOptions } from './instagram/options.ts';
export type { MediaReference } from './instagram/complete-insights.ts';

export type { ExportReceipt } from './inventory/find-files.ts';
export { GCSInventoryManager } from './inventory/gcs-inventory-manager.ts';
export type * from './inventory/options.ts';
export type { ProbeBudget, ProbeOption } from './media/media-prober.ts';
export type { ProbedFile } from './inventory/probe-files.ts';
export type { InventoryDependencies } from './inventory/setup.ts';
export type {
  AccessCheck,
  AccessReport,
  FolderCheck,
  StorageCheckEntry,
  StorageCheckReport,
} from './inventory/check-access.ts';
export type * from './storage/object-store.ts';
export type { BucketLike, FileLike, StorageLike, StorageReadStream } from './storage/open-storage.ts';

export { loadConfig, type LoadConfigOptions, type LoadedConfig } from './config/load-config.ts';
export type { CollectorConfig, LoggingConfig, UnknownKey, Variables } from './config/sections.ts';

export { DataCollector } from './collector/data-collector.ts';
export type {
  CollectAllOptions,
  CollectorCallOptions,
  CollectSourceOptions,
  DataCollectorOptions,
} from './collector/options.ts';
export type { CollectionStatus, SourceProgress } from './collector/collect-source.ts';
export type { RequirementCheck, RequirementReport } from './collector/requirements.ts';
export type { CollectorSources, SourceName, SourceOf } from './collector/collect-source.ts';
export type { TimingEffect } from './metrics/posting-times.ts';
export type { DraftLine } from './documents/planning.ts';
