/**
 * Measures everything and writes `bench/results.json` and `docs/performance.md`: `npm run bench`, about ten minutes on
 * an idle machine. Needs a build for the start-up.
 *
 *   npm run bench                    every suite
 *   npm run bench -- listing         some of them; the results of the others stay
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { formatted } from '../scripts/formatted.ts';

import { FACEBOOK_SDK, loadFacebookSdk } from './facebook-sdk.ts';
import type { BenchMode, BenchSuite } from './harness.ts';
import { type BenchResults, performancePage } from './performance-page.ts';
import { collection } from './suites/collection.ts';
import { documents } from './suites/documents.ts';
import { growth } from './suites/growth.ts';
import { instagram } from './suites/instagram.ts';
import { listing } from './suites/listing.ts';
import { probing } from './suites/probing.ts';
import { startUp } from './suites/start-up.ts';

export const SUITES: readonly BenchSuite[] = [listing, instagram, startUp, documents, growth, probing, collection];

const pathOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Runs suites and gives their results by name. */
export async function runSuites(suites: readonly BenchSuite[], mode: BenchMode): Promise<BenchResults['suites']> {
  const results: Record<string, BenchResults['suites'][string]> = {};
  for (const { name, run } of suites) {
    const load = await busyProcessors(mode === 'full' ? 2_000 : 10);
    const tables = await run(mode);
    results[name] = { date: new Date().toISOString().slice(0, 10), load: Number(load.toFixed(1)), tables };
  }
  return results;
}

/** Measures how many processors others keep busy: this process waits meanwhile. */
async function busyProcessors(forMs: number): Promise<number> {
  const idle = (): number => cpus().reduce((sum, { times }) => sum + times.idle, 0);
  const [before, started] = [idle(), performance.now()];
  await setTimeout(forMs);
  return Math.max(0, cpus().length - (idle() - before) / (performance.now() - started));
}

/** Describes the machine and the versions that the figures belong to. */
export function describeMachine(): BenchResults['machine'] {
  const [cpu] = cpus();
  const versionOf = (name: string): string =>
    (JSON.parse(readFileSync(pathOf(`node_modules/${name}/package.json`), 'utf8')) as { version: string }).version;
  return {
    cpu: `${String(cpus().length)} × ${cpu?.model.trim() ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    versions: {
      Node: process.version,
      '@google-cloud/storage': versionOf('@google-cloud/storage'),
      rclone: rcloneVersion(),
      [FACEBOOK_SDK]: loadFacebookSdk()?.FacebookAdsApi.SDK_VERSION ?? 'not installed',
    },
  };
}

function rcloneVersion(): string {
  try {
    return execFileSync('rclone', ['version'], { encoding: 'utf8' }).split('\n', 1)[0]?.replace('rclone ', '') ?? '';
  } catch {
    return 'not installed';
  }
}

async function main(asked: readonly string[]): Promise<void> {
  const path = pathOf('bench/results.json');
  let suites = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BenchResults).suites : {};
  // Written after each suite: one that fails takes nothing of those before it along.
  for (const suite of SUITES.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    suites = { ...suites, ...(await runSuites([suite], 'full')) };
    const results: BenchResults = { machine: describeMachine(), suites };
    writeFileSync(path, await formatted('data.json', JSON.stringify(results)));
    writeFileSync(pathOf('docs/performance.md'), await performancePage(results));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
