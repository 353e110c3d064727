import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { essentialFileRecordSchema, fileRecordSchema } from '../../../src/documents/file.ts';
import {
  createDescriber,
  customContexts,
  customMetadata,
  describeFile,
  type ObjectRow,
  rowSize,
  rowTimestamp,
  toEssential,
} from '../../../src/files/describe-file.ts';

const ROW: ObjectRow = {
  name: 'video uploads/Größe #1?.gcode_20250430_1347.MP4',
  size: '1572864',
  contentType: 'video/mp4',
  timeCreated: '2025-04-30T13:47:12.345Z',
  updated: '2025-05-01T00:00:00Z',
  storageClass: 'STANDARD',
  generation: '1746020832345678',
  md5Hash: 'XUFAKrxLKna5cZ2REBfFkg==',
  crc32c: 'yZRlqg==',
  metadata: { printer: 'mk3', 'goog-reserved-file-mtime': '1746020832' },
};

describe('describeFile', () => {
  it('makes a whole record of a whole row', () => {
    expect(describeFile(ROW, { bucket: 'prints' })).toEqual({
      name: 'video uploads/Größe #1?.gcode_20250430_1347.MP4',
      folder: 'video uploads',
      file_name: 'Größe #1?.gcode_20250430_1347.MP4',
      extension: 'mp4',
      file_category: 'video',
      size_bytes: 1_572_864,
      size_mb: 1.5,
      content_type: 'video/mp4',
      storage_class: 'STANDARD',
      created_time: '2025-04-30T13:47:12Z',
      updated_time: '2025-05-01T00:00:00Z',
      generation: '1746020832345678',
      md5_hash: 'XUFAKrxLKna5cZ2REBfFkg==',
      crc32c: 'yZRlqg==',
      public_url:
        'https://storage.googleapis.com/prints/video%20uploads/Gr%C3%B6%C3%9Fe%20%231%3F.gcode_20250430_1347.MP4',
      gs_uri: 'gs://prints/video uploads/Größe #1?.gcode_20250430_1347.MP4',
      metadata: { printer: 'mk3' },
      video_metadata: { format: 'MP4', content_type: 'video' },
    });
  });

  it('says null for what the row leaves out', () => {
    const record = describeFile({ name: 'notes.txt', size: '0' }, { bucket: 'prints' });
    expect(record).toMatchObject({
      size_bytes: 0,
      content_type: null,
      storage_class: null,
      created_time: null,
      updated_time: null,
      generation: null,
      md5_hash: null,
      crc32c: null,
      metadata: null,
    });
    expect(Object.keys(record).filter((key) => key.endsWith('_metadata'))).toEqual([]);
  });

  it('gives records their schema accepts, in the order of its keys', () => {
    for (const name of ['a.mp4', 'a.mp3', 'a.jpg', 'a.stl', 'a', 'x/']) {
      const record = describeFile({ ...ROW, name }, { bucket: 'prints' });
      const parsed = v.parse(fileRecordSchema, record);
      expect(parsed).toEqual(record);
      expect(Object.keys(record)).toEqual(Object.keys(parsed));
      expect(v.parse(essentialFileRecordSchema, toEssential(record))).toEqual(toEssential(record));
    }
  });

  it('names the media format of sound and images, and of a video without an extension by its content type', () => {
    const describeRow = createDescriber({ bucket: 'prints' });
    expect(describeRow({ name: 'a.flac', size: 1 }).audio_metadata).toEqual({ format: 'FLAC', content_type: 'audio' });
    expect(describeRow({ name: 'a.jpg', size: 1 }).image_metadata).toEqual({ format: 'JPG', content_type: 'image' });
    expect(describeRow({ name: 'take', size: 1, contentType: 'video/webm' }).video_metadata).toEqual({
      format: 'WEBM',
      content_type: 'video',
    });
  });

  it.each(['', 'many', '-1', '1.5', '1e3', '0x10', '9007199254740993', 'NaN', null, undefined])(
    'has no size, and why, where the listing says %j',
    (size) => {
      expect(describeFile({ name: 'a', size }, { bucket: 'prints' })).toMatchObject({
        size_bytes: null,
        size_mb: null,
        unavailable: { size_bytes: 'failed', size_mb: 'failed' },
      });
    },
  );

  it('says why what every object has is null: unreadable, left out by its source, or none by nature', () => {
    const describeRow = createDescriber({ bucket: 'prints' });
    expect(describeRow(ROW).unavailable).toBeUndefined();
    // A content type and custom metadata are the object's own choice.
    const plain = describeRow({ ...ROW, contentType: undefined, metadata: undefined });
    expect([plain.content_type, plain.metadata, plain.unavailable]).toEqual([null, null, undefined]);
    expect(describeRow({ ...ROW, md5Hash: undefined }).unavailable).toEqual({ md5_hash: 'not_applicable' });
    expect(describeRow({ ...ROW, timeCreated: 'yesterday' }).unavailable).toEqual({ created_time: 'failed' });
    expect(describeRow({ name: 'a', size: 1, storageClass: 'STANDARD' }).unavailable).toEqual({
      created_time: 'not_requested',
      updated_time: 'not_requested',
      generation: 'not_requested',
      crc32c: 'not_requested',
      md5_hash: 'not_requested',
    });
  });

  it.each([
    ['2025-04-30T13:47:12.345Z', '2025-04-30T13:47:12Z'],
    ['2025-12-31T23:59:59.999Z', '2025-12-31T23:59:59Z'],
    ['2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00Z'],
    ['2025-04-30T15:47:12+02:00', '2025-04-30T13:47:12Z'],
    ['2025-04-30T13:47:12.345678Z', '2025-04-30T13:47:12Z'],
    ['2025-13-01T00:00:00.000Z', null],
    ['2025-04-31T25:00:00.000Z', null],
    ['yesterday', null],
    ['', null],
  ])('writes the time %j as %j', (timeCreated, expected) => {
    expect(describeFile({ name: 'a', size: 1, timeCreated }, { bucket: 'prints' }).created_time).toBe(expected);
  });

  it('keeps hostile metadata keys as plain keys', () => {
    const metadata = JSON.parse('{ "__proto__": "x", "constructor": "y" }') as Record<string, string>;
    const record = describeFile({ name: '__proto__', size: 1, metadata }, { bucket: 'prints' });
    expect(JSON.stringify(record.metadata)).toBe('{"__proto__":"x","constructor":"y"}');
    expect(Object.getPrototypeOf(record.metadata)).toBe(Object.prototype);
  });

  it.each([
    ['a/../b', 'a%2F..%2Fb'],
    ['./a', '.%2Fa'],
    ['a/.hidden', 'a/.hidden'],
    ['a//b', 'a//b'],
    ['half \uD83D pair', 'half%20%EF%BF%BD%20pair'],
    ['\u{1F3A5}.mp4', '%F0%9F%8E%A5.mp4'],
    ['100%.mp4', '100%25.mp4'],
  ])('addresses %j so that a URL parser leaves it alone', (name, path) => {
    const url = describeFile({ name, size: 1 }, { bucket: 'prints' }).public_url;
    expect(url).toBe(`https://storage.googleapis.com/prints/${path}`);
    expect(new URL(url).href).toBe(url);
  });

  it('does not change the row', () => {
    const frozen = Object.freeze({ ...ROW, metadata: Object.freeze({ ...ROW.metadata }) });
    expect(() => describeFile(frozen, { bucket: 'prints' })).not.toThrow();
  });
});

