import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { median } from '../../src/base/stats.ts';
import { startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { createAccount } from '../../src/testing/graph/dataset/create-account.ts';
import { startGraphSimulator } from '../../src/testing/graph/start-graph-simulator.ts';
import { type Proof, table } from './section.ts';

const SECONDS = 120;
/** Share of the samples at the start in which code is compiled and caches fill. */
const WARM_UP = 0.25;
/** What the heap may grow by from the first half of the rest to the second. */
const MAX_GROWTH = 0.05;

interface Sample {
  readonly collections: number;
  readonly heap: number;
  readonly sockets: number;
  readonly timers: number;
  readonly listeners: number;
}

const MEASURED = ['heap', 'sockets', 'timers', 'listeners'] as const;

/** Collects for two minutes in one process and looks whether anything grows. */
export async function proveSoak(): Promise<Proof> {
  const graph = await startGraphSimulator({ dataset: createAccount({ posts: 50 }) });
  const bucket = await startBucketSimulator({ generate: { shape: 'mixed', count: 3_000 } });
  const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  const configs = [account, { bucket: bucket.bucket, apiEndpoint: bucket.url }].map((config) => JSON.stringify(config));
  const samples = await collectFor(configs);
  await Promise.all([graph.close(), bucket.close()]);
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP));
  const half = Math.floor(warm.length / 2);
  const compared = MEASURED.map((what) => {
    const [before, after] = [warm.slice(0, half), warm.slice(half)].map((part) => median(part.map((one) => one[what])));
    return { what, before: before ?? 0, after: after ?? 0 };
  });
  const grown = compared.filter(({ what, before, after }) => after > before * (1 + (what === 'heap' ? MAX_GROWTH : 0)));
  const figure = (what: string, value: number): string =>
    what === 'heap' ? `${(value / 2 ** 20).toFixed(1)} MiB` : String(value);
  const collections = samples.at(-1)?.collections ?? 0;
  return {
    parts: {
      soak: [
        `${String(collections)} collections of an account and a bucket in ${String(SECONDS)} s:`,
        table(
          ['median of', 'first half', 'second half'],
          compared.map(({ what, before, after }) => [what, figure(what, before), figure(what, after)]),
        ),
      ].join('\n\n'),
    },
    problems: [
      ...grown.map(({ what, before, after }) => `${what} grew from ${String(before)} to ${String(after)}`),
      ...(collections < 10 ? ['too few collections to say anything'] : []),
    ],
  };
}

async function collectFor(configs: readonly string[]): Promise<Sample[]> {
  const script = fileURLToPath(new URL('soak-collector.ts', import.meta.url));
  const args = ['--expose-gc', '--import', 'tsx', script, String(SECONDS), ...configs];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const samples: Sample[] = [];
  for await (const line of createInterface({ input: child.stdout })) samples.push(JSON.parse(line) as Sample);
  await closed;
  return samples;
}
