import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { type AccountsComparison, SCHEMA_IDS } from '../../../src/index.ts';
import { createDuckDbSnapshotStore } from '../../../src/runtime/history/snapshot-databases.ts';
import { createFileStore } from '../../../src/runtime/stores.ts';
import { openStudio } from './run-cli.ts';

/** An id the token reads nothing of. */
const STRANGER = '17841400000099999';

async function readComparison(cwd: string): Promise<AccountsComparison> {
  return JSON.parse(await readFile(join(cwd, 'collected_data', 'comparison.json'), 'utf8')) as AccountsComparison;
}

describe('collect --accounts', () => {
  it('collects every account of the token into a folder of its own, and compares them', async () => {
    const { cwd, graph, run } = await openStudio();
    const { id } = graph.dataset.account;
    const { code, stdout } = await run(['collect', '--accounts', 'all', '--history', 'kept', '--quiet']);
    expect([code, stdout.includes('1 account: 1 complete.')]).toEqual([0, true]);
    expect(await readdir(join(cwd, 'collected_data', id))).toEqual([
      expect.stringMatching(/^instagram_analytics_\d{8}_\d{6}\.json$/),
    ]);
    expect(await readdir(join(cwd, 'kept', id))).toHaveLength(1);
    const comparison = await readComparison(cwd);
    expect(comparison.$schema).toBe(SCHEMA_IDS['accounts-comparison']);
    expect(comparison.accounts.map(({ account_id, status }) => [account_id, status])).toEqual([[id, 'complete']]);
  });

  it('lists an account of the file that fails, delivers the others and ends with 3', async () => {
    const { cwd, graph, run } = await openStudio();
    const { id } = graph.dataset.account;
    await writeFile(join(cwd, 'accounts.txt'), `# ours\r\n${id}\r\n\r\n${STRANGER}\r\n${id}\r\n`);
    const { code, stdout, stderr } = await run(['collect', '--accounts', 'accounts.txt', '--json']);
    const result = JSON.parse(stdout) as { status: string; resume_at: null; comparison: AccountsComparison };
    expect([code, result.status, result.resume_at]).toEqual([3, 'partial', null]);
    expect(result.comparison.accounts.map(({ account_id, status }) => [account_id, status])).toEqual([
      [id, 'complete'],
      [STRANGER, 'failed'],
    ]);
    expect(result.comparison.accounts[1]?.issue?.remedy).not.toBeNull();
    expect(stderr).toContain('"message":"accounts: 2 of 2"');
    expect(await readdir(join(cwd, 'collected_data'))).not.toContain(STRANGER);
  });

  it('ends at the limit of the app with 3, says when to go on, and asks no finished account again', async () => {
    const free = await openStudio();
    await writeFile(join(free.cwd, 'accounts.txt'), `${free.graph.dataset.account.id}\n`);
    await free.run(['collect', '--accounts', 'accounts.txt', '--quiet']);
    let now = Date.now();
    // The calls of one account, and not one more.
    const quota = { calls: free.graph.stats().graphCalls, code: 4 } as const;
    const { cwd, graph, run } = await openStudio({ quota, now: () => now });
    const { id } = graph.dataset.account;
    await writeFile(join(cwd, 'accounts.txt'), `${id}\n${STRANGER}\n`);
    const argv = ['collect', '--accounts', 'accounts.txt', '--at-once', '1', '--quiet'];
    const first = await run(argv);
    expect([first.code, first.stdout.includes('2 accounts: 1 complete, 1 open.')]).toEqual([3, true]);
    expect(first.stdout).toMatch(/The app's limit is reached: run the same command again after \d{4}-/);
    expect(graph.stats().callsByErrorCode).toEqual({});
    const sent = graph.requests.length;
    // The block begins with the first call beyond the limit.
    expect((await run(argv)).stdout).toContain('2 accounts: 1 complete, 1 open.');
    now += 3_600_000;
    const last = await run(argv);
    expect([last.code, last.stdout.includes('2 accounts: 1 complete, 1 failed.')]).toEqual([3, true]);
    expect(JSON.stringify(graph.requests.slice(sent))).not.toContain(id);
  });

  it('writes nothing twice of an account that was written when a run was killed', async () => {
    const { cwd, graph, run } = await openStudio();
    const { id } = graph.dataset.account;
    await writeFile(join(cwd, 'accounts.txt'), `${id}\n`);
    const argv = ['collect', '--accounts', 'accounts.txt', '--history', 'kept/posts.duckdb', '--quiet'];
    expect((await run(argv)).code).toBe(0);
    const [sent, folder] = [graph.requests.length, join(cwd, 'collected_data', id)];
    const [name = ''] = await readdir(folder);
    // As a kill leaves it that comes before the account is known to be written.
    const checkpoint = createFileStore(join(cwd, 'collected_data', '.checkpoint'));
    const last = JSON.parse((await checkpoint.get('accounts_run')) ?? '') as { run: string };
    const entry = JSON.parse((await checkpoint.get(`account_${id}`)) ?? '') as object;
    const document: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
    await checkpoint.set('accounts_run', JSON.stringify({ ...last, finished: false }));
    await checkpoint.set(`account_${id}`, JSON.stringify({ ...entry, document }));
    expect((await run(argv)).code).toBe(0);
    expect(graph.requests).toHaveLength(sent);
    expect(await readdir(folder)).toEqual([name]);
    expect(await createDuckDbSnapshotStore(join(cwd, 'kept', `posts-${id}.duckdb`)).list()).toHaveLength(1);
  });

  it('writes the comparison without a call after a run that ended before it was written', async () => {
    const { cwd, graph, run } = await openStudio();
    await writeFile(join(cwd, 'accounts.txt'), `${graph.dataset.account.id}\n`);
    const argv = ['collect', '--accounts', 'accounts.txt', '--quiet'];
    const inTheWay = join(cwd, 'collected_data', 'comparison.json');
    await mkdir(inTheWay, { recursive: true });
    expect((await run(argv)).code).not.toBe(0);
    const sent = graph.requests.length;
    await rm(inTheWay, { recursive: true });
    expect((await run(argv)).code).toBe(0);
    expect(graph.requests).toHaveLength(sent);
    expect((await readComparison(cwd)).counts.complete).toBe(1);
  });

  it.each([
    ['a file that is not there', 'nowhere.txt', 'nowhere.txt', 1],
    ['a line that is no id', 'odd.txt', '"studio", which is no id', 2],
    ['a file without ids', 'empty.txt', 'names no account', 2],
  ])('sends nothing for %s', async (_what, file, words, expected) => {
    const { cwd, graph, run } = await openStudio();
    await writeFile(join(cwd, 'odd.txt'), 'studio\n');
    await writeFile(join(cwd, 'empty.txt'), '# none yet\n');
    const { code, stderr } = await run(['collect', '--accounts', file]);
    expect([code, stderr.includes(words)]).toEqual([expected, true]);
    expect(graph.requests).toHaveLength(0);
  });

  it.each([
    [['--accounts', 'all', '--planning'], '--planning is of one account.'],
    [['--accounts', 'all', '--probe-bytes', '9'], '--probe-bytes is of one account.'],
    [['--accounts', 'all', '--store-dir', 'kept'], '--store-dir is of one account.'],
    [['--wait'], '--wait is of many accounts.'],
    [['--at-once', '2'], '--at-once is of many accounts.'],
  ])('refuses %j, which mean nothing together', async (argv, said) => {
    const { run, graph } = await openStudio();
    const { code, stderr } = await run(['collect', ...argv]);
    expect([code, stderr.includes(said)]).toEqual([2, true]);
    expect(graph.requests).toHaveLength(0);
  });

  it('takes the options of a long run', async () => {
    const { cwd, run } = await openStudio();
    await run(['collect', '--accounts', 'all', '--quiet', '--compress', '--at-once', '2', '--wait']);
    const { comparison_info: info, counts } = await readComparison(cwd);
    expect([info.comparison_version, counts.complete]).toEqual(['1.0', 1]);
  });
});
