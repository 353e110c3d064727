/**
 * Small requests a second of both simulators, each in a process of its own, asked over 16 connections that are kept
 * open: one post's fields from Graph, one page of one object from the bucket. And what the server spends on listing a
 * million names. Needs two idle cores to be worth reading.
 *
 *   npx tsx bench/simulators.ts
 */
import { Agent, get } from 'node:http';

import { startBucketSimulator } from '../src/testing/bucket/start-bucket-simulator.ts';
import { createAccount, startGraphSimulator } from '../src/testing/index.ts';
import { linesOf, runScript } from './listing/bucket-process.ts';

const SECONDS = 4;
const CONNECTIONS = 16;

interface Target {
  readonly url: string;
  readonly path: string;
  readonly token: string;
}

/** Serves the server's side: starts, tells where, and tells its processor time whenever asked. */
async function serve(kind: string): Promise<void> {
  process.stdout.write(`${JSON.stringify(kind === 'graph' ? await graph() : await bucket(Number(kind)))}\n`);
  process.stdin.on('data', () => {
    const { user, system } = process.cpuUsage();
    process.stdout.write(`${JSON.stringify((user + system) / 1_000_000)}\n`);
  });
}

async function graph(): Promise<Target> {
  const simulator = await startGraphSimulator({ dataset: createAccount({ seed: 1, posts: 50 }) });
  const [post] = simulator.dataset.media;
  return { url: simulator.url, path: `/v26.0/${post?.id ?? ''}?fields=id,caption,like_count`, token: simulator.token };
}

async function bucket(count: number): Promise<Target> {
  const simulator = await startBucketSimulator({
    bucket: 'media',
    generate: { shape: 'skewed', count },
    gzip: false,
    pageCap: 5_000,
  });
  return { url: simulator.url, path: '/storage/v1/b/media/o?fields=nextPageToken,items(name,size)', token: '' };
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function ask({ url, token }: Target, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    get(`${url}${path}`, { agent, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${String(answer.statusCode)}: ${body}`));
      });
    }).on('error', reject);
  });
}

async function measure(kind: string, run: (target: Target) => Promise<number>): Promise<void> {
  const child = runScript('../simulators.ts', { kind });
  const next = linesOf(child);
  const target = (await next()) as Target;
  const cpu = async (): Promise<number> => {
    child.stdin?.write('cpu\n');
    return (await next()) as number;
  };
  await ask(target, target.path);
  const before = await cpu();
  const started = performance.now();
  const count = await run(target);
  const seconds = (performance.now() - started) / 1_000;
  const spent = (await cpu()) - before;
  child.kill();
  console.log(
    `| ${kind === 'graph' ? 'Graph' : `bucket of ${kind}`} | ${String(count)} | ${seconds.toFixed(2)} | ` +
      `${(count / seconds).toFixed(0)} | ${spent.toFixed(2)} | ${((spent / count) * 1e6).toFixed(0)} |`,
  );
}

async function small(target: Target): Promise<number> {
  const path = target.token === '' ? `${target.path}&maxResults=1` : target.path;
  const until = performance.now() + SECONDS * 1_000;
  let count = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      await ask(target, path);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return count;
}

async function wholeListing(target: Target): Promise<number> {
  let requests = 0;
  let token: string | undefined;
  do {
    const from = token === undefined ? '' : `&pageToken=${encodeURIComponent(token)}`;
    const page = JSON.parse(await ask(target, `${target.path}&prettyPrint=false&maxResults=5000${from}`)) as {
      nextPageToken?: string;
    };
    token = page.nextPageToken;
    requests += 1;
  } while (token !== undefined);
  return requests;
}

const order = process.argv[2];
if (order !== undefined) await serve((JSON.parse(order) as { kind: string }).kind);
else {
  console.log('| simulator | requests | s | requests a second | server CPU s | CPU µs a request |');
  console.log('|---|---|---|---|---|---|');
  await measure('graph', small);
  await measure('1000', small);
  await measure('1000000', wholeListing);
  agent.destroy();
}
