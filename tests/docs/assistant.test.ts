import { describe, expect, it, onTestFinished } from 'vitest';

import { measureTokens } from '../../bench/tokens.ts';
import { createAssistantTools, runTool, type ToolSources } from '../../src/assistant/index.ts';
import { GCSInventoryManager, InstagramAnalyticsManager } from '../../src/index.ts';
import { datasetFromExport, demoDataset, startBucketSimulator, startGraphSimulator } from '../../src/testing/index.ts';
import { toolInput } from '../unit/assistant/samples.ts';
import { codeIn, readPage, tableUnder } from './pages.ts';

const page = readPage('docs/assistant.md');

/** Gives the numbers of a cell before the words for other cases: `6 calls and 1 request: …`. */
function costIn(cell: string): { calls: number; requests: number } {
  const number = (unit: string): number => Number(new RegExp(`(\\d+) ${unit}`).exec(cell)?.[1] ?? 0);
  return { calls: number('call'), requests: number('request') };
}

describe('what docs/assistant.md says the tools cost', () => {
  const data = demoDataset();
  const table = new Map(
    tableUnder(page, 'What they cost').map(([name, known = '', live = '']) => [codeIn(name) ?? '', { known, live }]),
  );

  it.each(['known', 'live'] as const)('is what they cost, every tool of them: %s', async (column) => {
    const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account) });
    const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
    onTestFinished(() => Promise.all([graph.close(), bucket.close()]).then(() => undefined));
    // New managers each time: what one has learned makes the next call cheaper.
    const open = (): { instagram: InstagramAnalyticsManager; gcs: GCSInventoryManager } => ({
      instagram: new InstagramAnalyticsManager({
        userId: graph.dataset.account.id,
        accessToken: graph.token,
        baseUrl: graph.url,
      }),
      gcs: new GCSInventoryManager({ bucket: data.bucket, apiEndpoint: bucket.url }),
    });
    const { instagram, gcs } = open();
    const documents = { analytics: await instagram.collect(), inventory: await gcs.generateInventory() };
    const media_id = documents.analytics.recent_media?.[0]?.id;
    const name = documents.inventory.highlights.newest_videos[0]?.name;
    const sources = (): ToolSources => ({ ...open(), documents: column === 'known' ? documents : undefined });
    const names = createAssistantTools(sources()).map((tool) => tool.name);
    expect([...table.keys()]).toEqual(names);
    for (const tool of names) {
      const before = { calls: graph.stats().graphCalls, requests: bucket.stats().requests };
      const input = toolInput(tool, { mediaId: media_id ?? '', file: name ?? '' });
      const result = await runTool(createAssistantTools(sources()), tool, input);
      expect(result.ok, tool).toBe(true);
      const spent = {
        calls: graph.stats().graphCalls - before.calls,
        requests: bucket.stats().requests - before.requests,
      };
      expect(spent, tool).toEqual(costIn(table.get(tool)?.[column] ?? ''));
    }
  });
});

describe('the encodings, measured with a tokenizer', () => {
  it('rank as docs/assistant.md has them, and the estimate is never below the true count', async () => {
    const measured = await measureTokens();
    const stated = tableUnder(page, 'Encodings').map(([what, form]) => [what, form]);
    expect(stated).toEqual(measured.map(({ what, form }) => [what, form]));
    for (const what of ['bucket', 'account']) {
      const rows = measured.filter((row) => row.what.startsWith(what));
      const tokens = (form: string): number => rows.find((row) => row.form.startsWith(form))?.o200k_base ?? NaN;
      expect(tokens('encodeDocument, columnar')).toBeLessThan(0.75 * tokens('JSON without white space'));
      expect(tokens('encodeDocument, columnar')).toBeLessThan(tokens('encodeDocument, csv'));
    }
    for (const { form, o200k_base, cl100k_base, estimate } of measured) {
      expect(estimate, form).toBeGreaterThanOrEqual(Math.max(o200k_base, cl100k_base));
    }
  });
});
