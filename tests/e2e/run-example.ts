import { createRequire } from 'node:module';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { build } from 'esbuild';

import { run, type Finished } from '../packed/run.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
/** Where the compiled examples lie: in the project, so that they find the built package by its name. */
const COMPILED = fileURLToPath(new URL('../../temp/examples', import.meta.url));
const require = createRequire(import.meta.url);
const TSX = pathToFileURL(require.resolve('tsx')).href;
const VITEST = join(require.resolve('vitest/package.json'), '../vitest.mjs');

/** What an example said and left behind. */
export interface ExampleRun extends Finished {
  /** Texts of the files it wrote, unpacked, by path below its working folder. */
  readonly files: ReadonlyMap<string, string>;
}

/** Lists every program in `examples/`: what lies in `support/` is part of them, and a configuration is none. */
export async function listExamples(): Promise<string[]> {
  const names = await readdir(EXAMPLES, { recursive: true });
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.startsWith('support/'))
    .filter((name) => !name.startsWith('testing/') || name.endsWith('.test.ts'))
    .sort();
}

/**
 * Compiles the programs in `examples/` at once: tsx, which their head comments name, takes longer for each of them than
 * most of them run. Those below `testing/` stay as they are, since a test runner loads them.
 */
export async function compileExamples(): Promise<void> {
  const names = (await listExamples()).filter((name) => !name.includes('/'));
  await rm(COMPILED, { recursive: true, force: true });
  await build({
    entryPoints: names.map((name) => join(EXAMPLES, name)),
    outdir: COMPILED,
    ...{ bundle: true, splitting: true, packages: 'external', format: 'esm', platform: 'node', logLevel: 'error' },
  });
  const isFolderOrData = (path: string): boolean => !path.endsWith('.ts');
  await cp(join(EXAMPLES, 'support'), join(COMPILED, 'support'), { recursive: true, filter: isFolderOrData });
}

/**
 * Runs an example in a working folder of its own, as its head comment says, against the built package.
 *
 * Needs {@link compileExamples}.
 */
export async function runExample(name: string, args: readonly string[]): Promise<ExampleRun> {
  const cwd = await mkdtemp(join(tmpdir(), 'insight-inventory-example-'));
  try {
    const finished = await run(process.execPath, [...commandOf(name), ...args], { cwd, env: QUIET });
    return { ...finished, files: await readTexts(cwd) };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Colours would be in the way, and a runner inside a runner must not take itself for a child of it. */
const QUIET = { NO_COLOR: '1', FORCE_COLOR: '', NODE_OPTIONS: '', VITEST: '' };

function commandOf(name: string): string[] {
  const file = join(EXAMPLES, name);
  if (name === 'testing/vitest.test.ts') return [VITEST, 'run', '--root', join(EXAMPLES, 'testing')];
  if (name.endsWith('.test.ts')) return ['--import', TSX, '--test', file];
  return [join(COMPILED, name.replace(/ts$/, 'js'))];
}

async function readTexts(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    files.set(name, (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  }
  return files;
}
