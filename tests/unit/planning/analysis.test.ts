import { describe, expect, it } from 'vitest';

import { buildPlanningBrief, createAssistantTools, runTool, type ToolSources } from '../../../src/assistant/index.ts';
import {
  analyzeDocuments,
  assessCommentQuality,
  checkVideoPlan,
  createMemoryLedgerStore,
  DataCollector,
  filesOf,
  planVideoContext,
  type CollectAllOptions,
  type DocumentAnalysis,
} from '../../../src/index.ts';
import { renderReport } from '../../../src/report/index.ts';
import { createAccount } from '../../../src/testing/index.ts';
import { openAccount, openBucket } from '../../support/demo.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { historyOf, inventoryWithCopies, variedAccount } from '../../support/varied-documents.ts';
import { openStudio } from '../cli/run-cli.ts';

const account = variedAccount();
const documents = {
  analytics: account,
  inventory: inventoryWithCopies(),
  history: historyOf(account),
  ledger: [{ media_id: account.recent_media[4]?.id ?? '', files: ['unknown.mp4'], published_at: null }],
  notes: { take: 'Takes of the wheel.' },
  timezone: 'Europe/Berlin',
};
/** The same as sources of tools. */
const { analytics, inventory, ...rest } = documents;
const sources = { documents: { analytics, inventory }, ...rest };
const plan = {
  title: 'Bowls',
  why: [{ text: 'Nobody knows whether evenings do better.', evidence: ['S1'] }],
  when: '2026-11-28T18:00:00Z',
  caption: 'How long does one take?',
  hashtags: ['clay'],
  audio: null,
  scenes: [{ file: 'nowhere.mp4', start_seconds: 0, duration_seconds: 3, text: null }],
};

describe('analyzeDocuments', () => {
  const analysis = analyzeDocuments(documents);

  it('gives the plan of the documents and the quality of all comments', () => {
    expect(analysis.context).toEqual(planVideoContext(documents));
    const comments = account.recent_media.flatMap((post) => post.comments ?? []);
    const ownUsername = account.account_info?.username;
    expect(analysis.comments).toEqual(assessCommentQuality(comments, { ownUsername }));
    expect(analyzeDocuments({ inventory: documents.inventory }).comments).toBeNull();
  });

  it('serves brief, page and check, which are what they are without it', () => {
    const alone = [buildPlanningBrief(documents), renderReport(documents), checkVideoPlan(plan, documents)];
    // What is equal is a list of the same entries, not only the same list.
    const same = { ...documents, history: [...documents.history] };
    expect([
      buildPlanningBrief(same, { analysis }),
      renderReport(same, { analysis }),
      checkVideoPlan(plan, same, { analysis }),
    ]).toEqual(alone);
  });

  it('gives the tools what their documents would', async () => {
    const [given, made] = [createAssistantTools({ analysis }), createAssistantTools(sources)];
    expect(given.map(({ name }) => name)).toEqual(made.map(({ name }) => name));
    for (const name of ['planning_brief', 'instagram_formats', 'gcs_bucket_summary', 'data_status'])
      expect(await runTool(given, name, {})).toEqual(await runTool(made, name, {}));
  });

  it.each([
    ['analytics', { ...documents, analytics: { ...account } }],
    ['inventory', { ...documents, inventory: null }],
    ['history', { ...documents, history: documents.history.slice(1) }],
    ['ledger', { ...documents, ledger: [] }],
    ['notes', { ...documents, notes: undefined }],
    ['timezone', { ...documents, timezone: 'UTC' }],
    ['onlineFollowers', { ...documents, onlineFollowers: { '18': 3 } }],
  ])('is refused with another value of %s', (key, other) => {
    const refused = { kind: 'invalid_request', message: expect.stringContaining(`"${key}"`) as unknown };
    expect(() => buildPlanningBrief(other, { analysis })).toThrow(expect.objectContaining(refused) as Error);
    expect(() => renderReport(other, { analysis })).toThrow(expect.objectContaining(refused) as Error);
    expect(() => checkVideoPlan(plan, other, { analysis })).toThrow(expect.objectContaining(refused) as Error);
  });

  it('is refused by tools that are given other documents beside it', () => {
    expect(() => createAssistantTools({ analysis, documents: { analytics: { ...account } } })).toThrow('"analytics"');
    expect(() => createAssistantTools({ analysis, ledger: createMemoryLedgerStore() })).toThrow('"ledger"');
    expect(() => createAssistantTools({ analysis, ...sources })).not.toThrow();
  });

  it('is refused when it is none', () => {
    const none = planVideoContext({ analytics: account }) as unknown as DocumentAnalysis;
    expect(() => buildPlanningBrief(documents, { analysis: none })).toThrow('analysis');
  });
});

