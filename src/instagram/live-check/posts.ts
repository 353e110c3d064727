import { COMMENT_FIELDS, fieldNames, MEDIA_FIELDS } from '../../graph/fields.ts';
import { MEDIA_METRICS, type MediaMetricEntry, type ProductClass, productClassOf } from '../../graph/media-metrics.ts';
import type { Login } from '../../graph/platform.ts';
import { type MediaWireRow, readMediaRow } from '../wire-rows.ts';
import { askEach, fieldsQuestion, metricsQuestion, type Question } from './questions.ts';
import { ACCEPTED, accepted, attempt, type ExpectedEntry, type LiveCheckContext, notTried, report } from './sheet.ts';

const KINDS: readonly ProductClass[] = ['reels', 'feed', 'feed_video', 'story'];

/** Posts looked through for one of each kind. */
const POSTS = 50;

/**
 * Counts the calls of {@link checkPosts} when nothing is refused: posts and stories; with a post of every kind also its
 * comments, the metrics of each kind and the retired ones.
 */
export function postCalls(login: Login): { min: number; max: number } {
  return { min: 2, max: KINDS.reduce((sum, kind) => sum + mediaGroups(kind, login).length, 4) };
}

/** Fields of posts and comments, and the metrics of one post of each kind. */
export async function checkPosts(check: LiveCheckContext): Promise<void> {
  const { run, config, way, sheet } = check;
  report(run, 'The fields of a post');
  const fields = fieldNames(MEDIA_FIELDS, run.client.login);
  let posts: readonly MediaWireRow[] = [];
  const question = fieldsQuestion(`${config.userId}/media`, way, POSTS);
  const resultFor = await askEach(run, fields, {
    ...question,
    result: (body) => {
      posts = readPosts(body);
      return ACCEPTED;
    },
  });
  sheet.add('media_fields', accepted(fields), resultFor);
  const stories = await attempt(run, () =>
    run.get({
      path: `${config.userId}/stories`,
      params: { fields: 'id,media_type,media_product_type,timestamp' },
      tokenTransport: way,
    }),
  );
  await checkComments(check, posts);
  await checkMetrics(check, [...posts, ...readPosts(stories.value)]);
}

async function checkComments({ run, way, sheet }: LiveCheckContext, posts: readonly MediaWireRow[]): Promise<void> {
  report(run, 'The fields of a comment');
  const fields = fieldNames(COMMENT_FIELDS, run.client.login);
  const post = posts.find(({ comments_count }) => (comments_count ?? 0) > 0) ?? posts[0];
  const resultFor =
    post === undefined
      ? () => notTried('The account has no post.')
      : await askEach(run, fields, fieldsQuestion(`${post.id}/comments`, way, 1));
  sheet.add('comment_fields', accepted(fields), resultFor);
}

/** The metrics of the newest post of each kind. */
async function checkMetrics({ run, way, sheet }: LiveCheckContext, posts: readonly MediaWireRow[]): Promise<void> {
  const asking = (post: MediaWireRow): Question =>
    metricsQuestion((names) => ({
      path: `${post.id}/insights`,
      params: { metric: names.join(',') },
      tokenTransport: way,
    }));
  for (const kind of KINDS) {
    report(run, `The metrics of a post of the kind ${kind}`);
    const post = posts.find((one) => productClassOf(one) === kind);
    for (const group of mediaGroups(kind, run.client.login)) {
      const entries = group.map(({ metric, unsure }): ExpectedEntry => {
        return { name: metric, expected: unsure.includes(kind) ? 'unsure' : 'accepted' };
      });
      const resultFor =
        post === undefined
          ? () => notTried(`There is no post of this kind among the last ${String(POSTS)}.`)
          : await askEach(
              run,
              group.map(({ metric }) => metric),
              asking(post),
            );
      sheet.add('media_metrics', entries, resultFor, kind);
    }
  }
  const retired = MEDIA_METRICS.filter((entry) => entry.retired !== null).map(({ metric }) => metric);
  const [newest] = posts;
  sheet.add(
    'media_metrics',
    retired.map((name) => ({ name, expected: 'refused' })),
    newest === undefined ? () => notTried('The account has no post.') : await askEach(run, retired, asking(newest)),
  );
}

/** What one kind of post is asked for in one request each: what is always asked, what is on request, what is unsure. */
function mediaGroups(kind: ProductClass, login: Login): (readonly MediaMetricEntry[])[] {
  const entries = MEDIA_METRICS.filter((entry) => entry.retired === null && entry.logins.includes(login));
  const sure = entries.filter(({ products }) => products.includes(kind));
  return [
    sure.filter(({ key, onRequest }) => key !== null && !onRequest),
    sure.filter(({ onRequest }) => onRequest),
    sure.filter(({ key }) => key === null),
    ...entries.filter(({ unsure }) => unsure.includes(kind)).map((entry) => [entry]),
  ].filter((group) => group.length > 0);
}

function readPosts(body: unknown): MediaWireRow[] {
  if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) return [];
  return body.data.flatMap((row: unknown) => readMediaRow(row) ?? []);
}
