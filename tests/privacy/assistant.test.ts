import { toolInput } from '../unit/assistant/samples.ts';
import { inspect } from 'node:util';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import {
  buildPlanningBrief,
  createAssistantTools,
  encodeDocument,
  runTool,
  toAISDKTools,
  toMCPTools,
  type AssistantTool,
  type ToolResult,
} from '../../src/assistant/index.ts';
import {
  GCSInventoryManager,
  InstagramAnalyticsManager,
  Redactor,
  type GcsInventory,
  type InstagramAnalytics,
} from '../../src/index.ts';
import {
  datasetFromExport,
  demoDataset,
  startBucketSimulator,
  startGraphSimulator,
  type Fault,
} from '../../src/testing/index.ts';

/** Look like nothing: only code that was told of them can hide them. */
const APP_SECRET = 'canary-secret-0f8a77c1b2';
const PRIVATE_KEY = 'canary-key-4417be90aa';
/** Looks like a token of the platform: hidden wherever it stands. */
const LOOKALIKE = `EAAcanary${'Zx9'.repeat(12)}`;
const SIGNATURE = 'canarysignature77aa';

const demo = demoDataset();
/** The first video tells about itself what nobody should read. */
const objects = demo.objects.map((object, index) =>
  index % 10 === 0
    ? {
        ...object,
        metadata: {
          access_token: 'canary-under-a-telling-key',
          uploaded_with: `Bearer ${LOOKALIKE}`,
          note: `copy of https://storage.example/clip.mp4?X-Goog-Signature=${SIGNATURE}&x=1`,
          key: `-----BEGIN PRIVATE KEY-----\n${PRIVATE_KEY}\n-----END PRIVATE KEY-----`,
        },
      }
    : object,
);

interface Opened {
  readonly instagram: InstagramAnalyticsManager;
  readonly gcs: GCSInventoryManager;
  readonly token: string;
}

async function open(faultsOf: (token: string) => { graph?: Fault[]; bucket?: Fault[] }): Promise<Opened> {
  const graph = await startGraphSimulator({ dataset: datasetFromExport(demo.account), appSecret: APP_SECRET });
  const { graph: graphFaults = [], bucket: bucketFaults = [] } = faultsOf(graph.token);
  for (const fault of graphFaults) graph.addFault(fault);
  const bucket = await startBucketSimulator({ bucket: demo.bucket, objects, faults: bucketFaults });
  onTestFinished(() => Promise.all([graph.close(), bucket.close()]).then(() => undefined));
  const retry = { retries: 0 };
  return {
    token: graph.token,
    instagram: new InstagramAnalyticsManager(
      {
        userId: graph.dataset.account.id,
        accessToken: graph.token,
        appId: '100000000000001',
        appSecret: APP_SECRET,
        baseUrl: graph.url,
      },
      { retry },
    ),
    gcs: new GCSInventoryManager(
      {
        bucket: demo.bucket,
        apiEndpoint: bucket.url,
        credentials: { client_email: 'reader@studio.iam.example', private_key: PRIVATE_KEY },
      },
      { retry },
    ),
  };
}

/** Makes an answer whose words repeat the secrets it was sent. */
const echoing = (secret: string): Fault['action'] => ({
  kind: 'status',
  status: 400,
  body: {
    error: {
      message: `Refused ?access_token=${secret} with ${secret} and ${LOOKALIKE}`,
      type: 'OAuthException',
      code: 100,
      errors: [{ message: `${LOOKALIKE} ${secret}`, reason: 'invalid' }],
    },
  },
});

/** Lists every result of every tool, and every way to print the tools and their results. */
async function printed(tools: readonly AssistantTool[], media_id: string, name: string): Promise<string> {
  const results: ToolResult[] = [];
  for (const tool of tools) {
    const input = toolInput(tool.name, { mediaId: media_id, file: name });
    results.push(await runTool(tools, tool.name, input));
    results.push(await runTool(tools, tool.name, { ...input, limit: LOOKALIKE, cursor: LOOKALIKE }));
  }
  const deep = { depth: 12, showHidden: true, getters: true };
  return [
    JSON.stringify(results),
    inspect(results, deep),
    inspect(tools, deep),
    inspect(toMCPTools(tools), deep),
    inspect(toAISDKTools(tools), deep),
    JSON.stringify(tools),
  ].join('\n');
}

function expectNoSecret(text: string, token: string): void {
  for (const secret of [token, APP_SECRET, PRIVATE_KEY, LOOKALIKE, SIGNATURE, 'canary']) {
    expect(text.includes(secret), `${secret.slice(0, 12)}… is shown`).toBe(false);
  }
}

