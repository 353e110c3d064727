import { describe, expect, it } from 'vitest';

import { applyMask, FieldMaskError, PAGE_SCHEMA, parseFieldMask } from '../../../../src/testing/bucket/resources.ts';

describe('a fields parameter', () => {
  const page = {
    kind: 'k',
    nextPageToken: 't',
    prefixes: ['p/'],
    items: [{ name: 'n', size: '1', metadata: { a: 'b', c: 'd' } }],
  };
  const keep = (fields: string): unknown => applyMask(page, parseFieldMask(fields, PAGE_SCHEMA));

  it.each([
    [
      'items(name,size),nextPageToken,prefixes',
      { nextPageToken: 't', prefixes: ['p/'], items: [{ name: 'n', size: '1' }] },
    ],
    ['items/name', { items: [{ name: 'n' }] }],
    ['items/name,items/size', { items: [{ name: 'n', size: '1' }] }],
    ['items(metadata/a),kind', { kind: 'k', items: [{ metadata: { a: 'b' } }] }],
    ['*', page],
    ['items(*),kind', { kind: 'k', items: page.items }],
    ['items', { items: page.items }],
    ['items,items/name', { items: page.items }],
    ['items/name,items', { items: page.items }],
    [' items( name ) , kind', { kind: 'k', items: [{ name: 'n' }] }],
  ])('%s keeps only what it names', (fields, kept) => {
    expect(keep(fields)).toEqual(kept);
  });

  it.each([
    'item',
    'items(nam)',
    'items(name',
    'items)',
    'items(name))',
    ',',
    'items()',
    'kind/x',
    'items//name',
    'items,',
    '',
  ])('%s is refused', (fields) => {
    expect(() => parseFieldMask(fields, PAGE_SCHEMA)).toThrow(FieldMaskError);
  });
});
