/**
 * The bucket in a process of its own, so that its work is not counted as a client's. Prints its address as one line of
 * JSON, then what a line asks for: its counts (`stats`) or the addresses of the requests after the nth (`pages 12`). Ends
 * when its input does.
 */
import { createInterface } from 'node:readline';

import { startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import type { GeneratedShape } from '../../src/testing/bucket/object-names.ts';

interface ServerOrder {
  readonly shape: GeneratedShape;
  readonly count: number;
  readonly latencyMs: number;
  readonly pageCap: number;
  /** Share of requests answered with 503. */
  readonly failing: number;
}

async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '{}') as ServerOrder;
  const simulator = await startBucketSimulator({
    generate: { shape: order.shape, count: order.count },
    latencyMs: order.latencyMs,
    pageCap: order.pageCap,
    gzip: false,
    faults: order.failing === 0 ? [] : [{ probability: order.failing, action: { kind: 'status', status: 503 } }],
  });
  process.stdout.write(`${JSON.stringify({ url: simulator.url, bucket: simulator.bucket })}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'stats') {
      const { requests, peakInFlight, misuse } = simulator.stats();
      process.stdout.write(`${JSON.stringify({ requests, peakInFlight, misuse: misuse.length })}\n`);
    } else if (line.startsWith('pages ')) {
      const after = Number(line.slice('pages '.length));
      const asked = simulator.requests.filter(({ index, method }) => index > after && method === 'GET');
      process.stdout.write(`${JSON.stringify(asked.map(({ path, query }) => `${path}?${query.toString()}`))}\n`);
    }
  }
  await simulator.close();
}

await main();
