import { spawn } from 'node:child_process';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** What it reads from standard input. @default nothing */
  readonly input?: string | undefined;
}

/** Runs a program to its end, whatever that is. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env = {}, input = '' }: RunOptions,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
    // One that does not read its input has ended before all of it was written.
    child.stdin.on('error', () => undefined).end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs Node and gives what it printed. @throws when it fails, with what it said */
export async function runNode(args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(process.execPath, args, options);
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(code)}:\n${stdout}${stderr}`);
  return stdout;
}
