import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { type Proof, table } from './section.ts';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));

const MEASURES = ['lines', 'branches'] as const;

/** Of a file, as the reporter `json-summary` writes them. */
type Counts = Readonly<Record<(typeof MEASURES)[number], { readonly total: number; readonly covered: number }>>;

/** Runs the tests that count, whose limits are in vitest.config.ts, and adds up the files of each folder of the source. */
export async function proveCoverage(): Promise<Proof> {
  const folder = await mkdtemp(join(tmpdir(), 'coverage-'));
  const options = ['--coverage.reporter=json-summary', `--coverage.reportsDirectory=${folder}`, '--reporter=dot'];
  const child = spawn('npm', ['run', 'coverage', '--', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const said = await text(child.stderr);
  const code = await ended;
  const summary = await readFile(join(folder, 'coverage-summary.json'), 'utf8').catch(() => '{}');
  await rm(folder, { recursive: true });
  const folders = new Map<string, Counts[]>();
  for (const [path, counts] of Object.entries(JSON.parse(summary) as Record<string, Counts>)) {
    const parts = relative(SOURCE, path).split(sep);
    const name = path === 'total' ? 'all' : parts.length > 1 ? String(parts[0]) : 'index.ts';
    folders.set(name, [...(folders.get(name) ?? []), counts]);
  }
  const rows = [...folders]
    .map(([name, files]) => [name, ...MEASURES.flatMap((measure) => shareOf(files.map((file) => file[measure])))])
    .filter(([, lines]) => lines !== 0)
    .sort(([a], [b]) => (a === 'all' ? 1 : b === 'all' ? -1 : String(a).localeCompare(String(b))));
  return {
    parts: { coverage: table(['folder', 'lines', 'run', 'branches', 'taken'], rows) },
    problems: code === 0 ? [] : [`npm run coverage ended with ${String(code)}: ${said.slice(-2_000)}`],
  };
}

/** Writes how many there are, and the share of those that were come by; no share of none. */
function shareOf(files: readonly Counts['lines'][]): readonly [number, string] {
  const total = files.reduce((sum, file) => sum + file.total, 0);
  const covered = files.reduce((sum, file) => sum + file.covered, 0);
  return [total, total === 0 ? '' : `${((100 * covered) / total).toFixed(1)} %`];
}
