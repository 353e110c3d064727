import { COMMENT_FIELDS, fieldNames, MEDIA_FIELDS } from '../graph/fields.ts';
import { MEDIA_METRICS, productClassOf, type MediaMetricEntry, type ProductClass } from '../graph/media-metrics.ts';
import type { Login } from '../graph/platform.ts';
import { askNames, fieldsQuestion, metricsQuestion, type NamesQuestion } from './ask-names.ts';
import { attempt, held, report, type FactContext } from './fact-check.ts';
import { HELD, notTried, type FactRow } from './fact-sheet.ts';
import { readMediaRow, type MediaRow } from './media-row.ts';

const KINDS: readonly ProductClass[] = ['reels', 'feed', 'feed_video', 'story'];

/** Posts looked through for one of each kind. */
const POSTS = 50;

/** Calls for posts, stories and the comments of a post. */
export const LIST_CALLS = 3;

/** Calls the metrics take when there is a post of every kind and none is refused. */
export function mediaMetricCalls(login: Login): number {
  return KINDS.reduce((sum, kind) => sum + mediaGroups(kind, login).length, 1);
}

/** Fields of posts and comments, and the metrics of one post of each kind. */
export async function checkPosts(check: FactContext): Promise<void> {
  const { run, settings, way, sheet } = check;
  report(run, 'The fields of a post');
  const fields = fieldNames(MEDIA_FIELDS, run.client.login);
  let posts: readonly MediaRow[] = [];
  const question = fieldsQuestion(`${settings.userId}/media`, way, POSTS);
  const outcomeFor = await askNames(run, fields, {
    ...question,
    answered: (body) => {
      posts = readPosts(body);
      return HELD;
    },
  });
  sheet.add('media_fields', held(fields), outcomeFor);
  const stories = await attempt(run, () =>
    run.get({
      path: `${settings.userId}/stories`,
      params: { fields: 'id,media_type,media_product_type,timestamp' },
      tokenTransport: way,
    }),
  );
  await checkComments(check, posts);
  await checkMetrics(check, [...posts, ...readPosts(stories.value)]);
}

async function checkComments({ run, way, sheet }: FactContext, posts: readonly MediaRow[]): Promise<void> {
  report(run, 'The fields of a comment');
  const fields = fieldNames(COMMENT_FIELDS, run.client.login);
  const post = posts.find(({ comments_count }) => (comments_count ?? 0) > 0) ?? posts[0];
  const outcomeFor =
    post === undefined
      ? () => notTried('The account has no post.')
      : await askNames(run, fields, fieldsQuestion(`${post.id}/comments`, way, 1));
  sheet.add('comment_fields', held(fields), outcomeFor);
}

/** The metrics of the newest post of each kind. */
async function checkMetrics({ run, way, sheet }: FactContext, posts: readonly MediaRow[]): Promise<void> {
  const asking = (post: MediaRow): NamesQuestion =>
    metricsQuestion((names) => ({
      path: `${post.id}/insights`,
      params: { metric: names.join(',') },
      tokenTransport: way,
    }));
  for (const kind of KINDS) {
    report(run, `The metrics of a post of the kind ${kind}`);
    const post = posts.find((one) => productClassOf(one) === kind);
    for (const group of mediaGroups(kind, run.client.login)) {
      const rows = group.map(({ metric, unsure }): FactRow => {
        return { fact: metric, expected: unsure.includes(kind) ? 'unsure' : 'held' };
      });
      const outcomeFor =
        post === undefined
          ? () => notTried(`There is no post of this kind among the last ${String(POSTS)}.`)
          : await askNames(
              run,
              group.map(({ metric }) => metric),
              asking(post),
            );
      sheet.add('media_metrics', rows, outcomeFor, kind);
    }
  }
  const retired = MEDIA_METRICS.filter((row) => row.retired !== null).map(({ metric }) => metric);
  const [newest] = posts;
  sheet.add(
    'media_metrics',
    retired.map((fact) => ({ fact, expected: 'refused' })),
    newest === undefined ? () => notTried('The account has no post.') : await askNames(run, retired, asking(newest)),
  );
}

/** What one kind of post is asked for in one request each: what is always asked, what is on request, what is unsure. */
function mediaGroups(kind: ProductClass, login: Login): (readonly MediaMetricEntry[])[] {
  const rows = MEDIA_METRICS.filter((row) => row.retired === null && row.logins.includes(login));
  const sure = rows.filter(({ products }) => products.includes(kind));
  return [
    sure.filter(({ key, onRequest }) => key !== null && !onRequest),
    sure.filter(({ onRequest }) => onRequest),
    sure.filter(({ key }) => key === null),
    ...rows.filter(({ unsure }) => unsure.includes(kind)).map((row) => [row]),
  ].filter((group) => group.length > 0);
}

function readPosts(body: unknown): MediaRow[] {
  if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) return [];
  return body.data.flatMap((row: unknown) => readMediaRow(row) ?? []);
}
