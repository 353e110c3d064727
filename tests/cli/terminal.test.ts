import { spawn, spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it, type TestContext } from 'vitest';

import { run as runProgram, type Finished } from '../packed/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openStudio, type CliStudio } from '../unit/cli/run-cli.ts';

const PTY = fileURLToPath(new URL('on_terminal.py', import.meta.url));
/** The built command: of its sources every start would take a second more. */
const COMMAND = [process.execPath, fileURLToPath(new URL('../../dist/cli.js', import.meta.url))];

/** Node's own words on experiments are not ours. */
const QUIET_NODE = { NODE_NO_WARNINGS: '1' };

/** Every control character but the end of a line. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

function needTerminal(context: TestContext): void {
  const probe = spawnSync('python3', ['-c', 'import pty, sys; sys.exit(0 if sys.version_info >= (3, 9) else 1)']);
  if (probe.status === 0) return;
  process.stderr.write(`${context.task.name}: skipped, since there is no python3 with a terminal to test on.\n`);
  context.skip('no python3 with pty');
}

interface Keys {
  /** Once the screen has shown this … */
  readonly at: RegExp;
  /** … these keys are pressed. */
  readonly keys: string;
}

/** Runs the command line on a terminal and presses keys; gives the exit code and all that came on the screen. */
function onTerminal(
  cwd: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  press?: Keys,
): Promise<{ code: number | null; screen: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', [PTY, ...COMMAND, ...argv], {
      cwd,
      env: { ...process.env, ...QUIET_NODE, TERM: 'xterm-256color', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let screen = '';
    let isPressed = press === undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      if (isPressed || press?.at.test(screen) !== true) return;
      isPressed = true;
      child.stdin.write(press.keys);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, screen });
    });
  });
}

function piped(cwd: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return runProgram(COMMAND[0] ?? '', [...COMMAND.slice(1), ...argv], { cwd, env: { ...QUIET_NODE, ...env } });
}

/** Opens a bucket that never answers beside an account that does. */
async function openHanging(): Promise<CliStudio> {
  const studio = await openStudio();
  studio.bucket.addFault({ action: { kind: 'hang' } });
  return studio;
}

const CTRL_C = '\u0003';

describe('on a terminal', () => {
  it('progress is a bar that is gone at the end, and the result stays', async (context) => {
    needTerminal(context);
    const cwd = await temporaryFolder();
    const { code, screen } = await onTerminal(cwd, ['demo'], {});
    expect(code).toBe(0);
    expect(screen).toMatch(/instagram █+░* media: 7 of/);
    expect(screen.lastIndexOf('\u001b[K')).toBeGreaterThan(screen.lastIndexOf('█'));
    expect(screen).toContain('\u001b[32mcomplete\u001b[0m');
  });

  it('Ctrl-C stops a collection with 130, and what is complete is on the disk', async (context) => {
    needTerminal(context);
    const { cwd, env } = await openHanging();
    // Written when the log says so; the bar alone does not tell.
    const press = { at: /source finished/, keys: CTRL_C };
    const { code, screen } = await onTerminal(cwd, ['collect', '--debug'], env, press);
    expect(code).toBe(130);
    const names = await readdir(join(cwd, 'collected_data'));
    expect(names).toEqual([expect.stringMatching(/^instagram_analytics_\w+\.json$/)]);
    expect(screen).toContain('Stopped. Complete and kept:');
    expect(screen).toContain(names[0]);
    JSON.parse(await readFile(join(cwd, 'collected_data', names[0] ?? ''), 'utf8'));
  });
});

describe('in a pipe', () => {
  it('nothing has a control character in it, and progress is lines', async () => {
    const { code, stdout, stderr } = await piped(await temporaryFolder(), ['demo', '--planning']);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(CONTROLS);
    expect(stderr).toMatch(/^instagram: media: 7 of 7$/m);
  });

  it('a reader that goes away early is no error', async () => {
    const { cwd, env } = await openStudio();
    const command = [...COMMAND, 'search', '--glob', '*', '--quiet'].map((word) => `'${word}'`).join(' ');
    const { code, stdout, stderr } = await runProgram('sh', ['-c', `${command} | head -n 1`], {
      cwd,
      env: { ...QUIET_NODE, ...env },
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it('SIGTERM stops it as Ctrl-C does, with 143', async () => {
    const { cwd, env } = await openHanging();
    const child = spawn(COMMAND[0] ?? '', [...COMMAND.slice(1), 'collect', '--json', '--debug'], {
      cwd,
      env: { ...process.env, ...QUIET_NODE, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    const code = await new Promise((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        const isFirst = !stderr.includes('source finished');
        stderr += text;
        if (isFirst && stderr.includes('source finished')) child.kill('SIGTERM');
      });
      child.on('close', resolve);
    });
    expect(code).toBe(143);
    const stopped = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as { type: string; kept: string[] };
    expect(stopped.type).toBe('stopped');
    expect(stopped.kept).toHaveLength(1);
  });
});
