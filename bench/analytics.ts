/**
 * What the analytics find and how long they take: `npx tsx bench/analytics.ts [seeds]`.
 *
 * The first table is a simulation with known truth (log-normal noise of sd 0.6 on engagement); the second times the
 * analyses of an account with 30 tags on every post.
 */
import { compareThemes, findBestPostingTimes, summarizeHashtags, summarizeMedia } from '../src/metrics/index.ts';
import {
  coverSlots,
  coverTags,
  findFalseVerdicts,
  recoverSlot,
  recoverTag,
  shareOf,
  type Share,
} from '../tests/unit/metrics/recovery.ts';
import { planTags, simulatePosts } from '../tests/unit/metrics/simulated-account.ts';

const seeds = Number(process.argv[2] ?? 200);

function row(what: string, bar: string, share: Share): Record<string, string> {
  return { what, bar, measured: `${(shareOf(share) * 100).toFixed(1)} %`, of: String(share.of) };
}

const few = recoverTag(seeds, { posts: 100, perTag: 30, others: 3 });
const some = recoverTag(seeds, { posts: 300, perTag: 30, others: 9 });
const many = recoverTag(seeds, { posts: 900, perTag: 30, others: 29 });
const fourSlots = recoverSlot(seeds, { slots: 4, perSlot: 30 });
const allSlots = recoverSlot(seeds, { slots: 28, perSlot: 30 });
const noise = findFalseVerdicts(seeds);

console.table([
  row('tag × 1.6 found, 30 of 100 posts, 4 tags', '≥ 90 %', few.found),
  row('tag × 1.6 found, 30 of 300 posts, 10 tags', '≥ 90 %', some.found),
  row('tag × 1.6 found, 30 of 900 posts, 30 tags', '≥ 90 %', many.found),
  row('tag without effect: no_evidence, 4 tags', '≥ 90 %', few.quiet),
  row('tag without effect: no_evidence, 10 tags', '≥ 90 %', some.quiet),
  row('slot × 2 found, 4 slots of 30 posts', '≥ 90 %', fourSlots.found),
  row('slot × 2 found, 28 slots of 30 posts', '≥ 90 %', allSlots.found),
  row('slot × 2 ranked first, 28 slots of 30 posts', '≥ 90 %', allSlots.first),
  row('80 % interval holds a lone tag × 1.6 among 10', 'none', some.held),
  row('80 % interval holds a lone slot × 2 among 28', 'none', allSlots.held),
  row('pure noise: tag called helps or hurts', '≤ 10 %', noise.tags),
  row('pure noise: slot called helps or hurts', '≤ 10 %', noise.slots),
  row(
    '80 % interval holds the truth, tags of 30 posts',
    '75–88 %',
    coverTags(seeds, { posts: 300, perTag: 30, tags: 10 }),
  ),
  row(
    '80 % interval holds the truth, tags of 10 posts',
    '75–88 %',
    coverTags(seeds, { posts: 100, perTag: 10, tags: 10 }),
  ),
  row('80 % interval holds the truth, slots of 30 posts', '75–88 %', coverSlots(seeds, 30)),
  row('80 % interval holds the truth, slots of 5 posts', '75–88 %', coverSlots(seeds, 5)),
]);

/** Shortest wall-clock time of five runs, in milliseconds: what else the machine does only ever adds to it. */
function time(run: () => unknown): number {
  const runs = Array.from({ length: 5 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...runs);
}

const TAGS = 300;
const effects = Object.fromEntries(Array.from({ length: TAGS }, (_, tag) => [`tag${String(tag)}`, 0]));
const accounts = [1_000, 10_000].map((posts) => {
  // Every tag on a tenth of the posts: 30 tags a post.
  const media = simulatePosts(planTags(effects, { posts, perTag: posts / 10 }, 1), 1);
  const captioned = media.map(({ id, timestamp, insights, hashtags }) => ({
    id,
    timestamp,
    insights,
    caption: `A caption of a usual length before its tags. ${(hashtags ?? []).map((tag) => `#${tag}`).join(' ')}`,
  }));
  return { media, captioned };
});
const analyses: Record<string, (account: NonNullable<(typeof accounts)[number]>) => unknown> = {
  summarizeMedia: ({ media }) => summarizeMedia(media),
  summarizeHashtags: ({ media }) => summarizeHashtags(media),
  'summarizeHashtags, tags read from captions': ({ captioned }) => summarizeHashtags(captioned),
  'compareThemes by hashtag': ({ media }) => compareThemes(media, { by: 'hashtag' }),
  findBestPostingTimes: ({ media }) => findBestPostingTimes(media, { timezone: 'Europe/Berlin' }),
};
console.table(
  Object.entries(analyses).map(([analysis, run]) => {
    const [small = Number.NaN, large = Number.NaN] = accounts.map((account) => time(() => run(account)));
    return {
      analysis,
      '1,000 posts × 30 tags, ms': small.toFixed(0),
      '10,000 posts × 30 tags, ms': large.toFixed(0),
      growth: `× ${(large / small).toFixed(1)}`,
    };
  }),
);