describe('toEssential', () => {
  it('keeps what a model needs', () => {
    expect(toEssential(describeFile(ROW, { bucket: 'prints' }))).toEqual({
      name: 'video uploads/Größe #1?.gcode_20250430_1347.MP4',
      size_mb: 1.5,
      file_category: 'video',
      created_time: '2025-04-30T13:47:12Z',
      public_url:
        'https://storage.googleapis.com/prints/video%20uploads/Gr%C3%B6%C3%9Fe%20%231%3F.gcode_20250430_1347.MP4',
      metadata: { printer: 'mk3' },
    });
  });
});

describe('what a row of a listing says', () => {
  it.each<[unknown, number | null]>([
    ['0', 0],
    ['9', 9],
    ['1048576', 1_048_576],
    ['007', 7],
    ['10.0', 10],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', null],
    ['1.5', null],
    ['1/', null],
    ['1:', null],
    ['-1', null],
    ['1e3', null],
    [' 1', null],
    ['', null],
    [5, 5],
    [-1, null],
    [0.5, null],
    [Number.NaN, null],
    [null, null],
    [undefined, null],
    [true, null],
  ])('of a size %j is %j', (size, expected) => {
    expect(rowSize({ size: size as string })).toBe(expected);
  });

  it('of metadata is what are texts, but for the keys of Google', () => {
    expect(customMetadata({ a: 'b', 'goog-reserved-x': '1', c: 5 as never })).toEqual({ a: 'b' });
    expect([customMetadata(null), customMetadata(undefined), customMetadata({})]).toEqual([null, null, {}]);
  });

  it('of contexts is what is as documented', () => {
    expect(customContexts({ custom: { a: { value: 'b' }, c: { value: 5 }, d: null, e: ['f'] } })).toEqual({ a: 'b' });
    for (const odd of [null, undefined, 'x', [], {}, { custom: null }, { custom: [] }, { custom: {} }])
      expect(customContexts(odd)).toBeNull();
  });

  it('of a time is null where there is none', () => {
    expect([rowTimestamp(null), rowTimestamp(undefined), rowTimestamp(''), rowTimestamp('x')]).toEqual([
      ...[null, null, null, null],
    ]);
  });
});
