import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

/** In the project, so that programs find its packages. */
const FOLDER = fileURLToPath(new URL('../../temp/programs', import.meta.url));

const compiled = new Map<string, Promise<string>>();

/**
 * Compiles a program of TypeScript, once, and gives the path of what Node runs: loading all sources through tsx takes
 * longer than most such programs live.
 */
export function compileProgram(path: string): Promise<string> {
  const program = compiled.get(path) ?? compile(path);
  compiled.set(path, program);
  return program;
}

async function compile(path: string): Promise<string> {
  const options = { bundle: true, packages: 'external', format: 'esm', platform: 'node', logLevel: 'error' } as const;
  const { outputFiles } = await build({ entryPoints: [path], outfile: 'program.mjs', write: false, ...options });
  const code = outputFiles.map(({ text }) => text).join('');
  // Named by what it holds and moved into place: test files that run side by side may compile the same.
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const program = join(FOLDER, `${basename(path, '.ts')}-${hash}.mjs`);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${program}.${String(process.pid)}`, code);
  await rename(`${program}.${String(process.pid)}`, program);
  return program;
}
