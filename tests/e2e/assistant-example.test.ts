import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { demoDataset } from '../../src/testing/index.ts';
import { exampleCommand } from '../support/run-example.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function run(args: readonly string[] = []): Promise<{ calls: string[]; plan: string }> {
  const { command, args: all, env, cwd } = exampleCommand('assistant.ts', args);
  const { stdout } = await promisify(execFile)(command, all, { env, cwd });
  const [, calls = '', plan = ''] = /three reels\n\n([\s\S]*?)\n\n(Plan from [\s\S]*)$/.exec(stdout) ?? [];
  return { calls: calls.split('\n'), plan };
}

const clipsOf = (plan: string): string[] => [...plan.matchAll(/^Reel \d: <<(.+)>>$/gm)].map(([, name = '']) => name);

describe('the scripted assistant of the examples', () => {
  it('calls tools, says what each took, and plans with files that exist and ids that lead somewhere', async () => {
    const { calls, plan } = await run();
    const names = calls.map((line) => line.split(' ')[0]);
    expect(names.slice(0, 3)).toEqual(['data_status', 'planning_brief', 'footage_unused']);
    expect(names).toEqual(
      expect.arrayContaining(['gcs_file_details', 'instagram_best_times', 'instagram_list_comments']),
    );
    for (const line of calls) expect(line).toMatch(/^[a-z_]+ \{.*\}: \d+ tokens, \d+ HTTP requests$/);
    // Everything comes from the collected documents but what is read from the three files themselves.
    const asked = calls.filter((line) => !line.endsWith(' 0 HTTP requests'));
    expect(asked).toHaveLength(3);
    expect(asked.every((line) => line.startsWith('gcs_file_details'))).toBe(true);

    const { account, objects } = demoDataset();
    const clips = clipsOf(plan);
    expect(new Set(clips).size).toBe(3);
    expect(objects.map(({ name }) => name)).toEqual(expect.arrayContaining(clips));
    const ids = [...plan.matchAll(/\[(\d+)\]/g)].map(([, id = '']) => id);
    expect(ids.length).toBeGreaterThanOrEqual(4);
    const known = JSON.stringify(account);
    expect(ids.filter((id) => !known.includes(`"${id}"`))).toEqual([]);
    // Of the newest clip the file itself says: 81 s, 1080 by 1920.
    expect(plan).toContain('81 s, portrait');
    expect(plan).toMatch(/^Cautions:$/m);
  });

  it('has nothing of the plan in itself: other data give another plan', async () => {
    const folder = await temporaryFolder();
    for (const name of ['instagram-account.json', 'bucket-objects.json']) {
      const text = await readFile(join('src/testing/demo', name), 'utf8');
      await writeFile(
        join(folder, name),
        text.replaceAll('timelapse_', 'film_').replaceAll(/cobaltsurprise/gi, 'other'),
      );
    }
    const { plan } = await run(['--data', folder]);
    expect(clipsOf(plan).every((name) => name.includes('/film_'))).toBe(true);
    expect(plan).toContain('<<other>>');
    expect(plan).not.toMatch(/timelapse|cobaltsurprise/);
  });
});