describe('what an assistant is shown', () => {
  it('holds no secret of the configuration, of metadata or of signed addresses', async () => {
    const { instagram, gcs, token } = await open(() => ({}));
    const analytics = await instagram.collect({ includeMediaUrls: true });
    const inventory = await gcs.generateInventory();
    const [post] = analytics.recent_media ?? [];
    const signed = new URL(post?.media_url ?? '').searchParams.get('oh') ?? '';
    // The documents are the owner's: they hold what the platforms gave, or nothing here could fail.
    expect(signed).not.toBe('');
    expect(JSON.stringify(inventory).includes(LOOKALIKE)).toBe(true);
    const name = objects[0]?.name ?? '';
    const sources = [
      { instagram, gcs },
      { instagram, gcs, documents: { analytics, inventory } },
    ];
    for (const source of sources) {
      const text = await printed(createAssistantTools(source), post?.id ?? '', name);
      expect(text.includes(name)).toBe(true);
      expectNoSecret(text, token);
      expect(text.includes(signed)).toBe(false);
    }
    for (const encoding of ['json', 'columnar', 'csv'] as const) {
      const text = `${encodeDocument(analytics, { encoding })}${encodeDocument(inventory, { encoding })}`;
      expectNoSecret(text, token);
      expect(text.includes(signed)).toBe(false);
    }
    for (const encoding of ['markdown', 'json', 'columnar'] as const) {
      const brief = buildPlanningBrief({ analytics, inventory }, { encoding, detail: 'full', maxTokens: 50_000 });
      expectNoSecret(JSON.stringify(brief), token);
    }
  });

  it.each([
    ['every call', { match: '/' }],
    ['the insights', { match: '/insights' }],
    ['the posts', { match: '/media' }],
  ])('holds no secret that an answer repeats when %s fails', async (_what, { match }) => {
    const faults = (token: string): { graph: Fault[]; bucket: Fault[] } => ({
      graph: [{ match, action: echoing(`${token} ${APP_SECRET}`) }],
      bucket: [{ match: '/o', action: echoing(PRIVATE_KEY) }],
    });
    const { instagram, gcs, token } = await open(faults);
    const live = await printed(createAssistantTools({ instagram, gcs }), '17900000000000001', 'video/a.mp4');
    expectNoSecret(live, token);
    const analytics = await instagram.collect().catch(() => null);
    // In a result or in an issue, the words of the answer are there.
    expect(`${live}${JSON.stringify(analytics)}`.includes('Refused')).toBe(true);
    const text = await printed(createAssistantTools({ gcs, documents: { analytics } }), '17900000000000001', 'a.mp4');
    expectNoSecret(text, token);
    expectNoSecret(JSON.stringify(buildPlanningBrief({ analytics }, { detail: 'full' })), token);
  });
});

describe('a secret that looks like nothing', () => {
  let analytics: InstagramAnalytics;
  let inventory: GcsInventory;
  const plain = 'canary-plain-9921aa';
  beforeAll(async () => {
    const graph = await startGraphSimulator({ dataset: datasetFromExport(demo.account) });
    const bucket = await startBucketSimulator({
      bucket: demo.bucket,
      objects: demo.objects.map((object) => ({ ...object, metadata: { note: `the word is ${plain}` } })),
    });
    const config = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
    const collected = await new InstagramAnalyticsManager(config).collect();
    const media = (collected.recent_media ?? []).map((post) => ({
      ...post,
      caption: `${plain} ${post.caption ?? ''}?`,
    }));
    analytics = { ...collected, recent_media: media };
    inventory = await new GCSInventoryManager({ bucket: demo.bucket, apiEndpoint: bucket.url }).generateInventory();
    await Promise.all([graph.close(), bucket.close()]);
  });

  it('is hidden everywhere once the redactor has it, and shown before', async () => {
    const media_id = analytics.recent_media?.[0]?.id ?? '';
    const name = demo.objects[0]?.name ?? '';
    const documents = { analytics, inventory };
    const redactor = new Redactor().add(plain);
    const withoutSecrets = await printed(createAssistantTools({ documents }), media_id, name);
    const withSecrets = await printed(createAssistantTools({ documents }, { redactor }), media_id, name);
    expect([withoutSecrets, withSecrets].map((text) => text.includes(plain))).toEqual([true, false]);
    expect(encodeDocument(documents, { redactor }).includes(plain)).toBe(false);
    const brief = buildPlanningBrief(documents, { redactor, detail: 'full', maxTokens: 50_000 });
    expect(JSON.stringify(brief)).not.toContain(plain);
  });
});
