/**
 * What the analytics find and how long they take:
 * `npx tsx bench/analytics.ts [seeds] [scenarios, a regular expression] [first seed]`.
 *
 * The first table is a simulation with known truth (tests/unit/metrics/scenarios.ts), per row and per plan, from two
 * generators; the second times the analyses of an account with 30 tags on every post.
 */
import {
  compareFormats,
  compareThemes,
  findBestPostingTimes,
  fitEngagementModel,
  summarizeHashtags,
  summarizeMedia,
} from '../src/metrics/index.ts';
import { runScenario, type Share } from '../tests/unit/metrics/run-scenario.ts';
import { IRREGULAR, LONE_SLOT, NOTHING, SCENARIOS } from '../tests/unit/metrics/scenarios.ts';
import { planTags, simulatePosts } from '../tests/unit/metrics/simulated-account.ts';
import { leastCpuMs } from './harness.ts';

const seeds = Number(process.argv[2] ?? 100);
const wanted = new RegExp(process.argv[3] ?? '');
const firstSeed = Number(process.argv[4] ?? 1);

const percent = ({ hits, of }: Share): string => (of === 0 ? '' : `${((hits / of) * 100).toFixed(1)} %`);

const rows = [...SCENARIOS, ...LONE_SLOT, ...NOTHING, ...IRREGULAR]
  .filter(({ name }) => wanted.test(name))
  .map((scenario) => {
    const tally = runScenario(scenario, seeds, firstSeed);
    return {
      scenario: scenario.name,
      'false rows': percent(tally.falseRows),
      found: percent(tally.found),
      'evening found': percent(tally.eveningsFound),
      'intervals hold': percent(tally.held),
      'of winners': percent(tally.winnersHeld),
      'false trends': percent(tally.falseTrends),
      'plans with a false finding': percent(tally.falsePlans),
      'plans changed by one post': percent(tally.changedPlans),
    };
  });
if (rows.length > 0) console.table(rows);

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
  fitEngagementModel: ({ media }) => fitEngagementModel(media),
  summarizeHashtags: ({ media }) => summarizeHashtags(media),
  'summarizeHashtags, tags read from captions': ({ captioned }) => summarizeHashtags(captioned),
  'all comparisons of one model': ({ media }) => {
    const model = fitEngagementModel(media, { timezone: 'Europe/Berlin' });
    summarizeHashtags(media, { model });
    compareThemes(media, { by: 'hashtag', model });
    compareFormats(media, { by: 'product_type', model });
    findBestPostingTimes(media, { timezone: 'Europe/Berlin', model });
  },
};
console.table(
  Object.entries(analyses).map(([analysis, run]) => {
    const [small = Number.NaN, large = Number.NaN] = accounts.map((account) => leastCpuMs(3, () => run(account)));
    return {
      analysis,
      '1,000 posts × 30 tags, ms': small.toFixed(0),
      '10,000 posts × 30 tags, ms': large.toFixed(0),
      growth: `× ${(large / small).toFixed(1)}`,
    };
  }),
);
