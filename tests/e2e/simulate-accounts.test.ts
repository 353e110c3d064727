import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { ROOT } from '../docs/pages.ts';

const TIMEOUT_MS = 60_000;

it(
  'scripts/simulate-accounts.ts has every account complete after two kills, and nothing asked twice or after a refusal',
  async () => {
    // Rejects when the script ends with 1.
    const { stdout } = await promisify(execFile)('npx', ['tsx', 'scripts/simulate-accounts.ts', '24'], { cwd: ROOT });
    expect(stdout.match(/^killed: /gm)).toHaveLength(2);
    expect(stdout).toContain('complete, {"complete":24,"partial":0,"failed":0,"open":0}: 24 finished');
    // The limit was met, or it would show nothing.
    expect(stdout).toMatch(/, [1-9] refused, 0 again/);
  },
  TIMEOUT_MS,
);
