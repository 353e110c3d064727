import type { GraphRun } from '../graph/graph-run.ts';
import { readMediaRange } from '../graph/media-address.ts';
import { MediaProber, type ProbeItem, createProbeCache, probeMany } from '../media/media-prober.ts';
import type { RangeReader } from '../media/header-bytes.ts';
import type { DraftPost } from './draft-post.ts';
import type { IssueLog } from './issue-log.ts';

/**
 * Reads length and orientation of the posts' videos from their media addresses, by header bytes: 1 to 3 HTTP requests a
 * video, no Graph call. What is found is kept by post id in the manager's store: a published video does not change. A
 * video whose address Graph leaves out has no details.
 */
export async function probePosts(run: GraphRun, posts: readonly DraftPost[], issues: IssueLog): Promise<void> {
  const { store, concurrency } = run.client.settings.dependencies;
  const prober = new MediaProber({ source: 'instagram', cache: createProbeCache(store) });
  const videos = posts.filter((post) => post.row.media_type.toUpperCase() === 'VIDEO');
  const found = videos.flatMap((post) => {
    post.details = null;
    const { media_url, id } = post.row;
    return media_url === null ? [] : [{ post, item: toItem(run, id, media_url) }];
  });
  const items = found.map(({ item }) => item);
  const onProgress = run.report.bind(run);
  const metadata = await probeMany(prober, items, { concurrency, signal: run.signal, source: 'instagram', onProgress });
  for (const [index, { post }] of found.entries()) post.details = metadata[index] ?? null;
  // Several videos are read at a time: the order of the posts is the one order.
  const places = new Map(posts.map((post, index) => [post.row.id, index]));
  const placeOf = (id: string | null): number => places.get(id ?? '') ?? -1;
  for (const issue of prober.issues.toSorted((a, b) => placeOf(a.id) - placeOf(b.id))) issues.note(issue);
}

function toItem(run: GraphRun, id: string, address: string): ProbeItem {
  return { id, name: `${id}.mp4`, kind: 'video', identity: `instagram/${id}`, open: () => openAddress(run, address) };
}

/** The length of the file is learned with the first range. */
function openAddress(run: GraphRun, address: string): RangeReader {
  let size: number | null = null;
  return {
    get size(): number | null {
      return size;
    },
    read: async (start, end, signal) => {
      const range = await readMediaRange(run, address, { start, end }, signal);
      size = range.size ?? size;
      return range.bytes;
    },
  };
}
