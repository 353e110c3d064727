import type { LedgerEntry } from 'insight-inventory';
import { mp4Bytes, type BucketSimulatorOptions, type GraphDataset, type MediaNode } from 'insight-inventory/testing';

/** Lengths are what tells clips apart; a clip published by its length keeps it. */
const CLIPS = [
  { name: 'teapot_07', seconds: 21, created: '2026-10-20T08:00:00Z' },
  { name: 'vase_24', seconds: 14.4, created: '2026-10-25T08:00:00Z' },
  { name: 'beaker_03', seconds: 9.2, created: '2026-11-02T08:00:00Z' },
  { name: 'bowl_11', seconds: 33, created: '2026-11-08T08:00:00Z' },
  { name: 'kiln_02', seconds: 17.5, created: '2026-11-14T08:00:00Z' },
] as const;

const clip = (durationSeconds: number): ReturnType<typeof mp4Bytes> =>
  mp4Bytes({ size: 400_000, durationSeconds, width: 1080, height: 1920 });

function reel(id: string, timestamp: string, seconds: number, caption: string): MediaNode {
  const insights = { views: 900, reach: 700, likes: 40, comments: 2, saved: 3, shares: 1, total_interactions: 46 };
  return {
    ...{ id, timestamp, caption, insights, content: clip(seconds) },
    ...{ media_type: 'VIDEO', media_product_type: 'REELS' },
  };
}

/** Makes three reels: one in the ledger and cut to another length, one told by its length, one that names its clip. */
export function studioAccount(): GraphDataset {
  return {
    account: { id: '17841400000000007', username: 'small_studio', followers_count: 1_200 },
    media: [
      reel('101', '2026-11-01T18:00:00+0000', 12, 'Slow lid, quick hands. #teapot'),
      reel('102', '2026-11-03T18:00:00+0000', 14.4, 'The wall holds. #clay'),
      reel('103', '2026-11-10T18:00:00+0000', 25, 'Two cuts of bowl_11 in one. #bowl'),
    ],
  };
}

/** Says what the first reel was made from. */
export const STUDIO_LEDGER: readonly LedgerEntry[] = [
  { media_id: '101', files: ['clips/teapot_07.mp4'], published_at: '2026-11-01T18:00:00Z' },
];

/** Makes five clips, one of them used by each reel. */
export function studioBucket(): BucketSimulatorOptions {
  const objects = CLIPS.map(({ name, seconds, created }) => ({
    name: `clips/${name}.mp4`,
    content: clip(seconds),
    timeCreated: created,
  }));
  return { bucket: 'small-studio', objects };
}
