import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A small wrong change of one file, and the test that is to fail of it. */
export interface Mutation {
  /** What is wrong with it, as the end of a sentence: `unknown saves count as 0`. */
  readonly breaks: string;
  readonly file: string;
  /** A text the file has once. */
  readonly from: string;
  readonly to: string;
  readonly test: string;
  /** Title of the test, or its beginning. */
  readonly title: string;
}

/** What the test of a mutation said. */
export interface TriedMutation extends Mutation {
  /** Whether the named test failed. A file that no longer loads, or another test that fails, does not count. */
  readonly isKilled: boolean;
  /** Titles of all tests of the file that failed. */
  readonly failed: readonly string[];
}

/**
 * Gives the file with the mutation in it.
 *
 * @throws Error when the file does not have the text exactly once
 */
export function mutate(source: string, { file, from, to }: Mutation): string {
  const [before, after, ...more] = source.split(from);
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`${file} has not once: ${from}`);
  return before + to + after;
}

/** What the tests of a copy may read. The other names are links to the originals. */
const COPIED = ['src', 'tests', 'package.json', 'vitest.config.ts', 'tsconfig.json'] as const;
const LINKED = ['node_modules', 'docs', 'examples', 'bench', 'scripts', 'schemas'] as const;

/** Copies the project into a new temporary folder, whose path it gives. */
export async function copyProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'mutations-'));
  for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true });
  for (const name of LINKED) await symlink(join(ROOT, name), join(copy, name));
  return copy;
}

/** Copies of the project at a time: most of what a run takes is the start of Vitest, on one processor. */
const COPIES = 2;

/** Applies each mutation to a copy of the project and runs its test there. */
export async function tryMutations(mutations: readonly Mutation[]): Promise<TriedMutation[]> {
  const tried: TriedMutation[] = [];
  const queue = [...mutations.entries()];
  const work = async (): Promise<void> => {
    const copy = await copyProject();
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [place, mutation] = next;
        tried[place] = await tryMutation(copy, mutation);
      }
    } finally {
      await rm(copy, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: COPIES }, work));
  return tried;
}

async function tryMutation(copy: string, mutation: Mutation): Promise<TriedMutation> {
  const path = join(copy, mutation.file);
  const source = await readFile(path, 'utf8');
  await writeFile(path, mutate(source, mutation));
  const failed = await failuresOf(copy, mutation.test);
  await writeFile(path, source);
  return { ...mutation, failed, isKilled: failed.some((title) => title.startsWith(mutation.title)) };
}

interface TestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** How tests of a copy are run. */
export interface VitestRun {
  /** The most time, ms. */
  readonly timeout: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether nothing is to be waited for any more; asked every second. */
  readonly isStuck?: () => boolean;
}

/**
 * Runs tests of a copy and gives what they print. When time is over or they are stuck, Vitest and its workers are ended as
 * one group: a worker in a loop would outlive it.
 */
export async function runVitest(
  copy: string,
  args: readonly string[],
  { timeout, env = process.env, isStuck = () => false }: VitestRun,
): Promise<string> {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', ...args], { cwd: copy, env, detached: true, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const endAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All have ended.
    }
  };
  const end = Date.now() + timeout;
  const watch = setInterval(() => {
    if (Date.now() > end || isStuck()) endAll();
  }, 1_000);
  await new Promise((resume) => child.once('exit', resume));
  clearInterval(watch);
  endAll();
  return output;
}

/** Lists the titles of the tests of a file that fail. A test that never ends is one that fails. */
async function failuresOf(copy: string, test: string): Promise<string[]> {
  const report = join(copy, 'report.json');
  await rm(report, { force: true });
  await runVitest(copy, [test, '--reporter=json', `--outputFile=${report}`, '--testTimeout=10000'], {
    timeout: 120_000,
  });
  const text = await readFile(report, 'utf8').catch(() => '{"testResults":[]}');
  return (JSON.parse(text) as TestReport).testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
  );
}
