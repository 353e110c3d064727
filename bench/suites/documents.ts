import { buildPlanningBrief } from '../../src/assistant/planning-brief.ts';
import { fitEngagementModel, summarizeHashtags, summarizeMedia } from '../../src/metrics/index.ts';
import { analyzeDocuments, planVideoContext } from '../../src/planning/plan-video-context.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { bigAccount, bigInventory } from '../../tests/support/big-documents.ts';
import { type BenchSuite, type BenchTable, interleave, timed } from '../harness.ts';

/** Posts of an account, with files of its bucket. */
const SIZES = [
  { posts: 100, files: 1_000 },
  { posts: 300, files: 10_000 },
  { posts: 1_000, files: 10_000 },
  { posts: 10_000, files: 100_000 },
];

/** Brief and report of one analysis, whose first part is the plan: as the collector makes them. */
export const TOGETHER = 'plan, brief and report together';

const NUMBERS = new Intl.NumberFormat('en-US');

/** What is computed from documents: summaries, the model, a plan, a brief and a report, by posts and files. */
export const documents: BenchSuite = {
  name: 'documents',
  run: async (mode) => {
    const tables: BenchTable[] = [];
    for (const { posts, files } of mode === 'full' ? SIZES : [{ posts: 30, files: 100 }]) {
      const analytics = bigAccount(posts);
      const inventory = bigInventory(files);
      const media = analytics.recent_media ?? [];
      const subjects = {
        summarizeMedia: () => timed(() => summarizeMedia(media)),
        fitEngagementModel: () => timed(() => fitEngagementModel(media)),
        summarizeHashtags: () => timed(() => summarizeHashtags(media)),
        planVideoContext: () => timed(() => planVideoContext({ analytics, inventory })),
        buildPlanningBrief: () => timed(() => buildPlanningBrief({ analytics, inventory })),
        renderReport: () => timed(() => renderReport({ analytics, inventory })),
        [TOGETHER]: () =>
          timed(() => {
            const analysis = analyzeDocuments({ analytics, inventory });
            buildPlanningBrief(analysis.documents, { analysis });
            renderReport(analysis.documents, { analysis });
          }),
      };
      const count = (value: number): string => NUMBERS.format(value);
      tables.push({
        title: `Documents of ${count(posts)} posts and ${count(files)} files`,
        about: 'Ten tags, five comments and a long caption on every post; nothing is sent.',
        rows: await interleave(subjects, mode === 'full' && posts < 10_000 ? 5 : 1),
      });
    }
    return tables;
  },
};
