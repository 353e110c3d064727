import { describe, expect, it, onTestFinished } from 'vitest';

import { InstagramAnalyticsManager, type ManagerDependencies } from '../../../src/index.ts';
import {
  createAccount,
  mp4Bytes,
  startGraphSimulator,
  type GraphDataset,
  type GraphSimulator,
} from '../../../src/testing/index.ts';

/**
 * Makes an account of reels, each behind its address a clip of 20 MB, 12 seconds, stored lying down and turned upright.
 */
function reels(posts: number): GraphDataset {
  const dataset = createAccount({ seed: 5, posts, mix: { reels: 1 } });
  const content = mp4Bytes({
    size: 20_000_000,
    durationSeconds: 12,
    width: 1920,
    height: 1080,
    rotation: 90,
    audio: true,
  });
  return { ...dataset, media: dataset.media.map((media) => ({ ...media, content })) };
}

async function open(
  dataset: GraphDataset,
  deps: ManagerDependencies = {},
): Promise<{ graph: GraphSimulator; instagram: InstagramAnalyticsManager }> {
  const graph = await startGraphSimulator({ dataset });
  onTestFinished(() => graph.close());
  const config = { userId: dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  return { graph, instagram: new InstagramAnalyticsManager(config, deps) };
}

describe('probing the account’s own videos', () => {
  it('reads length and orientation by range, without the token and without a Graph call', async () => {
    const { graph, instagram } = await open(reels(3));
    const media = await instagram.getRecentMedia({ probe: true, comments: false });
    for (const post of media) {
      expect(post.media_details).toMatchObject({
        duration_seconds: 12,
        width: 1080,
        height: 1920,
        orientation: 'portrait',
        has_audio: true,
      });
      expect(post.media_details?.bytes_read).toBeLessThan(1_000_000);
      expect(post.media_url).toBeNull();
    }
    const { byEndpoint, graphCalls, misuse } = graph.stats();
    expect(byEndpoint['/cdn']).toBeGreaterThanOrEqual(3);
    expect(byEndpoint['/cdn']).toBeLessThanOrEqual(9);
    expect(graphCalls).toBe(2);
    expect(misuse).toEqual([]);
  });

  it('does not read a video twice: what was found is kept by post', async () => {
    const { graph, instagram } = await open(reels(2));
    await instagram.getRecentMedia({ probe: true, comments: false });
    const before = graph.stats().byEndpoint['/cdn'];
    const document = await instagram.collect({ probe: true });
    expect(graph.stats().byEndpoint['/cdn']).toBe(before);
    expect(document.recent_media?.every((post) => post.media_details?.duration_seconds === 12)).toBe(true);
  });

  it('has no details of a video whose address Graph leaves out, and says why', async () => {
    const dataset = reels(2);
    const [first, ...others] = dataset.media;
    if (first === undefined) throw new Error('an account with posts has a first one');
    const { instagram } = await open({ ...dataset, media: [{ ...first, omits: ['media_url'] }, ...others] });
    const [hidden, shown] = await instagram.getRecentMedia({ probe: true, comments: false });
    expect(hidden?.media_details).toBeNull();
    expect(hidden?.unavailable['media_details']).toBe('hidden');
    expect(shown?.media_details?.orientation).toBe('portrait');
  });

  it('lets one video that cannot be read cost only itself, and shows no address', async () => {
    const { graph, instagram } = await open(reels(3));
    graph.addFault({ match: /cdn/, nth: 1, action: { kind: 'status', status: 403 } });
    const document = await instagram.collect({ probe: true });
    const details = (document.recent_media ?? []).map((post) => post.media_details?.duration_seconds ?? null);
    expect(details.filter((seconds) => seconds === 12)).toHaveLength(2);
    expect(document.issues).toMatchObject([{ scope: 'media_probe', kind: 'network' }]);
    expect(JSON.stringify(document)).not.toContain('/cdn/');
  });
});
