import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import type { FileCategory } from '../../../src/documents/file.ts';
import { CATEGORY_BY_EXTENSION } from '../../../src/files/category-table.ts';
import {
  type CategoryRules,
  categorizeFile,
  createListingCategorizer,
  effectiveCategoryTable,
} from '../../../src/files/categorize-file.ts';

const BY_NAME: readonly (readonly [FileCategory, string])[] = [
  ['video', 'clip.mp4 clip.MOV x.gcode_20250422.mp4 a.mkv a.webm a.m2ts a.braw a.r3d a.insv a.ts a.mts a.mxf'],
  ['audio', 'song.mp3 song.WAV a.flac a.m4a a.ogg a.opus a.ape a.ac3 a.wv a.mid'],
  ['image', 'still.jpg still.JPEG a.png a.heic a.webp a.svg a.gif a.cr2 a.nef a.arw a.dng a.psd a.avif a.exr'],
  [
    '3d_model',
    'a.stl a.obj a.gltf a.glb a.3mf a.ply a.fbx a.step a.stp a.gcode a.usdz a.usdc a.blend a.skp a.c4d a.dwg a.vox a.amf a.bgcode plate.gcode.3mf',
  ],
  [
    'document',
    'a.pdf a.txt a.md a.json a.csv a.parquet a.avro a.docx a.xlsx a.py a.cpp a.d.ts a.tsx a.html a.yaml a.srt a.ndjson a.ipynb',
  ],
  ['archive', 'a.zip a.tar a.tar.gz a.TAR.ZST a.tgz a.7z a.rar a.gz a.zst a.lz4 a.whl a.iso'],
  [
    'other',
    'a.exe a.woff2 a.safetensors a.dat a.bin a.unheard-of Makefile .gitignore x. ... a.__proto__ a.constructor',
  ],
];

describe('categorizeFile', () => {
  it.each(BY_NAME)('tells %s by the extension alone', (category, names) => {
    for (const name of names.split(' ')) expect([name, categorizeFile(`deep/er/${name}`)]).toEqual([name, category]);
  });

  it('lets the own table win over the content type', () => {
    expect(categorizeFile('clip.mp4', { contentType: 'application/json' })).toBe('video');
    expect(categorizeFile('part.stl', { contentType: 'text/plain' })).toBe('3d_model');
  });

  it.each([
    ['index.ts', 'text/typescript', 'document'],
    ['index.ts', 'text/plain', 'document'],
    ['segment.ts', 'video/mp2t', 'video'],
    ['segment.ts', 'application/octet-stream', 'video'],
    ['talk.webm', 'audio/webm', 'audio'],
    ['film.ogg', 'video/ogg', 'video'],
    ['cube.obj', 'text/plain', '3d_model'],
    ['take.dat', 'video/mpeg', 'video'],
    ['take.dat', 'TEXT/CSV; charset=utf-8', 'document'],
    ['scan.bin', 'model/gltf-binary', '3d_model'],
    ['sound.raw', 'audio/L16', 'audio'],
    ['field.ptx', 'image/x-pentax-ptx', 'image'],
    ['mill.nc', 'text/plain', '3d_model'],
    ['rain.nc', 'application/x-netcdf', 'document'],
  ] as const)('decides the shared extension of %s by %s', (name, contentType, category) => {
    expect(categorizeFile(name, { contentType })).toBe(category);
  });

  it.each([
    ['recording', 'video/mp4', 'video'],
    ['recording.take2', 'Audio/MPEG', 'audio'],
    ['cover', 'image/png', 'image'],
    ['scene', 'model/vnd.usdz+zip', '3d_model'],
    ['part', 'application/sla', '3d_model'],
    ['letter', 'text/html', 'document'],
    ['row', 'application/geo+json', 'document'],
    ['sheet', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'document'],
    ['bundle', 'application/zip', 'archive'],
    ['thing', 'application/x-unheard-of', 'other'],
  ] as const)('falls back to the content type for %s (%s)', (name, contentType, category) => {
    expect(categorizeFile(name, { contentType })).toBe(category);
  });

  it.each(['application/octet-stream', 'text/plain; charset=utf-8', 'binary/octet-stream', '', null, undefined])(
    'reads nothing from the default content type %s',
    (contentType) => {
      expect(categorizeFile('something', { contentType })).toBe('other');
    },
  );

  it('asks the public MIME table about extensions it does not know', () => {
    expect(CATEGORY_BY_EXTENSION.has('jpgv')).toBe(false);
    expect(categorizeFile('a.jpgv')).toBe('video');
    expect(categorizeFile('a.jpgv', { contentType: 'audio/mpeg' })).toBe('audio');
  });

  it("lets the caller's rules win, in any spelling of the extension, two parts before one", () => {
    const rules: CategoryRules = { '.MP4': 'other', 'slice.jpg': '3d_model', gz: 'document', '': 'document' };
    expect(categorizeFile('clip.mp4', { rules })).toBe('other');
    expect(categorizeFile('cube.Slice.JPG', { rules })).toBe('3d_model');
    expect(categorizeFile('cube.jpg', { rules })).toBe('image');
    expect(categorizeFile('logs.tar.gz', { rules })).toBe('document');
    expect(categorizeFile('README', { rules })).toBe('document');
  });

  it('names the extension whose rule is no category', () => {
    const rules = JSON.parse('{ "xyz": "videos" }') as CategoryRules;
    expect(() => categorizeFile('a.mp4', { rules })).toThrow(
      expect.objectContaining({ kind: 'invalid_request', code: 'argument:rules.xyz' }),
    );
  });

  it('takes a rule for __proto__ as a rule for that extension alone', () => {
    const rules = JSON.parse('{ "__proto__": "video" }') as CategoryRules;
    expect(categorizeFile('a.__proto__', { rules })).toBe('video');
    expect(categorizeFile('a.zzz', { rules })).toBe('other');
  });
});

