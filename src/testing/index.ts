/**
 * Simulators of the Graph API and of Cloud Storage over real HTTP on loopback, as strict as the platforms, and the demo
 * data. For tests of your own code and for runs without credentials.
 *
 * @packageDocumentation
 */
export {
  startBigQuerySimulator,
  type BigQuerySimulator,
  type BigQuerySimulatorOptions,
} from './bigquery/start-bigquery-simulator.ts';
export type { DatasetRow, TableColumns } from './bigquery/dataset-tables.ts';
export type { GeneratedShape, GeneratePlan } from './bucket/object-names.ts';
export type { CustomerEncryption, ObjectContent, SimulatedObject } from './bucket/simulated-object.ts';
export { bucketFault, type BucketFaultName } from './bucket/refusals.ts';
export {
  startBucketSimulator,
  type BucketSimulator,
  type BucketSimulatorOptions,
  type ListedPage,
  type SimulatedObjectSummary,
} from './bucket/start-bucket-simulator.ts';
export type {
  AccountExport,
  BucketListing,
  ExportedComment,
  ExportedMedia,
  ListedObject,
} from './demo/dataset-format.ts';
export { createDataset, type Dataset, demoDataset, readDataset } from './demo/dataset.ts';
export { demoAccount, demoBucket } from './demo/recorded.ts';
export type {
  CreateAccountOptions,
  Daypart,
  PlantedEffects,
  PlantedFlaws,
  PostKind,
  SlotEffect,
  TagEffect,
} from './graph/dataset/post-plan.ts';
export { createAccount } from './graph/dataset/create-account.ts';
export { datasetFromExport } from './graph/dataset/from-export.ts';
export type {
  AccountInsightsSource,
  AccountMetricSource,
  AccountNode,
  AudienceSource,
  BreakdownRow,
  CommentNode,
  GoneCode,
  GraphDataset,
  HashtagNode,
  MediaContent,
  MediaNode,
  OtherAccount,
  PageNode,
  PublishingLimit,
  SearchedHashtag,
} from './graph/dataset/graph-dataset.ts';
export {
  graphFault,
  type GraphFaultName,
  type GraphSimulator,
  type GraphSimulatorStats,
  startGraphSimulator,
} from './graph/start-graph-simulator.ts';
export type { GraphSimulatorOptions, PagePosition, PagingOptions } from './graph/graph-state.ts';
export type { TokenProblem, TokenRequest } from './graph/tokens/token-registry.ts';
export type { BusinessUsage, QuotaOptions, ThrottleCode, UsageOptions, UsagePercent } from './graph/usage-meter.ts';
export { mp3Bytes, type Mp3Options, wavBytes, type WavOptions } from './media-files/sound-and-picture-bytes.ts';
export type { Rotation } from './media-files/isobmff-track.ts';
export { type MediaBytes, truncated } from './media-files/media-bytes.ts';
export {
  m4aBytes,
  type M4aOptions,
  type MoovPlace,
  movBytes,
  mp4Bytes,
  type VideoFileOptions,
} from './media-files/mp4-bytes.ts';
export { jpegBytes, type JpegOptions, pngBytes, type PngOptions } from './media-files/sound-and-picture-bytes.ts';
export { webmBytes, type WebmOptions } from './media-files/webm-bytes.ts';
export {
  createRecorder,
  type RecordedFetch,
  type Recorder,
  type RecorderOptions,
} from './recording/create-recorder.ts';
export {
  parseRecording,
  type RecordedExchange,
  type Recording,
  type Replay,
  startReplay,
} from './recording/recording.ts';
export type * from './shared/fault.ts';
export type { Latency } from './shared/simulator-host.ts';
export { MISUSE_RULES, type MisuseRule } from './shared/request-log.ts';
export type { LoggedMisuse, LoggedRequest, Misuse, SimulatorStats } from './shared/request-log.ts';
export { oddRow, type OddRowKind, type OddRowOptions } from './shared/fault.ts';
export type { PageFlaw } from './shared/fault-plan.ts';
