/**
 * Graph in a process of its own, so that its work is not counted as a client's. Prints its address as one line of JSON, then
 * its counts for every line it is given.
 */
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

import { createAccount } from '../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator } from '../src/testing/graph/start-graph-simulator.ts';
import { linesOf, runScript } from './listing/bucket-process.ts';

/** The moment at which everything is measured. */
export const NOW = Date.parse('2026-11-22T12:00:00Z');

export interface GraphPlan {
  readonly posts: number;
  readonly mix: NonNullable<Parameters<typeof createAccount>[0]>['mix'];
  readonly latencyMs: number;
}

export interface GraphProcess {
  readonly url: string;
  readonly token: string;
  readonly userId: string;
  counts(): Promise<{ readonly requests: number; readonly graphCalls: number }>;
  stop(): void;
}

/** Starts the simulator in a process of its own. */
export async function startGraph(plan: GraphPlan): Promise<GraphProcess> {
  const child = runScript('../graph-process.ts', plan);
  const next = linesOf(child);
  const address = (await next()) as Pick<GraphProcess, 'url' | 'token' | 'userId'>;
  return {
    ...address,
    counts: async () => {
      child.stdin?.write('\n');
      return (await next()) as { requests: number; graphCalls: number };
    },
    stop: () => {
      child.kill();
    },
  };
}

async function serve({ posts, mix, latencyMs }: GraphPlan): Promise<void> {
  const dataset = createAccount({ posts, mix, commentsPerPost: 2 });
  const simulator = await startGraphSimulator({ dataset, now: NOW, latencyMs });
  const address = { url: simulator.url, token: simulator.token, userId: dataset.account.id };
  process.stdout.write(`${JSON.stringify(address)}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== '') continue;
    const { requests, graphCalls } = simulator.stats();
    process.stdout.write(`${JSON.stringify({ requests, graphCalls })}\n`);
  }
  await simulator.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve(JSON.parse(process.argv[2] ?? '{}') as GraphPlan);
