/**
 * Runs the proofs that take too long for the tests and writes their counts into docs/reliability.md.
 *
 *   npm run prove [-- NAME...] [--all]
 *
 * NAME: one of the sections below; all when none is given. `--all` tries every mutant, not a sample, which takes hours.
 */
import { readFile, writeFile } from 'node:fs/promises';

import { format } from 'prettier';

import { proveChaos } from './prove/chaos.ts';
import { proveKills } from './prove/kills.ts';
import { proveMatrix } from './prove/matrix.ts';
import { proveMedia } from './prove/media.ts';
import { proveMutants } from './prove/mutants.ts';
import { proveMutations } from './prove/mutations.ts';
import { proveSoak } from './prove/soak.ts';
import { proveTexts } from './prove/texts.ts';
import type { Proof, ProofOptions } from './prove/section.ts';

const PAGE = new URL('../docs/reliability.md', import.meta.url);

const SECTIONS: Readonly<Record<string, (options: ProofOptions) => Promise<Proof>>> = {
  matrix: proveMatrix,
  chaos: proveChaos,
  kills: proveKills,
  media: proveMedia,
  texts: proveTexts,
  mutations: proveMutations,
  mutants: proveMutants,
  soak: proveSoak,
};

/** Puts a text between `<!-- proof: NAME -->` and `<!-- /proof -->`. */
function put(page: string, name: string, text: string): string {
  const start = `<!-- proof: ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf('<!-- /proof -->', from);
  if (from < 0 || to < 0) throw new Error(`docs/reliability.md has no place for ${name}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => arg !== '--all');
  const isWhole = names.length < args.length;
  const unknown = names.find((name) => !(name in SECTIONS));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${Object.keys(SECTIONS).join(', ')}`);
  let failures = 0;
  for (const [name, prove] of Object.entries(SECTIONS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const start = performance.now();
    const { parts, problems, notes = [] } = await prove({ isWhole });
    // After each section: what was found is kept when a later one fails.
    let page = await readFile(PAGE, 'utf8');
    for (const [place, text] of Object.entries(parts)) page = put(page, place, text);
    await writeFile(PAGE, await format(page, { parser: 'markdown', printWidth: 120 }));
    const seconds = ((performance.now() - start) / 1_000).toFixed(0);
    process.stdout.write(
      `${name}: ${String(problems.length)} problems, ${seconds} s\n\n${Object.values(parts).join('\n\n')}\n`,
    );
    for (const note of notes) process.stdout.write(`${note}\n`);
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    failures += problems.length;
  }
  process.exitCode = failures === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
