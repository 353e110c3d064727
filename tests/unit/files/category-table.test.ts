import { mimes } from 'mrmime';
import { describe, expect, it } from 'vitest';

import { FILE_CATEGORIES } from '../../../src/documents/file.ts';
import { isInformative } from '../../../src/files/categorize-file.ts';
import { AMBIGUOUS_EXTENSIONS, CATEGORY_BY_EXTENSION } from '../../../src/files/category-table.ts';
import { categorizeFile } from '../../../src/files/categorize-file.ts';
import { STUDIO_NAMES } from './studio-names.ts';

describe('the table of extensions', () => {
  it('has each extension once, and every category', () => {
    expect(CATEGORY_BY_EXTENSION.size).toBeGreaterThanOrEqual(350);
    expect(new Set(CATEGORY_BY_EXTENSION.values())).toEqual(new Set(FILE_CATEGORIES));
    for (const extension of AMBIGUOUS_EXTENSIONS.keys()) expect(CATEGORY_BY_EXTENSION.has(extension)).toBe(false);
    for (const extension of CATEGORY_BY_EXTENSION.keys()) expect(extension).toMatch(/^[a-z0-9_-]+(\.[a-z0-9]+)?$/);
  });

  it.each(FILE_CATEGORIES)('decides the names of a studio: %s', (category) => {
    const names = STUDIO_NAMES[category];
    expect(names.filter((name) => categorizeFile(name) !== category)).toEqual([]);
    expect(names.length).toBeGreaterThan(20);
  });

  it('decides more than 300 of them, each once', () => {
    const names = Object.values(STUDIO_NAMES).flat();
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(300);
  });
});

describe('an extension and its content type', () => {
  /** Extensions whose type has another one first. */
  const SHARED: readonly string[] = ['m4p', 'ps']; // application/mp4 is film first, application/postscript a picture

  it('mean the same category', () => {
    const differ = Object.entries(mimes).filter(([extension, type]) => {
      const known = CATEGORY_BY_EXTENSION.get(extension);
      if (known === undefined || !isInformative(type) || SHARED.includes(extension)) return false;
      return categorizeFile('named-by-type', { contentType: type }) !== known;
    });
    expect(differ).toEqual([]);
  });

  it.each([
    ['srt', 'application/x-subrip'],
    ['srt', 'text/x-subrip'],
    ['dwg', 'image/vnd.dwg'],
    ['m3u8', 'audio/x-mpegurl'],
    ['gcode', 'text/x-gcode'],
    ['parquet', 'application/vnd.apache.parquet'],
    ['psd', 'image/vnd.adobe.photoshop'],
    ['ttml', 'application/ttml+xml'],
    ['3mf', 'application/vnd.ms-package.3dmanufacturing-3dmodel+xml'],
  ])('agree for .%s and %s', (extension, contentType) => {
    expect(categorizeFile('object', { contentType })).toBe(categorizeFile(`object.${extension}`));
  });
});
