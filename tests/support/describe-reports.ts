import { gzipSync } from 'node:zlib';

import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, describe, expect, it } from 'vitest';

import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import type { ReportEngine } from '../../src/inventory/options.ts';
import type { GcsConfig } from '../../src/runtime/platform-configs.ts';
import { startBucketSimulator, type BucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import type { SimulatedObject } from '../../src/testing/bucket/simulated-object.ts';

const STAMP = 'inventory_reports/3f2a_2026-11-20T06:35';
const MANIFEST = `${STAMP}_manifest.json`;

/** Describes the tests of inventories from reports, for each way to read one: an odd row costs the same by all. */
export function describeReports(engine: ReportEngine): void {
  const open: BucketSimulator[] = [];

  async function managerOf(
    objects: readonly SimulatedObject[],
    config: Partial<GcsConfig> = {},
  ): Promise<{ manager: GCSInventoryManager; simulator: BucketSimulator }> {
    const simulator = await startBucketSimulator({ bucket: 'prints', objects });
    open.push(simulator);
    const manager = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: simulator.url, ...config });
    return { manager, simulator };
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((simulator) => simulator.close()));
  });

  function manifest(shards: readonly string[], facts: object = {}): SimulatedObject {
    return { name: MANIFEST, content: JSON.stringify({ report_shards_file_names: shards, ...facts }) };
  }

  const HEADER = 'bucket,name,size,storageClass,timeCreated,updated,contentType,crc32c,md5Hash,generation,timeDeleted';
  const ROWS = [
    'prints,video/a.mp4,2097152,STANDARD,2025-04-22T19:55:00.123Z,2025-04-22T19:55:00Z,video/mp4,AAAA,BBBB,17,',
    'prints,"video/b, ""the best"".mp4",1048576,NEARLINE,2025-04-30T13:47:00Z,,video/mp4,,,18,',
    'prints,music/s.mp3,3145728,STANDARD,2025-01-02T00:00:00Z,,audio/mpeg,,,19,',
    'prints,video/old.mp4,1,STANDARD,2024-01-02T00:00:00Z,,video/mp4,,,20,2025-01-01T00:00:00Z',
    'prints,video/,0,STANDARD,2024-01-02T00:00:00Z,,text/plain,,,21,',
  ];

  describe('an inventory from a report of CSV shards', () => {
    it('has the figures a listing of the same objects would have', async () => {
      const { manager, simulator } = await managerOf([
        manifest(['3f2a_2026-11-20T06:35_0.csv', '3f2a_2026-11-20T06:35_1.csv'], { records_processed: 5 }),
        { name: `${STAMP}_0.csv`, content: `${[HEADER, ...ROWS.slice(0, 2)].join('\n')}\n` },
        { name: `${STAMP}_1.csv`, content: [HEADER, ...ROWS.slice(2)].join('\r\n') },
      ]);
      const inventory = await manager.generateInventoryFromReport(`gs://prints/${MANIFEST}`, undefined, { engine });
      expect(inventory.inventory_info).toMatchObject({ source: 'storage_insights', files: 'all' });
      // 2 + 1 + 3 MiB; the deleted version is no file, and the marker is none either.
      expect(inventory.bucket_summary).toMatchObject({ total_files: 3, total_size_mb: 6 });
      expect(Object.keys(inventory.folder_inventories)).toEqual(['', 'music', 'video']);
      expect(inventory.folder_inventories['video']?.file_categories?.videos).toMatchObject([
        {
          name: 'video/a.mp4',
          size_bytes: 2_097_152,
          created_time: '2025-04-22T19:55:00Z',
          generation: '17',
          md5_hash: 'BBBB',
          metadata: null,
        },
        { name: 'video/b, "the best".mp4', updated_time: null, crc32c: null, storage_class: 'NEARLINE' },
      ]);
      expect(inventory.inventory_info.listing).toMatchObject({ objects_seen: 4, objects_ignored: 1 });
      expect(inventory.issues).toEqual([]);
      // The manifest, and for each shard its description and its bytes.
      expect(simulator.stats().requests).toBe(5);
    });

    it('finds columns by their names, whatever their order and separator', async () => {
      const { manager } = await managerOf(
        [
          manifest(['s_0.csv']),
          { name: 'inventory_reports/s_0.csv', content: '\uFEFFsize|name\n5|video/a.mp4\n7|music/b.mp3\n' },
        ],
        { folders: ['video'] },
      );
      const inventory = await manager.generateInventoryFromReport(MANIFEST, undefined, { engine });
      expect(inventory.bucket_summary).toMatchObject({ total_files: 1, total_size_bytes: 5 });
      expect(inventory.storage_class_summary).toEqual({});
    });

    it('says so when rows are missing', async () => {
      const { manager } = await managerOf([
        manifest(['s_0.csv'], { records_processed: '9' }),
        { name: 'inventory_reports/s_0.csv', content: 'name,size\na,1\n' },
      ]);
      const inventory = await manager.generateInventoryFromReport(MANIFEST, undefined, { engine });
      expect(inventory.issues).toMatchObject([{ kind: 'truncated', code: 'gcs:report_incomplete', scope: 'report' }]);
    });

    it.each([
      ['a manifest that is none', [{ name: MANIFEST, content: '{"shards":[]}' }], { code: 'gcs:report_manifest' }],
      ['a manifest that is not there', [], { kind: 'not_found' }],
      [
        'a shard that is not there',
        [manifest(['gone.csv'])],
        { kind: 'not_found', objectName: 'inventory_reports/gone.csv' },
      ],
      [
        'a shard without a header',
        [manifest(['s_0.csv']), { name: 'inventory_reports/s_0.csv', content: 'a.mp4,5\n' }],
        { code: 'gcs:report_unreadable' },
      ],
      [
        'a report of another bucket',
        [manifest(['s_0.csv']), { name: 'inventory_reports/s_0.csv', content: 'bucket,name,size\nother,a.mp4,1\n' }],
        { code: 'gcs:report_other_bucket' },
      ],
      [
        'a shard that is empty',
        [manifest(['s_0.csv']), { name: 'inventory_reports/s_0.csv', content: '' }],
        { code: 'gcs:report_unreadable' },
      ],
      [
        'Parquet that is none',
        [manifest(['s_0.parquet']), { name: 'inventory_reports/s_0.parquet', content: 'PAR1 no' }],
        { code: 'gcs:report_unreadable' },
      ],
    ])('ends with an error that names %s', async (_what, objects, expected) => {
      const { manager } = await managerOf(objects);
      await expect(manager.generateInventoryFromReport(MANIFEST, undefined, { engine })).rejects.toMatchObject(
        expected,
      );
    });
  });

  /** Gives the document of a report of these shards, and the names it holds rows of. */
  async function documentOf(
    shards: Readonly<Record<string, string | Uint8Array>>,
    facts: object = {},
    named: readonly string[] = Object.keys(shards),
  ): Promise<{ names: string[]; bytes: number; codes: string[]; seen: number }> {
    const files = Object.entries(shards).map(([name, content]) => ({ name: `inventory_reports/${name}`, content }));
    const { manager } = await managerOf([manifest(named, facts), ...files]);
    const inventory = await manager.generateInventoryFromReport(MANIFEST, undefined, { engine });
    return {
      names: Object.values(inventory.folder_inventories)
        .flatMap(({ file_categories: groups }) => Object.values(groups ?? {}).flat())
        .map(({ name }) => name)
        .sort(),
      bytes: inventory.bucket_summary.total_size_bytes,
      codes: inventory.issues.map(({ code }) => code),
      seen: inventory.inventory_info.listing.objects_seen,
    };
  }

  describe('an odd report', () => {
    const whole = { names: ['a.mp4', 'b.mp4'], bytes: 30, codes: [], seen: 2 };
    const csv = 'name,size\na.mp4,10\nb.mp4,20\n';

    it.each([
      ['as it should be', csv],
      ['with a quote inside a field', csv],
      ['with the header in another case', csv.replace('name,size', 'NAME,Size')],
      ['with a space after each comma', csv.replaceAll(',', ', ')],
      ['with a space after the commas of its header alone', csv.replace(',', ', ')],
      ['with line ends of CR', csv.replaceAll('\n', '\r')],
      ['with line ends of CR and none at the end', `${csv.trimEnd().replaceAll('\n', ',x\r')},x`],
      ['with empty lines', csv.replaceAll('\n', '\n\n')],
      ['with an empty line before the header', `\n${csv}`],
      ['with sizes as 10.0', csv.replaceAll('0\n', '0.0\n')],
      ['packed', gzipSync(csv)],
      ['with every field in quotes', csv.replace(/[^,\n]+/g, '"$&"')],
    ])('%s has its two files and no issue', async (_how, text) => {
      expect(await documentOf({ 's_0.csv': typeof text === 'string' ? text : new Uint8Array(text) })).toEqual(whole);
    });

    it('keeps a quote that is part of a name, and every row behind it', async () => {
      const text =
        'name,size,contentType\n5" pipe.mp4,1,video/mp4\n"6"" pipe.mp4",2,video/mp4\n"open.mp4,3,video/mp4\nz.mp4,4,video/mp4\n';
      expect(await documentOf({ 's_0.csv': text })).toEqual({
        names: ['"open.mp4', '5" pipe.mp4', '6" pipe.mp4', 'z.mp4'],
        bytes: 10,
        codes: [],
        seen: 4,
      });
    });

    it('reads a shard of another bucket there, not one of the same name beside the manifest', async () => {
      const address = 'gs://others/inventory_reports/s_0.csv';
      await expect(documentOf({ 's_0.csv': csv }, {}, [address])).rejects.toMatchObject({
        kind: 'not_found',
        bucket: 'others',
      });
    });

    it('keeps a line end in quotes', async () => {
      const text = 'name,size\n"a\nb.mp4",1\nc.mp4,2\n';
      expect((await documentOf({ 's_0.csv': text })).names).toEqual(['a\nb.mp4', 'c.mp4']);
    });

    it.each([
      ['a row without a size', 'name,size\na.mp4,10\nodd.mp4,\nb.mp4,20\n'],
      ['a size of words', 'name,size\na.mp4,10\nodd.mp4,ten\nb.mp4,20\n'],
      ['a rounded size', 'name,size\na.mp4,10\nodd.mp4,1e3\nb.mp4,20\n'],
      ['a short row', 'name,size\na.mp4,10\nodd.mp4\nb.mp4,20\n'],
      ['a comma that is not quoted', 'name,size\na.mp4,10\nodd, too.mp4,5\nb.mp4,20\n'],
      ['a row without a name', 'name,size\na.mp4,10\n,5\nb.mp4,20\n'],
      ['a row cut in its size', 'name,size\na.mp4,10\nb.mp4,20\nodd.mp4,104'],
      ['a row cut in its name', 'size,name\n10,a.mp4\n20,b.mp4\n104,odd.m'],
      ['a row cut in its name, before its size', 'name,size\na.mp4,10\nb.mp4,20\nodd.m'],
    ])('%s costs only itself', async (_what, text) => {
      expect(await documentOf({ 's_0.csv': text })).toEqual({ ...whole, codes: ['gcs:odd_row'], seen: 3 });
    });

    it('keeps the size of a last row without a line end where the manifest says that no row is missing', async () => {
      const open = { 's_0.csv': 'name,size\na.mp4,10', 's_1.csv': 'name,size\nb.mp4,20' };
      expect(await documentOf(open, { records_processed: 2 })).toEqual(whole);
      const odd = { names: [], bytes: 0, codes: ['gcs:odd_row'], seen: 2 };
      expect(await documentOf(open)).toEqual(odd);
      const incomplete = { ...odd, codes: ['gcs:odd_row', 'gcs:report_incomplete'] };
      expect(await documentOf(open, { records_processed: 3 })).toEqual(incomplete);
    });

    it.each(['2026/01/02', '01/02/2026', '2026/01/02 10:30:00', '2.1.2026'])(
      'gives a date written %s no moment, for nothing says which part is the month, and says so',
      async (time) => {
        const text = `name,size,timeCreated\na.mp4,10,${time}\nb.mp4,20,2026-01-02\n`;
        expect(await documentOf({ 's_0.csv': text })).toEqual({ ...whole, codes: ['gcs:report_times'] });
      },
    );

    it('counts an object in two shards, and a shard that is named twice, once', async () => {
      const two = await documentOf({ 's_0.csv': csv, 's_1.csv': 'name,size\nb.mp4,20\nc.mp4,1\n' });
      expect(two).toEqual({ names: ['a.mp4', 'b.mp4', 'c.mp4'], bytes: 31, codes: ['gcs:report_repeated'], seen: 3 });
      expect(await documentOf({ 's_0.csv': csv }, {}, ['s_0.csv', 's_0.csv'])).toEqual(whole);
    });

    it('reads the other shards when one is missing or none', async () => {
      const partial = await documentOf({ 's_0.csv': csv, 's_1.csv': 'no header\n' }, {}, [
        'gone.csv',
        's_0.csv',
        's_1.csv',
      ]);
      expect(partial).toEqual({ ...whole, codes: ['gcs:404', 'gcs:report_unreadable'] });
    });

    it.each([
      ['without a size', ''],
      ['with a size in powers of ten', '1e3'],
      ['with a size with decimals', '10.0'],
      ['with a negative size', '-5'],
    ])('of CSV: one odd row among ten thousand, %s, costs only itself', async (_what, size) => {
      const rows = Array.from({ length: 9_999 }, (_, index) => `v/${String(index)}.mp4,10`);
      rows.splice(5_000, 0, `v/odd.mp4,${size}`);
      const { manager } = await managerOf([
        manifest(['s_0.csv']),
        { name: 'inventory_reports/s_0.csv', content: ['name,size', ...rows, ''].join('\n') },
      ]);
      const { bucket_summary, issues } = await manager.generateInventoryFromReport(MANIFEST, undefined, {
        files: 'none',
        engine,
      });
      expect([bucket_summary.total_files, issues]).toMatchObject([
        size === '10.0' ? 10_000 : 9_999,
        size === '10.0' ? [] : [{ code: 'gcs:odd_row', id: 'v/odd.mp4' }],
      ]);
    });

    it('of Parquet: one odd row among ten thousand costs only itself', async () => {
      const names = Array.from({ length: 10_000 }, (_, index) => `v/${String(index)}.mp4`);
      const data = parquetWriteBuffer({
        columnData: [
          { name: 'name', data: names, type: 'STRING' },
          {
            name: 'size',
            data: names.map((_, index) => (index === 5_000 ? null : 10n)),
            type: 'INT64',
            nullable: true,
          },
        ],
      });
      const { manager } = await managerOf([
        manifest(['s_0.parquet']),
        { name: 'inventory_reports/s_0.parquet', content: new Uint8Array(data) },
      ]);
      const { bucket_summary, issues } = await manager.generateInventoryFromReport(MANIFEST, undefined, {
        files: 'none',
      });
      expect(bucket_summary).toMatchObject({ total_files: 9_999, total_size_bytes: 99_990 });
      expect(issues).toMatchObject([{ code: 'gcs:odd_row', id: 'v/5000.mp4' }]);
    });

    it('reads a manifest that begins with a byte order mark', async () => {
      const content = JSON.stringify({ report_shards_file_names: ['s_0.csv'] });
      const { manager } = await managerOf([
        { name: MANIFEST, content: `\uFEFF${content}` },
        { name: 'inventory_reports/s_0.csv', content: csv },
      ]);
      expect(
        (await manager.generateInventoryFromReport(MANIFEST, undefined, { engine })).bucket_summary.total_files,
      ).toBe(2);
    });

    it('believes of a row of another length than the header its name alone', async () => {
      const text =
        'name,size,contentType,timeCreated\na.mp4,10,video/mp4,2026-01-01T00:00:00Z\nb, c.mp4,20,video/mp4,2026-01-01T00:00:00Z\n';
      expect(await documentOf({ 's_0.csv': text })).toEqual({
        names: ['a.mp4'],
        bytes: 10,
        codes: ['gcs:odd_row'],
        seen: 2,
      });
    });

    it('takes the newest of several snapshots', async () => {
      const shards = {
        'u_2026-11-19T06:35_0.csv': 'name,size\nold.mp4,99\n',
        'u_2026-11-20T06:35_0.csv': csv,
      };
      expect(await documentOf(shards)).toEqual({ ...whole, codes: ['gcs:report_snapshots'] });
    });

    it('leaves out earlier versions and rows of other buckets, and says so', async () => {
      const text =
        'bucket,name,size,timeDeleted\nprints,a.mp4,10,\nprints,b.mp4,20,\nprints,a.mp4,9,2026-01-01T00:00:00Z\nother,c.mp4,7,\n';
      expect(await documentOf({ 's_0.csv': text })).toEqual({ ...whole, codes: ['gcs:report_other_rows'] });
    });

    it('without a row does not pass for an empty bucket, unless its manifest says so', async () => {
      const none = { names: [], bytes: 0, seen: 0 };
      expect(await documentOf({ 's_0.csv': 'name,size\n' })).toEqual({ ...none, codes: ['gcs:report_empty'] });
      expect(await documentOf({ 's_0.csv': 'name,size\n' }, { records_processed: 0 })).toEqual({ ...none, codes: [] });
    });

    it('reads times without a zone as UTC and counts of seconds to nanoseconds, and tells those it cannot read', async () => {
      const times = [
        '2026-01-01 10:30:00',
        '2026-01-01T10:30:00.123456Z',
        '1767263400',
        '1767263400000000',
        'yesterday',
      ];
      const text = `name,size,timeCreated\n${times.map((time, index) => `f${String(index)}.mp4,1,${time}\n`).join('')}`;
      const { manager } = await managerOf([
        manifest(['s_0.csv']),
        { name: 'inventory_reports/s_0.csv', content: text },
      ]);
      const inventory = await manager.generateInventoryFromReport(MANIFEST, undefined, { engine });
      const created = inventory.highlights.largest.map((file) => file.created_time);
      expect(created).toEqual([...Array.from({ length: 4 }, () => '2026-01-01T10:30:00Z'), null]);
      expect(inventory.issues).toMatchObject([{ code: 'gcs:report_times' }]);
    });
  });

  describe('an inventory from a report of Parquet shards', () => {
    it('has the same figures, read group by group', async () => {
      const names = Array.from({ length: 45_000 }, (_, index) => `video/clip_${String(index).padStart(6, '0')}.mp4`);
      const bytes = parquetWriteBuffer({
        columnData: [
          { name: 'name', data: names, type: 'STRING' },
          { name: 'size', data: names.map((_, index) => BigInt(index)), type: 'INT64' },
          { name: 'timeCreated', data: names.map((_, index) => new Date(index * 1_000)), type: 'TIMESTAMP' },
          { name: 'storageClass', data: names.map(() => 'STANDARD'), type: 'STRING' },
        ],
        rowGroupSize: 30_000,
      });
      const { manager } = await managerOf([
        manifest(['s_0.parquet'], { records_processed: 45_000 }),
        { name: 'inventory_reports/s_0.parquet', content: new Uint8Array(bytes) },
      ]);
      const inventory = await manager.generateInventoryFromReport(MANIFEST, undefined, { files: 'none', engine });
      // 0 + 1 + … + 44,999 bytes.
      expect(inventory.bucket_summary).toMatchObject({
        total_files: 45_000,
        total_size_bytes: 1_012_477_500,
        newest_file: { name: 'video/clip_044999.mp4', created_time: '1970-01-01T12:29:59Z' },
      });
      expect(inventory.storage_class_summary['STANDARD']?.count).toBe(45_000);
      expect(inventory.issues).toEqual([]);
    });

    it('lets an odd row cost only itself', async () => {
      const bytes = parquetWriteBuffer({
        columnData: [
          { name: 'Name', data: ['a.mp4', null, 'b.mp4', 'c.mp4'], type: 'STRING', nullable: true },
          { name: 'size', data: [10n, 5n, null, 20n], type: 'INT64', nullable: true },
          { name: 'timeCreated', data: [1_767_263_400_000_000n, null, null, null], type: 'INT64', nullable: true },
        ],
      });
      const { manager } = await managerOf([
        manifest(['s_0.parquet']),
        { name: 'inventory_reports/s_0.parquet', content: new Uint8Array(bytes) },
      ]);
      const inventory = await manager.generateInventoryFromReport(MANIFEST, undefined, { engine });
      expect(inventory.bucket_summary).toMatchObject({ total_files: 2, total_size_bytes: 30 });
      expect(inventory.bucket_summary.newest_file?.created_time).toBe('2026-01-01T10:30:00Z');
      expect(inventory.inventory_info.listing.objects_seen).toBe(4);
      expect(inventory.issues).toMatchObject([{ code: 'gcs:odd_row', id: 'b.mp4' }]);
    });
  });
}
