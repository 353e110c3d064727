import { writeFile } from 'node:fs/promises';

import { afterAll, describe, expect, it } from 'vitest';

import { createAssistantTools, runTool } from '../../src/assistant/index.ts';
import { compileQuery, summarizeFiles, type FileQuery } from '../../src/files/index.ts';
import {
  createMemorySnapshotStore,
  isInsightInventoryError,
  loadConfig,
  planVideoContext,
  readHistory,
  type CategoryRules,
} from '../../src/index.ts';
import { fitEngagementModel, summarizeHashtags } from '../../src/metrics/index.ts';
import { analytics, comment, file, inventory, post } from '../unit/assistant/samples.ts';
import { closeStudios, rejectionOf, startStudio } from '../unit/instagram/studio.ts';
import { useTemporaryFolder } from '../unit/runtime/temporary-folder.ts';

afterAll(closeStudios);
const folder = useTemporaryFolder();

/** What every object has, or can be given, without being asked. */
const RESERVED = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...['prototype', 'then', 'length', 'name', 'toJSON', 'valueOf'],
];

const own = (name: string, value: unknown): object =>
  JSON.parse(JSON.stringify({ x: value }).replace('"x"', JSON.stringify(name))) as object;

function expectClean(): void {
  for (const name of ['polluted', 'x']) expect(Object.prototype).not.toHaveProperty(name);
  expect({}.constructor).toBe(Object);
}

describe.each(RESERVED)('the name %s', (name) => {
  it('is an unknown key of a configuration, and changes none of the others', async () => {
    const path = folder.path('config.json');
    const text = JSON.stringify({ ...own(name, { polluted: true }), gcs_bucket: 'prints' });
    await writeFile(path, text.includes(name) ? text : `{"${name}":{"polluted":true},"gcs_bucket":"prints"}`);
    const config = await loadConfig(path, { env: {} });
    expect(config.getGcsConfig().bucket).toBe('prints');
    expect(config.unknownKeys.map(({ key }) => key)).toEqual([name]);
    expect(() => config.getInstagramConfig()).toThrow();
    expectClean();
  });

  it('is no option, no metric and no account field of a manager', async () => {
    const { manager, simulator } = await startStudio();
    for (const call of [
      () => manager.getRecentMedia({ insights: [name] }),
      () => manager.getMediaInsights('17900000000000001', { insights: [name] }),
      () => manager.collect(own(name, { polluted: true })),
    ]) {
      const error = await rejectionOf(call());
      expect(isInsightInventoryError(error) && error.kind).toBe('invalid_request');
    }
    expect(simulator.stats().requests).toBe(0);
    expectClean();
  });

  it('is one hashtag, word, folder, label and category name among others', () => {
    const caption = `#${name} ${name} at the wheel ${name}`;
    const posts = [1, 2, 3, 4].map((index) =>
      post({
        id: String(index),
        caption,
        hashtags: [name],
        comments: [comment({ username: name, text: `how ${name}?` })],
      }),
    );
    const tags = summarizeHashtags(posts);
    expect(Object.keys(tags)).toEqual([name.toLowerCase()]);
    expect(() => fitEngagementModel(posts)).not.toThrow();
    const files = [
      file(`${name}/${name}.mp4`, { metadata: own(name, 'x') as Record<string, string> }),
      file(`a.${name}`),
    ];
    expect(summarizeFiles(files)).toBeDefined();
    expect(files.filter(compileQuery({ folder: name })).map((found) => found.name)).toEqual([`${name}/${name}.mp4`]);
    expect(() => compileQuery({ category: name } as unknown as FileQuery)).toThrow(/category/);
    const planned = planVideoContext({
      analytics: analytics(posts),
      inventory: inventory(files),
      notes: own(name, 'a note') as Record<string, string>,
    });
    expect(JSON.stringify(planned)).toContain(name);
    expectClean();
  });

  it('is no tool and no argument of one, and no metric of a history', async () => {
    const tools = createAssistantTools({ documents: { analytics: analytics([]), inventory: inventory([]) } });
    expect(await runTool(tools, name, {})).toMatchObject({ ok: false, error: { kind: 'invalid_request' } });
    for (const tool of tools) {
      const result = await tool.execute(own(name, { polluted: true }));
      if (name !== '__proto__') expect(result).toMatchObject({ ok: false, error: { kind: 'invalid_request' } });
    }
    await expect(readHistory(createMemorySnapshotStore(), { metrics: [name] } as never)).rejects.toMatchObject({
      kind: 'invalid_request',
    });
    expectClean();
  });
});

it('as a rule of categories they are extensions alone', () => {
  for (const name of RESERVED) {
    const rules = own(name, 'video') as CategoryRules;
    expect(Object.keys(rules)).toEqual([name]);
  }
});
