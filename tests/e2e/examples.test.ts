import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { CollectionSummary } from '../../src/index.ts';
import {
  datasetFromExport,
  demoDataset,
  startBucketSimulator,
  startGraphSimulator,
  type BucketSimulator,
  type GraphSimulator,
} from '../../src/testing/index.ts';
import { compileExamples, listExamples, runExample, type ExampleRun } from './run-example.ts';

/** Processes at a time; the machines that run this have two cores. */
const AT_A_TIME = 2;
const TIMEOUT_MS = 240_000;
const TOKEN = /\b(?:EAA|IGAA|IGQ)[A-Za-z0-9_-]{8,}/;

/** A fact that would be another if the example, or what it shows, were broken. */
type Expectation = (run: ExampleRun) => void;

/** By command line. `CONFIG` stands for a configuration of both simulators, as of a real account and bucket. */
const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  'assistant.ts': ({ stdout }) => {
    expect(stdout).toMatch(/^Collected with \d HTTP requests\.$/m);
    expect(stdout.match(/^[a-z_]+ \{.*\}: \d+ tokens, \d+ HTTP requests$/gm)?.length).toBeGreaterThanOrEqual(8);
    // The newest clip of the bucket, and what its own header says.
    expect(stdout).toMatch(/^Reel 1: <<.*teapot.*>>\n {2}clip: 81 s, portrait/m);
  },
  'best-times-and-tags.ts': ({ stdout }) => {
    // Planted: 1.6 on 120 of 400 posts, 1.5 on one of 28 slots. Nothing else has an effect.
    expect(stdout).toMatch(/^ {2}#glaze +1\.\d\d to 1\.\d\d, best guess 1\.\d\d from 120 posts: helps$/m);
    expect(stdout).toMatch(/best first:\n {2}Wed evening .* posts: helps, measured$/m);
    expect(stdout.match(/: helps/g)).toHaveLength(2);
  },
  'best-times-and-tags.ts --config CONFIG': ({ stdout }) => {
    // Seven posts of one kind with four tags each.
    expect(stdout).toMatch(/^Hashtags of 7 posts, .*\n(?: {2}#.* from \d posts: too_few\n)+Posting times/);
  },
  'big-bucket.ts --config CONFIG': ({ stdout }) => {
    expect(stdout).toMatch(/^night 1: 312 files, 801\.28 MB, 1 requests, /m);
    expect(stdout).toMatch(
      /\ncollected_data\/files\.ndjson\.gz: 312 rows, .*\nat most \d+ MB of heap; unknown requests/,
    );
  },
  'big-bucket.ts --count 30000': ({ stdout, files }) => {
    expect(stdout).toMatch(/^night 1: 30000 files, .*\nlargest: .*\nnight 2: 30000 files, /m);
    expect(stdout).toContain('collected_data/files.ndjson.gz: 30000 rows');
    const rows = (files.get('collected_data/files.ndjson.gz') ?? '').trimEnd().split('\n');
    expect(new Set(rows.map((row) => (JSON.parse(row) as { name: string }).name)).size).toBe(30_000);
    expect([...files.keys()].filter((name) => name.startsWith('collected_data/cut-points/'))).toHaveLength(1);
  },
  'cancel.ts': ({ stdout, files }) => {
    expect(stdout).toContain('ended with the reason itself: Error: stopped when the bucket was begun');
    expect(stdout).toContain('requests sent since: 0');
    expect([...files.keys()]).toEqual([expect.stringMatching(/^collected_data\/cancelled\/instagram_analytics_/)]);
  },
  'cancel.ts --config CONFIG': ({ stdout, files }) => {
    expect(stdout).toContain('ended with the reason itself');
    expect(files.size).toBe(1);
  },
  'collect.ts --config CONFIG': expectDemoCollection,
  'custom-categories.ts': ({ stdout }) => {
    expect(stdout).toBe(
      'plain: videos 2 (30.52 MB), 3d_models 1 (2.96 MB), other 2 (1.04 MB); 0 ignored\n' +
        'own: videos 1 (22.89 MB), documents 2 (3.04 MB); 2 ignored\n',
    );
  },
  'custom-logger.ts': ({ stdout }) => {
    const [, ...parts] = stdout.split(/--- (?:console|tslog|pino)\n/);
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(part.match(/graph request finished/g)).toHaveLength(1);
    expect(JSON.parse(parts[2] ?? '')).toMatchObject({ service: 'nightly', logger: 'instagram_analytics' });
  },
  'demo.ts': expectDemoCollection,
  'first-report.ts': ({ stdout, files }) => {
    expect(stdout).toMatch(/^collected_data\/report\.html: \d+ KB, 7 posts, 312 files$/m);
    const html = files.get('collected_data/report.html') ?? '';
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).toMatch(/autopotter[^]*autopot1-printdump/);
  },
  'instagram.ts': ({ stdout, files }) => {
    expect(stdout).toMatch(/^autopotter: 76 followers\n2025-08-18T23:32:42Z REELS 232 views, engagement 0\.66 %/);
    expect(stdout).toContain('instagram_analytics_result.json: 3 HTTP requests, 1 issues');
    expect([...files.keys()]).toEqual(['instagram_analytics_result.json']);
  },
  'inventory.ts': ({ stdout, files }) => {
    expect(stdout).toContain('gcs_inventory_result.json: 312 files, 801.28 MB, 1 requests');
    expect([...files.keys()]).toEqual(['gcs_inventory_result.json']);
  },
  'many-accounts.ts': ({ stdout, files }) => {
    expect(stdout).toMatch(/^autopotter: complete, 0\.\d\d % by reach\n17841400000099999: failed, .+\npartial\n$/);
    const names = [...files.keys()].filter((name) => !name.includes('.checkpoint'));
    expect(names.sort()).toEqual([
      expect.stringMatching(/^collected_data\/\d+\/analytics\.json$/),
      'collected_data/comparison.json',
    ]);
  },
  'mcp-client.ts': ({ stdout }) => {
    expect(stdout).toMatch(/^\d\d tools, all of them read-only\n\{\n {2}"ok": true,/);
    expect(stdout).toContain('"clips": [');
    expect(stdout).toContain('autopotter');
  },
  'nightly.ts --config CONFIG': ({ stdout, files }) => {
    expect(stdout).toMatch(/^\d{4}-.*: complete\n$/);
    const kept = [...files.keys()].filter((name) => !name.startsWith('collected_data/'));
    expect(kept).toEqual([expect.stringMatching(/^\.state\/history\/snapshot_/)]);
  },
  'nightly.ts': ({ stdout, files }) => {
    expect(stdout).toMatch(
      /^2026-11-21T03:15:00Z: complete\n {2}stories kept: 1, 1 new\n2026-11-22T03:15:00Z: complete\n {2}stories kept: 2, 1 new\n {2}in 24 hours: followers \+25 \(1\.0 an hour\)\n {2}new posts: 1\n {2}most new views: \d+, \+\d+\n {2}plan: \d+ followers, \+25 from 2026-11-21 to 2026-11-22\n$/,
    );
    // Two nights: analytics, inventory, plan and summary each.
    expect(files.size).toBe(8);
  },
  'partial-results.ts': ({ stdout }) => {
    expect(stdout).toMatch(/account_insights 0 of \d+\n {2}media {12}12 of 12\n {2}media_insights {3}10 of 12/);
    expect(stdout).toMatch(/transient in account_insights: .*\n {4}The platform failed for a moment: try again\./);
    expect(stdout.match(/unsupported in media_insights of \d+: /g)).toHaveLength(2);
    expect(stdout).toMatch(/: like_count is hidden\n/);
    expect(stdout.match(/: insights\.views is before_business_account and \d+ more/g)).toHaveLength(2);
  },
  'resume.ts --config CONFIG': ({ stdout, files }) => {
    expect(stdout).toBe('page of 7 kept\nattempt 1: through to the end, 7 posts\n7 different posts in the list\n');
    expect((files.get('collected_data/posts.ndjson') ?? '').trimEnd().split('\n')).toHaveLength(7);
  },
  'resume.ts': ({ stdout, files }) => {
    expect(stdout).toMatch(/kept\nattempt 1: transient, the cursor is kept\npage/);
    expect(stdout).toMatch(/\nattempt 2: through to the end, \d+ posts\n/);
    expect(stdout).toMatch(/\nthe list broke after 50 posts: transient\n150 different posts in the list\n$/);
    const rows = (files.get('collected_data/posts.ndjson') ?? '').trimEnd().split('\n');
    expect(rows).toHaveLength(200);
    expect(new Set(rows.map((row) => (JSON.parse(row) as { id: string }).id)).size).toBe(200);
  },
  'storage-insights.ts': ({ stdout }) => {
    const figures = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\w+ +/, '').replace(/, \d+ requests$/, ''));
    expect(figures).toHaveLength(3);
    expect(new Set(figures).size).toBe(1);
    expect(figures[0]).toMatch(/^312 files, 801\.28 MB/);
  },
  'testing/node-test.test.ts': ({ stdout }) => {
    expect(stdout).toMatch(/^. pass 3$/m);
    expect(stdout).toMatch(/^. fail 0$/m);
  },
  'testing/vitest.test.ts': ({ stdout }) => {
    expect(stdout).toMatch(/Tests\s+3 passed \(3\)/);
  },
  'plan-loop.ts': ({ stdout }) => {
    const problems = stdout.match(/^[a-z_]+ \/\S+: /gm)?.map((line) => line.split(' ')[0]);
    expect(problems).toEqual(['unknown_file', 'too_short', 'too_many_hashtags', 'unsupported_claim']);
    expect(stdout).toContain('after correction: ok\nnext time: 3 clips used\n');
    expect(stdout).toMatch(/^the same plan again: already_published, already_published, already_published$/m);
  },
  'unused-footage.ts --config CONFIG': ({ stdout }) => {
    // Lengths of the demo's clips say little: none is named as used, those that fit a reel are uncertain.
    expect(stdout).toMatch(/^used: 0\nunused: \d+\n(?:.*: \w+, (?:0\.\d+|1)\n)+uncertain: \d+\n/);
    expect(stdout).toMatch(/portrait\): length_and_time, 0\.[0-7]\d?\n$/);
  },
  'unused-footage.ts': ({ stdout }) => {
    expect(stdout).toMatch(
      /^used: 3\n.*bowl_11.*: name_in_caption, 1\n.*vase_24.* \(14\.4 s, portrait\): length_and_time, 0\.98\n.*teapot_07.*: ledger, 1\nunused: 2\n.*kiln_02.*\n.*beaker_03.*\nuncertain: 0\n$/,
    );
  },
};

