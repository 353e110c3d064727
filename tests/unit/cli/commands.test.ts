import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createAccount, datasetFromExport, demoDataset, startBucketSimulator } from '../../../src/testing/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { jsonLines, openStudio, runCli } from './run-cli.ts';

describe('token info', () => {
  it('says what an Instagram login does not tell', async () => {
    const { run } = await openStudio({ login: 'instagram' });
    const { code, stdout } = await run(['token', 'info']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/permissions +not listed by this login/);
  });

  it('ends with 1 when a permission is missing', async () => {
    const { run } = await openStudio({ scopes: ['instagram_basic', 'pages_show_list'] });
    const { code, stdout } = await run(['token', 'info']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/missing +.*instagram_manage_insights/);
  });
});

describe('accounts', () => {
  it('ends with an error where the token has no page', async () => {
    const dataset = { ...datasetFromExport(demoDataset().account), pages: [] };
    const { run } = await openStudio({ dataset });
    const { code, stderr } = await run(['accounts', '--token-file', 'token.json']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Error:')]);
  });
});

describe('keep', () => {
  it('reads competitors, and ends with 3 for one that cannot be read', async () => {
    const { run, graph } = await openStudio();
    const { username } = graph.dataset.account;
    const good = await run(['keep', '--competitor', username]);
    expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(new RegExp(`${username}: \\d+ followers`))]);
    const bad = await run(['keep', '--competitor', 'nobody.at.all']);
    expect([bad.code, bad.stderr]).toEqual([3, expect.stringContaining('nobody.at.all: ')]);
  });
});

describe('init at a terminal', () => {
  it('asks again for a login and a bucket that cannot be, and needs no app for Instagram login', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runCli(cwd, ['init'], {
      isTerminal: true,
      answers: {
        'Login the token': ['google', 'instagram'],
        'Time zone': ['Nowhere/At/All/Here', ''],
        Bucket: ['gs://clips', 'clips'],
      },
    });
    expect(code).toBe(0);
    expect(stderr).toContain('Type facebook or instagram.');
    expect(stderr).toContain('Give an IANA name such as Europe/Berlin.');
    expect(stderr).toContain('Type the name alone, without gs://.');
    expect(stderr).not.toContain('App secret');
    expect(stdout).toContain('The accounts of the token: insight-inventory accounts --env-file .env');
    expect(await readFile(join(cwd, 'insight-inventory.config.json'), 'utf8')).toContain(
      '"instagram_login": "instagram"',
    );
  });
});

