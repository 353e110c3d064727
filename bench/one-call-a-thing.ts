import type { GraphProcess } from './graph-process.ts';

const VERSION = 'v26.0';
export const POST_FIELDS = 'id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count';
/** What every kind of post has. */
export const POST_METRICS = 'reach,likes,comments,saved,shares,views,total_interactions';
export const ACCOUNT_METRICS = [
  'reach',
  'views',
  'accounts_engaged',
  'total_interactions',
  'likes',
  'comments',
  'shares',
];

/** Sends a request a thing, one after the other, as scripts and the wrappers of one endpoint each do it. */
export async function oneCallAThing({ url, token, userId }: GraphProcess): Promise<number> {
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
