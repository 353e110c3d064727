// Writes the JSON Schema of each document into dist/schemas, from the schemas the built library validates with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';

import * as library from '../dist/index.js';
import { describe, readDeclarations } from './schemas/docblocks.mjs';
import { prune, tidy } from './schemas/tidy.mjs';

const { entries: media } = library.mediaRecordSchema;
const { entries: analytics } = library.instagramAnalyticsSchema;
const { entries: collection } = library.collectionSummarySchema;
const { entries: planning } = library.planningContextSchema;
const [full, essential] = library.gcsInventorySchema.options;

/** Each definition carries the name of the interface it describes. */
const definitions = {
  AccountInfo: library.accountInfoSchema,
  ActivityRecord: library.activityRecordSchema,
  AudienceBreakdowns: library.audienceRecordSchema.entries.followers,
  AudienceRecord: library.audienceRecordSchema,
  CollectionIssue: library.collectionIssueSchema,
  ComparedAccount: library.comparedAccountSchema,
  CommentRecord: library.commentRecordSchema,
  ComparedFigure: planning.posts.entries.best.item.entries.figures.entries.views,
  CountAndSize: full.entries.categorized_summary.entries.videos,
  Coverage: analytics.coverage.entries.media,
  Engagement: media.engagement,
  EssentialFileRecord: library.essentialFileRecordSchema,
  EssentialGcsInventory: essential,
  Estimate: library.estimateSchema,
  FileMediaMetadata: library.fileRecordSchema.entries.video_metadata.wrapped,
  FileRecord: library.fileRecordSchema,
  FullGcsInventory: full,
  HashtagPerformance: library.hashtagPerformanceSchema,
  LedgerProposal: planning.ledger_proposals.item,
  MediaInsightValues: media.insights,
  MediaMetadata: library.mediaMetadataSchema,
  MediaRecord: library.mediaRecordSchema,
  PostMedian: library.comparedAccountSchema.entries.reach,
  PlanningClip: planning.footage.entries.clips.item,
  PlanningLine: planning.state.item,
  PlanningNote: planning.notes.item,
  PlanningPost: planning.posts.entries.best.item,
  PlanningSeries: planning.footage.entries.series.item,
  SourceSummary: collection.sources.entries.instagram,
  SummaryMetrics: library.summaryMetricsSchema,
  Unavailable: media.unavailable,
  VideoPerformance: library.videoPerformanceSchema,
  VideoPlanReason: library.videoPlanSchema.entries.why.item,
  VideoPlanScene: library.videoPlanSchema.entries.scenes.pipe[0].item,
};

/** Two definitions are the two details of one generic interface. */
const interfaceOf = { EssentialGcsInventory: 'GcsInventory', FullGcsInventory: 'GcsInventory' };

const documents = [
  {
    name: 'instagram-analytics',
    title: 'Instagram analytics',
    type: 'InstagramAnalytics',
    schema: library.instagramAnalyticsSchema,
  },
  {
    name: 'gcs-inventory',
    title: 'Cloud Storage inventory',
    type: 'GcsInventory',
    schema: library.gcsInventorySchema,
  },
  {
    name: 'collection-summary',
    title: 'Collection summary',
    type: 'CollectionSummary',
    schema: library.collectionSummarySchema,
  },
  {
    name: 'accounts-comparison',
    title: 'Comparison of accounts',
    type: 'AccountsComparison',
    schema: library.accountsComparisonSchema,
  },
  {
    name: 'instagram-thumbnails',
    title: 'Instagram thumbnails',
    type: 'Thumbnails',
    schema: library.thumbnailsSchema,
  },
  {
    name: 'planning-context',
    title: 'Planning context',
    type: 'PlanningContext',
    schema: library.planningContextSchema,
  },
  { name: 'video-plan', title: 'Video plan', type: 'VideoPlan', schema: library.videoPlanSchema },
];

const root = new URL('../', import.meta.url);
const declarations = readDeclarations([new URL('src/documents/', root), new URL('src/base/issues.ts', root)]);
const out = new URL('dist/schemas/', root);
mkdirSync(out, { recursive: true });
for (const { name, title, type, schema } of documents) {
  const { $schema, $defs, ...body } = toJsonSchema(schema, { target: 'draft-2020-12', definitions });
  const describeDefinition = ([definition, part]) => {
    const declaration = declarations.get(interfaceOf[definition] ?? definition);
    if (declaration === undefined) throw new Error(`No interface is called ${definition}.`);
    return [definition, describe(part, declaration, declarations)];
  };
  const document = prune({
    $schema,
    $id: library.SCHEMA_IDS[name],
    title,
    ...describe(body, declarations.get(type), declarations),
    $defs: Object.fromEntries(Object.entries($defs).map(describeDefinition)),
  });
  writeFileSync(new URL(`${name}.json`, out), `${JSON.stringify(tidy(document), null, 2)}\n`);
}
