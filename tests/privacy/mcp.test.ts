import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { inspect } from 'node:util';

import { describe, expect, it, onTestFinished } from 'vitest';

import { createAssistantTools } from '../../src/assistant/index.ts';
import { createServer, BRIEF_URI, PLAN_PROMPT } from '../../src/cli/mcp/create-server.ts';
import { cacheAccount, cacheBucket } from '../../src/cli/mcp/open-tool-sources.ts';
import { serveHttp } from '../../src/cli/mcp/serve-http.ts';
import { GCSInventoryManager, InstagramAnalyticsManager, Redactor, Secret } from '../../src/index.ts';
import type { Logger } from '../../src/runtime/logger.ts';
import { createAccount, startBucketSimulator, startGraphSimulator, type Fault } from '../../src/testing/index.ts';
import { toolInput } from '../unit/assistant/samples.ts';

/** Look like nothing: only code that was given them can hide them. */
const APP_SECRET = 'canary-secret-0f8a77c1b2';
const PRIVATE_KEY = 'canary-key-4417be90aa';
const BEARER = 'canary-bearer-token-0815';
/** Looks like a token of the platform. */
const LOOKALIKE = `EAAcanary${'Zx9'.repeat(12)}`;

/** Makes an answer whose words repeat the secrets it was sent. */
const echoing = (secret: string): Fault['action'] => ({
  kind: 'status',
  status: 400,
  body: { error: { message: `No ${secret} ${LOOKALIKE} ?access_token=${secret}`, type: secret, code: 100 } },
});

/** Serves a real account and bucket, and gives all that went over the wire to a client and all that was logged. */
async function openServer(isEchoing: boolean): Promise<{ url: string; token: string; shown: () => string }> {
  const graph = await startGraphSimulator({ dataset: createAccount({ posts: 4 }), appSecret: APP_SECRET });
  const bucket = await startBucketSimulator({
    objects: [{ name: 'video/a.mp4', size: 9, metadata: { access_token: 'canary-of-an-object', note: LOOKALIKE } }],
  });
  if (isEchoing) {
    graph.addFault({ match: '/', action: echoing(graph.token) });
    bucket.addFault({ match: '/', action: echoing(PRIVATE_KEY) });
  }
  const lines: unknown[] = [];
  const write = (...args: unknown[]): void => void lines.push(args);
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const deps = { logger, retry: { retries: 0 } };
  const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  const instagram = new InstagramAnalyticsManager({ ...account, appId: '1', appSecret: APP_SECRET }, deps);
  const credentials = { client_email: 'reader@studio.iam.example', private_key: PRIVATE_KEY };
  const gcs = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url, credentials }, deps);
  const stop = new AbortController();
  const sourceOptions = { cacheMs: 60_000, probe: false, now: Date.now };
  const redactor = new Redactor().add(graph.token).add(APP_SECRET).add(PRIVATE_KEY).add(BEARER);
  const sources = {
    instagram: cacheAccount(instagram, sourceOptions, stop.signal),
    gcs: cacheBucket(gcs, sourceOptions, stop.signal),
  };
  const tools = createAssistantTools(sources, { redactor });
  const factory = () => createServer({ version: '1.0.0', tools, stop: stop.signal, logger });
  const listens = { port: 0, host: '127.0.0.1', bearer: new Secret(BEARER), allowedNames: [], logger };
  const server = await serveHttp(factory, listens);
  onTestFinished(async () => {
    await Promise.all([server.close(), graph.close(), bucket.close()]);
  });
  return { url: server.url, token: graph.token, shown: () => inspect(lines, { depth: 20 }) + JSON.stringify(lines) };
}

describe.each([
  ['answer', false],
  ['repeat the secrets in every refusal', true],
])('an MCP server whose platforms %s', (_, isEchoing) => {
  it('shows no secret in a result, an error, a protocol error or its log', async () => {
    const { url, token, shown } = await openServer(isEchoing);
    const received: string[] = [];
    const fetchAll: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      received.push(await answer.clone().text(), inspect(answer.headers));
      return answer;
    };
    const client = new Client({ name: 'test', version: '1.0.0' });
    const requestInit = { headers: { authorization: `Bearer ${BEARER}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: fetchAll, requestInit }));
    onTestFinished(() => client.close());
    const failures: unknown[] = [];
    const attempt = async (ask: () => Promise<unknown>): Promise<void> => {
      await ask().catch((error: unknown) => failures.push(error));
    };
    const { tools } = await client.listTools();
    for (const { name } of tools) {
      const input = toolInput(name, { mediaId: '17900000000000001', file: 'video/a.mp4' });
      await attempt(() => client.callTool({ name, arguments: { ...input } }));
      await attempt(() => client.callTool({ name, arguments: { ...input, cursor: LOOKALIKE, [LOOKALIKE]: token } }));
    }
    await attempt(() => client.callTool({ name: LOOKALIKE, arguments: { token } }));
    await attempt(() => client.readResource({ uri: BRIEF_URI }));
    await attempt(() => client.readResource({ uri: `file:///${LOOKALIKE}` }));
    await attempt(() => client.getPrompt({ name: PLAN_PROMPT, arguments: { focus: 'timing' } }));
    await attempt(() => client.getPrompt({ name: PLAN_PROMPT, arguments: { focus: LOOKALIKE } }));
    for (const body of ['{', `{"jsonrpc":"2.0","id":1,"method":"${LOOKALIKE}"}`, `["${token}"]`]) {
      const headers = { ...requestInit.headers, 'content-type': 'application/json', accept: 'text/event-stream, */*' };
      await attempt(() => fetchAll(url, { method: 'POST', headers, body }));
    }
    const all = received.join('\n') + inspect(failures, { depth: 9 }) + shown();
    expect(all.length).toBeGreaterThan(10_000);
    expect(failures.length).toBeGreaterThan(2);
    for (const secret of [token, APP_SECRET, PRIVATE_KEY, BEARER, LOOKALIKE, 'canary']) {
      const at = all.indexOf(secret);
      expect(at, `${secret.slice(0, 9)}… is shown: ${all.slice(Math.max(0, at - 80), at)}`).toBe(-1);
    }
  });
});