describe('the category of a listed name', () => {
  const piece = fc.constantFrom(
    '.',
    '/',
    ' ',
    'a',
    'mp4',
    'MP4',
    'jpeg',
    'gcode',
    'gz',
    'tar',
    'md',
    '\u00ed',
    '\u0176p4',
  );
  test.prop([fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(''))], { numRuns: 500 })(
    'is that of the name taken apart',
    (name) => {
      // A rule for an extension of none of these names: names are taken apart for it.
      const takenApart = createListingCategorizer({ none: 'other' });
      expect(createListingCategorizer()(name)).toBe(takenApart(name));
    },
  );
});

describe('effectiveCategoryTable', () => {
  it('has the rules in one spelling, and none where none are given', () => {
    const { rules } = effectiveCategoryTable({ ' .XYZ': 'document', svg: 'video' });
    expect(rules).toEqual({ xyz: 'document', svg: 'video' });
    expect([effectiveCategoryTable().rules, effectiveCategoryTable({}).rules]).toEqual([{}, {}]);
  });

  it('has what the public table lists and the own tables do not, by what a file of it is', () => {
    const { fallback, extensions, ambiguous, uninformative } = effectiveCategoryTable();
    expect(Object.keys(fallback).length).toBeGreaterThan(100);
    expect(uninformative).toContain('application/octet-stream');
    for (const [extension, category] of Object.entries(fallback)) {
      expect([extension, extension in extensions || extension in ambiguous]).toEqual([extension, false]);
      expect([extension, categorizeFile(`a.${extension}`)]).toEqual([extension, category]);
    }
  });

  it('refuses a rule that names no category, by its extension', () => {
    const rules = { xyz: 'documents' } as unknown as CategoryRules;
    expect(() => effectiveCategoryTable(rules)).toThrow(/rules\.xyz/);
    expect(() => createListingCategorizer(rules)).toThrow(/categories\.xyz/);
  });
});
