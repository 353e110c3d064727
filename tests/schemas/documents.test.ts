import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import {
  collectionSummarySchema,
  gcsInventorySchema,
  instagramAnalyticsSchema,
  planningContextSchema,
  thumbnailsSchema,
  videoPlanSchema,
} from '../../src/index.ts';
import { damages, edited, keyPaths, without } from './damage.ts';
import { compileSchema, readShippedSchema } from './json-schemas.ts';
import { findKeyDifferences } from './key-agreement.ts';
import {
  analyticsSample,
  essentialInventorySample,
  fullInventorySample,
  planningSample,
  summarySample,
  thumbnailsSample,
  videoPlanSample,
  wholeAnalyticsSample,
} from './samples.ts';

const DOCUMENTS = [
  { name: 'instagram-analytics', version: '2.0', schema: instagramAnalyticsSchema, samples: [wholeAnalyticsSample] },
  {
    name: 'gcs-inventory',
    version: '2.0',
    schema: gcsInventorySchema,
    samples: [fullInventorySample, essentialInventorySample],
  },
  { name: 'collection-summary', version: '2.0', schema: collectionSummarySchema, samples: [summarySample] },
  { name: 'instagram-thumbnails', version: '1.0', schema: thumbnailsSchema, samples: [thumbnailsSample] },
  { name: 'planning-context', version: '3.0', schema: planningContextSchema, samples: [planningSample] },
  { name: 'video-plan', version: '1.0', schema: videoPlanSchema, samples: [videoPlanSample] },
] as const;

describe.each(DOCUMENTS)('the schema of $name', ({ name, version, schema, samples }) => {
  const shipped = readShippedSchema(name);
  const validate = compileSchema(shipped);
  const isValid = (document: unknown): boolean => v.is(schema, document);

  it('accepts a fully populated document, in valibot and in an independent validator', () => {
    for (const sample of samples) {
      expect(v.safeParse(schema, sample).issues).toBeUndefined();
      validate(sample);
      expect(validate.errors).toBeNull();
    }
  });

  it('returns the document as it was, key for key', () => {
    for (const sample of samples) expect(JSON.stringify(v.parse(schema, sample))).toBe(JSON.stringify(sample));
  });

  it('names exactly the keys that a fully populated document has', () => {
    expect(findKeyDifferences(shipped, samples)).toEqual([]);
  });

  it('rejects a value of another type at every place, in both', () => {
    const accepted = samples.flatMap((sample) =>
      [...damages(sample)].flatMap(({ what, document }) => [
        ...(isValid(document) ? [`valibot: ${what}`] : []),
        ...(validate(document) ? [`JSON Schema: ${what}`] : []),
      ]),
    );
    expect(accepted).toEqual([]);
  });

  it('agrees in both on which keys may be missing', () => {
    const disagreed = samples.flatMap((sample) =>
      [...keyPaths(sample)].filter((path) => {
        const document = without(sample, path);
        return isValid(document) !== validate(document);
      }),
    );
    expect(disagreed).toEqual([]);
  });

  it('is draft 2020-12 with an identifier, a title and a description, and describes each of its definitions', () => {
    expect(shipped.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(shipped.$id).toBe(`urn:insight-inventory:${name}:${version}`);
    expect([shipped.title, shipped.description]).not.toContain('');
    const undescribed = Object.entries(shipped.$defs).filter(([, part]) => part.description === undefined);
    expect(undescribed.map(([key]) => key)).toEqual([]);
  });
});

const WRONG = [
  ['an older version', instagramAnalyticsSchema, analyticsSample, ['export_info', 'export_version'], '1.0'],
  ['a local time', instagramAnalyticsSchema, analyticsSample, ['export_info', 'exported_at'], 'yesterday'],
  ['half a call', instagramAnalyticsSchema, analyticsSample, ['export_info', 'calls', 'graph_calls'], 1.5],
  ['an unknown reason', instagramAnalyticsSchema, analyticsSample, ['account_info', 'unavailable', 'name'], 'no idea'],
  ['an unknown basis', instagramAnalyticsSchema, analyticsSample, ['summary_metrics', 'engagement_basis'], 'likes'],
  ['a number as text', instagramAnalyticsSchema, analyticsSample, ['recent_media', 0, 'insights', 'views'], '1200'],
  ['a missing insight', instagramAnalyticsSchema, analyticsSample, ['recent_media', 0, 'insights', 'views'], undefined],
  ['a negative size', gcsInventorySchema, fullInventorySample, ['bucket_summary', 'total_size_bytes'], -1],
  ['an unknown source', gcsInventorySchema, fullInventorySample, ['inventory_info', 'source'], 'guess'],
  [
    'full detail over essential rows',
    gcsInventorySchema,
    essentialInventorySample,
    ['inventory_info', 'detail'],
    'full',
  ],
  [
    'essential detail over full rows',
    gcsInventorySchema,
    fullInventorySample,
    ['inventory_info', 'detail'],
    'essential',
  ],
  ['an unknown status', collectionSummarySchema, summarySample, ['status'], 'ok'],
  ['a guess surer than sure', planningContextSchema, planningSample, ['footage', 'clips', 0, 'confidence'], 1.5],
  ['an unknown kind of issue', collectionSummarySchema, summarySample, ['issues', 0, 'kind'], 'bad luck'],
] as const;

describe('a document is refused by valibot and by an independent validator for', () => {
  const validators = new Map(
    DOCUMENTS.map(({ name, schema }) => [schema as unknown, compileSchema(readShippedSchema(name))]),
  );

  it.each(WRONG)('%s', (_what, schema, sample, path, value) => {
    const document = edited(sample, path, value);
    expect(v.is(schema, document)).toBe(false);
    expect(validators.get(schema)?.(document)).toBe(false);
  });
});
