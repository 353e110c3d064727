/**
 * Runs the proofs that take too long for the tests and writes their counts into docs/reliability.md.
 *
 *   npm run prove [-- NAME...] [--all]
 *
 * NAME: one of the sections below; all when none is given. `--all` tries every mutant, not a sample, which takes hours.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

import { formatted } from './formatted.ts';

import { proveChaos } from './prove/chaos.ts';
import { proveCoverage } from './prove/coverage.ts';
import { proveKills } from './prove/kills.ts';
import { proveMatrix } from './prove/matrix.ts';
import { proveMedia } from './prove/media.ts';
import { proveMutants } from './prove/mutants.ts';
import { proveMutations } from './prove/mutations.ts';
import { proveSoak } from './prove/soak.ts';
import { proveTexts } from './prove/texts.ts';
import { type Proof, type ProofOptions, table } from './prove/section.ts';

const PAGE = new URL('../docs/reliability.md', import.meta.url);

type Prove = (options: ProofOptions) => Promise<Proof>;

/** Group after group; those of one group side by side, where the clock decides how long one of them takes. */
const GROUPS: readonly Readonly<Record<string, Prove>>[] = [
  { matrix: proveMatrix },
  { chaos: proveChaos },
  { kills: proveKills },
  { media: proveMedia },
  { texts: proveTexts },
  { mutations: proveMutations, soak: proveSoak },
  { mutants: proveMutants },
  { coverage: proveCoverage },
];

const NAMES: readonly string[] = GROUPS.flatMap((group) => Object.keys(group));

/** Puts a text between `<!-- proof: NAME -->` and `<!-- /proof -->`. */
function put(page: string, name: string, text: string): string {
  const start = `<!-- proof: ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf('<!-- /proof -->', from);
  if (from < 0 || to < 0) throw new Error(`docs/reliability.md has no place for ${name}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

interface FinishedProof {
  readonly name: string;
  readonly proof: Proof;
  readonly seconds: number;
}

async function run(name: string, prove: Prove, options: ProofOptions): Promise<FinishedProof> {
  const start = performance.now();
  const proof = await prove(options);
  return { name, proof, seconds: (performance.now() - start) / 1_000 };
}

/** Puts texts into their places of the page. */
async function write(parts: Proof['parts']): Promise<void> {
  let page = await readFile(PAGE, 'utf8');
  for (const [place, text] of Object.entries(parts)) page = put(page, place, text);
  await writeFile(PAGE, await formatted('page.md', page));
}

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => arg !== '--all');
  const isWhole = names.length < args.length;
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${NAMES.join(', ')}`);
  const start = performance.now();
  const done: FinishedProof[] = [];
  let failures = 0;
  for (const group of GROUPS) {
    const asked = Object.entries(group).filter(([name]) => names.length === 0 || names.includes(name));
    const runs = await Promise.all(asked.map(([name, prove]) => run(name, prove, { isWhole })));
    for (const { name, proof, seconds } of runs) {
      const { parts, problems, notes = [] } = proof;
      // After each group: what was found is kept when a later one fails.
      await write(parts);
      process.stdout.write(
        `${name}: ${String(problems.length)} problems, ${seconds.toFixed(0)} s\n\n${Object.values(parts).join('\n\n')}\n`,
      );
      for (const note of notes) process.stdout.write(`${note}\n`);
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      failures += problems.length;
    }
    done.push(...runs);
  }
  const time = timeOf(done, (performance.now() - start) / 1_000);
  process.stdout.write(`\n${time}\n`);
  if (names.length === 0) await write({ time });
  process.exitCode = failures === 0 ? 0 : 1;
}

/** Writes what the sections took and found. */
function timeOf(runs: readonly FinishedProof[], seconds: number): string {
  const problems = runs.reduce((sum, { proof }) => sum + proof.problems.length, 0);
  return [
    `${String(problems)} problems; ${(seconds / 60).toFixed(1)} minutes in all, with ${String(availableParallelism())} processors:`,
    table(
      ['section', 'seconds', 'problems'],
      runs.map((one) => [one.name, one.seconds.toFixed(0), one.proof.problems.length]),
    ),
  ].join('\n\n');
}

await main(process.argv.slice(2));
