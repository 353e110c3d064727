import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { startBucketSimulator } from '../../../src/testing/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { jsonLines, openStudio, runCli } from './run-cli.ts';

interface Collected {
  readonly cwd: string;
  readonly analytics: string;
  readonly inventory: string;
  readonly planning: string;
}

/** Makes a folder in which the demo was collected. */
async function collected(...flags: string[]): Promise<Collected> {
  const cwd = await temporaryFolder();
  expect((await runCli(cwd, ['demo', '--planning', '--quiet', ...flags])).code).toBe(0);
  const names = await readdir(join(cwd, 'collected_data'));
  const find = (prefix: string): string => join('collected_data', names.find((name) => name.startsWith(prefix)) ?? '');
  return {
    cwd,
    analytics: find('instagram_analytics'),
    inventory: find('gcs_inventory'),
    planning: find('planning_context'),
  };
}

describe('insight-inventory search', () => {
  it('reads the configured bucket, row by row', async () => {
    const { run, bucket } = await openStudio();
    const { code, stdout, stderr } = await run(['search', 'TEAPOT', '--category', 'video']);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/MB {2}\S+Z {2}video_uploads\/.*teapot.*\.mp4$/),
    ]);
    expect(stderr).toContain('1 file, 6.82 MB');
    expect(bucket.stats().requests).toBeGreaterThan(0);
  });

  it('finds the same in the documents of an inventory, compressed or not, without any request', async () => {
    const { run, bucket } = await openStudio();
    const argv = ['search', '--glob', '*.mp4', '--min-size-mb', '5', '--created-after', '2025-05-01', '--json'];
    const live = await run(argv);
    const requests = bucket.stats().requests;
    for (const { cwd, inventory } of [await collected(), await collected('--compress')]) {
      const { code, stdout } = await runCli(cwd, [...argv, '--inventory', inventory]);
      expect(code).toBe(0);
      const names = jsonLines(stdout).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(1);
      expect(names).toEqual(jsonLines(live.stdout).map(({ name }) => name));
    }
    expect(bucket.stats().requests).toBe(requests);
  });

  it('shows as many rows as it may and counts all', async () => {
    const { cwd, inventory } = await collected();
    const { stdout, stderr } = await runCli(cwd, [
      'search',
      '--folder',
      'music_uploads',
      '--limit',
      '1',
      '--inventory',
      inventory,
    ]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('2 files, 32.98 MB, 1 shown');
  });

  it('finds nothing without failing', async () => {
    const { cwd, inventory } = await collected();
    const { code, stdout, stderr } = await runCli(cwd, ['search', 'no-such-name', '--inventory', inventory]);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('0 files, 0 MB');
  });

  it('names the option whose value is invalid', async () => {
    const { cwd, inventory } = await collected();
    const { code, stderr } = await runCli(cwd, ['search', '--created-after', 'yesterday', '--inventory', inventory]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'Error: --created-after is given "yesterday".\nGive a Date or an ISO 8601 text such as "2026-04-30".\n',
    );
  });

  it('says when a document does not hold every file', async () => {
    const { cwd, inventory } = await collected();
    const document = JSON.parse(await readFile(join(cwd, inventory), 'utf8')) as {
      inventory_info: { files: unknown };
      folder_inventories: Record<string, { file_categories: unknown }>;
    };
    document.inventory_info.files = 'none';
    for (const folder of Object.values(document.folder_inventories)) folder.file_categories = null;
    await writeFile(join(cwd, 'small.json'), JSON.stringify(document));
    const { code, stderr } = await runCli(cwd, ['search', 'teapot', '--inventory', 'small.json', '--quiet']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/The document holds \d+ of 312 files in full/);
  });

  it('shows a name with control characters as text', async () => {
    const { run, configure } = await openStudio();
    const name = 'clips/red\u001b[31m\u0007\u009b2Jend.mp4';
    const bucket = await startBucketSimulator({
      bucket: 'hostile',
      objects: [{ name, size: 5, contentType: 'video/mp4' }],
    });
    await configure({ gcs_bucket: 'hostile', gcs_api_endpoint: bucket.url });
    const { stdout } = await run(['search', 'clips'], { isTerminal: true });
    const json = await run(['search', 'clips', '--json']);
    await bucket.close();
    expect(stdout).toContain('clips/red\ufffd[31m\ufffd\ufffd2Jend.mp4');
    expect(json.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(jsonLines(json.stdout)).toMatchObject([{ name }]);
  });
});

