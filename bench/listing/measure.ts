import { spawn } from 'node:child_process';

import type { BucketProcess } from './bucket-process.ts';
import { linesOf, runScript } from './bucket-process.ts';

/** What one run took. `null` is what could not be measured. */
export interface Measurement {
  readonly files: number;
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  readonly rssMb: number | null;
  readonly requests: number;
}

export interface ClientRun {
  readonly client: string;
  readonly concurrency: number;
  readonly cutPointsDir: string;
  readonly pagesFile?: string | undefined;
}

/** Runs one client in a fresh process. */
export async function measureClient(bucket: BucketProcess, run: ClientRun): Promise<Measurement> {
  const before = await bucket.requests();
  const child = runScript('client.ts', { ...run, url: bucket.url, bucket: bucket.bucket });
  const result = (await linesOf(child)()) as Omit<Measurement, 'requests'>;
  return { ...result, requests: (await bucket.requests()) - before };
}

/** rclone's own ways to size a bucket: in one flat listing, or folder by folder. */
export const RCLONE_MODES = {
  'rclone size --fast-list': ['--fast-list'],
  'rclone size, 8 checkers': ['--disable', 'ListR', '--checkers', '8'],
  'rclone size, 32 checkers': ['--disable', 'ListR', '--checkers', '32'],
} as const;

export type RcloneMode = keyof typeof RCLONE_MODES;

/** Runs rclone; `null` when it is not installed. Its start and end are in the time, as ours are not: a few ms. */
export async function measureRclone(bucket: BucketProcess, mode: RcloneMode): Promise<Measurement | null> {
  const remote = `:gcs,anonymous=true,endpoint='${bucket.url}/storage/v1/':${bucket.bucket}`;
  const args = ['size', '--json', '--config', '/dev/null', ...RCLONE_MODES[mode], remote];
  const before = await bucket.requests();
  const started = performance.now();
  const output = await outputOf('rclone', args);
  if (output === null) return null;
  const seconds = (performance.now() - started) / 1_000;
  const { count } = JSON.parse(output) as { count: number };
  return { files: count, seconds, cpuSeconds: null, rssMb: null, requests: (await bucket.requests()) - before };
}

function outputOf(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', () => {
      resolve(null);
    });
    child.on('close', (code) => {
      resolve(code === 0 ? output : null);
    });
  });
}

/** Finds the run with the median time. */
export function median(runs: readonly Measurement[]): Measurement | undefined {
  return runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)];
}
