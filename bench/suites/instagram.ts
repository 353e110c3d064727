import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { type GraphProcess, NOW, startGraph } from '../graph-process.ts';
import { type BenchSuite, type BenchTable, interleave, timed } from '../harness.ts';

const VERSION = 'v26.0';
const POST_FIELDS = 'id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count';
/** What every kind of post has. */
const POST_METRICS = 'reach,likes,comments,saved,shares,views,total_interactions';
const ACCOUNT_METRICS = ['reach', 'views', 'accounts_engaged', 'total_interactions', 'likes', 'comments', 'shares'];

/** A request as it was sent, to be sent again. */
interface SentRequest {
  readonly url: string;
  readonly headers: Headers;
}

/** A request a thing, one after the other, as scripts and the wrappers of one endpoint each do it. */
async function oneCallAThing({ url, token, userId }: GraphProcess): Promise<number> {
  const ask = async (path: string): Promise<{ data?: { id: string }[]; paging?: { next?: string } }> => {
    const answer = await fetch(path.startsWith('http') ? path : `${url}/${VERSION}/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as { data?: { id: string }[]; paging?: { next?: string } };
  };
  await ask(`${userId}?fields=id,username,followers_count,media_count`);
  for (const metric of ACCOUNT_METRICS)
    await ask(`${userId}/insights?metric=${metric}&period=day&metric_type=total_value`);
  let posts = 0;
  let next: string | undefined = `${userId}/media?fields=${POST_FIELDS}&limit=100`;
  while (next !== undefined) {
    const page = await ask(next);
    for (const post of page.data ?? []) {
      await ask(`${post.id}/insights?metric=${POST_METRICS}`);
      await ask(`${post.id}/comments?fields=id,text,timestamp,username,like_count&limit=10`);
      posts += 1;
    }
    next = page.paging?.next;
  }
  return posts;
}

/** Collects the account; gives the requests for pages of posts, in which each needs the cursor of the one before. */
async function collect({ url, token, userId }: GraphProcess, limit: number, pages: SentRequest[]): Promise<number> {
  pages.length = 0;
  const manager = new InstagramAnalyticsManager(
    { userId, accessToken: token, baseUrl: url },
    {
      clock: { now: () => NOW, sleep: () => Promise.resolve() },
      fetch: (input, init) => {
        const request = new Request(input, init);
        if (request.url.includes('/media?')) pages.push({ url: request.url, headers: request.headers });
        return fetch(request);
      },
    },
  );
  const { recent_media: posts } = await manager.collect({ limit });
  return posts?.length ?? 0;
}

/** The same pages one after the other, parsed and nothing else: what the cursors alone take. */
async function pagesAlone(pages: readonly SentRequest[]): Promise<void> {
  for (const { url, headers } of pages) await (await fetch(url, { headers })).json();
}

const KINDS = { reels: { reels: 1 }, 'mixed posts': { reels: 3, image: 2, carousel: 1 } } as const;
const PAGES = 'its pages alone, one after the other';
const RIVAL = 'one call a thing';

/** The same account read by this library and by a request a thing, over the same simulator. */
export const instagram: BenchSuite = {
  name: 'instagram',
  run: async (mode) => {
    const latencyMs = mode === 'full' ? 100 : 0;
    const tables: BenchTable[] = [];
    for (const [kind, mix] of Object.entries(KINDS)) {
      for (const posts of mode === 'full' ? [25, 100, 1_000] : [3]) {
        const graph = await startGraph({ posts, mix, latencyMs });
        const pages: SentRequest[] = [];
        const measure = (work: () => Promise<unknown>) => async () => {
          const before = await graph.counts();
          const times = await timed(work);
          const after = await graph.counts();
          return {
            ...times,
            'HTTP requests': after.requests - before.requests,
            'Graph calls': after.graphCalls - before.graphCalls,
          };
        };
        try {
          await collect(graph, posts, pages);
          const rows = await interleave(
            {
              'this library': measure(() => collect(graph, posts, pages)),
              [PAGES]: measure(() => pagesAlone(pages)),
              // A thousand posts take ten times as long as a hundred.
              ...(posts > 100 ? {} : { [RIVAL]: measure(() => oneCallAThing(graph)) }),
            },
            3,
          );
          tables.push({
            title: `Instagram: ${String(posts)} ${kind}, ${String(latencyMs)} ms an answer`,
            about:
              'The account, its insights, and every post with insights and comments; the simulator in a process of its own. The metrics that only one kind of post has need one more round trip behind the last page.',
            rows,
            compare: { subject: PAGES, column: 's' },
          });
        } finally {
          graph.stop();
        }
      }
    }
    return tables;
  },
};