describe('insight-inventory brief', () => {
  it('is made from the newest documents of the output folder', async () => {
    const { cwd } = await collected();
    const { code, stdout, stderr } = await runCli(cwd, ['brief', '--max-tokens', '1200', '--focus', 'footage']);
    expect(code).toBe(0);
    expect(stdout).toContain('## Unused clips');
    expect(stderr).toMatch(
      /^From collected_data\/instagram_analytics_\w+\.json, collected_data\/gcs_inventory_\w+\.json\n$/,
    );
  });

  it('takes the documents it is named, in each encoding, and counts its tokens', async () => {
    const { cwd, analytics, inventory } = await collected('--compress');
    for (const encoding of ['markdown', 'json', 'columnar']) {
      const argv = [
        'brief',
        '--analytics',
        analytics,
        '--inventory',
        inventory,
        '--encoding',
        encoding,
        '--detail',
        'full',
      ];
      const { code, stdout } = await runCli(cwd, [...argv, '--max-tokens', '1500', '--json']);
      expect(code).toBe(0);
      const [brief] = jsonLines(stdout);
      expect(brief).toMatchObject({ truncated: true });
      expect(brief?.['estimated_tokens']).toBeLessThanOrEqual(1_500);
    }
    expect((await runCli(cwd, ['brief', '--analytics', analytics, '--timezone', 'Europe/Berlin'])).code).toBe(0);
  });

  it('refuses a budget that holds nothing', async () => {
    const { cwd } = await collected();
    const { code, stderr } = await runCli(cwd, ['brief', '--max-tokens', '100']);
    expect(code).toBe(2);
    expect(stderr).toContain('800');
  });
});

