/**
 * Tokens of the documents in each encoding, and of the brief and the tools' results: `npx tsx bench/tokens.ts [DIR]`.
 *
 * DIR holds an account and a bucket in the format of the demo data; without it the demo data are measured. Real counts
 * are those of gpt-tokenizer; the estimate is what the library itself counts with.
 */
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';

import {
  buildPlanningBrief,
  createAssistantTools,
  encodeDocument,
  estimateTokens,
  runTool,
} from '../src/assistant/index.ts';
import { GCSInventoryManager, InstagramAnalyticsManager } from '../src/index.ts';
import {
  datasetFromExport,
  demoDataset,
  readDataset,
  startBucketSimulator,
  startGraphSimulator,
} from '../src/testing/index.ts';

const PLAIN = { disallowedSpecial: new Set<string>() };

/** One row of the table. */
export interface TokenRow {
  readonly what: string;
  readonly form: string;
  readonly o200k_base: number;
  readonly cl100k_base: number;
  readonly estimate: number;
}

function measure(what: string, form: string, text: string): TokenRow {
  return {
    what,
    form,
    o200k_base: countO200k(text, PLAIN),
    cl100k_base: countCl100k(text, PLAIN),
    estimate: estimateTokens(text),
  };
}

/** Measures an account and a bucket; both are collected from simulators over HTTP. */
export async function measureTokens(data = demoDataset()): Promise<TokenRow[]> {
  const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account) });
  const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  try {
    const instagram = new InstagramAnalyticsManager({
      userId: graph.dataset.account.id,
      accessToken: graph.token,
      baseUrl: graph.url,
    });
    const gcs = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url });
    const analytics = await instagram.collect();
    const inventory = await gcs.generateInventory();
    const documents = [
      [`bucket, ${String(inventory.bucket_summary.total_files)} files`, inventory],
      [`account, ${String(analytics.recent_media?.length ?? 0)} posts`, analytics],
    ] as const;
    const rows = documents.flatMap(([what, document]) => [
      measure(what, 'the file as written, JSON with line ends', JSON.stringify(document, null, 2)),
      measure(what, 'JSON without white space', JSON.stringify(document)),
      ...(['json', 'columnar', 'csv'] as const).map((encoding) =>
        measure(what, `encodeDocument, ${encoding}`, encodeDocument(document, { encoding })),
      ),
    ]);
    for (const encoding of ['markdown', 'json', 'columnar'] as const) {
      const { text } = buildPlanningBrief({ analytics, inventory }, { encoding });
      rows.push(measure('planning brief of both', `${encoding}, maxTokens 6,000`, text));
    }
    const tools = createAssistantTools({ documents: { analytics, inventory } });
    const definitions = tools.map(({ name, description, inputJsonSchema: parameters }) => ({
      name,
      description,
      parameters,
    }));
    rows.push(measure('definitions of the tools', 'names, descriptions, input schemas', JSON.stringify(definitions)));
    const search = await runTool(tools, 'gcs_search_files', {});
    rows.push(measure('a page of gcs_search_files', 'maxTokens 4,000', JSON.stringify(search)));
    return rows;
  } finally {
    await Promise.all([graph.close(), bucket.close()]);
  }
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].split('/').at(-1) ?? '')) {
  const [, , folder] = process.argv;
  console.log(folder === undefined ? 'The demo data:' : `The data of ${folder}:`);
  console.table(await measureTokens(folder === undefined ? undefined : await readDataset(folder)));
}
