import type { VideoPerformance } from '../documents/summary.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { accountRequest } from './collect-account.ts';
import { readAccountRow } from './account-row.ts';
import { completePosts } from './collect-media.ts';
import { deriveLatestVideo } from './derive.ts';
import { IssueLog } from './issue-log.ts';
import { MediaPageReader } from './media-pages.ts';
import type { MediaReader } from './media-reader.ts';
import type { InstagramSettings } from './settings.ts';

/** Small pages: the newest video is nearly always among the first. */
const PAGE_SIZE = 10;
const MAX_PAGES = 10;

/** How the newest video did, looking through pages of posts until one is found. */
export async function readLatestVideo(
  run: GraphRun,
  media: MediaReader,
  settings: InstagramSettings,
): Promise<VideoPerformance | null> {
  const issues = new IssueLog();
  const query = media.query({}, issues);
  const reader = new MediaPageReader(query, issues);
  let after: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await reader.read(run, after, PAGE_SIZE);
    const video = page.posts.find((post) => post.row.media_type.toUpperCase() === 'VIDEO');
    if (video !== undefined) {
      await completePosts(run, [video], query, issues);
      const [outcome] = await run.getMany([accountRequest(run, settings.userId)]);
      // Without the account there is no rate by followers; the video stands.
      const account = outcome?.ok === true ? readAccountRow(outcome.body) : null;
      const facts = { followers: account?.followers_count ?? null, username: account?.username ?? null };
      return deriveLatestVideo([media.toRecord(run, video, {})], facts);
    }
    if (page.after === null) return null;
    after = page.after;
  }
  return null;
}
