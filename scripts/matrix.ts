/**
 * Packs the built package, installs it on every runtime, package manager, compiler and bundler of the matrix, and writes
 * what it found into docs/compatibility.md, between `<!-- table: matrix -->` and `<!-- /table -->`.
 *
 *   npm run matrix                 every row, about ten minutes; writes the table
 *   npm run matrix -- Node Yarn    rows whose name begins with one of these; prints alone
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { formatted } from './formatted.ts';

import { run, type RunOptions } from '../tests/packed/run.ts';
import { LIBRARY_ROWS } from './matrix/library-rows.ts';
import { type MatrixRow, type Project, ROWS, type RowResult } from './matrix/rows.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'docs/compatibility.md');

async function openProject(tarball: string): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'insight-matrix-'));
  const inside = (...path: string[]): string => join(folder, ...path);
  await cp(join(ROOT, 'scripts/matrix/programs'), folder, { recursive: true });
  for (const name of ['types.mts', 'types.cts']) await cp(join(ROOT, 'tests/packed/consumer', name), inside(name));
  for (const part of ['', 'pnpm', 'yarn']) {
    await mkdir(inside(part), { recursive: true });
    await cp(join(ROOT, 'scripts/matrix/smoke.mjs'), inside(part, 'smoke.mjs'));
    await writeFile(inside(part, 'package.json'), '{ "name": "smoke", "private": true }\n');
  }
  // Without a lockfile of its own Yarn would look for a project above.
  await writeFile(inside('yarn', 'yarn.lock'), '');
  const settled = (options: Partial<RunOptions>): RunOptions => ({ cwd: folder, ...options });
  const project: Project = {
    folder,
    tarball,
    in: inside,
    async run(command, args, options = {}) {
      const { code, stdout, stderr } = await run(command, args, settled(options));
      if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`.slice(0, 1_000));
      return stdout;
    },
    async tryRun(command, args, options = {}) {
      const { stdout, stderr } = await run(command, args, settled(options));
      return `${stderr}${stdout}`;
    },
    async npmInstall(...packages) {
      await project.run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages]);
    },
  };
  return project;
}

async function runRow(row: MatrixRow, tarball: string): Promise<RowResult> {
  const project = await openProject(tarball);
  try {
    return await row.run(project);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const message = said.replaceAll(/https?:\/\/\S+/g, 'ADDRESS').replaceAll(/\s+/g, ' ');
    return { version: '', result: `could not be run: ${message.slice(0, 300)}`, passed: false };
  } finally {
    await rm(project.folder, { recursive: true, force: true });
  }
}

async function pack(folder: string): Promise<string> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error('npm pack made no tarball.');
  return join(folder, packed.filename);
}

async function writeTable(results: ReadonlyMap<MatrixRow, RowResult>): Promise<void> {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const lines = [...results].map(([{ group, name }, { version, result }]) =>
    ['', group, name, cell(version), cell(result), ''].join(' | ').trim(),
  );
  const day = new Date().toISOString().slice(0, 10);
  const head = [`Run on ${day}.`, '', '| group | what | version | result |', '| --- | --- | --- | --- |'];
  const page = await readFile(PAGE, 'utf8');
  const between = /(<!-- table: matrix -->\n)[\s\S]*?(<!-- \/table -->)/;
  if (!between.test(page)) throw new Error('docs/compatibility.md has no place for the table.');
  const text = page.replace(between, `$1\n${[...head, ...lines].join('\n')}\n\n$2`);
  await writeFile(PAGE, await formatted('page.md', text));
}

const wanted = process.argv.slice(2);
const rows = [...ROWS, ...LIBRARY_ROWS].filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)),
);
const folder = await mkdtemp(join(tmpdir(), 'insight-packed-'));
const results = new Map<MatrixRow, RowResult>();
try {
  const tarball = await pack(folder);
  for (const row of rows) {
    const found = await runRow(row, tarball);
    results.set(row, found);
    process.stdout.write(`${found.passed ? 'ok    ' : 'FAILED'} ${row.name} ${found.version}: ${found.result}\n`);
  }
  if (wanted.length === 0) await writeTable(results);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = [...results.values()].every(({ passed }) => passed) ? 0 : 1;