describe('insight-inventory report', () => {
  it('writes one page beside the newest documents', async () => {
    const { cwd } = await collected('--history', 'kept');
    const { code, stdout } = await runCli(cwd, ['report', '--history', 'kept']);
    expect(code).toBe(0);
    const path = /^Report written: (\S+) \(\d+ KB\)\n$/.exec(stdout)?.[1] ?? '';
    expect(path).toMatch(/^collected_data\/insight_report_\d{8}_\d{6}\.html$/);
    expect(await readFile(join(cwd, path), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('writes to the file that is named, and to standard output', async () => {
    const { cwd, analytics, inventory, planning } = await collected();
    const named = ['--analytics', analytics, '--inventory', inventory, '--planning', planning];
    const { code, stdout } = await runCli(cwd, ['report', '-o', 'my report.html', ...named, '--json']);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ file: join(cwd, 'my report.html') }]);
    const page = await runCli(cwd, ['report', '-o', '-', '--title', 'Kiln & wheel', ...named]);
    expect(page.stdout).toContain('Kiln &amp; wheel');
    expect(page.stdout.trimEnd()).toMatch(/<\/html>$/i);
  });

  it('shows the pictures that were collected, in the period and the locale that are asked for', async () => {
    const { cwd, analytics } = await collected('--thumbnails', '--report');
    const names = await readdir(join(cwd, 'collected_data'));
    const pictures = join('collected_data', names.find((name) => name.startsWith('instagram_thumbnails')) ?? '');
    const page = names.find((name) => name.startsWith('insight_report')) ?? '';
    const html = await readFile(join(cwd, 'collected_data', page), 'utf8');
    expect(html).toContain('href="data:image/jpeg;base64,');
    // Pictures are fetched from signed addresses of these hosts.
    expect(html).not.toMatch(/fbcdn|cdninstagram|[?&;](?:oh|oe|_nc_\w+|access_token)=|X-Goog-/);
    const named = ['report', '-o', '-', '--analytics', analytics];
    const plain = await runCli(cwd, [...named, '--period-days', '7', '--locale', 'de-DE']);
    expect(plain.stdout).toContain('The last 7 days against those before');
    expect(plain.stdout).not.toContain('<image');
    expect((await runCli(cwd, [...named, '--thumbnails', pictures])).stdout).toContain('<image');
    expect((await runCli(cwd, [...named, '--locale', 'no locale'])).stderr).toContain('locale');
    const wrong = await runCli(cwd, [...named, '--thumbnails', analytics]);
    expect(wrong.stderr).toContain('is an Instagram analytics document, not a document of thumbnails');
  });

  it('takes an account alone, and a folder named by the configuration', async () => {
    const { run } = await openStudio();
    expect((await run(['collect', '--only', 'instagram', '--output-dir', 'elsewhere'])).code).toBe(0);
    expect((await run(['report', '--output-dir', 'elsewhere'])).code).toBe(0);
  });
});

describe('a document that is not one', () => {
  it('is named with the key that is wrong', async () => {
    const { cwd, analytics } = await collected();
    const document = JSON.parse(await readFile(join(cwd, analytics), 'utf8')) as {
      summary_metrics: { media_count_analyzed: unknown };
    };
    document.summary_metrics.media_count_analyzed = 'seven';
    await writeFile(join(cwd, 'changed.json'), JSON.stringify(document));
    const { code, stderr } = await runCli(cwd, ['brief', '--analytics', 'changed.json']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'changed.json is not an Instagram analytics document: summary_metrics.media_count_analyzed',
    );
  });

  it('is named with what it is instead, where it is broken, and whether it is there', async () => {
    const { cwd, analytics, inventory } = await collected();
    const swapped = await runCli(cwd, ['report', '--inventory', analytics]);
    expect(swapped.stderr).toContain('is an Instagram analytics document, not a bucket inventory');
    const text = await readFile(join(cwd, inventory), 'utf8');
    await writeFile(join(cwd, 'cut.json'), text.slice(0, 500));
    expect((await runCli(cwd, ['search', 'x', '--inventory', 'cut.json'])).stderr).toContain(
      'holds broken JSON at line',
    );
    await writeFile(join(cwd, 'cut.json.gz'), gzipSync(text).subarray(0, 400));
    expect((await runCli(cwd, ['search', 'x', '--inventory', 'cut.json.gz'])).stderr).toContain('cannot be unpacked');
    const absent = await runCli(cwd, ['brief', '--analytics', 'none.json']);
    expect([absent.code, absent.stderr]).toEqual([1, expect.stringContaining('none.json could not be read (ENOENT)')]);
  });

  it('names the wrong key of an inventory in either detail', async () => {
    const { cwd, inventory } = await collected();
    for (const detail of ['full', 'essential']) {
      const document = JSON.parse(await readFile(join(cwd, inventory), 'utf8')) as {
        inventory_info: { detail: string };
        bucket_summary: Record<string, unknown>;
      };
      document.inventory_info.detail = detail;
      document.bucket_summary['total_files'] = -1;
      await writeFile(join(cwd, 'changed.json'), JSON.stringify(document));
      const { stderr } = await runCli(cwd, ['search', 'x', '--inventory', 'changed.json']);
      expect(stderr).toContain('bucket_summary.total_files');
    }
  });
});

describe('the newest document', () => {
  it('is the one with the latest time in its name, and the highest number behind it', async () => {
    const { findNewestDocuments } = await import('../../../src/collector/saved-documents.ts');
    const folder = await temporaryFolder();
    const stamps = ['20261122_100000', '20261122_100000_2', '20261122_100000_10', '20261121_235959_99'];
    for (const stamp of stamps) await writeFile(join(folder, `gcs_inventory_${stamp}.json`), '');
    await writeFile(join(folder, 'gcs_inventory_20261122_100000_11.json.gz'), '');
    await writeFile(join(folder, 'gcs_inventory_latest.json'), '');
    expect(await findNewestDocuments(folder)).toEqual({
      analytics: null,
      inventory: join(folder, 'gcs_inventory_20261122_100000_11.json.gz'),
      planning: null,
      thumbnails: null,
    });
    expect((await findNewestDocuments(join(folder, 'nowhere'))).inventory).toBeNull();
  });

  it('comes with a plan only when that was made of the same run', async () => {
    const { cwd } = await collected();
    const first = await runCli(cwd, ['report', '-o', 'first.html']);
    expect(first.stderr).toContain('planning_context');
    for (const name of await readdir(join(cwd, 'collected_data'))) {
      if (!name.startsWith('instagram')) continue;
      await copyFile(
        join(cwd, 'collected_data', name),
        join(cwd, 'collected_data/instagram_analytics_20991231_000000.json'),
      );
    }
    const second = await runCli(cwd, ['report', '-o', 'second.html']);
    expect([second.code, second.stderr.includes('planning_context')]).toEqual([0, false]);
  });

  it('is read whatever its compression says', async () => {
    const { readAnalytics } = await import('../../../src/collector/saved-documents.ts');
    const { cwd, analytics } = await collected('--compress');
    const bytes = await readFile(join(cwd, analytics));
    await writeFile(join(cwd, 'plain.json.gz'), gunzipSync(bytes));
    await writeFile(join(cwd, 'packed.json'), bytes);
    expect(await readAnalytics(join(cwd, 'plain.json.gz'))).toEqual(await readAnalytics(join(cwd, 'packed.json')));
  });
});
