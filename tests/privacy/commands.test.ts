import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { CANARIES, openStudio } from '../unit/cli/run-cli.ts';

describe('no command', () => {
  const COMMANDS = [
    ['collect', '--planning', '--history', 'kept'],
    ['validate', '--live'],
    ['token', 'info'],
    ['token', 'refresh', '--token-file', 'secret/token.json'],
    ['search', 'teapot'],
    ['brief'],
    ['report'],
    ['collect', '--token-file', 'secret/token.json'],
    ['demo', '--output-dir', 'demo_data'],
  ];

  it.each([[[]], [['--json']], [['--debug']], [['--debug', '--json']]])(
    'shows a token, an app secret or a key with %j, on the terminal or in a file',
    async (modes) => {
      const { run, cwd, graph, configure } = await openStudio();
      const key = '-----BEGIN PRIVATE KEY-----\ncanary-private-key-4711\n-----END PRIVATE KEY-----\n';
      await mkdir(join(cwd, 'secret'));
      await writeFile(join(cwd, 'secret/key.json'), JSON.stringify({ client_email: 'a@b.c', private_key: key }));
      await configure({ gcs_api_key_path: 'secret/key.json', log_file: 'run.log', log_level: 'debug' });
      let seen = '';
      for (const argv of COMMANDS) {
        const { stdout, stderr } = await run([...argv, ...modes]);
        seen += stdout + stderr;
      }
      graph.breakToken(graph.token, 463);
      for (const argv of COMMANDS) seen += Object.values(await run([...argv, ...modes])).join('');
      for (const name of await readdir(cwd, { recursive: true })) {
        if (name.startsWith('secret') || name.endsWith('.config.json') || !/\.\w+$/.test(name)) continue;
        seen += await readFile(join(cwd, name), 'utf8');
      }
      const saved = JSON.parse(await readFile(join(cwd, 'secret/token.json'), 'utf8')) as { access_token: string };
      expect(seen.length).toBeGreaterThan(10_000);
      for (const secret of [graph.token, saved.access_token, CANARIES.appSecret, 'canary-private-key-4711']) {
        expect(seen.includes(secret)).toBe(false);
      }
    },
  );
});
