import { describe, expect, it } from 'vitest';

import { describePlanningLine } from '../../../src/index.ts';
import type { DraftLine } from '../../../src/documents/planning.ts';
import type { Estimate } from '../../../src/documents/shapes.ts';
import { TRAIT_KINDS } from '../../../src/metrics/post-traits.ts';

const line = (part: Partial<DraftLine> & Pick<DraftLine, 'kind'>): DraftLine => ({
  subject: [],
  figures: {},
  evidence: [],
  ...part,
});
const estimate = (value: number, interval: [number, number], n: number): Estimate => ({
  value,
  interval,
  n,
  method: '',
  basis: '',
  verdict: 'rising',
});

const followers = line({
  kind: 'followers',
  figures: { followers: 1_234_567, change: -1_200, from: '2026-10-25T08:00:00Z', to: '2026-11-22T08:00:00Z' },
});

describe('the sentence of a line', () => {
  it('has plain digits and ISO dates without a locale', () => {
    expect(describePlanningLine(followers)).toBe('1234567 followers, -1200 from 2026-10-25 to 2026-11-22');
  });

  it.each([
    ['en-US', '1,234,567 followers, −1,200 from Oct 25, 2026 to Nov 22, 2026'],
    ['de-DE', '1.234.567 followers, −1.200 from 25.10.2026 to 22.11.2026'],
  ])('has the numbers and dates of %s', (locale, sentence) => {
    expect(describePlanningLine(followers, { locale })).toBe(sentence);
  });

  it('writes every number of an estimate in the locale', () => {
    const trend = line({ kind: 'trend', subject: ['reach'], estimate: estimate(13.5, [11, 21.046], 1_500) });
    expect(describePlanningLine(trend, { locale: 'de-DE' })).toBe(
      'Reach: rising, +1.250 % in 30 days, between +1.000 % and +2.005 % at 80 % confidence, 1.500 posts',
    );
    const outlier = line({
      kind: 'outlier',
      figures: { figure: 'save_rate', value: 2.345, ratio: 3.5, median: 0.67, posts: 40 },
    });
    expect(describePlanningLine(outlier, { locale: 'de-DE' })).toBe(
      'saves per reach 2,35 %, 3,5 times the median of 0,67 % (40 other posts; one post may be chance)',
    );
  });

  it.each([
    ['product_type', 'REELS', 'Product type reels went together with posts 50 % above'],
    ['product_type', 'FEED', 'Product type feed posts went'],
    ['audio', 'ORIGINAL_SOUND', 'Audio original sound went'],
    ['duration', '15_to_30s', 'Length 15 to 30 s went'],
    ['slot', '6/evening', 'Posting on Saturday evening went'],
  ])('says %s %s in plain words', (trait, value, start) => {
    const said = describePlanningLine(
      line({ kind: 'trait', subject: [value], figures: { trait }, estimate: estimate(1.5, [1.2, 1.9], 9) }),
    );
    expect(said.startsWith(start)).toBe(true);
  });

  it('rejects a locale nobody knows, naming the key', () => {
    expect(() => describePlanningLine(followers, { locale: 'no locale' })).toThrow(/locale/);
  });

  it.each<[DraftLine['kind'], Partial<DraftLine>, string]>([
    [
      'outlier',
      { figures: { figure: 'views', value: 3_467, ratio: 7.45, median: 465.5, posts: 1 } },
      'views 3467, 7.45 times the median of 466 (1 other post; one post may be chance)',
    ],
    ['followers', { figures: { followers: 1_000, change: null } }, '1000 followers'],
    [
      'followers',
      { figures: { followers: 1_000, change: 12, from: '2026-10-25T08:00:00Z', to: '2026-11-22T08:00:00Z' } },
      '1000 followers, +12 from 2026-10-25 to 2026-11-22',
    ],
    [
      'followers',
      { figures: { followers: null, change: 0, from: '2026-10-25T08:00:00Z', to: '2026-11-22T08:00:00Z' } },
      'unknown followers, 0 from 2026-10-25 to 2026-11-22',
    ],
    [
      'account_reach',
      { figures: { day: 5, week: 60, days_28: 700 } },
      'Accounts reached: 5 in the last day, 60 in the last week, 700 in the last 28 days',
    ],
    ['account_reach', { figures: { day: null, week: 60, days_28: null } }, 'Accounts reached: 60 in the last week'],
    [
      'rhythm',
      {
        figures: {
          per_week_now: 2,
          per_week_before: 0.7,
          days_since_last: 3,
          longest_gap_days: 6,
          posts: 4,
          span_days: 11,
        },
      },
      'Posting: 2 a week in the last 4 weeks, 0.7 before, last post 3 days ago, longest gap 6 days, 4 posts read, over 11 days',
    ],
    [
      'rhythm',
      {
        figures: {
          per_week_now: 1,
          per_week_before: null,
          days_since_last: 3,
          longest_gap_days: null,
          posts: 1,
          span_days: 1,
        },
      },
      'Posting: 1 a week in the last 4 weeks, last post 3 days ago, 1 post read, over 1 day',
    ],
    [
      'trend',
      { subject: ['reach'], estimate: { ...estimate(0.8, [0.7, 0.9], 12), verdict: 'falling' } },
      'Reach: falling, -20 % in 30 days, between -30 % and -10 % at 80 % confidence, 12 posts',
    ],
    [
      'trend',
      { subject: ['views'], estimate: { ...estimate(1.1, [0.7, 1.9], 12), interval: null } },
      'Views: rising, +10 % in 30 days, 12 posts',
    ],
    [
      'trend',
      { subject: ['views'], estimate: { ...estimate(1.1, [0.7, 1.9], 12), verdict: 'no_evidence' } },
      'Views: no trend beyond chance (12 posts)',
    ],
    [
      'trend',
      { subject: ['views'], estimate: { ...estimate(1, [1, 1], 3), value: null } },
      'Views: too few posts for a trend (3)',
    ],
    ['trend', { subject: ['followers'] }, 'Followers: too few posts for a trend (0)'],
    [
      'velocity',
      { figures: { measure: 'views', age_hours: 48, typical: 100 }, estimate: estimate(3.04, [2, 4], 5) },
      'Latest post: 3 times the usual views at 48 h (usual 100, 5 posts)',
    ],
    [
      'velocity',
      { figures: { measure: 'reach', age_hours: 1, typical: null }, estimate: estimate(10.4, [2, 40], 1) },
      'Latest post: 10 times the usual reach at 1 h (usual unknown, 1 post)',
    ],
    [
      'trait',
      { subject: ['clay'], figures: { trait: 'hashtag' }, estimate: estimate(1.5, [1.2, 1.9], 9) },
      'Hashtag “clay” went together with posts 50 % above the others (9 posts, a cautious figure; alone they say +20 % to +90 % at 80 % confidence)',
    ],
    [
      'trait',
      {
        subject: ['question'],
        figures: { trait: 'question', new: true },
        estimate: { ...estimate(0.8, [0, 0], 9), interval: null },
        used_with: ['clay'],
      },
      'Question in the caption went together with posts 20 % below the others (9 posts); cannot be told from clay (new)',
    ],
    [
      'trait',
      {
        subject: ['call_to_action'],
        figures: { trait: 'call_to_action', new: false },
        estimate: { ...estimate(1.001, [0.9, 1.1], 9) },
        used_with: ['a b', 'clay'],
      },
      'Call to action went together with posts level with the others (9 posts, a cautious figure; alone they say -10 % to +10 % at 80 % confidence); cannot be told from “a b”, clay',
    ],
    [
      'trait',
      { subject: ['6'], figures: { trait: 'weekday' }, estimate: { ...estimate(1, [1, 1], 4), value: null } },
      'Posting on Saturday went together with posts that are too few to compare (4)',
    ],
    [
      'trait',
      { subject: ['a/b', 'c'], figures: { trait: 'series' } },
      'Series “a/b” + “c” went together with posts that are too few to compare (0)',
    ],
    [
      'velocity',
      { figures: { measure: 'views', age_hours: 1, typical: 5 } },
      'Latest post: an unknown number of times the usual views at 1 h (usual 5, 0 posts)',
    ],
    [
      'velocity',
      { figures: { measure: 'views', age_hours: 1, typical: 5 }, estimate: estimate(10, [9, 11], 3) },
      'Latest post: 10 times the usual views at 1 h (usual 5, 3 posts)',
    ],
    [
      'trait',
      { subject: ['8'], figures: { trait: 'weekday' } },
      'Posting on 8 went together with posts that are too few to compare (0)',
    ],
    [
      'no_finding',
      { figures: { posts: 7, traits: 0, excluded: 0 } },
      '7 posts are too few to compare any trait; what looks better may be luck',
    ],
    [
      'no_finding',
      { figures: { posts: 30, traits: 4, excluded: 0 } },
      'Nothing stands out beyond chance among 4 traits of 30 posts; what looks better may be luck',
    ],
    [
      'no_finding',
      { figures: { posts: 30, traits: 4, excluded: 2 } },
      'Nothing stands out beyond chance among 4 traits of 30 posts (2 under 48 h left out); what looks better may be luck',
    ],
    ['no_slot', { figures: { posts: 7, timezone: 'UTC' } }, 'No best time can be told from 7 posts (UTC)'],
    [
      'tried_slots',
      { subject: ['6/evening/3', '1/evening/12', '7/night/1'], figures: { timezone: 'UTC' } },
      'Posts by slot (UTC): night Sun 1; evening Sat 3, Mon 12',
    ],
    [
      'tried_slots',
      { subject: ['1', '2', '3', '4', '5', '6', '7'].map((day) => `${day}/night/1`), figures: { timezone: 'UTC' } },
      'Posts by slot (UTC): night Mon 1, Tue 1, Wed 1, Thu 1, Fri 1, Sat 1, Sun 1',
    ],
    [
      'untried_slots',
      {
        subject: [...['1', '2', '3', '4', '5', '6', '7'].map((day) => `${day}/night`), '2/morning', '1/evening'],
        figures: { timezone: 'UTC', slots: 9, hardly: 3 },
      },
      'Never tried (UTC): night every day; morning Tue; evening Mon (9 of 28 slots; 3 more under 3 posts)',
    ],
    [
      'untried_slots',
      { figures: { timezone: 'UTC', slots: 0, hardly: 3 } },
      'Never tried (UTC): no slot (0 of 28 slots; 3 more under 3 posts)',
    ],
    [
      'online_hours',
      { subject: ['8', '9'], figures: { timezone: 'UTC', ratio: 1.33 } },
      "Most followers online from 8, 9 o'clock (UTC), 1.33 times the mean hour; says when they are there, not when posts do well",
    ],
    [
      'format',
      {
        subject: ['REELS'],
        figures: { trait: 'product_type', measure: 'engagement_rate', posts: 6, overall: 4.5 },
        estimate: estimate(5.125, [4.333, 6], 5),
      },
      'Product type reels: median engagement rate 5.13 %, between 4.33 % and 6 % at 80 % confidence, all posts 4.5 % (5 posts)',
    ],
    [
      'length',
      {
        subject: ['15_to_30s'],
        figures: { trait: 'duration', measure: 'retention_ratio', posts: 6, overall: null },
        estimate: { ...estimate(0, [0, 0], 6), interval: null },
      },
      'Length 15 to 30 s: median retention 0 (6 posts)',
    ],
    [
      'opening',
      { subject: ['short_line'], figures: { trait: 'opening', measure: 'skip_rate', posts: 2, overall: 30 } },
      'Opening short line: too few to say, all posts 30 % (2 posts)',
    ],
    [
      'format',
      { subject: ['not_ai'], figures: { trait: 'ai', measure: 'views', posts: 7, overall: 120 } },
      'Posts not made with AI: too few to say, all posts 120 (7 posts)',
    ],
    [
      'trait',
      { subject: ['ai'], figures: { trait: 'ai' }, estimate: { ...estimate(0.5, [0, 0], 9), interval: null } },
      'Posts made with AI went together with posts 50 % below the others (9 posts)',
    ],
    [
      'opening',
      { subject: ['none'], figures: { trait: 'opening', posts: 1 } },
      'Opening none: too few to say (1 post)',
    ],
    [
      'question',
      { subject: ['a?', 'b?'], figures: { topic: null, comments: 1, posts: 1, answered: 0, unanswered: 1 } },
      'Question, unanswered: “a?” / “b?”',
    ],
    [
      'question',
      { subject: ['a?'], figures: { topic: 'duration', comments: 3, posts: 1, answered: 3, unanswered: 0 } },
      'Question about duration (3 under 1 post), answered: “a?”',
    ],
    [
      'request',
      { subject: ['a'], figures: { comments: 3, posts: 2, answered: 1, unanswered: 2 } },
      'Request (3 under 2 posts), 1 answered, 2 not: “a”',
    ],
    [
      'request',
      { subject: ['a'], figures: { comments: 2, posts: 2, answered: 0, unanswered: 0 } },
      'Request (2 under 2 posts): “a”',
    ],
    ['request', { subject: ['a'], figures: { comments: 2, posts: 2, answered: 1 } }, 'Request (2 under 2 posts): “a”'],
    [
      'request',
      { subject: ['a'], figures: { comments: 2, posts: 2, unanswered: 1 } },
      'Request (2 under 2 posts): “a”',
    ],
    [
      'topic',
      { subject: ['clay', 'mud'], figures: { comments: 4, authors: 3, posts: 2 } },
      'People write about “clay”, “mud”: 4 comments by 3 people under 2 posts',
    ],
    [
      'content_gap',
      { subject: ['tu', 'sv'], figures: { ratio: 2.25, posts: 1 } },
      '“tu”, “sv”: its 1 post had 2.25 times the median interactions, and no unused clip is left',
    ],
    ['never_posted', { subject: ['tu', 'sv'], figures: { clips: 4 } }, '“tu”, “sv”: 4 clips, none matched to a post'],
    ['family', { subject: ['a', 'b'], figures: { cuts: 3 } }, '3 cuts of one piece: “a”, “b”; plan with one of them'],
    ['music', { subject: ['a', 'b'], figures: { files: 2 } }, '2 audio files: “a”, “b”'],
    [
      'experiment',
      {
        subject: ['weekend_evening'],
        figures: { arm: 'slot', tried: 0, posts_needed: 5, chance_best: 0.254 },
        estimate: estimate(1, [0.7, 1.4], 0),
      },
      'Try posting on a weekend evening: never tried; 25 % chance of being the best choice; 5 more posts would show whether it doubles engagement',
    ],
    [
      'experiment',
      {
        subject: ['tu', 'sv'],
        figures: { arm: 'series', tried: 2, posts_needed: 1, chance_best: null },
        estimate: estimate(1.24, [0.7, 1.4], 2),
      },
      'Try the series “tu” + “sv”: tried on 2 posts, cautiously 1.2 times the others, between 0.7 and 1.4 at 80 % confidence; unknown chance of being the best choice; 1 more post would show whether it doubles engagement',
    ],
    [
      'experiment',
      { subject: ['MUSIC'], figures: { arm: 'audio', tried: 1, posts_needed: 1, chance_best: 1 } },
      'Try audio licensed music: tried on 1 post; 100 % chance of being the best choice; 1 more post would show whether it doubles engagement',
    ],
    [
      'experiment',
      { subject: ['question'], figures: { arm: 'opening', tried: 0, posts_needed: 2, chance_best: 0 } },
      'Try opening with a question: never tried; 0 % chance of being the best choice; 2 more posts would show whether it doubles engagement',
    ],
    [
      'experiment',
      { subject: ['under_7s'], figures: { arm: 'length', tried: 0, posts_needed: 2, chance_best: 0.5 } },
      'Try a length of under 7 s: never tried; 50 % chance of being the best choice; 2 more posts would show whether it doubles engagement',
    ],
    [
      'experiment',
      { subject: ['x'], figures: { arm: 'time_of_year', tried: 0, posts_needed: 2, chance_best: 0.5 } },
      'Try time of year x: never tried; 50 % chance of being the best choice; 2 more posts would show whether it doubles engagement',
    ],
    ['no_account', {}, 'There is no account document: nothing is known of what worked'],
    ['no_inventory', {}, 'There is no inventory: nothing is known of the footage'],
    ['posts_unread', {}, 'The posts could not be read: nothing is known of what worked'],
    ['few_posts', { figures: { posts: 0 } }, 'There are no posts: nothing is known of what worked'],
    ['few_posts', { figures: { posts: 1 } }, '1 post is few: differences between them are mostly chance'],
    ['few_posts', { figures: { posts: 2 } }, '2 posts are few: differences between them are mostly chance'],
    ['maturing', { figures: { posts: 2 } }, '2 posts younger than 48 hours: their figures still grow'],
    ['no_ledger', {}, 'No ledger says which clips were published: used and unused are guesses'],
    [
      'unprobed',
      { figures: { unknown: 2, clips: 3 } },
      'Length and orientation of 2 of 3 clips are not known: their files were not read',
    ],
    [
      'highlights_only',
      { figures: { looked_at: 500, videos: 9_000 } },
      'The inventory does not hold all file rows: only the newest 500 of 9000 clips were looked at',
    ],
    ['issue', { subject: ['No', 'way.'], figures: { kind: 'rate_limited' } }, 'rate limited: “No” “way.”'],
  ])('of kind %s with %j is worded', (kind, part, sentence) => {
    const quote = (text: string): string => `“${text}”`;
    expect(describePlanningLine(line({ kind, ...part }), { quote })).toBe(sentence);
  });

  it.each([
    [0.005, '0.01'],
    [99.994, '99.99'],
    [-99.5, '-99.5'],
    [100, '100'],
    [100.4, '100'],
    [-100.6, '-101'],
  ])('writes %d as %s', (value, written) => {
    const known = line({ kind: 'account_reach', figures: { day: value, week: null, days_28: null } });
    expect(describePlanningLine(known)).toBe(`Accounts reached: ${written} in the last day`);
  });

  it('has a name for every kind of trait', () => {
    const said = TRAIT_KINDS.map((trait) =>
      describePlanningLine(line({ kind: 'trait', subject: ['x'], figures: { trait } })).replace(/ went.*/, ''),
    );
    expect(said).toEqual([
      'Product type x',
      'Length x',
      'Orientation x',
      'Carousel of x',
      'Audio x',
      'Posts x',
      'Caption length x',
      'Question in the caption',
      'Call to action',
      'Series x',
      'Posting on a x',
      'Posting in the x',
      'Posting on x',
      'Posting on x',
      'Hashtag x',
    ]);
  });

  it.each([
    ['interactions', 'Interactions'],
    ['engagement_rate', 'Engagement rate'],
    ['save_rate', 'Saves per reach'],
    ['share_rate', 'Shares per reach'],
    ['skip_rate', 'Skip rate'],
    ['retention_ratio', 'Retention'],
    ['ig_reels_avg_watch_time', 'Average watch time'],
  ])('calls the trend of %s by its name', (measure, name) => {
    expect(describePlanningLine(line({ kind: 'trend', subject: [measure] }))).toBe(
      `${name}: too few posts for a trend (0)`,
    );
  });
});
