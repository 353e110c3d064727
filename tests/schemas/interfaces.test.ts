import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { readShippedSchema } from './json-schemas.ts';
import { createTypeReader, shapeOfSchema, type Shape } from './shapes.ts';

const shapeOf = createTypeReader(fileURLToPath(new URL('../../src/index.ts', import.meta.url)));

const DOCUMENTS = [
  { name: 'instagram-analytics', type: 'InstagramAnalytics' },
  { name: 'collection-summary', type: 'CollectionSummary' },
  { name: 'instagram-thumbnails', type: 'Thumbnails' },
  { name: 'planning-context', type: 'PlanningContext' },
  { name: 'video-plan', type: 'VideoPlan' },
] as const;

describe('the shipped schema has the structure of the published interface, key by key and optional keys included', () => {
  it.each(DOCUMENTS)('$type', ({ name, type }) => {
    const document = readShippedSchema(name);
    expect(shapeOfSchema(document, document)).toEqual(shapeOf(type));
  });

  it('GcsInventory, apart from the detail each of its two forms names', () => {
    const document = readShippedSchema('gcs-inventory');
    const form = document.$defs['FullGcsInventory'] ?? {};
    expect(withoutDetail(shapeOfSchema(form, document))).toEqual(withoutDetail(shapeOf('GcsInventory')));
  });

  it.each(['FileRecord', 'EssentialFileRecord'])('%s', (type) => {
    const document = readShippedSchema('gcs-inventory');
    expect(shapeOfSchema({ $ref: `#/$defs/${type}` }, document)).toEqual(shapeOf(type));
  });
});

function withoutDetail(shape: Shape): unknown {
  const { inventory_info: info, ...rest } = shape as Record<string, Record<string, Shape>>;
  const { detail, ...other } = info ?? {};
  expect(detail).toBeDefined();
  return { ...rest, inventory_info: other };
}
