import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { FACEBOOK_SDK, loadFacebookSdk, readBySdk } from '../facebook-sdk.ts';
import { type GraphProcess, NOW, startGraph } from '../graph-process.ts';
import { type BenchSuite, type BenchTable, interleave, timed } from '../harness.ts';
import { oneCallAThing } from '../one-call-a-thing.ts';

/** A request as it was sent, to be sent again. */
interface SentRequest {
  readonly url: string;
  readonly headers: Headers;
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

/** Reads the same pages one after the other, parsed and nothing else: what the cursors alone take. */
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
    const sdk = loadFacebookSdk();
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
              ...(posts > 100
                ? {}
                : {
                    [RIVAL]: measure(() => oneCallAThing(graph)),
                    [FACEBOOK_SDK]: sdk === null ? () => Promise.resolve(null) : measure(() => readBySdk(sdk, graph)),
                  }),
            },
            3,
            [RIVAL, FACEBOOK_SDK],
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
