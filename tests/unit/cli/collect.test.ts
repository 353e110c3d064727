import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openHistory } from '../../../src/cli/inputs.ts';
import type { CollectionSummary } from '../../../src/index.ts';
import { createAccount } from '../../../src/testing/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { jsonLines, openStudio, runCli } from './run-cli.ts';

/** Everything below a space but the end of a line, and what follows the last printable of ASCII. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

describe('insight-inventory demo', () => {
  it('collects from simulators in an empty folder and tells what came', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runCli(cwd, ['demo']);
    expect(code).toBe(0);
    expect(stdout).toContain('Instagram autopotter, 76 followers');
    expect(stdout).toContain('312, 801.28 MB in 3 folders');
    expect(await readdir(join(cwd, 'collected_data'))).toHaveLength(3);
    expect(stderr).toContain('instagram: ');
    expect(stdout + stderr).not.toMatch(CONTROLS);
  });

  it('writes a planning document and keeps the history when asked', async () => {
    const cwd = await temporaryFolder();
    expect((await runCli(cwd, ['demo', '--planning', '--history', 'kept', '--compress', '--quiet'])).code).toBe(0);
    const names = await readdir(join(cwd, 'collected_data'));
    expect(names.filter((name) => name.endsWith('.json.gz'))).toHaveLength(4);
    expect(await readdir(join(cwd, 'kept'))).toHaveLength(1);
  });

  it.each(['kept.duckdb', 'kept.DB', 'kept.sqlite'])('keeps the history in the database %s', async (name) => {
    const cwd = await temporaryFolder();
    const argv = ['demo', '--history', name, '--quiet'];
    const { code, stderr } = await runCli(cwd, argv);
    if (code !== 0 && !name.endsWith('duckdb')) {
      // Where there is no SQLite that is what it says, before a call is made.
      expect(stderr).toContain('npm install better-sqlite3');
      return;
    }
    expect((await runCli(cwd, argv)).code).toBe(0);
    const store = openHistory(join(cwd, name));
    expect([await readdir(cwd), (await store.list()).length]).toEqual([expect.arrayContaining([name]), 2]);
    const report = await runCli(cwd, ['report', '--history', name, '-o', 'page.html']);
    expect(report.code).toBe(0);
  });

  it('reads length and shape of the demo clips when asked', async () => {
    const { code, stdout } = await runCli(await temporaryFolder(), ['demo', '--probe', '--quiet']);
    // The account counts more posts than its list gives; nothing else is missing.
    expect([code, stdout.includes('Not everything came (1):')]).toEqual([0, true]);
    expect(stdout).toContain('The account counts 80 posts; the list ended after 7.');
  });

  it('shows a bar on a terminal, which is gone at the end', async () => {
    const cwd = await temporaryFolder();
    const { stdout, stderr } = await runCli(cwd, ['demo'], { isTerminal: true });
    expect(stderr).toContain('█');
    expect(stderr).toContain('\r\u001b[K');
    expect(stderr.lastIndexOf('\r\u001b[K')).toBeGreaterThan(stderr.lastIndexOf('█'));
    expect(stdout).toContain('\u001b[32mcomplete\u001b[0m');
  });

  it.each([['--no-color'], ['NO_COLOR']])('has no colours with %s', async (how) => {
    const cwd = await temporaryFolder();
    const argv = how.startsWith('--') ? ['demo', how] : ['demo'];
    const { stdout } = await runCli(cwd, argv, { isTerminal: true, env: how.startsWith('--') ? {} : { [how]: '1' } });
    expect(stdout).not.toMatch(CONTROLS);
  });

  it('names both files of a folder of data that is not there', async () => {
    const { code, stderr } = await runCli(await temporaryFolder(), ['demo', '--data', 'nowhere']);
    expect(code).toBe(2);
    expect(stderr).toContain('instagram-account.json');
    expect(stderr).toContain('bucket-objects.json');
  });
});

describe('insight-inventory collect', () => {
  it('ends with 0 when everything came', async () => {
    const { run, cwd } = await openStudio();
    const { code, stdout } = await run(['collect']);
    expect(code).toBe(0);
    expect(stdout).toContain('Collection complete');
    expect(await readdir(join(cwd, 'collected_data'))).toHaveLength(3);
  });

  it('gives the summary as one JSON line, and events as JSON lines that say what they are', async () => {
    const { run } = await openStudio();
    const { code, stdout, stderr } = await run(['collect', '--json', '--debug']);
    expect(code).toBe(0);
    const [summary, ...more] = jsonLines(stdout);
    expect(more).toEqual([]);
    expect(summary).toMatchObject({ summary_version: '2.0', status: 'complete' });
    const types = new Set(jsonLines(stderr).map(({ type }) => type));
    expect(types).toEqual(new Set(['progress', 'log']));
  });

  it('says nothing but the result when quiet', async () => {
    const { run } = await openStudio();
    const { stdout, stderr } = await run(['collect', '--quiet']);
    expect(stderr).toBe('');
    expect(stdout).toContain('Collection complete');
  });

  it('ends with 3 when part of it is missing, and says what', async () => {
    const { run, graph } = await openStudio();
    graph.addFault({
      match: /comments/,
      action: {
        kind: 'status',
        status: 400,
        body: { error: { code: 10, message: '(#10) No permission', type: 'OAuthException' } },
      },
    });
    const { code, stdout } = await run(['collect']);
    expect(code).toBe(3);
    expect(stdout).toContain('Collection partial');
    expect(stdout).toContain('instagram, permission');
  });

  it('tells issues that are alike once', async () => {
    const { run, graph } = await openStudio();
    graph.addFault({ match: ({ endpoint }) => endpoint === '/cdn', action: { kind: 'status', status: 404 } });
    const { code, stdout } = await run(['collect', '--probe', '--only', 'instagram', '--quiet']);
    expect(code).toBe(3);
    expect(stdout).toContain('Not everything came (8):');
    expect(stdout.match(/^ {2}instagram, /gm)).toHaveLength(4);
    expect(stdout).toContain('and 4 more like these');
  });

  it('ends with 3 when one source fails and the other is delivered', async () => {
    const { run, bucket } = await openStudio();
    bucket.addFault({ action: { kind: 'status', status: 403 } });
    const { code, stdout } = await run(['collect', '--json']);
    expect(code).toBe(3);
    const summary = jsonLines(stdout)[0] as unknown as CollectionSummary;
    expect(summary.sources.instagram.status).toBe('complete');
    expect(summary.sources.gcs.status).toBe('failed');
  });

  it('ends with 1 when nothing came', async () => {
    const { run, graph } = await openStudio();
    graph.breakToken(graph.token, 463);
    const { code, stdout } = await run(['collect', '--only', 'instagram']);
    expect(code).toBe(1);
    expect(stdout).toContain('Collection failed');
  });

  it('reads only the source that is asked for, and only one the configuration has settings of', async () => {
    const { run, bucket, graph, configure } = await openStudio();
    expect((await run(['collect', '--only', 'gcs'])).code).toBe(0);
    expect(graph.stats().requests).toBe(0);
    const listed = bucket.stats().requests;
    await configure({ gcs_bucket: undefined, gcs_api_endpoint: undefined });
    expect((await run(['collect'])).code).toBe(0);
    expect(bucket.stats().requests).toBe(listed);
    expect(graph.stats().requests).toBeGreaterThan(0);
  });

  it('ends with 2 and names every problem of the configuration', async () => {
    const { run, configure } = await openStudio();
    await configure({ instagram_user_id: 17, instagram_timezone: 'Nowhere', gcs_bucket: 'gs://x' });
    const { code, stdout } = await run(['collect']);
    expect(code).toBe(2);
    for (const key of ['instagram_user_id', 'instagram_timezone', 'gcs_bucket']) expect(stdout).toContain(key);
  });

  it('ends with 2 without a configuration, and says what can be done without one', async () => {
    const { code, stderr } = await runCli(await temporaryFolder(), ['collect']);
    expect(code).toBe(2);
    expect(stderr).toContain('insight-inventory.config.json');
    expect(stderr).toContain('insight-inventory demo');
    expect(stderr).not.toContain('    at ');
  });

  it('ends with 2 when the configuration has settings of neither source', async () => {
    const { run, configure } = await openStudio();
    const none: Record<string, undefined> = {};
    for (const key of ['user_id', 'access_token', 'app_id', 'app_secret', 'login', 'base_url'])
      none[`instagram_${key}`] = undefined;
    await configure({ ...none, gcs_bucket: undefined, gcs_api_endpoint: undefined });
    const { code, stderr } = await run(['collect']);
    expect(code).toBe(2);
    expect(stderr).toContain('settings of neither source');
  });

  it('takes an env file for what the environment does not set', async () => {
    const { run, cwd, configure } = await openStudio();
    await configure({ gcs_bucket: '${BUCKET_OF_MINE}' });
    const missing = await run(['collect', '--only', 'gcs', '--env-file', 'none.env']);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('--env-file')]);
    await writeFile(join(cwd, '.env'), 'BUCKET_OF_MINE=autopot1-printdump\n');
    expect((await run(['collect', '--only', 'gcs', '--env-file', '.env'])).code).toBe(0);
  });

  it('logs to the file of the configuration as well, without the token', async () => {
    const { run, cwd, graph, configure } = await openStudio();
    await configure({ log_file: 'logs/run.log', log_level: 'debug' });
    expect((await run(['collect', '--only', 'instagram', '--quiet'])).stderr).toBe('');
    const log = await readFile(join(cwd, 'logs', 'run.log'), 'utf8');
    expect(log).toContain('graph request finished');
    expect(log).not.toContain(graph.token);
  });

  it('stops at an interrupt, keeps what is complete and says so', async () => {
    const { run, cwd, bucket } = await openStudio();
    // The bucket never answers; the account is through by then.
    bucket.addFault({ action: { kind: 'hang' } });
    const { code, stderr } = await run(['collect', '--debug'], { interruptAt: /source finished/ });
    expect(code).toBe(130);
    const names = await readdir(join(cwd, 'collected_data'));
    expect(names).toHaveLength(1);
    expect(stderr).toContain(`Stopped. Complete and kept:\n  collected_data/${names[0] ?? ''}`);
    JSON.parse(await readFile(join(cwd, 'collected_data', names[0] ?? ''), 'utf8'));
  });

  it('ends with 143 when it is terminated, and says when nothing was complete', async () => {
    const { run, graph, bucket } = await openStudio();
    bucket.addFault({ action: { kind: 'hang' } });
    graph.addFault({ action: { kind: 'hang' } });
    const { code, stderr } = await run(['collect', '--json', '--debug'], {
      interruptAt: /collection started/,
      interrupt: 'SIGTERM',
    });
    expect(code).toBe(143);
    expect(jsonLines(stderr).at(-1)).toEqual({ type: 'stopped', kept: [] });
  });
});

describe('insight-inventory collect --report', () => {
  it('of the demo shows what the account has, for no call that was not asked for', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await runCli(cwd, ['demo', '--report', '--quiet']);
    expect([code, stdout.includes('6 in 3 HTTP requests')]).toEqual([0, true]);
    const file = (await readdir(join(cwd, 'collected_data'))).find((name) => name.endsWith('.html'));
    const page = await readFile(join(cwd, 'collected_data', file ?? ''), 'utf8');
    expect(page).toContain('@autopotter');
    for (const text of ['id="audience"', 'Stories, newest first']) expect(page).not.toContain(text);
  });

  it('shows the stories that it read itself', async () => {
    const dataset = createAccount({ posts: 25, stories: 2, endDate: new Date() });
    const { run } = await openStudio({ dataset });
    const { stdout } = await run(['collect', '--only', 'instagram', '--report', '--stories', '--json']);
    const [{ report_file: file } = {}] = jsonLines(stdout);
    expect(await readFile(String(file), 'utf8')).toContain('Stories, newest first');
    expect((await run(['report', '-o', '-'])).stdout).toContain('Stories, newest first');
  });

  it('shows the audience that was read and the stories that were kept', async () => {
    const dataset = createAccount({ posts: 25, followers: 2_000, stories: 2, endDate: new Date() });
    const { run } = await openStudio({ dataset });
    expect((await run(['keep'])).code).toBe(0);
    const argv = ['collect', '--only', 'instagram', '--report', '--audience', '--store-dir', 'kept_data', '--json'];
    const { code, stdout } = await run(argv);
    expect(code).toBe(0);
    const [{ report_file: file } = {}] = jsonLines(stdout);
    const page = await readFile(String(file), 'utf8');
    for (const text of ['United States', 'Followers online by hour', 'Stories, newest first'])
      expect(page).toContain(text);
    const again = await run(['report', '-o', '-', '--store-dir', 'kept_data']);
    expect(again.stdout).toContain('Stories, newest first');
    expect((await run(['report', '-o', '-'])).stdout).not.toContain('Stories, newest first');
  });
});