/** Expects three documents of the demo account and bucket, and a run that is complete. */
function expectDemoCollection({ files }: ExampleRun): void {
  const kinds = ['data_collection_summary', 'gcs_inventory', 'instagram_analytics'];
  const names = [...files.keys()].sort();
  expect(names).toEqual(
    kinds.map((kind) => expect.stringMatching(new RegExp(`^collected_data/${kind}_[\\d_]+\\.json$`)) as string),
  );
  const summary = JSON.parse(files.get(names[0] ?? '') ?? '') as CollectionSummary;
  expect(summary).toMatchObject({ status: 'complete', issues: [{ code: 'graph:short_list' }] });
  expect(summary.sources.instagram.counts).toMatchObject({ media: 7 });
  expect(summary.sources.gcs.counts).toMatchObject({ files: 312 });
}

describe('the examples', () => {
  const runs = new Map<string, ExampleRun>();
  let graph: GraphSimulator;
  let bucket: BucketSimulator;

  beforeAll(async () => {
    const { account, bucket: name, objects } = demoDataset();
    graph = await startGraphSimulator({ dataset: datasetFromExport(account) });
    bucket = await startBucketSimulator({ bucket: name, objects });
    const folder = await mkdtemp(join(tmpdir(), 'insight-inventory-config-'));
    const config = join(folder, 'insight-inventory.config.json');
    const settings = {
      instagram_user_id: graph.dataset.account.id,
      instagram_access_token: graph.token,
      instagram_base_url: graph.url,
      gcs_bucket: name,
      gcs_api_endpoint: bucket.url,
    };
    await writeFile(config, JSON.stringify(settings));
    await compileExamples();
    const commands = Object.keys(EXPECTATIONS);
    await pMap(
      commands,
      async (command) => {
        const [example = '', ...args] = command.split(' ').map((word) => (word === 'CONFIG' ? config : word));
        runs.set(command, await runExample(example, args));
      },
      { concurrency: AT_A_TIME },
    );
    await rm(folder, { recursive: true });
  }, TIMEOUT_MS);

  afterAll(() => Promise.all([graph.close(), bucket.close()]));

  it('are all run here', async () => {
    const run = Object.keys(EXPECTATIONS).map((command) => command.split(' ')[0]);
    expect(await listExamples()).toEqual([...new Set(run)].sort());
  });

  describe.each(Object.entries(EXPECTATIONS))('%s', (command, expectation) => {
    const ran = (): ExampleRun => {
      const finished = runs.get(command);
      if (finished === undefined) throw new Error(`${command} was not run`);
      return finished;
    };

    it('ends by itself and well', () => {
      const { code, stdout, stderr } = ran();
      expect(code, `${stdout}${stderr}`).toBe(0);
    });

    it('shows what it is there to show', () => {
      expectation(ran());
    });

    it('tells no token', () => {
      const { stdout, stderr, files } = ran();
      const output = [stdout, stderr, ...files.values()];
      expect(output.filter((text) => TOKEN.test(text))).toEqual([]);
    });
  });
});
