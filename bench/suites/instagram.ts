import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { createAccount, startGraphSimulator, type GraphSimulator } from '../../src/testing/index.ts';
import { type BenchSuite, type BenchTable, interleave, timed } from '../harness.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const VERSION = 'v26.0';
const POST_FIELDS = 'id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count';
const REEL_METRICS = 'reach,likes,comments,saved,shares,views,total_interactions';
const ACCOUNT_METRICS = ['reach', 'views', 'accounts_engaged', 'total_interactions', 'likes', 'comments', 'shares'];

/** A request a thing, one after the other, as scripts and the wrappers of one endpoint each do it. */
async function oneCallAThing({ url, token, dataset }: GraphSimulator): Promise<number> {
  const ask = async (path: string): Promise<{ data?: { id: string }[]; paging?: { next?: string } }> => {
    const answer = await fetch(path.startsWith('http') ? path : `${url}/${VERSION}/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as { data?: { id: string }[]; paging?: { next?: string } };
  };
  const { id } = dataset.account;
  await ask(`${id}?fields=id,username,followers_count,media_count`);
  for (const metric of ACCOUNT_METRICS) await ask(`${id}/insights?metric=${metric}&period=day&metric_type=total_value`);
  let posts = 0;
  let next: string | undefined = `${id}/media?fields=${POST_FIELDS}&limit=100`;
  while (next !== undefined) {
    const page = await ask(next);
    for (const post of page.data ?? []) {
      await ask(`${post.id}/insights?metric=${REEL_METRICS}`);
      await ask(`${post.id}/comments?fields=id,text,timestamp,username,like_count&limit=10`);
      posts += 1;
    }
    next = page.paging?.next;
  }
  return posts;
}

async function collect({ url, token, dataset }: GraphSimulator): Promise<number> {
  const manager = new InstagramAnalyticsManager(
    { userId: dataset.account.id, accessToken: token, baseUrl: url },
    { clock: { now: () => NOW, sleep: () => Promise.resolve() } },
  );
  const { recent_media: posts } = await manager.collect({ limit: dataset.media.length });
  return posts?.length ?? 0;
}

/** The same account read by this library and by a request a thing, over the same simulator. */
export const instagram: BenchSuite = {
  name: 'instagram',
  run: async (mode) => {
    const latencyMs = mode === 'full' ? 100 : 0;
    const tables: BenchTable[] = [];
    for (const posts of mode === 'full' ? [25, 100, 1_000] : [3]) {
      const measure = (way: (simulator: GraphSimulator) => Promise<number>) => async () => {
        const dataset = createAccount({ posts, mix: { reels: 1 }, commentsPerPost: 2 });
        const simulator = await startGraphSimulator({ dataset, now: NOW, latencyMs });
        try {
          const times = await timed(async () => {
            const found = await way(simulator);
            if (found !== posts) throw new Error(`${String(found)} posts of ${String(posts)}.`);
          });
          const { requests, graphCalls } = simulator.stats();
          return { ...times, 'HTTP requests': requests, 'Graph calls': graphCalls };
        } finally {
          await simulator.close();
        }
      };
      const rival = 'one call a thing';
      tables.push({
        title: `Instagram: ${String(posts)} reels, ${String(latencyMs)} ms an answer`,
        about:
          'The account, its insights, and every post with insights and comments. Processor time includes the simulator.',
        rows: await interleave(
          { 'this library': measure(collect), [rival]: measure(oneCallAThing) },
          posts > 100 ? 1 : 3,
        ),
        compare: { subject: rival, column: 's' },
      });
    }
    return tables;
  },
};
