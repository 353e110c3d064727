import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../../src/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { jsonLines, openStudio, runCli } from './run-cli.ts';

describe('insight-inventory init', () => {
  const argv = ['init', '--user-id', '178', '--bucket', 'clips', '--folder', 'reels', '--timezone', 'Europe/Berlin'];

  it('writes a configuration that is right, and an env file, both for their owner alone', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await runCli(cwd, argv);
    expect(code).toBe(0);
    expect(stdout).toContain('Fill in IG_ACCESS_TOKEN in .env.');
    expect(stdout).toContain('insight-inventory validate --env-file .env');
    const [config, env] = [join(cwd, 'insight-inventory.config.json'), join(cwd, '.env')];
    expect([(await stat(config)).mode & 0o777, (await stat(env)).mode & 0o777]).toEqual([0o600, 0o600]);
    expect(await readFile(env, 'utf8')).toBe('IG_ACCESS_TOKEN=\n');
    const loaded = await loadConfig(config, { env: { IG_ACCESS_TOKEN: 'token' } });
    expect(loaded.unknownKeys).toEqual([]);
    expect(loaded.getInstagramConfig()).toMatchObject({ userId: '178', timezone: 'Europe/Berlin' });
    expect(loaded.getGcsConfig()).toMatchObject({ bucket: 'clips', folders: ['reels'] });
  });

  it('takes secrets from the environment and shows none', async () => {
    const cwd = await temporaryFolder();
    const { stdout, stderr } = await runCli(cwd, [...argv, '--json'], { env: { IG_ACCESS_TOKEN: 'canary-4711' } });
    expect(stdout + stderr).not.toContain('canary');
    expect(jsonLines(stdout)).toMatchObject([{ to_fill_in: [] }]);
    expect(await readFile(join(cwd, '.env'), 'utf8')).toBe('IG_ACCESS_TOKEN=canary-4711\n');
  });

  it('asks at a terminal for what no option says, again where the answer cannot be, and shows no secret', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runCli(cwd, ['init', '--bucket', 'clips'], {
      isTerminal: true,
      answers: {
        'Access token': ['has a blank', 'canary-token-4711'],
        'Id of the Instagram account': ['studio', '178'],
        'Id of the app': ['42'],
        'App secret': ['canary-secret-4711'],
        'Time zone': ['Europe/Berln', 'Europe/Berlin'],
        Folders: ['reels, drafts,'],
      },
    });
    expect(code).toBe(0);
    expect(stderr).toContain('An id is made of digits alone.');
    expect(stderr).toContain('Did you mean "Europe/Berlin"?');
    // It is an option.
    expect(stderr).not.toContain('Bucket');
    expect(stdout + stderr).not.toContain('canary');
    expect(await readFile(join(cwd, '.env'), 'utf8')).toBe(
      'IG_ACCESS_TOKEN=canary-token-4711\nIG_APP_SECRET=canary-secret-4711\n',
    );
    const loaded = await loadConfig(join(cwd, 'insight-inventory.config.json'), { envFile: join(cwd, '.env') });
    expect(loaded.getInstagramConfig()).toMatchObject({ userId: '178', appId: '42', timezone: 'Europe/Berlin' });
    expect(loaded.getGcsConfig()).toMatchObject({ bucket: 'clips', folders: ['reels', 'drafts'] });
  });

  it('asks nothing with --json', async () => {
    const { code, stderr } = await runCli(await temporaryFolder(), ['init', '--json'], { answers: {} });
    expect([code, stderr]).toEqual([0, '']);
  });

  it('leaves what is there alone, and refuses a zone nobody knows', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, '.env'), 'MINE=1\n');
    const { code, stderr } = await runCli(cwd, argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining('.env is there already')]);
    expect(await readdir(cwd)).toEqual(['.env']);
    const zone = await runCli(await temporaryFolder(), ['init', '--timezone', 'Europe/Berln']);
    expect([zone.code, zone.stderr]).toEqual([2, expect.stringContaining('Did you mean "Europe/Berlin"?')]);
  });
});

describe('insight-inventory accounts', () => {
  it('lists the accounts of the token without knowing the account', async () => {
    const { run, graph, configure } = await openStudio();
    await configure({ instagram_user_id: '' });
    const { code, stdout } = await run(['accounts']);
    expect(code).toBe(0);
    expect(stdout).toContain(graph.dataset.account.id);
    const json = await run(['accounts', '--json']);
    expect(jsonLines(json.stdout)).toMatchObject([{ account_id: graph.dataset.account.id }]);
    expect(json.stdout + json.stderr + stdout).not.toContain(graph.token);
  });
});

describe('insight-inventory collect', () => {
  it('writes the page too with --report, and ends with the next command on a terminal', async () => {
    const { run, cwd } = await openStudio();
    const { code, stdout, stderr } = await run(['collect', '--report'], { isTerminal: true });
    expect(code).toBe(0);
    const names = await readdir(join(cwd, 'collected_data'));
    const page = names.find((name) => name.endsWith('.html'));
    expect(page).toMatch(/^insight_report_\d{8}_\d{6}\.html$/);
    expect(stdout).toContain(page);
    expect(stderr).toContain('insight-inventory brief');
    expect(await readFile(join(cwd, 'collected_data', page ?? ''), 'utf8')).toContain('<html');
  });

  it.each([
    ['planning without a bucket', ['--planning', '--only', 'instagram'], 3, 'there is no document of the bucket'],
    ['a damaged history', ['--planning', '--history', 'kept'], 3, 'snapshot_20250101_000000.json cannot be read'],
    ['an output folder that is a file', ['--output-dir', 'taken'], 1, 'taken could not be written'],
    ['a ledger that is none', ['--ledger', 'taken'], 1, 'taken holds no ledger'],
  ])('does not end with 0 for %s', async (_, argv, expected, said) => {
    const { run, cwd } = await openStudio();
    await writeFile(join(cwd, 'taken'), 'a file');
    await mkdir(join(cwd, 'kept'));
    await writeFile(join(cwd, 'kept', 'snapshot_20250101_000000.json'), '{}');
    const { code, stdout, stderr } = await run(['collect', ...argv]);
    expect([code, (stdout + stderr).includes(said)]).toEqual([expected, true]);
    expect(stdout).not.toContain('Collection complete');
  });
});
