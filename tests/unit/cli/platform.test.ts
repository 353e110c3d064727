import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { readRecords, renderVerified } from '../../../scripts/verified.ts';
import { isUnexpected } from '../../../src/documents/collection.ts';
import { InstagramAnalyticsManager, type LiveCheckReport, type RequirementReport } from '../../../src/index.ts';
import { parseRecording, startReplay } from '../../../src/testing/index.ts';
import { retireMetric } from '../instagram/studio.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { jsonLines, openStudio } from './run-cli.ts';

/** Makes a folder with the verification records of another alone. */
async function onlyRecords(folder: string): Promise<string> {
  const other = await temporaryFolder();
  for (const name of await readdir(folder)) {
    if (name.startsWith('verification')) await copyFile(join(folder, name), join(other, name));
  }
  return other;
}

describe('insight-inventory validate', () => {
  it('ends with 0 when everything is there', async () => {
    const { run } = await openStudio();
    const { code, stdout } = await run(['validate']);
    expect(code).toBe(0);
    expect(stdout).toContain('Everything a collection needs is there.');
    expect(stdout).toMatch(/^ok {2}instagram {2}token +The token is valid/m);
    expect(stdout).toMatch(/^ok {2}gcs {8}storage.objects.list/m);
    const json = await run(['validate', '--json']);
    expect(jsonLines(json.stdout)).toMatchObject([{ overall_validation: true }]);
  });

  it('ends with 1 and a remedy when a permission is missing', async () => {
    const { run, graph } = await openStudio({ scopes: ['instagram_basic', 'pages_show_list'] });
    const { code, stdout } = await run(['validate', '--only', 'instagram']);
    expect(code).toBe(1);
    expect(stdout).toContain('instagram_manage_insights');
    expect(stdout).not.toContain(graph.token);
  });

  it('names a key that nothing reads: misspelt it fails, of another program it does not', async () => {
    const { run, configure } = await openStudio();
    await configure({ gcs_folder: ['video_uploads'] });
    const { code, stdout } = await run(['validate']);
    expect(code).toBe(2);
    expect(stdout).toContain('Nothing reads the key "gcs_folder" of the configuration.');
    expect(stdout).toContain('Did you mean "gcs_folders"?');
    await configure({ webhook: 'https://example.org' });
    const other = await run(['validate']);
    expect([other.code, other.stdout]).toEqual([0, expect.stringContaining('"webhook"')]);
  });

  it.each([
    ['a wrong secret', { instagram_app_secret: 'not-the-secret-0815' }],
    ['the id of another app', { instagram_app_id: '999999999999999' }],
  ])('ends with 1 for %s of the app, before a refresh would need it', async (_, settings) => {
    const { run, configure } = await openStudio();
    expect((await run(['validate', '--only', 'instagram'])).stdout).toMatch(/^ok {2}instagram {2}app /m);
    await configure(settings);
    const { code, stdout } = await run(['validate', '--only', 'instagram']);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^FAIL {2}instagram {2}app /m)]);
    expect(stdout).not.toContain('0815');
  });

  it('ends with 2 when a setting is wrong, and names every one', async () => {
    const { run, configure } = await openStudio();
    await configure({ instagram_user_id: 17, max_media_items: 0 });
    const { code, stdout } = await run(['validate']);
    expect(code).toBe(2);
    expect(stdout).toContain('instagram_user_id');
    expect(stdout).toContain('max_media_items');
    expect(stdout).toContain('A collection would not be complete.');
    // On a terminal each problem stands below the others, in the column of its check.
    const wide = await run(['validate', '--only', 'instagram', '--no-color'], { isTerminal: true });
    const lines = wide.stdout.split('\n');
    const margin = lines[0]?.indexOf('The configuration') ?? -1;
    expect(margin).toBeGreaterThan(20);
    expect(lines[1]).toBe(`${' '.repeat(margin)}${lines[1]?.trim() ?? ''}`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe.each(['facebook', 'instagram'] as const)('insight-inventory validate --live on %s login', (login) => {
  it('says beforehand how many calls it makes, and tells which rows held', async () => {
    const { run, graph } = await openStudio({ login });
    const { code, stdout, stderr } = await run(['validate', '--live', '--only', 'instagram']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/The live check makes \d+ to \d+ Graph calls, 80 at most\. It only reads\./);
    expect(stdout).toContain('Post metrics, reels');
    expect(stdout).toMatch(/accepted +.*authorization_header/);
    expect(stdout).toContain(`${login} login, v26.0`);
    expect(stdout).toContain('none against the tables');
    expect(graph.requests.every(({ method, path }) => method === 'GET' || path.length < 8)).toBe(true);
  });

  it('ends with 3 when the platform refuses a metric, with its words', async () => {
    const { run, graph } = await openStudio({ login });
    graph.addFault(retireMetric('saved'));
    const { code, stdout } = await run(['validate', '--live', '--only', 'instagram']);
    expect(code).toBe(3);
    expect(stdout).toContain('saved (expected accepted): ');
    expect(stdout).toContain('must be one of the following values');
    const json = await run(['validate', '--live', '--only', 'instagram', '--json']);
    const [report] = jsonLines(json.stdout) as unknown as (RequirementReport & { live: LiveCheckReport })[];
    expect(report?.live.unexpected).toBe(1);
    expect(report?.live.entries.find(({ name, post_kind }) => name === 'saved' && post_kind === 'reels')).toMatchObject(
      {
        outcome: 'refused',
      },
    );
    expect(jsonLines(json.stderr)[0]).toMatchObject({ type: 'plan', limit: 80 });
  });

  it('makes no more calls than --max-calls', async () => {
    const { run, graph } = await openStudio({ login });
    const argv = ['validate', '--live', '--max-calls', '6', '--only', 'instagram'];
    const [report] = jsonLines((await run([...argv, '--json'])).stdout) as unknown as { live: LiveCheckReport }[];
    expect(report?.live.calls.graph_calls).toBe(6);
    // One each for the checks of token and account; items of a batch that was refused as a whole are no calls to the simulator.
    expect(graph.stats().graphCalls).toBeLessThanOrEqual(8);
    const { stdout } = await run(argv);
    expect(stdout).toContain('The calls allowed were used up before.');
  });
});

describe('insight-inventory validate --live --record', () => {
  it('writes records without a word of the account, and a recording that replays to the same check', async () => {
    const { run, graph, bucket, cwd } = await openStudio();
    graph.addFault(retireMetric('saved'));
    const { code, stderr } = await run(['validate', '--live', '--record', 'sent']);
    expect(code).toBe(3);
    const files = await readdir(join(cwd, 'sent'));
    expect(files.map((name) => name.replace(/_\d{8}_\d{6}/, '')).sort()).toEqual([
      'recording_graph_facebook_v26.0.json',
      'verification_graph_facebook_v26.0.json',
      'verification_storage.json',
    ]);
    for (const name of files) expect(stderr).toContain(name);
    const texts = await Promise.all(files.map((name) => readFile(join(cwd, 'sent', name), 'utf8')));
    for (const secret of [graph.token, graph.dataset.account.id, graph.dataset.account.username, bucket.bucket]) {
      for (const text of texts) expect(text).not.toContain(secret);
    }
    const records = readRecords(await onlyRecords(join(cwd, 'sent')));
    const table = renderVerified(records);
    expect(table).toMatch(/\| Graph \| facebook \| post metrics \| v26\.0 \| .*`saved`/);
    expect(table).toMatch(/\| Cloud Storage \| – \| listings, reads, permissions \| – \| .*\| none \|/);
    expect(table).toMatch(/\| Graph \| instagram \| post metrics \| – \| never run/);

    const recording = texts.find((text) => text.includes('recording_version')) ?? '';
    const replay = await startReplay(parseRecording(recording));
    onTestFinished(() => replay.close());
    const clock = { now: () => replay.now, sleep: () => Promise.resolve() };
    const { accountId: userId, token: accessToken, url: baseUrl } = replay;
    const again = await new InstagramAnalyticsManager({ userId, accessToken, baseUrl }, { clock }).checkLive();
    expect(again.entries.filter(isUnexpected).map(({ name }) => name)).toEqual(['saved']);
  });

  it('belongs to --live', async () => {
    const { run } = await openStudio();
    const { code, stderr } = await run(['validate', '--record', 'x']);
    expect(code).toBe(2);
    expect(stderr).toContain('--live');
  });
});

describe('insight-inventory validate --live without a usable token', () => {
  it('says that the tables were not checked', async () => {
    const { run, graph } = await openStudio();
    graph.breakToken(graph.token, 463);
    const { code, stderr } = await run(['validate', '--live']);
    expect(code).toBe(1);
    expect(stderr).toContain('The platform tables were not checked');
  });
});

describe('insight-inventory token', () => {
  it('tells what is known of the token, never the token', async () => {
    const { run, graph } = await openStudio();
    const { code, stdout } = await run(['token', 'info']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^valid +yes$/m);
    expect(stdout).toContain('instagram_manage_insights');
    expect(stdout).not.toContain(graph.token);
    expect(jsonLines((await run(['token', 'info', '--json'])).stdout)).toMatchObject([{ valid: true }]);
  });

  it('ends with 1 when it is not valid', async () => {
    const { run, graph } = await openStudio();
    graph.breakToken(graph.token, 463);
    const { code, stdout } = await run(['token', 'info']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^valid +no$/m);
  });

  it('keeps a refreshed token for its owner, and every command uses it', async () => {
    const { run, cwd, graph } = await openStudio();
    const { code, stdout } = await run(['token', 'refresh', '--token-file', 'state/token.json']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^A new token is in state\/token\.json\. It ends at \S+Z\.$/m);
    const saved = JSON.parse(await readFile(join(cwd, 'state/token.json'), 'utf8')) as { access_token: string };
    expect((await stat(join(cwd, 'state/token.json'))).mode & 0o777).toBe(0o600);
    expect(stdout).not.toContain(saved.access_token);
    graph.breakToken(graph.token, 463);
    expect((await run(['collect', '--only', 'instagram'])).code).toBe(1);
    expect((await run(['collect', '--only', 'instagram', '--token-file', 'state/token.json'])).code).toBe(0);
  });

  it('leaves a token alone that is not due', async () => {
    const { run, cwd } = await openStudio();
    const { code, stdout } = await run(['token', 'refresh', '--if-due', '--token-file', 'token.json']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The token is fresh\./m);
    expect(await readdir(cwd)).not.toContain('token.json');
  });
});
