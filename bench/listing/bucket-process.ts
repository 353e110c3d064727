import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { GeneratedShape } from '../../src/testing/bucket/object-names.ts';

export interface BucketPlan {
  readonly shape: GeneratedShape;
  readonly count: number;
  readonly latencyMs: number;
  /** Objects of a page, at most. */
  readonly pageCap: number;
  /** Share of requests answered with 503. @default 0 */
  readonly failing?: number | undefined;
}

export interface BucketProcess {
  readonly url: string;
  readonly bucket: string;
  requests(): Promise<number>;
  /** Lists the path and query of every request after the nth. */
  pagesAfter(request: number): Promise<string[]>;
  stop(): void;
}

/** Starts the simulator in a process of its own. */
export async function startBucket(plan: BucketPlan): Promise<BucketProcess> {
  const child = runScript('server.ts', { ...plan, failing: plan.failing ?? 0 });
  const lines = linesOf(child);
  const { url, bucket } = (await lines()) as { url: string; bucket: string };
  return {
    url,
    bucket,
    requests: async () => {
      child.stdin?.write('stats\n');
      const { requests } = (await lines()) as { requests: number };
      return requests;
    },
    pagesAfter: async (request) => {
      child.stdin?.write(`pages ${String(request)}\n`);
      return (await lines()) as string[];
    },
    stop: () => {
      child.kill();
    },
  };
}

/** Runs a script of this folder with one JSON argument. */
export function runScript(name: string, order: object): ChildProcess {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const args = ['--import', 'tsx', path, JSON.stringify(order)];
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Gives the next line of JSON a process prints; rejects when it ends without one. */
export function linesOf(child: ChildProcess): () => Promise<unknown> {
  if (child.stdout === null) throw new Error('The process has no output.');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    const next: IteratorResult<string, unknown> = await lines.next();
    if (next.done === true) throw new Error('The process ended.');
    const parsed: unknown = JSON.parse(next.value);
    return parsed;
  };
}
