import { describe, expect, it, onTestFinished } from 'vitest';

import { measureTokens } from '../../bench/tokens.ts';
import { createAssistantTools, runTool, type ToolSources } from '../../src/assistant/index.ts';
import { GCSInventoryManager, InstagramAnalyticsManager } from '../../src/index.ts';
import { datasetFromExport, demoDataset, startBucketSimulator, startGraphSimulator } from '../../src/testing/index.ts';
import { codeIn, readPage, tableUnder } from './pages.ts';

const page = readPage('docs/assistant.md');

/** The numbers of a cell before the words for other cases: `6 calls and 1 request: …`. */
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
      const input = tool === 'gcs_file_details' ? { name } : /insights|comments/.test(tool) ? { media_id } : {};
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

describe('the tokens docs/assistant.md states', () => {
  it('are those of the demo data, to a percent', async () => {
    const measured = await measureTokens();
    const stated = tableUnder(page, 'Encodings').map(([what, form, ...numbers]) => ({
      what,
      form,
      numbers: numbers.map((cell) => Number(cell.replaceAll(',', ''))),
    }));
    expect(stated.map(({ what, form }) => [what, form])).toEqual(measured.map(({ what, form }) => [what, form]));
    for (const [index, { o200k_base, cl100k_base, estimate }] of measured.entries()) {
      const { form, numbers = [] } = stated[index] ?? {};
      // Ports and times of a run differ by a few tokens.
      for (const [place, real] of [o200k_base, cl100k_base, estimate].entries()) {
        expect(Math.abs((numbers[place] ?? 0) / real - 1), `${String(form)} ${String(place)}`).toBeLessThan(0.01);
      }
    }
  });
});