describe('one set of documents', () => {
  /** Makes documents that count how often a post and a clip are looked at: matching, fitting and reading all do. */
  function countedDocuments(): { given: typeof documents; looks: () => number } {
    const given = structuredClone(documents);
    const [post] = given.analytics.recent_media;
    const clip = filesOf(given.inventory).find(({ file_category: category }) => category === 'video');
    if (post === undefined || clip === undefined) throw new Error('There is no post or no clip.');
    let looks = 0;
    for (const [record, key] of [
      [post, 'caption'],
      [post, 'comments'],
      [clip, 'created_time'],
    ] as const) {
      const value: unknown = Reflect.get(record, key);
      const get = (): unknown => ((looks += 1), value);
      Object.defineProperty(record, key, { get, enumerable: true });
    }
    return {
      given,
      looks: () => {
        const since = looks;
        looks = 0;
        return since;
      },
    };
  }
  const { given, looks } = countedDocuments();
  const analysis = analyzeDocuments(given);
  const looksOfOne = looks();
  const useTools = async (from: ToolSources): Promise<void> => {
    const tools = createAssistantTools(from);
    for (const name of ['planning_brief', 'footage_unused', 'instagram_findings', 'instagram_trends'])
      expect((await runTool(tools, name, {})).ok).toBe(true);
  };

  it.each<[what: string, use: (analysis?: DocumentAnalysis) => unknown]>([
    ['a brief', (made) => buildPlanningBrief(given, { analysis: made })],
    ['a page', (made) => renderReport(given, { analysis: made })],
    ['a check', (made) => checkVideoPlan(plan, given, { analysis: made })],
    [
      'all tools together',
      (made) =>
        useTools(
          made === undefined
            ? { ...sources, documents: { analytics: given.analytics, inventory: given.inventory } }
            : { analysis: made },
        ),
    ],
  ])('is analyzed once by %s, and not at all with an analysis', async (_what, use) => {
    await use();
    const alone = looks();
    await use(analysis);
    expect(looksOfOne).toBeGreaterThan(5);
    expect(alone - looks()).toBe(looksOfOne);
  });

  /** Counts how often comments were read while something ran: each reading of emoji makes a segmenter of words. */
  async function readingsOf(run: () => Promise<void>): Promise<number> {
    const { Segmenter } = Intl;
    let readings = 0;
    class Counted extends Segmenter {
      constructor(...given: ConstructorParameters<typeof Segmenter>) {
        super(...given);
        readings += 1;
      }
    }
    Object.defineProperty(Intl, 'Segmenter', { value: Counted, configurable: true, writable: true });
    try {
      await run();
      return readings;
    } finally {
      Object.defineProperty(Intl, 'Segmenter', { value: Segmenter, configurable: true, writable: true });
    }
  }

  it('is analyzed once by the collector, which hands the analysis on', async () => {
    const [{ instagram }, { gcs }] = [
      await openAccount({}, { dataset: createAccount({ posts: 30 }) }),
      await openBucket(),
    ];
    const readings = (options: CollectAllOptions): Promise<number> =>
      readingsOf(async () => {
        const collector = new DataCollector({ instagram, gcs, outputDir: await temporaryFolder() });
        const { issues } = await collector.collectAllData(options);
        expect(issues.filter(({ source }) => source === 'collector')).toEqual([]);
      });
    const onAnalysis = (made: DocumentAnalysis): never => {
      expect(buildPlanningBrief(made.documents, { analysis: made }).text).toContain('Unused clips');
      expect(renderReport(made.documents, { analysis: made })).toContain('<svg');
      throw new Error('A listener that fails costs nothing.');
    };
    const onlyCollected = await readings({});
    expect(await readings({ planning: true, onAnalysis })).toBe(onlyCollected + 1);
  });

  it('is analyzed once by collect --report, with --planning or without', async () => {
    const { run } = await openStudio({ dataset: createAccount({ posts: 30 }) });
    const readings = (...options: string[]): Promise<number> =>
      readingsOf(async () => {
        const { code, stdout } = await run(['collect', ...options, '--quiet']);
        expect([code, stdout.includes('insight_report_')]).toEqual([0, options.includes('--report')]);
      });
    const onlyCollected = await readings();
    expect([await readings('--report'), await readings('--planning', '--report')]).toEqual([
      onlyCollected + 1,
      onlyCollected + 1,
    ]);
  });
});
