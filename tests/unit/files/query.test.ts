import { describe, expect, it } from 'vitest';

import { compileQuery, contextFilter, matchesQuery, type FileQuery } from '../../../src/files/query.ts';
import { file } from './file-builder.ts';

const clip = file('video/raw/Timelapse_tu24.mp4', {
  size: '2097152',
  contentType: 'video/mp4; codecs="avc1"',
  timeCreated: '2025-04-30T13:47:12.900Z',
  metadata: { printer: 'mk3', mood: '' },
  contexts: { custom: { shoot: { value: 'spring' } } },
});
const undated = file('video/raw/undated.mp4');

describe('matchesQuery', () => {
  it.each<[FileQuery, boolean]>([
    ['TIMELAPSE', true],
    ['raw/time', true],
    ['', true],
    ['tu25', false],
    [{}, true],
    [{ name: 'tu24' }, true],
    [{ glob: '*.mp4' }, true],
    [{ glob: 'video/**' }, true],
    [{ glob: 'video/*.mp4' }, false],
    [{ glob: '*.MP4' }, false],
    [{ category: 'video' }, true],
    [{ category: 'image' }, false],
    [{ folder: '/video/' }, true],
    [{ folder: 'vid' }, false],
    [{ folder: '' }, true],
    [{ contentType: 'video/mp4' }, true],
    [{ contentType: 'VIDEO' }, true],
    [{ contentType: 'video/*' }, true],
    [{ contentType: 'vid' }, false],
    [{ contentType: 'video/mp' }, false],
    [{ metadata: { printer: 'mk3' } }, true],
    [{ metadata: { printer: 'mk4' } }, false],
    [{ metadata: { mood: '' } }, true],
    [{ metadata: { printer: 'mk3', mood: 'calm' } }, false],
    [{ minSizeMb: 0 }, true],
    [{ maxSizeMb: 0 }, false],
    [{ folder: 'my gs://notes' }, false],
    [{ contexts: { shoot: 'spring' } }, true],
    [{ contexts: { shoot: 'autumn' } }, false],
    [{ contexts: { shoot: true } }, true],
    [{ contexts: { shoot: false } }, false],
    [{ contexts: { toString: false } }, true],
    [{ metadata: { toString: 'x' } }, false],
    [{ minSizeMb: 2, maxSizeMb: 2 }, true],
    [{ minSizeMb: 2.000_001 }, false],
    [{ maxSizeMb: 1.999_999 }, false],
    [{ createdAfter: '2025-04-30', createdBefore: '2025-05-01' }, true],
    [{ createdAfter: new Date('2025-04-30T13:47:12Z') }, true],
    [{ createdBefore: '2025-04-30T13:47:12Z' }, false],
    [{ createdBefore: '2025-04-30T13:47:13' }, true],
    [{ createdAfter: '2025-04-30T15:47:13+02:00' }, false],
    [{ name: 'tu24', category: 'video', folder: 'music' }, false],
    [{ name: undefined, glob: undefined }, true],
  ])('%j: %j', (query, expected) => {
    expect(matchesQuery(clip, query)).toBe(expected);
  });

  it('has files of unknown age and type in no range and no family', () => {
    expect(matchesQuery(undated, { createdBefore: '2030-01-01' })).toBe(false);
    expect(matchesQuery(undated, { createdAfter: '1970-01-01' })).toBe(false);
    expect(matchesQuery(undated, { contentType: 'video' })).toBe(false);
    expect(matchesQuery(undated, { metadata: { printer: 'mk3' } })).toBe(false);
    expect(matchesQuery(undated, { metadata: {} })).toBe(true);
  });

  it('finds a composed character in a name that was uploaded decomposed', () => {
    expect(matchesQuery(file('Cafe\u0301.mp4'), 'CAF\u00C9')).toBe(true);
  });

  it('compares folders by segments', () => {
    expect(compileQuery({ folder: 'video' })(file('video_old/a.mp4'))).toBe(false);
  });
});

describe('an invalid query', () => {
  it.each([
    ['null', 'argument:query'],
    ['["a"]', 'argument:query'],
    ['5', 'argument:query'],
    ['{ "nmae": "x" }', 'argument:query.nmae'],
    ['{ "__proto__": "x" }', 'argument:query.__proto__'],
    ['{ "name": 5 }', 'argument:query.name'],
    ['{ "name": null }', 'argument:query.name'],
    ['{ "glob": "" }', 'argument:query.glob'],
    ['{ "category": "videos" }', 'argument:query.category'],
    ['{ "category": "toString" }', 'argument:query.category'],
    ['{ "folder": ["a"] }', 'argument:query.folder'],
    ['{ "folder": "gs://bucket/video" }', 'argument:query.folder'],
    ['{ "contentType": "/mp4" }', 'argument:query.contentType'],
    ['{ "contentType": "" }', 'argument:query.contentType'],
    ['{ "contentType": "; charset=utf-8" }', 'argument:query.contentType'],
    ['{ "metadata": "x" }', 'argument:query.metadata'],
    ['{ "metadata": { "layers": 5 } }', 'argument:query.metadata.layers'],
    ['{ "metadata": null }', 'argument:query.metadata'],
    ['{ "metadata": ["x"] }', 'argument:query.metadata'],
    ['{ "contexts": "x" }', 'argument:query.contexts'],
    ['{ "contexts": { "shoot": 5 } }', 'argument:query.contexts.shoot'],
    ['{ "contexts": { "a/b": true } }', 'argument:query.contexts.a/b'],
    ['{ "contexts": { "shoot": "it\'s" } }', 'argument:query.contexts.shoot'],
    ['{ "minSizeMb": "5" }', 'argument:query.minSizeMb'],
    ['{ "minSizeMb": -1 }', 'argument:query.minSizeMb'],
    ['{ "maxSizeMb": 1e999 }', 'argument:query.maxSizeMb'],
    ['{ "minSizeMb": 2, "maxSizeMb": 1 }', 'argument:query.minSizeMb'],
    ['{ "createdAfter": "yesterday" }', 'argument:query.createdAfter'],
    ['{ "createdAfter": 5 }', 'argument:query.createdAfter'],
    ['{ "createdBefore": "2025" }', 'argument:query.createdBefore'],
    ['{ "createdAfter": "2025-05-01", "createdBefore": "2025-04-01" }', 'argument:query.createdAfter'],
  ])('%s is refused by its key', (json, code) => {
    const query = JSON.parse(json) as FileQuery;
    expect(() => compileQuery(query)).toThrow(expect.objectContaining({ kind: 'invalid_request', code }));
  });

  it('refuses a date that is none', () => {
    expect(() => compileQuery({ createdAfter: new Date(Number.NaN) })).toThrow(/createdAfter/);
    expect(() => compileQuery({ createdBefore: new Date(8.64e15) })).toThrow(/createdBefore/);
  });
});

describe('the filter of the service for contexts', () => {
  it.each<[FileQuery | undefined, string | undefined]>([
    [undefined, undefined],
    ['shoot', undefined],
    [{ name: 'shoot' }, undefined],
    [{ contexts: {} }, undefined],
    [{ contexts: { shoot: 'spring' } }, 'contexts."shoot"="spring"'],
    [{ contexts: { shoot: true } }, 'contexts."shoot":*'],
    [{ contexts: { shoot: false } }, '-contexts."shoot":*'],
    [{ contexts: { shoot: 'spring', cut: true } }, 'contexts."shoot"="spring"'],
  ])('of %j is %j', (query, filter) => {
    expect(contextFilter(query)).toBe(filter);
  });
});
