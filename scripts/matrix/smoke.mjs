// Thirteen checks of the installed package, the same on every runtime: prints `{ passed, failed }` as one line of JSON.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const folder = await mkdtemp(join(tmpdir(), 'insight-smoke-'));
const servers = [];

async function open() {
  const main = await import('insight-inventory');
  const testing = await import('insight-inventory/testing');
  const data = testing.demoDataset();
  const graph = await testing.startGraphSimulator({ dataset: testing.datasetFromExport(data.account) });
  const bucket = await testing.startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  servers.push(graph, bucket);
  const instagram = new main.InstagramAnalyticsManager({
    userId: graph.dataset.account.id,
    accessToken: graph.token,
    baseUrl: graph.url,
  });
  const gcs = new main.GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url });
  return { main, instagram, gcs };
}
let opened;
const sources = () => (opened ??= open());

/** Starts the command of the package, as this very runtime runs it. */
function startCommand(...args) {
  const cli = join(require.resolve('insight-inventory/package.json'), '../dist/cli.js');
  const isDeno = 'Deno' in globalThis;
  // Yarn's Plug'n'Play resolves by what NODE_OPTIONS loads.
  return spawn(process.execPath, [...(isDeno ? ['run', '-A'] : []), cli, ...args], { cwd: folder });
}

async function command(...args) {
  const child = startCommand(...args);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece));
  child.stdin.end();
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0, text.slice(-400));
  return text;
}

const CHECKS = {
  'imports as ES modules': async () => {
    assert.deepEqual((await import('insight-inventory')).extractHashtags('a #Bowl'), ['bowl']);
  },
  'is required as CommonJS': () => {
    assert.deepEqual(require('insight-inventory').extractHashtags('a #Bowl'), ['bowl']);
  },
  'computes metrics': async () => {
    const { computeEngagement } = await import('insight-inventory/metrics');
    assert.equal(computeEngagement({ insights: { total_interactions: 18, reach: 360 } }).rate_by_reach, 5);
  },
  'sorts files': async () => {
    assert.equal((await import('insight-inventory/files')).categorizeFile('a.mp4'), 'video');
  },
  'has its JSON Schemas': () => {
    const { $id } = require('insight-inventory/schemas/gcs-inventory.json');
    assert.match($id, /^urn:insight-inventory:gcs-inventory:/);
  },
  'checks what it is given': async () => {
    const { InstagramAnalyticsManager, isInsightInventoryError } = await import('insight-inventory');
    assert.throws(() => new InstagramAnalyticsManager({ userId: 'x' }), isInsightInventoryError);
  },
  'collects Instagram over HTTP': async () => {
    const { instagram } = await sources();
    const document = await instagram.exportToJson(join(folder, 'analytics.json'));
    assert.equal(document.account_info.username, 'autopotter');
  },
  'inventories a bucket over HTTP': async () => {
    const { gcs } = await sources();
    const { bucket_summary } = await gcs.generateInventory(join(folder, 'inventory.json.gz'));
    assert.ok(bucket_summary.total_files > 10);
  },
  'collects both into files': async () => {
    const { main, instagram, gcs } = await sources();
    const outputDir = join(folder, 'collected');
    const { status } = await new main.DataCollector({ instagram, gcs, outputDir }).collectAllData();
    assert.equal(status, 'complete');
    assert.equal((await readdir(outputDir)).length, 3);
  },
  'draws a report': async () => {
    const { renderReport } = await import('insight-inventory/report');
    const analytics = JSON.parse(await readFile(join(folder, 'analytics.json'), 'utf8'));
    assert.match(renderReport({ analytics }), /<svg /);
  },
  'makes a brief and tools': async () => {
    const { buildPlanningBrief, createAssistantTools } = await import('insight-inventory/assistant');
    const analytics = JSON.parse(await readFile(join(folder, 'analytics.json'), 'utf8'));
    assert.ok(buildPlanningBrief({ analytics, inventory: null }).text.length > 500);
    assert.ok(createAssistantTools({ documents: { analytics } }).length > 3);
  },
  'runs its command': async () => {
    assert.match(await command('demo', '--quiet'), /^/);
    assert.ok((await readdir(join(folder, 'collected_data'))).length >= 3);
  },
  'serves tools over MCP': async () => {
    const child = startCommand('mcp', '--demo');
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const clientInfo = { name: 'smoke', version: '1' };
    send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
    assert.match((await answers.next()).value, /insight-inventory/);
    send({ method: 'notifications/initialized' });
    send({ id: 2, method: 'tools/list' });
    const { result } = JSON.parse((await answers.next()).value);
    assert.ok(result.tools.length > 5);
    child.kill();
  },
};

const passed = [];
const failed = [];
for (const [name, check] of Object.entries(CHECKS)) {
  try {
    await check();
    passed.push(name);
  } catch (error) {
    failed.push({ name, message: String(error?.message ?? error).slice(0, 300) });
  }
}
await Promise.all(servers.map((server) => server.close()));
await rm(folder, { recursive: true, force: true });
console.log(JSON.stringify({ passed, failed }));
process.exit(failed.length === 0 ? 0 : 1);
