import type * as v from 'valibot';
import { describe, expectTypeOf, it } from 'vitest';

import type {
  accountInfoSchema,
  AccountInfo,
  collectionSummarySchema,
  CollectionIssue,
  CollectionSummary,
  essentialFileRecordSchema,
  EssentialFileRecord,
  fileRecordSchema,
  FileRecord,
  gcsInventorySchema,
  GcsInventory,
  instagramAnalyticsSchema,
  InstagramAnalytics,
  mediaRecordSchema,
  MediaRecord,
  planningContextSchema,
  PlanningContext,
  UnavailableReason,
} from '../../src/index.ts';

describe('the types of the schemas', () => {
  it('are the interfaces they are published beside', () => {
    expectTypeOf<v.InferOutput<typeof instagramAnalyticsSchema>>().toEqualTypeOf<InstagramAnalytics>();
    expectTypeOf<v.InferOutput<typeof collectionSummarySchema>>().toEqualTypeOf<CollectionSummary>();
    expectTypeOf<v.InferOutput<typeof gcsInventorySchema>>().toEqualTypeOf<
      GcsInventory | GcsInventory<EssentialFileRecord>
    >();
    expectTypeOf<v.InferOutput<typeof planningContextSchema>>().toEqualTypeOf<PlanningContext>();
    expectTypeOf<v.InferOutput<typeof accountInfoSchema>>().toEqualTypeOf<AccountInfo>();
    expectTypeOf<v.InferOutput<typeof mediaRecordSchema>>().toEqualTypeOf<MediaRecord>();
    expectTypeOf<v.InferOutput<typeof fileRecordSchema>>().toEqualTypeOf<FileRecord>();
    expectTypeOf<v.InferOutput<typeof essentialFileRecordSchema>>().toEqualTypeOf<EssentialFileRecord>();
  });

  it('take anything in: whoever parses need not know what it is', () => {
    expectTypeOf<v.InferInput<typeof mediaRecordSchema>>().toBeUnknown();
  });
});

describe('the types of the documents', () => {
  it('keep absence apart from nothing', () => {
    expectTypeOf<MediaRecord['insights']['views']>().toEqualTypeOf<number | null>();
    expectTypeOf<MediaRecord['unavailable']>().toEqualTypeOf<Record<string, UnavailableReason>>();
    expectTypeOf<{ comments?: MediaRecord['comments'] }>().not.toExtend<{ comments: unknown[] }>();
    // An optional key is absent, never `undefined`.
    expectTypeOf<{ comments: undefined }>().not.toExtend<Pick<MediaRecord, 'comments'>>();
  });

  it('hold the rows of the detail that was asked for', () => {
    type Rows<F extends FileRecord | EssentialFileRecord> = NonNullable<
      GcsInventory<F>['folder_inventories'][string]['file_categories']
    >['videos'];
    expectTypeOf<Rows<FileRecord>>().toEqualTypeOf<FileRecord[]>();
    expectTypeOf<Rows<EssentialFileRecord>>().toEqualTypeOf<EssentialFileRecord[]>();
    expectTypeOf<GcsInventory<EssentialFileRecord>['highlights']['newest']>().toEqualTypeOf<FileRecord[]>();
  });

  it('say of an issue what it concerns and whether trying again helps', () => {
    expectTypeOf<CollectionIssue>().toHaveProperty('retryable').toBeBoolean();
    expectTypeOf<InstagramAnalytics['issues']>().toEqualTypeOf<CollectionIssue[]>();
  });
});