describe('search', () => {
  it('takes metadata and object contexts, with a value or any', async () => {
    const { run } = await openStudio();
    for (const option of [
      ['--metadata', 'camera=none'],
      ['--contexts', 'project'],
      ['--contexts', 'project=none'],
    ]) {
      const { code, stderr } = await run(['search', ...option]);
      expect([code, stderr]).toEqual([0, expect.stringContaining('0 files, 0 MB')]);
    }
  });

  it('names the option of a condition that cannot be', async () => {
    const { run } = await openStudio();
    const wrong = await run(['search', '--min-size-mb', '5', '--max-size-mb', '2']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--')]);
  });

  it('tells of files whose size or age is not known, and of what could not be read', async () => {
    const bucket = await startBucketSimulator({ bucket: 'clips', objects: [{ name: 'a.mp4', size: 5 }] });
    try {
      const cwd = await temporaryFolder();
      const config = { gcs_bucket: 'clips', gcs_api_endpoint: bucket.url, gcs_folders: ['', 'none'] };
      await writeFile(join(cwd, 'insight-inventory.config.json'), JSON.stringify(config));
      const { code, stdout } = await runCli(cwd, ['search', 'a']);
      expect([code, stdout]).toEqual([0, expect.stringContaining('a.mp4')]);
    } finally {
      await bucket.close();
    }
  });
});

describe('inventory', () => {
  it('keeps so many rows of each category, and says what did not come', async () => {
    const { run, configure } = await openStudio();
    await configure({ gcs_folders: ['video_uploads', 'no_such_folder'] });
    const { code, stdout } = await run(['inventory', '--files', '2', '--state', 'kept']);
    expect(code).toBe(3);
    expect(stdout).toContain('Not everything came:');
    expect(stdout).toContain('no_such_folder');
  });
});

describe('validate', () => {
  it('warns of a folder without files, and goes on', async () => {
    const { run, configure } = await openStudio();
    await configure({ gcs_folders: ['video_uploads', 'no_such_folder'] });
    const { stdout } = await run(['validate', '--only', 'gcs']);
    expect(stdout).toContain('video_uploads/ has files.');
    expect(stdout).toContain('no_such_folder/ has no file.');
  });

  it.each([
    [['--max-calls', '5'], '--max-calls belongs to --live.'],
    [['--record', 'sent'], '--record belongs to --live.'],
  ])('refuses %j alone', async (options, said) => {
    const { run } = await openStudio();
    const { code, stderr } = await run(['validate', ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});

describe('collect', () => {
  it('into a folder of the reader tells the next command with it', async () => {
    const { run } = await openStudio();
    const argv = ['collect', '--only', 'gcs', '--output-dir', 'mine', '--no-color'];
    const { code, stderr } = await run(argv, { isTerminal: true });
    expect(code).toBe(0);
    expect(stderr).toContain('insight-inventory report --output-dir mine');
    expect(stderr).toContain('insight-inventory brief --output-dir mine');
  });

  it('of an account without a rate says unknown', async () => {
    const dataset = createAccount({ posts: 2, endDate: new Date() });
    const bare = {
      ...dataset,
      media: dataset.media.map((post) => ({ ...post, like_count: undefined, comments_count: undefined, insights: {} })),
    };
    const { run } = await openStudio({ dataset: bare });
    const { stdout } = await run(['collect', '--only', 'instagram']);
    expect(stdout).toMatch(/engagement +unknown/);
  });

  it('writes no page where nothing came', async () => {
    const { run, cwd, graph } = await openStudio();
    graph.addFault({
      match: () => true,
      action: { kind: 'status', status: 400, body: { error: { message: 'No.', type: 'OAuthException', code: 190 } } },
    });
    const { code, stdout } = await run(['collect', '--only', 'instagram', '--report', '--json']);
    expect([code, jsonLines(stdout)[0]]).toMatchObject([1, { status: 'failed' }]);
    expect((await readdir(join(cwd, 'collected_data'))).filter((name) => name.endsWith('.html'))).toEqual([]);
  });
});

describe('mcp', () => {
  it.each([
    [['--http', '--port', '70000'], '--port is given "70000".'],
    [['--http', '--host', '0.0.0.0'], 'The server would be open to other machines'],
    [['--analytics', 'a.json'], '--analytics belongs to --saved.'],
    [['--saved', '--output-dir', 'none'], 'There is no document in none.'],
    [['--saved', '--analytics', 'none.json'], 'none.json'],
  ])('refuses %j', async (options, said) => {
    const { code, stderr } = await runCli(await temporaryFolder(), ['mcp', ...options]);
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining(said)]);
  });

  it.each(['short', 'a token of many characters with blanks in it'])('refuses the token %j', async (token) => {
    const env = { INSIGHT_INVENTORY_MCP_TOKEN: token };
    const { code, stderr } = await runCli(await temporaryFolder(), ['mcp', '--http'], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining('without spaces')]);
    expect(stderr).not.toContain(token);
  });
});

describe('a configuration', () => {
  it('that is named and not there is an error of its own name', async () => {
    const cwd = await temporaryFolder();
    const named = await runCli(cwd, ['collect', '--config', 'none.json']);
    expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('none.json')]);
    const env = await runCli(cwd, ['collect', '--env-file', 'none.env']);
    expect([env.code, env.stderr]).toEqual([2, expect.stringContaining('--env-file')]);
    expect((await runCli(cwd, ['brief', '--config', 'none.json'])).code).toBe(2);
  });

  it('of neither source is an error', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'insight-inventory.config.json'), '{}');
    const { code, stderr } = await runCli(cwd, ['collect']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('settings of neither source')]);
  });

  it('that logs to a file at no level logs nowhere', async () => {
    const { run, cwd, configure } = await openStudio();
    await configure({ log_file: 'run.log', log_level: 'silent' });
    expect((await run(['collect', '--only', 'gcs', '--quiet'])).code).toBe(0);
    expect(await readdir(cwd)).not.toContain('run.log');
  });
});
